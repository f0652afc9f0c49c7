"""The table of a record page: its columns chosen from the heading, worked-out states as pills, keys that delete."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu

from kamdesk.ui.record_pages.list_model import PILL, RecordPageModel
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import CellDelegate, Index
from kamdesk.ui.widgets.paged_table import PagedTable

_LEAST_WIDE = 140


class _Cells(CellDelegate):
    """A text, or a pill where the model names its kind."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        kind = index.data(PILL)
        words = str(index.data() or "")
        if not kind or not words:
            super().content(painter, rect, index, selected)
            return
        box = QRect(rect)
        box.setWidth(min(paint.pill_size(words).width(), rect.width()))
        paint.pill(painter, box, words, kind)


class RecordTable(PagedTable):
    """`delete_wanted`: the Delete key. `columns_wanted(keys)`: other columns."""

    delete_wanted = Signal()
    columns_wanted = Signal(object)

    def __init__(self, model: RecordPageModel, name: str) -> None:
        super().__init__(name)
        self._records = model
        self._widths: dict[str, int] = {}
        self.setItemDelegate(_Cells(self))
        self.setModel(model)
        header = self.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_columns)
        header.sectionResized.connect(self._note_width)
        self.dress()

    def dress(self) -> None:
        """The width of each column; the one of the declaration takes the room left over."""
        header = self.horizontalHeader()
        self._restoring = True
        keys = self._records.columns
        for place in range(len(keys)):  # a column that was dragged stands elsewhere in the new list
            header.moveSection(header.visualIndex(place), place)
        for place, key in enumerate(keys):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(place, self._widths.get(key) or self._records.width(key))
        self._restoring = False
        self.fit()

    def fit(self) -> None:
        """The column of the declaration takes what the others leave, and scrolls rather than become too narrow."""
        wide, keys = self._records.declaration.stretch, self._records.columns
        if wide not in keys:
            return
        header, place = self.horizontalHeader(), keys.index(wide)
        others = sum(header.sectionSize(one) for one in range(header.count()) if one != place)
        self._restoring = True
        header.resizeSection(place, max(self.viewport().width() - others, _LEAST_WIDE))
        self._restoring = False

    def widths(self) -> dict[str, int]:
        """Widths set by hand, by column."""
        return dict(self._widths)

    def set_own_widths(self, widths: dict[str, int]) -> None:
        """Brings widths back."""
        self._widths = dict(widths)
        self.dress()

    def columns_in_order(self) -> list[str]:
        """The columns from left to right as they stand now."""
        header = self.horizontalHeader()
        return [self.column_key(header.logicalIndex(place)) for place in range(header.count())]

    def columns_menu(self) -> QMenu:
        """Every possible column with a tick where it is one."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        declared = self._records.declaration
        chosen = self.columns_in_order()
        keys = [(each.key, str(each.heading)) for each in declared.own]
        keys += [(each.name, each.label) for each in declared.possible_columns()]
        for key, words in keys:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(key in chosen)
            action.setEnabled(chosen != [key])
            action.toggled.connect(partial(self._toggle, key))
        return menu

    def _toggle(self, key: str, on: bool) -> None:
        rest: Sequence[str] = [each for each in self.columns_in_order() if each != key]
        self.columns_wanted.emit([*rest, key] if on else rest)

    def _open_columns(self, point: QPoint) -> None:
        self.columns_menu().popup(self.horizontalHeader().mapToGlobal(point))

    def _note_width(self, column: int, _old: int, new: int) -> None:
        keys = self._records.columns
        if (
            not self._restoring
            and column < len(keys)
            and keys[column] != self._records.declaration.stretch
        ):
            self._widths[keys[column]] = new

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)
