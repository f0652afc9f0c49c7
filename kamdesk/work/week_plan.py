"""A week of plans out of what the rhythm of key accounts asks for: each on a working day and at a free hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit
from kamdesk.work import visits
from kamdesk.work.rhythm import Proposal, propose_visits
from kamdesk.work.visit_states import OPEN
from kamdesk.work.working_days import Calendar

HOURS: tuple[tuple[str, str], ...] = (
    ("09:30", "10:30"), ("11:00", "12:00"), ("14:00", "15:00"), ("16:00", "17:00"),
)  # fmt: skip
"""When visits are proposed; so many of one visitor find room in a day."""


@dataclass(frozen=True)
class Placed:
    """A proposal with its place; `day` None: the days of the week are full."""

    proposal: Proposal
    day: date | None
    start: str | None = None
    end: str | None = None


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week of `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def propose_week(
    session: Session, day: date, today: date, staff: Staff | None = None
) -> list[Placed]:
    """What the rhythm asks for up to the end of the week of `day`, each account once, placed on its working days.

    Days that have passed are left out, and so are hours at which the visitor has a visit already. The longest overdue
    come first; a day gets the next one when the days before it are as full.
    """
    monday, sunday = week_of(day)
    first = max(monday, today)
    calendar = Calendar(session)
    span = [first + timedelta(days=count) for count in range((sunday - first).days + 1)]
    days = [each for each in span if calendar.is_working_day(each)]
    found = propose_visits(session, first - timedelta(days=1), sunday, staff)
    once: dict[int, Proposal] = {}
    for each in sorted(found, key=lambda each: (each.due_on, each.tier or "Z", each.account_id)):
        once.setdefault(each.account_id, each)
    taken = _taken(session, first, sunday)
    return [_place(each, days, taken) for each in once.values()]


def _place(
    proposal: Proposal,
    days: Sequence[date],
    taken: dict[tuple[int | None, date], list[tuple[str, str]]],
) -> Placed:
    """The emptiest day from the one the rhythm names on; of equally empty ones the first."""
    owner = proposal.owner_id
    free: list[tuple[int, date, tuple[str, str]]] = []
    for each in days:
        known = taken.get((owner, each), [])
        open_hours = (hour for hour in HOURS if all(_apart(hour, other) for other in known))
        hours = next(open_hours, None)
        if each >= proposal.on and hours is not None:
            free.append((len(known), each, hours))
    if not free:
        return Placed(proposal, None)
    _count, day, (start, end) = min(free)
    taken.setdefault((owner, day), []).append((start, end))
    return Placed(proposal, day, start, end)


def _apart(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _taken(
    session: Session, first: date, last: date
) -> dict[tuple[int | None, date], list[tuple[str, str]]]:
    """Visitor and day → the hours of the visits that are planned; one without an end takes an hour."""
    query = select(Visit.owner_id, Visit.planned_on, Visit.planned_from, Visit.planned_to).where(
        Visit.planned_on.between(first, last), Visit.state.in_(OPEN), Visit.deleted_at.is_(None)
    )
    found: dict[tuple[int | None, date], list[tuple[str, str]]] = {}
    for owner, day, start, end in session.execute(query):
        if day is None:
            continue
        begin = start or ""
        until = end or (f"{min(int(start[:2]) + 1, 24):02}{start[2:]}" if start else "")
        found.setdefault((owner, day), []).append((begin, until))
    return found


def plan_all(session: Session, chosen: Sequence[Placed]) -> list[Visit]:
    """Plans a visit for each of `chosen` that has a place."""
    return [
        visits.plan_visit(
            session,
            {
                "account_id": each.proposal.account_id,
                "subject": _("Regular visit"),
                "planned_on": each.day,
                "planned_from": each.start,
                "planned_to": each.end,
                "owner_id": each.proposal.owner_id,
            },
        )
        for each in chosen
        if each.day is not None
    ]
