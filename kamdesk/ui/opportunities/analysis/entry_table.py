"""A table of entries that is typed into: a row for each, an empty one below to add another, figures checked at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.ui import theme

Index = QModelIndex | QPersistentModelIndex
Kind = Literal["text", "whole", "percent", "amount", "said"]
_LONGEST = 400


@dataclass(frozen=True)
class EntryColumn:
    """A column: what stands in it and, unless it is only `said`, what kind of thing may be typed there.

    A ``percent`` is read and shown in %, and is a share as a value; `most` and `least` bound a ``whole`` number.
    """

    key: str
    title: str
    read: Callable[[Any], Any]
    kind: Kind = "text"
    width: int = 80
    stretch: bool = False
    least: int = 0
    most: int = 5
    role: Callable[[Any], str] | None = None


def shown(value: Any, kind: Kind) -> str:
    """A value as it stands in a cell."""
    if value is None:
        return ""
    if kind == "percent":
        return f"{(value * 100).normalize():f}".replace("-", "−")
    if kind == "amount":
        return f"{value:,}"
    return str(value)


def typed(text: str, column: EntryColumn) -> Any:
    """The value that was typed; None for nothing. Raises ValueError with a sentence."""
    text = " ".join(text.split())
    if column.kind == "text" or not text:
        return text if column.kind == "text" else None
    plain = text.replace(",", "").replace("，", "").replace("−", "-").rstrip("% ％")
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(_("“{text}” is no number.").format(text=text)) from error
    if not number.is_finite():
        raise ValueError(_("“{text}” is no number.").format(text=text))
    if column.kind == "percent":
        return number / 100
    if column.kind == "amount":
        return number
    if number != int(number) or not column.least <= number <= column.most:
        raise ValueError(
            _("{column}: a whole number from {least} to {most}.").format(
                column=column.title, least=column.least, most=column.most
            )
        )
    return int(number)


def _alignment(kind: Kind) -> int:
    """Figures stand at the right, and so does what heads them."""
    side = Qt.AlignmentFlag.AlignLeft if kind in ("text", "said") else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class EntryModel(QAbstractTableModel):
    """Rows of any kind read by the columns."""

    edited = Signal(int, str, object)
    """Row (the number of rows for a new one), key of the column, value."""
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.columns: Sequence[EntryColumn] = ()
        self.rows: Sequence[Any] = ()
        self.can_write = self.can_add = False
        self._typed: list[tuple[int, str, Any]] = []

    def show_rows(
        self,
        columns: Sequence[EntryColumn],
        rows: Sequence[Any],
        *,
        can_write: bool,
        can_add: bool = True,
    ) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self.columns, self.rows = columns, rows
        self.can_write, self.can_add = can_write, can_write and can_add
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows) + self.can_add

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        row = self.rows[index.row()] if index.row() < len(self.rows) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if row is not None:
                return shown(column.read(row), column.kind)
            return _("+ add") if not index.column() and role == Qt.ItemDataRole.DisplayRole else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = shown(column.read(row), column.kind) if row is not None else ""
            return f"{column.title} {words}".strip()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column.kind)
        if role == Qt.ItemDataRole.ForegroundRole:
            if row is None:
                return theme.color("accent")
            if column.role is not None:
                return theme.color(column.role(row))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.columns[section].kind)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_new = index.row() >= len(self.rows)
        if (
            self.can_write
            and self.columns[index.column()].kind != "said"
            and (not is_new or not index.column())
        ):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column, row = self.columns[index.column()], index.row()
        if role != Qt.ItemDataRole.EditRole:
            return False
        try:
            read = typed(str(value), column)
        except ValueError as problem:
            self.refused.emit(str(problem))
            return False
        self.refused.emit("")
        is_new = row >= len(self.rows)
        if (is_new and read) or (not is_new and read != column.read(self.rows[row])):
            # after the editor is gone, which still looks at the row
            self._typed.append((row, column.key, read))
            QTimer.singleShot(0, self, self.tell)
        return True

    def is_waiting(self) -> bool:
        """Whether something typed is not told yet."""
        return bool(self._typed)

    def tell(self) -> None:
        """Tells what was typed."""
        typed_now, self._typed = self._typed, []
        for row, key, value in typed_now:
            self.edited.emit(row, key, value)


class _Delegate(QStyledItemDelegate):
    opened = Signal(object)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        line = QLineEdit(parent)
        line.setProperty("scale", "small")
        line.setMaxLength(_LONGEST)
        line.setAccessibleName(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
        self.opened.emit(line)
        return line


class EntryTable(QTableView):
    """Typing, F2 or a double click edits, Delete removes the row (`removed`)."""

    removed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.entries = EntryModel(self)
        self.setModel(self.entries)
        delegate = _Delegate(self)
        delegate.opened.connect(self._opened)
        delegate.closeEditor.connect(self._closed)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.DENSE_ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.setShowGrid(False)
        self._editor: QLineEdit | None = None

    def show_rows(
        self,
        columns: Sequence[EntryColumn],
        rows: Sequence[Any],
        *,
        can_write: bool,
        can_add: bool = True,
    ) -> None:
        """Shows other rows; the current cell stays."""
        current = self.currentIndex()
        place = (current.row(), current.column())
        self.entries.show_rows(columns, rows, can_write=can_write, can_add=can_add)
        header = self.horizontalHeader()
        for number, column in enumerate(columns):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(number, mode.Stretch if column.stretch else mode.Fixed)
            if not column.stretch:
                self.setColumnWidth(number, column.width)
        if place[0] >= 0:
            self.setCurrentIndex(
                self.entries.index(min(place[0], self.entries.rowCount() - 1), place[1])
            )

    def _opened(self, line: QLineEdit) -> None:
        self._editor = line

    def _closed(self, _editor: QWidget, _hint: Any) -> None:
        self._editor = None

    def is_typing(self) -> bool:
        """Whether a cell is open, or what was typed there is not told yet."""
        return self._editor is not None or self.entries.is_waiting()

    def flush(self) -> None:
        """Takes what is being typed."""
        if self._editor is not None:
            editor = self._editor
            self.commitData(editor)
            self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self._editor = None
        self.entries.tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if self._editor is not None:
            event.accept()  # the line is done with it already: Enter comes on to the table
        elif event.key() == Qt.Key.Key_Delete and 0 <= row < len(self.entries.rows):
            if self.entries.can_add:
                self.removed.emit(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)
