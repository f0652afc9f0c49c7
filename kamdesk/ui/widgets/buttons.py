"""Buttons as factory functions, each with its look, icon and name for screen readers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from kamdesk.ui import theme
from kamdesk.ui.icons import icon


def press_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses the button that has the keys, as Space does; Qt's own ones answer Enter in dialogs only."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
        return False
    button.click()
    return True


class Button(QPushButton):
    """The push button all others are made of."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)


def primary_button(
    words: str, icon_name: str = "", clicked: Callable[[], object] | None = None
) -> QPushButton:
    """The one thing to do on a page: filled in accent."""
    return _button("primary", words, icon_name, "on_accent", clicked)


def plain_button(
    words: str,
    icon_name: str = "",
    clicked: Callable[[], object] | None = None,
    *,
    small: bool = False,
) -> QPushButton:
    """An ordinary button, 28 high (24 when `small`)."""
    return _button("plain", words, icon_name, "text", clicked, small)


def danger_button(
    words: str, icon_name: str = "", clicked: Callable[[], object] | None = None
) -> QPushButton:
    """A button that takes something away."""
    return _button("danger", words, icon_name, "bad", clicked)


def quiet_button(
    words: str,
    icon_name: str = "",
    clicked: Callable[[], object] | None = None,
    *,
    small: bool = False,
) -> QPushButton:
    """A button without an outline, for bars and menus."""
    return _button("quiet", words, icon_name, "text", clicked, small)


def foot_button(
    words: str, icon_name: str = "", clicked: Callable[[], object] | None = None
) -> QPushButton:
    """A line at the foot of the window that can be pressed: muted like its neighbours until the pointer is on it."""
    return _button("foot", words, icon_name, "muted", clicked, small=True)


def icon_button(
    icon_name: str,
    name: str,
    clicked: Callable[[], object] | None = None,
    *,
    small: bool = False,
    role: str = "muted",
) -> QPushButton:
    """A square button with an icon only; `name` is its tooltip and what a screen reader says."""
    button = _button("icon", "", icon_name, role, clicked, small)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


class LinkButton(Button):
    """Text in accent that acts like a link; Enter and Space press it."""

    def __init__(
        self,
        words: str,
        clicked: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        _dress(self, "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if clicked is not None:
            connect(self, clicked)


def connect(button: QPushButton, clicked: Callable[[], object]) -> None:
    """Call `clicked` without the checked state that Qt's signal carries."""

    def act(_checked: bool = False) -> None:
        clicked()

    button.clicked.connect(act)


def _button(
    kind: str,
    words: str,
    icon_name: str,
    role: str,
    clicked: Callable[[], object] | None,
    small: bool = False,
) -> QPushButton:
    button = Button(words)
    _dress(button, kind, small)
    if icon_name:
        button.setIcon(icon(icon_name, role))
        # Qt leaves 4 px between icon and words; a wider box centres the icon and gives it room on both sides
        room = theme.SPACE_1 if words else 0
        button.setIconSize(QSize(theme.ICON_SIZE + room, theme.ICON_SIZE))
    if clicked is not None:
        connect(button, clicked)
    return button


def _dress(button: QPushButton, kind: str, small: bool = False) -> None:
    button.setProperty("kind", kind)
    if small:
        button.setProperty("scale", "small")
    button.setAutoDefault(
        False
    )  # else Enter in a field of a dialog presses whichever button stands first
    button.setAccessibleName(button.text())
