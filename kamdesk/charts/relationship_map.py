"""The people of a deal as nodes with what they stand for, the reporting lines, and who influences or opposes whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle

from kamdesk.charts.style import SMALL, TEXT, Look, figure, headed, mark, says_nothing, sheet
from kamdesk.charts.text import shortened, width_of
from kamdesk.charts.tree_layout import GAP_Y, HEIGHT, INDENT, WIDTH

_POINTS = 0.75
"""Points a pixel of the window."""
_MARGIN = 16.0
_LEGEND = 26.0
_LARGEST = 1.0
"""Nodes are never drawn larger than in the window at 100 %."""
_STEPS = 3
"""Bars of influence and dots of coverage."""
_DASHED = (0, (4, 3))
_COLOURS = {"influence": "accent", "conflict": "bad"}
_ZIGZAG = (0, 5, -5, 5, -5, 5, -5, 0)


@dataclass(frozen=True)
class Node:
    """`x`, `y` is the upper left corner in px; `support_role` the colour role of the support.

    `influence` and `coverage` are 0–3, None where unknown.
    """

    key: str
    name: str
    position: str = ""
    roles: str = ""
    certainty: str = ""
    support: str = ""
    support_role: str = "muted"
    influence: int | None = None
    coverage: int | None = None
    contact: str = ""
    is_overdue: bool = False
    is_confirmed: bool = True
    is_placeholder: bool = False
    x: float = 0
    y: float = 0
    reports_to: str = ""


@dataclass(frozen=True)
class Line:
    """From one node to another; `kind` is ``influence``, ``conflict`` or ``informal``."""

    start: str
    end: str
    kind: str
    words: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True)
class Data:
    """`kinds` names the kinds of lines for the legend, ``reporting`` among them."""

    nodes: Sequence[Node]
    lines: Sequence[Line] = ()
    kinds: Mapping[str, str] | None = None
    title: str = ""
    beside: str = ""
    empty: str = ""


def size(data: Data) -> tuple[float, float]:
    """The inches at which it is as large as in the window at 100 %."""
    wide, high = _extent(data.nodes)
    head = (34 if data.title else 0) + _LEGEND + 2 * _MARGIN
    return max(wide * _POINTS + 2 * _MARGIN, 380) / 72, max(high * _POINTS + head, 180) / 72


def draw(data: Data, look: Look, width: float = 9.0, height: float = 6.0) -> Figure:
    """The map, made smaller to fit where it has to; nodes are clickable by their keys."""
    made = figure(width, height, look)
    if not data.nodes:
        return says_nothing(made, look, data.empty)
    on = sheet(made)
    headed(on, look, data.title, data.beside)
    right, low = on.get_xlim()[1], on.get_ylim()[0]
    top = (34.0 if data.title else 0) + _MARGIN
    wide, high = _extent(data.nodes)
    scale = min(
        (right - 2 * _MARGIN) / wide, (low - top - _MARGIN - _LEGEND) / high, _LARGEST * _POINTS
    )
    place = _Place(data.nodes, scale, (right - wide * scale) / 2, top)
    for node in data.nodes:
        if node.reports_to in place.boxes:
            _reporting(on, node, data, look, place)
    for line in data.lines:
        if line.start in place.boxes and line.end in place.boxes:
            _line(on, line, look, place)
    for node in data.nodes:
        _node(on, node, look, place)
    if data.kinds:
        _legend(on, data.kinds, look, low - _LEGEND / 2)
    return made


class _Place:
    """Where nodes stand on the sheet: `boxes` are left, top, right, bottom in points."""

    def __init__(self, nodes: Sequence[Node], scale: float, left: float, top: float) -> None:
        self.scale = scale
        first_x, first_y = min(each.x for each in nodes), min(each.y for each in nodes)
        self.boxes: dict[str, tuple[float, float, float, float]] = {}
        for each in nodes:
            x, y = left + (each.x - first_x) * scale, top + (each.y - first_y) * scale
            self.boxes[each.key] = (x, y, x + WIDTH * scale, y + HEIGHT * scale)

    def font(self, points: float) -> float:
        """A text size at this scale."""
        return points * self.scale / _POINTS


def _extent(nodes: Sequence[Node]) -> tuple[float, float]:
    if not nodes:
        return WIDTH, HEIGHT
    across, down = [each.x for each in nodes], [each.y for each in nodes]
    return max(across) - min(across) + WIDTH, max(down) - min(down) + HEIGHT


# -------------------------------------------------------------------------------------------------------------- lines


def _reporting(on: Axes, node: Node, data: Data, look: Look, place: _Place) -> None:
    """From below the superior to above the node; to its side where it hangs or stands in a stack."""
    over, box = place.boxes[node.reports_to], place.boxes[node.key]
    gap, indent = GAP_Y * place.scale, INDENT * place.scale
    middle, level = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    start = (over[0] + over[2]) / 2
    stacked = any(
        place.boxes[each.key][0] == box[0] and over[3] <= place.boxes[each.key][1] < box[1]
        for each in data.nodes
        if each.key not in (node.key, node.reports_to)
    )
    if abs(box[0] - over[0] - indent) < indent * 0.1:
        points = [(over[0] + indent / 2, over[3]), (over[0] + indent / 2, level), (box[0], level)]
    elif stacked:
        bus, beside = over[3] + gap / 2, box[0] - indent * 0.35
        points = [(start, over[3]), (start, bus), (beside, bus), (beside, level), (box[0], level)]
    else:
        bus = box[1] - gap / 2
        points = [(start, over[3]), (start, bus), (middle, bus), (middle, box[1])]
    on.plot(*zip(*points, strict=True), color=look.line_strong, linewidth=1.0, zorder=1)


def _line(on: Axes, line: Line, look: Look, place: _Place) -> None:
    start, end = _nearest_sides(place.boxes[line.start], place.boxes[line.end])
    colour = getattr(look, _COLOURS[line.kind]) if line.kind in _COLOURS else look.chart[3]
    far = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    if line.kind == "conflict":
        across = ((start[1] - end[1]) / far, (end[0] - start[0]) / far)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        along = ((end[0] - start[0]) / far, (end[1] - start[1]) / far)
        reach = min(far * 0.4, 12.0)
        zigzag = [
            (
                middle[0] + along[0] * reach * (2 * step / 7 - 1) + across[0] * shift,
                middle[1] + along[1] * reach * (2 * step / 7 - 1) + across[1] * shift,
            )
            for step, shift in enumerate(_ZIGZAG)
        ]
        on.plot(
            *zip(start, *zigzag, end, strict=True), color=colour, linewidth=1.3, zorder=2,
            linestyle="-" if line.is_confirmed else _DASHED,
        )  # fmt: skip
    else:
        style = "-|>" if line.kind == "influence" else "-"
        dots = (0, (1.5, 2)) if line.kind == "informal" else _DASHED
        on.add_patch(
            FancyArrowPatch(
                start, end, arrowstyle=style, mutation_scale=9, connectionstyle="arc3,rad=0.18", color=colour,
                linewidth=1.2, zorder=2, shrinkA=0, shrinkB=0,
                linestyle="-" if line.is_confirmed and line.kind != "informal" else dots,
            )
        )  # fmt: skip
    if line.words:
        bend = 0.0 if line.kind == "conflict" else 0.09
        x = (start[0] + end[0]) / 2 - bend * (end[1] - start[1])
        y = (start[1] + end[1]) / 2 + bend * (end[0] - start[0])
        on.text(
            x, y + (13 if line.kind == "conflict" else 0), line.words, ha="center", va="center", color=colour,
            fontsize=place.font(SMALL), zorder=2.5,
            bbox={"facecolor": look.raised, "edgecolor": "none", "boxstyle": "round,pad=0.15"},
        )  # fmt: skip


def _nearest_sides(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Beside each other from side to side; else from above or below, so that the line passes no neighbour's box."""
    starts = _sides(one)
    if one[1] >= other[3]:
        starts = starts[2:3]
    elif one[3] <= other[1]:
        starts = starts[3:]
    pairs = [(start, end) for start in starts for end in _sides(other)]
    return min(pairs, key=lambda pair: hypot(pair[0][0] - pair[1][0], pair[0][1] - pair[1][1]))


