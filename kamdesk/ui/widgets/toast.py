"""Messages that need no answer: a toast over the window that goes by itself, and a banner in a page that stays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import LinkButton, icon_button
from kamdesk.ui.widgets.labels import IconLabel, label

_ICONS = {"good": "check", "info": "info", "warn": "warning", "bad": "warning"}
_SECONDS_TO_READ = 8
_ABOVE_FOOT = theme.STATUS_HEIGHT + theme.FOOT_HEIGHT + theme.SPACE_2
"""The lines below list and detail stay readable."""


class Banner(QFrame):
    """A strip with an icon, a sentence, an action and a cross; `kind` is good, info, warn or bad."""

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self._kind = "info"
        self._act: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_3, 6, theme.SPACE_2, 6)
        row.setSpacing(theme.SPACE_2)
        self._icon = IconLabel("info", "accent")
        self._label = label("", wrap=True)
        self._action = LinkButton("", self._press)
        self._close = icon_button("x", _("Close"), self.dismiss, small=True)
        if not closable:  # shown before it has a parent, it would flash up as a window of its own
            self._close.hide()
        row.addWidget(self._icon)
        row.addWidget(self._label, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self.hide()

    def text(self) -> str:
        """The sentence shown."""
        return self._label.text()

    def action(self) -> LinkButton:
        """The button of the action."""
        return self._action

    def show_message(
        self,
        sentence: str,
        kind: str = "info",
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show `sentence`; the link `action` calls `act` and closes."""
        self._kind, self._act = kind, act
        role = "accent" if kind == "info" else kind
        self._icon.set_icon(_ICONS[kind], role)
        self._label.setText(sentence)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(sentence)
        self.show()
        self.raise_()
        self.update()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def dismiss(self) -> None:
        """Take it away."""
        self._act = None
        self.hide()

    def _press(self) -> None:
        act = self._act
        self.dismiss()
        if act is not None:
            act()

    def _ground(self) -> tuple[str, str | None]:
        return ("selected" if self._kind == "info" else f"{self._kind}_soft"), None

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        ground, edge = self._ground()
        paint.rounded(
            QPainter(self),
            QRectF(self.rect()),
            theme.RADIUS,
            theme.color(ground),
            theme.color(edge) if edge else None,
        )


class Toast(Banner):
    """Lies over the bottom of its window and goes after a while, unless the pointer or the focus is on it."""

    def __init__(self, host: QWidget, bottom: int = _ABOVE_FOOT) -> None:
        super().__init__(host)
        self._host, self._bottom = host, bottom
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SECONDS_TO_READ * 1000)
        self._timer.timeout.connect(self._expire)
        host.installEventFilter(self)

    def show_message(
        self,
        sentence: str,
        kind: str = "info",
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        super().show_message(sentence, kind, action, act)
        self._place()
        self._timer.start()

    def dismiss(self) -> None:
        self._timer.stop()
        super().dismiss()

    def _expire(self) -> None:
        if self.underMouse() or self.isAncestorOf(self.window().focusWidget() or self._host):
            self._timer.start()
        else:
            self.dismiss()

    def _place(self) -> None:
        needed = theme.text_width(self.text()) + 80
        if not self._action.isHidden():
            needed += theme.text_width(self._action.text()) + theme.SPACE_3
        width = max(min(needed, self._host.width() - 2 * theme.SPACE_4), 200)
        height = max(self.heightForWidth(width), 40)
        x = (self._host.width() - width) // 2
        self.setGeometry(x, self._host.height() - height - self._bottom, width, height)

    def _ground(self) -> tuple[str, str | None]:
        return "raised", "line_strong"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
