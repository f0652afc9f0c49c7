"""项目页: one sales project with its head, its steps as a line, its sections at the left and the one in view."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import ProjectStep
from kamdesk.store.store import Changed
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.opportunities.actions import OpportunityActions
from kamdesk.ui.opportunities.project.head import ProjectHead
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.opportunities.project.progress import ProgressFoot
from kamdesk.ui.opportunities.project.sections import SECTIONS
from kamdesk.ui.opportunities.project.step_card import StepCard
from kamdesk.ui.opportunities.project.steps_line import StepsLine
from kamdesk.ui.page import Page
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.nav_list import NavList
from kamdesk.work import pipelines, projects
from kamdesk.work.project_counts import section_counts

SHEET_FORM = "project_sheet"
"""The project sheet (F8); its button shows once the department has the form."""
_NAV_WIDTH, _NARROW, _VERY_NARROW = 152, 1180, 900


class ProjectPage(Page):
    """`back_wanted`: to where one came from. `show_opportunity` opens a project, at a section of it."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Opportunity", "Account", "Staff", "Stage", "StageGate", "StageChange", "OutcomeChange",
            "CloseDateChange", "OpportunityLine", "OpportunityCompetitor", "TeamMember", "TeamConflict",
            "ProjectStep", "Action", "Risk", "Quotation", "QuotationLine", "NegotiationRound", "Review",
            "Analysis", "ChainLink", "Contact", "Visit", "Expense", "Document", "Product", "Competitor",
            "SettingValue",
        }
    )  # fmt: skip
    back_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self._store = desk, desk.store
        self.opportunity_id: int | None = None
        self._account_id: int | None = None
        self._following: tuple[int, str] | None = None
        self._outcome = "open"
        self._steps: list[projects.Step] = []
        self.deeds = OpportunityActions(desk, self)
        self.head, self.line, self.card = ProjectHead(), StepsLine(), StepCard()
        self.nav, self.foot = NavList(_("Sections of the project")), ProgressFoot()
        self.panes: dict[str, Any] = {}
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.head.sheet_button.setVisible(_has_form(SHEET_FORM))
        self.track(desk.events.changed, self.on_changed)

    def _build(self) -> None:
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.nav.setFixedWidth(_NAV_WIDTH)
        for entry in SECTIONS:
            if entry.is_there():
                self.nav.add_entry(entry.key, _(entry.label), entry.icon)
        side = QFrame()
        side.setProperty("line", "right")
        side.setProperty("ground", "surface")
        side.setFixedWidth(_NAV_WIDTH + 1)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 1, 0)
        left.setSpacing(0)
        left.addWidget(self.nav, 1)
        left.addWidget(self.foot)
        self._side = side
        steps = QFrame()
        steps.setProperty("line", "bottom")
        inner = QVBoxLayout(steps)
        inner.setContentsMargins(0, 0, 0, 1)
        inner.addWidget(self.line)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(side)
        below.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(steps)
        column.addWidget(self.card)
        column.addLayout(below, 1)
        self._empty = EmptyState(
            "building",
            _("No account yet"),
            _("The map shows the people of the account. Give the opportunity its account first."),
        )
        self._stack.addWidget(self._empty)

    def _connect(self) -> None:
        self.nav.chosen.connect(self._show_chosen)
        self.line.chosen.connect(self.tell_step)
        self.card.closed.connect(self.close_step)
        self.card.edit_wanted.connect(self.plan_step)
        self.head.account_wanted.connect(self.show_account)
        self.head.go_on_wanted.connect(self.go_on)
        self.head.sheet_wanted.connect(self.write_sheet)
        self.head.more_wanted.connect(self.open_menu)
        self.head.back_wanted.connect(self.back_wanted)
        self.foot.wanted.connect(self.show_section)
        self.deeds.open_wanted.connect(self._show_where)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_opportunity(self, opportunity_id: int, section: str | None = None) -> bool:
        """Shows a project, at `section`; False when there is none, or unsaved input keeps the present one."""
        other = opportunity_id != self.opportunity_id
        if other and self.opportunity_id is not None and not self.can_close():
            return False
        if other:
            self.close_step()
        if not self._fill(opportunity_id):
            return False
        self._stale = False
        if other:
            self.nav.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_section(section or (self.section() if not other else "overview"))
        return True

    def _fill(self, opportunity_id: int) -> bool:
        with self._store.read() as session:
            one = session.get(Opportunity, opportunity_id)
            if one is None or one.deleted_at is not None:
                return False
            self.opportunity_id, self._account_id = one.id, one.account_id
            self._outcome = one.outcome
            stages = pipelines.stages_of(pipelines.all_stages(session), one.pipeline_id)
            place = next((n for n, each in enumerate(stages) if each.id == one.stage_id), 0)
            following = stages[place + 1] if place + 1 < len(stages) else None
            ends = following is None or following.is_review
            self._following = None if following is None or ends else (following.id, following.title)
            today = self.desk.today()
            self.head.show_project(session, one, stages, self._store.read_only)
            self._steps = projects.steps(session, one, today)
            self.foot.show_progress(projects.project_progress(session, one, today))
            self._count(session, one)
        self.line.show_steps(self._steps, self.desk.today())
        if self.card.isVisible():
            self.tell_step(self.card.stage_id, toggle=False)
        return True

    def _count(self, session: Session, one: Opportunity) -> None:
        for key, count in section_counts(session, one).items():
            self.nav.set_count(key, str(count or ""))

    def section(self) -> str:
        """The key of the section in view."""
        return self.nav.current_key() or "overview"

    def show_section(self, key: str) -> bool:
        """Goes to a section; an unknown one shows the overview."""
        known = any(each.key == key and each.is_there() for each in SECTIONS)
        self.nav.choose(key if known else "overview")
        self._show_chosen(self.section())
        return known

    def pane(self, key: str | None = None) -> Any:
        """The pane of a section (the one in view), made when it is first asked for."""
        wanted = key or self.section()
        if wanted not in self.panes:
            entry = next(each for each in SECTIONS if each.key == wanted)
            made = entry.make(self.desk)
            if isinstance(made, ProjectPane):
                made.saved.connect(self.refresh)
                made.section_wanted.connect(self.show_section)
            self.panes[wanted] = made
            self._stack.addWidget(made)
        return self.panes[wanted]

    def _show_chosen(self, key: str) -> None:
        if self.opportunity_id is None:
            return
        entry = next(each for each in SECTIONS if each.key == key)
        if entry.needs_account and self._account_id is None:
            self._stack.setCurrentWidget(self._empty)
            return
        pane = self.pane(key)
        self._show_in(pane, key)
        self._stack.setCurrentWidget(pane)

    def _show_in(self, pane: Any, key: str) -> None:
        entry = next(each for each in SECTIONS if each.key == key)
        with self._store.read() as session:
            one = session.get(Opportunity, self.opportunity_id or 0)
            if one is None:
                return
            session.expunge(one)
        entry.show(pane, one)

    def _show_where(self, opportunity_id: int, section: str) -> None:
        """Where what a gate misses is written."""
        if opportunity_id == self.opportunity_id:
            self.show_section(section or "overview")

    # ------------------------------------------------------------------------------------------------- what happens

    def refresh(self) -> None:
        if self.opportunity_id is None:
            return
        if not self._fill(self.opportunity_id):
            self.opportunity_id = None
            self.back_wanted.emit()
            return
        pane = self.panes.get(self.section())
        if isinstance(pane, ProjectPane):
            pane.show_opportunity(self.opportunity_id)

    def on_changed(self, changed: Changed) -> None:
        """Reads anew; what somebody is typing stays, as its cell sees to that."""
        if not changed.touches(*self.kinds) or self.opportunity_id is None:
            return
        if not self.isVisible():
            self.mark_stale()
            return
        pane = self.panes.get(self.section())
        if not (isinstance(pane, ProjectPane) and pane.is_saving()):
            self.refresh()

    def has_unsaved(self) -> bool:
        return any(pane.has_unsaved() for pane in self.panes.values())

    def save(self) -> None:
        for pane in self.panes.values():
            if pane.has_unsaved():
                pane.save()

    def save_record(self) -> None:
        self.pane().save_record()

    def discard(self) -> None:
        for pane in self.panes.values():
            pane.discard()

    # ------------------------------------------------------------------------------------------------------ actions

    def go_on(self) -> None:
        """To the next stage through its gate; to how it ended after the last; a closed one is opened again."""
        if self.opportunity_id is None or not self.can_close():
            return
        if self._outcome != "open":
            self.deeds.ask_reopen(self.opportunity_id)
        elif self._following is None:
            self.deeds.ask_close(self.opportunity_id, "won")
        else:
            self.deeds.move(self.opportunity_id, self._following[0])

    def show_account(self) -> None:
        """Goes to the account of the project."""
        if self._account_id is not None:
            self.desk.open_record("Account", self._account_id)

    def open_menu(self) -> None:
        """Everything that can be done with it."""
        if self.opportunity_id is not None:
            button = self.head.more_button
            menu = self.deeds.menu(self.opportunity_id)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def write_sheet(self) -> None:
        """Writes the project sheet."""
        if self.opportunity_id is None:
            return
        with self._store.read() as session:
            name = session.get_one(Opportunity, self.opportunity_id).name
        write_one(self.desk, self, SHEET_FORM, self.opportunity_id, name)

    def tell_step(self, stage_id: int, *, toggle: bool = True) -> None:
        """Tells below the line about a step; the same one once more: no longer."""
        if toggle and self.card.isVisible() and self.card.stage_id == stage_id:
            self.close_step()
            return
        step = next((each for each in self._steps if each.stage_id == stage_id), None)
        if step is None:
            self.close_step()
            return
        self.card.edit_button.setVisible(not self._store.read_only)
        self.card.show_step(step)
        self.line.mark(stage_id)

    def close_step(self) -> None:
        """Tells about no step."""
        self.card.hide()
        self.line.mark(0)

    def plan_step(self, stage_id: int) -> None:
        """Asks until when a step is planned, what it delivers, and when it was delivered."""
        step = next((each for each in self._steps if each.stage_id == stage_id), None)
        if step is None:
            return
        names = ("planned_on", "deliverable", "delivered_on")
        fields = {name: field_of(ProjectStep, name) for name in names}
        shown = {name: (getattr(step, name), str(getattr(step, name) or "")) for name in names}
        act = partial(self._plan_step, stage_id, step.title)
        dialog = StepDialog(
            self._store, _("Plan “{stage}”").format(stage=step.title), fields, shown, act, self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _plan_step(self, stage_id: int, title: str, values: dict[str, Any]) -> None:
        with self._store.change(message("Plan step “{stage}”", stage=title)) as session:
            one = session.get_one(Opportunity, self.opportunity_id or 0)
            projects.plan_step(session, one, session.get_one(Stage, stage_id), values)

    # ------------------------------------------------------------------------------------------------- Qt calls us

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.show_room(self.width() >= _NARROW)
        collapsed = self.width() < _VERY_NARROW
        if collapsed != self.nav.is_collapsed():
            self.nav.set_collapsed(collapsed)
            if not collapsed:
                self.nav.setFixedWidth(_NAV_WIDTH)
            self._side.setFixedWidth((theme.NAV_WIDTH_COLLAPSED if collapsed else _NAV_WIDTH) + 1)
            self.foot.setVisible(not collapsed)


def _has_form(key: str) -> bool:
    from kamdesk.forms.layouts import FORMS  # late: the window does not wait for the forms

    return any(kind.key == key for kind in FORMS)
