"""A frozen period keeps its figures and their records; what is entered later is shown beside, never instead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.indicators import engine, frozen, scopes
from kamdesk.model.account import Account
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint
from kamdesk.store.store import Store
from kamdesk.work.periods import read_period
from tests.work.department import Department, found

SPRING = read_period("2026Q1")
CLOSED = date(2026, 4, 8)


def complain(session: Session, account_id: int, on: date, judgement: str = "valid") -> Complaint:
    complaint = Complaint(account_id=account_id, received_on=on, judgement=judgement)
    session.add(complaint)
    return complaint


@pytest.fixture
def department(store: Store) -> Department:
    made = found(store)
    with store.change(message("Facts")) as session:
        complain(session, made.account, date(2026, 2, 3))
        for day, amount in (("2026-01-10", "300.00"), ("2026-03-20", "200.00")):
            bought = Purchase(account_id=made.account, on=date.fromisoformat(day))
            bought.amount = Decimal(amount)
            session.add(bought)
        account = session.get_one(Account, made.account)
        account.archive_date = date(2025, 1, 1)
    with store.change(message("Freeze")) as session:
        frozen.freeze(session, SPRING, CLOSED, by="林经理")
    return made


def value_today(session: Session, key: str) -> Decimal | None:
    return engine.figure(session, key, SPRING, CLOSED).value


def test_a_late_complaint_changes_the_restated_value_only(
    store: Store, department: Department
) -> None:
    with store.change(message("Late")) as session:
        complain(session, department.account, date(2026, 3, 30))
    with store.read() as session:
        kept = frozen.frozen_figure(session, "valid_complaint_count", SPRING, scopes.DEPARTMENT)
        assert kept is not None
        assert (kept.value, kept.by, kept.as_of) == (Decimal(1), "林经理", CLOSED)
        assert value_today(session, "valid_complaint_count") == 2
        late = frozen.changed_since(session, "valid_complaint_count", SPRING, scopes.DEPARTMENT)
        assert [(each.part, each.record, each.before, each.now) for each in late] == [
            ("numerator", "Complaint", None, Decimal(1))
        ]
        assert late[0].record_id is not None
        assert session.get_one(Complaint, late[0].record_id).received_on == date(2026, 3, 30)


def test_changed_and_deleted_records_are_told_with_both_values(
    store: Store, department: Department
) -> None:
    with store.change(message("Correct")) as session:
        first, second = session.query(Purchase).order_by(Purchase.on)
        first.amount = Decimal("250.00")
        session.delete(second)
    with store.read() as session:
        kept = frozen.frozen_figure(session, "sales_amount", SPRING, scopes.DEPARTMENT)
        assert kept is not None
        assert kept.value == 500
        assert value_today(session, "sales_amount") == 250
        late = frozen.changed_since(session, "sales_amount", SPRING, scopes.DEPARTMENT)
        assert {(each.before, each.now) for each in late} == {
            (Decimal(300), Decimal(250)),
            (Decimal(200), None),
        }
        assert sum((each.now or 0) - (each.before or 0) for each in late) == Decimal(-250)


def test_each_person_is_frozen_too_and_an_account_is_not(
    store: Store, department: Department
) -> None:
    with store.read() as session:
        mine = frozen.frozen_figures(session, SPRING, scopes.of_staff(department.specialist))
        others = frozen.frozen_figures(session, SPRING, scopes.of_staff(department.manager))
        assert mine.keys() == others.keys()
        assert others["sales_amount"].value == 0
        assert not frozen.frozen_figures(session, SPRING, scopes.of_account(department.account))


def test_a_period_is_frozen_once_and_only_when_it_is_over(
    store: Store, department: Department
) -> None:
    with (
        pytest.raises(RuleError, match="2026Q1 is frozen already"),
        store.change(message("Again")) as session,
    ):
        frozen.freeze(session, SPRING, CLOSED)
    with (
        pytest.raises(RuleError, match="2026Q2 is not over on 2026-06-29"),
        store.change(message("Too early")) as session,
    ):
        frozen.freeze(session, read_period("2026Q2"), date(2026, 6, 29))


def test_undo_opens_the_period_again(store: Store, department: Department) -> None:
    store.undo()
    with store.read() as session:
        assert frozen.frozen_of(session, SPRING) is None
        assert not frozen.frozen_figures(session, SPRING, scopes.DEPARTMENT)
