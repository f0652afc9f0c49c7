"""The KPI tab: views at the left; the indicators as cards, or one of the further pages."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget

from kamdesk.model.account import Account
from kamdesk.store.store import Changed
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.kpi import views
from kamdesk.ui.kpi.dashboard.page import DashboardPage
from kamdesk.ui.kpi.kept import KeptViews
from kamdesk.ui.kpi.pages import PAGE_OF, PAGES
from kamdesk.ui.page import Page
from kamdesk.ui.page_declaration import PageDeclaration
from kamdesk.ui.remember import Memory

_NARROW = 1360
"""Below this width the views show icons only."""


class KpiTab(Page):
    """What the window needs of the tab is public."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self.desk, self._memory = desk, memory
        self.views = views.Views(desk)
        self.kept = KeptViews(self)
        self.cards = DashboardPage(desk, memory)
        self._pages: dict[str, Page] = {}
        self._view = views.CARDS
        self._stack = QStackedWidget()
        self._stack.addWidget(self.cards)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.views)
        line = QFrame()
        line.setProperty("line", "left")
        line.setFixedWidth(1)
        row.addWidget(line)
        row.addWidget(self._stack, 1)
        self.views.chosen.connect(self.show_view)
        self.views.rename_wanted.connect(self.kept.ask_name)
        self.views.delete_wanted.connect(self.kept.delete)
        self.cards.keep_wanted.connect(self.kept.ask_to_keep)
        self.cards.moved.connect(self._on_moved)
        self.cards.page_wanted.connect(self.show_page)
        self.track(desk.events.changed, self.on_changed)
        after_first_paint(self.views.viewport(), self.views.refresh)
        kept = str(memory.get("kpi.view") or views.CARDS)
        self.show_view(kept if kept.startswith(views.PAGE) else views.CARDS)
        self._stale = False

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_view(self, key: str) -> None:
        """Shows the cards, for a kept view or a period too, or a page."""
        if key.startswith(views.PAGE):
            self.show_page(key.removeprefix(views.PAGE))
            return
        if not self._may_leave():
            return
        look = self.kept.look_of(key) if key.startswith(views.KEPT) else None
        self._view = key
        self._mark_view(key)
        self._stack.setCurrentWidget(self.cards)
        if look is not None:
            self.cards.show_look(look)
        elif key.startswith(views.PERIOD):
            self.cards.show_period(key.removeprefix(views.PERIOD))

    def show_page(self, key: str, subject: object = None) -> None:
        """Shows a page in the place of the cards, working on `subject`; also a view by its key."""
        entry = next((one for one in PAGES if one.key == key), None)
        if entry is None:
            self.show_view(key)
            return
        if not self._may_leave():
            return
        self._view = f"{views.PAGE}{key}"
        if key not in self._pages:
            self._pages[key] = self._made(entry)
        page = self._pages[key]
        self._mark_view(self._view)
        self._stack.setCurrentWidget(page)
        if subject is not None and hasattr(page, "show_subject"):
            page.show_subject(subject)

    def page(self, key: str) -> Any:
        """A page that was shown before."""
        return self._pages[key]

    def _made(self, entry: PageDeclaration) -> Page:
        """A page, and what it wishes of the tab."""
        made = entry.make(self.desk, "kamdesk.ui.kpi")
        if hasattr(made, "figure_wanted"):
            made.figure_wanted.connect(self.show_figure)
        if hasattr(made, "page_wanted"):
            made.page_wanted.connect(self.show_page)
        if hasattr(made, "restore"):
            made.restore(self._memory)
        self._stack.addWidget(made)
        return made

    def show_figure(self, key: str, period: str = "", scope: object = None) -> None:
        """Goes to the card of indicator `key`, for a period and a scope, and to the records behind it."""
        self.show_view(views.CARDS)
        self.cards.show_figure(key, period, scope)

    def show_record(self, record: str, record_id: int) -> None:
        """Shows a record on the page where its kind lives; the cards where it has none."""
        page = PAGE_OF.get(record)
        if page is None:
            self.show_view(views.CARDS)
        else:
            self.show_page(page, (record, record_id))

    def _may_leave(self) -> bool:
        page = self._stack.currentWidget()
        if not isinstance(page, Page) or page.can_close():
            return True
        self._mark_view(self._view)
        return False

    def _mark_view(self, key: str) -> None:
        """Shows at the left which view it is, without going there once more."""
        blocked = self.views.blockSignals(True)
        self.views.choose(key)
        self.views.blockSignals(blocked)
        self.views.viewport().update()

    def _on_moved(self) -> None:
        """Another period or scope was chosen by hand: it is no kept view any more."""
        self._view = views.CARDS
        self._mark_view(self._view)

    # ------------------------------------------------------------------------------------- what the window asks for

    def on_changed(self, changed: Changed) -> None:
        """The views follow; cards and pages hear of it by themselves."""
        if changed.touches("SavedFilter", "FrozenPeriod", "SettingValue"):
            if self.isVisible():
                self.views.refresh()
            else:
                self.mark_stale()

    def refresh(self) -> None:
        self.views.refresh()

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account the cards are for, where they are for one."""
        if self._stack.currentWidget() is self.cards:
            return self.cards.current_account()
        found = getattr(self._stack.currentWidget(), "current_account", None)
        account_id = found() if found is not None else None
        if account_id is None:
            return None, ""
        with self.desk.store.read() as session:
            account = session.get(Account, account_id)
            return (account.id, account.name) if account is not None else (None, "")

    def has_unsaved(self) -> bool:
        return any(page.has_unsaved() for page in self._pages.values())

    def save(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            page.save_record()

    def can_close(self) -> bool:
        return all(page.can_close() for page in self._pages.values())

    def delete_selected(self) -> None:
        """Moves what is selected on a page to the waste basket, where the page can."""
        page = self._stack.currentWidget()
        if page is not None and hasattr(page, "delete_selected"):
            page.delete_selected()

    def find(self) -> None:
        """Goes to the search of the page, or to the cards."""
        if not self._does("find_in_page"):
            self.take_focus()

    def begin_new(self) -> bool:
        """A new record of the page in view; False where it has none."""
        return self._does("begin_new")

    def export_shown(self) -> bool:
        """Writes what the page shows; False where it has nothing to write."""
        return self._does("export")

    def _does(self, name: str) -> bool:
        """Whether the page in view can do `name`; it has done it then."""
        method = getattr(self._stack.currentWidget(), name, None)
        if method is not None:
            method()
        return method is not None

    def remember(self) -> None:
        """Keeps view, period and scope, and what the pages keep, until the next start."""
        self._memory.put("kpi.view", self.views.current_key())
        self.cards.remember()
        for page in self._pages.values():
            keep = getattr(page, "remember", None)
            if keep is not None:
                keep()

    def take_focus(self) -> None:
        """Puts the keys onto the cards or into the page."""
        page = self._stack.currentWidget()
        if page is not None:
            page.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.isAncestorOf(self.window().focusWidget()):
            self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.views.set_collapsed(self.width() < _NARROW)
