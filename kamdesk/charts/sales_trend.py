"""Sales month by month: columns of this year, the line of last year, a stroke for the plan of each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from kamdesk.charts.style import SMALL, Look, axes_in, figure, headed, mark, says_nothing, sheet


@dataclass(frozen=True)
class Data:
    """One value for each of `months` in every list; a plan may be None. `keys` are what is told when one is clicked."""

    months: Sequence[str]
    amounts: Sequence[float]
    before: Sequence[float]
    plans: Sequence[float | None]
    amount_name: str = ""
    before_name: str = ""
    plan_name: str = ""
    unit: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 6.0, height: float = 2.9) -> Figure:
    """The columns; every month is clickable by what it is called."""
    made = figure(width, height, look)
    if not any((*data.amounts, *data.before)):
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    y = 36 if data.title else 12
    words = f"■ {data.amount_name}    ● {data.before_name}    ▬ {data.plan_name}    {data.unit}"
    on.text(12, y, words, color=look.muted, fontsize=SMALL, va="center")
    axes = axes_in(made, look, 48, y + 16, 12, 24)
    places = range(len(data.months))
    for place, amount in zip(places, data.amounts, strict=True):
        bar = axes.bar(place, amount, 0.58, color=look.chart[0], linewidth=0)[0]
        mark(bar, data.months[place], f"{data.months[place]} {data.amount_name} {amount:,.1f}")
    line = axes.plot(
        places, data.before, color=look.chart[1], marker="o", markersize=4, linewidth=1.4
    )[0]
    line.set_zorder(3)
    for place, plan in zip(places, data.plans, strict=True):
        if plan:
            stroke = axes.plot(
                (place - 0.36, place + 0.36), (plan, plan), color=look.text, linewidth=1.6
            )[0]
            mark(stroke, data.months[place], f"{data.months[place]} {data.plan_name} {plan:,.1f}")
    highest = max(*data.amounts, *data.before, *(each or 0.0 for each in data.plans), 1.0)
    axes.set_ylim(min(0.0, *data.amounts, *data.before), highest * 1.12)
    axes.set_xlim(-0.6, len(data.months) - 0.4)
    axes.set_xticks(places, [each[5:] or each for each in data.months])
    axes.yaxis.set_major_formatter(lambda value, _place: f"{value:,.0f}")
    axes.grid(axis="y", color=look.line, linewidth=0.6)
    axes.set_axisbelow(True)
    return made
