"""Sales figures: who owned the account on the day, ordinary days, rates, last year's days, plans; totals by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import sales_analysis, settings
from kamdesk.work.accounts import set_owner, set_status
from kamdesk.work.periods import read_period
from kamdesk.work.sales_analysis import Line, Question, analyse
from kamdesk.work.trash import move_to_trash
from tests.work.selling import bought, customer, person, product, target

ON = date(2026, 12, 31)


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


@pytest.fixture
def shop(session: Session) -> SimpleNamespace:
    """Two people, two accounts, two products in two units, and what was bought in two years."""
    one, two = person(session, "专员甲", "P1"), person(session, "专员乙", "P2")
    mill = customer(session, "云麓食品", one, region="华东")
    yard = customer(session, "江岸船厂", two, region="华北")
    flour = product(session, "F", "面粉", "粮食", "吨")
    rope = product(session, "R", "缆绳", None, "米")
    bought(session, mill, date(2026, 1, 5), "1000", cost="700", quantity="2", product_id=flour.id)
    bought(session, mill, date(2026, 2, 5), "500", quantity="1", product_id=flour.id)
    bought(
        session, mill, date(2026, 4, 1), "-100", cost="-70", quantity="-0.2", product_id=flour.id
    )
    bought(
        session, yard, date(2026, 3, 31), "300.55", cost="100", quantity="12.5", product_id=rope.id
    )
    bought(session, mill, date(2025, 3, 31), "800", product_id=flour.id)
    bought(session, yard, date(2025, 6, 30), "50", product_id=rope.id)
    return SimpleNamespace(one=one, two=two, mill=mill, yard=yard, flour=flour, rope=rope)


def of(period: str, as_of: date = ON) -> Question:
    return Question(read_period(period), as_of)


def amounts(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(each.name, str(each.amount)) for each in lines]


def test_accounts_with_quantity_profit_and_last_year(
    session: Session, shop: SimpleNamespace
) -> None:
    found = analyse(session, of("2026"))
    mill, yard = found.lines
    assert (mill.key, mill.name, mill.count) == (shop.mill.id, "云麓食品", 3)
    assert mill.amount == Decimal(1400)
    assert mill.profit == Decimal(300) + Decimal(-30)  # the purchase of 500 does not say its cost
    assert mill.uncosted == 1
    assert mill.margin is None
    assert mill.quantities == (("吨", Decimal("2.8")),)
    assert mill.before == Decimal(800)
    assert mill.growth == Decimal("0.75")
    assert (yard.amount, yard.profit) == (Decimal("300.55"), Decimal("200.55"))
    assert found.total.amount == Decimal("1700.55")
    assert found.total.before == Decimal(850)
    assert found.total.quantities == (("吨", Decimal("2.8")), ("米", Decimal("12.5")))
    assert found.page(1, 1) == (yard,)


def test_a_year_that_is_not_over_is_measured_against_the_same_days(
    session: Session, shop: SimpleNamespace
) -> None:
    found = analyse(session, of("2026", date(2026, 3, 31)))
    assert found.total.amount == Decimal("1800.55")
    assert found.total.before == Decimal(800)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("product", [("面粉", "1400.00"), ("缆绳", "300.55")]),
        ("line", [("粮食", "1400.00"), ("", "300.55")]),
        ("region", [("华东", "1400.00"), ("华北", "300.55")]),
        ("staff", [("专员甲", "1400.00"), ("专员乙", "300.55")]),
    ],
)
def test_by_everything_else(
    session: Session, shop: SimpleNamespace, by: str, expected: list[tuple[str, str]]
) -> None:
    found = analyse(session, of("2026"), by)
    assert amounts(found.lines) == expected
    assert found.total.amount == Decimal("1700.55")


def test_every_month_of_the_period_has_a_line(session: Session, shop: SimpleNamespace) -> None:
    found = analyse(session, of("2026Q1"), "month")
    assert [(each.key, each.amount, each.before) for each in found.lines] == [
        ("2026-01", Decimal(1000), 0), ("2026-02", Decimal(500), 0), ("2026-03", Decimal("300.55"), Decimal(800)),
    ]  # fmt: skip
    year = analyse(session, of("2026"), "month")
    assert len(year.lines) == 12
    assert year.lines[3].amount == Decimal(-100)


def test_a_purchase_belongs_to_whoever_owned_the_account_on_its_day(
    session: Session, shop: SimpleNamespace
) -> None:
    set_owner(session, shop.mill, shop.two.id, date(2026, 2, 5))
    found = analyse(session, of("2026"), "staff")
    assert amounts(found.lines) == [("专员甲", "1000.00"), ("专员乙", "700.55")]
    assert found.lines[0].before == Decimal(800)
    of_two = of("2026").narrowed("staff", shop.two.id)
    assert [each.amount for each in sales_analysis.purchases(session, of_two)] == [
        Decimal(-100), Decimal("300.55"), Decimal(500),
    ]  # fmt: skip
    assert sales_analysis.count_of(session, of_two) == 3


def test_ordinary_days_and_the_waste_basket_do_not_count(
    session: Session, shop: SimpleNamespace
) -> None:
    set_status(session, shop.yard, "ordinary", date(2026, 3, 31), "小单")
    assert analyse(session, of("2026")).total.amount == Decimal(1400)
    set_status(session, shop.yard, "active", date(2026, 4, 1), "恢复")
    bought(session, shop.yard, date(2026, 4, 1), "7")
    assert analyse(session, of("2026")).total.amount == Decimal(1407)
    move_to_trash(session, shop.mill)
    assert analyse(session, of("2026")).total.amount == Decimal(7)


def test_before_its_first_known_state_an_account_was_what_it_was_first(session: Session) -> None:
    retail = customer(session, "小客户", None, since=date(2026, 5, 1), status="ordinary")
    bought(session, retail, date(2026, 1, 1), "10")
    bought(session, customer(session, "大客户", None), date(2026, 1, 1), "20")
    assert analyse(session, of("2026")).total.amount == Decimal(20)


def test_another_currency_counts_by_its_rate_unrounded_and_without_one_is_named(
    session: Session, shop: SimpleNamespace
) -> None:
    bought(session, shop.yard, date(2026, 5, 1), "10.01", cost="4", currency="USD", rate="7.123456")
    bought(session, shop.yard, date(2026, 5, 2), "9999", currency="EUR", number="E-1")
    bought(session, shop.yard, date(2026, 5, 3), "1", currency="CNY", rate="5")
    may = analyse(session, of("2026-05"))
    assert may.total.amount == Decimal("71.30579456") + 1
    assert may.total.profit == Decimal("6.01") * Decimal("7.123456")
    assert may.total.incomplete == 1
    assert [each.number for each in may.unrated] == ["E-1"]
    assert [each.value for each in sales_analysis.purchases(session, of("2026-05"))] == [
        Decimal(1), None, Decimal("71.30579456"),
    ]  # fmt: skip


def test_plans_stand_beside_whom_they_are_made_for(session: Session, shop: SimpleNamespace) -> None:
    target(session, "2026", "2000", date(2026, 1, 2))
    for quarter in range(1, 5):
        target(
            session,
            f"2026Q{quarter}",
            "350",
            date(2026, 1, 2),
            level="account",
            account_id=shop.mill.id,
        )
    target(session, "2026", "900", date(2026, 1, 2), level="staff", staff_id=shop.two.id)
    target(session, "2026-02", "125", date(2026, 1, 2))
    target(session, "2026", "77", None, level="staff", staff_id=shop.one.id)
    by_account = analyse(session, of("2026"))
    assert [each.plan for each in by_account.lines] == [Decimal(1400), None]
    assert by_account.lines[0].rate == Decimal(1)
    assert by_account.total.plan == Decimal(2000)
    assert [each.plan for each in analyse(session, of("2026"), "staff").lines] == [
        None,
        Decimal(900),
    ]
    assert [each.plan for each in analyse(session, of("2026Q1"), "month").lines] == [
        None, Decimal(125), None,
    ]  # fmt: skip
    mine = of("2026").narrowed("account", shop.mill.id)
    assert analyse(session, mine, "month").total.plan == Decimal(1400)
    assert analyse(session, of("2026"), "product").lines[0].plan is None


def test_a_line_narrows_the_next_question(session: Session, shop: SimpleNamespace) -> None:
    of_flour = of("2026").narrowed("product", shop.flour.id)
    assert amounts(analyse(session, of_flour, "account").lines) == [("云麓食品", "1400.00")]
    without_line = of("2026").narrowed("line", None)
    assert amounts(analyse(session, without_line, "product").lines) == [("缆绳", "300.55")]
    march = of("2026").narrowed("month", "2026-03")
    found = analyse(session, march, "account")
    assert [(each.amount, each.before) for each in found.lines] == [
        (Decimal("300.55"), Decimal(0)), (Decimal(0), Decimal(800)),
    ]  # fmt: skip


def test_the_business_year_begins_where_it_is_set(session: Session, shop: SimpleNamespace) -> None:
    settings.put(session, "business_year_start", 4)
    found = analyse(session, Question(read_period("2025", 4), ON), "month")
    assert found.question.span.first == date(2025, 4, 1)
    assert [each.key for each in found.lines][-3:] == ["2026-01", "2026-02", "2026-03"]
    assert found.total.amount == Decimal("50") + Decimal("1800.55")
    assert found.total.before == Decimal(800)
