"""The month in three figures: visits planned and held, call-backs due and made, accounts silent too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.work import rhythm


@dataclass(frozen=True)
class MonthFigures:
    """Counts for the month of a day, of one person or of everybody."""

    planned: int
    """Visits of all kinds planned for the month; what was cancelled or put off does not count."""
    planned_by_now: int
    """Of these, those whose day has come."""
    held: int
    """Of these, those that took place."""
    callbacks_due: int
    """Call-backs due in the month that were not called off."""
    callbacks_made: int
    silent: int
    key_accounts: int
    """Key accounts in all, for comparison with the silent ones."""


def month_figures(session: Session, on: date, staff: Staff | None = None) -> MonthFigures:
    """The figures of the month of `on`, of `staff` or of everybody."""
    first = on.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    visits = select(
        func.count(),
        func.count().filter(Visit.planned_on <= on),
        func.count().filter(Visit.held_on.is_not(None)),
    ).where(
        Visit.planned_on.between(first, last),
        Visit.state.not_in(("cancelled", "postponed")),
        Visit.deleted_at.is_(None),
    )
    callbacks = (
        select(func.count(), func.count().filter(CallbackPlan.visit_id.is_not(None)))
        .join(Account, Account.id == CallbackPlan.account_id)
        .where(
            CallbackPlan.due_on.between(first, last),
            CallbackPlan.cancelled_on.is_(None),
            CallbackPlan.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
    )
    accounts = select(func.count()).where(
        Account.status.in_(rhythm.KEY_STATUSES), Account.deleted_at.is_(None)
    )
    if staff is not None:
        visits = visits.where(Visit.owner_id == staff.id)
        callbacks = callbacks.where(Account.owner_id == staff.id)
        accounts = accounts.where(Account.owner_id == staff.id)
    planned, by_now, held = session.execute(visits).one()
    due, made = session.execute(callbacks).one()
    return MonthFigures(
        planned, by_now, held, due, made,
        silent=rhythm.count_silent(session, on, staff),
        key_accounts=int(session.scalar(accounts) or 0),
    )  # fmt: skip
