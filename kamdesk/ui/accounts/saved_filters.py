"""Lists kept under a name of the user's own: saved, renamed, deleted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from kamdesk.i18n import _, message
from kamdesk.model.department import SavedFilter
from kamdesk.ui.accounts import views
from kamdesk.ui.accounts.name_dialog import NameDialog
from kamdesk.work.list_views import rename_filter, save_filter
from kamdesk.work.lists import ListQuery

if TYPE_CHECKING:
    from kamdesk.ui.accounts.tab import AccountsTab


class SavedFilters(QObject):
    """What the tab does with saved filters."""

    def __init__(self, tab: AccountsTab) -> None:
        super().__init__(tab)
        self._tab = tab

    def show(self, key: str) -> bool:
        """Shows the list as it was saved, or says that its field is gone; False when view `key` is no saved filter."""
        tab = self._tab
        if not key.startswith(views.SAVED):
            return False
        saved = tab.views.saved.get(int(key.removeprefix(views.SAVED)))
        if saved is None:
            return False
        if saved.usable:
            query = ListQuery.load(saved.query)
            tab.list.show_view(tab.views.title_of(key), (), query.conditions, query)
        else:
            tab.desk.say(
                _("“{name}” filters by a field that is not there any more.").format(name=saved.name)
            )
        return True

    def ask_to_save(self) -> None:
        """Asks for the name under which the list is kept."""
        key = self._tab.views.current_key()
        name = self._tab.views.title_of(key) if key.startswith(views.SAVED) else ""
        self._ask(_("Save this filter"), name).named.connect(self.save)

    def save(self, name: str) -> None:
        """Keeps what the list shows under `name`, and goes to that view."""
        tab = self._tab
        with tab.desk.store.change(message("Save filter {name}", name=name)) as session:
            filter_id = save_filter(session, name, tab.list.query()).id
        tab.views.choose(f"{views.SAVED}{filter_id}")

    def ask_name(self, filter_id: int) -> None:
        """Asks for another name."""
        dialog = self._ask(_("Rename the filter"), self._tab.views.saved[filter_id].name)
        dialog.named.connect(partial(self.rename, filter_id))

    def rename(self, filter_id: int, name: str) -> None:
        """Gives a saved filter another name."""
        with self._tab.desk.store.change(message("Rename filter {name}", name=name)) as session:
            rename_filter(session, filter_id, name)

    def delete(self, filter_id: int) -> None:
        """Moves a saved filter to the waste basket."""
        tab = self._tab
        name = tab.views.saved[filter_id].name
        with tab.desk.store.change(message("Delete filter {name}", name=name)) as session:
            from kamdesk.work import trash  # late: it looks at every kind of record

            trash.move_to_trash(session, session.get_one(SavedFilter, filter_id))
        tab.desk.say_undoable(_("“{name}” lies in the waste basket.").format(name=name))
        tab.views.choose(views.KEY)

    def _ask(self, title: str, name: str) -> NameDialog:
        dialog = NameDialog(title, _("Name of the filter"), name, self._tab)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog
