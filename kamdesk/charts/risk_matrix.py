"""Probability × impact 1–5 in green, yellow and red, each risk before and after its measure (methods.md 3.10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from kamdesk.charts.style import SMALL, Look, figure, headed, mark, says_nothing, sheet

_STEPS = 5
_RED, _YELLOW = 15, 6


@dataclass(frozen=True)
class Risk:
    """`after` is (probability, impact) with the measure, where it was judged."""

    key: str
    label: str
    name: str
    probability: int
    impact: int
    after: tuple[int, int] | None = None


@dataclass(frozen=True)
class Data:
    """What stands in the matrix."""

    risks: Sequence[Risk]
    probability_name: str
    impact_name: str
    title: str = ""
    beside: str = ""
    empty: str = ""


def ground(probability: int, impact: int, look: Look) -> str:
    """The colour of a cell: red from 15, yellow from 6 and wherever the impact is 5, else green."""
    score = probability * impact
    if score >= _RED:
        return look.bad_soft
    return look.warn_soft if score >= _YELLOW or impact == _STEPS else look.good_soft


def draw(data: Data, look: Look, width: float = 3.4, height: float = 3.0) -> Figure:
    """The matrix; without a risk that is scored it says so."""
    made = figure(width, height, look)
    if not data.risks:
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    right, low = on.get_xlim()[1], on.get_ylim()[0]
    left, top = 44.0, 34.0 if data.title else 10.0
    wide, high = (right - left - 10) / _STEPS, (low - top - 36) / _STEPS

    def corner(probability: int, impact: int) -> tuple[float, float]:
        return left + (impact - 1) * wide, top + (_STEPS - probability) * high

    for probability in range(1, _STEPS + 1):
        for impact in range(1, _STEPS + 1):
            x, y = corner(probability, impact)
            colour = ground(probability, impact, look)
            on.add_patch(
                Rectangle((x, y), wide - 1, high - 1, facecolor=colour, edgecolor=look.raised)
            )
            on.text(
                x + wide - 5, y + high - 5, str(probability * impact), ha="right", va="bottom", color=look.muted,
                fontsize=SMALL - 1,
            )  # fmt: skip
        x, y = corner(probability, 1)
        on.text(
            x - 8,
            y + high / 2,
            str(probability),
            ha="right",
            va="center",
            color=look.muted,
            fontsize=SMALL,
        )
        x, y = corner(1, probability)
        on.text(
            x + wide / 2,
            y + high + 9,
            str(probability),
            ha="center",
            va="center",
            color=look.muted,
            fontsize=SMALL,
        )
    on.text(
        12, top + high * _STEPS / 2, f"{data.probability_name} →", rotation=90, ha="center", va="center",
        color=look.muted, fontsize=SMALL,
    )  # fmt: skip
    on.text(
        left + wide * _STEPS / 2, low - 10, f"{data.impact_name} →", ha="center", va="center", color=look.muted,
        fontsize=SMALL,
    )  # fmt: skip
    _place(on, data.risks, look, corner, wide, high)
    return made


def _place(
    on: Axes,
    risks: Sequence[Risk],
    look: Look,
    corner: Callable[[int, int], tuple[float, float]],
    wide: float,
    high: float,
) -> None:
    many = Counter((each.probability, each.impact) for each in risks)
    met: Counter[tuple[int, int]] = Counter()
    full = min(9.0, high / 2 - 3, wide / 2 - 3)
    for each in risks:
        cell = (each.probability, each.impact)
        place, count = met[cell], many[cell]
        size = full if count == 1 else min(full, (wide - 10) / 4)
        met[cell] += 1
        x, y = corner(*cell)
        columns = max(int((wide - 6) // (2 * size + 2)), 1)
        shift = (place % columns - (min(count, columns) - 1) / 2) * (2 * size + 2)
        here = (
            x + wide / 2 + shift - (3 if count == 1 else 0),
            y + high / 2 + (place // columns) * size * 0.9,
        )
        if each.after is not None and each.after != cell:
            x, y = corner(*each.after)
            there = (x + wide / 2, y + high / 2)
            on.annotate(
                "", there, here,
                arrowprops={
                    "arrowstyle": "-|>", "linestyle": (0, (2, 2)), "color": look.text, "linewidth": 0.9,
                    "shrinkA": size, "shrinkB": size,
                },
            )  # fmt: skip
            on.add_patch(
                Circle(
                    there, size, facecolor=look.raised, edgecolor=look.text, linestyle=(0, (2, 2))
                )
            )
            on.text(
                *there, each.label, ha="center", va="center", color=look.text, fontsize=SMALL - 1
            )
        dot = on.add_patch(Circle(here, size, facecolor=look.text, edgecolor=look.raised, zorder=3))
        mark(dot, each.key, f"{each.label} {each.name} {each.probability} × {each.impact}")
        on.text(
            *here, each.label, ha="center", va="center", color=look.raised, fontsize=SMALL - 1, fontweight="bold",
            zorder=4,
        )  # fmt: skip
