"""Gets ready, in the pauses after the first picture, what the first save would otherwise wait for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from kamdesk.model.registry import map_stepwise

_PAUSE = 40
"""Milliseconds between two steps: the window answers in between."""
_FIRST = 1500
"""Milliseconds before the first: what the window shows comes from the data by then."""


class WarmUp(QObject):
    """Has the classes of all records mapped, module by module; together they take longer than a click may."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = map_stepwise()
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._step)
        QTimer.singleShot(_FIRST, self._timer, self._timer.start)

    def _step(self) -> None:
        if next(self._steps, None) is None:
            self._timer.stop()
            self.deleteLater()
