"""The accounts as a BCG matrix: shares as last noted, growth over twelve months, the field of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import competitors, opportunities, portfolio
from kamdesk.work.accounts import create_account
from tests.work.department import Department, found

TODAY = date.today()


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def signed(session: Session, account_id: int, days: int, amount: int) -> None:
    made = opportunities.add_opportunity(
        session, {"name": "P", "account_id": account_id, "amount": Decimal(amount)},
        on=TODAY - timedelta(days=900),
    )  # fmt: skip
    made.outcome, made.closed_on = "won", TODAY - timedelta(days=days)
    session.flush()


def test_the_worked_examples_of_the_method(session: Session) -> None:
    rival = competitors.add_competitor(session, {"name": "对手"}).id
    given = {
        "问题": (Decimal("0.2"), Decimal("0.4"), 114),
        "金牛": (Decimal("0.3"), Decimal("0.2"), 104),
        "明星": (Decimal("0.25"), Decimal("0.25"), 110),
    }
    for name, (own, other, now) in given.items():
        account = create_account(session, {"name": name}).id
        competitors.set_share(session, account, None, own, TODAY)
        competitors.set_share(session, account, rival, other, TODAY)
        signed(session, account, 500, 100)
        signed(session, account, 100, now)
    matrix = portfolio.account_matrix(session, TODAY)
    fields = {each.name: matrix.cell(each) for each in matrix.bubbles}
    assert fields == {"问题": "question_mark", "金牛": "cash_cow", "明星": "star"}
    sales = {each.name: (each.growth, each.size) for each in matrix.bubbles}
    assert sales["问题"] == (Decimal("0.14"), Decimal(114))


def test_what_was_signed_before_or_is_not_known_is_no_growth(
    session: Session, department: Department
) -> None:
    competitors.set_share(session, department.account, None, Decimal("0.3"), TODAY)
    signed(session, department.account, 100, 500)
    signed(session, department.account, 800, 300)  # before the twelve months before
    (bubble,) = portfolio.account_matrix(session, TODAY).bubbles
    assert (bubble.growth, bubble.relative, bubble.has_rival) == (None, None, False)
    assert bubble.size == 500


def test_only_accounts_in_which_our_share_is_noted(
    session: Session, department: Department
) -> None:
    other = create_account(session, {"name": "别家"}).id
    rival = competitors.add_competitor(session, {"name": "对手"}).id
    competitors.set_share(session, other, rival, Decimal("0.5"), TODAY)
    competitors.set_share(session, department.account, None, Decimal("0.3"), TODAY)
    keys = [each.key for each in portfolio.account_matrix(session, TODAY).bubbles]
    assert keys == [str(department.account)]
    manager = department.staff(session, "manager")
    assert portfolio.account_matrix(session, TODAY, manager).bubbles == ()
