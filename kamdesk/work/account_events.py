"""What happened with an account as events of its line of time: visits, expenses, call-backs, developments, tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model import values
from kamdesk.model.agenda import Task
from kamdesk.model.development import Development, DevelopmentStateChange
from kamdesk.model.expense import Expense
from kamdesk.model.fields import Kind
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.model.vocabulary import (
    DEVELOPMENT_STATE,
    EXPENSE_CATEGORY,
    EXPENSE_STATE,
    VISIT_KIND,
    VISIT_RESULT,
    VISIT_STATE,
)
from kamdesk.work.visit_states import HAPPENED, OPEN


@dataclass(frozen=True)
class Event:
    """One thing on the line: its day, `kind`, words. Kinds: next, filed, status, tier, owner, document, left, change,
    planned, held, cancelled, expense, callback, development, task, purchase, contract, complaint, feedback, request,
    measure, survey, activity."""

    on: date
    kind: str
    text: str
    detail: str = ""
    by: str = ""
    at: datetime | None = None
    """The moment, where it is known; facts that are only dated have none."""
    undone: bool = False


def _newest(record: type[Any], day: Any, *columns: Any) -> Select[Any]:
    """The newest rows of one account, as plain columns: built once, as it is asked whenever an account is shown."""
    return (
        select(record.id, *columns)
        .where(record.account_id == bindparam("account_id"), record.deleted_at.is_(None))
        .order_by(day.desc(), record.id.desc())
        .limit(bindparam("limit"))
    )


_SHOWN = 200
"""Characters of what came of a visit; the line shows the beginning."""
_VISITS = _newest(
    Visit, func.coalesce(Visit.held_on, Visit.planned_on), Visit.kind, Visit.state, Visit.subject, Visit.planned_on,
    Visit.planned_from, Visit.held_on, Visit.cancelled_on, Visit.result, Visit.reason,
    func.substr(Visit.conclusion, 1, _SHOWN).label("conclusion"),
)  # fmt: skip
_EXPENSES = _newest(
    Expense, Expense.on, Expense.on, Expense.category, Expense.amount, Expense.currency, Expense.note, Expense.state,
)  # fmt: skip
_CALLBACKS = _newest(
    CallbackPlan, CallbackPlan.due_on, CallbackPlan.due_on, CallbackPlan.subject
).where(CallbackPlan.visit_id.is_(None), CallbackPlan.cancelled_on.is_(None))
_TASKS = _newest(
    Task, func.coalesce(Task.done_on, Task.due_on), Task.name, Task.due_on, Task.done_on
).where(Task.cancelled_on.is_(None))
_STEPS = (
    select(DevelopmentStateChange.to, DevelopmentStateChange.on, DevelopmentStateChange.reason)
    .join(Development, Development.id == DevelopmentStateChange.development_id)
    .where(
        Development.account_id == bindparam("account_id"),
        Development.deleted_at.is_(None),
        DevelopmentStateChange.deleted_at.is_(None),
    )
    .order_by(DevelopmentStateChange.on.desc(), DevelopmentStateChange.id.desc())
    .limit(bindparam("limit"))
)


def of_visits(session: Session, account_id: int, limit: int) -> list[Event]:
    """Each visit on its day: held with what came of it, planned, or ended with the reason."""
    found = []
    for row in session.execute(_VISITS, {"account_id": account_id, "limit": limit}):
        kind = VISIT_KIND.label(row.kind)
        words = kind
        if row.subject:
            words = _("{kind}: {title}").format(kind=kind, title=row.subject)
        if row.state in HAPPENED and row.held_on is not None:
            result = VISIT_RESULT.label(row.result) if row.result else ""
            detail = " · ".join(filter(None, (result, _one_line(row.conclusion))))
            found.append(Event(row.held_on, "held", words, detail))
        elif row.state in OPEN and row.planned_on is not None:
            detail = "" if row.state == "planned" else VISIT_STATE.label(row.state)
            detail = " · ".join(filter(None, (row.planned_from, detail)))
            found.append(Event(row.planned_on, "planned", words, detail))
        elif (day := row.planned_on or row.cancelled_on) is not None:
            detail = " · ".join(filter(None, (VISIT_STATE.label(row.state), row.reason)))
            found.append(Event(day, "cancelled", words, detail))
    return found


def of_the_rest(session: Session, account_id: int, limit: int) -> list[Event]:
    """What was spent, which call-backs fall due, the steps of the development, tasks open and done."""
    asked = {"account_id": account_id, "limit": limit}
    found = []
    for row in session.execute(_EXPENSES, asked):
        amount = values.show(Kind.MONEY, row.amount, currency=row.currency)
        text = _("Expense: {amount}, {category}").format(
            amount=amount, category=EXPENSE_CATEGORY.label(row.category)
        )
        detail = " · ".join(filter(None, (row.note, EXPENSE_STATE.label(row.state))))
        found.append(Event(row.on, "expense", text, detail))
    found += [
        Event(row.due_on, "callback", _("Call-back due"), row.subject or "")
        for row in session.execute(_CALLBACKS, asked)
    ]
    for step in session.execute(_STEPS, asked):
        text = _("Development: {step}").format(step=DEVELOPMENT_STATE.label(step.to))
        found.append(Event(step.on, "development", text, step.reason or ""))
    for row in session.execute(_TASKS, asked):
        if row.done_on is not None:
            found.append(Event(row.done_on, "task", _("Done: {task}").format(task=row.name)))
        elif row.due_on is not None:
            found.append(Event(row.due_on, "task", _("To do: {task}").format(task=row.name)))
    return found


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
