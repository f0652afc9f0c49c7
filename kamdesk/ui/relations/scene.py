"""What is drawn of a map: nodes and lines, kept while it is read anew so that selection and places stay."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from kamdesk.charts.tree_layout import arrange
from kamdesk.ui.relations.edges import ReportLine, TieLine
from kamdesk.ui.relations.node import PersonNode
from kamdesk.work.decision_chain import ChainMap

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARGIN = 24


class MapScene(QGraphicsScene):
    """`chosen(person id, line id)`: what is selected now, 0 for none."""

    chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.nodes: dict[int, PersonNode] = {}
        self.ties: dict[int, TieLine] = {}
        self._reports: list[ReportLine] = []
        self._filling = False
        self.selectionChanged.connect(self._tell_chosen)

    def show_map(self, shown: ChainMap, *, free: bool) -> None:
        """Draws a map as a tree, or with everybody where they were put."""
        person, line = self.chosen_person(), self.chosen_line()
        with self._quietly():
            self._fill(shown, free=free)
            if person in self.nodes:
                self.nodes[person].setSelected(True)
            elif line in self.ties:
                self.ties[line].setSelected(True)
        if (person, line) != (self.chosen_person(), self.chosen_line()):
            self._tell_chosen()

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._filling = True
        try:
            yield
        finally:
            self._filling = False

    def _fill(self, shown: ChainMap, *, free: bool) -> None:
        for item in (*self._reports, *self.ties.values()):
            self.removeItem(item)
        self._reports, self.ties = [], {}
        ids = {each.id for each in shown.people}
        for gone in set(self.nodes) - ids:
            self.removeItem(self.nodes.pop(gone))
        tree = arrange([(each.id, each.reports_to_id) for each in shown.people])
        for each in shown.people:
            node = self.nodes.get(each.id)
            if node is None:
                node = self.nodes[each.id] = PersonNode(each)
                self.addItem(node)
            node.show_person(each)
            node.set_movable(free)
            place = tree[each.id]
            if free and each.x is not None and each.y is not None:
                place = (each.x, each.y)
            node.setPos(*place)
        for each in shown.people:
            if each.reports_to_id is not None:
                report = ReportLine(self.nodes[each.reports_to_id], self.nodes[each.id])
                self._reports.append(report)
                self.addItem(report)
        beside: dict[frozenset[int], int] = {}
        for line in shown.lines:
            pair = frozenset((line.from_id, line.to_id))
            place_beside = beside[pair] = beside.get(pair, -1) + 1
            start, end = self.nodes[line.from_id], self.nodes[line.to_id]
            tie = self.ties[line.id] = TieLine(line, start, end, place_beside)
            self.addItem(tie)
            tie.follow(self._others(tie))
        self._fit_rect()

    def _fit_rect(self) -> None:
        self.setSceneRect(self.drawn_rect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))

    def drawn_rect(self) -> QRectF:
        """What is drawn."""
        return self.itemsBoundingRect()

    def node_moved(self, moved: PersonNode) -> None:
        """A node stands elsewhere: its lines follow."""
        if self._filling:
            return
        for report in self._reports:
            if moved in (report.above, report.below):
                report.follow()
        for tie in self.ties.values():
            if moved in (tie.start, tie.end):
                tie.follow(self._others(tie))

    def _others(self, tie: TieLine) -> list[QRectF]:
        return [each.rect() for each in self.nodes.values() if each not in (tie.start, tie.end)]

    # ------------------------------------------------------------------------------------------------------ selection

    def chosen_person(self) -> int:
        """The person that is selected, 0 for none."""
        return next((key for key, node in self.nodes.items() if node.isSelected()), 0)

    def chosen_line(self) -> int:
        """The line that is selected, 0 for none."""
        return next((key for key, tie in self.ties.items() if tie.isSelected()), 0)

    def choose(self, link_ids: Iterable[int]) -> None:
        """Selects people."""
        wanted = set(link_ids)
        with self._quietly():
            self.clearSelection()
            for key in wanted & set(self.nodes):
                self.nodes[key].setSelected(True)
        self._tell_chosen()

    def choose_line(self, line_id: int) -> None:
        """Selects a line."""
        with self._quietly():
            self.clearSelection()
            if line_id in self.ties:
                self.ties[line_id].setSelected(True)
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        if not self._filling:
            self.chosen.emit(self.chosen_person(), self.chosen_line())

    def neighbour(self, link_id: int, right: int, down: int) -> int:
        """Who stands nearest in a direction; without a start the first of all; the start itself when nobody does."""
        start = self.nodes.get(link_id)
        if start is None:
            return next(iter(sorted(self.nodes, key=self._reading_order)), 0)
        here = start.rect().center()
        best, found = float("inf"), link_id
        for key, node in self.nodes.items():
            way = node.rect().center() - here
            ahead = way.x() * right + way.y() * down
            aside = abs(way.x() * down) + abs(way.y() * right)
            if key != link_id and ahead > 10 and ahead + 2 * aside < best:
                best, found = ahead + 2 * aside, key
        return found

    def _reading_order(self, link_id: int) -> tuple[float, float]:
        place: QPointF = self.nodes[link_id].pos()
        return (place.y(), place.x())
