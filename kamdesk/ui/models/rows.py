"""A table model over rows that are in memory, for lists that do not grow for ever (a page of a log, a basket)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kamdesk.ui import theme
from kamdesk.ui.widgets.delegates import COLOUR
from kamdesk.ui.widgets.paged_table import COLUMN_KEY, PagedTable

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: lasting key, heading in the language in use, width in px, text of a row, and its colour role."""

    key: str
    heading: str
    width: int
    text: Callable[[Row], str]
    role: Callable[[Row], str] | None = None
    numeric: bool = False


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Shows `rows` through `columns`; cells say column and value to a screen reader."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        """The row behind line `row`."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def widths(self) -> list[int]:
        """Column widths in order."""
        return [column.width for column in self._columns]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._columns[index.column()]
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: {column.text(row)}"
        if role == COLOUR and column.role is not None:
            return column.role(row)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.numeric:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading
        if role == COLUMN_KEY:
            return self._columns[section].key
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[section].numeric:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def rows_table(
    model: RowsModel[Any], name: str, stretch: int, *, row_height: int = theme.ROW_HEIGHT
) -> PagedTable:
    """A table called `name` over `model`, its columns as wide as they say, the one numbered `stretch` with the rest."""
    table = PagedTable(name, row_height=row_height)
    table.setModel(model)
    table.set_widths(model.widths())
    table.set_stretch_column(stretch)
    return table
