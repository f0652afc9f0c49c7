"""Lists of visits, expenses and tasks: by account, by owner, a page at a time, and where a record stands in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.store import list_indexes
from kamdesk.work import lists
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.trash import move_to_trash


@pytest.fixture
def portfolio(store):
    """Zinc, 丙 (bing) and 安 (an), added in another order than that of their names; two accounts are called 安."""
    with store.change(message("begin")) as session:
        session.add_all([Staff(number="1", name="王强"), Staff(number="2", name="李梅")])
        session.add_all(Account(name=name) for name in ("Zinc", "丙", "安", "安"))
        session.flush()
        for account, day, owner in (
            (1, 3, 1), (2, 1, 2), (4, 4, 1), (3, 2, 2), (1, 1, 1), (3, None, None), (4, 1, 1),
        ):  # fmt: skip
            planned = date(2026, 3, day) if day else None
            session.add(Visit(account_id=account, planned_on=planned, owner_id=owner))
            session.flush()
        session.add_all(
            Expense(on=date(2026, 3, 1), amount=Decimal(amount), account_id=account)
            for amount, account in ((10, 1), (30, None), (20, 3))
        )
        session.add(ExpenseClaim(number="EC-1", on=date(2026, 3, 1), staff_id=1))
        session.add(Task(name="寄样品", account_id=2, owner_id=1))
        session.add(
            Development(account_id=2, begun_on=date(2026, 1, 1), state_since=date(2026, 1, 1))
        )
    return store


def order(store, record="Visit", **parts):
    with store.read() as session:
        return [row[0] for row in lists.page(session, ListQuery(record, (), **parts), 0, 9)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        # an (third and fourth account), bing, Zinc; of one account in the order they were added
        ({"sort": "account_id"}, [4, 6, 3, 7, 2, 1, 5]),
        ({"sort": "account_id", "descending": True}, [5, 1, 2, 7, 3, 6, 4]),
        ({"sort": "planned_on"}, [2, 5, 7, 4, 1, 3, 6]),
        ({"sort": "planned_on", "descending": True}, [3, 1, 4, 7, 5, 2, 6]),
        ({"sort": "account_id", "conditions": (Condition("owner_id", "is", (1,)),)}, [3, 7, 1, 5]),
        ({"sort": "planned_on", "conditions": (Condition("account_id", "is", (4,)),)}, [7, 3]),
    ],
)
def test_order_and_place(portfolio, parts, expected):
    assert order(portfolio, **parts) == expected
    query = ListQuery("Visit", ("account_id", "planned_on"), **parts)
    with portfolio.read() as session:
        places = {one: lists.standing(session, query, one) for one in expected}
        pages = [row[0] for at in (0, 3, 6) for row in lists.page(session, query, at, 3)]
        assert lists.ids(session, query) == expected
    assert places == {one: (len(expected), place) for place, one in enumerate(expected)}
    assert pages == expected


def test_many_rows_by_account_are_walked_account_by_account(portfolio, monkeypatch):
    monkeypatch.setattr(lists, "_MANY", 1)
    monkeypatch.setattr(lists, "_ONE_IN", 1000)
    mine = (Condition("owner_id", "is", (1,)),)
    assert order(portfolio, sort="account_id", conditions=mine) == [3, 7, 1, 5]
    assert order(portfolio, sort="planned_on", conditions=mine) == [5, 7, 1, 3]


def test_what_names_no_account_stands_last(portfolio):
    assert order(portfolio, "Expense", sort="account_id") == [3, 1, 2]
    assert order(portfolio, "Expense", sort="account_id", descending=True) == [1, 3, 2]
    with portfolio.read() as session:
        query = ListQuery("Expense", ("amount", "account_id"), sort="account_id")
        assert lists.page(session, query, 0, 9) == [
            (3, Decimal("20.00"), 3),
            (1, Decimal("10.00"), 1),
            (2, Decimal("30.00"), None),
        ]
        assert [lists.standing(session, query, one)[1] for one in (3, 1, 2)] == [0, 1, 2]


@pytest.mark.parametrize("record", ["ExpenseClaim", "Task", "Development"])
def test_other_kinds_have_lists_too(portfolio, record):
    for sort in ("", "owner_id" if record != "ExpenseClaim" else "staff_id"):
        assert order(portfolio, record, sort=sort) == [1]
    with portfolio.read() as session:
        assert lists.count(session, ListQuery(record, ())) == 1


def test_the_waste_basket_by_account(portfolio):
    with portfolio.change(message("x")) as session:
        move_to_trash(session, session.get_one(Account, 4))
    assert order(portfolio, sort="account_id") == [4, 6, 2, 1, 5]
    assert order(portfolio, sort="account_id", in_trash=True) == [3, 7]


def test_a_large_list_of_any_kind_may_get_an_index(portfolio):
    with portfolio.read() as session:
        assert list_indexes.indexed(session, Visit) == {"day", "held_on", "account_id"}
        assert list_indexes.can_make(session, "result", Visit)
        assert not list_indexes.can_make(session, "day", Visit)
        assert not list_indexes.can_make(session, "no such column", Visit)
    assert list_indexes.make(portfolio, "owner_id", Visit)
    assert not list_indexes.make(portfolio, "owner_id", Visit)
    with portfolio.read() as session:
        assert "owner_id" in list_indexes.indexed(session, Visit)
    assert order(portfolio, sort="owner_id") == [1, 3, 5, 7, 2, 4, 6]
