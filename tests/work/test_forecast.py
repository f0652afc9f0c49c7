"""The forecast: buckets apart from the weighted amount, by month, quarter and owner; the deals behind every figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.store.store import Store
from kamdesk.work import forecast, opportunities, periods, pipelines, settings
from kamdesk.work.analysis.forecasting import Totals
from kamdesk.work.forecast import NOBODY, Cell
from tests.work.department import Department, found

ON = date(2024, 11, 12)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def deal(
    session: Session, amount: str | None, chance: int, day: date | None, **more: Any
) -> Opportunity:
    """An open deal of `amount` with `chance` percent expected on `day`."""
    values = {
        "name": f"项目 {amount}", "amount": Decimal(amount) if amount else None, "probability": chance,
        "probability_reason": "判断", "expected_close_on": day, **more,
    }  # fmt: skip
    return opportunities.add_opportunity(session, values, on=date(2024, 1, 8))


def money(*amounts: str) -> Totals:
    """pipeline, best case, commit, closed, weighted."""
    return Totals(*(Decimal(each) for each in amounts))


def won(session: Session, opportunity: Opportunity, on: date) -> None:
    opportunities.close(session, opportunity, "won", on, "方案合适", override_reason="已签约")


def test_the_weighted_forecast_of_the_method(session: Session) -> None:
    """methods.md 3.12: 1.0 m × 60 %, 0.5 m × 80 %, 2.0 m × 10 %."""
    for amount, chance in (("1000000", 60), ("500000", 80), ("2000000", 10)):
        deal(session, amount, chance, date(2024, 11, 20))
    november = forecast.outlook(session, ON)[0]
    assert november.key == "2024-11"
    assert november.totals.weighted == Decimal(1_200_000)
    assert november.totals.open_amount == Decimal(3_500_000)
    assert november.totals == money("2000000", "1000000", "500000", "0", "1200000")
    assert november.count == 3


def test_committed_and_best_case_forecast_hold_what_was_won_and_never_the_weighted(
    session: Session,
) -> None:
    won(session, deal(session, "260", 50, date(2024, 12, 30)), date(2024, 11, 5))
    deal(session, "240", 80, date(2024, 11, 28))
    deal(session, "100", 50, date(2024, 11, 28))
    deal(session, "70", 49, date(2024, 11, 28))
    november = forecast.outlook(session, ON)[0].totals
    assert november.closed == Decimal(260)
    assert november.committed_forecast == Decimal(500)
    assert november.best_case_forecast == Decimal(600)
    assert november.weighted == Decimal("192.00") + Decimal("50.00") + Decimal("34.30")


def test_a_category_of_its_own_goes_before_the_probability_and_left_out_is_left_out(
    session: Session,
) -> None:
    deal(session, "10", 10, date(2024, 11, 28), forecast_category="commit")
    deal(session, "20", 90, date(2024, 11, 28), forecast_category="pipeline")
    deal(session, "40", 90, date(2024, 11, 28), forecast_category="omitted")
    november = forecast.outlook(session, ON)[0]
    assert november.totals == money("20", "0", "10", "0", "19.00")
    assert november.count == 2


def test_the_limits_of_the_categories_are_settings(session: Session) -> None:
    settings.put(session, "commit_from", 90)
    settings.put(session, "best_case_from", 30)
    deal(session, "10", 89, date(2024, 11, 28))
    deal(session, "20", 29, date(2024, 11, 28))
    totals = forecast.outlook(session, ON)[0].totals
    assert (totals.best_case, totals.pipeline, totals.commit) == (10, 20, 0)


def test_every_open_deal_stands_in_exactly_one_line(session: Session) -> None:
    for amount, day in (
        ("1", date(2024, 10, 31)), ("2", date(2024, 11, 1)), ("4", date(2025, 4, 30)), ("8", date(2025, 5, 1)),
        ("16", None),
    ):  # fmt: skip
        deal(session, amount, 10, day)
    lines = forecast.outlook(session, ON)
    assert [each.key for each in lines] == [
        "overdue", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04", "later", "undated",
    ]  # fmt: skip
    assert [int(each.totals.pipeline) for each in lines] == [1, 2, 0, 0, 0, 0, 4, 8, 16]
    quarters = forecast.outlook(session, ON, "quarter", count=2)
    assert [(each.key, int(each.totals.pipeline)) for each in quarters] == [
        ("2024Q4", 3), ("2025Q1", 0), ("later", 12), ("undated", 16),
    ]  # fmt: skip


def test_quarters_follow_the_business_year(session: Session) -> None:
    settings.put(session, "business_year_start", 4)
    deal(session, "5", 10, date(2025, 3, 31))
    lines = forecast.outlook(session, ON, "quarter", count=2)
    assert [(each.key, int(each.totals.pipeline)) for each in lines] == [
        ("2024Q3", 0),
        ("2024Q4", 5),
    ]


def test_another_currency_counts_by_its_rate_and_without_one_is_named(session: Session) -> None:
    day = date(2024, 11, 28)
    deal(session, "100", 80, day, currency="USD", rate=Decimal("7.1"))
    lost = deal(session, "900", 80, day, currency="USD")
    assert forecast.outlook(session, ON)[0].totals.commit == Decimal("710.00")
    assert [each.id for each in forecast.without_rate(session)] == [lost.id]
    assert forecast.without_rate(session)[0].amount is None


def test_owners_stand_by_themselves_and_nobody_too(
    session: Session, department: Department
) -> None:
    day = date(2024, 11, 28)
    deal(session, "10", 80, day)
    deal(session, "300", 10, day, owner_id=department.manager)
    deal(session, "7", 10, day, owner_id=None)
    deal(session, "5000", 10, date(2025, 1, 1), owner_id=department.manager)
    lines = forecast.by_owner(session, periods.read_period("2024Q4"))
    assert [(each.name, int(each.totals.open_amount)) for each in lines] == [
        ("经理甲", 300), ("专员丁", 10), ("", 7),
    ]  # fmt: skip
    assert int(forecast.outlook(session, ON, owner_id=NOBODY)[0].totals.pipeline) == 7
    assert int(forecast.outlook(session, ON, owner_id=department.manager)[0].totals.pipeline) == 300


def test_every_figure_names_its_deals(session: Session) -> None:
    commit = deal(session, "240", 85, date(2024, 11, 28))
    best = deal(session, "100", 50, date(2024, 11, 30))
    closed = deal(session, "260", 50, date(2024, 12, 30))
    won(session, closed, date(2024, 11, 5))
    deal(session, "1", 50, date(2024, 12, 1))
    undated = deal(session, None, 10, None)
    spans = periods.following(periods.read_period("2024-11"), 6)

    def ids(line: str, bucket: str) -> list[int]:
        return [
            each.id for each in forecast.deals(session, forecast.cell_of(line, spans, bucket, None))
        ]

    assert ids("2024-11", "commit") == [commit.id]
    assert ids("2024-11", "won") == [closed.id]
    assert ids("2024-11", "committed") == [closed.id, commit.id]
    assert ids("2024-11", "open") == [commit.id, best.id]
    assert ids("2024-11", "") == [closed.id, commit.id, best.id]
    assert ids("undated", "") == [undated.id]
    assert ids("overdue", "") == []
    assert forecast.count_of(session, Cell(bucket="open")) == 4


def test_what_slips_is_listed_by_how_often(session: Session) -> None:
    first = date(2024, 3, 1)
    twice, far, little = (deal(session, "10", 30, first) for _each in range(3))
    for days in (10, 20):
        opportunities.change_opportunity(
            session, twice, {"expected_close_on": first + timedelta(days=days)}, date(2024, 2, 1)
        )
    for opportunity, days in ((far, 61), (little, 60)):
        opportunities.change_opportunity(
            session, opportunity, {"expected_close_on": first + timedelta(days=days)}, date(2024, 2, 1)
        )  # fmt: skip
    found = forecast.slipping(session)
    assert [(each.id, each.slips, each.slipped_days) for each in found] == [
        (twice.id, 2, 20), (far.id, 1, 61),
    ]  # fmt: skip


def test_a_deal_in_the_waste_basket_is_in_no_figure(session: Session) -> None:
    from kamdesk.work.trash import move_to_trash

    move_to_trash(session, deal(session, "10", 80, date(2024, 11, 28)))
    assert forecast.outlook(session, ON)[0].totals == forecast.nothing()
    assert pipelines.all_stages(session)  # the stages stay
