"""The search field: 28 high with its icon, a hint of its key, and a cross to empty it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from kamdesk.i18n import _
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint


class SearchField(QLineEdit):
    """`searched` carries the text a moment after the last key; Esc empties it, Down goes on to what was found."""

    searched = Signal(str)
    left_down = Signal()

    def __init__(
        self,
        placeholder: str,
        shortcut: str = "",
        parent: QWidget | None = None,
        *,
        delay: int = 60,
    ) -> None:
        """`shortcut` is only shown, the command that focuses the field is declared elsewhere; `delay` in ms."""
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._shortcut = shortcut
        self._hint_width = theme.text_width(shortcut, theme.TEXT_SMALL) + 10 if shortcut else 0
        self.setTextMargins(20, 0, self._hint_width + 2 if shortcut else 0, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._timer.start)
        self._clear = self.addAction(
            icons.icon("x", "muted"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._clear.setToolTip(_("Clear"))
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._show_clear)

    def is_waiting(self) -> bool:
        """Whether something was typed that `searched` has not told yet."""
        return self._timer.isActive()

    def search_now(self) -> None:
        """Do not wait for the next key."""
        self._timer.stop()
        self._tell()

    def _tell(self) -> None:
        self.searched.emit(self.text().strip())

    def _show_clear(self, words: str) -> None:
        self._clear.setVisible(bool(words))
        space = self._hint_width + 2 if self._shortcut and not words else 0
        self.setTextMargins(20, 0, space, 0)

    def sizeHint(self) -> QSize:
        return QSize(200, theme.CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.paint(painter, "search", "muted", QRect(8, (self.height() - 14) // 2, 14, 14))
        if self._shortcut and not self.text():
            box = QRect(
                self.width() - self._hint_width - 7,
                (self.height() - theme.PILL_HEIGHT) // 2,
                self._hint_width,
                theme.PILL_HEIGHT,
            )
            paint.rounded(
                painter,
                box.toRectF(),
                theme.RADIUS_PILL,
                theme.color("surface"),
                theme.color("line"),
            )
            paint.text(painter, box, self._shortcut, "muted", theme.TEXT_SMALL, align=paint.CENTER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.search_now()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.search_now()
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.text():
            key = event.key() if isinstance(event, QKeyEvent) else None
            if key == Qt.Key.Key_Escape:  # else a dialog around it would close instead
                event.accept()
                return True
        return super().event(event)
