"""Tabs with an underline: the six of the window (40 high, icon and count) and those of a detail."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint


class TabBar(QTabBar):
    """The current tab is bold with an accent line below; room is kept for bold so that nothing moves."""

    def __init__(
        self, name: str, parent: QWidget | None = None, height: int = 40, room: int = 26
    ) -> None:
        """`room`: pixels beside the words of a tab; less where there are many."""
        super().__init__(parent)
        self._room = room
        self._height = height
        self._icons: list[str] = []
        self._counts: list[tuple[str, str]] = []
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)

    def add(self, words: str, icon_name: str = "", count: str = "", role: str = "muted") -> int:
        """A further tab; gives its index."""
        self._icons.append(icon_name)
        self._counts.append((count, role))
        index = self.addTab(words)
        self._name(index)
        return index

    def set_count(self, index: int, count: str, role: str = "muted") -> None:
        """The number behind a tab's words, for example in ``bad`` for what is overdue."""
        self._counts[index] = (count, role)
        self._name(index)
        self.updateGeometry()
        self.setIconSize(self.iconSize())  # Qt lays the tabs out anew
        self.update()

    def _name(self, index: int) -> None:
        words = f"{self.tabText(index)} {self._counts[index][0]}".strip()
        self.setAccessibleTabName(index, words)

    def tabSizeHint(self, index: int) -> QSize:
        width = theme.text_width(self.tabText(index), bold=True) + self._room
        if index < len(self._icons):
            if self._icons[index]:
                width += 24
            if self._counts[index][0]:
                width += theme.text_width(self._counts[index][0]) + 8
        return QSize(width, self._height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        under = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else None
        for index in range(self.count()):
            rect = self.tabRect(index)
            current = index == self.currentIndex()
            hover = under is not None and rect.contains(under) and self.isTabEnabled(index)
            role = "text" if current or hover else "muted"
            painter.setOpacity(
                1.0 if self.isTabEnabled(index) and self.isEnabled() else theme.DISABLED_OPACITY
            )
            side = self._room // 2
            inner = rect.adjusted(side, 0, -side, 0)
            if self._icons[index]:
                spot = QRect(inner.left(), rect.center().y() - 8 + 1, 16, 16)
                icons.paint(painter, self._icons[index], "accent" if current else role, spot)
                inner.setLeft(inner.left() + 24)
            used = paint.text(painter, inner, self.tabText(index), role, bold=current)
            count, count_role = self._counts[index]
            if count:
                inner.setLeft(inner.left() + used + 8)
                inner.setRight(rect.right())
                paint.text(painter, inner, count, count_role)
            if current:
                line = QRect(rect.left(), rect.bottom() - 1, rect.width(), 2)
                painter.fillRect(line, theme.color("accent"))
                if self.hasFocus():
                    paint.rounded(
                        painter,
                        rect.adjusted(2, 4, -2, -5).toRectF(),
                        theme.RADIUS,
                        None,
                        theme.color("accent"),
                        2,
                    )
        painter.setOpacity(1.0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()