def _sides(box: tuple[float, float, float, float]) -> tuple[tuple[float, float], ...]:
    """Beside the middle above and below, where reporting lines arrive; the middle of the other two."""
    left, top, right, low = box
    off = (right - left) * 0.22
    return (
        (left, (top + low) / 2),
        (right, (top + low) / 2),
        ((left + right) / 2 + off, top),
        ((left + right) / 2 + off, low),
    )


def _legend(on: Axes, kinds: Mapping[str, str], look: Look, y: float) -> None:
    x = _MARGIN
    for kind, name in kinds.items():
        colour = look.line_strong if kind == "reporting" else look.chart[3]
        colour = getattr(look, _COLOURS[kind]) if kind in _COLOURS else colour
        ends = [[x, x + 20], [y, y]]
        if kind == "conflict":
            ends = [[x + 20 * step / 7 for step in range(8)], [y + each * 0.6 for each in _ZIGZAG]]
        dots = (0, (1.5, 2)) if kind == "informal" else "-"
        on.plot(*ends, color=colour, linewidth=1.2, linestyle=dots)
        if kind == "influence":
            on.plot((x + 19,), (y,), color=colour, marker=">", markersize=4)
        on.text(x + 26, y, name, va="center", color=look.text, fontsize=SMALL)
        x += 26 + width_of(name) + 18


