"""The views of a tab at the left: sections of entries with icon, words and count, or icons only where room is short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint

_KEY = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1
_COUNT = Qt.ItemDataRole.UserRole + 2
_COUNT_ROLE = Qt.ItemDataRole.UserRole + 3
_TIER = Qt.ItemDataRole.UserRole + 4
_WORDS = Qt.ItemDataRole.UserRole + 5
_ENTRY_HEIGHT = 28
_ICON_HEIGHT, _GAP_HEIGHT = 25, 8
"""Of an entry and of a section's line where only icons show: all views of the least window fit without scrolling."""
_SECTION_HEIGHT = 36


class NavList(QListWidget):
    """Entries are added with `add_section` and `add_entry`; `chosen` carries the key of the entry walked to."""

    chosen = Signal(str)
    menu_requested = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._collapsed = False
        self.setAccessibleName(name)
        self.setItemDelegate(_NavDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListWidget { background: transparent; padding: 8px 0; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFixedWidth(theme.NAV_WIDTH)
        self.currentItemChanged.connect(self._tell)

    def add_section(self, title: str) -> None:
        """A heading; it cannot be chosen."""
        item = QListWidgetItem(title, self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(_WORDS, title)

    def add_entry(
        self,
        key: str,
        words: str,
        icon_name: str = "",
        count: str = "",
        count_role: str = "muted",
        tier: str = "",
    ) -> None:
        """A view; `tier` puts a tier's pill in place of the icon."""
        item = QListWidgetItem(self)
        item.setData(_KEY, key)
        item.setData(_ICON, icon_name)
        item.setData(_TIER, tier)
        item.setData(_WORDS, words)
        self._set_count(item, count, count_role)
        if self.currentRow() < 0:
            self.setCurrentItem(item)

    def set_count(self, key: str, count: str, role: str = "muted") -> None:
        """The number at the right of an entry."""
        item = self._item(key)
        if item is not None:
            self._set_count(item, count, role)

    def choose(self, key: str) -> None:
        """Walk to the entry `key`; an unknown one changes nothing."""
        item = self._item(key)
        if item is not None:
            self.setCurrentItem(item)

    def current_key(self) -> str:
        """The key of the current entry, empty when there is none."""
        item = self.currentItem()
        return item.data(_KEY) or "" if item is not None else ""

    def clear_entries(self) -> None:
        """Take everything out without telling a choice."""
        blocked = self.blockSignals(True)
        self.clear()
        self.blockSignals(blocked)

    def set_collapsed(self, collapsed: bool) -> None:
        """Icons only (44 px) or in full."""
        self._collapsed = collapsed
        self.setFixedWidth(theme.NAV_WIDTH_COLLAPSED if collapsed else theme.NAV_WIDTH)
        policy = Qt.ScrollBarPolicy
        bar = policy.ScrollBarAlwaysOff if collapsed else policy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(bar)  # beside icons it would lie on them
        self.scheduleDelayedItemsLayout()

    def is_collapsed(self) -> bool:
        """Whether only icons show."""
        return self._collapsed

    def _set_count(self, item: QListWidgetItem, count: str, role: str) -> None:
        words = item.data(_WORDS)
        item.setData(_COUNT, count)
        item.setData(_COUNT_ROLE, role)
        item.setText(f"{words} {count}".strip())  # what a screen reader reads
        item.setToolTip(item.text())

    def _item(self, key: str) -> QListWidgetItem | None:
        for row in range(self.count()):
            item = self.item(row)
            if item.data(_KEY) == key:
                return item
        return None

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KEY):
            self.chosen.emit(item.data(_KEY))

    def contextMenuEvent(self, event: QEvent) -> None:
        key = self.current_key()
        if key:
            self.menu_requested.emit(key)
            event.accept()


class _NavDelegate(QStyledItemDelegate):
    def __init__(self, view: NavList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        entry = bool(index.data(_KEY))
        if self._view.is_collapsed():
            return QSize(44, _ICON_HEIGHT if entry else _GAP_HEIGHT)
        return QSize(44, _ENTRY_HEIGHT if entry else _SECTION_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if index.data(_KEY):
            self._entry(painter, option, index)
        elif self._view.is_collapsed():
            painter.setPen(theme.color("line"))
            y = option.rect.center().y()
            painter.drawLine(option.rect.left() + 12, y, option.rect.right() - 12, y)
        else:
            rect = option.rect.adjusted(16, 10, -8, 0)
            paint.text(painter, rect, index.data(_WORDS), "muted", theme.TEXT_SMALL)

    def _entry(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        box = option.rect.adjusted(8, 0, -8, 0)
        if selected or hover:
            ground = theme.color("selected" if selected else "hover")
            paint.rounded(painter, box.toRectF(), theme.RADIUS, ground)
        if selected and self._view.hasFocus():
            ring = theme.color("accent")
            paint.rounded(painter, box.toRectF(), theme.RADIUS, None, ring, 2)
        left = box.left() + (6 if self._view.is_collapsed() else 8)
        spot = QRect(left, box.center().y() - 8 + 1, 16, 16)
        if index.data(_TIER):
            paint.tier(painter, spot.adjusted(-1, -1, 1, 1), index.data(_TIER))
        elif index.data(_ICON):
            icons.paint(painter, index.data(_ICON), "accent" if selected else "muted", spot)
        if self._view.is_collapsed():
            return
        count = index.data(_COUNT)
        inside = box.adjusted(32, 0, -8, 0)
        if count:
            role = index.data(_COUNT_ROLE)
            used = paint.text(
                painter, inside, count, role, theme.TEXT_SMALL, role != "muted", paint.RIGHT
            )
            inside.setRight(inside.right() - used - 6)
        paint.text(painter, inside, index.data(_WORDS), bold=selected)
