"""A table of numbers as in a spreadsheet: cells are typed over, pasted from Excel, copied, cleared with Delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from kamdesk.ui import theme
from kamdesk.ui.widgets.delegates import COLOUR, AmountDelegate, CellDelegate
from kamdesk.ui.widgets.paged_table import COLUMN_KEY, PagedTable

Index = QModelIndex | QPersistentModelIndex
Edit = tuple[int, int, str]
"""Row, column, what was typed; empty text clears."""


@dataclass(frozen=True)
class GridCell:
    """What stands in a cell; `edit` is what the editor begins with, `tip` what is told beside it."""

    words: str = ""
    role: str = "text"
    editable: bool = False
    edit: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Grid:
    """Headings (key and words) and rows; every row has a cell for each of them, the first says whose it is."""

    headings: Sequence[tuple[str, str]] = ()
    rows: Sequence[Sequence[GridCell]] = field(default_factory=tuple)


class GridModel(QAbstractTableModel):
    """`edited(list of Edit)`: cells were typed over, all of one act together."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()

    def show_grid(self, grid: Grid) -> None:
        """Replaces what is shown; selection and scroll position stay where the shape is the same."""
        is_same = self.grid.headings == grid.headings and len(self.grid.rows) == len(grid.rows)
        if is_same and grid.rows:
            self.grid = grid
            last = self.index(len(grid.rows) - 1, len(grid.headings) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def cell(self, row: int, column: int) -> GridCell:
        """The cell at a place."""
        return self.grid.rows[row][column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.grid.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.words
        if role == Qt.ItemDataRole.EditRole:
            return cell.edit
        if role == COLOUR:
            return cell.role if cell.words else "muted"
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            whose, heading = self.cell(index.row(), 0).words, self.grid.headings[index.column()][1]
            return f"{whose.strip()} {heading}: {cell.words or '—'} {cell.tip}".strip()
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        if str(value) != self.cell(index.row(), index.column()).edit:
            self.edited.emit([(index.row(), index.column(), str(value))])
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if index.isValid() and self.cell(index.row(), index.column()).editable:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.grid.headings):
            return None
        if role == COLUMN_KEY:
            return self.grid.headings[section][0]
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.grid.headings[section][1] if role == Qt.ItemDataRole.DisplayRole else None


class _Numbers(AmountDelegate):
    """Tells what is being typed while it is typed."""

    def __init__(self, table: GridTable) -> None:
        super().__init__(table)
        self._table = table

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:  # fmt: skip
        del option
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        row, column = index.row(), index.column()
        editor.textEdited.connect(partial(self._table.typing.emit, row, column))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())


class GridTable(PagedTable):
    """`typing(row, column, text)` while a cell is edited; `picked(row, column)`: a cell that is not typed into."""

    typing = Signal(int, int, str)
    picked = Signal(int, int)

    def __init__(self, name: str, model: GridModel) -> None:
        super().__init__(name, row_height=theme.DENSE_ROW_HEIGHT)
        self._grid = model
        self._goes_down = False
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
        )
        self.setItemDelegate(_Numbers(self))
        self.setItemDelegateForColumn(0, CellDelegate(self))
        self.opened.connect(self._open)

    def show_grid(self, grid: Grid, first: int = 190, others: int = 116) -> None:
        """Shows a grid; widths are set anew where the columns are others."""
        changed = self._grid.grid.headings != grid.headings
        self._grid.show_grid(grid)
        if changed:
            self.set_widths([first, *[others] * (len(grid.headings) - 1)])

    def _open(self, _row: int) -> None:
        index = self.currentIndex()
        if index.isValid() and not self._grid.cell(index.row(), index.column()).editable:
            self.picked.emit(index.row(), index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            # The editor lets Enter through: what was typed is taken, and the cell below is next.
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._goes_down = True
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._edit([(each.row(), each.column(), "") for each in self.selectedIndexes()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and (
            self._grid.cell(index.row(), index.column()).editable
        ):  # fmt: skip
            self.edit(index)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if self._goes_down:
            self._goes_down = False
            index = self.currentIndex()
            down = min(index.row() + 1, self._grid.rowCount() - 1)
            self.setCurrentIndex(self._grid.index(down, index.column()))

    def copy_cells(self) -> None:
        """The selected cells, as a spreadsheet takes them."""
        found = sorted((each.row(), each.column()) for each in self.selectedIndexes())
        lines: dict[int, list[str]] = {}
        for row, column in found:
            cell = self._grid.cell(row, column)
            lines.setdefault(row, []).append((cell.edit or cell.words).strip())
        QApplication.clipboard().setText("\n".join("\t".join(each) for each in lines.values()))

    def paste(self) -> None:
        """What a spreadsheet copied, from the current cell on, as one act; what does not fit in is left out."""
        start = self.currentIndex()
        if not start.isValid():
            return
        lines = QApplication.clipboard().text().rstrip("\n").split("\n")
        self._edit(
            [
                (start.row() + down, start.column() + right, text.strip())
                for down, line in enumerate(lines)
                for right, text in enumerate(line.rstrip("\r").split("\t"))
            ]
        )

    def _edit(self, edits: list[Edit]) -> None:
        rows, columns = self._grid.rowCount(), self._grid.columnCount()
        allowed = [
            each
            for each in edits
            if each[0] < rows and each[1] < columns and self._grid.cell(each[0], each[1]).editable
        ]
        if allowed:
            self._grid.edited.emit(allowed)
