"""Opportunities behind a number, as rows to read: pages of a list of ids that the database works out itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.work import settings
from kamdesk.work.deal_sql import amount_in, probability, weighted_in
from kamdesk.work.opportunity_views import Limits, limits


@dataclass(frozen=True)
class Row:
    """One opportunity; `weighted` is in the default currency, `amount` in its own."""

    limits: Limits
    id: int
    tier: str
    account: str
    name: str
    stage_id: int
    amount: Decimal | None
    currency: str | None
    probability: int
    weighted: Decimal | None
    expected_close_on: date | None
    stage_since: date
    next_step: str
    next_contact_on: date | None
    owner: str
    outcome: str
    closed_on: date | None
    outcome_reason: str
    slips: int
    slipped_days: int


@dataclass(frozen=True)
class Sums:
    """Of all rows, in the default currency."""

    count: int
    amount: Decimal
    weighted: Decimal


def sums(session: Session, ids: Select[Any]) -> Sums:
    """What the opportunities add up to whose ids `ids` finds."""
    currency = settings.get(session, "default_currency")
    query = (
        select(func.count(), func.sum(amount_in(currency)), func.sum(weighted_in(currency)))
        .select_from(Opportunity)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Opportunity.id.in_(ids))
    )
    count, amount, weighted = session.execute(query).one()
    return Sums(count, amount or Decimal(0), weighted or Decimal(0))


def rows(session: Session, ids: Select[Any], offset: int, limit: int) -> list[Row]:
    """Rows `offset` …: open ones by expected close, then closed ones, the latest first."""
    currency = settings.get(session, "default_currency")
    query = (
        select(
            Opportunity.id,
            func.coalesce(Account.tier, ""),
            func.coalesce(func.nullif(Account.short_name, ""), Account.name, ""),
            Opportunity.name,
            Opportunity.stage_id,
            Opportunity.amount,
            Opportunity.currency,
            probability(),
            weighted_in(currency),
            Opportunity.expected_close_on,
            Opportunity.stage_since,
            func.coalesce(Opportunity.next_step, ""),
            Opportunity.next_contact_on,
            func.coalesce(Staff.name, ""),
            Opportunity.outcome,
            Opportunity.closed_on,
            func.coalesce(Opportunity.outcome_reason, ""),
            Opportunity.slips,
            Opportunity.slipped_days,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Staff, Staff.id == Opportunity.owner_id)
        .where(Opportunity.id.in_(ids))
        .order_by(
            (Opportunity.outcome != "open").asc(),
            Opportunity.closed_on.desc(),
            Opportunity.expected_close_on.asc().nulls_last(),
            Opportunity.id,
        )
        .offset(offset)
        .limit(limit)
    )
    known = limits(session)
    return [Row(known, *row) for row in session.execute(query)]


def of_account(account_id: int) -> Select[Any]:
    """The ids of all opportunities of an account."""
    return select(Opportunity.id).where(
        Opportunity.account_id == account_id, Opportunity.deleted_at.is_(None)
    )
