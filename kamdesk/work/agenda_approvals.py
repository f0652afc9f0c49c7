"""Approvals on the agenda: decisions to give, what was returned, and what waits for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import aliased

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.approval import Approval
from kamdesk.model.base import Record
from kamdesk.model.development import Development
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.vocabulary import APPROVAL_STEP
from kamdesk.work import approvals
from kamdesk.work.agenda_entry import Entry, Found, Query, Scope


@dataclass(frozen=True)
class WaitingFor:
    """Something of this person's that somebody else has to do something about."""

    record: str
    record_id: int
    title: str
    account_id: int | None
    account: str
    for_whom: str
    """The step that decides, or who pays."""
    since: date
    days: int


def to_decide(scope: Scope) -> Iterator[Entry]:
    """What waits for a decision that this person may give now."""
    waiting = approvals.waiting(scope.session, scope.staff)
    accounts = _accounts(scope, (each.record for each in waiting))
    for each in waiting:
        approval = each.approval
        asked = _("{step} · asked by {name} on {day}").format(
            step=APPROVAL_STEP.label(approval.step),
            name=scope.who(approval.asked_by_id) or "—",
            day=approval.asked_on,
        )
        yield _entry(scope, "approval", approval, each.record, accounts, asked, approval.asked_on)


def returned(scope: Scope) -> Iterator[Entry]:
    """What this person asked for and got back, as long as it was not handed in again or given up."""
    values = scope.values | {"kinds": list(_GOT_BACK)}
    found = []
    for approval in scope.session.scalars(_returned(scope.staff is not None), values):
        record = scope.session.get(RECORD_BY_NAME[approval.subject_kind], approval.subject_id)
        if record is None or record.deleted_at is not None:
            continue
        if getattr(record, "state", None) in _GOT_BACK[approval.subject_kind]:
            found.append((approval, record))
    accounts = _accounts(scope, (record for _approval, record in found))
    for approval, record in found:
        who = scope.who(approval.by_id) or APPROVAL_STEP.label(approval.step)
        said = " · ".join(filter(None, (who, approval.opinion)))
        yield _entry(
            scope, "returned", approval, record, accounts, said, approval.on or approval.asked_on
        )


_GOT_BACK: dict[str, tuple[str, ...]] = {
    "Visit": ("planned",),
    "ExpenseClaim": ("open",),
    "Development": ("evaluated", "application"),
    "Assessment": ("draft",),
}
"""Kind of record → the states in which one that was returned waits to be handed in again."""


@cache
def _returned(of_staff: bool) -> Query:
    later = aliased(Approval)
    query = (
        select(Approval)
        .where(
            Approval.decision == "returned",
            Approval.deleted_at.is_(None),
            Approval.subject_kind.in_(bindparam("kinds", expanding=True)),
            ~exists().where(
                later.subject_kind == Approval.subject_kind,
                later.subject_id == Approval.subject_id,
                later.round > Approval.round,
            ),
        )
        .order_by(Approval.on, Approval.id)
    )
    return query.where(Approval.asked_by_id == bindparam("staff")) if of_staff else query


def waiting_for(scope: Scope) -> list[WaitingFor]:
    """What this person (or anybody) asked for and others have to decide or pay, the longest waiting first."""
    asked = [
        each
        for each in approvals.waiting(scope.session)
        if scope.staff is None or each.approval.asked_by_id == scope.staff.id
    ]
    claims = list(scope.session.scalars(_to_pay(scope.staff is not None), scope.values))
    accounts = _accounts(scope, (each.record for each in asked))
    found = [
        _waiting(scope, each.record, accounts, APPROVAL_STEP.label(each.approval.step), each.approval.asked_on)
        for each in asked
    ]  # fmt: skip
    found += [
        _waiting(scope, each, {}, APPROVAL_STEP.label("finance"), each.approved_on or each.on)
        for each in claims
    ]
    return sorted(found, key=lambda each: (each.since, each.record, each.record_id))


@cache
def _to_pay(of_staff: bool) -> Select[ExpenseClaim]:
    query = select(ExpenseClaim).where(
        ExpenseClaim.state == "approved", ExpenseClaim.deleted_at.is_(None)
    )
    return query.where(ExpenseClaim.staff_id == bindparam("staff")) if of_staff else query


_Accounts = dict[int, Found]


def _accounts(scope: Scope, records: Iterable[Record]) -> _Accounts:
    ids = {getattr(record, "account_id", None) for record in records} - {None}
    query = select(Account.id, Account.short_name, Account.name, Account.tier)
    return {row.id: row for row in scope.session.execute(query.where(Account.id.in_(ids)))}


def _waiting(
    scope: Scope, record: Record, accounts: _Accounts, for_whom: str, since: date
) -> WaitingFor:
    account = accounts.get(getattr(record, "account_id", 0))
    return WaitingFor(
        type(record).__name__, record.id, _title(record), account.id if account else None,
        (account.short_name or account.name) if account else "", for_whom, since,
        max((scope.on - since).days, 0),
    )  # fmt: skip


def _entry(
    scope: Scope,
    kind: str,
    approval: Approval,
    record: Record,
    accounts: _Accounts,
    detail: str,
    since: date,
) -> Entry:
    """It has no day of its own: it is there on the day of the agenda, until it is dealt with."""
    account = accounts.get(getattr(record, "account_id", 0))
    staff_id = scope.staff.id if scope.staff is not None else None
    return Entry(
        kind, scope.on, _title(record), type(record).__name__, record.id, approval.uid, approval.updated_at,
        detail=detail, account_id=account.id if account else None,
        account=(account.short_name or account.name) if account else "", tier=account.tier if account else None,
        staff_id=staff_id, who=scope.who(staff_id), since=since,
    )  # fmt: skip


def _title(record: Record) -> str:
    """A development is one of an account and has no name of its own."""
    return str(Development.TERM) if isinstance(record, Development) else record.title
