"""What the colours of a calendar mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kamdesk.ui import theme
from kamdesk.ui.widgets import paint


class Legend(QWidget):
    """Bars with their words, and a remark behind them where there is room."""

    def __init__(self, parts: Sequence[tuple[str, str]], remark: str) -> None:
        super().__init__()
        self._parts, self._remark, self._brief = list(parts), remark, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" · ".join([*(words for _role, words in parts), remark]))

    def set_brief(self, brief: bool) -> None:
        """Without the remark, where room is short."""
        self._brief = brief
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, 18)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        left = 0
        for role, words in self._parts:
            width = theme.text_width(words, theme.TEXT_SMALL)
            if left + width + 9 > self.width():
                return
            bar = QRectF(left, self.height() / 2 - 6, 4, 12)
            paint.rounded(painter, bar, 2, theme.color(role))
            rect = QRect(left + 9, 0, width + 2, self.height())
            paint.text(painter, rect, words, "muted", theme.TEXT_SMALL)
            left += 9 + width + theme.SPACE_4
        width = theme.text_width(self._remark, theme.TEXT_SMALL)
        if not self._brief and left + width <= self.width():
            rect = QRect(left, 0, width + 2, self.height())
            paint.text(painter, rect, self._remark, "muted", theme.TEXT_SMALL)
