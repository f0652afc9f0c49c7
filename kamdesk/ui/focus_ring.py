"""The ring around the focused button: 2 px accent, 1 px off, where no widget can paint outside itself."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from kamdesk.ui import theme
from kamdesk.ui.widgets import paint

_OFF = 3


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        radius = theme.RADIUS + 2
        box = QRectF(self.rect())
        paint.rounded(QPainter(self), box, radius, None, theme.color("accent"), 2)


class FocusRing(QObject):
    """Follows the focus of an application; `install` it once."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        """The target and what lies between it and the ring's parent: each of them may move."""
        app.focusChanged.connect(self._move)

    def _move(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._drop()
        parent = new.parentWidget() if isinstance(new, QAbstractButton) else None
        if new is None or parent is None or isinstance(parent, QSplitter | QTabBar):
            return  # a splitter would take the ring for one of its panes
        self._target = new
        self._ring = _Ring(_roomy_ancestor(new, parent))
        self._watch(new, self._ring.parentWidget())
        self._place()

    def _watch(self, target: QWidget, parent: QWidget | None) -> None:
        step: QWidget | None = target
        while step is not None and step is not parent:
            self._watched.append(step)
            step.installEventFilter(self)
            step = step.parentWidget()

    def _drop(self) -> None:
        for each in self._watched:
            if shiboken6.isValid(each):
                each.removeEventFilter(self)
        self._watched.clear()
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._target = self._ring = None

    def _place(self) -> None:
        if self._ring is None or self._target is None or not shiboken6.isValid(self._ring):
            return
        parent = self._ring.parentWidget()
        if parent is None:
            return
        self._ring.setGeometry(_around(self._target, parent))
        self._ring.setVisible(not self._target.isHidden())
        self._ring.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = QEvent.Type
        if event.type() in (kinds.Move, kinds.Resize, kinds.Show, kinds.Hide, kinds.ZOrderChange):
            self._place()
        return super().eventFilter(watched, event)


def _around(target: QWidget, ancestor: QWidget) -> QRect:
    return QRect(target.mapTo(ancestor, QPoint(0, 0)), target.size()).adjusted(
        -_OFF, -_OFF, _OFF, _OFF
    )


def _roomy_ancestor(target: QWidget, parent: QWidget) -> QWidget:
    """The nearest one that does not clip the ring; not beyond a scrolled page, with which the ring must move."""
    while not parent.isWindow() and not parent.rect().contains(_around(target, parent)):
        above = parent.parentWidget()
        if above is None or isinstance(above, QAbstractScrollArea | QSplitter | QStackedWidget):
            break
        parent = above
    return parent


def install(app: QApplication) -> FocusRing:
    """Show the ring in all windows of `app`."""
    return FocusRing(app)
