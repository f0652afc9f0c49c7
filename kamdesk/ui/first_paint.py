"""What may wait until the user sees something: run once, as soon as a widget has been painted for the first time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class _Watch(QObject):
    def __init__(self, widget: QWidget, action: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._action = widget, action
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._run)
        return False

    def waits(self) -> bool:
        """Whether its widget can be seen and was not painted yet."""
        return self._widget.isVisible()

    def _run(self) -> None:
        self.deleteLater()
        self._action()


def after_first_paint(widget: QWidget, action: Callable[[], object]) -> None:
    """Calls `action` after `widget` was painted; never if it goes before it was ever seen."""
    _Watch(widget, action)


def is_settled(root: QWidget) -> bool:
    """Whether what waited for a paint of `root` or of a visible widget in it has run; for pictures and tests."""
    return not any(watch.waits() for watch in root.findChildren(_Watch))
