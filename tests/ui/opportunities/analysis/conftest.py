"""A project with a competitor, and its page at the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from kamdesk.i18n import message
from kamdesk.model.analysis import Analysis
from kamdesk.model.competitor import Competitor
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.opportunities.analysis.pane import AnalysisPane
from kamdesk.ui.opportunities.project.page import ProjectPage
from kamdesk.work import opportunities
from kamdesk.work.analysis import assessments
from tests.work.department import Department, found

TODAY = date.today()
BEFORE = TODAY - timedelta(days=30)


@dataclass
class Project:
    """Ids, and ways to look into the store."""

    store: Any
    id: int
    rival: str
    """The uid of the competitor in the deal."""
    other: str
    """The uid of a competitor who is not in it."""
    department: Department

    def note(self, kind: str, value: Any, on: date = BEFORE, label: str | None = None) -> None:
        """Stores an assessment by the specialist, whose computer it is."""
        with self.store.change(message("Assess")) as session:
            deal = session.get_one(Opportunity, self.id)
            by = self.department.staff(session, "specialist")
            assessments.save(session, deal, kind, value.to_content(), on, by, label)

    def history(self, kind: str) -> list[Analysis]:
        """Every assessment, the newest first."""
        with self.store.read() as session:
            return assessments.history(session, session.get_one(Opportunity, self.id), kind)

    def newest(self, kind: str, tool: Any) -> Any:
        """What the newest assessment notes."""
        return tool.from_content(self.history(kind)[0].content)


@pytest.fixture
def project(store) -> Project:
    department = found(store)
    with store.change(message("Project")) as session:
        values = {
            "name": "二期扩产",
            "account_id": department.account,
            "owner_id": department.specialist,
        }
        deal = opportunities.add_opportunity(session, values)
        rivals = [Competitor(name="对手甲"), Competitor(name="对手乙")]
        session.add_all(rivals)
        session.flush()
        session.add(OpportunityCompetitor(opportunity_id=deal.id, competitor_id=rivals[0].id))
        session.flush()
        return Project(store, deal.id, rivals[0].uid, rivals[1].uid, department)


@pytest.fixture
def open_pane(store, project, app, qtbot):
    """Opens the project's page at the analysis, after the test has stored what it needs."""
    ended = []

    def open_it() -> AnalysisPane:
        desk = Desk(store, StoreEvents(store))
        page = ProjectPage(desk)
        qtbot.addWidget(page)
        page.resize(1440, 830)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        assert page.show_opportunity(project.id, "analysis")
        ended.append((page, desk.events))
        pane = page.pane("analysis")
        assert isinstance(pane, AnalysisPane)
        return pane

    yield open_it
    for _page, events in ended:
        events.stop()
