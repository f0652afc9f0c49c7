"""The views of the KPI tab: the indicators, further pages, common views kept by name, periods closed and running."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu
from sqlalchemy import func, select

from kamdesk.i18n import N_, _
from kamdesk.model.frozen import FrozenPeriod
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.pages import PAGES, PERIODS
from kamdesk.ui.widgets.nav_list import NavList
from kamdesk.work import kept_looks
from kamdesk.work.kept_looks import KeptLook
from kamdesk.work.periods import period_of, start_month

CARDS, PAGE, KEPT, PERIOD = "indicators", "page:", "kept:", "period:"
_COMMON = N_("Common views")


class Views(NavList):
    """`chosen` carries the key of a view. `rename_wanted`, `delete_wanted`: of the kept view with this id."""

    rename_wanted = Signal(int)
    delete_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Views"))
        self._desk = desk
        self.kept: dict[int, KeptLook] = {}
        self._periods: list[tuple[str, str, str]] = []
        self._build()
        self.menu_requested.connect(self._open_menu)

    def _build(self) -> None:
        current = self.current_key()
        blocked = self.blockSignals(True)
        self.clear_entries()
        self.add_entry(CARDS, _("Indicators"), "bar-chart")
        self._add_pages("")
        if self.kept:
            self.add_section(_(_COMMON))
            for each in self.kept.values():
                self.add_entry(f"{KEPT}{each.id}", each.name, "filter")
        for section in dict.fromkeys(each.section for each in PAGES if each.section):
            self.add_section(_(section))
            if section == PERIODS:
                for code, words, icon in self._periods:
                    self.add_entry(f"{PERIOD}{code}", words, icon)
            self._add_pages(section)
        self.choose(CARDS)
        self.choose(current)
        self.blockSignals(blocked)

    def _add_pages(self, section: str) -> None:
        for entry in PAGES:
            if entry.section == section:
                self.add_entry(f"{PAGE}{entry.key}", _(entry.label), entry.icon)

    def refresh(self) -> None:
        """Reads the kept views and the frozen periods; the entries are made anew only when there are others."""
        with self._desk.store.read() as session:
            kept = {each.id: each for each in kept_looks.kept_looks(session)}
            living = FrozenPeriod.deleted_at.is_(None)
            newest = session.scalars(
                select(FrozenPeriod.period)
                .where(living)
                .order_by(FrozenPeriod.as_of.desc(), FrozenPeriod.id.desc())
                .limit(1)
            ).first()
            count = session.scalar(select(func.count(FrozenPeriod.id)).where(living)) or 0
            running = period_of(self._desk.today(), "quarter", start_month(session)).code
        found = [(running, _("{period} under way").format(period=running), "clock")]
        if newest is not None and newest != running:
            found.insert(0, (newest, _("{period} frozen").format(period=newest), "lock"))
        if (kept, found) != (self.kept, self._periods):
            self.kept, self._periods = kept, found
            self._build()
        self.set_count(f"{PAGE}frozen", f"{count:,}" if count else "")

    def _open_menu(self, key: str) -> None:
        if not key.startswith(KEPT):
            return
        kept_id = int(key.removeprefix(KEPT))
        menu = QMenu(self)
        menu.addAction(_("Rename…"), partial(self.rename_wanted.emit, kept_id))
        menu.addAction(_("Delete"), partial(self.delete_wanted.emit, kept_id))
        menu.popup(self.mapToGlobal(self.visualItemRect(self.currentItem()).bottomLeft()))
