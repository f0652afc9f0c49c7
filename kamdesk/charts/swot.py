"""SWOT as four fields with weights, and below them the pairs that have no strategy yet (methods.md 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from kamdesk.charts.style import SMALL, TEXT, Look, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import shortened

_ROW = 17.0
_DOTS = 5


@dataclass(frozen=True)
class Item:
    """`label` is S1, W2 …; `weight` 1–5."""

    label: str
    text: str
    weight: int


@dataclass(frozen=True)
class Quadrant:
    """One of the four: its letter, name and items."""

    letter: str
    name: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Pair:
    """An inside and an outside item that meet: `type` is SO, WO, ST or WT; `strategy` is empty while there is none."""

    label: str
    type: str
    score: int
    strategy: str = ""


@dataclass(frozen=True)
class Data:
    """Quadrants in the order S, W, O, T."""

    quadrants: Sequence[Quadrant]
    pairs: Sequence[Pair] = ()
    open_words: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 6.2, height: float = 3.8) -> Figure:
    """The grid; what has no room is counted in the field's last line."""
    made = figure(width, height, look)
    if not any(each.items for each in data.quadrants):
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    right, low = on.get_xlim()[1], on.get_ylim()[0]
    top = 34.0 if data.title else 10.0
    lines = min(len(data.pairs), max(int((low - top - 150) // _ROW), 0), 6)
    grid = low - top - lines * _ROW - (14 if lines else 8)
    wide, high = (right - 24) / 2, grid / 2
    for place, quadrant in enumerate(data.quadrants):
        corner = (12 + wide * (place % 2), top + high * (place // 2))
        _quadrant(on, quadrant, look, corner, (wide, high))
    for place, pair in enumerate(data.pairs[:lines]):
        _pair(on, pair, data, look, top + grid + 14 + place * _ROW, right)
    return made


def _quadrant(
    on: Axes,
    quadrant: Quadrant,
    look: Look,
    corner: tuple[float, float],
    size: tuple[float, float],
) -> None:
    (x, y), (wide, high) = corner, size
    on.add_patch(Rectangle(corner, wide, high, fill=False, edgecolor=look.line, linewidth=0.8))
    on.text(
        x + 14, y + 15, quadrant.letter, ha="center", va="center", color=look.text, fontsize=TEXT, fontweight="bold",
        bbox={"boxstyle": "round,pad=0.25", "facecolor": look.sunken, "edgecolor": "none"},
    )  # fmt: skip
    on.text(
        x + 28,
        y + 15,
        quadrant.name,
        va="center",
        color=look.text,
        fontsize=TEXT,
        fontweight="bold",
    )
    room = max(int((high - 28) // _ROW), 1)
    shown = quadrant.items if len(quadrant.items) <= room else quadrant.items[: room - 1]
    dots = _DOTS * 8 + 8
    for place, item in enumerate(shown):
        line = y + 36 + place * _ROW
        on.text(x + 8, line, item.label, va="center", color=look.muted, fontsize=SMALL)
        words = on.text(
            x + 28,
            line,
            shortened(item.text, wide - dots - 36),
            va="center",
            color=look.text,
            fontsize=SMALL,
        )
        mark(words, item.label, f"{item.label} {item.text} {item.weight}")
        for dot in range(_DOTS):
            filled = look.accent if dot < item.weight else look.line_strong
            on.add_patch(
                Circle((x + wide - dots + 8 + dot * 8, line), 2.8, color=filled, linewidth=0)
            )
    if len(shown) < len(quadrant.items):
        rest = f"+{len(quadrant.items) - len(shown)}"
        on.text(
            x + 28, y + 36 + len(shown) * _ROW, rest, va="center", color=look.muted, fontsize=SMALL
        )


def _pair(on: Axes, pair: Pair, data: Data, look: Look, y: float, right: float) -> None:
    on.text(14, y, pair.label, va="center", color=look.text, fontsize=SMALL, fontweight="bold")
    on.text(
        76, y, f"{pair.type} {pair.score}", va="center", color=look.good if pair.strategy else look.accent,
        fontsize=SMALL,
        bbox={
            "boxstyle": "round,pad=0.2", "facecolor": look.good_soft if pair.strategy else look.selected,
            "edgecolor": "none",
        },
    )  # fmt: skip
    words = pair.strategy or data.open_words
    colour = look.text if pair.strategy else look.muted
    on.text(122, y, shortened(words, right - 134), va="center", color=colour, fontsize=SMALL)
