"""Expenses, claims and gifts as lists show them, with their sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.document import Document
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.values import show_money
from kamdesk.model.visit import Visit, VisitGift

_MOST = 2000
"""Rows of a list; an older expense is found by its claim, an older gift by its account."""
_AT_ONCE = 500


@dataclass(frozen=True)
class ExpenseLine:
    """An expense with the names it leads to; `receipts` counts the files kept with it."""

    expense: Expense
    account: str
    staff: str
    claim: str
    receipts: int


@dataclass(frozen=True)
class ClaimLine:
    """A claim with its sums by currency."""

    claim: ExpenseClaim
    staff: str
    count: int
    totals: dict[str, Decimal]


@dataclass(frozen=True)
class GiftLine:
    """A gift, the visit it was given at, and the account."""

    gift: VisitGift
    visit_id: int
    on: date | None
    account: str
    kind: str
    owner: str


def expense_lines(
    session: Session, *, staff_id: int | None = None, open_only: bool = False
) -> list[ExpenseLine]:
    """Expenses, the latest first; `open_only`: those in no claim yet."""
    query = (
        select(Expense, Account.name, Staff.name, ExpenseClaim.number)
        .outerjoin(Account, Account.id == Expense.account_id)
        .outerjoin(Staff, Staff.id == Expense.staff_id)
        .outerjoin(ExpenseClaim, ExpenseClaim.id == Expense.claim_id)
        .where(Expense.deleted_at.is_(None))
        .order_by(Expense.on.desc(), Expense.id.desc())
        .limit(_MOST)
    )
    if staff_id is not None:
        query = query.where(Expense.staff_id == staff_id)
    if open_only:
        query = query.where(Expense.claim_id.is_(None))
    rows = list(session.execute(query))
    receipts = _receipts(session)
    return [
        ExpenseLine(expense, account or "", staff or "", claim or "", receipts.get(expense.id, 0))
        for expense, account, staff, claim in rows
    ]


def claim_lines(session: Session, *, staff_id: int | None = None) -> list[ClaimLine]:
    """Claims, the latest first."""
    query = (
        select(ExpenseClaim, Staff.name)
        .outerjoin(Staff, Staff.id == ExpenseClaim.staff_id)
        .where(ExpenseClaim.deleted_at.is_(None))
        .order_by(ExpenseClaim.on.desc(), ExpenseClaim.id.desc())
        .limit(_MOST)
    )
    if staff_id is not None:
        query = query.where(ExpenseClaim.staff_id == staff_id)
    rows = list(session.execute(query))
    spent = _lines_of(session, [claim.id for claim, _staff in rows])
    return [ClaimLine(claim, staff or "", *spent.get(claim.id, (0, {}))) for claim, staff in rows]


def _lines_of(
    session: Session, claim_ids: list[int]
) -> dict[int | None, tuple[int, dict[str, Decimal]]]:
    """Claim → how many lines it has, and their sums by currency; asked for many at once."""
    found: dict[int | None, tuple[int, dict[str, Decimal]]] = {}
    for start in range(0, len(claim_ids), _AT_ONCE):
        query = (
            select(Expense.claim_id, Expense.currency, Expense.amount)
            .where(
                Expense.claim_id.in_(claim_ids[start : start + _AT_ONCE]),
                Expense.deleted_at.is_(None),
            )
            .order_by(Expense.on, Expense.id)
        )
        for claim_id, currency, amount in session.execute(query):
            count, sums = found.get(claim_id, (0, {}))
            key = currency or "CNY"
            found[claim_id] = (count + 1, {**sums, key: sums.get(key, Decimal(0)) + amount})
    return found


def gift_lines(session: Session, since: date | None = None) -> list[GiftLine]:
    """Gifts of visits that took place, the latest first; those since a day."""
    query = (
        select(VisitGift, Visit.id, Visit.held_on, Account.name, Visit.kind, Staff.name)
        .join(Visit, Visit.id == VisitGift.visit_id)
        .join(Account, Account.id == Visit.account_id)
        .outerjoin(Staff, Staff.id == Visit.owner_id)
        .where(
            VisitGift.deleted_at.is_(None), Visit.deleted_at.is_(None), Visit.held_on.is_not(None)
        )
        .order_by(Visit.held_on.desc(), VisitGift.id.desc())
        .limit(_MOST)
    )
    if since is not None:
        query = query.where(Visit.held_on >= since)
    return [
        GiftLine(gift, visit_id, on, account, kind, owner or "")
        for gift, visit_id, on, account, kind, owner in session.execute(query)
    ]


def gift_sums(lines: Iterable[GiftLine]) -> dict[str, dict[str, Decimal]]:
    """Account → currency → value of its gifts; an account whose gifts have no value stands there with nothing."""
    found: dict[str, dict[str, Decimal]] = {}
    for each in lines:
        sums = found.setdefault(each.account, {})
        if each.gift.value is not None:
            currency = each.gift.currency or "CNY"
            sums[currency] = sums.get(currency, Decimal(0)) + each.gift.value
    return found


def gift_total(lines: Iterable[GiftLine]) -> dict[str, Decimal]:
    """Currency → value of all these gifts."""
    found: dict[str, Decimal] = {}
    for sums in gift_sums(lines).values():
        for currency, value in sums.items():
            found[currency] = found.get(currency, Decimal(0)) + value
    return found


def money_words(sums: dict[str, Decimal]) -> str:
    """Sums of several currencies side by side; they are never added up."""
    return " + ".join(show_money(total, currency) for currency, total in sums.items())


def receipts(session: Session, expense_id: int) -> list[Document]:
    """The files kept with an expense."""
    query = select(Document).where(
        Document.record_kind == "Expense",
        Document.record_id == expense_id,
        Document.deleted_at.is_(None),
    )
    return list(session.scalars(query.order_by(Document.id)))


def _receipts(session: Session) -> dict[int, int]:
    query = (
        select(Document.record_id, func.count())
        .where(Document.record_kind == "Expense", Document.deleted_at.is_(None))
        .group_by(Document.record_id)
    )
    return {expense_id: count for expense_id, count in session.execute(query) if expense_id}
