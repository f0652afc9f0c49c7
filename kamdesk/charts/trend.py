"""A score over time: a line for each measure, with a gap where it has no value, over bands of green, yellow and red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kamdesk.charts.style import SMALL, Look, axes_in, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import width_of

_MARKERS = ("o", "s", "^", "D", "v", "P")
_DASHES = ("-", "--", "-.", ":")
_SAID = 12
"""So many points of a single line have their number beside them; of more, the last."""
_LABEL_GAP = 12.0


@dataclass(frozen=True)
class Series:
    """Values in the order of the days; None where there is none."""

    key: str
    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Data:
    """`days` as text; `good_from` and `fair_from` are where green and yellow begin."""

    days: Sequence[str]
    series: Sequence[Series]
    good_from: float | None = None
    fair_from: float | None = None
    limits: tuple[float, float] = (0, 100)
    unit: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 5.0, height: float = 2.8) -> Figure:
    """The lines; every point is clickable as ``series:place``."""
    made = figure(width, height, look)
    if not any(value is not None for each in data.series for value in each.values):
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    top = 34.0 if data.title else 12.0
    several = len(data.series) > 1
    if several:
        top = _legend(on, data, look, top) + 12
    axes = axes_in(made, look, 38, top + 10, 34, 24)
    _bands(axes, data, look)
    for place, each in enumerate(data.series):
        _line(axes, each, data, look, place, is_said=not several)
    axes.set_ylim(*data.limits)
    axes.set_xlim(-0.4, len(data.days) - 0.6 if len(data.days) > 1 else 0.4)
    axes.grid(axis="y", color=look.line, linewidth=0.6)
    axes.set_axisbelow(True)
    _days(axes, data, width)
    if data.unit:
        axes.set_ylabel(data.unit, color=look.muted, fontsize=SMALL)
    return made


def _legend(on: Axes, data: Data, look: Look, top: float) -> float:
    x, y, right = 12.0, top, on.get_xlim()[1]
    for place, each in enumerate(data.series):
        wide = 36 + width_of(each.name)
        if x > 12 and x + wide > right:
            x, y = 12.0, y + 14
        on.plot(
            (x, x + 18), (y, y), color=look.chart[place % 6], linestyle=_DASHES[place % 4], linewidth=1.4
        )  # fmt: skip
        on.plot(
            (x + 9,), (y,), color=look.chart[place % 6], marker=_MARKERS[place % 6], markersize=4
        )
        on.text(x + 23, y, each.name, va="center", color=look.text, fontsize=SMALL)
        x += wide + 8
    return y


def _bands(axes: Axes, data: Data, look: Look) -> None:
    low, high = data.limits
    if data.good_from is None or data.fair_from is None:
        return
    for start, end, colour in (
        (low, data.fair_from, look.bad_soft),
        (data.fair_from, data.good_from, look.warn_soft),
        (data.good_from, high, look.good_soft),
    ):
        axes.axhspan(start, end, color=colour, linewidth=0, zorder=0)


def _line(axes: Axes, each: Series, data: Data, look: Look, place: int, *, is_said: bool) -> None:
    colour = look.chart[place % 6]
    places = range(len(each.values))
    values = [nan if value is None else value for value in each.values]
    axes.plot(places, values, color=colour, linestyle=_DASHES[place % 4], linewidth=1.5, zorder=2)
    known = [where for where in places if each.values[where] is not None]
    for where in known:
        value = values[where]
        dot = axes.plot(
            (where,), (value,), color=colour, marker=_MARKERS[place % 6], markersize=5, zorder=3, clip_on=False
        )[0]  # fmt: skip
        mark(dot, f"{each.key}:{where}", f"{data.days[where]} {each.name} {value:g}")
        if is_said and (len(known) <= _SAID or where == known[-1]):
            low, high = data.limits
            over = value < high - (high - low) * 0.12
            axes.annotate(
                f"{value:g}", (where, value), xytext=(0, 6 if over else -7), textcoords="offset points", ha="center",
                va="bottom" if over else "top", color=look.text, fontsize=SMALL, annotation_clip=False,
            )  # fmt: skip


def _days(axes: Axes, data: Data, width: float) -> None:
    """As many days as have room, the last always."""
    widest = max(width_of(day) for day in data.days) + _LABEL_GAP
    room = max(int((width * 72 - 72) // widest), 1)
    step = -(-len(data.days) // room)
    shown = list(range(len(data.days) - 1, -1, -step))[::-1]
    axes.set_xticks(shown, [data.days[place] for place in shown])