# -------------------------------------------------------------------------------------------------------------- nodes


def _node(on: Axes, node: Node, look: Look, place: _Place) -> None:
    left, top, right, low = place.boxes[node.key]
    unit = place.scale
    solid = node.is_confirmed and not node.is_placeholder
    box = FancyBboxPatch(
        (left, top), right - left, low - top, boxstyle=f"round,pad=0,rounding_size={6 * unit}",
        facecolor=look.sunken if node.is_placeholder else look.raised, edgecolor=look.line_strong, linewidth=0.9,
        linestyle="-" if solid else _DASHED, zorder=3,
    )  # fmt: skip
    said = (node.name, node.position, node.roles, node.support, node.contact, node.certainty)
    mark(on.add_patch(box), node.key, " · ".join(filter(None, said)))
    bar = look.line_strong if node.support_role == "muted" else getattr(look, node.support_role)
    on.add_patch(
        Rectangle((left, top + 3 * unit), 4 * unit, low - top - 6 * unit, color=bar, linewidth=0, zorder=4)
    )  # fmt: skip
    start, room = left + 13 * unit, right - left - 24 * unit

    def say(
        x: float, y: float, words: str, role: str = "text", *, bold: bool = False, end: bool = False
    ) -> None:
        on.text(
            x, y, words, ha="right" if end else "left", va="center", color=getattr(look, role), zorder=5,
            fontsize=place.font(TEXT if bold else SMALL), fontweight="bold" if bold else "normal",
        )  # fmt: skip

    rows = [top + each * unit for each in (18, 38, 66, 86)]
    name = shortened(node.name, room, place.font(TEXT))
    say(start, rows[0], name, bold=True)
    used = width_of(name, place.font(TEXT)) * 1.04 + 8 * unit
    if node.position and room - used > 20 * unit:
        say(
            start + used, rows[0], shortened(node.position, room - used, place.font(SMALL)), "muted"
        )
    sure = width_of(node.certainty, place.font(SMALL)) + 8 * unit
    say(start, rows[1], shortened(node.roles, room - sure, place.font(SMALL)))
    say(
        right - 9 * unit,
        rows[1],
        node.certainty,
        "muted" if node.is_confirmed else "warn",
        end=True,
    )
    middle = top + 52 * unit
    on.plot(
        (left + 9 * unit, right - 6 * unit),
        (middle, middle),
        color=look.line,
        linewidth=0.6,
        zorder=4,
    )
    say(start, rows[2], node.support, node.support_role)
    _influence(on, node.influence, look, (right - 78 * unit, rows[2]), unit)
    _coverage(on, node.coverage, look, (right - 42 * unit, rows[2]), unit)
    contact = shortened(node.contact, room, place.font(SMALL))
    say(start, rows[3], contact, "bad" if node.is_overdue else "muted")


def _influence(
    on: Axes, steps: int | None, look: Look, at: tuple[float, float], unit: float
) -> None:
    for step in range(_STEPS):
        high = (4 + 3 * step) * unit
        filled = look.text if steps is not None and step < steps else look.line_strong
        corner = (at[0] + step * 6 * unit, at[1] + 5 * unit - high)
        on.add_patch(Rectangle(corner, 4.5 * unit, high, color=filled, linewidth=0, zorder=5))


def _coverage(
    on: Axes, steps: int | None, look: Look, at: tuple[float, float], unit: float
) -> None:
    for step in range(_STEPS):
        is_full = steps is not None and step < steps
        on.add_patch(
            Circle(
                (at[0] + (4 + step * 11) * unit, at[1]), 3.4 * unit, facecolor=look.accent if is_full else "none",
                edgecolor=look.accent if is_full else look.line_strong, linewidth=0.8, zorder=5,
            )
        )  # fmt: skip
