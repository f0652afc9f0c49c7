"""Root causes of many projects by bone, the most frequent first, with the share they carry together (3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from kamdesk.charts.style import SMALL, Look, axes_in, figure, headed, mark, says_nothing, sheet


@dataclass(frozen=True)
class Column:
    """How often, and the share of all up to here (0–1)."""

    key: str
    name: str
    count: int
    together: float


@dataclass(frozen=True)
class Data:
    """Columns from the most to the least frequent."""

    columns: Sequence[Column]
    count_name: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 4.8, height: float = 2.9) -> Figure:
    """Columns and the rising line; columns are clickable by their keys."""
    made = figure(width, height, look)
    if not data.columns:
        return says_nothing(made, look, data.empty)
    headed(sheet(made), look, data.title, data.beside)
    axes = axes_in(made, look, 34, 44 if data.title else 22, 40, 22)
    whole = sum(each.count for each in data.columns)
    places = range(len(data.columns))
    for place, each in enumerate(data.columns):
        bar = axes.bar(place, each.count, 0.6, color=look.chart[0], linewidth=0)[0]
        mark(bar, each.key, f"{each.name} {each.count} · {each.together:.1%}")
        axes.annotate(
            str(each.count), (place, each.count / 2), xytext=(0, 0), textcoords="offset points", ha="center",
            va="center", color=look.on_accent, fontsize=SMALL, fontweight="bold",
        )  # fmt: skip
    axes.set_ylim(0, whole * 1.12)
    axes.set_xticks(places, [each.name for each in data.columns])
    axes.set_yticks([])
    axes.set_ylabel(data.count_name, color=look.muted, fontsize=SMALL)
    line = [each.together * whole for each in data.columns]
    axes.plot(places, line, color=look.chart[1], marker="o", markersize=4, linewidth=1.2)
    for place, (high, each) in enumerate(zip(line, data.columns, strict=True)):
        axes.annotate(
            f"{each.together:.1%}", (place, high), xytext=(0, 7), textcoords="offset points", ha="center",
            color=look.text, fontsize=SMALL,
        )  # fmt: skip
    return made
