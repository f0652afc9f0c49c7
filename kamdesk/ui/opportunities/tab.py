"""The Opportunities tab: views at the left, board or list with one opportunity beside them, pages, the project page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.opportunity import Opportunity
from kamdesk.store.store import Changed
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.opportunities import views
from kamdesk.ui.opportunities.actions import OpportunityActions
from kamdesk.ui.opportunities.board.page import BoardPage
from kamdesk.ui.opportunities.pages import PAGES
from kamdesk.ui.page import Page
from kamdesk.ui.page_declaration import PageDeclaration
from kamdesk.ui.remember import Memory
from kamdesk.work.lists import Condition, ListQuery

if TYPE_CHECKING:
    from kamdesk.ui.opportunities.detail import OpportunityDetail
    from kamdesk.ui.opportunities.list_pane import OpportunityListPane
    from kamdesk.ui.opportunities.project.page import ProjectPage

_NARROW = 1360
"""Below this width the views show icons only."""
_RIGHT_WIDTH, _LEAST_RIGHT, _LEAST_MIDDLE = 400, 340, 420


class OpportunitiesTab(Page):
    """What the window needs of the tab is public."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self.desk, self._memory, self._store = desk, memory, desk.store
        self.deeds = OpportunityActions(desk, self)
        self.views = views.Views(self._store)
        self.board = BoardPage(desk, memory, self.deeds)
        self._pages: dict[str, Page] = {}
        self._view = views.BOARD
        self._came_from = views.BOARD
        self._build()
        self._connect()
        self.track(desk.events.changed, self.on_changed)
        after_first_paint(self.views.viewport(), self.views.refresh)
        kept = str(memory.get("opportunities.view") or views.BOARD)
        known = kept == views.BOARD or views.is_list(kept)
        self._mark_view(kept if known else views.BOARD)
        self.show_view(self.views.current_key() or views.BOARD)
        self._stale = False

    @cached_property
    def list(self) -> OpportunityListPane:
        """The list, made when it is first shown."""
        from kamdesk.ui.opportunities.list_pane import OpportunityListPane

        made = OpportunityListPane(self.desk, self._memory)
        made.chosen.connect(self._on_chosen)
        made.opened.connect(self._open_project)
        made.menu_wanted.connect(self._open_menu)
        made.delete_wanted.connect(self.deeds.delete)
        made.bulk_wanted.connect(self.change_many)
        made.new_wanted.connect(self.new_opportunity)
        made.import_wanted.connect(self._import)
        self._middle.addWidget(made)
        return made

    @cached_property
    def detail(self) -> OpportunityDetail:
        """One opportunity at the right, made when it is first shown."""
        from kamdesk.ui.opportunities.detail import OpportunityDetail

        made = OpportunityDetail(self.desk, self.deeds)
        made.setMinimumWidth(_LEAST_RIGHT)
        made.hide()
        made.open_wanted.connect(self.show_opportunity)
        made.closed.connect(self.close_detail)
        self._split.addWidget(made)
        self._split.setStretchFactor(1, 0)
        right = int(self._memory.get("opportunities.right_width") or _RIGHT_WIDTH)
        self._split.setSizes([max(self._split.width() - right, _LEAST_MIDDLE), right])
        return made

    def _open_detail(self) -> OpportunityDetail | None:
        """The detail, where one is in view."""
        made: OpportunityDetail | None = self.__dict__.get("detail")
        return made if made is not None and not made.isHidden() else None

    @cached_property
    def project(self) -> ProjectPage:
        """The page of one project, made when one is first opened."""
        from kamdesk.ui.opportunities.project.page import ProjectPage

        made = ProjectPage(self.desk)
        made.back_wanted.connect(self.go_back)
        self._stack.addWidget(made)
        return made

    def _build(self) -> None:
        self._middle = QStackedWidget()
        self._middle.addWidget(self.board)
        self._middle.setMinimumWidth(_LEAST_MIDDLE)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self._middle)
        self._split.setStretchFactor(0, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.views)
        line = QFrame()
        line.setProperty("line", "left")
        line.setFixedWidth(1)
        row.addWidget(line)
        row.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(self.show_view)
        self._stack.currentChanged.connect(self._fit)
        self.board.selected.connect(self._follow)
        self.board.opened.connect(self._open_project)
        self.board.new_wanted.connect(self.new_opportunity)
        self.board.import_wanted.connect(self._import)
        self.board.list_wanted.connect(self.show_stage)
        self.board.board.escaped.connect(self.close_detail)
        self.deeds.done.connect(self._on_done)
        self.deeds.open_wanted.connect(self.show_opportunity)

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_view(self, key: str) -> None:
        """Shows the board, a list or a page."""
        if key.startswith(views.PAGE):
            self.show_page(key.removeprefix(views.PAGE))
            return
        if not self._may_leave():
            return
        self._view = self._came_from = key
        self._mark_view(key)
        self._stack.setCurrentWidget(self._split)
        if views.is_list(key):
            self._middle.setCurrentWidget(self.list)
            self.list.show_view(key, self.views.title_of(key))
            return
        self._middle.setCurrentWidget(self.board)
        if key.startswith(views.PIPELINE):
            self.board.show_pipeline(int(key.removeprefix(views.PIPELINE)))

    def show_page(self, key: str, subject: object = None) -> None:
        """Shows a page in the place of board and list, working on `subject`; also a view by its key."""
        entry = next((one for one in PAGES if one.key == key), None)
        if entry is None:
            self.show_view(key)
            return
        if not self._may_leave():
            return
        self._view = self._came_from = f"{views.PAGE}{key}"
        if key not in self._pages:
            self._pages[key] = self._made(entry)
        page = self._pages[key]
        self._mark_view(self._view)
        self._stack.setCurrentWidget(page)
        if subject is not None and hasattr(page, "show_subject"):
            page.show_subject(subject)

    def _made(self, entry: PageDeclaration) -> Page:
        """A page, and what it wishes of the tab: `open_wanted`, `new_wanted`, `import_wanted`."""
        made = entry.make(self.desk, "kamdesk.ui.opportunities")
        if hasattr(made, "open_wanted"):
            made.open_wanted.connect(self.show_opportunity)
        if hasattr(made, "new_wanted"):
            made.new_wanted.connect(self.new_opportunity)
        if hasattr(made, "import_wanted"):
            made.import_wanted.connect(self._import)
        self._stack.addWidget(made)
        return made

    def show_opportunity(self, opportunity_id: int, section: str | None = None) -> bool:
        """Opens the project page of an opportunity, at a section of it; False when there is none, or unsaved input
        forbids it."""
        with self._store.read() as session:
            one = session.get(Opportunity, opportunity_id)
            if one is None or one.deleted_at is not None:
                return False
        if not self._may_leave() or not self.project.show_opportunity(
            opportunity_id, section or None
        ):
            return False
        self._stack.setCurrentWidget(self.project)
        return True

    def show_stage(self, stage_id: int) -> None:
        """What stands in one stage, as a list."""
        wanted = self.board.wanted()
        self.show_view(views.LIST)
        self.list.show_stage(stage_id)
        if wanted.owner_id is not None:
            self.list.bar.set_filter("owner_id", (Condition("owner_id", "is", (wanted.owner_id,)),))

    def new_opportunity(self, account_id: int | None = None) -> None:
        """Asks for a new opportunity, of an account where it is known."""
        from kamdesk.ui.opportunities.new_form import NewOpportunityDialog

        dialog = NewOpportunityDialog(
            self._store, account_id or None, self.board.pipeline_id(), self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.added.connect(self._on_added)
        dialog.open()

    def change_many(self, ids: Sequence[int]) -> None:
        """Changes several at once."""
        from kamdesk.ui.opportunities.bulk_dialog import BulkDialog

        if not ids:
            return
        dialog = BulkDialog(self._store, ids, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self.desk.say_undoable)
        dialog.opened.connect(self.show_opportunity)
        dialog.open()

    def close_detail(self) -> None:
        """Board or list alone; from the project page, back to where one came from."""
        if self._stack.currentWidget() is not self._split:
            self.show_view(self._came_from)
            return
        shown = self._open_detail()
        if shown is not None and shown.can_close():
            self._hide_detail()
            self.take_focus()

    go_back = close_detail

    def _hide_detail(self) -> None:
        shown = self._open_detail()
        if shown is not None:
            shown.hide()
            shown.opportunity_id = None

    def _may_leave(self) -> bool:
        shown = self._open_detail()
        if (shown is None or shown.can_close()) and self._page_may_close():
            return True
        self._mark_view(self._view)
        return False

    def _page_may_close(self) -> bool:
        page = self._stack.currentWidget()
        return not isinstance(page, Page) or page.can_close()

    def _mark_view(self, key: str) -> None:
        """Shows at the left which view it is, without going there once more."""
        blocked = self.views.blockSignals(True)
        self.views.choose(key)
        self.views.blockSignals(blocked)
        self.views.viewport().update()

    def _shows_list(self) -> bool:
        return "list" in self.__dict__ and self._middle.currentWidget() is self.list

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_chosen(self, opportunity_id: int) -> None:
        """The detail follows the list; it opens with the first row that is walked to."""
        if not self._show_detail(opportunity_id) and self.detail.opportunity_id is not None:
            self.list.go_to(self.detail.opportunity_id)

    def _follow(self, opportunity_id: int) -> None:
        """The detail follows the board while it is open: the board needs the room."""
        if self._open_detail() is not None:
            self._show_detail(opportunity_id)

    def _show_detail(self, opportunity_id: int) -> bool:
        if self.detail.opportunity_id == opportunity_id and not self.detail.isHidden():
            return True
        if not self.detail.can_close() or not self.detail.show_opportunity(opportunity_id):
            return False
        self.detail.show()
        return True

    def _open_project(self, opportunity_id: int) -> None:
        self.show_opportunity(opportunity_id)

    def _on_done(self, opportunity_id: int) -> None:
        if not opportunity_id:
            self._hide_detail()
        elif self._shows_list():
            self.list.go_to(opportunity_id)
        else:
            self.board.go_to(opportunity_id)

    def _on_added(self, opportunity_id: int) -> None:
        self.desk.say_undoable(_("The opportunity is there."))
        if not self._shows_list():
            with self._store.read() as session:
                pipeline_id = session.get_one(Opportunity, opportunity_id).pipeline_id
            self.show_view(views.BOARD)
            self.board.show_pipeline(pipeline_id)
        self._on_done(opportunity_id)
        self._show_detail(opportunity_id)

    def _open_menu(self, point: QPoint, opportunity_id: int) -> None:
        self.deeds.menu(opportunity_id).popup(point)

    def _import(self) -> None:
        self.desk.open_page("import_list")

    # ------------------------------------------------------------------------------------- what the window asks for

    def on_changed(self, changed: Changed) -> None:
        """Counts follow every change; board, list and pages hear of it by themselves."""
        if changed.touches("Opportunity", "Pipeline", "Stage", "Quotation", "Review"):
            if self.isVisible():
                self.views.refresh()
            else:
                self.mark_stale()

    def refresh(self) -> None:
        self.views.refresh()

    def find(self) -> None:
        """Goes to the search field of board or list."""
        if self._stack.currentWidget() is not self._split:
            self.show_view(views.LIST)
        field = self.list.bar.words if self._shows_list() else self.board.search
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def list_query(self) -> ListQuery:
        """What the list shows, for an export; of the board, its open opportunities."""
        page = self._stack.currentWidget()
        if page is not None and hasattr(page, "list_query"):
            found: ListQuery = page.list_query()
            return found
        if not self._shows_list():
            pipeline = Condition("pipeline_id", "is", (self.board.pipeline_id(),))
            is_open = Condition("outcome", "is", ("open",))
            query = self.list.query()
            return ListQuery(
                "Opportunity",
                query.columns,
                conditions=(pipeline, is_open),
                sort="expected_close_on",
            )
        return self.list.query()

    def current_opportunity(self) -> int | None:
        """The opportunity in view."""
        if "project" in self.__dict__ and self._stack.currentWidget() is self.project:
            shown: Any = getattr(self.project, "opportunity_id", None)
            return shown if isinstance(shown, int) else None
        if self._shows_list():
            ids = self.list.selected_ids()
            return ids[0] if ids else None
        return self.board.current_id()

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account of the opportunity in view."""
        opportunity_id = self.current_opportunity()
        if opportunity_id is None:
            return None, ""
        with self._store.read() as session:
            account_id = session.get_one(Opportunity, opportunity_id).account_id
            account = session.get(Account, account_id) if account_id is not None else None
            return (account.id, account.name) if account is not None else (None, "")

    def delete_selected(self) -> None:
        """Moves what is selected to the waste basket."""
        current = self.current_opportunity()
        if self._shows_list() and self._stack.currentWidget() is self._split:
            self.deeds.delete(self.list.selected_ids())
        elif current is not None:
            self.deeds.delete([current])

    def _all_pages(self) -> Iterable[Page]:
        shown = self._open_detail()
        if shown is not None:
            yield shown
        yield from self._pages.values()
        if "project" in self.__dict__:
            yield self.project

    def has_unsaved(self) -> bool:
        return any(page.has_unsaved() for page in self._all_pages())

    def save(self) -> None:
        page = self._stack.currentWidget()
        shown = page if isinstance(page, Page) else self._open_detail()
        if shown is not None:
            shown.save_record()

    def can_close(self) -> bool:
        return all(page.can_close() for page in self._all_pages())

    def remember(self) -> None:
        """Keeps view and widths until the next start."""
        self._memory.put("opportunities.view", self.views.current_key())
        sizes = self._split.sizes()
        if self._open_detail() is not None and sizes[1] > 0:
            self._memory.put("opportunities.right_width", sizes[1])
        self.board.remember()
        if "list" in self.__dict__:
            self.list.remember()

    def take_focus(self) -> None:
        """Puts the keys where one begins: onto the board, into the list or the page."""
        shown = self._stack.currentWidget()
        if shown is not None and shown is not self._split:
            shown.setFocus()
        elif self._shows_list():
            self.list.take_focus()
        else:
            self.board.take_focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.isAncestorOf(self.window().focusWidget()):
            self.take_focus()

    def _fit(self, _index: int = 0) -> None:
        """The views show icons only where room is short, and beside a project, which has sections of its own."""
        beside_project = self._stack.currentWidget() is self.__dict__.get("project", self)
        self.views.set_collapsed(beside_project or self.width() < _NARROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
