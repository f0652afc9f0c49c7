"""Every gate of the eight steps: closed while its thing is missing, open once it is there (methods.md 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.competitor import Competitor
from kamdesk.model.opportunity import Opportunity, OpportunityCompetitor
from kamdesk.model.pipeline import Stage, StageGate
from kamdesk.model.project import Action, Quotation, Review, Risk, TeamMember
from kamdesk.model.relations import ChainLink
from kamdesk.model.sales_words import GATE
from kamdesk.store.store import Store
from kamdesk.work import gates, opportunities
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.radar import Mark, Radar
from tests.work.department import Department, found

TODAY = date.today()
Fill = Callable[[Session, Opportunity, Department], object]


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


@pytest.fixture
def project(session: Session, department: Department) -> Opportunity:
    values = {"name": "二期改造", "account_id": department.account}
    return opportunities.add_opportunity(session, values, on=TODAY - timedelta(days=9))


def person(project: Opportunity, **values: Any) -> ChainLink:
    return ChainLink(account_id=project.account_id, opportunity_id=project.id, **values)


def triangle(session: Session, project: Opportunity, at: Department) -> None:
    roles = ("lead,account_responsible", "solution_responsible", "fulfilment_responsible")
    people = (at.specialist, at.manager, at.director)
    session.add_all(
        TeamMember(opportunity_id=project.id, staff_id=who, role=role)
        for who, role in zip(people, roles, strict=True)
    )


def radar(session: Session, project: Opportunity, _at: Department) -> None:
    scored = Radar.from_content({})
    us = scored.ours
    for axis in scored.axes:
        us = us.with_mark(axis.key, Mark(score=7))
    content = scored.with_player(us).to_content()
    assessments.save(session, project, "radar", content, TODAY, None)


def swot(session: Session, project: Opportunity, strategies: list[dict[str, Any]]) -> None:
    items = [
        {"key": "a", "quadrant": "S", "text": "本地服务站", "weight": 5, "view": "relation"},
        {"key": "b", "quadrant": "T", "text": "对手降价", "weight": 5, "view": "relation"},
    ]
    content = {"items": items, "strategies": strategies}
    assessments.save(session, project, "swot", content, TODAY, None)


def add(*records: Callable[[Opportunity, Department], Any]) -> Fill:
    """Adds what `records` make of the project."""

    def fill(session: Session, project: Opportunity, at: Department) -> None:
        session.add_all(make(project, at) for make in records)

    return fill


def competitor(session: Session, project: Opportunity, _at: Department) -> None:
    rival = Competitor(name="泰衡电控")
    session.add(rival)
    session.flush()
    session.add(OpportunityCompetitor(opportunity_id=project.id, competitor_id=rival.id))


FILLS: dict[str, Fill] = {
    "contact_with_role": add(
        lambda one, at: person(one, contact_id=at.contact, buying_role="user_buyer")
    ),
    "initiation": lambda session, one, at: opportunities.change_opportunity(
        session, one, {"initiated_by": "总监乙", "initiated_on": TODAY}
    ),
    "golden_triangle": triangle,
    "decision_maker": add(lambda one, at: person(one, name="总经理", buying_role="decision_maker")),
    "competitor": competitor,
    "radar": radar,
    "swot": lambda session, one, at: swot(session, one, []),
    "strategy": lambda session, one, at: swot(
        session,
        one,
        [{"key": "s1", "text": "以服务抵降价", "pairs": [{"inside": "a", "outside": "b"}]}],
    ),
    "target_moves": add(lambda one, at: person(one, name="总工", influence=3, support_wanted=1)),
    "action_plan": add(
        lambda one, at: Action(
            opportunity_id=one.id, name="提交方案", owner_id=at.specialist, due_on=TODAY
        )
    ),
    "risks": add(lambda one, at: Risk(opportunity_id=one.id, name="降价", probability=4, impact=4)),
    "offer": add(
        lambda one, at: Quotation(
            opportunity_id=one.id, number="Q1", version_no=1, on=TODAY, sent_on=TODAY, state="sent"
        )
    ),
    "outcome": lambda session, one, at: opportunities.close(session, one, "lost", TODAY, "价格"),
    "outcome_reason": lambda session, one, at: opportunities.close(
        session, one, "lost", TODAY, "价格"
    ),
    "review": add(lambda one, at: Review(opportunity_id=one.id, on=TODAY, outcome="lost")),
}


def only_gate(session: Session, project: Opportunity, asks: str) -> None:
    """The stage the project stands in asks for this one thing."""
    for gate in session.scalars(select(StageGate)):
        session.delete(gate)
    session.flush()
    for stage in session.scalars(select(Stage)):
        session.add(StageGate(stage_id=stage.id, asks=asks))
    session.flush()


@pytest.mark.parametrize("asks", list(FILLS))
def test_a_gate_is_closed_until_its_thing_is_there(
    session: Session, project: Opportunity, department: Department, asks: str
) -> None:
    only_gate(session, project, asks)
    assert [each.key for each in gates.report(session, project).missing] == [asks]
    FILLS[asks](session, project, department)
    session.flush()
    report = gates.report(session, project)
    assert [each.key for each in report.missing] == []
    assert [each.key for each in report.present] == [asks]


def test_every_gate_is_tried() -> None:
    assert set(GATE.codes) - set(FILLS) == {"field", "overdue_explained"}


def test_a_late_action_has_to_be_explained(
    session: Session, project: Opportunity, department: Department
) -> None:
    only_gate(session, project, "overdue_explained")
    assert gates.report(session, project).missing == ()
    late = Action(opportunity_id=project.id, name="约见总监", due_on=TODAY - timedelta(days=2))
    session.add(late)
    session.flush()
    assert gates.report(session, project).missing[0].detail == "约见总监"
    late.explanation = "总监出差"
    session.flush()
    assert gates.report(session, project).missing == ()


def test_what_is_there_in_part_is_named(
    session: Session, project: Opportunity, department: Department
) -> None:
    only_gate(session, project, "golden_triangle")
    session.add(TeamMember(opportunity_id=project.id, staff_id=department.specialist, role="lead"))
    session.flush()
    [missing] = gates.report(session, project).missing
    assert "AR" in missing.detail
    assert "Project lead" not in missing.detail


def test_somebody_unknown_is_no_decision_maker(
    session: Session, project: Opportunity, department: Department
) -> None:
    only_gate(session, project, "decision_maker")
    session.add(person(project, position="财务总监", buying_role="decision_maker"))
    session.flush()
    assert [each.key for each in gates.report(session, project).missing] == ["decision_maker"]


def test_a_key_person_without_a_target_keeps_the_gate_closed(
    session: Session, project: Opportunity, department: Department
) -> None:
    only_gate(session, project, "target_moves")
    session.add_all(
        (person(project, name="总工", influence=3), person(project, name="班长", influence=1))
    )
    session.flush()
    assert gates.report(session, project).missing[0].detail == "总工"


def test_what_cannot_be_read_is_as_good_as_missing(
    session: Session, project: Opportunity, department: Department
) -> None:
    only_gate(session, project, "radar")
    assessments.save(session, project, "radar", {"axes": "spoiled"}, TODAY, None)
    assert [each.key for each in gates.report(session, project).missing] == ["radar"]
