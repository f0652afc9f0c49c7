"""What is done with the common views: kept under a name of the user's own, renamed, deleted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from kamdesk.errors import RuleError
from kamdesk.i18n import _, message
from kamdesk.model.department import SavedFilter
from kamdesk.ui.accounts.name_dialog import NameDialog
from kamdesk.ui.kpi import views
from kamdesk.work import kept_looks
from kamdesk.work.kept_looks import Look

if TYPE_CHECKING:
    from kamdesk.ui.kpi.tab import KpiTab


class KeptViews(QObject):
    """What the tab does with them."""

    def __init__(self, tab: KpiTab) -> None:
        super().__init__(tab)
        self._tab = tab

    def look_of(self, key: str) -> Look | None:
        """The look of view `key` as of today; None where it is gone, which is told."""
        kept = self._tab.views.kept.get(int(key.removeprefix(views.KEPT)))
        if kept is None:
            return None
        with self._tab.desk.store.read() as session:
            try:
                return kept_looks.load(session, kept.query, self._tab.desk.today())
            except RuleError as gone:
                self._tab.desk.say(str(gone))
                return None

    def ask_to_keep(self, look: Look, suggested: str) -> None:
        """Asks for the name under which `look` is kept."""
        dialog = self._ask(_("Keep this view"), suggested)
        dialog.named.connect(partial(self.keep, look))

    def keep(self, look: Look, name: str) -> None:
        """Keeps `look` under `name` and goes to that view."""
        desk = self._tab.desk
        with desk.store.change(message("Keep view {name}", name=name)) as session:
            kept_id = kept_looks.keep(session, name, look, desk.today()).id
        self._tab.views.refresh()
        self._tab.views.choose(f"{views.KEPT}{kept_id}")

    def ask_name(self, kept_id: int) -> None:
        """Asks for another name."""
        dialog = self._ask(_("Rename the view"), self._tab.views.kept[kept_id].name)
        dialog.named.connect(partial(self.rename, kept_id))

    def rename(self, kept_id: int, name: str) -> None:
        """Gives it another name."""
        with self._tab.desk.store.change(message("Rename view {name}", name=name)) as session:
            kept_looks.rename(session, kept_id, name)
        self._tab.views.refresh()

    def delete(self, kept_id: int) -> None:
        """Moves it to the waste basket."""
        tab = self._tab
        name = tab.views.kept[kept_id].name
        with tab.desk.store.change(message("Delete view {name}", name=name)) as session:
            from kamdesk.work import trash  # late: it looks at every kind of record

            trash.move_to_trash(session, session.get_one(SavedFilter, kept_id))
        tab.desk.say_undoable(_("“{name}” lies in the waste basket.").format(name=name))
        tab.views.refresh()
        tab.views.choose(views.CARDS)

    def _ask(self, title: str, name: str) -> NameDialog:
        dialog = NameDialog(title, _("Name of the view"), name, self._tab)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog
