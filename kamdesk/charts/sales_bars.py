"""Sales by account, product, region or person: a bar for each, last year's as a thin one, the plan as a stroke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from kamdesk.charts.style import SMALL, Look, axes_in, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import shortened

_NAMES = 104.0
"""Points for the names at the left."""
_ROW = 26.0
"""Points that a row needs; as many are drawn as have room."""


@dataclass(frozen=True)
class Bar:
    """Amounts in the unit of the chart; `plan` is None without one."""

    key: str
    name: str
    amount: float
    before: float = 0.0
    plan: float | None = None


@dataclass(frozen=True)
class Data:
    """Bars from the largest to the smallest; the words of the legend."""

    bars: Sequence[Bar]
    amount_name: str = ""
    before_name: str = ""
    plan_name: str = ""
    unit: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 5.0, height: float = 3.4) -> Figure:
    """The largest bars that have room; each is clickable by its key."""
    made = figure(width, height, look)
    if not any(each.amount or each.before for each in data.bars):
        return says_nothing(made, look, data.empty)
    headed(sheet(made), look, data.title, data.beside)
    top = 34 if data.title else 10
    room = max(int((height * 72 - top - 34) // _ROW), 1)
    shown = list(data.bars[:room])
    axes = axes_in(made, look, _NAMES + 14, top, 56, 30)
    axes.spines["bottom"].set_visible(False)
    for place, each in enumerate(shown):
        bar = axes.barh(place - 0.12, each.amount, 0.42, color=look.chart[0], linewidth=0)[0]
        words = f"{each.name} {each.amount:,.1f} {data.unit}"
        mark(bar, each.key, words)
        earlier = axes.barh(place + 0.26, each.before, 0.2, color=look.line_strong, linewidth=0)[0]
        mark(earlier, each.key, f"{each.name} {data.before_name} {each.before:,.1f}")
        if each.plan:
            line = axes.plot(
                (each.plan, each.plan), (place - 0.38, place + 0.14), color=look.text, linewidth=1.6
            )[0]
            mark(line, each.key, f"{each.name} {data.plan_name} {each.plan:,.1f}")
        axes.annotate(
            f"{each.amount:,.0f}", (max(each.amount, each.before, 0), place), xytext=(4, 0), va="center",
            textcoords="offset points", color=look.text, fontsize=SMALL, annotation_clip=False,
        )  # fmt: skip
    axes.set_yticks(range(len(shown)), [shortened(each.name or "—", _NAMES) for each in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xticks([])
    lowest = min(0.0, *(min(each.amount, each.before) for each in shown))
    axes.set_xlim(
        lowest, max(max(each.amount, each.before, each.plan or 0) for each in shown) * 1.04
    )
    _legend(made, data, look, height)
    return made


def _legend(made: Figure, data: Data, look: Look, height: float) -> None:
    on = sheet(made)
    y = height * 72 - 12
    words = f"■ {data.amount_name}    ▬ {data.before_name}    ┃ {data.plan_name}    {data.unit}"
    on.text(12, y, words, color=look.muted, fontsize=SMALL, va="center")
