"""The menu of the list and of its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication, QMenu

from kamdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from kamdesk.ui.accounts.tab import AccountsTab


class ListMenu(QObject):
    """Builds the menu anew each time: what it offers depends on the selection."""

    def __init__(self, tab: AccountsTab) -> None:
        super().__init__(tab)
        self._tab = tab

    def open_below(self) -> None:
        """From the button above the list."""
        button = self._tab.list.more_button
        self.build().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def open_at(self, point: QPoint) -> None:
        """From a row."""
        self.build().popup(point)

    def build(self) -> QMenu:
        """The menu as it is now."""
        tab = self._tab
        menu = QMenu(tab)
        count = len(tab.list.table.selected_rows())
        if count:
            words = ngettext("{count} account", "{count} accounts", count).format(count=count)
            menu.addSection(words)
            self._add(menu, _("Change a field…"), tab.selection.change)
            self._add(menu, _("Copy the rows"), tab.list.table.copy_rows, "Ctrl+C")
            if count == 1:  # "many" would mean the whole list, as one row is always selected
                self._add(menu, _("Archive form of this account…"), self._command("form_fill"))
            else:
                self._add(menu, _("Archive forms of the selection…"), self._command("form_many"))
            self._add(menu, _("Export the selection…"), tab.selection.export)
            self._add(menu, _("Move to the waste basket"), tab.selection.delete_quietly, "Delete")
            menu.addSeparator()
        self._add(menu, _("Select all"), tab.list.table.selectAll, "Ctrl+A")
        self._add(menu, _("Paste rows from Excel"), self._paste, "Ctrl+V")
        self._add(menu, _("Save this filter…"), tab.saved_filters.ask_to_save)
        self._add(menu, _("Export this list…"), self._command("export_list"))
        return menu

    def _add(self, menu: QMenu, words: str, act: Callable[[], object], key: str = "") -> None:
        # the key is only shown: the list itself answers it
        action = menu.addAction(f"{words}\t{key}" if key else words)

        def run(_checked: bool = False) -> None:
            act()

        action.triggered.connect(run)

    def _command(self, key: str) -> Callable[[], object]:
        return lambda: self._tab.run_command(key)

    def _paste(self) -> None:
        self._tab.selection.paste(QApplication.clipboard().text())
