"""Budget and spending by category: what holds, what counts, what is left; sums by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.expense import Expense
from kamdesk.model.target import Budget
from kamdesk.store.store import Store
from kamdesk.work import budgets, settings
from kamdesk.work.accounts import set_status
from kamdesk.work.periods import read_period
from kamdesk.work.trash import move_to_trash
from tests.work.selling import customer

ON = date(2026, 12, 31)
QUARTER = read_period("2026Q2")


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def budget(session: Session, period: str, category: str, amount: str, approved_on: date | None = date(2026, 1, 2),
           **more: Any) -> None:  # fmt: skip
    session.add(
        Budget(
            period=period,
            category=category,
            amount=Decimal(amount),
            approved_on=approved_on,
            **more,
        )
    )
    session.flush()


def spent(
    session: Session, on: date, category: str, amount: str, state: str = "approved", **more: Any
) -> Expense:
    made = Expense(on=on, category=category, amount=Decimal(amount), state=state, **more)
    session.add(made)
    session.flush()
    return made


def test_spending_beside_the_budget_by_state(session: Session) -> None:
    budget(session, "2026Q2", "travel", "1000")
    may = date(2026, 5, 1)
    for amount, state in (
        ("100", "approved"),
        ("200.50", "paid"),
        ("30", "submitted"),
        ("4", "open"),
        ("999", "refused"),
    ):
        spent(session, may, "travel", amount, state)
    spent(session, date(2026, 3, 31), "travel", "777")
    spent(session, may, "gift", "60")
    found = budgets.execution(session, QUARTER, ON)
    travel, gift = found.line("travel"), found.line("gift")
    assert (travel.spent, travel.submitted, travel.open) == (Decimal("300.50"), 30, 4)
    assert (travel.remaining, travel.free) == (Decimal("699.50"), Decimal("665.50"))
    assert travel.used == Decimal("0.3005")
    assert not travel.is_unbudgeted
    assert (gift.budget, gift.remaining, gift.used) == (None, None, None)
    assert gift.is_unbudgeted
    assert (found.total.budget, found.total.spent) == (1000, Decimal("360.50"))
    assert [
        each.on for each in budgets.expenses(session, QUARTER, ON, ["travel"], budgets.SPENT)
    ] == [may, may]


def test_service_is_all_but_marketing_unless_a_setting_says_otherwise(session: Session) -> None:
    budget(session, "2026Q2", "marketing", "500")
    budget(session, "2026Q2", "meals", "70")
    spent(session, date(2026, 4, 1), "marketing", "40")
    found = budgets.execution(session, QUARTER, ON)
    assert (found.service.budget, found.service.spent) == (70, 0)
    assert (found.total.budget, found.total.spent) == (570, 40)
    settings.put(session, "service_cost_categories", "marketing")
    assert budgets.execution(session, QUARTER, ON).service.budget == 500


def test_versions_hold_by_rule_9_and_drafts_do_not(session: Session) -> None:
    for month, amount in ((4, "10"), (5, "20"), (6, "30")):
        budget(session, f"2026-{month:02}", "travel", amount)
    budget(session, "2026-05", "travel", "25", date(2026, 5, 20))
    budget(session, "2026Q2", "travel", "99", None)
    line = budgets.execution(session, QUARTER, ON).line("travel")
    assert (line.budget, line.first, line.draft) == (65, 60, 99)
    assert budgets.approve(session, read_period("2026"), date(2026, 6, 30)) == 1
    assert budgets.execution(session, QUARTER, ON).line("travel").budget == 99
    assert budgets.execution(session, QUARTER, date(2026, 6, 29)).line("travel").budget == 65
    with pytest.raises(RuleError, match="no draft"):
        budgets.approve(session, read_period("2026"), date(2026, 6, 30))


def test_currencies_ordinary_days_and_the_waste_basket(session: Session) -> None:
    may = date(2026, 5, 1)
    account = customer(session, "云麓食品", None)
    budget(session, "2026Q2", "gift", "10", currency="USD", rate=Decimal("7.1"))
    spent(session, may, "gift", "10.01", currency="USD", rate=Decimal("7.123456"))
    spent(session, may, "gift", "9", currency="EUR")
    spent(session, may, "gift", "5", account_id=account.id)
    line = budgets.execution(session, QUARTER, ON).line("gift")
    assert line.budget == 71
    assert line.spent == Decimal("71.30579456") + 5
    assert line.unrated == 1
    set_status(session, account, "ordinary", may, "小单")
    assert budgets.execution(session, QUARTER, ON).line("gift").spent == Decimal("71.30579456")
    set_status(session, account, "active", date(2026, 5, 2), "恢复")
    second = spent(session, date(2026, 5, 2), "gift", "6", account_id=account.id)
    assert budgets.execution(session, QUARTER, ON).line("gift").spent == Decimal("77.30579456")
    move_to_trash(session, second)
    assert budgets.execution(session, QUARTER, ON).line("gift").spent == Decimal("71.30579456")


def test_a_budget_is_a_draft_a_version_and_refused_where_it_makes_no_sense(
    session: Session,
) -> None:
    assert budgets.put(session, QUARTER, "travel", Decimal(100))
    assert budgets.put(session, QUARTER, "travel", Decimal(120))
    assert [each.amount for each in budgets.versions(session, QUARTER, "travel")] == [120]
    assert budgets.put(session, QUARTER, "travel", Decimal(130), date(2026, 4, 1))
    assert not budgets.put(session, QUARTER, "travel", Decimal(130))
    assert budgets.put(session, QUARTER, "travel", Decimal(140))
    assert budgets.put(session, QUARTER, "travel", None)
    assert [(each.amount, each.approved_on) for each in budgets.versions(session, QUARTER, "travel")] == [
        (130, date(2026, 4, 1)),
    ]  # fmt: skip
    for category, amount, on in (
        ("travel", "-1", None),
        ("nonsense", "1", None),
        ("travel", "1", date(9000, 1, 1)),
    ):
        with pytest.raises(RuleError):
            budgets.put(session, QUARTER, category, Decimal(amount), on)
