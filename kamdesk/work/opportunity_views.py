"""The ready-made lists of opportunities: which records each has, and how many, all told in one reading."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Quotation, Review
from kamdesk.work import lists, settings
from kamdesk.work.analysis.forecasting import Slipping
from kamdesk.work.deal_sql import amount_in
from kamdesk.work.lists import Condition, ListQuery

OPEN = "open"
"""The list of what is under way; ``all`` has everything."""
_OPEN = Condition("outcome", "is", ("open",))


@dataclass(frozen=True)
class Limits:
    """From when on an opportunity is marked, by the settings ``stalled_days``, ``slip_count`` and ``slip_days``."""

    stalled_days: int
    slips: int
    slipped_days: int

    def is_stalled(self, since: date, today: date) -> bool:
        """Whether it stands in its stage for longer than it should (mockup 05)."""
        return (today - since).days > self.stalled_days

    def is_slipping(self, slips: int, slipped_days: int) -> bool:
        """Whether it was put off too often, or too far (methods.md 3.12)."""
        return Slipping(slips, slipped_days).is_flagged(self.slips, self.slipped_days)


def limits(session: Session) -> Limits:
    """The department's."""
    known = settings.get_all(session)
    return Limits(known["stalled_days"], known["slip_count"], known["slip_days"])


def conditions(view: str, today: date, known: Limits) -> tuple[Condition, ...]:
    """What the list of a view holds: ``open``, ``quarter``, ``stalled``, ``month``, ``no_step``, ``won``, ``ended``,
    ``all``, or ``pipeline:`` and its id."""
    kind, _colon, number = view.partition(":")
    if kind == "pipeline":
        return (_OPEN, Condition("pipeline_id", "is", (int(number),)))
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    return {
        OPEN: (_OPEN,),
        "quarter": (_OPEN, *_between("expected_close_on", quarter, last_of_month(quarter, 2))),
        "stalled": (_OPEN, Condition("stage_since", "days_ago", (known.stalled_days + 1,))),
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
    known = limits(session)
    counts = {
        view: lists.count(
            session, ListQuery("Opportunity", (), conditions=conditions(view, today, known))
        )
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
