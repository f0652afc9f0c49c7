"""What keeping an account brought to its line of time: purchases, contracts, complaints, feedback, requests, measures,
questionnaires, activities.

Tables are named here instead of using their classes, for the reason told in `agenda_sales`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Select, bindparam, column, func, select, table
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ColumnClause, TableClause

from kamdesk.i18n import _
from kamdesk.model import values
from kamdesk.model.fields import Kind
from kamdesk.model.keeping_words import (
    ACTIVITY_KIND,
    COMPLAINT_CATEGORY,
    CONTRACT_STATE,
    FEEDBACK_KIND,
    REQUEST_KIND,
)
from kamdesk.model.types import Exact
from kamdesk.work.account_events import Event


def _table(name: str, days: tuple[str, ...], *columns: str | ColumnClause[Any]) -> TableClause:
    return table(
        name, column("id"), column("deleted_at"), *(column(day, Date()) for day in days),
        *(column(each) if isinstance(each, str) else each for each in columns),
    )  # fmt: skip


_PURCHASE = _table(
    "purchase", ("on", "delivered_on"), "account_id", "number", "currency", "product_id",
    column("amount", Exact(2)),
)  # fmt: skip
_PRODUCT = _table("product", (), "name")
_CONTRACT = _table(
    "contract", ("signed_on", "starts_on", "ends_on", "ended_on"), "account_id", "number", "name", "state",
    "end_reason",
)  # fmt: skip
_COMPLAINT = _table(
    "complaint", ("received_on", "answered_on", "confirmed_on"), "account_id", "number", "category", "content",
    "solution",
)  # fmt: skip
_FEEDBACK = _table(
    "feedback", ("received_on", "answered_on"), "account_id", "kind", "content", "reply"
)
_REQUEST = _table(
    "service_request", ("requested_on", "done_on"), "account_id", "kind", "content", "given"
)
_PLAN = _table("service_plan", (), "account_id", "year")
_MEASURE = _table("service_measure", ("done_on",), "service_plan_id", "what", "note")
_SURVEY = _table("survey", (), "name", "round")
_ANSWER = _table("survey_answer", ("answered_on",), "account_id", "survey_id", "comment")
_ACTIVITY = _table("activity", ("on",), "kind", "name", "result")
_INVITEE = _table("invitee", (), "account_id", "activity_id", "came")


def _newest(source: TableClause, account_id: Any, day: Any, *columns: Any) -> Select[Any]:
    return (
        select(day.label("on"), *columns)
        .select_from(source)
        .where(
            account_id == bindparam("account_id"), source.c.deleted_at.is_(None), day.is_not(None)
        )
        .order_by(day.desc(), source.c.id.desc())
        .limit(bindparam("limit"))
    )


_PURCHASES = _newest(
    _PURCHASE, _PURCHASE.c.account_id, _PURCHASE.c.on, _PURCHASE.c.amount, _PURCHASE.c.currency, _PURCHASE.c.number,
    _PURCHASE.c.delivered_on, _PRODUCT.c.name.label("product"),
).outerjoin(_PRODUCT, _PRODUCT.c.id == _PURCHASE.c.product_id)  # fmt: skip
_CONTRACTS = _newest(
    _CONTRACT, _CONTRACT.c.account_id, func.coalesce(_CONTRACT.c.signed_on, _CONTRACT.c.starts_on, type_=Date()),
    _CONTRACT.c.name, _CONTRACT.c.number, _CONTRACT.c.state, _CONTRACT.c.ended_on, _CONTRACT.c.end_reason,
)  # fmt: skip
_COMPLAINTS = _newest(
    _COMPLAINT, _COMPLAINT.c.account_id, _COMPLAINT.c.received_on, _COMPLAINT.c.category, _COMPLAINT.c.content,
    _COMPLAINT.c.answered_on, _COMPLAINT.c.solution, _COMPLAINT.c.confirmed_on,
)  # fmt: skip
_FEEDBACKS = _newest(
    _FEEDBACK, _FEEDBACK.c.account_id, _FEEDBACK.c.received_on, _FEEDBACK.c.kind, _FEEDBACK.c.content,
    _FEEDBACK.c.reply,
)  # fmt: skip
_REQUESTS = _newest(
    _REQUEST, _REQUEST.c.account_id, _REQUEST.c.requested_on, _REQUEST.c.kind, _REQUEST.c.content,
    _REQUEST.c.done_on, _REQUEST.c.given,
)  # fmt: skip
_MEASURES = _newest(
    _MEASURE, _PLAN.c.account_id, _MEASURE.c.done_on, _MEASURE.c.what, _MEASURE.c.note
).join(_PLAN, _PLAN.c.id == _MEASURE.c.service_plan_id)
_ANSWERS = _newest(
    _ANSWER,
    _ANSWER.c.account_id,
    _ANSWER.c.answered_on,
    _SURVEY.c.name,
    _SURVEY.c.round,
    _ANSWER.c.comment,
).join(_SURVEY, _SURVEY.c.id == _ANSWER.c.survey_id)
_ACTIVITIES = _newest(
    _INVITEE, _INVITEE.c.account_id, _ACTIVITY.c.on, _ACTIVITY.c.kind, _ACTIVITY.c.name, _INVITEE.c.came
).join(_ACTIVITY, _ACTIVITY.c.id == _INVITEE.c.activity_id).where(_ACTIVITY.c.deleted_at.is_(None))  # fmt: skip


def of_keeping(session: Session, account_id: int, limit: int, currency: str) -> list[Event]:
    """What was bought, signed, complained about, asked, served, answered and done together. `currency`: of amounts
    that name none."""
    asked = {"account_id": account_id, "limit": limit}
    return [
        *_deals(session, asked, currency),
        *_service(session, asked),
        *_together(session, asked),
    ]


def _deals(session: Session, asked: dict[str, Any], currency: str) -> list[Event]:
    found = []
    for row in session.execute(_PURCHASES, asked):
        amount = values.show(
            Kind.MONEY, abs(row.amount or Decimal(0)), currency=row.currency or currency
        )
        words = (
            _("Return: {amount}") if (row.amount or 0) < 0 else _("Purchase: {amount}")
        ).format(amount=amount)
        delivered = _("delivered {day}").format(day=row.delivered_on) if row.delivered_on else ""
        found.append(Event(row.on, "purchase", words, _joined(row.product, row.number, delivered)))
    for row in session.execute(_CONTRACTS, asked):
        words = _("Contract signed: {name}").format(name=row.name)
        detail = _joined(row.number, CONTRACT_STATE.label(row.state))
        found.append(Event(row.on, "contract", words, detail))
        if row.ended_on is not None:
            words = _("Contract ended: {name}").format(name=row.name)
            found.append(Event(row.ended_on, "contract", words, row.end_reason or ""))
    return found


def _service(session: Session, asked: dict[str, Any]) -> list[Event]:
    found = []
    for row in session.execute(_COMPLAINTS, asked):
        category = COMPLAINT_CATEGORY.label(row.category) if row.category else ""
        text = _("Complaint: {content}").format(content=_short(row.content) or category)
        found.append(Event(row.on, "complaint", text, category if row.content else ""))
        if row.answered_on is not None:
            confirmed = row.confirmed_on
            detail = _("confirmed {day}").format(day=confirmed) if confirmed is not None else ""
            words = _("Complaint answered: {content}").format(
                content=_short(row.content) or category
            )
            found.append(
                Event(row.answered_on, "complaint", words, _joined(_short(row.solution), detail))
            )
    for row in session.execute(_FEEDBACKS, asked):
        kind = FEEDBACK_KIND.label(row.kind)
        text = _("{kind}: {title}").format(kind=kind, title=_short(row.content))
        found.append(Event(row.on, "feedback", text, _short(row.reply)))
    for row in session.execute(_REQUESTS, asked):
        kind = REQUEST_KIND.label(row.kind)
        text = _("{kind}: {title}").format(kind=kind, title=_short(row.content))
        done = _("done {day}").format(day=row.done_on) if row.done_on is not None else ""
        found.append(Event(row.on, "request", text, _joined(done, _short(row.given))))
    for row in session.execute(_MEASURES, asked):
        text = _("Service measure done: {what}").format(what=row.what)
        found.append(Event(row.on, "measure", text, row.note or ""))
    return found


def _together(session: Session, asked: dict[str, Any]) -> list[Event]:
    found = []
    for row in session.execute(_ANSWERS, asked):
        name = " ".join(filter(None, (row.name, row.round)))
        text = _("Questionnaire answered: {name}").format(name=name)
        found.append(Event(row.on, "survey", text, _short(row.comment)))
    for row in session.execute(_ACTIVITIES, asked):
        kind = ACTIVITY_KIND.label(row.kind)
        text = _("{kind}: {title}").format(kind=kind, title=row.name)
        found.append(Event(row.on, "activity", text, _("came") if row.came else ""))
    return found


def _joined(*words: str | None) -> str:
    return " · ".join(filter(None, words))


def _short(text: str | None) -> str:
    return " ".join((text or "").split())[:120]
