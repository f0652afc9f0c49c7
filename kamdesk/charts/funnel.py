"""The sales funnel: what came into each stage, what went on, what stands there now and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from kamdesk.charts.style import SMALL, TEXT, Look, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import shortened, width_of


@dataclass(frozen=True)
class Stage:
    """`entered` gives the width; `lost` and `conversion` stand below the bar; `cells` are the columns at the right."""

    key: str
    name: str
    entered: int
    lost: int = 0
    conversion: str = ""
    is_narrow: bool = False
    cells: Sequence[str] = ()


@dataclass(frozen=True)
class Data:
    """`heads` are the headings of the cells; `won` is the bar at the end, `totals` its cells."""

    stages: Sequence[Stage]
    heads: Sequence[str]
    won: int = 0
    won_name: str = ""
    totals: Sequence[str] = ()
    title: str = ""
    beside: str = ""
    empty: str = ""


def draw(data: Data, look: Look, width: float = 7.6, height: float = 4.6) -> Figure:
    """The funnel; every bar is clickable by the key of its stage."""
    made = figure(width, height, look)
    if not any(each.entered for each in data.stages):
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    right, low = on.get_xlim()[1], on.get_ylim()[0]
    top = 42.0 if data.title else 18.0
    column = max(62.0, *(width_of(head) + 14 for head in data.heads))
    names = 96.0
    bars = right - 24 - names - column * len(data.heads)
    middle = 12 + names + bars / 2
    for place, head in enumerate(data.heads):
        x = right - 12 - column * (len(data.heads) - 1 - place)
        on.text(x, top, head, ha="right", va="center", color=look.muted, fontsize=SMALL)
    step = (low - top - 16) / (len(data.stages) + 1)
    most = max(max(each.entered for each in data.stages), data.won, 1)
    rows = [*data.stages, Stage("won", data.won_name, data.won, cells=data.totals)]
    for place, stage in enumerate(rows):
        y = top + 12 + place * step
        _row(on, stage, look, y, step, (middle, bars * stage.entered / most), names, right, column)
    return made


def _row(
    on: Axes,
    stage: Stage,
    look: Look,
    y: float,
    step: float,
    bar: tuple[float, float],
    names: float,
    right: float,
    column: float,
) -> None:
    middle, wide = bar
    high = min(step * 0.56, 22.0)
    is_won = stage.key == "won"
    line = y + high / 2
    on.text(12, line, shortened(stage.name, names - 8), va="center", color=look.text, fontsize=TEXT)
    shape = Rectangle(
        (middle - wide / 2, y),
        wide,
        high,
        color=look.chart[2] if is_won else look.chart[0],
        linewidth=0,
    )
    mark(on.add_patch(shape), stage.key, f"{stage.name} {stage.entered}")
    inside = wide > 26
    on.text(
        middle if inside else middle + wide / 2 + 12, line, str(stage.entered), ha="center", va="center",
        color=look.on_accent if inside else look.text, fontsize=TEXT, fontweight="bold",
    )  # fmt: skip
    if stage.conversion:
        below = y + high + (step - high) / 2
        colour = look.chart[1] if stage.is_narrow else look.line_strong
        on.add_patch(
            Polygon(
                ((middle - 4, below - 2.5), (middle + 4, below - 2.5), (middle, below + 2.5)), color=colour, linewidth=0
            )
        )  # fmt: skip
        on.text(
            middle - 12,
            below,
            f"−{stage.lost}",
            ha="right",
            va="center",
            color=look.muted,
            fontsize=SMALL,
        )
        on.text(
            middle + 12, below, stage.conversion, va="center", color=look.text if stage.is_narrow else look.muted,
            fontsize=SMALL, fontweight="bold" if stage.is_narrow else "normal",
        )  # fmt: skip
    for place, cell in enumerate(stage.cells):
        x = right - 12 - column * (len(stage.cells) - 1 - place)
        on.text(
            x, line, cell, ha="right", va="center", color=look.text, fontsize=TEXT,
            fontweight="bold" if is_won else "normal",
        )  # fmt: skip
