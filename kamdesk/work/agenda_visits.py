"""Visits of every kind on the agenda: planned ones, call-backs due, and visits held of which there is no record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import bindparam, or_, select

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.visit import CallbackPlan, Visit, VisitPerson
from kamdesk.model.vocabulary import VISIT_KIND, VISIT_STATE
from kamdesk.work import rhythm
from kamdesk.work.agenda_entry import (
    Entry,
    Query,
    Scope,
    account_columns,
    due,
    mine_or_nobodys,
    most,
)
from kamdesk.work.visit_states import OPEN


def planned(scope: Scope) -> Iterator[Entry]:
    """What is planned and has not been held, with the people to be met."""
    rows = scope.rows(_planned)
    people = _people(scope, [row.id for row in rows])
    for row in rows:
        waits = VISIT_STATE.label(row.state) if row.state == "submitted" else None
        place = row.meeting_point if row.kind == "reception" else row.place
        yield scope.entry(
            row, row.kind, Visit, row.on, row.subject or VISIT_KIND.label(row.kind),
            starts_at=row.planned_from, ends_at=row.planned_to,
            detail=" · ".join(filter(None, (waits, people.get(row.id), place))),
        )  # fmt: skip


@cache
def _planned(of_staff: bool) -> Query:
    query = (
        select(
            Visit.id, Visit.uid, Visit.updated_at, Visit.account_id, Visit.owner_id.label("staff_id"),
            Visit.kind, Visit.subject, Visit.state, Visit.planned_on.label("on"), Visit.planned_from,
            Visit.planned_to, Visit.place, Visit.meeting_point, *account_columns(),
        )
        .join(Account, Account.id == Visit.account_id)
        .where(Visit.state.in_(OPEN), Visit.deleted_at.is_(None), *due(Visit.planned_on))
        .order_by(Visit.planned_on, Visit.id)
        .limit(most())
    )  # fmt: skip
    if not of_staff:
        return query
    # Whoever comes along has it on the agenda, too.
    along = select(VisitPerson.visit_id).where(
        VisitPerson.staff_id == bindparam("staff"), VisitPerson.deleted_at.is_(None)
    )
    return query.where(or_(mine_or_nobodys(Visit.owner_id), Visit.id.in_(along)))


_PEOPLE = (
    select(VisitPerson.visit_id, VisitPerson.name, VisitPerson.position)
    .where(
        VisitPerson.visit_id.in_(bindparam("ids", expanding=True)),
        VisitPerson.side == "customer",
        VisitPerson.deleted_at.is_(None),
    )
    .order_by(VisitPerson.id)
)


def _people(scope: Scope, visit_ids: list[int]) -> dict[int, str]:
    """Visit → who is to be met."""
    found: dict[int, list[str]] = {}
    for visit_id, name, position in scope.session.execute(_PEOPLE, {"ids": visit_ids}):
        found.setdefault(visit_id, []).append(" ".join(filter(None, (name, position))))
    return {visit_id: "、".join(names) for visit_id, names in found.items()}


def callbacks_due(scope: Scope) -> Iterator[Entry]:
    """Call-backs that nobody has made yet."""
    rows = scope.rows(_callbacks_due)
    days = rhythm.rhythms(scope.session, "callback") if rows else {}
    for row in rows:
        every = days.get(row.tier or "", 0)
        yield scope.entry(
            row, "callback_due", CallbackPlan, row.due_on, row.subject or _("Routine call-back"),
            detail=_("tier {tier}, every {days} days").format(tier=row.tier, days=every) if every else "",
        )  # fmt: skip


@cache
def _callbacks_due(of_staff: bool) -> Query:
    query = (
        select(
            CallbackPlan.id, CallbackPlan.uid, CallbackPlan.updated_at, CallbackPlan.account_id,
            Account.owner_id.label("staff_id"), CallbackPlan.due_on, CallbackPlan.subject, *account_columns(),
        )
        .join(Account, Account.id == CallbackPlan.account_id)
        .where(*rhythm.IS_OPEN, *due(CallbackPlan.due_on))
        .order_by(CallbackPlan.due_on, CallbackPlan.id)
        .limit(most())
    )  # fmt: skip
    return query.where(Account.owner_id == bindparam("staff")) if of_staff else query


def records_missing(scope: Scope) -> Iterator[Entry]:
    """Visits that took place and of which nothing is written yet."""
    for row in scope.rows(_held):
        kind = VISIT_KIND.label(row.kind)
        yield scope.entry(
            row, "record_missing", Visit, row.on, row.subject or kind,
            detail=_("{kind} held, nothing written yet").format(kind=kind),
        )  # fmt: skip


@cache
def _held(of_staff: bool) -> Query:
    query = (
        select(
            Visit.id, Visit.uid, Visit.updated_at, Visit.account_id, Visit.owner_id.label("staff_id"),
            Visit.kind, Visit.subject, Visit.held_on.label("on"), *account_columns(),
        )
        .join(Account, Account.id == Visit.account_id)
        .where(Visit.state == "held", Visit.deleted_at.is_(None), *due(Visit.held_on))
        .order_by(Visit.held_on, Visit.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(Visit.owner_id)) if of_staff else query
