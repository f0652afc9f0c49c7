"""Entries of menus that are made for the moment, with the icon and the deed of each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from kamdesk.ui.icons import icon


def add_entry(menu: QMenu, words: str, icon_name: str, act: Callable[[], object]) -> None:
    """A further entry; `act` is called without the checked state that Qt's signal carries."""
    action = QAction(icon(icon_name, "muted"), words, menu)

    def trigger(_checked: bool = False) -> None:
        act()

    action.triggered.connect(trigger)
    menu.addAction(action)
