"""The board of opportunities: the stages of a pipeline with their sums, and the cards of each, read piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.store import search
from kamdesk.work import pipelines, settings
from kamdesk.work.deal_sql import amount_in, lacks_rate, weighted_in
from kamdesk.work.opportunity_views import Limits, has_review, limits

CLOSED_DAYS = 90
"""Won, lost and cancelled ones stay on the board for so many days."""
_MOST_ACCOUNTS = 500
_NONE = Decimal(0)
_CARDS = (
    select(
        Opportunity.id,
        Opportunity.name,
        func.coalesce(func.nullif(Account.short_name, ""), Account.name, ""),
        func.coalesce(Account.tier, ""),
        Opportunity.amount,
        Opportunity.currency,
        Opportunity.expected_close_on,
        Opportunity.stage_since,
        func.coalesce(Opportunity.next_step, ""),
        Opportunity.next_contact_on,
        Opportunity.slips,
        Opportunity.slipped_days,
        Opportunity.outcome,
        Opportunity.closed_on,
        func.coalesce(Staff.name, ""),
    )
    .outerjoin(Account, Account.id == Opportunity.account_id)
    .outerjoin(Staff, Staff.id == Opportunity.owner_id)
)


@dataclass(frozen=True)
class Wanted:
    """Which opportunities the board shows: of a pipeline, of an owner, of accounts of a tier, those with a text."""

    pipeline_id: int
    owner_id: int | None = None
    tier: str | None = None
    text: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the pipeline narrows it."""
        return self.owner_id is not None or self.tier is not None or bool(self.text)


@dataclass(frozen=True)
class Column:
    """A stage on the board with what stands in it; amounts in the default currency.

    `stage_id` is None for the place of what is closed in a pipeline without a stage for it.
    """

    limits: Limits
    """Read once a board: its cards are read piece by piece while somebody scrolls."""
    stage_id: int | None
    title: str
    probability: int
    holds_closed: bool = False
    count: int = 0
    amount: Decimal = _NONE
    weighted: Decimal = _NONE
    without_rate: int = 0
    """How many of them the sums leave out: in another currency without a rate."""
    won: int = 0
    to_review: int = 0
    """Closed ones whose review is not filed."""


@dataclass(frozen=True)
class Card:
    """What stands on a card."""

    limits: Limits
    id: int
    name: str
    account: str
    tier: str
    amount: Decimal | None
    currency: str | None
    expected_close_on: date | None
    stage_since: date
    next_step: str
    next_contact_on: date | None
    slips: int
    slipped_days: int
    outcome: str
    closed_on: date | None
    owner: str

    def days(self, today: date) -> int:
        """Days in this stage."""
        return max(0, (today - self.stage_since).days)

    def is_stalled(self, today: date) -> bool:
        """Whether it stands in its stage for longer than it should."""
        return self.outcome == "open" and self.limits.is_stalled(self.stage_since, today)

    def contact_is_late(self, today: date) -> bool:
        """Whether somebody should have called by now."""
        on = self.next_contact_on
        return self.outcome == "open" and on is not None and on < today

    @property
    def is_slipping(self) -> bool:
        """Whether its expected close was put off too often, or too far."""
        return self.outcome == "open" and self.limits.is_slipping(self.slips, self.slipped_days)

    @property
    def lacks_next_step(self) -> bool:
        """Whether nobody wrote down what comes next."""
        return self.outcome == "open" and not self.next_step


def columns(session: Session, wanted: Wanted, today: date) -> list[Column]:
    """The stages in their order with counts and sums; what is closed stands in the last one."""
    stages = pipelines.stages_of(pipelines.all_stages(session), wanted.pipeline_id)
    sums = _open_sums(session, wanted, [each.id for each in stages])
    known = limits(session)
    made = [
        Column(known, each.id, each.title, each.probability, False, *sums.get(each.id, ()))
        for each in stages
        if not each.is_review
    ]
    review = next((each for each in stages if each.is_review), None)
    title = review.title if review is not None else _("Closed")
    closed = _closed_sums(session, wanted, review.id if review is not None else None, today)
    made.append(Column(known, review.id if review is not None else None, title, 100, True, *closed))
    return made


def _open_sums(session: Session, wanted: Wanted, stages: list[int]) -> dict[int, tuple[Any, ...]]:
    currency = settings.get(session, "default_currency")
    query = select(Opportunity.stage_id, *_sums(currency)).join(
        Stage, Stage.id == Opportunity.stage_id
    )
    query = _narrowed(session, query, wanted).where(
        Opportunity.outcome == "open",
        Opportunity.stage_id.in_(stages),
        Opportunity.pipeline_id == wanted.pipeline_id,
    )
    found = session.execute(query.group_by(Opportunity.stage_id))
    return {row[0]: _filled(row[1:]) for row in found}


