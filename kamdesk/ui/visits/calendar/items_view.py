"""Items that are painted by hand but are a list for Qt: one is current, and a screen reader walks them."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from kamdesk.ui.visits.calendar.entries import EntriesModel, Item

Index = QModelIndex | QPersistentModelIndex


class ItemsView(QListView):
    """A subclass says by `rect_of` where each item stands, and paints them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.entries = EntriesModel()
        self.setModel(self.entries)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)

    @abstractmethod
    def rect_of(self, row: int) -> QRect:
        """Where item `row` stands in the viewport; empty when it has no room."""

    def stand_on(self, item: Item) -> None:
        """Notes where the item that became the current one stands."""

    # --------------------------------------------------------------------------------------------- the current item

    def current_item(self) -> Item | None:
        """The item walked to."""
        row = self.currentIndex().row()
        return self.entries.items[row] if 0 <= row < len(self.entries.items) else None

    def current_key(self) -> tuple[str, int] | None:
        """What tells the item walked to from others."""
        item = self.current_item()
        return item.key if item is not None else None

    def go_to(self, key: tuple[str, int]) -> bool:
        """Makes an item the current one; False when it is not in view."""
        row = self.entries.row_of(key)
        if row < 0:
            return False
        self._set_current(row)
        self.scrollTo(self.entries.index(row, 0))
        return True

    def _set_current(self, row: int) -> None:
        model = self.selectionModel()
        blocked = model.blockSignals(True)
        if row < 0:
            model.clear()
        else:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            model.setCurrentIndex(self.entries.index(row, 0), flags)
            self.stand_on(self.entries.items[row])
        model.blockSignals(blocked)
        self.viewport().update()

    def walk_to(self, row: int) -> None:
        """Goes to an item and tells so."""
        index = self.entries.index(row, 0)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)

    def _row_at(self, point: QPoint) -> int:
        # the later ones are painted over the earlier ones
        for row in reversed(range(len(self.entries.items))):
            if self.rect_of(row).contains(point):
                return row
        return -1

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def visualRect(self, index: Index) -> QRect:
        return self.rect_of(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._row_at(point)
        return self.entries.index(row, 0) if row >= 0 else QModelIndex()

    def isIndexHidden(self, index: Index) -> bool:
        return self.rect_of(index.row()).isEmpty()

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region = region.united(QRegion(self.visualRect(index)))
        return region

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Nothing is selected by a rubber band."""

    def doItemsLayout(self) -> None:
        """The calendar lays out by itself."""

    def updateGeometries(self) -> None:
        """The calendar sets its own scroll bar."""

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Everything is in view."""

    def verticalOffset(self) -> int:
        return 0

    def horizontalOffset(self) -> int:
        return 0
