"""Developments as cards in the columns of their steps, read in two queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.development import Development, DevelopmentScore
from kamdesk.work.development_scores import Total, total
from kamdesk.work.development_states import REVIEWS, SETTLED, STEPS, reviews

ENDED_SHOWN = 180
"""Days for which a development that is done or refused stays on the board."""


@dataclass(frozen=True)
class Card:
    """One development; `account` is its short name where it has one, `since` the day it came to its step."""

    id: int
    account_id: int
    account: str
    tier: str | None
    owner_id: int | None
    owner: str
    state: str
    since: date
    due_on: date | None
    total: Total

    def days(self, on: date) -> int:
        """Days in the present step."""
        return (on - self.since).days

    def over(self, on: date) -> int:
        """Days by which the step is overdue on day `on`; 0 while it is not, or where no day is set."""
        if self.due_on is None or self.state in SETTLED:
            return 0
        return max((on - self.due_on).days, 0)


def cards(
    session: Session,
    on: date,
    owner_id: int | None = None,
    tier: str | None = None,
    state: str | None = None,
) -> list[Card]:
    """Developments under way, and those that ended lately, in the order of their steps; overdue ones first.

    `owner_id`, `tier` and `state` leave out the others.
    """
    query = (
        select(
            Development.id, Development.account_id, func.coalesce(Account.short_name, Account.name), Account.tier,
            Development.owner_id, Staff.name, Development.state, Development.state_since, Development.due_on,
        )
        .join(Account, Account.id == Development.account_id)
        .outerjoin(Staff, Staff.id == Development.owner_id)
        .where(
            Development.deleted_at.is_(None),
            or_(
                Development.state.not_in(SETTLED),
                Development.state_since > on - timedelta(days=ENDED_SHOWN),
            ),
        )
    )  # fmt: skip
    if owner_id is not None:
        query = query.where(Development.owner_id == owner_id)
    if tier is not None:
        query = query.where(Account.tier == tier)
    if state is not None:
        query = query.where(Development.state == state)
    found = session.execute(query).all()
    totals = _totals(session, {row[0] for row in found})
    made = [
        Card(*row[:5], row[5] or "", *row[6:], totals.get(row[0], Total(None, 0, 0)))
        for row in found
    ]
    places = {name: place for place, name in enumerate(STEPS)}
    return sorted(
        made, key=lambda each: (places[each.state], each.due_on or date.max, each.since, each.id)
    )


def count_under_way(session: Session) -> int:
    """How many developments are neither done nor refused."""
    query = select(func.count(Development.id)).where(
        Development.deleted_at.is_(None), Development.state.not_in(SETTLED)
    )
    return session.scalar(query) or 0


def _totals(session: Session, ids: set[int]) -> dict[int, Total]:
    pairs: defaultdict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    query = select(
        DevelopmentScore.development_id, DevelopmentScore.weight, DevelopmentScore.score
    ).where(DevelopmentScore.deleted_at.is_(None))
    if len(ids) <= 500:
        query = query.where(DevelopmentScore.development_id.in_(ids))
    for development_id, weight, score in session.execute(query):
        pairs[development_id].append((weight, score))
    return {number: total(scores) for number, scores in pairs.items() if number in ids}


def columns(session: Session, shown: list[Card]) -> list[str]:
    """The steps the board shows: a review only where it is asked for, or where something waits for it still."""
    there = {each.state for each in shown}
    asked = reviews(session)
    return [state for state in STEPS if state not in REVIEWS or state in asked or state in there]
