"""A layout that puts its widgets in lines like words, for chips and buttons."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from kamdesk.ui import theme


class FlowLayout(QLayout):
    """Left to right, then on the next line. Widgets stand in the middle of their line, or are `as_high` as it."""

    def __init__(
        self,
        parent: QWidget | None = None,
        spacing: int = theme.SPACE_2,
        *,
        as_high: bool = False,
    ) -> None:
        super().__init__(parent)
        self._as_high = as_high
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def clear(self) -> None:
        """Take out and delete all widgets."""
        while self._items:
            item = self.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Lays out the lines; returns the height taken."""
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        top = area.y()
        for line in self._lines(area.width()):
            height = max(item.sizeHint().height() for item in line)
            left = area.x()
            for item in line:
                hint = item.sizeHint()
                if self._as_high:
                    hint.setHeight(height)
                if move:
                    down = (height - hint.height()) // 2
                    item.setGeometry(QRect(QPoint(left, top + down), hint))
                left += hint.width() + self.spacing()
            top += height + self.spacing()
        used = max(top - self.spacing() - area.y(), 0)
        return used + margins.top() + margins.bottom()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """The shown items, broken into lines no wider than `width`."""
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if not lines or used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wide + self.spacing()
        return lines
