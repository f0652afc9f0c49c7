"""What a calendar of visits paints: the visits of some days, how many stand on each, what has no time yet, and sums.

A visit that was held stands on the day it was held, any other on the day it is planned for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.visit import CallbackPlan, Visit, VisitGift
from kamdesk.work.lists import Condition
from kamdesk.work.visit_states import OPEN

KIND_GROUPS: dict[str, tuple[str, ...]] = {
    "visit": ("visit", "online"),
    "reception": ("reception",),
    "callback": ("callback", "call"),
}
"""What is told apart by colour, and the kinds of visit in each."""
ENDED = ("cancelled", "postponed", "rejected")
"""States of a visit that will not come about."""
AHEAD_DAYS = 14
MOST_ENTRIES = 2000
"""Visits of one week that are read; nobody sees more in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit as a calendar shows it; times are ``HH:MM``, None where nobody said when."""

    id: int
    account_id: int
    account: str
    kind: str
    subject: str
    state: str
    day: date
    start: str | None
    end: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class Due:
    """A call-back that is due; `late` is the number of days it is overdue, not above 0 while it is not."""

    plan_id: int
    account_id: int
    account: str
    subject: str
    due_on: date
    late: int


@dataclass(frozen=True, slots=True)
class Day:
    """The first visits of one day in the order of their times, and how many there are."""

    entries: tuple[Entry, ...]
    total: int


def entries(session: Session, first: date, last: date, owner_id: int | None = None) -> list[Entry]:
    """The visits from `first` to `last` (of one visitor) by day and time, those without a time last in their day."""
    values = {"first": first, "last": last, "owner": owner_id, "limit": MOST_ENTRIES}
    rows = session.execute(_entries(owner_id is not None), values)
    return [Entry(*row) for row in rows]


def days(
    session: Session, first: date, last: date, per_day: int, owner_id: int | None = None
) -> dict[date, Day]:
    """The days from `first` to `last` that have visits, each with its first `per_day` ones."""
    values = {"first": first, "last": last, "owner": owner_id, "limit": per_day}
    found: dict[date, list[Entry]] = {}
    for row in session.execute(_days(owner_id is not None), values):
        entry = Entry(*row)
        found.setdefault(entry.day, []).append(entry)
    totals = busy_days(session, first, last, owner_id)
    return {day: Day(tuple(each), totals[day]) for day, each in found.items()}


def busy_days(
    session: Session, first: date, last: date, owner_id: int | None = None
) -> dict[date, int]:
    """How many visits stand on each day from `first` to `last`; days without any are left out."""
    values = {"first": first, "last": last, "owner": owner_id}
    rows = session.execute(_busy(owner_id is not None), values)
    return {row[0]: row[1] for row in rows}


def sums(session: Session, first: date, last: date, owner_id: int | None = None) -> dict[str, int]:
    """State → how many visits from `first` to `last` are in it."""
    values = {"first": first, "last": last, "owner": owner_id}
    rows = session.execute(_sums(owner_id is not None), values)
    return {row[0]: row[1] for row in rows}


def callbacks_due(
    session: Session, until: date, today: date, owner_id: int | None = None, limit: int = 20
) -> list[Due]:
    """The call-backs that are due up to `until` (of accounts of one member of the staff), the longest overdue first.

    One for which a day was planned already stands on that day and is left out here.
    """
    planned = exists().where(
        Visit.account_id == CallbackPlan.account_id,
        Visit.kind.in_(KIND_GROUPS["callback"]),
        Visit.state.in_(OPEN),
        Visit.deleted_at.is_(None),
    )
    query = (
        select(CallbackPlan, func.coalesce(Account.short_name, Account.name))
        .join(Account, Account.id == CallbackPlan.account_id)
        .where(
            CallbackPlan.due_on <= until,
            CallbackPlan.visit_id.is_(None),
            CallbackPlan.cancelled_on.is_(None),
            CallbackPlan.deleted_at.is_(None),
            Account.deleted_at.is_(None),
            ~planned,
        )
        .order_by(CallbackPlan.due_on, CallbackPlan.id)
        .limit(limit)
    )
    if owner_id is not None:
        query = query.where(Account.owner_id == owner_id)
    return [
        Due(plan.id, plan.account_id, name, plan.subject or "", plan.due_on, (today - plan.due_on).days)
        for plan, name in session.execute(query)
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- views


def conditions(view: str, today: date) -> tuple[Condition, ...]:
    """What the list of a view holds: ``all``, ``missing``, ``overdue``, ``waiting``, ``ahead`` or a kind group."""
    kind, _colon, group = view.partition(":")
    if kind == "kind":
        return (Condition("kind", "is", KIND_GROUPS[group]),)
    yesterday, last = today - timedelta(days=1), today + timedelta(days=AHEAD_DAYS)
    return {
        "missing": (Condition("state", "is", ("held",)),),
        "overdue": (
            Condition("state", "is", OPEN),
            Condition("planned_on", "at_most", (yesterday.isoformat(),)),
        ),
        "waiting": (Condition("state", "is", ("submitted",)),),
        "ahead": (
            Condition("state", "is", OPEN),
            Condition("planned_on", "at_least", (today.isoformat(),)),
            Condition("planned_on", "at_most", (last.isoformat(),)),
        ),
    }.get(view, ())


def view_counts(session: Session, today: date) -> dict[str, int]:
    """View (as for `conditions`) → how many visits it has; ``gifts``: how many gifts were given."""
    living = Visit.deleted_at.is_(None)
    by_kind = select(Visit.kind, func.count()).where(living).group_by(Visit.kind)
    kinds = {row[0]: row[1] for row in session.execute(by_kind)}
    counts = {
        f"kind:{group}": sum(kinds.get(kind, 0) for kind in members)
        for group, members in KIND_GROUPS.items()
    }
    counts["all"] = sum(kinds.values())
    waiting = select(Visit.state, func.count()).where(
        living, Visit.state.in_(("held", "submitted"))
    )
    states = {row[0]: row[1] for row in session.execute(waiting.group_by(Visit.state))}
    counts["missing"], counts["waiting"] = states.get("held", 0), states.get("submitted", 0)
    still_open = select(func.count()).where(living, Visit.state.in_(OPEN))
    counts["overdue"] = session.scalar(still_open.where(Visit.planned_on < today)) or 0
    ahead = Visit.planned_on.between(today, today + timedelta(days=AHEAD_DAYS))
    counts["ahead"] = session.scalar(still_open.where(ahead)) or 0
    gifts = select(func.count()).select_from(VisitGift).where(VisitGift.deleted_at.is_(None))
    counts["gifts"] = session.scalar(gifts) or 0
    return counts


# -------------------------------------------------------------------------------------------------------- statements


def _found(of_owner: bool, *columns: Any) -> CompoundSelect[Any]:
    """`columns` of the visits between two days. Two halves, both walked along the index by day: the visits held on
    these days, and those planned for them that were not held."""
    first, last = bindparam("first", type_=Date()), bindparam("last", type_=Date())
    held = select(*columns).where(Visit.held_on.between(first, last))
    planned = select(*columns).where(Visit.held_on.is_(None), Visit.planned_on.between(first, last))
    halves = [each.where(Visit.deleted_at.is_(None)) for each in (held, planned)]
    if of_owner:
        halves = [each.where(Visit.owner_id == bindparam("owner")) for each in halves]
    return union_all(*halves)


def _day() -> Any:
    return func.coalesce(Visit.held_on, Visit.planned_on, type_=Date()).label("day")


def _time(held: Any, planned: Any, name: str) -> Any:
    """When it was; of a visit held on another day than planned, the planned time says nothing."""
    as_planned = or_(Visit.held_on.is_(None), Visit.held_on == Visit.planned_on)
    return func.coalesce(held, case((as_planned, planned)), type_=String()).label(name)


def _order(found: Any) -> tuple[Any, ...]:
    return (found.c.day, found.c.start.is_(None), found.c.start, found.c.id)


def _columns() -> tuple[Any, ...]:
    start = _time(Visit.held_from, Visit.planned_from, "start")
    end = _time(Visit.held_to, Visit.planned_to, "end")
    return (Visit.id, Visit.account_id, Visit.kind, Visit.subject, Visit.state, _day(), start, end,
            Visit.owner_id)  # fmt: skip


def _shown(found: Any) -> Select[Any]:
    """The columns of an `Entry` for what was found."""
    columns = found.c
    return (
        select(
            columns.id, columns.account_id, func.coalesce(Account.short_name, Account.name),
            columns.kind, columns.subject, columns.state, columns.day, columns.start, columns.end,
            func.coalesce(Staff.name, ""),
        )
        .join(Account, Account.id == columns.account_id)
        .outerjoin(Staff, Staff.id == columns.owner_id)
    )  # fmt: skip


@cache
def _entries(of_owner: bool) -> Select[Any]:
    found = _found(of_owner, *_columns()).subquery()
    return _shown(found).order_by(*_order(found)).limit(bindparam("limit", type_=Integer()))


@cache
def _days(of_owner: bool) -> Select[Any]:
    """Day by day, the ones that come first are picked: numbering all visits of a month takes three times as long."""
    first, last = bindparam("first", type_=Date()), bindparam("last", type_=Date())
    walk = select(func.date(first, type_=Date()).label("day")).cte("walk", recursive=True)
    following = func.date(walk.c.day, "+1 day", type_=Date())
    walk = walk.union_all(select(following).where(walk.c.day < last))
    here = [Visit.id, _time(Visit.held_from, Visit.planned_from, "start")]
    held = select(*here).where(Visit.held_on == walk.c.day)
    planned = select(*here).where(Visit.held_on.is_(None), Visit.planned_on == walk.c.day)
    halves = [each.where(Visit.deleted_at.is_(None)).correlate(walk) for each in (held, planned)]
    if of_owner:
        halves = [each.where(Visit.owner_id == bindparam("owner")) for each in halves]
    found = union_all(*halves).subquery()
    picked = (
        select(found.c.id)
        .order_by(found.c.start.is_(None), found.c.start, found.c.id)
        .limit(bindparam("limit", type_=Integer()))
    )
    on_day = select(*_columns()).select_from(walk).join(Visit, Visit.id.in_(picked)).subquery()
    return _shown(on_day).order_by(*_order(on_day))


@cache
def _busy(of_owner: bool) -> Select[Any]:
    found = _found(of_owner, _day()).subquery()
    return select(found.c.day, func.count(literal_column("*"))).group_by(found.c.day)


@cache
def _sums(of_owner: bool) -> Select[Any]:
    found = _found(of_owner, Visit.state).subquery()
    return select(found.c.state, func.count(literal_column("*"))).group_by(found.c.state)
