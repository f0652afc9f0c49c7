"""Radar of three to eight elements: us against up to four competitors, last time's outline, the short board marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from kamdesk.charts.style import SMALL, TEXT, Look, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import width_of

_FULL = 10
_RINGS = 5
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)))
_MARKERS = ("o", "s", "^", "D", "v")
"""A series differs by colour, dash and marker."""


@dataclass(frozen=True)
class Axis:
    """One element: `note` is what stands below its name (7 to 6, +1); `is_short` marks the short board."""

    name: str
    note: str = ""
    is_short: bool = False


@dataclass(frozen=True)
class Series:
    """Scores 0–10 by axis, None where nothing is known; `beside` follows the name in the legend."""

    name: str
    scores: Sequence[Decimal | float | None]
    beside: str = ""
    is_last_time: bool = False


@dataclass(frozen=True)
class Data:
    """`series`: us first. `empty` is said where there is no score at all."""

    axes: Sequence[Axis]
    series: Sequence[Series]
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 4.2, height: float = 3.6) -> Figure:
    """The radar; its area says nothing, since it depends on the order of the axes (methods.md 3.3)."""
    made = figure(width, height, look)
    known = [one for one in data.series if any(score is not None for score in one.scores)]
    if not known or len(data.axes) < 3:
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    top = 34 if data.title else 12
    bottom = _legend(on, known, look, top)
    right, low = on.get_xlim()[1], on.get_ylim()[0]
    middle = (right / 2, (bottom + 40 + low - 36) / 2)
    radius = max(min((right - 190) / 2, (low - bottom - 76) / 2), 24)
    _web(on, data, look, middle, radius)
    for place, one in reversed(list(enumerate(known))):
        _outline(on, one, look, _points(one.scores, middle, radius), place)
    _names(on, data.axes, look, middle, radius)
    return made


def _legend(on: Axes, series: Sequence[Series], look: Look, top: float) -> float:
    """Names with their totals in rows; answers where they end."""
    x, y, right = 12.0, top, on.get_xlim()[1]
    own = 0
    for one in series:
        words = f"{one.name} {one.beside}".strip()
        wide = 30 + width_of(words)
        if x > 12 and x + wide > right:
            x, y = 12.0, y + 14
        colour, dash, marker = _manner(one, look, own)
        own += not one.is_last_time
        on.plot((x, x + 18), (y, y), color=colour, linestyle=dash, linewidth=1.4, marker=None)
        if marker:
            on.plot((x + 9,), (y,), color=colour, marker=marker, markersize=4.5)
        on.text(x + 23, y, words, color=look.text, fontsize=SMALL, va="center")
        x += wide + 12
    return y + 8


def _manner(one: Series, look: Look, place: int) -> tuple[str, object, str]:
    if one.is_last_time:
        return look.muted, ":", ""
    return look.chart[place % len(look.chart)], _DASHES[place % 5], _MARKERS[place % 5]


def _at(middle: tuple[float, float], radius: float, place: int, count: int) -> tuple[float, float]:
    angle = 2 * pi * place / count - pi / 2
    return middle[0] + radius * cos(angle), middle[1] + radius * sin(angle)


def _web(on: Axes, data: Data, look: Look, middle: tuple[float, float], radius: float) -> None:
    count = len(data.axes)
    for ring in range(1, _RINGS + 1):
        corners = [_at(middle, radius * ring / _RINGS, place, count) for place in range(count)]
        on.add_patch(Polygon(corners, fill=False, edgecolor=look.line, linewidth=0.8))
    for place in range(count):
        x, y = _at(middle, radius, place, count)
        on.plot((middle[0], x), (middle[1], y), color=look.line, linewidth=0.8)


def _points(
    scores: Sequence[Decimal | float | None], middle: tuple[float, float], radius: float
) -> list[tuple[float, float] | None]:
    return [
        None if score is None else _at(middle, radius * float(score) / _FULL, place, len(scores))
        for place, score in enumerate(scores)
    ]


def _outline(
    on: Axes, one: Series, look: Look, points: Sequence[tuple[float, float] | None], place: int
) -> None:
    colour, dash, marker = _manner(one, look, place)
    whole = [each for each in points if each is not None]
    if len(whole) == len(points):
        fill = place == 0 and not one.is_last_time
        on.add_patch(
            Polygon(
                whole, facecolor=colour if fill else "none", alpha=0.12 if fill else None, edgecolor="none"
            )
        )  # fmt: skip
        closed = [*whole, whole[0]]
        on.plot(*zip(*closed, strict=True), color=colour, linestyle=dash, linewidth=1.4)
    else:  # what is not known leaves a gap
        for here, there in zip(points, [*points[1:], points[0]], strict=True):
            if here is not None and there is not None:
                on.plot(*zip(here, there, strict=True), color=colour, linestyle=dash, linewidth=1.4)
    if not marker:
        return
    for number, (point, score) in enumerate(zip(points, one.scores, strict=True)):
        if point is not None:
            dot = on.plot((point[0],), (point[1],), color=colour, marker=marker, markersize=5)[0]
            mark(dot, f"axis:{number}", f"{one.name} {score}")


def _names(
    on: Axes, axes: Sequence[Axis], look: Look, middle: tuple[float, float], radius: float
) -> None:
    for place, axis in enumerate(axes):
        x, y = _at(middle, radius + 10, place, len(axes))
        side = (
            "center" if abs(x - middle[0]) < radius * 0.2 else "left" if x > middle[0] else "right"
        )
        upper = y < middle[1] - radius * 0.2
        lower = y > middle[1] + radius * 0.2
        first = y - 14 if upper else y + 6 if lower else y - 6
        colour = look.bad if axis.is_short else look.text
        name = on.text(
            x,
            first,
            axis.name,
            ha=side,
            va="center",
            color=colour,
            fontsize=TEXT,
            fontweight="bold",
        )
        mark(name, f"axis:{place}", f"{axis.name} {axis.note}".strip())
        if axis.note:
            muted = look.bad if axis.is_short else look.muted
            on.text(x, first + 13, axis.note, ha=side, va="center", color=muted, fontsize=SMALL)
