"""The KPI tab: views at the left; the indicators as cards, or one of the further pages."""

from __future__ import annotations

from typing import Any

from kamdesk.store.store import Changed
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.kpi import views
from kamdesk.ui.kpi.dashboard.page import DashboardPage
from kamdesk.ui.kpi.kept import KeptViews
from kamdesk.ui.kpi.pages import PAGE_OF, PAGES
from kamdesk.ui.page import Page
from kamdesk.ui.page_declaration import PageDeclaration
from kamdesk.ui.page_tab import TabOfPages
from kamdesk.ui.remember import Memory


class KpiTab(TabOfPages):
    """What the window needs of the tab is public."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__(desk, memory)
        self.views: views.Views = views.Views(desk)
        self.kept = KeptViews(self)
        self.cards = DashboardPage(desk, memory)
        self._view = views.CARDS
        self._stack.addWidget(self.cards)
        self._lay_out()
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
        return super().current_account()

    def find(self) -> None:
        """Goes to the search of the page, or to the cards."""
        if self._ask_page("find_in_page") is None:
            self.take_focus()
        else:
            super().find()

    def remember(self) -> None:
        """Keeps view, period and scope, and what the pages keep, until the next start."""
        self._memory.put("kpi.view", self.views.current_key())
        self.cards.remember()
        self.remember_pages()
