"""The checks of visits, claims and approvals: what was spoilt behind the program's back is found."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

import pytest

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.approval import Approval
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.store.check import run_checks
from kamdesk.store.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """An account with a visit held and one planned, an approval, a claim with two lines."""
    with store.change(message("Fill")) as session:
        session.add(Account(name="甲公司"))
        session.flush()
        session.add_all(
            [
                Visit(account_id=1, state="closed", subject="谈判", held_on=date(2026, 2, 3)),
                Visit(account_id=1, state="planned", subject="签约", planned_on=date(2026, 3, 3)),
                ExpenseClaim(number="EC-1", on=date(2026, 2, 4), state="paid"),
                Approval(
                    subject_kind="Visit", subject_id=2, step="manager", asked_on=date(2026, 2, 4)
                ),
            ]
        )
        session.flush()
        session.add_all(
            Expense(on=date(2026, 2, 3), amount=Decimal(7), claim_id=1, state="paid")
            for _number in "12"
        )
    return store


def spoil(store: Store, *statements: str) -> None:
    with sqlite3.connect(store.database) as connection:
        for each in statements:
            connection.execute(each)
    connection.close()


def found(store: Store, fix: bool = False) -> list[tuple[str, str | None, int | None, bool]]:
    return [
        (each.check, each.record, each.record_id, each.fixed) for each in run_checks(store, fix=fix)
    ]


def test_a_sound_folder_has_nothing_to_report(filled: Store) -> None:
    assert found(filled) == []


def test_the_day_of_the_last_contact_is_set_anew(filled: Store) -> None:
    spoil(filled, "UPDATE account SET last_contact_on = '2026-01-01'")
    assert found(filled) == [("contacts", "Account", 1, False)]
    assert found(filled, fix=True) == [("contacts", "Account", 1, True)]
    with filled.read() as session:
        assert session.get_one(Account, 1).last_contact_on == date(2026, 2, 3)


def test_a_state_that_does_not_fit_its_days_is_left_to_a_person(filled: Store) -> None:
    spoil(filled, "UPDATE visit SET state = 'reported' WHERE id = 2")
    assert found(filled, fix=True) == [("visits", "Visit", 2, False)]
    spoil(filled, "UPDATE visit SET state = 'planned'")
    assert found(filled) == [("visits", "Visit", 1, False)]


def test_expenses_follow_their_claim(filled: Store) -> None:
    spoil(filled, "UPDATE expense SET state = 'open' WHERE id = 2")
    assert found(filled) == [("claims", "Expense", 2, False)]
    assert found(filled, fix=True) == [("claims", "Expense", 2, True)]
    with filled.read() as session:
        assert session.get_one(Expense, 2).state == "paid"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approval SET subject_id = 99",
        "UPDATE approval SET subject_kind = 'Nothing'",
        "UPDATE visit SET deleted_at = '2026-01-01' WHERE id = 2",
    ],
)
def test_an_approval_of_nothing_is_found(filled: Store, statement: str) -> None:
    spoil(filled, statement)
    assert ("subjects", "Approval", 1, False) in found(filled)


def test_the_search_text_of_a_visit_is_checked_too(filled: Store) -> None:
    spoil(filled, "UPDATE visit SET subject = '改了' WHERE id = 1")
    assert found(filled, fix=True) == [("search", "Visit", 1, True)]
