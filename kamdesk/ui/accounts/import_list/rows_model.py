"""The models behind the preview of a list: its rows, and the values one row changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from kamdesk.exchange.plan import Action, PlannedRow
from kamdesk.i18n import _
from kamdesk.ui.accounts.import_parts.ticks import Tick
from kamdesk.ui.models.rows import Index
from kamdesk.ui.widgets.delegates import COLOUR, VALUE

_PILLS = {
    Action.CREATED: "accent",
    Action.UPDATED: "good",
    Action.UNCHANGED: "neutral",
    Action.SKIPPED: "outline",
    Action.REJECTED: "bad",
}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PlanModel(QAbstractTableModel):
    """One line a row: tick, number, what becomes of it, what it is called, what it changes or why not."""

    def __init__(self, words: Callable[[Action], str]) -> None:
        super().__init__()
        self._words = words
        self._rows: list[PlannedRow] = []
        self._unticked: set[int] = set()
        self._line: Callable[[PlannedRow], str] = lambda row: row.reason
        self._headings = ("", _("Row"), _("Becomes"), _("Name"), _("What changes, or why not"))

    def show_rows(
        self,
        rows: Sequence[PlannedRow],
        unticked: set[int],
        line: Callable[[PlannedRow], str],
    ) -> None:
        """Replaces everything; `line` gives the last column."""
        self.beginResetModel()
        self._rows, self._unticked, self._line = list(rows), set(unticked), line
        self.endResetModel()

    def show_ticks(self, unticked: set[int]) -> None:
        """Other rows are ticked."""
        self._unticked = set(unticked)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def rows(self) -> list[PlannedRow]:
        """Those shown."""
        return self._rows

    def row_at(self, place: int) -> PlannedRow | None:
        """The row on line `place`."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def tick(self, row: PlannedRow) -> Tick:
        """What stands before `row`."""
        if row.action is Action.REJECTED:
            return Tick.BAD
        if row.action not in (Action.CREATED, Action.UPDATED):
            return Tick.SAME
        return Tick.OFF if row.number in self._unticked else Tick.ON

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, index.column())
        if role == VALUE:
            values = {0: self.tick(row), 2: _PILLS[row.action]}
            return values.get(index.column())
        if role == COLOUR and index.column() == 4:
            if row.action is Action.REJECTED:
                return "bad"
            return "warn" if row.problems else "muted"
        if role == COLOUR and index.column() == 1:
            return "muted"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1:
            return _RIGHT
        return None

    def _text(self, row: PlannedRow, column: int) -> str:
        if column == 1:
            return str(row.number)
        if column == 2:
            return self._words(row.action)
        if column == 3:
            return row.title or "—"
        return self._line(row) if column == 4 else ""

    def _spoken(self, row: PlannedRow, column: int) -> str:
        if column:
            return f"{self._headings[column]}: {self._text(row, column)}"
        return _("ticked") if self.tick(row) is Tick.ON else _("not ticked")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 1:
            return _RIGHT
        return None


@dataclass(frozen=True)
class ChangeLine:
    """A value that changes, or one that could not be taken (`role` warn or bad, `new` the reason)."""

    field: str
    old: str
    new: str
    cell: str
    role: str
    pill: str = ""


class ChangesModel(QAbstractTableModel):
    """Field, now, in the list, cell."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[ChangeLine] = []
        self._headings = (_("Field"), _("Now"), _("In the list"), _("Cell"))

    def show_lines(self, lines: Sequence[ChangeLine]) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def lines(self) -> list[ChangeLine]:
        """Those shown."""
        return self._lines

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self._lines[index.row()], index.column()
        words = (line.field, line.old or _("(empty)"), line.new, line.cell)[column]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[column]}: {words}"
        if role == COLOUR:
            return self._colour(line, column)
        if role == VALUE:
            return {1: bool(line.old) and line.role == "text", 2: line.pill}.get(column)
        return None

    @staticmethod
    def _colour(line: ChangeLine, column: int) -> str:
        if column == 2:
            return line.role
        return "muted" if column == 3 or (column == 1 and not line.old) else "text"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None
