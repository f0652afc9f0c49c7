"""Two measures of many things as bubbles in four fields: the BCG matrix and the portfolio potential × loyalty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from kamdesk.charts.style import SMALL, Look, axes_in, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import width_of

_LARGEST, _SMALLEST, _PLAIN = 26.0, 5.0, 10.0
"""Diameters in points; the area of a bubble is its size."""
_EDGE = 0.03
"""Where what has no value stands: this share of the width from the left."""
_TICKS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16)
_LABELLED = 24
"""So many bubbles have their names; of more, the largest."""


@dataclass(frozen=True)
class Bubble:
    """`x` None: it has no value there (no competitor, loyalty unknown) and stands at the edge with a mark."""

    key: str
    name: str
    x: float | None
    y: float
    size: float = 1.0
    series: int = 0
    words: str = ""
    """What is said on pointing; else the name."""


@dataclass(frozen=True)
class Data:
    """`cut_x`, `cut_y` part the four fields, whose names are given from the upper left clockwise."""

    bubbles: Sequence[Bubble]
    x_name: str
    y_name: str
    cut_x: float
    cut_y: float
    fields: Sequence[str] = ("", "", "", "")
    unknown_name: str = ""
    is_logarithmic: bool = False
    is_reversed: bool = False
    """High values at the left, as the BCG matrix has them."""
    emphasised: int | None = None
    """The field (0–3 from the upper left clockwise) that asks for attention."""
    limits_x: tuple[float, float] | None = None
    limits_y: tuple[float, float] | None = None
    percent_y: bool = False
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 6.0, height: float = 4.2) -> Figure:
    """The picture; bubbles are clickable by their keys."""
    made = figure(width, height, look)
    if not data.bubbles:
        return says_nothing(made, look, data.empty)
    headed(sheet(made), look, data.title, data.beside)
    axes = axes_in(made, look, 50, 36 if data.title else 14, 16, 36)
    if data.is_logarithmic:
        axes.set_xscale("log")
    left, right = data.limits_x or _limits(
        [each.x for each in data.bubbles if each.x is not None], data.cut_x, data.is_logarithmic
    )
    low, high = data.limits_y or _limits([each.y for each in data.bubbles], data.cut_y, False)
    axes.set_xlim((right, left) if data.is_reversed else (left, right))
    axes.set_ylim(low, high)
    _fields(axes, data, look)
    _scale(axes, data, look)
    largest = max(each.size for each in data.bubbles) or 1.0
    named = {id(each) for each in sorted(data.bubbles, key=lambda one: -one.size)[:_LABELLED]}
    taken = [_box(axes, each, data, largest) for each in data.bubbles if each.x is not None]
    for each in sorted(data.bubbles, key=lambda one: -one.size):
        _bubble(axes, each, data, look, largest, taken, is_named=id(each) in named)
    return made


def _largest_across(data: Data) -> float:
    """The diameter of the largest bubble; where all are of one size, that says nothing and they stay small."""
    return _LARGEST if len({each.size for each in data.bubbles}) > 1 else _PLAIN


def _limits(values: Sequence[float], cut: float, is_logarithmic: bool) -> tuple[float, float]:
    low, high = min([*values, cut]), max([*values, cut])
    if is_logarithmic:
        return max(low / 1.8, 0.02), high * 1.8
    room = (high - low) * 0.15 or 1.0
    return low - room, high + room


def _fields(axes: Axes, data: Data, look: Look) -> None:
    corners = (
        (0.0, 1.0, "left", "top"),
        (1.0, 1.0, "right", "top"),
        (1.0, 0.0, "right", "bottom"),
        (0.0, 0.0, "left", "bottom"),
    )
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    if data.emphasised is not None:
        spans = ((left, data.cut_x), (data.cut_x, right), (data.cut_x, right), (left, data.cut_x))
        heights = ((data.cut_y, high), (data.cut_y, high), (low, data.cut_y), (low, data.cut_y))
        across, up = spans[data.emphasised], heights[data.emphasised]
        axes.fill_between(
            across, (up[0], up[0]), (up[1], up[1]), color=look.warn_soft, linewidth=0, zorder=0
        )
    axes.axvline(data.cut_x, color=look.line_strong, linewidth=0.9, zorder=1)
    axes.axhline(data.cut_y, color=look.line_strong, linewidth=0.9, zorder=1)
    for name, (x, y, side, at) in zip(data.fields, corners, strict=True):
        axes.annotate(
            name, (x, y), xycoords="axes fraction", xytext=(6 if side == "left" else -6, -6 if at == "top" else 6),
            textcoords="offset points", ha=side, va=at, color=look.muted, fontsize=SMALL, fontweight="bold",
        )  # fmt: skip


def _scale(axes: Axes, data: Data, look: Look) -> None:
    axes.set_xlabel(data.x_name, color=look.muted, fontsize=SMALL, labelpad=4)
    axes.set_ylabel(data.y_name, color=look.muted, fontsize=SMALL, labelpad=4)
    if data.percent_y:
        axes.yaxis.set_major_formatter(lambda value, _place: f"{value:.0%}".replace("-", "−"))
    if data.is_logarithmic:
        low, high = sorted(axes.get_xlim())
        axes.xaxis.set_major_locator(FixedLocator([each for each in _TICKS if low <= each <= high]))
        axes.xaxis.set_major_formatter(lambda value, _place: f"{value:g}")
        axes.xaxis.set_minor_formatter(lambda _value, _place: "")


def _box(axes: Axes, each: Bubble, data: Data, largest: float) -> tuple[float, float, float, float]:
    """Where a bubble lies, in points: no name is written over it."""
    dots = axes.figure.dpi / 72
    x, y = (float(one) / dots for one in axes.transData.transform((each.x or 0.0, each.y)))
    half = _across(each, data, largest) / 2
    return (x - half, y - half, x + half, y + half)


def _across(each: Bubble, data: Data, largest: float) -> float:
    return max(_largest_across(data) * sqrt(max(each.size, 0) / largest), _SMALLEST)


def _bubble(
    axes: Axes,
    each: Bubble,
    data: Data,
    look: Look,
    largest: float,
    taken: list[tuple[float, float, float, float]],
    *,
    is_named: bool,
) -> None:
    across = _across(each, data, largest)
    x = _EDGE if each.x is None else each.x
    colour = look.chart[each.series % len(look.chart)]
    dot = axes.plot(
        (x,), (each.y,), marker="o", markersize=across, color=colour, alpha=0.75, markeredgecolor=look.raised,
        linestyle="", clip_on=False, fillstyle="none" if each.x is None else "full", zorder=3,
        transform=axes.get_yaxis_transform() if each.x is None else axes.transData,
    )[0]  # fmt: skip
    if each.x is None:
        dot.set_markeredgecolor(colour)
    mark(dot, each.key, each.words or each.name)
    name = f"{each.name} {data.unknown_name}".strip() if each.x is None else each.name
    if is_named:
        shown = axes.transLimits.inverted().transform((_EDGE, 0))[0] if each.x is None else each.x
        place = axes.transScale.inverted().transform((shown, 1))[0] if each.x is None else shown
        _label(axes, (float(place), each.y), across, name, look, taken)


def _label(
    axes: Axes,
    at: tuple[float, float],
    across: float,
    name: str,
    look: Look,
    taken: list[tuple[float, float, float, float]],
) -> None:
    """Puts the name where no other one is: right, left, above, below; else pointing says it."""
    dots = axes.figure.dpi / 72
    x, y = (float(each) / dots for each in axes.transData.transform(at))
    wide = width_of(name)
    far = across / 2 + 3
    frame = axes.get_window_extent()
    edges = (frame.x0 / dots, frame.x1 / dots)
    for dx, dy, side in (
        (far, 0, "left"),
        (-far, 0, "right"),
        (0, far + 5, "center"),
        (0, -far - 5, "center"),
    ):
        start = x + dx - (wide if side == "right" else wide / 2 if side == "center" else 0)
        box = (start, y + dy - 5.5, start + wide, y + dy + 5.5)
        if box[0] < edges[0] or box[2] > edges[1] or any(_meet(box, other) for other in taken):
            continue
        taken.append(box)
        axes.annotate(
            name, at, xytext=(dx, dy), textcoords="offset points", ha=side, va="center", color=look.text,
            fontsize=SMALL, zorder=4, annotation_clip=False,
        )  # fmt: skip
        return


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
