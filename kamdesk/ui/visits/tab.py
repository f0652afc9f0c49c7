"""The Visits tab: views and a small month at the left, calendar or list beside them, plan or record at the right."""

from __future__ import annotations

from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget

from kamdesk.i18n import _
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.store import Changed
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.page import Page
from kamdesk.ui.remember import Memory
from kamdesk.ui.visits import views
from kamdesk.ui.visits.actions import VisitActions
from kamdesk.ui.visits.calendar.drag import Spot
from kamdesk.ui.visits.calendar.pane import CalendarPane
from kamdesk.ui.visits.pages import PAGES
from kamdesk.ui.visits.plan_form_out import write_plan
from kamdesk.ui.visits.right_side import RightSide
from kamdesk.ui.visits.side import Side
from kamdesk.work.lists import ListQuery

if TYPE_CHECKING:
    from kamdesk.ui.visits.list_pane import VisitListPane

_NARROW = 1360
"""Below this width the views show icons only, and the small month is left out."""
_RIGHT_WIDTH, _LEAST_MIDDLE = 640, 420


class VisitsTab(Page):
    """What the window needs of the tab is public."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__()
        self.desk, self._memory, self._store = desk, memory, desk.store
        self.actions_of_visits = VisitActions(desk, self)
        self.side = Side(self._store)
        self.views, self.month = self.side.views, self.side.month
        self.calendar = CalendarPane(desk, memory)
        self.right = RightSide(desk, self.actions_of_visits)
        self._pages: dict[str, Page] = {}
        self._view = views.WEEK
        self._build()
        self._connect()
        self.track(desk.events.changed, self.on_changed)
        after_first_paint(self.views.viewport(), self._count)
        view = str(memory.get("visits.view") or views.WEEK)
        if view.startswith(views.PAGE):
            view = views.WEEK
        self._mark_view(view)
        self.show_view(self.views.current_key() or views.WEEK)
        self._stale = False

    @cached_property
    def list(self) -> VisitListPane:
        """The list, made when it is first shown."""
        from kamdesk.ui.visits.list_pane import VisitListPane

        made = VisitListPane(self.desk, self._memory)
        made.chosen.connect(self._on_chosen)
        made.opened.connect(self._on_opened)
        made.menu_wanted.connect(self._open_menu)
        made.delete_wanted.connect(self.actions_of_visits.delete)
        made.plan_wanted.connect(self.plan)
        made.quick_wanted.connect(self.quick_entry)
        self._middle.addWidget(made)
        return made

    def _build(self) -> None:
        self._middle = QStackedWidget()
        self._middle.addWidget(self.calendar)
        self._middle.setMinimumWidth(_LEAST_MIDDLE)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self._middle)
        self._split.addWidget(self.right)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        right = int(self._memory.get("visits.right_width") or _RIGHT_WIDTH)
        self._split.setSizes([1440 - theme.NAV_WIDTH - right, right])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        line = QFrame()
        line.setProperty("line", "left")
        line.setFixedWidth(1)
        row.addWidget(line)
        row.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.month.day_chosen.connect(self.show_day)
        self.month.month_shown.connect(self._on_month)
        calendar, act = self.calendar, self.actions_of_visits
        calendar.shown.connect(self._on_days)
        calendar.quick_wanted.connect(self.quick_entry)
        calendar.plan_wanted.connect(self._plan_here)
        calendar.week_plan_wanted.connect(self.plan_week)
        calendar.hand_in_wanted.connect(self.hand_in_week)
        calendar.form_wanted.connect(partial(write_plan, self.desk, self, calendar))
        for view in (calendar.week, calendar.month):
            view.chosen.connect(self._on_chosen)
            view.opened.connect(self._on_opened)
            view.plan_wanted.connect(self._plan_at)
            view.move_wanted.connect(act.move)
            view.due_dropped.connect(act.plan_callback)
            view.due_opened.connect(self._plan_due)
            view.menu_wanted.connect(self._open_menu)
            view.day_wanted.connect(self._list_day)
        act.done.connect(self._on_done)
        act.record_wanted.connect(self.start_record)
        act.copy_wanted.connect(self._plan_like)
        self.right.shown.connect(self._on_shown)

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_view(self, key: str) -> None:
        """Shows the week, the month, a list or a page."""
        if key.startswith(views.PAGE):
            self.show_page(key.removeprefix(views.PAGE))
            return
        self._view = key
        self._mark_view(key)
        self._stack.setCurrentWidget(self._split)
        if views.is_list(key):
            self._middle.setCurrentWidget(self.list)
            self.list.show_view(key, self.views.title_of(key))
            return
        self._middle.setCurrentWidget(self.calendar)
        if key == views.MONTH:
            self.calendar.show_month(self.calendar.day)
        else:
            self.calendar.show_week(self.calendar.day)

    def show_page(self, key: str, subject: object = None) -> None:
        """Shows a page in the place of calendar and record, working on `subject`; also a view by its key."""
        entry = next((one for one in PAGES if one.key == key), None)
        if entry is None:
            self._mark_view(key)
            self.show_view(self.views.current_key())
            return
        if not self.right.can_close():
            self._mark_view(self._view)
            return
        self._view = f"{views.PAGE}{key}"
        if key not in self._pages:
            self._pages[key] = entry.make(self.desk, "kamdesk.ui.visits")
            self._stack.addWidget(self._pages[key])
        page = self._pages[key]
        self._mark_view(self._view)
        self._stack.setCurrentWidget(page)
        if subject is not None and hasattr(page, "show_subject"):
            page.show_subject(subject)

    def show_visit(self, visit_id: int) -> bool:
        """Shows a visit at the right, and where it stands; False when there is none or unsaved input forbids it."""
        self._leave_page()
        if not self.right.show_visit(visit_id):
            return False
        if self._shows_list():
            self.list.go_to(visit_id)
            return True
        with self._store.read() as session:
            visit = session.get_one(Visit, visit_id)
            day = visit.held_on or visit.planned_on
        first, last = self.calendar.days_in_view()
        if day is not None and not first <= day <= last:
            (self.calendar.show_month if self.calendar.is_month else self.calendar.show_week)(day)
        self.calendar.view().go_to(("visit", visit_id))
        return True

    def plan(self, account_id: int | None = None, day: date | None = None) -> None:
        """Begins a plan, of an account and for a day where they are known."""
        self._leave_page()
        self._begin_plan(account_id, Spot(day) if day is not None else self._spot_here())

    def plan_project(self, opportunity_id: int) -> None:
        """Begins a plan for a project, at its account."""
        with self._store.read() as session:
            account_id = session.get_one(Opportunity, opportunity_id).account_id
        self._leave_page()
        self._begin_plan(account_id, self._spot_here(), opportunity_id=opportunity_id)

    def quick_entry(self, account_id: int | None = None) -> None:
        """A visit that was held already: three fields."""
        from kamdesk.ui.visits.quick_entry import QuickEntryDialog

        dialog = QuickEntryDialog(self._store, account_id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.entered.connect(self._on_entered)
        dialog.open()

    def start_record(self, visit_id: int) -> bool:
        """Writes the record of a visit: at once where it may be held, else the refusal stands there."""
        self._leave_page()
        return self.right.start_record(visit_id)

    def plan_callback(self, plan_id: int) -> None:
        """Begins the plan of a call-back that is due."""
        self._leave_page()
        self._plan_due(plan_id)

    def plan_week(self) -> None:
        """Proposes visits to accounts whose rhythm asks for one."""
        from kamdesk.ui.visits.plan_week import PlanWeekDialog

        dialog = PlanWeekDialog(self.desk, self.calendar.day, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.planned.connect(self.calendar.show_week)
        dialog.open()

    def hand_in_week(self) -> None:
        """Hands in every plan in view that is not handed in yet."""
        items = self.calendar.view().entries.items
        plans = [each.entry.id for each in items if each.entry and each.entry.state == "planned"]
        if plans:
            self.actions_of_visits.hand_in(plans)
        else:
            self.desk.say(_("There is no plan here that could be handed in."))

    def _shows_list(self) -> bool:
        return "list" in self.__dict__ and self._middle.currentWidget() is self.list

    def _leave_page(self) -> None:
        if self._stack.currentWidget() is not self._split:
            self._mark_view(views.WEEK)
            self.show_view(views.WEEK)

    def _mark_view(self, key: str) -> None:
        """Shows at the left which view it is, without going there once more."""
        blocked = self.views.blockSignals(True)
        self.views.choose(key)
        self.views.blockSignals(blocked)
        self.views.viewport().update()

    # ------------------------------------------------------------------------------------------------------- answers

    def _on_chosen(self, visit_id: int) -> None:
        if not self.right.show_visit(visit_id):
            QTimer.singleShot(0, self, self._go_back)  # the view is in the middle of walking on

    def _go_back(self) -> None:
        stays = self.right.visit_id()
        if stays is None:
            return
        if self._shows_list():
            self.list.go_to(stays)
        else:
            self.calendar.view().go_to(("visit", stays))

    def _on_opened(self, visit_id: int) -> None:
        if self.right.show_visit(visit_id):
            pane = self.right.currentWidget()
            if pane is self.right.plan:
                self.right.plan.form.begin()
            elif pane is self.right.record and self.right.record.is_writing():
                self.right.record.form.begin()
            elif pane is not None:
                pane.setFocus()
                pane.focusNextChild()

    def _on_shown(self, visit_id: int) -> None:
        for view in (self.calendar.week, self.calendar.month):
            view.is_planning = False
            view.viewport().update()
        if visit_id and not self._shows_list():
            self.calendar.view().go_to(("visit", visit_id))

    def _on_done(self, visit_id: int) -> None:
        if visit_id:
            self.show_visit(visit_id)
        else:
            self.right.show_nothing()

    def _on_entered(self, visit_id: int) -> None:
        self.desk.say_undoable(_("The visit is entered."))
        self.show_visit(visit_id)

    def _spot_here(self) -> Spot:
        if self._shows_list():
            return Spot(date.today())
        spot = self.calendar.view().spot_for_new()
        return spot if spot.day >= date.today() else Spot(date.today())

    def _plan_here(self) -> None:
        self._begin_plan(None, self._spot_here())

    def _plan_at(self, spot: Spot) -> None:
        self._begin_plan(None, spot)

    def _begin_plan(
        self, account_id: int | None, spot: Spot, kind: str = "visit", like: int | None = None,
        opportunity_id: int | None = None,
    ) -> None:  # fmt: skip
        """The place that is planned for is marked in the calendar until the plan stands there."""
        if self.right.begin_plan(account_id, spot, kind, like, opportunity_id):
            view = self.calendar.view()
            if view.first <= spot.day <= view.last:
                view.go_to_spot(spot)
                view.is_planning = True

    def _plan_like(self, visit_id: int) -> None:
        self._leave_page()
        self._begin_plan(None, self._spot_here(), like=visit_id)

    def _plan_due(self, plan_id: int) -> None:
        with self._store.read() as session:
            account_id = session.get_one(CallbackPlan, plan_id).account_id
        self._begin_plan(account_id, Spot(date.today()), kind="callback")

    def _list_day(self, day: date) -> None:
        self._mark_view(views.LIST)
        self.show_view(views.LIST)
        self.list.show_day(day)

    def _open_menu(self, point: QPoint, visit_id: int) -> None:
        self.actions_of_visits.menu(visit_id).popup(point)

    def show_day(self, day: date) -> None:
        """Shows the calendar at a day."""
        if self._view not in (views.WEEK, views.MONTH):
            self._mark_view(views.WEEK)
            self.show_view(views.WEEK)
        self.calendar.show_day(day)

    def _on_days(self, _first: date, _last: date) -> None:
        self.month.show_day(self.calendar.day)
        self.side.show_busy(self.calendar.owner_id)

    def _on_month(self, _first: date, _last: date) -> None:
        self.side.show_busy(self.calendar.owner_id)

    def _count(self) -> None:
        self.views.refresh()

    # ------------------------------------------------------------------------------------- what the window asks for

    def on_changed(self, changed: Changed) -> None:
        """Counts and dots follow every change; calendar, list and record hear of it by themselves."""
        if changed.touches("Visit", "VisitGift", "Approval", "Expense"):
            if self.isVisible():
                self.views.refresh()
                self.side.show_busy(self.calendar.owner_id)
            else:
                self.mark_stale()

    def refresh(self) -> None:
        self.views.refresh()
        self.side.show_busy(self.calendar.owner_id)
        if self._shows_list():
            self.list.refresh()
        else:
            self.calendar.refresh()
        self.right.refresh()

    def find(self) -> None:
        """Goes to the search field of the list."""
        if not self._shows_list():
            self._mark_view(views.LIST)
            self.show_view(views.LIST)
        self.list.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def list_query(self) -> ListQuery:
        """What the list shows, for an export; of the calendar, the visits in view."""
        if self._shows_list():
            return self.list.query()
        return self.list.query_of_days(*self.calendar.days_in_view())

    def current_visit(self) -> int | None:
        """The visit in view."""
        return self.right.visit_id()

    def current_account(self) -> tuple[int | None, str]:
        """Id and name of the account of the visit in view."""
        visit_id = self.right.visit_id()
        if visit_id is None:
            return None, ""
        from kamdesk.model.account import Account

        with self._store.read() as session:
            account = session.get_one(Account, session.get_one(Visit, visit_id).account_id)
        return account.id, account.name

    def delete_selected(self) -> None:
        """Moves the visit in view, or those selected in the list, to the waste basket."""
        if self._shows_list():
            self.actions_of_visits.delete(self.list.selected_ids())
        elif self.right.visit_id() is not None:
            self.actions_of_visits.delete([self.right.visit_id() or 0])

    def has_unsaved(self) -> bool:
        pages = self._pages.values()
        return self.right.has_unsaved() or any(page.has_unsaved() for page in pages)

    def save(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            page.save_record()
        else:
            self.right.save()

    def can_close(self) -> bool:
        return self.right.can_close() and all(page.can_close() for page in self._pages.values())

    def remember(self) -> None:
        """Keeps view and widths until the next start."""
        self._memory.put("visits.view", self.views.current_key())
        sizes = self._split.sizes()
        if sizes[1] > 0:
            self._memory.put("visits.right_width", sizes[1])
        if "list" in self.__dict__:
            self.list.remember()

    def take_focus(self) -> None:
        """Puts the keys where one begins: into the calendar, the list or the page."""
        shown = self._stack.currentWidget()
        if shown is not None and shown is not self._split:
            shown.setFocus()
        elif self._shows_list():
            self.list.take_focus()
        else:
            self.calendar.view().setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.isAncestorOf(self.window().focusWidget()):
            self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.set_narrow(self.width() < _NARROW)
