"""How every chart looks: colours, sizes, the font with Chinese, and a sheet to draw on in points from the top left.

matplotlib is told nothing globally but its fonts. Its `pyplot` is never used: it keeps figures alive.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kamdesk.colours import DARK, LIGHT, PAPER, Theme

__all__ = ["DARK", "LIGHT", "PAPER", "SMALL", "TEXT", "TITLE", "Look", "axes_in", "figure", "sheet"]

Look = Theme
"""A chart takes the colours of the window, or `PAPER`."""

SMALL, TEXT, TITLE = 9.0, 9.75, 10.5
"""Text sizes in points: 12, 13 and 14 px at 96 dots an inch."""
DOTS = 72.0
"""Points an inch."""

_CHINESE = (
    "notosanscjk", "notosanssc", "sourcehansans", "msyh", "pingfang", "simhei", "wqy", "hiragino", "dengxian", "simsun",
)  # fmt: skip
"""Beginnings of the file names of fonts that have Chinese, the best first."""

_log = logging.getLogger(__name__)


@cache
def use_fonts() -> str:
    """Registers a font file with Chinese and has matplotlib draw with it; "" where the system has none."""
    matplotlib.rcParams["svg.fonttype"] = "none"
    matplotlib.rcParams["svg.hashsalt"] = "kamdesk"  # the same picture is the same file
    matplotlib.rcParams["pdf.fonttype"] = 42
    matplotlib.rcParams["axes.unicode_minus"] = True
    found = _chinese_file(font_manager.findSystemFonts())
    if found is None:
        _log.warning("no font with Chinese was found; pictures show boxes in its place")
        return ""
    font_manager.fontManager.addfont(found)
    name = font_manager.FontProperties(fname=found).get_name()
    matplotlib.rcParams["font.family"] = [name, "DejaVu Sans"]
    return name


def _chinese_file(files: Iterable[str]) -> str | None:
    by_name = {Path(each).name.lower().replace("-", "").replace("_", ""): each for each in files}
    for beginning in _CHINESE:
        fitting = sorted(name for name in by_name if name.startswith(beginning))
        plain = [name for name in fitting if "bold" not in name and "light" not in name]
        if plain or fitting:
            return by_name[(plain or fitting)[0]]
    return None


def figure(width: float, height: float, look: Look) -> Figure:
    """An empty figure of so many inches, in the colours of `look`."""
    use_fonts()
    made = Figure(figsize=(width, height), dpi=96, facecolor=look.raised)
    made.set_layout_engine("none")
    return made


def sheet(on: Figure) -> Axes:
    """The whole figure as a sheet measured in points from its top left, without lines of its own."""
    width, height = (float(each) * DOTS for each in on.get_size_inches())
    axes = on.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return axes


def axes_in(on: Figure, look: Look, left: float, top: float, right: float, bottom: float) -> Axes:
    """Axes with these margins in points, with thin lines in the colours of `look`."""
    width, height = (float(each) * DOTS for each in on.get_size_inches())
    axes = on.add_axes(
        (
            left / width,
            bottom / height,
            max(width - left - right, 1) / width,
            max(height - top - bottom, 1) / height,
        )
    )
    axes.set_facecolor(look.raised)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(look.line_strong)
        spine.set_linewidth(0.75)
    axes.tick_params(colors=look.muted, labelsize=SMALL, length=0, pad=4)
    return axes


def says_nothing(on: Figure, look: Look, sentence: str) -> Figure:
    """The picture of a chart without data: what is missing, in the middle."""
    axes = sheet(on)
    width, height = axes.get_xlim()[1], axes.get_ylim()[0]
    axes.text(
        width / 2, height / 2, sentence, ha="center", va="center", color=look.muted, fontsize=TEXT, wrap=True
    )  # fmt: skip
    return on


def headed(axes: Axes, look: Look, title: str, beside: str = "") -> None:
    """The line that says the finding, at the top left of a sheet, and what stands muted behind it."""
    if not title:
        return
    said = axes.text(12, 18, title, color=look.text, fontsize=TITLE, fontweight="bold", va="center")
    if beside:
        axes.annotate(
            beside, (1, 0.5), xycoords=said, xytext=(8, 0), textcoords="offset points", color=look.muted,
            fontsize=SMALL, va="center", annotation_clip=False,
        )  # fmt: skip


def mark(artist: Any, key: str, words: str) -> Any:
    """Notes on an artist what it stands for: the key for who clicks it, the words for who points at it."""
    artist.set_gid(key)
    artist.set_label(f"_{words}")
    artist.set_picker(True)
    return artist


def words_of(artist: Any) -> str:
    """What `mark` noted for whoever points at it; "" for other artists."""
    label = artist.get_label()
    return label[1:] if isinstance(label, str) and artist.get_gid() else ""
