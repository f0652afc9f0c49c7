"""Customer, us and the strongest competitor at the corners; beside them what decides (methods.md 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Polygon

from kamdesk.charts.style import SMALL, TEXT, Look, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import shortened, width_of, wrapped

_BOX_HIGH = 46.0
_ROW = 19.0
_NUMBER = 40.0
"""Room for the column of a score."""


@dataclass(frozen=True)
class Corner:
    """`below` stands under the name: the needs of the customer, how well a side fits; `relation` along its side."""

    name: str
    below: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Criterion:
    """`cells` are weight and scores as text; `verdict` is its word, in the colour of `role`."""

    key: str
    text: str
    cells: Sequence[str]
    verdict: str = ""
    role: str = "muted"


@dataclass(frozen=True)
class Data:
    """`heads` are the headings of the cells; `others` names further competitors."""

    customer: Corner
    ours: Corner
    rival: Corner
    criteria: Sequence[Criterion]
    heads: Sequence[str]
    others: str = ""
    title: str = ""
    beside: str = ""
    empty: str = ""


def size(data: Data) -> tuple[float, float]:
    """The inches at which every criterion has its line."""
    return 8.4, max(3.2, (len(data.criteria) * _ROW + 90) / 72)


def draw(data: Data, look: Look, width: float = 8.4, height: float = 3.4) -> Figure:
    """Triangle at the left, criteria at the right; what has no room is counted in the last line."""
    made = figure(width, height, look)
    if not data.criteria:
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    right, low = on.get_xlim()[1], on.get_ylim()[0]
    top = 36.0 if data.title else 12.0
    middle = right * 0.46
    _triangle(on, data, look, (12.0, top, middle - 12, low - 12))
    _table(on, data, look, (middle + 8, top, right - 12, low - 8))
    return made


def _triangle(on: Axes, data: Data, look: Look, room: tuple[float, float, float, float]) -> None:
    left, top, right, low = room
    low = min(low, top + (right - left) * 0.9)  # a long table makes no steeple of it
    if data.others:
        words = shortened(data.others, right - left)
        on.text((left + right) / 2, low - 4, words, ha="center", color=look.muted, fontsize=SMALL)
        low -= 20
    wide = min((right - left) * 0.44, 120.0)
    spots = (
        ((left + right) / 2, top + _BOX_HIGH / 2),
        (left + wide / 2, low - _BOX_HIGH / 2),
        (right - wide / 2, low - _BOX_HIGH / 2),
    )
    on.add_patch(
        Polygon(spots, fill=False, edgecolor=look.line_strong, linewidth=1.2, zorder=1)
    )  # fmt: skip
    corners = (data.customer, data.ours, data.rival)
    colours = (look.accent, look.chart[0], look.chart[1])
    for number, (corner, spot, colour) in enumerate(zip(corners, spots, colours, strict=True)):
        _corner(on, corner, look, spot, wide, colour, f"corner:{number}")
        if corner.relation and number:
            x, y = (spot[0] + spots[0][0]) / 2, (spot[1] + spots[0][1]) / 2
            on.text(
                x, y, shortened(corner.relation, (right - left) / 2 - 16), ha="center", va="center", color=look.muted,
                fontsize=SMALL, zorder=2,
                bbox={"facecolor": look.raised, "edgecolor": "none", "boxstyle": "round,pad=0.2"},
            )  # fmt: skip


def _corner(
    on: Axes, corner: Corner, look: Look, spot: tuple[float, float], wide: float, colour: str, key: str
) -> None:  # fmt: skip
    x, y = spot
    box = FancyBboxPatch(
        (x - wide / 2, y - _BOX_HIGH / 2), wide, _BOX_HIGH, boxstyle="round,pad=0,rounding_size=4",
        facecolor=look.raised, edgecolor=colour, linewidth=1.2, zorder=2,
    )  # fmt: skip
    mark(on.add_patch(box), key, f"{corner.name} {corner.below}".strip())
    lines = wrapped(corner.below, wide - 12, SMALL, 2) if corner.below else []
    first = y - 6.5 * len(lines)
    on.text(
        x, first, shortened(corner.name, wide - 10, TEXT), ha="center", va="center", color=look.text, fontsize=TEXT,
        fontweight="bold", zorder=3,
    )  # fmt: skip
    for place, line in enumerate(lines, 1):
        on.text(
            x, first + 13 * place, line, ha="center", va="center", color=look.muted, fontsize=SMALL, zorder=3
        )  # fmt: skip


def _table(on: Axes, data: Data, look: Look, room: tuple[float, float, float, float]) -> None:
    left, top, right, low = room
    verdicts = max((width_of(each.verdict) for each in data.criteria), default=0.0) + 18
    columns = [right - verdicts - _NUMBER * place for place in range(len(data.heads))][::-1]
    for x, head in zip(columns, data.heads, strict=True):
        said = shortened(head, _NUMBER - 4)
        on.text(x, top + 6, said, ha="right", va="center", color=look.muted, fontsize=SMALL)
    lines = max(int((low - top - 16) // _ROW), 1)
    whole = len(data.criteria) <= lines
    for place, each in enumerate(data.criteria if whole else data.criteria[: lines - 1]):
        y = top + 24 + place * _ROW
        on.plot((left, right), (y - _ROW / 2, y - _ROW / 2), color=look.line, linewidth=0.6)
        words = shortened(each.text, columns[0] - _NUMBER - left + 8)
        text = on.text(left, y, words, va="center", color=look.text, fontsize=SMALL)
        said = " ".join(f"{head} {cell}" for head, cell in zip(data.heads, each.cells, strict=True))
        mark(text, each.key, f"{each.text}: {said} {each.verdict}".strip())
        for x, cell in zip(columns, each.cells, strict=True):
            on.text(x, y, cell, ha="right", va="center", color=look.text, fontsize=SMALL)
        if each.verdict:
            on.text(
                right, y, each.verdict, ha="right", va="center", color=getattr(look, each.role), fontsize=SMALL,
                fontweight="bold",
            )  # fmt: skip
    if not whole:
        y = top + 24 + (lines - 1) * _ROW
        rest = f"+{len(data.criteria) - lines + 1}"
        on.text(left, y, rest, va="center", color=look.muted, fontsize=SMALL)
