"""The forecast by period: won, commit, best case and the rest stacked in tints, with the line of the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kamdesk.charts.style import (
    SMALL,
    Look,
    axes_in,
    figure,
    headed,
    mark,
    says_nothing,
    sheet,
)
from kamdesk.charts.text import width_of

_NONE = Decimal(0)
_TINTS = (1.0, 0.45)
"""Commit in full colour, best case at 45 %, painted over the ground so that no grid line shines through."""


@dataclass(frozen=True)
class Part:
    """One kind of money in all periods: ``won``, ``commit``, ``best_case``, ``pipeline``."""

    key: str
    name: str
    amounts: Sequence[Decimal]


@dataclass(frozen=True)
class Data:
    """`targets` may be shorter or hold None; `written` says an amount as it is to be read on the axis and the bars."""

    periods: Sequence[str]
    parts: Sequence[Part]
    targets: Sequence[Decimal | None] = ()
    target_name: str = ""
    unit: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""
    divisor: Decimal = Decimal(1)
    """What amounts are divided by to be shown: 10,000 for 万."""


def draw(data: Data, look: Look, width: float = 4.8, height: float = 2.9) -> Figure:
    """The stacked columns; every part of one is clickable as ``part:period``."""
    made = figure(width, height, look)
    if not any(amount for part in data.parts for amount in part.amounts):
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    _legend(on, data, look, 34 if data.title else 12)
    axes = axes_in(made, look, 46, 62 if data.title else 40, 10, 22)
    tops = _columns(axes, data, look)
    _targets(axes, data, look)
    highest = max(*tops, *(float(each / data.divisor) for each in data.targets if each), 1)
    axes.set_ylim(0, highest * 1.14)
    axes.set_xlim(-0.6, len(data.periods) - 0.4)
    axes.set_xticks(range(len(data.periods)), data.periods)
    axes.yaxis.set_major_formatter(lambda value, _place: f"{value:,.0f}")
    axes.grid(axis="y", color=look.line, linewidth=0.6)
    axes.set_axisbelow(True)
    # How much of the axis a number takes, which is more the lower the picture is.
    number = highest * 1.14 * (SMALL + 8) / max(height * 72 - (84 if data.title else 62), SMALL)
    for place, top in enumerate(tops):
        target = data.targets[place] if place < len(data.targets) else None
        line = float(target / data.divisor) if target else 0.0
        if top:
            # A target's line just above the column would go through the number.
            over = max(top, line) if line - top < number else top
            axes.annotate(
                f"{top:,.0f}", (place, over), xytext=(0, 4), textcoords="offset points", ha="center",
                color=look.text, fontsize=SMALL, fontweight="bold",
            )  # fmt: skip
    return made


def _colour(key: str, look: Look) -> str | tuple[float, ...]:
    if key == "won":
        return look.chart[2]
    if key in ("commit", "best_case"):
        return _over(look.chart[0], look.raised, _TINTS[key == "best_case"])
    return look.line_strong


def _over(colour: str, ground: str, share: float) -> tuple[float, ...]:
    return tuple(
        share * one + (1 - share) * other
        for one, other in zip(to_rgb(colour), to_rgb(ground), strict=True)
    )


def _legend(on: Axes, data: Data, look: Look, y: float) -> None:
    x = 12.0
    for part in data.parts:
        on.add_patch(Rectangle((x, y - 4), 8, 8, color=_colour(part.key, look), linewidth=0))
        on.text(x + 12, y, part.name, color=look.text, fontsize=SMALL, va="center")
        x += 26 + width_of(part.name)
    if data.target_name and any(data.targets):
        on.plot((x, x + 14), (y, y), color=look.text, linewidth=1.5)
        on.text(x + 18, y, data.target_name, color=look.text, fontsize=SMALL, va="center")
    if data.unit:
        on.text(12, y + 16, data.unit, color=look.muted, fontsize=SMALL, va="center")


def _columns(axes: Axes, data: Data, look: Look) -> list[float]:
    tops = [0.0] * len(data.periods)
    for part in data.parts:
        for place, amount in enumerate(part.amounts):
            if not amount:
                continue
            high = float(amount / data.divisor)
            bar = axes.bar(
                place, high, 0.56, tops[place], color=_colour(part.key, look), linewidth=0
            )[0]
            mark(bar, f"{part.key}:{place}", f"{data.periods[place]} {part.name} {high:,.1f}")
            tops[place] += high
    return tops


def _targets(axes: Axes, data: Data, look: Look) -> None:
    for place, target in enumerate(data.targets):
        if target:
            high = float(target / data.divisor)
            line = axes.plot(
                (place - 0.38, place + 0.38), (high, high), color=look.text, linewidth=1.6
            )[0]
            words = f"{data.periods[place]} {data.target_name} {high:,.1f}"
            mark(line, f"target:{place}", words)
