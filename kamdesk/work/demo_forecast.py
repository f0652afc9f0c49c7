"""The demonstration's locked forecasts: what stood on earlier days is read off the history of its opportunities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kamdesk.model.forecast import ForecastDeal, ForecastSnapshot
from kamdesk.store.recorder import insert_many
from kamdesk.work import periods, settings
from kamdesk.work.analysis.forecasting import category_of, probability_now
from kamdesk.work.demo_sales import Deal, Sales
from kamdesk.work.periods import Span

_CURRENCY = "CNY"
_WEEKS = 6
_QUARTER_QUOTA = Decimal(26_000_000)
_OWN_QUOTAS = {"1003": 12_000_000, "1004": 9_000_000, "1005": 5_000_000}
"""Staff number → what the person is to sell in the quarter."""
_MONTH_QUOTAS = (7_000_000, 15_000_000, 7_000_000, 7_000_000, 8_000_000, 8_000_000)


def add_snapshots(sales: Sales) -> None:
    """Locks the last two quarters at their beginning, the present one every week, and the months ahead a week ago."""
    session = sales.office.session
    start = periods.start_month(session)
    day = sales.office.day
    quarter = periods.period_of(day, "quarter", start)
    last = periods.period_of(quarter.first - timedelta(days=1), "quarter", start)
    month = periods.period_of(day, "month", start)
    locked = [(last.first, last, _QUARTER_QUOTA)]
    weeks = (day - timedelta(days=7 * back) for back in range(_WEEKS, 0, -1))
    days = sorted({quarter.first, *(each for each in weeks if each > quarter.first)} - {day})
    locked += [(each, quarter, _QUARTER_QUOTA) for each in days]
    months = periods.following(month, len(_MONTH_QUOTAS), start)
    a_week_ago = max(day - timedelta(days=7), month.first)
    if a_week_ago < day:
        locked += [
            (a_week_ago, each, Decimal(quota))
            for each, quota in zip(months, _MONTH_QUOTAS, strict=True)
        ]
    for on, span, quota in locked:
        _lock(sales, on, span, quota)
    if days:
        for number, own in _OWN_QUOTAS.items():
            _lock(sales, days[-1], quarter, Decimal(own), sales.office.staff[number].id)


def _lock(sales: Sales, on: date, span: Span, quota: Decimal, owner_id: int | None = None) -> None:
    session = sales.office.session
    limits = (settings.get(session, "commit_from"), settings.get(session, "best_case_from"))
    snapshot = ForecastSnapshot(
        taken_on=on, period=span.code, owner_id=owner_id, quota=quota, currency=_CURRENCY
    )
    session.add(snapshot)
    session.flush()
    rows = [
        row
        for deal in sales.deals.values()
        if owner_id in (None, deal.record.owner_id)
        for row in _row(deal, on, span, limits)
    ]
    insert_many(
        session, ForecastDeal, [{"snapshot_id": snapshot.id, "created_by": "", **row} for row in rows]
    )  # fmt: skip


def _row(deal: Deal, on: date, span: Span, limits: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """The deal as it stood at the end of day `on`, if it was open then or had been closed in the period."""
    record = deal.record
    if deal.stages[0][0] > on:
        return
    is_closed = record.closed_on is not None and record.closed_on <= on
    if is_closed and record.closed_on not in span:
        return
    outcome = record.outcome if is_closed else "open"
    stage = _last(deal.stages, on)
    probability = probability_now(outcome, record.probability, stage.probability)
    expected = record.closed_on if is_closed else _last(deal.expected, on)
    yield {
        "opportunity_id": record.id, "owner_id": record.owner_id,
        "amount": (_last(deal.amounts, on) * (record.rate or 1)).quantize(Decimal("0.01")),
        "probability": probability, "outcome": outcome, "expected_close_on": expected,
        "category": category_of(probability, record.forecast_category, *limits),
    }  # fmt: skip


def _last(dated: Sequence[tuple[date, Any]], on: date) -> Any:
    """What held on day `on`; what was said first, before anything was."""
    held = [what for since, what in dated if since <= on]
    return held[-1] if held else (dated[0][1] if dated else None)
