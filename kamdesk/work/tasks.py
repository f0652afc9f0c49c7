"""待办: what somebody has to do, by when, for which account; done, dropped, put off or taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.contact import Contact
from kamdesk.model.fields import fields_of
from kamdesk.work import settings

_KEPT_BY_STEPS = frozenset({"done_on", "cancelled_on", "rule"})
"""Fields that the functions below set, not a form."""


def add_task(session: Session, values: Mapping[str, Any], rule: str | None = None) -> Task:
    """Adds a task. Without an owner it is that of whoever uses this computer; `rule` says which rule made it.

    Raises RuleError, naming the field, without a name, for a time without a day, or for a person of another account.
    """
    user = settings.me(session)
    task = Task(name="", owner_id=user.id if user else None, rule=rule)
    _set(session, task, values)
    session.add(task)
    session.flush()
    return task


def change_task(session: Session, task: Task, values: Mapping[str, Any]) -> None:
    """Sets `values` (field name → typed value) of a task that is still open."""
    _refuse_closed(task)
    _set(session, task, values)
    session.flush()


def complete(session: Session, task: Task, on: date) -> None:
    """Notes that it was done on day `on`."""
    _refuse_closed(task)
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="done_on")
    task.done_on = on
    session.flush()


def drop(session: Session, task: Task, on: date) -> None:
    """Notes on day `on` that it need not be done any more."""
    _refuse_closed(task)
    task.cancelled_on = on
    session.flush()


def reopen(session: Session, task: Task) -> None:
    """Takes up again what was done or dropped."""
    if task.done_on is None and task.cancelled_on is None:
        raise RuleError(_("This task is still open."), field="done_on")
    task.done_on = task.cancelled_on = None
    session.flush()


def postpone(session: Session, task: Task, due_on: date) -> None:
    """Puts an open task off to a later day."""
    _refuse_closed(task)
    if task.due_on is not None and due_on <= task.due_on:
        raise RuleError(_("Choose a day after {day}.").format(day=task.due_on), field="due_on")
    task.due_on = due_on
    session.flush()


def _refuse_closed(task: Task) -> None:
    if task.done_on is not None:
        raise RuleError(_("This task was done on {day}.").format(day=task.done_on), field="done_on")
    if task.cancelled_on is not None:
        raise RuleError(
            _("This task was dropped on {day}.").format(day=task.cancelled_on), field="cancelled_on"
        )


def _set(session: Session, task: Task, values: Mapping[str, Any]) -> None:
    known = {each.name: each for each in fields_of(Task)}
    for name, value in values.items():
        if name in _KEPT_BY_STEPS:
            raise RuleError(_("A task is done, dropped or reopened step by step."), field=name)
        known[name].set(task, value)
    task.name = (task.name or "").strip()
    if not task.name:
        raise RuleError(_("Say what is to be done."), field="name")
    if task.due_at and task.due_on is None:
        raise RuleError(_("A time needs its day."), field="due_on")
    if task.contact_id is not None:
        _keep_to_the_account(session, task, task.contact_id)
    if task.account_id is not None:
        account = session.get(Account, task.account_id)
        if account is None or account.deleted_at is not None:
            raise RuleError(_("This account does not exist any more."), field="account_id")


def _keep_to_the_account(session: Session, task: Task, contact_id: int) -> None:
    contact = session.get(Contact, contact_id)
    if contact is None or contact.deleted_at is not None:
        raise RuleError(_("This person does not exist any more."), field="contact_id")
    if task.account_id is None:
        task.account_id = contact.account_id
    if task.account_id != contact.account_id:
        raise RuleError(
            _("{name} belongs to another account.").format(name=contact.full_name),
            field="contact_id",
        )
