"""One way to decide about anything that waits for approval; to add a kind: name what a decision makes of it here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.model.assessment import Assessment
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.work import appraisals, approvals, development, expenses, visits

Follow = Callable[[Session, Any, str, date, str | None], None]

_FOLLOWS: dict[type[Record], Follow] = {
    Visit: visits.decided,
    ExpenseClaim: lambda session, made, outcome, on, _opinion: expenses.decided(
        session, made, outcome, on
    ),
    Development: development.decided,
    Assessment: appraisals.decided,
}
"""What can be decided about → what the outcome makes of it."""


def decide(
    session: Session,
    record: Record,
    decision: str,
    by: Staff,
    on: date,
    opinion: str | None = None,
    step: str | None = None,
) -> str:
    """Records the decision and takes the record on; see `kamdesk.work.approvals.decide`.

    Returns ``pending`` while further steps wait, else approved, returned or refused.
    """
    outcome = approvals.decide(session, record, decision, by, on, opinion, step)
    if outcome != "pending":
        _FOLLOWS[type(record)](session, record, outcome, on, opinion)
    return outcome
