"""What projects and account plans put on the agenda."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action, Risk
from kamdesk.model.strategy import AccountPlan, PlanMeasure
from kamdesk.store.store import Store
from kamdesk.work import agenda_sales, opportunities
from kamdesk.work.agenda import agenda
from tests.work.department import Department, found

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def project(store: Store, department: Department) -> int:
    """A project with an action overdue, one due, one done, a risk, a next contact, and a plan of the account."""
    with store.change(message("Set up")) as session:
        one = opportunities.add_opportunity(
            session,
            {
                "name": "二期改造", "account_id": department.account, "next_contact_on": TODAY + DAY,
                "next_step": "约财务总监",
            },
            on=date(2026, 11, 1),
        )  # fmt: skip
        mine, other = department.specialist, department.manager
        session.add_all(
            (
                Action(opportunity_id=one.id, name="提交付款方案", due_on=TODAY - 3 * DAY, owner_id=mine),
                Action(opportunity_id=one.id, name="约见总监", due_on=TODAY, owner_id=other),
                Action(opportunity_id=one.id, name="做完的", due_on=TODAY, state="done", owner_id=mine),
                Action(opportunity_id=one.id, name="没人的", due_on=TODAY),
                Risk(opportunity_id=one.id, name="对手降价", mitigation="锁定框架价", due_on=TODAY, owner_id=mine),
                Risk(opportunity_id=one.id, name="已过去", due_on=TODAY, state="closed", owner_id=mine),
            )
        )  # fmt: skip
        plan = AccountPlan(
            account_id=department.account, period="2026", on=TODAY, review_on=TODAY + 2 * DAY, owner_id=mine
        )  # fmt: skip
        session.add(plan)
        session.flush()
        session.add(PlanMeasure(plan_id=plan.id, name="季度高层会", due_on=TODAY))
        return one.id


def lines(store: Store, who: int | None) -> list[tuple[str, str, int]]:
    with store.read() as session:
        staff = session.get(Staff, who) if who else None
        entries = agenda(session, TODAY, 7, staff).entries
        return [(each.kind, each.title, (each.on - TODAY).days) for each in entries]


def test_a_person_sees_their_own_and_what_is_nobodys(
    store: Store, department: Department, project: int
) -> None:
    assert lines(store, department.specialist) == [
        ("action", "提交付款方案", -3),
        ("action", "没人的", 0),
        ("risk", "锁定框架价", 0),
        ("measure", "季度高层会", 0),
        ("project_contact", "约财务总监", 1),
        ("plan_review", "Review of the account plan 2026", 2),
    ]
    assert lines(store, department.manager) == [("action", "约见总监", 0)]


def test_everybodys_agenda_has_all_of_it(
    store: Store, department: Department, project: int
) -> None:
    assert len(lines(store, None)) == 7


def test_a_closed_project_asks_for_nothing(
    store: Store, department: Department, project: int
) -> None:
    with store.change(message("Lose")) as session:
        one = session.get_one(Opportunity, project)
        opportunities.close(session, one, "lost", date(2026, 11, 20), "价格")
    kinds = {kind for kind, _title, _days in lines(store, department.specialist)}
    assert kinds == {"measure", "plan_review"}


def test_done_and_put_off(store: Store, department: Department, project: int) -> None:
    with store.change(message("Do")) as session:
        first, second = session.query(Action).order_by(Action.id).limit(2)
        agenda_sales.finish(session, first, TODAY)
        agenda_sales.put_off(second, TODAY + 5 * DAY)
    with store.read() as session:
        first, second = session.query(Action).order_by(Action.id).limit(2)
        assert (first.state, first.done_on) == ("done", TODAY)
        assert second.due_on == TODAY + 5 * DAY
    assert lines(store, department.manager) == [("action", "约见总监", 5)]
