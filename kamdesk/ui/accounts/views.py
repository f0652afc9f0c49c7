"""The views at the left: key accounts, all, groups, tiers, states, saved filters, pages, waste basket."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from kamdesk.i18n import _
from kamdesk.model.vocabulary import ACCOUNT_STATUS, TIER
from kamdesk.store.store import Store
from kamdesk.ui.page_declaration import PageDeclaration
from kamdesk.ui.widgets.nav_list import NavList
from kamdesk.work.list_views import KEY_STATUSES, SavedView, saved_views, view_counts
from kamdesk.work.lists import Condition

KEY, ALL, GROUPS = "key", "all", "groups"
SAVED, PAGE = "saved:", "page:"
_STATUS_ICONS = {
    "prospect": "target",
    "developing": "play",
    "active": "check",
    "ordinary": "user",
    "lost": "flag",
}


class Views(NavList):
    """`chosen` carries the key of a view. `rename_wanted`, `delete_wanted`: of the saved filter with this id."""

    rename_wanted = Signal(int)
    delete_wanted = Signal(int)

    def __init__(self, store: Store) -> None:
        super().__init__(_("Views"))
        self._store = store
        self._shape: tuple[object, ...] = ()
        self.pages: list[PageDeclaration] = []
        self.saved: dict[int, SavedView] = {}
        self.menu_requested.connect(self._open_menu)

    def show_entries(self) -> None:
        """The entries without their counts, which cost a dozen queries: for the moment before anything is seen."""
        with self._store.read() as session:
            self._show_saved(saved_views(session, counted=False))

    def refresh(self) -> None:
        """Counts anew; the entries themselves only when there are others."""
        from kamdesk.work.development_board import (
            count_under_way,  # late: the list is painted without
        )

        with self._store.read() as session:
            counts = view_counts(session)
            under_way = count_under_way(session)
        self._show_saved(counts.saved)
        self.set_count(KEY, f"{counts.key:,}")
        self.set_count(ALL, f"{counts.all:,}")
        self.set_count(GROUPS, f"{counts.groups:,}")
        for tier in TIER.codes:
            self.set_count(f"tier:{tier}", f"{counts.tiers.get(tier, 0):,}")
        for status in ACCOUNT_STATUS.codes:
            self.set_count(f"status:{status}", f"{counts.statuses.get(status, 0):,}")
        for view in counts.saved:
            words = "—" if view.count is None else f"{view.count:,}"
            self.set_count(f"{SAVED}{view.id}", words)
        self.set_count(f"{PAGE}development", f"{under_way:,}" if under_way else "")
        self.set_count(f"{PAGE}trash", f"{counts.in_trash:,}" if counts.in_trash else "")

    def _show_saved(self, saved: tuple[SavedView, ...]) -> None:
        self.saved = {each.id: each for each in saved}
        shape = (
            tuple((each.id, each.name) for each in saved),
            tuple((entry.key, entry.section) for entry in self.pages),
        )
        if shape != self._shape:
            self._shape = shape
            current = self.current_key()
            blocked = self.blockSignals(True)
            self._build(saved)
            self.choose(current or KEY)
            self.blockSignals(blocked)

    def title_of(self, key: str) -> str:
        """What the list of a view is called."""
        kind, _colon, value = key.partition(":")
        if kind == "tier":
            return _("Tier {tier}").format(tier=value)
        if kind == "status":
            return ACCOUNT_STATUS.label(value)
        if kind == "saved" and int(value) in self.saved:
            return self.saved[int(value)].name
        return {ALL: _("All accounts"), GROUPS: _("Groups")}.get(key, _("Key accounts"))

    def _build(self, saved: tuple[SavedView, ...]) -> None:
        self.clear_entries()
        self.add_entry(KEY, _("Key accounts"), "building")
        self.add_entry(ALL, _("All accounts"), "list")
        self.add_entry(GROUPS, _("Groups"), "tree")
        self.add_section(_("Tier"))
        for tier in TIER.codes:
            self.add_entry(f"tier:{tier}", _("Tier {tier}").format(tier=tier), tier=tier)
        self.add_section(_("Status"))
        for status in ACCOUNT_STATUS:
            self.add_entry(f"status:{status.code}", str(status.label), _STATUS_ICONS[status.code])
        if saved:
            self.add_section(_("Saved filters"))
            for view in saved:
                self.add_entry(f"{SAVED}{view.id}", view.name, "filter")
        section = ""
        for entry in self.pages:
            if _(entry.section) != section:
                section = _(entry.section)
                self.add_section(section)
            self.add_entry(f"{PAGE}{entry.key}", _(entry.label), entry.icon)

    def _open_menu(self, key: str) -> None:
        if not key.startswith(SAVED):
            return
        filter_id = int(key.removeprefix(SAVED))
        menu = QMenu(self)
        menu.addAction(_("Rename…"), partial(self.rename_wanted.emit, filter_id))
        menu.addAction(_("Delete"), partial(self.delete_wanted.emit, filter_id))
        menu.popup(self.mapToGlobal(self.visualItemRect(self.currentItem()).bottomLeft()))


def conditions_of(key: str) -> tuple[Condition, ...]:
    """The conditions of a view that is not a saved filter."""
    kind, _colon, value = key.partition(":")
    if kind in ("tier", "status"):
        return (Condition(kind, "is", (value,)),)
    return (Condition("status", "is", KEY_STATUSES),) if key == KEY else ()
