"""Purchases: what they must say, delivery and lateness, and what an account buys by month and product."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.store.store import Store
from kamdesk.work import purchases, settings
from kamdesk.work.trash import move_to_trash
from tests.work.department import Department, found

TODAY = date.today()
DAY = timedelta(days=1)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def add(store: Store, department: Department, **values: Any) -> int:
    given = {"account_id": department.account, "on": date(2026, 3, 2), "amount": Decimal(100)}
    with store.change(message("Purchase")) as session:
        return purchases.add_purchase(session, given | values).id


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": None}, "on"),
        ({"account_id": None}, "account_id"),
        ({"amount": None}, "amount"),
        ({"due_on": date(2026, 3, 1)}, "due_on"),
        ({"delivered_on": TODAY + DAY}, "delivered_on"),
        ({"rate": Decimal(0)}, "rate"),
        ({"state": "delivered"}, "delivered_on"),
        ({"state": "shipped", "delivered_on": date(2026, 3, 4)}, "state"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    store: Store, department: Department, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        add(store, department, **values)
    assert refusal.value.field == field


def test_the_state_follows_the_delivery(store: Store, department: Department) -> None:
    one = add(store, department, due_on=date(2026, 3, 10), state="shipped")
    with store.read() as session:
        purchase = session.get_one(Purchase, one)
        assert purchases.lateness(purchase, date(2026, 3, 10)) == 0
        assert purchases.lateness(purchase, date(2026, 3, 14)) == 4
    with store.change(message("Deliver")) as session:
        purchases.deliver(session, session.get_one(Purchase, one), date(2026, 3, 12))
    with store.read() as session:
        purchase = session.get_one(Purchase, one)
        assert purchase.state == "delivered"
        assert purchases.lateness(purchase, date(2026, 5, 1)) == 2
    with pytest.raises(RuleError), store.change(message("Again")) as session:
        purchases.deliver(session, session.get_one(Purchase, one), date(2026, 3, 13))
    with store.change(message("Not after all")) as session:
        purchases.change_purchase(session, session.get_one(Purchase, one), {"delivered_on": None})
        assert session.get_one(Purchase, one).state == "ordered"
    store.undo()
    with store.read() as session:
        assert session.get_one(Purchase, one).delivered_on == date(2026, 3, 12)


def test_lists_of_late_ones_and_returns(store: Store, department: Department) -> None:
    on, due = date(2026, 4, 1), date(2026, 3, 20)
    given = {
        "waits": {"due_on": date(2026, 4, 1)},
        "late": {"due_on": due},
        "was late": {"due_on": due, "delivered_on": due + DAY},
        "in time": {"due_on": due, "delivered_on": due},
        "no day": {},
        "return": {"due_on": due, "amount": Decimal(-50)},
    }
    for name, values in given.items():
        add(store, department, number=name, **values)
    with store.read() as session:

        def named(condition: Any) -> list[str | None]:
            return list(
                session.scalars(select(Purchase.number).where(condition).order_by(Purchase.id))
            )

        assert named(purchases.is_undelivered()) == ["waits", "late"]
        assert named(purchases.is_late(on)) == ["late", "was late"]
        assert named(purchases.is_return()) == ["return"]


@pytest.fixture
def two_years(store: Store, department: Department) -> Department:
    """Purchases of 2025 and 2026: two products, a return, euro with and without a rate, one thrown away."""
    with store.change(message("Products")) as session:
        session.add_all(
            [Product(code="P1", name="泵", unit="台"), Product(code="P2", name="阀", unit="件")]
        )
    rows: tuple[tuple[date, int | None, str, str, str | None, str | None], ...] = (
        (date(2025, 1, 15), 1, "2", "1000.10", None, None),
        (date(2025, 11, 24), 1, "1", "500", None, None),
        (date(2025, 11, 25), 1, "1", "40", None, None),
        (date(2026, 1, 5), 1, "3", "1500", "CNY", None),
        (date(2026, 1, 31), 2, "10", "200", "EUR", "7.5"),
        (date(2026, 2, 1), 1, "-1", "-300.05", None, None),
        (date(2026, 2, 28), None, "1", "70", None, None),
        (date(2026, 11, 24), 2, "5", "999", "EUR", None),
        (date(2026, 12, 1), 1, "1", "60", None, None),
    )
    for on, product_id, quantity, amount, currency, rate in rows:
        add(
            store, department, on=on, product_id=product_id, quantity=Decimal(quantity), amount=Decimal(amount),
            currency=currency, rate=Decimal(rate) if rate else None,
        )  # fmt: skip
    gone = add(store, department, on=date(2026, 1, 6), amount=Decimal(5000))
    with store.change(message("Away")) as session:
        move_to_trash(session, session.get_one(Purchase, gone))
    return department


def test_months_beside_those_of_the_year_before(store: Store, two_years: Department) -> None:
    with store.read() as session:
        year = purchases.year_of(session, date(2026, 11, 24))
        months = {
            each.span.code: (each.amount, each.before)
            for each in purchases.by_month(session, two_years.account, year)
        }
    assert list(months) == [f"2026-{number:02}" for number in range(1, 13)]
    # January: 1500 + 200 × 7.5; February: 70 − 300.05.
    assert months["2026-01"] == (Decimal(3000), Decimal("1000.10"))
    assert months["2026-02"] == (Decimal("-230.05"), Decimal(0))
    assert months["2026-11"] == (Decimal(0), Decimal(540))
    assert months["2026-12"] == (Decimal(60), Decimal(0))


def test_a_business_year_may_begin_in_april(store: Store, two_years: Department) -> None:
    with store.change(message("Year")) as session:
        settings.put(session, "business_year_start", 4)
    with store.read() as session:
        year = purchases.year_of(session, date(2026, 2, 1))
        months = purchases.by_month(session, two_years.account, year)
    assert year.code == "2025"
    assert [(each.span.code, each.amount) for each in months if each.amount] == [
        ("2025-11", Decimal(540)), ("2026-01", Decimal(3000)), ("2026-02", Decimal("-230.05")),
    ]  # fmt: skip


def test_products_to_the_day_beside_the_same_days_a_year_earlier(
    store: Store, two_years: Department
) -> None:
    on = date(2026, 11, 24)
    with store.read() as session:
        year = purchases.year_of(session, on)
        rows = purchases.by_product(session, two_years.account, year, on)
        total = purchases.sums(session, two_years.account, year.first, on)
        last = purchases.last_purchase(session, two_years.account, on)
    # 2025 counts up to 24 November: the 40 of the 25th are left out.
    assert [(each.name, each.unit, each.quantity, each.amount, each.before) for each in rows] == [
        ("阀", "件", Decimal(15), Decimal(1500), Decimal(0)),
        ("泵", "台", Decimal(2), Decimal("1199.95"), Decimal("1500.10")),
        ("No product", "", Decimal(1), Decimal(70), Decimal(0)),
    ]
    assert total == purchases.Sums(Decimal("2769.95"), Decimal("-300.05"), 5, 1)
    assert last == on


def test_the_same_day_a_year_earlier() -> None:
    assert purchases.a_year_earlier(date(2028, 2, 29)) == date(2027, 2, 28)
    assert purchases.change_rate(Decimal(150), Decimal(100)) == Decimal("0.5")
    assert purchases.change_rate(Decimal(150), Decimal(0)) is None
