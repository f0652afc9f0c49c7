"""Lists of opportunities by account: those that name none stand last in both directions, on every page."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store.store import Store
from kamdesk.work import lists, opportunities
from kamdesk.work.lists import Condition, ListQuery

TODAY = date.today()


@pytest.fixture
def portfolio(store: Store) -> Store:
    """Of Zinc, of nobody, of 安 (an) twice, of 丙 (bing), of nobody; 安's first one is lost."""
    with store.change(message("begin")) as session:
        session.add_all(Account(name=name) for name in ("Zinc", "丙", "安"))
        session.flush()
        for account_id in (1, None, 3, 3, 2, None):
            values = {"name": "商机", "account_id": account_id}
            one = opportunities.add_opportunity(session, values)
            if one.id == 3:
                opportunities.close(session, one, "lost", TODAY, "价格")
    return store


def pages(store: Store, size: int, **parts: object) -> list[list[int]]:
    query = ListQuery("Opportunity", ("name",), sort="account_id", **parts)  # type: ignore[arg-type]  # what each test says
    with store.read() as session:
        return [
            [row[0] for row in lists.page(session, query, offset, size)]
            for offset in range(0, 6, size)
        ]


def test_those_without_an_account_stand_last(portfolio: Store) -> None:
    assert pages(portfolio, 6) == [[3, 4, 5, 1, 2, 6]]
    assert pages(portfolio, 6, descending=True) == [[1, 5, 4, 3, 6, 2]]


def test_pages_go_over_from_the_one_half_to_the_other(portfolio: Store) -> None:
    assert pages(portfolio, 4) == [[3, 4, 5, 1], [2, 6]]
    assert pages(portfolio, 2, descending=True) == [[1, 5], [4, 3], [6, 2]]


def test_a_filter_holds_in_both_halves(portfolio: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    is_open = (Condition("outcome", "is", ("open",)),)
    assert pages(portfolio, 6, conditions=is_open) == [[4, 5, 1, 2, 6]]
    # as in a large list, where rows are walked along the accounts instead of sorted
    monkeypatch.setattr(lists, "_MANY", 1)
    monkeypatch.setattr(lists, "_ONE_IN", 10_000)
    assert pages(portfolio, 6, conditions=is_open) == [[4, 5, 1, 2, 6]]
    assert pages(portfolio, 6, conditions=is_open, text="商机") == [[4, 5, 1, 2, 6]]
