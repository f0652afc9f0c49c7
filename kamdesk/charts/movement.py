"""Why the forecast moved between two snapshots: from the first total by its parts to the second (methods.md 3.12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kamdesk.charts.style import SMALL, Look, axes_in, figure, headed, mark, says_nothing, sheet


@dataclass(frozen=True)
class Part:
    """One cause and the signed amount it moved the forecast by."""

    key: str
    name: str
    amount: Decimal


@dataclass(frozen=True)
class Data:
    """From `first` by `parts` to `last`; the parts add up to the difference."""

    first_name: str
    first: Decimal
    parts: Sequence[Part]
    last_name: str
    last: Decimal
    unit: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""
    axis_words: str = ""
    """Says where the axis begins, with ``{base}``, when that is not 0."""
    divisor: Decimal = Decimal(1)


def draw(data: Data, look: Look, width: float = 4.8, height: float = 2.4) -> Figure:
    """The waterfall; raises ValueError when the parts do not add up."""
    if data.first + sum((part.amount for part in data.parts), Decimal(0)) != data.last:
        raise ValueError("the parts do not add up to the change")
    made = figure(width, height, look)
    if not any(part.amount for part in data.parts):
        return says_nothing(made, look, data.empty)
    headed(sheet(made), look, data.title, data.beside)
    axes = axes_in(made, look, 14, 44 if data.title else 20, 14, 22)
    values = [float(part.amount / data.divisor) for part in data.parts]
    first, last = float(data.first / data.divisor), float(data.last / data.divisor)
    levels = [first]
    for value in values:
        levels.append(levels[-1] + value)
    low, high = min(*levels, last), max(*levels, last)
    base = _base(low, high)
    room = (high - base) or 1
    axes.set_ylim(min(base, low) - room * 0.02, high + room * 0.2)
    names = [data.first_name, *(part.name for part in data.parts), data.last_name]
    for place, total in ((0, first), (len(names) - 1, last)):
        bar = axes.bar(place, total - base, 0.66, base, color=look.muted, linewidth=0)[0]
        mark(bar, f"total:{place and 1}", f"{names[place]} {total:,.1f}")
        _say(axes, place, total, f"{total:,.0f}", look, bold=True)
    for place, (part, value) in enumerate(zip(data.parts, values, strict=True), 1):
        start = levels[place - 1]
        colour = look.chart[0] if value > 0 else look.chart[1]
        bar = axes.bar(place, value or room * 0.008, 0.66, start, color=colour, linewidth=0)[0]
        mark(bar, part.key, f"{part.name} {value:+,.1f}".replace("-", "−"))
        said = f"{value:+,.0f}".replace("-", "−") if value else "0"
        _say(axes, place, max(start, start + value), said, look)
        axes.plot(
            (place - 0.67, place + 0.33), (start, start), color=look.line_strong, linewidth=0.6
        )
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks([])
    axes.set_xlim(-0.6, len(names) - 0.4)
    if data.unit:
        beginning = data.axis_words.format(base=f"{base:,.0f}") if base else ""
        words = " ".join(filter(None, (data.unit, beginning)))
        made.axes[0].text(
            12, 34 if data.title else 10, words, color=look.muted, fontsize=SMALL, va="center"
        )
    return made


def _base(low: float, high: float) -> float:
    """Where the axis begins: not at 0 where the parts would hardly be seen; it is said beside the unit."""
    if low <= 0 or (high - low) > high * 0.4:
        return min(low, 0.0)
    step = 10 ** (len(str(int(max(high - low, 1)))) - 1)
    return max(0.0, float((low - (high - low)) // step * step))


def _say(
    axes: Axes, place: int, high: float, words: str, look: Look, *, bold: bool = False
) -> None:
    axes.annotate(
        words, (place, high), xytext=(0, 4), textcoords="offset points", ha="center", color=look.text,
        fontsize=SMALL, fontweight="bold" if bold else "normal",
    )  # fmt: skip
