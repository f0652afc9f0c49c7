"""分析: radar, SWOT, risks, fishbone and what became of it since last time on one page; further tools beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.analysis import Analysis
from kamdesk.model.competitor import Competitor
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.project import Action
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.compare_panel import ComparePanel, ShownAction
from kamdesk.ui.opportunities.analysis.fishbone_panel import FishbonePanel
from kamdesk.ui.opportunities.analysis.notebook import Notebook, Subject
from kamdesk.ui.opportunities.analysis.radar_panel import RadarPanel
from kamdesk.ui.opportunities.analysis.risk_panel import RiskPanel
from kamdesk.ui.opportunities.analysis.swot_panel import SwotPanel
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.toast import Banner
from kamdesk.work import actions, child_rows, risks, settings
from kamdesk.work.analysis import assessments

_DERIVED = ("strategy", "root", "risk")
_TOOLS = ("radar", "swot", "fishbone", "triangle", "scorecard", "bcg")


class AnalysisPane(Page):
    """Everything is edited in its place and saved when it is left; an older assessment can be chosen and read."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Analysis", "Opportunity", "OpportunityCompetitor", "Competitor", "Risk", "Action", "Staff",
         "ScorecardTemplate"}
    )  # fmt: skip
    section_wanted = Signal(str)
    """Another section of the project: ``risks``, ``plan``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk = desk
        self.opportunity_id: int | None = None
        self._until: date | None = None
        self.radar, self.swot = RadarPanel(desk), SwotPanel(desk)
        self.fishbone, self.risk = FishbonePanel(desk), RiskPanel(desk)
        self.compare = ComparePanel()
        self.banner = Banner(closable=False)
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._overview(), 1)

    def _connect(self) -> None:
        self.track(self._desk.events.changed, self.on_changed)
        self.radar.edit_wanted.connect(self._edit_radar)
        self.radar.drawn.connect(self._compare)
        self.compare.day_wanted.connect(self.show_day)
        self.compare.new_wanted.connect(self.new_assessment)
        self.compare.action_ticked.connect(self._tick)
        self.compare.section_wanted.connect(self.section_wanted)
        self.risk.section_wanted.connect(self.section_wanted)

    def _overview(self) -> QWidget:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.swot)
        self.middle.addWidget(self.radar.editor_panel())
        above = _split(Qt.Orientation.Horizontal, self.radar, self.middle, self.risk)
        above.setSizes([390, 540, 330])
        below = _split(Qt.Orientation.Horizontal, self.fishbone, self.compare)
        below.setSizes([860, 400])
        holder = QFrame()
        holder.setProperty("line", "top")
        inner = QHBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(below)
        whole = _split(Qt.Orientation.Vertical, above, holder)
        whole.setSizes([346, 336])
        return whole

    # ------------------------------------------------------------------------------------------------ what is shown

    def notebooks(self) -> tuple[Notebook[Any], ...]:
        """Those of all tools of the page."""
        return (self.radar.notes, self.swot.notes, self.fishbone.notes)

    def show_opportunity(self, opportunity_id: int) -> None:
        """Shows the analysis of a project."""
        if opportunity_id != self.opportunity_id:
            self.flush()
            self._until = None
            self.radar.edit_button.setChecked(False)
        self.opportunity_id = opportunity_id
        self.refresh()

    def refresh(self) -> None:
        if self.opportunity_id is None:
            return
        with self._desk.store.read() as session:
            opportunity = session.get(Opportunity, self.opportunity_id)
            if opportunity is None:
                return
            subject = Subject(Opportunity, opportunity.id)
            days = _days(session, opportunity)
            if self._until is not None and self._until not in days:
                self._until = None
            self.radar.competitors = _competitors(session, opportunity.id)
            self.radar.others = _every_competitor(session)
            self.fishbone.default_effect = _effect(opportunity)
            for notes in self.notebooks():
                notes.load(session, subject, self._until)
            self.risk.show_risks(risks.register(session, opportunity))
            derived = _actions(session, opportunity.id, self._desk.today())
        self.compare.show_days(days)
        can_write = not self._desk.store.read_only and self._until is None
        self.compare.show_actions(derived, can_write=can_write)
        if self._until is None:
            self.banner.dismiss()
        else:
            self.banner.show_message(
                _("The assessment of {day}, to be read.").format(day=f"{self._until:%Y-%m-%d}"),
                action=_("Back to the newest"),
                act=self._show_newest,
            )

    def _show_newest(self) -> None:
        self.show_day(None)

    def show_day(self, day: date | None) -> None:
        """Shows everything as it was assessed on `day`, to be read; None: the newest, to be changed."""
        self.flush()
        self._until = day
        self.radar.edit_button.setChecked(False)
        self.refresh()

    def _compare(self, radar: Any) -> None:
        notes = self.radar.notes
        self.compare.show_comparison(radar, notes.on, notes.last, notes.last_on)

    def _edit_radar(self, wanted: bool) -> None:
        self.flush()
        self.middle.setCurrentIndex(1 if wanted else 0)

    # ------------------------------------------------------------------------------------------------ what is done

    def new_assessment(self) -> None:
        """Copies what is noted forward to today, to be changed; the last one stays as it was."""
        self.show_day(None)
        opportunity_id, today = self.opportunity_id, self._desk.today()
        if opportunity_id is None:
            return
        copied = [
            (notes.kind, notes.value.to_content(), notes.label)
            for notes in self.notebooks()
            if notes.can_write and notes.on is not None and notes.on < today
        ]
        if not copied:
            self._desk.say(_("What is shown is of today already: change it in place."))
            return
        try:
            with self._desk.store.change(message("New assessment")) as session:
                opportunity = session.get_one(Opportunity, opportunity_id)
                for kind, content, label in copied:
                    newest = assessments.newest(session, opportunity, kind)
                    named = label or (newest.label if newest is not None else None)
                    me = settings.me(session)
                    assessments.save(session, opportunity, kind, content, today, me, named)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._desk.say_undoable(_("A new assessment of today; the last one is kept."))

    def _tick(self, action_id: int, is_done: bool) -> None:
        with self._desk.store.read() as session:
            name = session.get_one(Action, action_id).name
        what = message("“{name}” is done", name=name)
        if not is_done:
            what = message("“{name}” is open again", name=name)
        try:
            with self._desk.store.change(what) as session:
                action = session.get_one(Action, action_id)
                if is_done:
                    actions.finish(session, action, self._desk.today())
                else:
                    actions.reopen(session, action)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            self.refresh()

    # ------------------------------------------------------------------------------------------- what pages do

    def flush(self) -> None:
        """Saves what is being typed or moved anywhere on the page."""
        for panel in (self.swot, self.radar, self.fishbone):
            panel.flush()

    def has_unsaved(self) -> bool:
        return any(panel.is_typing() for panel in (self.swot, self.radar, self.fishbone))

    def save(self) -> None:
        self.flush()
        for error in (self.fishbone.error, self.radar.editor.error):
            if error.text():
                raise RuleError(error.text())

    def discard(self) -> None:
        self.fishbone.discard()
        self.radar.discard()
        self.refresh()


def _split(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    split = QSplitter(orientation)
    split.setChildrenCollapsible(False)
    split.setHandleWidth(1)
    for place, widget in enumerate(widgets):
        split.addWidget(widget)
        split.setStretchFactor(place, 1)
    return split


def _days(session: Session, opportunity: Opportunity) -> list[date]:
    query = (
        select(Analysis.on)
        .where(
            Analysis.subject_kind == "Opportunity",
            Analysis.subject_id == opportunity.id,
            Analysis.kind.in_(_TOOLS),
            Analysis.deleted_at.is_(None),
        )
        .distinct()
        .order_by(Analysis.on.desc())
    )
    return list(session.scalars(query))


def _competitors(session: Session, opportunity_id: int) -> list[tuple[str, str]]:
    query = (
        select(Competitor.uid, Competitor.name)
        .join(OpportunityCompetitor, OpportunityCompetitor.competitor_id == Competitor.id)
        .where(
            OpportunityCompetitor.opportunity_id == opportunity_id,
            OpportunityCompetitor.deleted_at.is_(None),
            Competitor.deleted_at.is_(None),
        )
        .order_by(OpportunityCompetitor.id)
    )
    return [(uid, name) for uid, name in session.execute(query)]


def _every_competitor(session: Session) -> list[tuple[str, str]]:
    query = (
        select(Competitor.uid, Competitor.name)
        .where(Competitor.deleted_at.is_(None))
        .order_by(Competitor.name)
    )
    return [(uid, name) for uid, name in session.execute(query)]


def _effect(opportunity: Opportunity) -> str:
    if opportunity.outcome == "lost":
        return _("Lost: {name}").format(name=opportunity.name)
    if opportunity.outcome == "won":
        return _("Won: {name}").format(name=opportunity.name)
    return ""


def _actions(session: Session, opportunity_id: int, today: date) -> Sequence[ShownAction]:
    found = [
        each
        for each in child_rows.rows(session, Action, opportunity_id)
        if each.why_kind in _DERIVED and each.state != "cancelled"
    ]
    names = dict(session.execute(select(Staff.id, Staff.name)).tuples().all())
    return [
        ShownAction(
            each.id,
            each.name,
            names.get(each.owner_id, "") if each.owner_id else "",
            each.due_on,
            each.state == "done",
            actions.is_late(each, today),
        )
        for each in actions.in_order(found)
    ]
