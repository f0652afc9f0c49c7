"""What projects and account plans put on the agenda: 5W2H actions, measures against risks, next contacts, reviews.

Tables are named here instead of using their classes: mapping all of a project's classes takes longer than the whole
agenda, which is read at every start.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Date, bindparam, column, func, select, table
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import TableClause

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.types import Moment
from kamdesk.work.agenda_entry import (
    KINDS,
    Entry,
    Query,
    Scope,
    account_columns,
    due,
    mine_or_nobodys,
    most,
)

if TYPE_CHECKING:
    from kamdesk.model.project import Action
    from kamdesk.model.strategy import PlanMeasure


def _table(name: str, day: str, *columns: str) -> TableClause:
    """What every source needs of its table: what identifies the row, its `day`, and further `columns`."""
    return table(
        name, column("id"), column("uid"), column("updated_at", Moment()), column("deleted_at"),
        column(day, Date()), *map(column, columns),
    )  # fmt: skip


_OPPORTUNITY = _table(
    "opportunity", "next_contact_on", "account_id", "owner_id", "name", "next_step", "outcome"
)
_ACTION = _table("action", "due_on", "opportunity_id", "owner_id", "name", "state", "why")
_RISK = _table("risk", "due_on", "opportunity_id", "owner_id", "name", "state", "mitigation")
_PLAN = _table("account_plan", "review_on", "account_id", "owner_id", "period", "state")
_MEASURE = _table("plan_measure", "due_on", "plan_id", "owner_id", "name", "done_on")


def actions(scope: Scope) -> Iterator[Entry]:
    """Open 5W2H actions of running projects, in their owner's day (M21)."""
    for row in scope.rows(_actions):
        yield scope.entry(row, "action", "Action", row.on, row.name, detail=row.beside or "")


@cache
def _actions(of_staff: bool) -> Query:
    return _of_project(of_staff, _ACTION, _ACTION.c.state.in_(("open", "doing")))


def risks(scope: Scope) -> Iterator[Entry]:
    """Measures against open risks (M22)."""
    for row in scope.rows(_risks):
        title = row.mitigation or row.name
        detail = " · ".join(filter(None, (row.name if row.mitigation else "", row.beside)))
        yield scope.entry(row, "risk", "Risk", row.on, title, detail=detail)


@cache
def _risks(of_staff: bool) -> Query:
    return _of_project(of_staff, _RISK, _RISK.c.state == "open").add_columns(_RISK.c.mitigation)


def _of_project(of_staff: bool, source: TableClause, is_open: ColumnElement[bool]) -> Query:
    owner = func.coalesce(source.c.owner_id, _OPPORTUNITY.c.owner_id)
    query = (
        select(
            source.c.id, source.c.uid, source.c.updated_at, _OPPORTUNITY.c.account_id, owner.label("staff_id"),
            source.c.name, source.c.due_on.label("on"), _OPPORTUNITY.c.name.label("beside"), *account_columns(),
        )
        .join(_OPPORTUNITY, _OPPORTUNITY.c.id == source.c.opportunity_id)
        .outerjoin(Account, Account.id == _OPPORTUNITY.c.account_id)
        .where(
            source.c.deleted_at.is_(None), is_open, _OPPORTUNITY.c.outcome == "open", *due(source.c.due_on)
        )
        .order_by(source.c.due_on, source.c.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(owner)) if of_staff else query


def next_contacts(scope: Scope) -> Iterator[Entry]:
    """The next contact of each running project (N8)."""
    for row in scope.rows(_next_contacts):
        title = row.next_step or str(KINDS["project_contact"])
        yield scope.entry(row, "project_contact", "Opportunity", row.on, title, detail=row.name)


@cache
def _next_contacts(of_staff: bool) -> Query:
    source = _OPPORTUNITY
    query = (
        select(
            source.c.id, source.c.uid, source.c.updated_at, source.c.account_id,
            source.c.owner_id.label("staff_id"), source.c.name, source.c.next_step,
            source.c.next_contact_on.label("on"), *account_columns(),
        )
        .outerjoin(Account, Account.id == source.c.account_id)
        .where(
            source.c.deleted_at.is_(None), source.c.outcome == "open", *due(source.c.next_contact_on)
        )
        .order_by(source.c.next_contact_on, source.c.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(source.c.owner_id)) if of_staff else query


def measures(scope: Scope) -> Iterator[Entry]:
    """Measures of account plans that are not done."""
    for row in scope.rows(_measures):
        yield scope.entry(row, "measure", "PlanMeasure", row.on, row.name)


@cache
def _measures(of_staff: bool) -> Query:
    owner = func.coalesce(_MEASURE.c.owner_id, _PLAN.c.owner_id)
    query = (
        select(
            _MEASURE.c.id, _MEASURE.c.uid, _MEASURE.c.updated_at, _PLAN.c.account_id, owner.label("staff_id"),
            _MEASURE.c.name, _MEASURE.c.due_on.label("on"), *account_columns(),
        )
        .join(_PLAN, _PLAN.c.id == _MEASURE.c.plan_id)
        .join(Account, Account.id == _PLAN.c.account_id)
        .where(
            _MEASURE.c.deleted_at.is_(None), _MEASURE.c.done_on.is_(None), _PLAN.c.state != "closed",
            *due(_MEASURE.c.due_on),
        )
        .order_by(_MEASURE.c.due_on, _MEASURE.c.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(owner)) if of_staff else query


def plan_reviews(scope: Scope) -> Iterator[Entry]:
    """Account plans whose review is due (M5)."""
    for row in scope.rows(_plan_reviews):
        title = _("Review of the account plan {period}").format(period=row.period)
        yield scope.entry(row, "plan_review", "AccountPlan", row.on, title)


@cache
def _plan_reviews(of_staff: bool) -> Query:
    owner = func.coalesce(_PLAN.c.owner_id, Account.owner_id)
    query = (
        select(
            _PLAN.c.id, _PLAN.c.uid, _PLAN.c.updated_at, _PLAN.c.account_id, owner.label("staff_id"),
            _PLAN.c.period, _PLAN.c.review_on.label("on"), *account_columns(),
        )
        .join(Account, Account.id == _PLAN.c.account_id)
        .where(_PLAN.c.deleted_at.is_(None), _PLAN.c.state != "closed", *due(_PLAN.c.review_on))
        .order_by(_PLAN.c.review_on, _PLAN.c.id)
        .limit(most())
    )  # fmt: skip
    return query.where(owner == bindparam("staff")) if of_staff else query


# ------------------------------------------------------------------------------------------------- dealing with them

DAY_OF: dict[str, str] = {
    "Action": "due_on",
    "Risk": "due_on",
    "Opportunity": "next_contact_on",
    "PlanMeasure": "due_on",
    "AccountPlan": "review_on",
}
"""Class name → the field by whose day it stands on the agenda."""


def put_off(record: Record, day: date) -> None:
    """Gives an entry of these kinds a later day."""
    setattr(record, DAY_OF[type(record).__name__], day)


def finish(session: Session, record: Action | PlanMeasure, on: date) -> None:
    """Marks an action or a measure done on day `on`. Raises RuleError for one that is done already."""
    from kamdesk.model.strategy import PlanMeasure
    from kamdesk.work import actions  # late: it has a project's classes mapped

    if isinstance(record, PlanMeasure):
        record.done_on = on
    else:
        actions.finish(session, record, on)
