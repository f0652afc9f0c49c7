"""Account health: its parts as the records have them, what is made of them, and the trend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.relations import ChainLink
from kamdesk.model.strategy import PlanMeasure
from kamdesk.store.store import Store
from kamdesk.work import account_plans, health
from kamdesk.work.child_rows import set_rows
from tests.work.department import Department, found

TODAY = date.today()


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def part(session: Session, department: Department, key: str) -> Decimal | None:
    account = session.get_one(Account, department.account)
    parts = health.account_health(session, account, TODAY).parts
    return next(each.points for each in parts if each.key == key)


def test_key_people_are_a_third_each(session: Session, department: Department) -> None:
    contact = session.get_one(Contact, department.contact)
    assert part(session, department, "key_people") == 0
    contact.buying_role = "decision_maker"
    session.flush()
    assert part(session, department, "key_people") == Decimal("33.3")
    contact.influence, contact.support_level = 2, 1
    session.flush()
    assert part(session, department, "key_people") == Decimal("66.7")
    session.add(
        ChainLink(
            account_id=department.account, name="教练己", buying_role="coach", is_external=False
        )
    )
    session.flush()
    assert part(session, department, "key_people") == 100


def test_a_placeholder_on_the_map_is_nobody(session: Session, department: Department) -> None:
    session.add(
        ChainLink(
            account_id=department.account, position="财务总监", buying_role="decision_maker",
            is_external=False,
        )
    )  # fmt: skip
    session.flush()
    assert part(session, department, "key_people") == 0


@pytest.mark.parametrize(("silent", "points"), [(0, 100), (14, 100), (21, 50), (28, 0), (90, 0)])
def test_contact_falls_after_the_rhythm(
    session: Session, department: Department, silent: int, points: int
) -> None:
    account = session.get_one(Account, department.account)
    account.tier, account.last_contact_on = "B", TODAY - timedelta(days=silent)
    assert part(session, department, "contact") == points


def test_without_a_rhythm_contact_is_not_known(session: Session, department: Department) -> None:
    assert part(session, department, "contact") is None


def test_the_plan_counts_what_is_done(session: Session, department: Department) -> None:
    assert part(session, department, "plan") is None
    plan = account_plans.add_plan(session, department.account, {}, TODAY)
    done = [{"name": f"措施 {number}", "done_on": TODAY} for number in range(4)]
    rows = [*done, *({"name": f"未完 {number}"} for number in range(3))]
    set_rows(session, plan, PlanMeasure, rows, "name")
    assert part(session, department, "plan") == Decimal("57.1")
    account_plans.change_plan(session, plan, {"state": "closed"})
    assert part(session, department, "plan") is None


def test_the_trend_has_one_value_a_day(session: Session, department: Department) -> None:
    account = session.get_one(Account, department.account)
    account.completeness = 40
    health.note(session, account, TODAY - timedelta(days=30), None)
    account.completeness = 60
    health.note(session, account, TODAY, None)
    account.completeness = 80
    health.note(session, account, TODAY, None)
    # archive and key people (0) are known: the half of each completeness
    assert [(each.on, each.score) for each in health.trend(session, account)] == [
        (TODAY - timedelta(days=30), 20), (TODAY, 40),
    ]  # fmt: skip


def test_the_whole_says_on_how_much_it_rests(session: Session, department: Department) -> None:
    account = session.get_one(Account, department.account)
    account.completeness = 100
    found = health.account_health(session, account, TODAY)
    # archive 100, key people 0, the other three unknown
    assert (found.total.shown, health.based_on(found.total), found.role) == (
        50, "based on 2 of 5", "warn",
    )  # fmt: skip
