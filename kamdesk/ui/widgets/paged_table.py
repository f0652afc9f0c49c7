"""The list of records: rows of one height, columns the user arranges, keys that walk rows, nothing that grows."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TypedDict

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import CellDelegate, cell_padding

COLUMN_KEY = Qt.ItemDataRole.UserRole
"""`headerData` role with which a model names its columns for good; without it the number serves."""

_LEAST_WIDTH = 40


class ColumnState(TypedDict):
    """What is kept of the columns: keys in their order, width in pixels by key, keys hidden."""

    order: list[str]
    widths: dict[str, int]
    hidden: list[str]


class PagedTable(QTableView):
    """A table over a model that pages through SQL.

    `sort_requested(column, ascending)`: the model sorts, never a proxy. `opened(row)`: Enter or double click.
    `menu_requested(point, row)`: context menu at a global point. `row_changed(row)`: the current row, −1 for none.
    `columns_changed()`: widths or order were changed by hand and are worth keeping.
    """

    sort_requested = Signal(int, bool)
    opened = Signal(int)
    menu_requested = Signal(QPoint, int)
    row_changed = Signal(int)
    columns_changed = Signal()

    def __init__(
        self, name: str, parent: QWidget | None = None, *, row_height: int = theme.ROW_HEIGHT
    ) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self._sorted = (-1, True)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)  # Tab leaves the list, arrows walk it
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setItemDelegate(CellDelegate(self))
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(row_height)
        rows.setDefaultSectionSize(row_height)
        header = _Header(self)
        self.setHorizontalHeader(header)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._note_columns)
        header.sectionMoved.connect(self._note_columns)
        self.doubleClicked.connect(self._open_index)
        self._restoring = False

    # ------------------------------------------------------------------------------------------------ columns

    def column_key(self, column: int) -> str:
        """The lasting name of `column`."""
        key = self.model().headerData(column, Qt.Orientation.Horizontal, COLUMN_KEY)
        return str(column if key is None else key)

    def set_widths(self, widths: Sequence[int]) -> None:
        """Widths in pixels, in the model's order."""
        self._restoring = True
        for column, width in enumerate(widths):
            self.horizontalHeader().resizeSection(column, width)
        self._restoring = False

    def set_stretch_column(self, column: int) -> None:
        """The column that takes the room left over, such as the name."""
        mode = QHeaderView.ResizeMode.Stretch
        self.horizontalHeader().setSectionResizeMode(column, mode)

    def set_sort(self, column: int, ascending: bool = True) -> None:
        """Show by which column the model is sorted; sorts nothing."""
        self._sorted = (column, ascending)
        order = Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicator(column, order)

    def column_state(self) -> ColumnState:
        """Order, widths and hidden columns, to be kept until the next start."""
        header = self.horizontalHeader()
        logical = [header.logicalIndex(place) for place in range(header.count())]
        return ColumnState(
            order=[self.column_key(column) for column in logical],
            widths={
                self.column_key(column): header.sectionSize(column)
                for column in logical
                if not header.isSectionHidden(column)
            },
            hidden=[self.column_key(one) for one in logical if header.isSectionHidden(one)],
        )

    def restore_columns(self, state: Mapping[str, object]) -> None:
        """Bring back a `column_state`; columns it does not know keep their place, unknown keys are passed over."""
        header = self.horizontalHeader()
        columns = {self.column_key(one): one for one in range(header.count())}
        order, widths, hidden = state.get("order"), state.get("widths"), state.get("hidden")
        self._restoring = True
        if isinstance(order, list):
            known = [columns[key] for key in order if key in columns]
            for place, column in enumerate(known):
                header.moveSection(header.visualIndex(column), place)
        for key, width in widths.items() if isinstance(widths, dict) else ():
            if key in columns and isinstance(width, int):
                header.resizeSection(columns[key], max(width, _LEAST_WIDTH))
        if isinstance(hidden, list):
            for key, column in columns.items():
                header.setSectionHidden(column, key in hidden)
        self._restoring = False

    def _note_columns(self, *_what: int) -> None:
        if not self._restoring and QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self.columns_changed.emit()

    def _sort_by(self, column: int) -> None:
        # the header turns its own indicator before it tells of the click, so it cannot be asked what was before
        ascending = self._sorted != (column, True)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.set_sort(column, ascending)
        self.sort_requested.emit(column, ascending)

    # --------------------------------------------------------------------------------------------------- rows

    def current_row(self) -> int:
        """The current row, −1 for none."""
        return self.currentIndex().row()

    def selected_rows(self) -> list[int]:
        """The selected rows from top to bottom."""
        if self.selectionModel() is None:
            return []
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def go_to_row(self, row: int) -> None:
        """Select `row` alone and scroll to it."""
        if self.model() is None or not 0 <= row < self.model().rowCount():
            return
        header = self.horizontalHeader()
        column = self.currentIndex().column()
        if column < 0 or header.isSectionHidden(column):
            column = next(
                (one for one in range(header.count()) if not header.isSectionHidden(one)), 0
            )
        index = self.model().index(row, column)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def copy_rows(self) -> str:
        """Put the selected rows on the clipboard, one line a row, tabs between shown columns; gives that text.

        Beside the plain text goes a table whose cells are marked as text, so that a spreadsheet keeps
        leading zeros and long numbers and takes nothing for a formula.
        """
        header = self.horizontalHeader()
        logical = [header.logicalIndex(place) for place in range(header.count())]
        columns = [one for one in logical if not header.isSectionHidden(one)]
        lines = [
            [self._plain(self.model().index(row, column)) for column in columns]
            for row in self.selected_rows()
        ]
        text = "\n".join("\t".join(cells) for cells in lines)
        if lines:
            data = QMimeData()
            data.setText(text)
            data.setHtml(_text_table(lines))
            QApplication.clipboard().setMimeData(data)
        return text

    @staticmethod
    def _plain(index: QModelIndex) -> str:
        words = index.data(Qt.ItemDataRole.DisplayRole)
        return " ".join(str(words).split()) if words is not None else ""

    def _open_index(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _hover(self, row: int) -> None:
        if row == self.hovered_row:
            return
        self.hovered_row = row
        # All of it: strips would be misplaced when a scroll is on its way to the screen.
        self.viewport().update()

    # ---------------------------------------------------------------------------------------------- Qt calls us

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.hovered_row >= 0:  # the pointer stayed, the rows went on below it
            self._hover(self.rowAt(self.viewport().mapFromGlobal(QCursor.pos()).y()))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.hovered_row = -1

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.row_changed.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            self.opened.emit(self.current_row())
        elif key == Qt.Key.Key_Home and plain:
            self.go_to_row(0)
        elif key == Qt.Key.Key_End and plain:
            self.go_to_row(self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row = self.rowAt(self.viewport().mapFrom(self, event.pos()).y())
            point = event.globalPos()
        else:
            row = self.current_row()
            spot = self.visualRect(self.currentIndex()).bottomLeft()
            point = self.viewport().mapToGlobal(spot)
        self.menu_requested.emit(point, row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


class _Header(QHeaderView):
    """28 high, words in 12; padding and alignment as in the cells below, the sorted column in full colour."""

    def __init__(self, table: PagedTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setFixedHeight(theme.HEADER_HEIGHT)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(_LEAST_WIDTH)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setStretchLastSection(False)

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        model = self.model()
        if model is None or not rect.isValid():
            return
        words = str(model.headerData(column, self.orientation()) or "")
        wanted = model.headerData(column, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        align = paint.LEFT if wanted is None else Qt.AlignmentFlag(int(wanted))
        sorted_by = self.isSortIndicatorShown() and self.sortIndicatorSection() == column
        left, right = cell_padding(self._table, column)
        inside = rect.adjusted(left, 0, -right, -1)
        if sorted_by:
            ascending = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            room = inside.width() - 14
            text_width = min(theme.text_width(words, theme.TEXT_SMALL), max(room, 0))
            if align & Qt.AlignmentFlag.AlignRight:
                arrow_left = inside.right() - text_width - 14
            else:
                arrow_left = inside.left() + text_width + 4
                inside.setRight(inside.right() - 14)
            arrow = QRect(arrow_left, rect.center().y() - 5, 11, 11)
            icons.paint(painter, "chevron-up" if ascending else "chevron-down", "muted", arrow)
        role = "text" if sorted_by else "muted"
        paint.text(
            painter,
            inside,
            words,
            role,
            theme.TEXT_SMALL,
            align=align | Qt.AlignmentFlag.AlignVCenter,
        )
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())


def _text_table(lines: Sequence[Sequence[str]]) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
        for cells in lines
    )
    return f"<style>td {{ mso-number-format: '\\@'; }}</style><table>{rows}</table>"
