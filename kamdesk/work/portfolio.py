"""The accounts as a BCG matrix: our share against the strongest rival's, growth of what is signed, our sales (3.8)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.competitor import CompetitorShare
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.work import settings
from kamdesk.work.analysis import bcg
from kamdesk.work.analysis.bcg import Bubble, Matrix
from kamdesk.work.deal_sql import amount_in

_YEAR = timedelta(days=365)
_HUNDRED = Decimal(100)
_PLACES = Decimal("0.0001")


def account_matrix(session: Session, on: date, staff: Staff | None = None) -> Matrix:
    """Every account (of `staff`) in which our share is noted, as known on day `on`; a bubble's key is its id.

    Growth is that of what was signed in twelve months against the twelve before; without anything then it is unknown.
    """
    shares = _shares(session, on)
    now, before = _signed(session, on), _signed(session, on - _YEAR)
    query = (
        select(Account.id, func.coalesce(Account.short_name, Account.name))
        .where(Account.id.in_(shares), Account.deleted_at.is_(None), Account.status != "lost")
        .order_by(Account.sort_name, Account.id)
    )
    if staff is not None:
        query = query.where(Account.owner_id == staff.id)
    bubbles = []
    for account_id, name in session.execute(query):
        own, rival = shares[account_id]
        grown = bcg.growth(now.get(account_id, Decimal(0)), before.get(account_id, Decimal(0)))
        bubbles.append(
            Bubble(
                str(account_id), name, own, rival,
                None if grown is None else grown.quantize(_PLACES), now.get(account_id),
            )
        )  # fmt: skip
    return Matrix(
        tuple(bubbles),
        Decimal(settings.get(session, "bcg_growth")) / _HUNDRED,
        Decimal(settings.get(session, "bcg_share")) / _HUNDRED,
    )


def _shares(session: Session, on: date) -> dict[int, tuple[Decimal, Decimal]]:
    """Account → our share and the largest of the others (0: there is none), where ours is known."""
    query = (
        select(CompetitorShare.account_id, CompetitorShare.competitor_id, CompetitorShare.share)
        .where(CompetitorShare.on <= on, CompetitorShare.deleted_at.is_(None))
        .order_by(CompetitorShare.on, CompetitorShare.id)
    )
    found: dict[int, dict[int | None, Decimal]] = {}
    for account_id, competitor_id, share in session.execute(query):
        found.setdefault(account_id, {})[competitor_id] = share
    return {
        account_id: (
            known[None],
            max((share for key, share in known.items() if key is not None), default=Decimal(0)),
        )
        for account_id, known in found.items()
        if None in known
    }


def _signed(session: Session, until: date) -> dict[int, Decimal]:
    """Account → what was signed in the twelve months up to `until`, in the default currency."""
    amount = amount_in(settings.get(session, "default_currency"))
    query = select(Opportunity.account_id, amount).where(
        Opportunity.outcome == "won", Opportunity.closed_on > until - _YEAR,
        Opportunity.closed_on <= until, Opportunity.account_id.is_not(None),
        Opportunity.deleted_at.is_(None),
    )  # fmt: skip
    found: dict[int, Decimal] = {}
    for account_id, value in session.execute(query):
        if value is not None:
            found[account_id] = found.get(account_id, Decimal(0)) + value
    return found
