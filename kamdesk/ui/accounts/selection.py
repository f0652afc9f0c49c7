"""What is done with the accounts that are selected in the list, and with rows that come over the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.ui import faults, file_jobs, messages

if TYPE_CHECKING:
    from kamdesk.ui.accounts.tab import AccountsTab


class Selection(QObject):
    """Deleting, changing, exporting; each is one undo step."""

    def __init__(self, tab: AccountsTab) -> None:
        super().__init__(tab)
        self._tab = tab
        self._deleted: int | None = None
        """The deletion that the banner tells of."""
        tab.track(tab.desk.events.changed, self._on_changed)

    def _on_changed(self, _changed: object) -> None:
        """Takes the banner away when its deletion was taken back in another way."""
        if self._deleted is None:
            return
        from kamdesk.model.log import Change  # late: the first list does without it

        with self._tab.desk.store.read() as session:
            change = session.get(Change, self._deleted)
            undone = change is None or change.undone_at is not None
        if undone:
            self._deleted = None
            self._tab.list.banner.dismiss()

    def ids(self) -> list[int]:
        """The selected accounts; in the tree of groups the current one."""
        if self._tab.shows_groups():
            current = self._tab.groups.current_id()
            return [current] if current is not None else []
        return self._tab.list.table.selected_ids()

    def delete(self) -> None:
        """Moves the selection to the waste basket; a banner offers to take it back."""
        self._to_trash(self.ids())

    def delete_account(self, account_id: int) -> None:
        """Moves one account to the waste basket."""
        self._attempt(lambda: self._to_trash([account_id]))

    def delete_quietly(self) -> None:
        """The same for a key: a refusal is told, not raised."""
        self._attempt(self.delete)

    def change(self) -> None:
        """Asks for one field and its value for all selected accounts."""
        ids = self.ids()
        if not ids:
            return
        from kamdesk.ui.accounts import bulk

        dialog = bulk.BulkChangeDialog(self._tab.desk.store, ids, self._tab)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._tab.desk.say_undoable)
        dialog.open()

    def export(self) -> None:
        """Writes the selected rows with the columns of the list to a file."""
        ids = self.ids()
        if not ids:
            return
        suggested = Path.home() / _("accounts.xlsx")
        filters = [(_("Excel"), "*.xlsx"), ("CSV", "*.csv")]
        title = _("Export the selection")
        target = messages.choose_save_file(self._tab, title, suggested, filters)
        if target is None:
            return
        query = self._tab.list.query()
        if len(ids) < self._tab.list.model.total():
            query = query.with_(only=tuple(ids))
        file_jobs.export_list(self._tab.desk, query, target)

    def paste(self, text: str) -> None:
        """Rows copied from a spreadsheet go to the preview of the list import."""
        if "\n" in text.strip() or "\t" in text:
            self._tab.show_page("import_list", text)
        elif text.strip():
            words = _("Copy rows with their headings in Excel, then paste them here.")
            self._tab.desk.say(words)

    def _to_trash(self, ids: list[int]) -> None:
        if not ids:
            return
        from kamdesk.ui.accounts import bulk

        told = bulk.move_all_to_trash(self._tab.desk.store, ids)
        if self._tab.shows_groups():
            self._tab.desk.say_undoable(told)
        else:
            done = self._deleted = self._tab.desk.store.undo_id()
            self._tab.list.banner.show_message(
                told, "info", _("Undo"), lambda: self._tab.desk.take_back(done)
            )

    def _attempt(self, act: Callable[[], object]) -> None:
        try:
            act()
        except UserError as refusal:
            faults.show_problem(refusal, self._tab)
