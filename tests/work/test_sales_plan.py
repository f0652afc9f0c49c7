"""Last year, plan, forecast and actual of each account and month; how good the forecasts were, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import opportunities, periods, pipelines, sales_plan, settings
from kamdesk.work.periods import read_period
from tests.work.selling import bought, customer, person, target

ON = date(2026, 3, 15)
QUARTER = read_period("2026Q1")


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


@pytest.fixture
def shop(session: Session) -> SimpleNamespace:
    one, two = person(session, "专员甲", "P1"), person(session, "专员乙", "P2")
    return SimpleNamespace(
        one=one,
        two=two,
        mill=customer(session, "云麓食品", one),
        yard=customer(session, "江岸船厂", two),
    )


def test_each_month_of_each_account(session: Session, shop: SimpleNamespace) -> None:
    bought(session, shop.yard, date(2025, 2, 28), "500")
    bought(session, shop.mill, date(2025, 3, 1), "20")
    bought(session, shop.mill, date(2026, 3, 15), "70")
    bought(session, shop.mill, date(2026, 3, 16), "9")  # not seen yet
    target(session, "2026-03", "80", date(2026, 1, 2), level="account", account_id=shop.mill.id)
    found = sales_plan.sales_plan(session, QUARTER, ON)
    assert [each.name for each in found.lines] == ["江岸船厂", "云麓食品"]
    assert [each.code for each in found.months] == ["2026-01", "2026-02", "2026-03"]
    march = found.lines[1].cells[2]
    assert (march.before, march.plan, march.forecast, march.actual) == (20, 80, None, 70)
    assert found.lines[0].cells[1].before == 500
    assert (found.total.total.before, found.total.total.actual, found.total.total.plan) == (
        520,
        70,
        80,
    )
    mine = sales_plan.sales_plan(session, QUARTER, ON, shop.one.id)
    assert [(each.name, each.owner) for each in mine.lines] == [("云麓食品", "专员甲")]


def test_the_newest_forecast_counts_else_the_weighted_pipeline(
    session: Session, shop: SimpleNamespace
) -> None:
    for amount, chance, day in (
        ("1000", 60, date(2026, 3, 20)),
        ("500", 10, date(2026, 3, 31)),
        ("8", 50, date(2026, 4, 1)),
    ):
        opportunities.add_opportunity(
            session,
            {"name": f"项目{amount}", "account_id": shop.mill.id, "amount": Decimal(amount), "probability": chance,
             "probability_reason": "判断", "expected_close_on": day},
            on=date(2026, 1, 8),
        )  # fmt: skip
    assert pipelines.all_stages(session)
    march = sales_plan.sales_plan(session, QUARTER, ON, shop.one.id).lines[0].cells[2]
    assert (march.made, march.pipeline, march.forecast) == (None, 650, 650)
    key = (shop.mill.id, "2026-03")
    assert sales_plan.put_forecasts(session, {key: Decimal(700)}, date(2026, 2, 1)) == 1
    assert sales_plan.put_forecasts(session, {key: Decimal(800)}, date(2026, 3, 10)) == 1
    march = sales_plan.sales_plan(session, QUARTER, ON, shop.one.id).lines[0].cells[2]
    assert (march.forecast, march.made_on, march.earlier) == (800, date(2026, 3, 10), 700)
    before = (
        sales_plan.sales_plan(session, QUARTER, date(2026, 3, 9), shop.one.id).lines[0].cells[2]
    )
    assert before.forecast == 700


def test_forecasts_of_one_day_replace_each_other_and_the_same_one_is_not_made_twice(
    session: Session, shop: SimpleNamespace
) -> None:
    key = (shop.mill.id, "2026-05")
    first, later = date(2026, 2, 1), date(2026, 3, 1)
    sales_plan.put_forecasts(session, {key: Decimal(1)}, first)
    sales_plan.put_forecasts(session, {key: Decimal(2)}, first)
    assert sales_plan.put_forecasts(session, {key: Decimal(2)}, later) == 0
    sales_plan.put_forecasts(session, {key: Decimal(3)}, later)
    assert [(each.amount, each.made_on) for each in sales_plan.forecasts(session, *key)] == [
        (2, first), (3, later),
    ]  # fmt: skip
    assert sales_plan.put_forecasts(session, {key: None}, later) == 1
    assert [each.amount for each in sales_plan.forecasts(session, *key)] == [2]
    for code, amount, on in (
        ("2026Q1", "1", later),
        ("2026-05", "-1", later),
        ("2026-05", "9", date(9000, 1, 1)),
    ):
        with pytest.raises(RuleError):
            sales_plan.put_forecasts(session, {(shop.mill.id, code): Decimal(amount)}, on)


def test_accuracy_is_judged_by_what_was_forecast_before_the_month(
    session: Session, shop: SimpleNamespace
) -> None:
    mill, yard = shop.mill.id, shop.yard.id
    sales_plan.put_forecasts(
        session,
        {(mill, "2026-01"): Decimal(100), (yard, "2026-01"): Decimal(50)},
        date(2025, 12, 31),
    )
    sales_plan.put_forecasts(session, {(mill, "2026-01"): Decimal(999)}, date(2026, 1, 1))
    bought(session, shop.mill, date(2026, 1, 10), "80")
    bought(session, shop.yard, date(2026, 1, 10), "120")
    found = sales_plan.sales_plan(session, QUARTER, ON)
    # |80 − 100| + |120 − 50| = 90 of 200.
    assert found.accuracy(0) == Decimal("0.55")
    assert found.accuracy(1) is None
    assert found.accuracy(2) is None  # March is not over
    assert found.accuracy() == Decimal("0.55")
    bought(session, shop.mill, date(2026, 2, 1), "200")
    # February was not forecast at all: all of its 200 was missed.
    assert sales_plan.sales_plan(session, QUARTER, ON).accuracy() == 1 - Decimal(290) / 400


def test_months_of_a_business_year(session: Session, shop: SimpleNamespace) -> None:
    settings.put(session, "business_year_start", 4)
    bought(session, shop.mill, date(2025, 2, 1), "5")
    bought(session, shop.mill, date(2026, 2, 1), "6")
    found = sales_plan.sales_plan(session, periods.read_period("2025", 4), ON)
    assert [each.code for each in found.months][-2:] == ["2026-02", "2026-03"]
    cell = next(each for each in found.lines if each.account_id == shop.mill.id).cells[10]
    assert (cell.before, cell.actual) == (5, 6)
