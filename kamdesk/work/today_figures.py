"""The figures over the day: how far the month's visits and call-backs are, and what waits to be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.work import rhythm
from kamdesk.work.account_views import KEY_STATUSES
from kamdesk.work.visit_states import HAPPENED


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    done: int
    of: int

    @property
    def percent(self) -> float | None:
        """None where there is nothing to do."""
        return 100 * self.done / self.of if self.of else None


@dataclass(frozen=True)
class Figures:
    """Of the month of the day, for one person or everybody."""

    visits: Share
    """Visits of every kind planned for days of the month, without those called off: held of all."""
    visits_due: int
    """Of them, those planned up to the day."""
    callbacks: Share
    """Call-backs due in the month: answered of all that were not called off."""
    records_missing: int
    in_touch: Share
    """Key accounts with a rhythm that is kept, of all key accounts."""


def figures(session: Session, on: date, staff: Staff | None = None) -> Figures:
    """See `Figures`."""
    first = on.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    planned = select(func.count()).where(
        Visit.planned_on.between(first, last),
        Visit.state.not_in(("cancelled", "postponed", "rejected")),
        Visit.deleted_at.is_(None),
    )
    missing = select(func.count()).where(Visit.state == "held", Visit.deleted_at.is_(None))
    due = (
        select(func.count())
        .select_from(CallbackPlan)
        .join(Account, Account.id == CallbackPlan.account_id)
        .where(
            CallbackPlan.due_on.between(first, last),
            CallbackPlan.cancelled_on.is_(None),
            CallbackPlan.deleted_at.is_(None),
        )
    )
    key = select(func.count()).where(Account.status.in_(KEY_STATUSES), Account.deleted_at.is_(None))
    if staff is not None:
        planned, missing = (each.where(Visit.owner_id == staff.id) for each in (planned, missing))
        due, key = (each.where(Account.owner_id == staff.id) for each in (due, key))

    def count(query: object) -> int:
        return session.scalar(query) or 0  # type: ignore[call-overload,no-any-return]  # a select of one count

    accounts = count(key)
    return Figures(
        visits=Share(count(planned.where(Visit.state.in_(HAPPENED))), count(planned)),
        visits_due=count(planned.where(Visit.planned_on <= on)),
        callbacks=Share(count(due.where(CallbackPlan.visit_id.is_not(None))), count(due)),
        records_missing=count(missing),
        in_touch=Share(accounts - rhythm.count_silent(session, on, staff), accounts),
    )
