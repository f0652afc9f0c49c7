"""What an opportunity amounts to, as expressions for queries: amount in the default currency, probability, weighted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, or_

from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.store.exact_sql import converted, share_of


def amount_in(currency: str) -> ColumnElement[Any]:
    """The amount in the default `currency`; null where there is none, or no rate to work it out (kpi.md rule 10)."""
    return case(
        (or_(Opportunity.currency.is_(None), Opportunity.currency == currency), Opportunity.amount),
        (Opportunity.rate.is_not(None), converted(Opportunity.amount, Opportunity.rate)),
        else_=None,
    )


def probability() -> ColumnElement[int]:
    """Percent as in `opportunities.probability_of`; the query joins `Stage`."""
    return case(
        (Opportunity.outcome == "won", 100),
        (Opportunity.outcome != "open", 0),
        (Opportunity.probability.is_not(None), Opportunity.probability),
        else_=Stage.probability,
    )


def weighted_in(currency: str) -> ColumnElement[Any]:
    """Amount × probability in the default `currency`; the query joins `Stage`."""
    return share_of(amount_in(currency), probability())


def lacks_rate(currency: str) -> ColumnElement[bool]:
    """Whether the amount is in another currency than the default one and has no rate: figures leave it out."""
    return (
        Opportunity.amount.is_not(None)
        & Opportunity.currency.is_not(None)
        & (Opportunity.currency != currency)
        & Opportunity.rate.is_(None)
    )