def _closed_sums(
    session: Session, wanted: Wanted, stage_id: int | None, today: date
) -> tuple[Any, ...]:
    currency = settings.get(session, "default_currency")
    query = select(
        *_sums(currency),
        func.count().filter(Opportunity.outcome == "won"),
        func.count().filter(and_(Opportunity.outcome != "open", ~has_review())),
    ).join(Stage, Stage.id == Opportunity.stage_id)
    query = _narrowed(session, query, wanted).where(_is_closed(wanted, stage_id, today))
    return _filled(session.execute(query).one())


def _sums(currency: str) -> tuple[ColumnElement[Any], ...]:
    return (
        func.count(),
        func.sum(amount_in(currency)),
        func.sum(weighted_in(currency)),
        func.count().filter(lacks_rate(currency)),
    )


def _filled(row: Any) -> tuple[Any, ...]:
    return tuple(_NONE if value is None else value for value in row)


def _is_closed(wanted: Wanted, stage_id: int | None, today: date) -> ColumnElement[bool]:
    """Closed lately; an open one that stands in the stage for what is closed is not lost sight of either."""
    closed = and_(
        Opportunity.outcome != "open",
        Opportunity.closed_on >= today - timedelta(days=CLOSED_DAYS),
    )
    if stage_id is not None:
        closed = or_(closed, and_(Opportunity.outcome == "open", Opportunity.stage_id == stage_id))
    return and_(Opportunity.pipeline_id == wanted.pipeline_id, closed)


def _narrowed(session: Session, query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(Opportunity.deleted_at.is_(None))
    if wanted.owner_id is not None:
        query = query.where(Opportunity.owner_id == wanted.owner_id)
    if wanted.tier is not None:
        query = query.where(
            Opportunity.account_id.in_(select(Account.id).where(Account.tier == wanted.tier))
        )
    if wanted.text:
        own = search.matches(Opportunity, wanted.text)
        hits = search.find(session, wanted.text, (Account,), _MOST_ACCOUNTS)
        accounts = Opportunity.account_id.in_([hit.record_id for hit in hits])
        query = query.where(accounts if own is None else or_(own, accounts))
    return query


def cards(
    session: Session, wanted: Wanted, column: Column, today: date, offset: int, limit: int
) -> list[Card]:
    """Cards `offset` … of a column: open ones by expected close, the nearest first; closed ones, the latest first."""
    on_page = _ordered(session, select(Opportunity.id), wanted, column, today)
    on_page = on_page.offset(offset).limit(limit)
    found = session.execute(_CARDS.where(Opportunity.id.in_(on_page)))
    shown = [Card(column.limits, *row) for row in found]
    return sorted(shown, key=lambda card: _place_in_order(card, column))


def _place_in_order(card: Card, column: Column) -> tuple[Any, ...]:
    if column.holds_closed:
        return (-(card.closed_on or date.min).toordinal(), -card.id)
    return ((card.expected_close_on or date.max).toordinal(), card.id)


def _ordered(
    session: Session, query: Select[Any], wanted: Wanted, column: Column, today: date
) -> Select[Any]:
    query = _narrowed(session, query, wanted)
    if column.holds_closed:
        return query.where(_is_closed(wanted, column.stage_id, today)).order_by(
            Opportunity.closed_on.desc().nulls_last(), Opportunity.id.desc()
        )
    return query.where(
        Opportunity.pipeline_id == wanted.pipeline_id,
        Opportunity.outcome == "open",
        Opportunity.stage_id == column.stage_id,
    ).order_by(Opportunity.expected_close_on.asc().nulls_last(), Opportunity.id)


def standing(
    session: Session, wanted: Wanted, shown: list[Column], today: date, opportunity_id: int
) -> tuple[int, int] | None:
    """Column and row of a card among those `shown`; None where the board does not have it."""
    for place, column in enumerate(shown):
        places = _ordered(
            session,
            select(Opportunity.id, func.row_number().over(order_by=_keys(column)).label("place")),
            wanted,
            column,
            today,
        ).order_by(None)
        inner = places.subquery()
        row = session.scalar(select(inner.c.place).where(inner.c.id == opportunity_id))
        if row is not None:
            return place, row - 1
    return None


def _keys(column: Column) -> tuple[ColumnElement[Any], ...]:
    if column.holds_closed:
        return Opportunity.closed_on.desc().nulls_last(), Opportunity.id.desc()
    return Opportunity.expected_close_on.asc().nulls_last(), Opportunity.id.asc()
