"""Keeps the wheel from changing a value that merely lies under the pointer while a page is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QScrollBar, QWidget

_GUARDED = (QAbstractSpinBox, QComboBox, QAbstractSlider)


class _WheelGuard(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget):
            within = watched.focusWidget() is not None and watched.isAncestorOf(
                watched.focusWidget()
            )
            if not watched.hasFocus() and not (within and watched.focusWidget().hasFocus()):
                event.ignore()  # Qt then offers it to the parent: the page scrolls on
                return True
        return False


_guard = _WheelGuard()


def guard_wheel(root: QWidget) -> None:
    """Guard `root` and every spin box, combo box and slider in it, each once."""
    for kind in _GUARDED:
        found = root.findChildren(kind)
        for one in (root, *found) if isinstance(root, kind) else found:
            if isinstance(one, QScrollBar) or one.property("wheelGuarded"):
                continue
            one.setProperty("wheelGuarded", True)
            one.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus
            )  # not by the wheel, which would lift the guard
            one.installEventFilter(_guard)
