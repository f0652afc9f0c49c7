"""What the program works out about accounts for their criteria: sales, shares, years; for all accounts at once.

To add a measure: write its function and its line in `MEASURES`; the pages of criteria offer it by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account, AccountStatusChange, PurchaseNeed
from kamdesk.model.competitor import CompetitorShare
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.terms import Term
from kamdesk.work import settings
from kamdesk.work.deal_sql import amount_in

Values = dict[int, Decimal]
"""Account id → value; who is not in it is unknown."""
_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")
_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class Measure:
    """One measure: what it is called, its unit, the value that earns 100 points (None: to be set), how it is read."""

    label: Term
    unit: Term
    full_at: Decimal | None
    read: Callable[[Session, date], Values]


def points(values: Mapping[int, Decimal], full_at: Decimal | None) -> Values:
    """The points 0–100 of each value, with one decimal: `full_at` and more earn 100, less its share, below zero 0."""
    if full_at is None or full_at <= 0:
        return {}
    found = {}
    for account_id, value in values.items():
        share = (value * _HUNDRED / full_at).quantize(_TENTH, ROUND_HALF_UP)
        found[account_id] = min(max(share, Decimal(0)), _HUNDRED)
    return found


def yearly_sales(session: Session, _on: date) -> Values:
    """The customer's own yearly sales, of those that are in the default currency."""
    currency = settings.get(session, "default_currency")
    query = select(Account.id, Account.yearly_sales).where(
        Account.yearly_sales.is_not(None),
        func.coalesce(Account.yearly_sales_currency, currency) == currency,
        Account.deleted_at.is_(None),
    )
    return {account_id: value for account_id, value in session.execute(query) if value is not None}


def market_share(session: Session, _on: date) -> Values:
    """The customer's share of its market, per cent."""
    query = select(Account.id, Account.market_share).where(
        Account.market_share.is_not(None), Account.deleted_at.is_(None)
    )
    return {key: value * _HUNDRED for key, value in session.execute(query) if value is not None}


def share_of_wallet(session: Session, on: date) -> Values:
    """Our share of what the customer buys, per cent: as last noted among the shares, else the mean over its needs."""
    needs = select(PurchaseNeed.account_id, PurchaseNeed.our_share).where(
        PurchaseNeed.our_share.is_not(None), PurchaseNeed.deleted_at.is_(None)
    )
    rows: dict[int, list[Decimal]] = {}
    for account_id, share in session.execute(needs):
        assert share is not None  # the query leaves those out
        rows.setdefault(account_id, []).append(share)
    found = {key: sum(each) * _HUNDRED / len(each) for key, each in rows.items()}
    noted = (
        select(CompetitorShare.account_id, CompetitorShare.share)
        .where(
            CompetitorShare.competitor_id.is_(None),
            CompetitorShare.on <= on,
            CompetitorShare.deleted_at.is_(None),
        )
        .order_by(CompetitorShare.on, CompetitorShare.id)
    )
    for account_id, share in session.execute(noted):
        found[account_id] = share * _HUNDRED
    return {key: Decimal(value) for key, value in found.items()}


def years(session: Session, on: date) -> Values:
    """Years since the customer first became active."""
    query = (
        select(AccountStatusChange.account_id, func.min(AccountStatusChange.on))
        .where(
            AccountStatusChange.to == "active",
            AccountStatusChange.on <= on,
            AccountStatusChange.deleted_at.is_(None),
        )
        .group_by(AccountStatusChange.account_id)
    )
    return {key: Decimal((on - since).days) / _YEAR for key, since in session.execute(query)}


def won_in_a_year(session: Session, on: date) -> Values:
    """What was signed in the twelve months up to `on`, in the default currency; who never signed is unknown."""
    signed = amount_in(settings.get(session, "default_currency"))
    query = select(Opportunity.account_id, Opportunity.closed_on, signed).where(
        Opportunity.outcome == "won",
        Opportunity.closed_on <= on,
        Opportunity.account_id.is_not(None),
        Opportunity.deleted_at.is_(None),
    )
    first = on - timedelta(days=365)
    found: Values = {}
    for account_id, closed_on, amount in session.execute(query):
        if amount is not None:
            found[account_id] = found.get(account_id, Decimal(0)) + (
                amount if closed_on > first else 0
            )
    return found


_PERCENT, _YEARS, _AMOUNT = Term("%", "%"), Term("years", "年"), Term("amount", "金额")

MEASURES: dict[str, Measure] = {
    "yearly_sales": Measure(Term("Customer's yearly sales", "客户年销售额"), _AMOUNT, None, yearly_sales),
    "won_in_a_year": Measure(
        Term("Signed with us in 12 months", "近 12 个月签约额"), _AMOUNT, None, won_in_a_year
    ),
    "market_share": Measure(Term("Customer's market share", "客户市场占有率"), _PERCENT, _HUNDRED, market_share),
    "share_of_wallet": Measure(Term("Our share of purchases", "我方采购份额"), _PERCENT, _HUNDRED, share_of_wallet),
    "years": Measure(Term("Years of cooperation", "合作年限"), _YEARS, Decimal(10), years),
}  # fmt: skip
"""Key, as `Criterion.measure` keeps it → measure. `potential` and `loyalty` are criteria themselves (`criteria`)."""
