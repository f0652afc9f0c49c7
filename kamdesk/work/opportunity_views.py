"""The ready-made lists of opportunities: which records each has, and how many, all told in one reading."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Quotation, Review
from kamdesk.work import lists, settings
from kamdesk.work.deal_sql import amount_in
from kamdesk.work.lists import Condition, ListQuery

STALLED_DAYS = 30
"""From more days than this in one stage on, an opportunity stands still (mockup 05)."""
SLIPS, SLIPPED_DAYS = 2, 60
"""Put off so often, or by more days than this, an opportunity is said to be slipping (methods.md 3.12)."""

OPEN = "open"
"""The list of what is under way; ``all`` has everything."""
_OPEN = Condition("outcome", "is", ("open",))


def is_slipping(slips: int, slipped_days: int) -> bool:
    """Put off twice or more, or by more than 60 days (methods.md 3.12)."""
    return slips >= SLIPS or slipped_days > SLIPPED_DAYS


def conditions(view: str, today: date) -> tuple[Condition, ...]:
    """What the list of a view holds: ``open``, ``quarter``, ``stalled``, ``month``, ``no_step``, ``won``, ``ended``,
    ``all``, or ``pipeline:`` and its id."""
    kind, _colon, number = view.partition(":")
    if kind == "pipeline":
        return (_OPEN, Condition("pipeline_id", "is", (int(number),)))
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    return {
        OPEN: (_OPEN,),
        "quarter": (_OPEN, *_between("expected_close_on", quarter, last_of_month(quarter, 2))),
        "stalled": (_OPEN, Condition("stage_since", "days_ago", (STALLED_DAYS + 1,))),
        "month": (
            _OPEN,
            *_between("expected_close_on", today.replace(day=1), last_of_month(today, 0)),
        ),
        "no_step": (_OPEN, Condition("next_step", "empty")),
        "won": (Condition("outcome", "is", ("won",)),),
        "ended": (Condition("outcome", "is", ("lost", "cancelled")),),
    }.get(view, ())


VIEWS: tuple[str, ...] = (OPEN, "quarter", "stalled", "month", "no_step")
"""Views with a number at the left."""


def last_of_month(day: date, months: int) -> date:
    """The last day of the month `months` after that of `day`."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _between(field: str, first: date, last: date) -> tuple[Condition, Condition]:
    return (
        Condition(field, "at_least", (first.isoformat(),)),
        Condition(field, "at_most", (last.isoformat(),)),
    )


def view_counts(session: Session, today: date) -> dict[str, int]:
    """View → how many opportunities it has, also ``pipeline:<id>``; open ``quotations``; ``reviews`` to write."""
    counts = {
        view: lists.count(session, ListQuery("Opportunity", (), conditions=conditions(view, today)))
        for view in VIEWS
    }
    by_pipeline = lists.counts_by(
        session, ListQuery("Opportunity", (), conditions=(_OPEN,)), "pipeline_id"
    )
    counts |= {f"pipeline:{number}": count for number, count in by_pipeline.items()}
    counts["quotations"] = session.scalar(_open_quotations()) or 0
    counts["reviews"] = session.scalar(select(func.count()).where(*review_due(session))) or 0
    return counts


@cache
def _open_quotations() -> Select[int]:
    return (
        select(func.count())
        .select_from(Quotation)
        .where(Quotation.state.in_(("draft", "sent")), Quotation.deleted_at.is_(None))
    )


def has_review() -> ColumnElement[bool]:
    """Whether the closing review of an opportunity is filed."""
    return exists().where(Review.opportunity_id == Opportunity.id, Review.deleted_at.is_(None))


def review_due(session: Session) -> tuple[ColumnElement[bool], ...]:
    """Conditions on closed opportunities whose amount asks for a review that is not filed yet."""
    amount = amount_in(settings.get(session, "default_currency"))
    return (
        Opportunity.deleted_at.is_(None),
        Opportunity.outcome != "open",
        amount >= Decimal(settings.get(session, "review_above")),
        ~has_review(),
    )
