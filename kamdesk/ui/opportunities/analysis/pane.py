"""分析: radar, SWOT, risks, fishbone and what became of it since last time on one page; further tools beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _, message
from kamdesk.model.analysis import Analysis
from kamdesk.model.competitor import Competitor
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.project import Action
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.analysis.bcg_page import BcgPage
from kamdesk.ui.opportunities.analysis.compare_panel import ComparePanel, ShownAction
from kamdesk.ui.opportunities.analysis.fishbone_panel import FishbonePanel
from kamdesk.ui.opportunities.analysis.notebook import Subject
from kamdesk.ui.opportunities.analysis.radar_panel import RadarPanel
from kamdesk.ui.opportunities.analysis.risk_panel import RiskPanel
from kamdesk.ui.opportunities.analysis.scorecard_page import ScorecardPage
from kamdesk.ui.opportunities.analysis.swot_panel import SwotPanel
from kamdesk.ui.opportunities.analysis.triangle_page import TrianglePage
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.toast import Banner
from kamdesk.work import actions, child_rows, risks, settings
from kamdesk.work.analysis import assessments, scorecard

_DERIVED = ("strategy", "root", "risk")
_PAGES = ("overview", "triangle", "scorecard", "bcg")
_TOOLS = ("radar", "swot", "fishbone", "triangle", "scorecard", "bcg")


class AnalysisPane(ProjectPane):
    """Everything is edited in its place and saved when it is left; an older assessment can be chosen and read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._until: date | None = None
        self.radar, self.swot = RadarPanel(desk), SwotPanel(desk)
        self.fishbone, self.risk = FishbonePanel(desk), RiskPanel()
        self.compare = ComparePanel()
        self.triangle, self.scorecard = TrianglePage(desk), ScorecardPage(desk)
        self.bcg = BcgPage(desk)
        self.banner = Banner(closable=False)
        self.tools = Segment(
            [
                ("overview", _("Overview")),
                ("triangle", _("Triangle")),
                ("scorecard", _("Scorecard")),
                ("bcg", _("BCG matrix")),
            ],
            "overview",
            small=True,
            name=_("Tool of analysis"),
        )
        self._stack = QStackedWidget()
        for page in (self._overview(), self.triangle, self.scorecard, self.bcg):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        self._connect()

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("line", "bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_3, 3, theme.SPACE_2, 4)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.tools)
        row.addStretch(1)
        self.new_button = plain_button(_("New assessment"), "plus", self.new_assessment, small=True)
        self.new_button.setToolTip(
            _("Copies what is noted forward to today; the last one stays as it was.")
        )
        row.addWidget(self.new_button)
        self.compare.history_button.setParent(bar)
        row.addWidget(self.compare.history_button)
        return bar

    def _connect(self) -> None:
        self.tools.chosen.connect(self._tool_chosen)
        self.scorecard.choice.activated.connect(self._template_chosen)
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

    def panels(self) -> tuple[Any, ...]:
        """All that can be typed into."""
        return (self.swot, self.radar, self.fishbone, self.triangle, self.scorecard, self.bcg)

    def show_opportunity(self, opportunity_id: int) -> None:
        """Shows the analysis of a project, or that of the same one anew."""
        if opportunity_id != self.opportunity_id:
            self.flush()
            self._until = None
            self.radar.edit_button.setChecked(False)
        super().show_opportunity(opportunity_id)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        if self.has_unsaved():
            self.mark_stale()
            return
        subject = Subject(Opportunity, opportunity.id)
        days = _days(session, opportunity)
        if self._until is not None and self._until not in days:
            self._until = None
        rivals = _competitors(session, opportunity.id)
        self.radar.competitors = self.triangle.competitors = self.scorecard.competitors = rivals
        self.radar.others = _every_competitor(session)
        self.fishbone.default_effect = _effect(opportunity)
        self.scorecard.show_templates(scorecard.templates(session))
        for panel in self.panels():
            panel.notes.load(session, subject, self._until)
        self.risk.show_risks(risks.register(session, opportunity))
        self.compare.show_days(days)
        can_write = not self.store.read_only and self._until is None
        derived = _actions(session, opportunity.id, self.desk.today())
        self.compare.show_actions(derived, can_write=can_write)
        days_noted = [panel.notes.on for panel in self.panels()]
        is_older = any(day is not None and day < self.desk.today() for day in days_noted)
        self.new_button.setEnabled(can_write and is_older)
        if self._until is None:
            self.banner.dismiss()
        else:
            self.banner.show_message(
                _("The assessment of {day}, to be read.").format(day=f"{self._until:%Y-%m-%d}"),
                action=_("Back to the newest"),
                act=self._show_newest,
            )

    def _tool_chosen(self, tool: str) -> None:
        self.flush()
        self._stack.setCurrentIndex(_PAGES.index(tool))

    def _template_chosen(self, _index: int) -> None:
        self.flush()
        self.scorecard.notes.label = self.scorecard.choice.currentData()
        self.refresh()

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
        today = self.desk.today()
        copied = [
            (notes.kind, notes.value.to_content(), notes.label)
            for notes in (panel.notes for panel in self.panels())
            if notes.can_write and notes.on is not None and notes.on < today
        ]
        if not copied:
            self.desk.say(_("What is shown is of today already: change it in place."))
            return

        def copy(session: Session, opportunity: Opportunity) -> None:
            for kind, content, label in copied:
                newest = assessments.newest(session, opportunity, kind)
                named = label or (newest.label if newest is not None else None)
                me = settings.me(session)
                assessments.save(session, opportunity, kind, content, today, me, named)

        if self.change(message("New assessment"), copy):
            self.desk.say_undoable(_("A new assessment of today; the last one is kept."))

    def _tick(self, action_id: int, is_done: bool) -> None:
        with self.desk.store.read() as session:
            name = session.get_one(Action, action_id).name
        what = message("“{name}” is done", name=name)
        if not is_done:
            what = message("“{name}” is open again", name=name)

        def tick(session: Session, _opportunity: Opportunity) -> None:
            action = session.get_one(Action, action_id)
            if is_done:
                actions.finish(session, action, self.desk.today())
            else:
                actions.reopen(session, action)

        if not self.change(what, tick):
            self.refresh()

    # ------------------------------------------------------------------------------------------- what pages do

    def flush(self) -> None:
        """Saves what is being typed or moved anywhere on the page."""
        for panel in self.panels():
            panel.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.flush()

    def has_unsaved(self) -> bool:
        return any(panel.is_typing() for panel in self.panels())

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
    names = {each.id: each.name for each in session.execute(select(Staff.id, Staff.name))}
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
