"""The demonstration's products, competitors and opportunities: open, won, lost and cancelled, with the way they went.

What happened lies in the past of the day of loading, so it is written as the history it would have left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from kamdesk.model.competitor import Competitor
from kamdesk.model.fields import RecordField, fields_of
from kamdesk.model.opportunity import (
    CloseDateChange,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    OutcomeChange,
    StageChange,
)
from kamdesk.model.pipeline import Pipeline, Stage
from kamdesk.model.product import Product
from kamdesk.model.visit import Visit
from kamdesk.work import pipelines
from kamdesk.work.analysis.forecasting import slipping
from kamdesk.work.demo_visits import Office, Rows
from kamdesk.work.numbers import next_number

Typed = Callable[[Mapping[str, str], Mapping[str, RecordField]], dict[str, Any]]
_CURRENCY = "CNY"


@dataclass
class Deal:
    """One opportunity of the file with what is known of its way: needed to write its project and earlier forecasts."""

    row: dict[str, str]
    record: Opportunity
    stages: list[tuple[date, Stage]] = field(default_factory=list)
    """Day and stage of every move, in order."""
    expected: list[tuple[date, date]] = field(default_factory=list)
    """Day on which it was said, and the expected close."""
    amounts: list[tuple[date, Decimal]] = field(default_factory=list)


@dataclass
class Sales:
    """The office with what it sells, against whom, and where."""

    office: Office
    products: dict[str, Product] = field(default_factory=dict)
    competitors: dict[str, Competitor] = field(default_factory=dict)
    deals: dict[str, Deal] = field(default_factory=dict)

    def ago(self, days: str | int) -> date:
        """So many days before the day of loading."""
        return self.office.day - timedelta(days=int(days))


def add_sales(office: Office, rows: Rows, typed: Typed) -> Sales:
    """Adds what ``products.csv``, ``competitors.csv`` and ``opportunities.csv`` tell."""
    session, sales = office.session, Sales(office)
    for row in rows("products.csv"):
        product = Product(**typed(row, {each.name: each for each in fields_of(Product)}))
        product.list_price_currency = _CURRENCY
        sales.products[row["code"]] = product
    for row in rows("competitors.csv"):
        competitor = Competitor(**typed(row, {each.name: each for each in fields_of(Competitor)}))
        sales.competitors[row["name"]] = competitor
    session.add_all([*sales.products.values(), *sales.competitors.values()])
    session.flush()
    stages = pipelines.all_stages(session)
    by_key = {each.key: each for each in pipelines.all_pipelines(session)}
    for row in sorted(rows("opportunities.csv"), key=lambda each: -int(each["begun"])):
        deal = Deal(row, _opportunity(sales, row, by_key, stages))
        sales.deals[row["key"]] = deal
        _walk(sales, deal, stages)
    session.flush()
    for deal in sales.deals.values():
        session.add_all(_history(deal))
        session.add_all(_belongings(sales, deal))
    session.flush()
    _link_visits(sales)
    return sales


def _opportunity(
    sales: Sales, row: Mapping[str, str], by_key: Mapping[str, Pipeline], stages: Sequence[Stage]
) -> Opportunity:
    account = sales.office.accounts[row["account"]]
    stage = next(each for each in stages if each.key == row["stage"])
    begun = sales.ago(row["begun"])
    number = next_number(
        sales.office.session, f"opportunity:{begun.year}", lambda last: f"SP-{begun.year}-{last:04}",
        Opportunity.number,
    )  # fmt: skip
    made = Opportunity(
        name=row["name"], number=number, account_id=account.id, pipeline_id=by_key[row["pipeline"]].id,
        stage_id=stage.id, stage_since=begun, outcome=row["outcome"], amount=Decimal(row["amount"]),
        currency=row["currency"], rate=Decimal(row["rate"]) if row["rate"] else None,
        product_id=sales.products[row["product"]].id, owner_id=account.owner_id, source=row["source"],
        begun_on=begun, need=row["need"] or None, budget_known="known" if row["need"] else None,
        next_step=row["next_step"] or None, slips=0, slipped_days=0, custom={},
        probability=int(row["probability"]) if row["probability"] else None,
        probability_reason=row["probability_reason"] or None, forecast_category=row["category"] or None,
    )  # fmt: skip
    if row["next_in"]:
        made.next_contact_on = sales.ago(-int(row["next_in"]))
    if row["outcome"] != "open":
        made.closed_on, made.outcome_reason = sales.ago(row["closed"]), row["reason"]
        made.lost_to_id = sales.competitors[row["lost_to"]].id if row["lost_to"] else None
    sales.office.session.add(made)
    return made


def _walk(sales: Sales, deal: Deal, stages: Sequence[Stage]) -> None:
    """Works out on which day it came into which stage, what was expected when, and what it was worth."""
    row, record = deal.row, deal.record
    own = pipelines.stages_of(stages, record.pipeline_id)
    day = sales.ago(row["begun"])
    deal.stages.append((day, own[0]))
    for stage, days in zip(own[1:], row["stage_days"].split(), strict=False):
        day += timedelta(days=int(days))
        deal.stages.append((day, stage))
    if record.closed_on is not None:
        reached = own.index(deal.stages[-1][1])
        left = [each for each in own[reached + 1 :] if record.outcome == "won" or each.is_review]
        deal.stages += [(record.closed_on, each) for each in left]
    record.stage_since, stage = deal.stages[-1]
    record.stage_id = stage.id
    begun = record.begun_on or record.stage_since
    said = [part.split(":") for part in filter(None, row["put_off"].split("|"))]
    deal.expected = [(sales.ago(on), sales.ago(-int(within))) for on, within in said]
    if not said and record.closed_on is not None:
        deal.expected = [(begun, record.closed_on)]
    elif not said and row["close_in"]:
        deal.expected = [(begun, sales.ago(-int(row["close_in"])))]
    if deal.expected:
        put_off = slipping([expected for _on, expected in deal.expected])
        record.expected_close_on = deal.expected[-1][1]
        record.slips, record.slipped_days = put_off.times, put_off.days
    earlier = [part.split(":") for part in filter(None, row["amount_before"].split("|"))]
    deal.amounts = [(begun, Decimal(before)) for _on, before in earlier[:1]]
    deal.amounts += [(sales.ago(on), Decimal(row["amount"])) for on, _before in earlier]
    deal.amounts = deal.amounts or [(begun, Decimal(row["amount"]))]


def _history(deal: Deal) -> Iterator[Any]:
    record = deal.record
    for place, (on, stage) in enumerate(deal.stages):
        following = deal.stages[place + 1][0] if place + 1 < len(deal.stages) else None
        yield StageChange(
            opportunity_id=record.id, to_id=stage.id, on=on, by_id=record.owner_id,
            reason="随结案一并通过" if following == on and on == record.closed_on else None,
        )  # fmt: skip
    for on, expected in deal.expected:
        yield CloseDateChange(opportunity_id=record.id, to=expected, on=on)
    if record.closed_on is not None:
        yield OutcomeChange(
            opportunity_id=record.id, to=record.outcome, on=record.closed_on, reason=record.outcome_reason
        )  # fmt: skip


def _belongings(sales: Sales, deal: Deal) -> Iterator[Any]:
    record = deal.record
    for part in filter(None, deal.row["competitors"].split("|")):
        name, threat, asked, position, incumbent = (part.split(":") + [""] * 4)[:5]
        yield OpportunityCompetitor(
            opportunity_id=record.id, competitor_id=sales.competitors[name].id, threat=threat or None,
            price=Decimal(asked) if asked else None, position=position or None, is_incumbent=incumbent == "yes",
        )  # fmt: skip
    product = sales.products[deal.row["product"]]
    price, amount = product.list_price, record.amount
    if price and amount and record.currency == _CURRENCY and amount >= price:
        quantity = max(1, int(amount / price))
        yield OpportunityLine(
            opportunity_id=record.id, product_id=product.id, quantity=Decimal(quantity),
            price=(amount / quantity).quantize(Decimal("0.01")),
        )  # fmt: skip


def _link_visits(sales: Sales) -> None:
    """A visit to an account with one open project serves it from the day on which the project began."""
    session = sales.office.session
    largest: dict[int, Opportunity] = {}
    for deal in sales.deals.values():
        record = deal.record
        if record.outcome != "open" or record.account_id is None:
            continue
        known = largest.get(record.account_id)
        if known is None or (record.amount or 0) > (known.amount or 0):
            largest[record.account_id] = record
    query = select(Visit).where(
        Visit.account_id.in_(largest), Visit.kind.in_(("visit", "call", "reception"))
    )
    for visit in session.scalars(query):
        project = largest[visit.account_id]
        day = visit.held_on or visit.planned_on
        if day is not None and project.begun_on is not None and day >= project.begun_on:
            visit.opportunity_id = project.id
