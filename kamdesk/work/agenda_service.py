"""What keeping customers puts on the agenda: milestones, contracts that end, deliveries, complaints, feedback, measures
of service plans, requests, and surveys that close.

Tables are named here instead of using their classes, for the reason told in `agenda_sales`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date, Integer, Select, bindparam, column, func, null, select, table
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ColumnClause, TableClause

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.keeping_words import FEEDBACK_KIND, MILESTONE_KIND, REQUEST_KIND
from kamdesk.model.types import Moment
from kamdesk.store.day_sql import days_between
from kamdesk.work import settings
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
    from kamdesk.model.contract import Milestone
    from kamdesk.model.purchase import Purchase
    from kamdesk.model.service import ServiceMeasure

FINISHED_HERE = frozenset({"milestone", "delivery_due", "service_measure"})
"""Kinds that one key marks done; the others have an answer to be written."""
SURVEY_DAYS = 30
"""So long after its last day a survey with questionnaires that did not come back is asked for."""


def _table(name: str, days: tuple[str, ...], *columns: str | ColumnClause[Any]) -> TableClause:
    """What every source needs of its table: what identifies the row, its `days`, and further `columns`."""
    return table(
        name, column("id"), column("uid"), column("updated_at", Moment()), column("deleted_at"),
        *(column(day, Date()) for day in days), *(column(each) if isinstance(each, str) else each for each in columns),
    )  # fmt: skip


_CONTRACT = _table(
    "contract", ("ends_on",), "account_id", "owner_id", "number", "name", "state", "warn_days"
)
_MILESTONE = _table("milestone", ("due_on", "done_on"), "contract_id", "kind", "name")
_PURCHASE = _table(
    "purchase", ("due_on", "delivered_on"), "account_id", "product_id", "number", "amount"
)
_PRODUCT = _table("product", (), "name")
_COMPLAINT = _table(
    "complaint", ("received_on", "due_on", "answered_on"), "account_id", "handler_id", "number", "content"
)  # fmt: skip
_FEEDBACK = _table(
    "feedback", ("due_on", "answered_on", "withdrawn_on"), "account_id", "handler_id", "kind", "content", "due_at"
)  # fmt: skip
_PLAN = _table("service_plan", (), "account_id", "owner_id", "year", "state")
_MEASURE = _table(
    "service_measure", ("due_on", "done_on"), "service_plan_id", "responsible_id", "what",
    column("not_applicable", Boolean()),
)  # fmt: skip
_REQUEST = _table(
    "service_request", ("due_on", "done_on", "cancelled_on"), "account_id", "handler_id", "number", "kind",
    "content",
)  # fmt: skip
_SURVEY = _table("survey", ("closes_on",), "name", "round")
_ANSWER = _table("survey_answer", ("answered_on",), "survey_id")


def entries(scope: Scope) -> Iterator[Entry]:
    """Everything that follows."""
    yield from milestones(scope)
    yield from contracts_ending(scope)
    yield from deliveries(scope)
    yield from complaints(scope)
    yield from feedback(scope)
    yield from measures(scope)
    yield from requests(scope)
    yield from surveys(scope)


def _of(
    source: TableClause, account_id: Any, owner: Any, on: Any, of_staff: bool, *more: Any
) -> Select[Any]:
    """The living rows of `source` in the days asked for with what `Scope.entry` wants; `owner` whose they are."""
    query = (
        select(
            source.c.id, source.c.uid, source.c.updated_at, account_id.label("account_id"), owner.label("staff_id"),
            on.label("on"), *account_columns(), *more,
        )
        .select_from(source)
        .where(source.c.deleted_at.is_(None), *due(on))
        .order_by(on, source.c.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(owner)) if of_staff else query


# -------------------------------------------------------------------------------------------- contracts, deliveries


def milestones(scope: Scope) -> Iterator[Entry]:
    """What is due under contracts that are not over (M27)."""
    for row in scope.rows(_milestones):
        detail = " · ".join((MILESTONE_KIND.label(row.kind), row.contract))
        yield scope.entry(row, "milestone", "Milestone", row.on, row.name, detail=detail)


@cache
def _milestones(of_staff: bool) -> Query:
    owner = func.coalesce(_CONTRACT.c.owner_id, Account.owner_id)
    contract = _CONTRACT.c.name.label("contract")
    query = _of(
        _MILESTONE, _CONTRACT.c.account_id, owner, _MILESTONE.c.due_on, of_staff, _MILESTONE.c.name,
        _MILESTONE.c.kind, contract,
    )  # fmt: skip
    return (
        query.join(_CONTRACT, _CONTRACT.c.id == _MILESTONE.c.contract_id)
        .join(Account, Account.id == _CONTRACT.c.account_id)
        .where(_MILESTONE.c.done_on.is_(None), _CONTRACT.c.state.in_(("draft", "running")))
    )


def contracts_ending(scope: Scope) -> Iterator[Entry]:
    """Running contracts from the day on which their warning begins: due every day until they end or are renewed, and
    overdue once they have ended."""
    default = int(settings.get(scope.session, "contract_warn_days"))
    scope.values["warn_days"] = default
    for row in scope.rows(_contracts_ending):
        ends_on: date = row.ends_on
        warned_on = ends_on - timedelta(
            days=row.warn_days if row.warn_days is not None else default
        )
        on = ends_on if ends_on < scope.on else max(warned_on, scope.on)
        detail = _("{number}, holds until {day}").format(number=row.number, day=ends_on)
        yield scope.entry(
            row, "contract_ending", "Contract", on, row.name, detail=detail, since=warned_on
        )


@cache
def _contracts_ending(of_staff: bool) -> Query:
    """Those whose warning begins within the days asked for."""
    owner = func.coalesce(_CONTRACT.c.owner_id, Account.owner_id)
    days = func.coalesce(_CONTRACT.c.warn_days, bindparam("warn_days", type_=Integer()))
    first, last = bindparam("first", type_=Date()), bindparam("last", type_=Date())
    query = (
        select(
            _CONTRACT.c.id, _CONTRACT.c.uid, _CONTRACT.c.updated_at, _CONTRACT.c.account_id, owner.label("staff_id"),
            _CONTRACT.c.name, _CONTRACT.c.number, _CONTRACT.c.ends_on, _CONTRACT.c.warn_days, *account_columns(),
        )
        .join(Account, Account.id == _CONTRACT.c.account_id)
        .where(
            _CONTRACT.c.deleted_at.is_(None), _CONTRACT.c.state == "running", _CONTRACT.c.ends_on.is_not(None),
            days_between(first, _CONTRACT.c.ends_on) >= days, days_between(last, _CONTRACT.c.ends_on) <= days,
        )
        .order_by(_CONTRACT.c.ends_on, _CONTRACT.c.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(owner)) if of_staff else query


def deliveries(scope: Scope) -> Iterator[Entry]:
    """Purchases that wait for delivery (M28)."""
    for row in scope.rows(_deliveries):
        title = " · ".join(filter(None, (row.number, row.product))) or str(KINDS["delivery_due"])
        yield scope.entry(row, "delivery_due", "Purchase", row.on, title)


@cache
def _deliveries(of_staff: bool) -> Query:
    source = _PURCHASE
    query = _of(
        source, source.c.account_id, Account.owner_id, source.c.due_on, of_staff, source.c.number,
        _PRODUCT.c.name.label("product"),
    )  # fmt: skip
    return (
        query.join(Account, Account.id == source.c.account_id)
        .outerjoin(_PRODUCT, _PRODUCT.c.id == source.c.product_id)
        .where(source.c.delivered_on.is_(None), source.c.due_on.is_not(None), source.c.amount >= 0)
    )


# ----------------------------------------------------------------------------------------------------------- service


def complaints(scope: Scope) -> Iterator[Entry]:
    """Complaints without an answer; one without a term stands on the day it was received (M30)."""
    for row in scope.rows(_complaints):
        title = _short(row.content) or row.number or str(KINDS["complaint"])
        yield scope.entry(row, "complaint", "Complaint", row.on, title, detail=row.number or "")


@cache
def _complaints(of_staff: bool) -> Query:
    source = _COMPLAINT
    owner = func.coalesce(source.c.handler_id, Account.owner_id)
    on = func.coalesce(source.c.due_on, source.c.received_on, type_=Date())
    query = _of(source, source.c.account_id, owner, on, of_staff, source.c.number, source.c.content)
    return query.join(Account, Account.id == source.c.account_id).where(
        source.c.answered_on.is_(None)
    )


def feedback(scope: Scope) -> Iterator[Entry]:
    """Opinions and questions without an answer, at the hour by which it is due (M31)."""
    for row in scope.rows(_feedback):
        kind = FEEDBACK_KIND.label(row.kind)
        title = _short(row.content) or kind
        yield scope.entry(
            row, "feedback", "Feedback", row.on, title, detail=kind, starts_at=row.due_at
        )


@cache
def _feedback(of_staff: bool) -> Query:
    source = _FEEDBACK
    owner = func.coalesce(source.c.handler_id, Account.owner_id)
    query = _of(
        source, source.c.account_id, owner, source.c.due_on, of_staff, source.c.kind, source.c.content,
        source.c.due_at,
    )  # fmt: skip
    return query.join(Account, Account.id == source.c.account_id).where(
        source.c.answered_on.is_(None), source.c.withdrawn_on.is_(None)
    )


def measures(scope: Scope) -> Iterator[Entry]:
    """Measures of service plans that are not done (M29)."""
    for row in scope.rows(_measures):
        detail = _("service plan {year}").format(year=row.year)
        yield scope.entry(row, "service_measure", "ServiceMeasure", row.on, row.what, detail=detail)


@cache
def _measures(of_staff: bool) -> Query:
    source = _MEASURE
    owner = func.coalesce(source.c.responsible_id, _PLAN.c.owner_id, Account.owner_id)
    query = _of(
        source, _PLAN.c.account_id, owner, source.c.due_on, of_staff, source.c.what, _PLAN.c.year
    )
    return (
        query.join(_PLAN, _PLAN.c.id == source.c.service_plan_id)
        .join(Account, Account.id == _PLAN.c.account_id)
        .where(source.c.done_on.is_(None), source.c.not_applicable.is_(False))
    )


def requests(scope: Scope) -> Iterator[Entry]:
    """Value-added services, repairs and parts that are not done (M34)."""
    for row in scope.rows(_requests):
        kind = REQUEST_KIND.label(row.kind)
        title = _short(row.content) or row.number or kind
        detail = " · ".join(filter(None, (kind, row.number)))
        yield scope.entry(row, "service_request", "ServiceRequest", row.on, title, detail=detail)


@cache
def _requests(of_staff: bool) -> Query:
    source = _REQUEST
    owner = func.coalesce(source.c.handler_id, Account.owner_id)
    query = _of(
        source, source.c.account_id, owner, source.c.due_on, of_staff, source.c.number, source.c.kind,
        source.c.content,
    )  # fmt: skip
    return query.join(Account, Account.id == source.c.account_id).where(
        source.c.done_on.is_(None), source.c.cancelled_on.is_(None)
    )


def surveys(scope: Scope) -> Iterator[Entry]:
    """Surveys by the day on which their answers are wanted, while questionnaires are out (M33)."""
    for row in scope.rows(_surveys):
        if row.on < scope.on - timedelta(days=SURVEY_DAYS):
            continue
        title = " ".join(filter(None, (row.name, row.round))) or str(KINDS["survey"])
        detail = _("{back} of {sent} came back").format(back=row.sent - row.still, sent=row.sent)
        yield scope.entry(row, "survey", "Survey", row.on, title, detail=detail)


@cache
def _surveys(_of_staff: bool) -> Query:
    answers = (
        select(
            _ANSWER.c.survey_id, func.count().label("sent"),
            func.count().filter(_ANSWER.c.answered_on.is_(None)).label("still"),
        )
        .where(_ANSWER.c.deleted_at.is_(None))
        .group_by(_ANSWER.c.survey_id)
        .subquery()
    )  # fmt: skip
    return (
        select(
            _SURVEY.c.id, _SURVEY.c.uid, _SURVEY.c.updated_at, null().label("account_id"), null().label("staff_id"),
            _SURVEY.c.closes_on.label("on"), null().label("account"), null().label("tier"), _SURVEY.c.name,
            _SURVEY.c.round, answers.c.sent, answers.c.still,
        )
        .join(answers, answers.c.survey_id == _SURVEY.c.id)
        .where(_SURVEY.c.deleted_at.is_(None), answers.c.still > 0, *due(_SURVEY.c.closes_on))
        .order_by(_SURVEY.c.closes_on, _SURVEY.c.id)
        .limit(most())
    )  # fmt: skip


def _short(text: str | None) -> str:
    """The beginning of a text, in one line."""
    return " ".join((text or "").split())[:60]


# ------------------------------------------------------------------------------------------------- dealing with them


def finish(session: Session, record: Milestone | Purchase | ServiceMeasure, on: date) -> None:
    """Marks a milestone or a measure done, a purchase delivered, on day `on`. Raises RuleError for one that is, and
    for a measure that is late, because its deviation wants words."""
    from kamdesk.model.contract import Milestone
    from kamdesk.model.purchase import Purchase
    from kamdesk.work import (
        contracts,
        purchases,
        service_plans,
    )  # late: they have their classes mapped

    if isinstance(record, Milestone):
        contracts.finish_milestone(session, record, on)
    elif isinstance(record, Purchase):
        purchases.deliver(session, record, on)
    else:
        service_plans.finish_measure(session, record, on)
