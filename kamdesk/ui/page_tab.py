"""A tab that is made of pages only: the views at the left name them, each is made when it is first shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.page import Changed, Page
from kamdesk.ui.page_declaration import PageDeclaration
from kamdesk.ui.reader import Reader
from kamdesk.ui.remember import Memory
from kamdesk.ui.widgets.nav_list import NavList

_NARROW = 1360
"""Below this width the views show icons only."""


class TabOfPages(Page):
    """Views at the left, one page of many beside them, and what the window asks of a tab, passed on to that page."""

    views: NavList

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self.desk, self._memory, self._store = desk, memory, desk.store
        self._pages: dict[str, Page] = {}
        self._stack = QStackedWidget()

    def _lay_out(self) -> None:
        """Puts the views and the pages side by side."""
        line = QFrame()
        line.setProperty("line", "left")
        line.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.views)
        row.addWidget(line)
        row.addWidget(self._stack, 1)

    def _mark_view(self, view: str) -> None:
        """Shows at the left which view it is, without going there once more."""
        blocked = self.views.blockSignals(True)
        self.views.choose(view)
        self.views.blockSignals(blocked)
        self.views.viewport().update()

    def current_page(self) -> Any:
        """The page in view."""
        return self._stack.currentWidget()

    def _ask_page(self, name: str) -> Any:
        """The method `name` of the page in view; None where it has none."""
        return getattr(self.current_page(), name, None)

    def find(self) -> None:
        """Goes to the search of the page."""
        found = self._ask_page("find_in_page")
        if found is not None:
            found()

    def begin_new(self) -> bool:
        """A new record of the page in view; False where it has none."""
        begin = self._ask_page("begin_new")
        if begin is not None:
            begin()
        return begin is not None

    def export_shown(self) -> bool:
        """Writes what the page shows; False where that is the window's business."""
        export = self._ask_page("export")
        if export is not None:
            export()
        return export is not None

    def delete_selected(self) -> None:
        """Moves what is selected to the waste basket."""
        delete = self._ask_page("delete_selected")
        if delete is not None:
            delete()

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account that the page is about."""
        found = self._ask_page("current_account")
        account_id = found() if found is not None else None
        if account_id is None:
            return None, ""
        with self._store.read() as session:
            account = session.get(Account, account_id)
            return (account.id, account.name) if account is not None else (None, "")

    def has_unsaved(self) -> bool:
        return any(page.has_unsaved() for page in self._pages.values())

    def save(self) -> None:
        page = self.current_page()
        if isinstance(page, Page):
            page.save_record()

    def can_close(self) -> bool:
        return all(page.can_close() for page in self._pages.values())

    def remember_pages(self) -> None:
        """Lets the pages keep what they want back at the next start."""
        for page in self._pages.values():
            keep = getattr(page, "remember", None)
            if keep is not None:
                keep()

    def take_focus(self) -> None:
        """Puts the keys into the page."""
        self.current_page().setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.isAncestorOf(self.window().focusWidget()):
            self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.views.set_collapsed(self.width() < _NARROW)


class PageTab(TabOfPages):
    """A subclass names its pages; what the window needs of a tab is public here.

    A page may have, beside what a `Page` has: `show_subject`, `page_wanted(key, subject)` for another page,
    `restore(memory)` and `remember()`, `find_in_page()`, `list_query()`, `export()`, `begin_new()`,
    `delete_selected()`, `current_account()`.
    """

    KEY: ClassVar[str]
    """The key of the tab: under it the view is kept until the next start."""
    PACKAGE: ClassVar[str]
    """The package that the modules of `PAGES` are named from."""
    PAGES: ClassVar[tuple[PageDeclaration, ...]]
    RECORDS: ClassVar[Mapping[str, str]] = {}
    """Class name → key of the page that shows such records."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__(desk, memory)
        self._view = ""
        self.views = NavList(_("Views"))
        self._reader = Reader[dict[str, tuple[int, bool]]](_("Views"), self._show_counts, self)
        self._build()
        self.views.chosen.connect(self.show_page)
        self.track(desk.events.changed, self.on_changed)
        after_first_paint(self.views.viewport(), self.refresh)
        kept = str(memory.get(f"{self.KEY}.view") or "")
        known = [each.key for each in self.PAGES]
        self.show_page(kept if kept in known else known[0])
        self._stale = False

    def _build(self) -> None:
        blocked = self.views.blockSignals(True)
        section = ""
        for entry in self.PAGES:
            if entry.section and entry.section != section:
                self.views.add_section(_(entry.section))
            section = entry.section
            self.views.add_entry(entry.key, _(entry.label), entry.icon)
        self.views.blockSignals(blocked)
        self._lay_out()

    # ------------------------------------------------------------------------------------- for subclasses to write

    def read_counts(self, session: Session) -> dict[str, tuple[int, bool]]:
        """Key of a page → the number beside it in the views, and whether it is urgent; read beside the window."""
        del session
        return {}

    # ------------------------------------------------------------------------------------------------ what it shows

    def page(self, key: str) -> Page:
        """The page `key`, made when first asked for."""
        if key not in self._pages:
            entry = next(each for each in self.PAGES if each.key == key)
            made: Any = entry.make(self.desk, self.PACKAGE)
            if hasattr(made, "restore"):
                made.restore(self._memory)
            if hasattr(made, "page_wanted"):
                made.page_wanted.connect(self.show_page)
            self._pages[key] = made
            self._stack.addWidget(made)
        return self._pages[key]

    def show_page(self, key: str, subject: object = None) -> None:
        """Shows a page, working on `subject`; an unknown key changes nothing."""
        if key not in [each.key for each in self.PAGES] or not self._may_leave(key):
            self._mark_view(self._view)
            return
        self._view = key
        self._mark_view(self._view)
        page: Any = self.page(key)
        self._stack.setCurrentWidget(page)
        if subject is not None and hasattr(page, "show_subject"):
            page.show_subject(subject)

    def show_record(self, record: str, record_id: int) -> bool:
        """Shows a record on its page; False when no page of the tab shows such records."""
        key = self.RECORDS.get(record)
        if key is None:
            return False
        self.show_page(key, (record, record_id))
        return self._view == key

    def current_key(self) -> str:
        """The key of the page in view."""
        return self._view

    def _may_leave(self, key: str) -> bool:
        page = self._stack.currentWidget()
        return key == self._view or not isinstance(page, Page) or page.can_close()

    # ------------------------------------------------------------------------------------- what the window asks for

    def on_changed(self, changed: Changed) -> None:
        """The numbers follow every change; pages hear of it by themselves."""
        del changed
        if self.isVisible():
            self.refresh()
        else:
            self.mark_stale()

    def refresh(self) -> None:
        self._reader.want(lambda _progress: self._counts())

    def _counts(self) -> dict[str, tuple[int, bool]]:
        with self._store.read() as session:
            return self.read_counts(session)

    def _show_counts(self, counts: dict[str, tuple[int, bool]]) -> None:
        for key, (count, urgent) in counts.items():
            role = "bad" if urgent and count else "muted"
            self.views.set_count(key, f"{count:,}" if count else "", role)

    def remember(self) -> None:
        """Keeps the view, and what the pages keep, until the next start."""
        self._memory.put(f"{self.KEY}.view", self._view)
        self.remember_pages()
