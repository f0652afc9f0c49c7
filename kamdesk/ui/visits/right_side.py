"""The right of the tab: a hint, the plan of a visit that is still to come, or the record of one that took place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.visit import Visit
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.actions import VisitActions
from kamdesk.ui.visits.calendar.drag import Spot
from kamdesk.ui.visits.calendar.entries import moment
from kamdesk.ui.visits.record.head import running_minutes
from kamdesk.ui.widgets.labels import label
from kamdesk.work import visit_states

if TYPE_CHECKING:
    from kamdesk.ui.visits.plan_pane import PlanPane
    from kamdesk.ui.visits.record.pane import RecordPane

_LEAST_WIDTH = 400


class RightSide(QStackedWidget):
    """Both panes are made when they are first needed. `shown(id)`: this visit is in view now, 0: none."""

    shown = Signal(int)

    def __init__(self, desk: Desk, actions: VisitActions) -> None:
        super().__init__()
        self._desk, self._actions = desk, actions
        self._plan: PlanPane | None = None
        self._record: RecordPane | None = None
        self.setMinimumWidth(_LEAST_WIDTH)
        self.addWidget(_nothing())

    @property
    def plan(self) -> PlanPane:
        """The pane of a plan."""
        if self._plan is None:
            from kamdesk.ui.visits.plan_pane import (
                PlanPane,  # late: the calendar is painted without
            )

            self._plan = PlanPane(self._desk, self._actions)
            self._plan.given_up.connect(self.show_nothing)
            self._plan.planned.connect(self.shown)
            self._plan.outgrown.connect(self.show_visit)
            self.addWidget(self._plan)
        return self._plan

    @property
    def record(self) -> RecordPane:
        """The pane of a record."""
        if self._record is None:
            from kamdesk.ui.visits.record.pane import RecordPane  # late: as above

            self._record = RecordPane(self._desk, self._actions)
            self._record.shown.connect(self._on_record)
            self.addWidget(self._record)
        return self._record

    def visit_id(self) -> int | None:
        """The visit in view."""
        if self._plan is not None and self.currentWidget() is self._plan:
            return self._plan.visit_id()
        if self._record is not None and self.currentWidget() is self._record:
            return self._record.visit_id()
        return None

    def show_visit(self, visit_id: int) -> bool:
        """Shows a visit where it belongs; False when unsaved input keeps what is in view."""
        with self._desk.store.read() as session:
            visit = session.get(Visit, visit_id)
            if visit is None or visit.deleted_at is not None:
                return False
            still_open = visit.state in visit_states.OPEN
            running = running_minutes(visit, moment()) is not None
            may_run = running and "held" in visit_states.allowed(session, visit)
        if visit_id != self.visit_id() and not self.can_close():
            return False
        if not still_open or may_run:
            if not self.record.show_visit(visit_id):
                return False
            self.setCurrentWidget(self.record)
        else:
            if not self.plan.show_visit(visit_id):
                return False
            self.setCurrentWidget(self.plan)
        self.shown.emit(visit_id)
        return True

    def start_record(self, visit_id: int) -> bool:
        """Shows the record form of a visit; False when unsaved input keeps what is in view, or it may not be held."""
        if not self.can_close():
            return False
        if not self.record.show_visit(visit_id):
            return False
        # First: what comes into view reads anew, and a refusal would be gone.
        self.setCurrentWidget(self.record)
        self.record.start_record(visit_id)
        self.shown.emit(visit_id)
        return True

    def begin_plan(
        self,
        account_id: int | None,
        spot: Spot | None,
        kind: str = "visit",
        like: int | None = None,
        opportunity_id: int | None = None,
    ) -> bool:
        """Begins a new plan."""
        if not self.can_close():
            return False
        if not self.plan.begin(account_id, spot, kind, like, opportunity_id):
            return False
        self.setCurrentWidget(self.plan)
        self.plan.form.begin()
        return True

    def show_nothing(self) -> None:
        """Shows the hint."""
        self.setCurrentIndex(0)
        self.shown.emit(0)

    def _on_record(self, visit_id: int) -> None:
        if self.currentWidget() is self._record:
            if visit_id:
                self.shown.emit(visit_id)
            else:
                self.show_nothing()

    # ---------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        """Whether something was typed that is not stored."""
        return any(pane.has_unsaved() for pane in self._panes())

    def can_close(self) -> bool:
        """Stores what can be stored, and asks about the rest."""
        if (
            self._plan is not None
            and self.currentWidget() is self._plan
            and not self._plan.lets_go()
        ):
            return False
        return all(pane.can_close() for pane in self._panes())

    def save(self) -> None:
        """Ctrl+S."""
        if self._plan is not None and self.currentWidget() is self._plan:
            self._plan.save_record()
        elif self._record is not None and self.currentWidget() is self._record:
            self._record.save_record()

    def refresh(self) -> None:
        """Reads the pane in view anew."""
        for pane in self._panes():
            if self.currentWidget() is pane:
                pane.refresh()

    def _panes(self) -> list[PlanPane | RecordPane]:
        return [pane for pane in (self._plan, self._record) if pane is not None]


def _nothing() -> QWidget:
    page = QWidget()
    page.setProperty("ground", "raised")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    hint = label(_("Choose a visit, its plan or record shows here"), "muted", wrap=True)
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    QVBoxLayout(page).addWidget(hint)
    return page
