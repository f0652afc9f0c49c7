"""Approvals as lists show them: what waits, for one person or all, what was decided; and deciding about several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.approval import Approval
from kamdesk.model.assessment import Assessment
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.values import show_money
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import DEVELOPMENT_STATE, VISIT_KIND
from kamdesk.work import approvals, decisions, expenses


@dataclass(frozen=True)
class Request:
    """One step of one request, in words."""

    approval_id: int
    record: str
    """Class name of what is asked about."""
    record_id: int
    kind: str
    title: str
    account: str
    step: str
    round: int
    asked_by: str
    asked_on: date
    decision: str
    by: str
    on: date | None


def waiting(session: Session, staff: Staff | None = None) -> list[Request]:
    """What waits for a decision, the oldest first; with `staff` only what this person may decide now."""
    found = approvals.waiting(session, staff)
    return [_request(session, each.approval, each.record) for each in found]


def deciders(session: Session) -> dict[int, list[int]]:
    """Id of what waits → ids of the staff who may decide it now, by staff number."""
    found: dict[int, list[int]] = {}
    everybody = select(Staff).where(Staff.deleted_at.is_(None)).order_by(Staff.number)
    for staff in session.scalars(everybody):
        for each in approvals.waiting(session, staff):
            found.setdefault(each.approval.id, []).append(staff.id)
    return found


def decided(session: Session, limit: int = 200) -> list[Request]:
    """What was decided, the latest first."""
    query = (
        select(Approval)
        .where(Approval.decision != "pending", Approval.deleted_at.is_(None))
        .order_by(Approval.on.desc(), Approval.id.desc())
        .limit(limit)
    )
    found = []
    for approval in session.scalars(query):
        record = session.get(RECORD_BY_NAME[approval.subject_kind], approval.subject_id)
        if record is not None and record.deleted_at is None:
            found.append(_request(session, approval, record))
    return found


def decide_all(
    session: Session,
    requests: Sequence[Request],
    decision: str,
    by: Staff,
    on: date,
    opinion: str | None = None,
) -> None:
    """Decides about each of `requests`. Raises RuleError, naming the request, as soon as one is refused."""
    if not requests:
        raise RuleError(_("Choose what is decided about."))
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="on")
    for each in requests:
        record = session.get_one(RECORD_BY_NAME[each.record], each.record_id)
        try:
            decisions.decide(session, record, decision, by, on, opinion, each.step)
        except RuleError as refusal:
            if len(requests) == 1:
                raise
            raise RuleError(
                _("{name}: {problem}").format(name=each.title, problem=refusal.sentence),
                field=refusal.field,
            ) from refusal


def _request(session: Session, approval: Approval, record: Record) -> Request:
    return Request(
        approval_id=approval.id,
        record=approval.subject_kind,
        record_id=approval.subject_id,
        kind=_kind(record),
        title=_title(session, record),
        account=_account(session, record),
        step=approval.step,
        round=approval.round,
        asked_by=_name(session, approval.asked_by_id),
        asked_on=approval.asked_on,
        decision=approval.decision,
        by=_name(session, approval.by_id),
        on=approval.on,
    )


def _kind(record: Any) -> str:
    return VISIT_KIND.label(record.kind) if isinstance(record, Visit) else str(record.TERM)


def _title(session: Session, record: Any) -> str:
    if isinstance(record, ExpenseClaim):
        sums = expenses.totals(expenses.lines(session, record.id))
        money = ", ".join(show_money(total, currency) for currency, total in sums.items())
        return " · ".join(filter(None, (record.number, money, record.purpose)))
    if isinstance(record, Visit):
        return " ".join(filter(None, (str(record.planned_on or ""), record.title)))
    if isinstance(record, Development):
        return f"{_account(session, record)} · {DEVELOPMENT_STATE.label(record.state)}"
    if isinstance(record, Assessment):
        return f"{_name(session, record.staff_id)} · {record.period}"
    return str(getattr(record, "title", "") or record.TERM)


def _account(session: Session, record: Any) -> str:
    account_id = getattr(record, "account_id", None)
    account = session.get(Account, account_id) if account_id else None
    return account.name if account is not None else ""


def _name(session: Session, staff_id: int | None) -> str:
    staff = session.get(Staff, staff_id) if staff_id else None
    return staff.name if staff is not None else ""
