"""流失与挽回 (M35): the register of lost accounts with day, cause and lesson, and those to be won back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.department import Staff
from kamdesk.model.vocabulary import ACCOUNT_STATUS, LOSS_CAUSE
from kamdesk.work import purchases
from kamdesk.work.accounts import change_account

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Loss:
    """One account that was lost on a day."""

    change_id: int
    """Of its `AccountStatusChange`."""
    account_id: int
    name: str
    tier: str | None
    owner: str
    on: date
    was: str
    """The status it had before; only ``active`` is the loss of a key account (kpi.md, clarification 2)."""
    cause: str | None
    """A code of LOSS_CAUSE."""
    reason: str
    lesson: str
    back_on: date | None
    """The first day after it on which the account was active again."""
    status: str
    """That of today."""
    year_before: Decimal
    """What it bought in the year up to the loss, in the default currency."""
    next_contact_on: date | None

    @property
    def is_key(self) -> bool:
        """Whether a key account was lost."""
        return self.was == "active"

    @property
    def is_to_win_back(self) -> bool:
        """Whether it is lost to this day."""
        return self.status == "lost"


def losses(
    session: Session,
    first: date | None = None,
    last: date | None = None,
    staff: Staff | None = None,
    account_id: int | None = None,
) -> list[Loss]:
    """The losses from `first` to `last` (of accounts `staff` owns today, or of one account), the newest first."""
    change = AccountStatusChange
    moves = (
        select(
            change.id, change.account_id, change.to, change.on, change.cause, change.reason, change.lesson,
            func.lag(change.to)
            .over(partition_by=change.account_id, order_by=(change.on, change.id))
            .label("was"),
        )
        .where(change.deleted_at.is_(None))
        .subquery()
    )  # fmt: skip
    later = AccountStatusChange.__table__.alias()
    back_on = (
        select(func.min(later.c.on))
        .where(
            later.c.account_id == moves.c.account_id, later.c.to == "active", later.c.deleted_at.is_(None),
            or_(later.c.on > moves.c.on, and_(later.c.on == moves.c.on, later.c.id > moves.c.id)),
        )
        .scalar_subquery()
    )  # fmt: skip
    query = (
        select(
            moves.c.id, moves.c.account_id, Account.name, Account.tier, Staff.name, moves.c.on, moves.c.was,
            moves.c.cause, moves.c.reason, moves.c.lesson, type_coerce(back_on, Date()), Account.status,
            Account.next_contact_on,
        )
        .join(Account, Account.id == moves.c.account_id)
        .outerjoin(Staff, Staff.id == Account.owner_id)
        .where(
            moves.c.to == "lost", func.coalesce(moves.c.was, "") != "lost", Account.deleted_at.is_(None)
        )
        .order_by(moves.c.on.desc(), moves.c.id.desc())
    )  # fmt: skip
    if first is not None:
        query = query.where(moves.c.on >= first)
    if last is not None:
        query = query.where(moves.c.on <= last)
    if staff is not None:
        query = query.where(Account.owner_id == staff.id)
    if account_id is not None:
        query = query.where(moves.c.account_id == account_id)
    return [_loss(session, row) for row in session.execute(query)]


def _loss(session: Session, row: Any) -> Loss:
    on = row[5]
    bought = purchases.sums(
        session, row[1], purchases.a_year_earlier(on) + timedelta(days=1), on
    ).amount
    return Loss(
        row[0], row[1], row[2], row[3], row[4] or "", on, row[6] or "", row[7], row[8] or "", row[9] or "",
        row[10], row[11], bought, row[12],
    )  # fmt: skip


def still_lost(found: Iterable[Loss]) -> list[Loss]:
    """Of losses, the newest first, those of accounts that are lost to this day: what bought most first."""
    last: dict[int, Loss] = {}
    for each in found:
        if each.is_to_win_back:
            last.setdefault(each.account_id, each)
    return sorted(last.values(), key=lambda each: (-each.year_before, each.on, each.name))


def to_win_back(session: Session, staff: Staff | None = None) -> list[Loss]:
    """The accounts to be won back, with their last loss."""
    return still_lost(losses(session, staff=staff))


def lose(
    session: Session,
    account: Account,
    on: date,
    cause: str | None,
    reason: str,
    lesson: str = "",
) -> AccountStatusChange:
    """Notes that an account was lost on day `on`, why, and what is learned from it.

    Raises RuleError for one that is lost already, without a reason, and for a day that has not come.
    """
    if account.status == "lost":
        raise RuleError(_("“{name}” is lost already.").format(name=account.name), field="status")
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="on")
    if not reason.strip():
        raise RuleError(_("Say why; the reason is kept."), field="reason")
    change_account(session, account, {"status": "lost"}, on, reason=reason.strip()[:400])
    change = session.scalars(
        select(AccountStatusChange)
        .where(AccountStatusChange.account_id == account.id, AccountStatusChange.to == "lost")
        .order_by(AccountStatusChange.id.desc())
    ).first()
    assert change is not None  # it was just made
    learn(session, change, cause, reason, lesson)
    return change


def learn(
    session: Session, change: AccountStatusChange, cause: str | None, reason: str, lesson: str
) -> None:
    """Sets cause, reason and lesson of a loss. Raises RuleError for another change, and for a cause nobody knows."""
    if change.to != "lost":
        raise RuleError(_("Only a loss has a cause and a lesson."), field="cause")
    if cause is not None and cause not in LOSS_CAUSE:
        raise RuleError(
            _("A cause is one of: {causes}").format(causes=", ".join(LOSS_CAUSE.codes)), field="cause"
        )  # fmt: skip
    change.cause = cause
    change.reason = reason.strip()[:400] or None
    change.lesson = lesson.strip() or None
    session.flush()


def win_back(session: Session, account: Account, on: date, reason: str) -> None:
    """Notes that a lost account is active again from day `on`. Raises RuleError for one that is not lost."""
    if account.status != "lost":
        raise RuleError(
            _("“{name}” is {status}, not lost.").format(
                name=account.name, status=ACCOUNT_STATUS.label(account.status)
            ),
            field="status",
        )
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="on")
    last = session.scalar(
        select(func.max(AccountStatusChange.on)).where(
            AccountStatusChange.account_id == account.id, AccountStatusChange.to == "lost",
            AccountStatusChange.deleted_at.is_(None),
        )
    )  # fmt: skip
    if last is not None and on < last:
        raise RuleError(_("It was lost on {day} only.").format(day=last), field="on")
    change_account(session, account, {"status": "active"}, on, reason=reason.strip()[:400] or None)


@dataclass(frozen=True)
class CauseCount:
    """How many accounts were lost for one kind of cause, and what they bought in the year before."""

    cause: str
    """A code of LOSS_CAUSE; empty where none was noted."""
    count: int
    amount: Decimal


def causes(found: list[Loss]) -> list[CauseCount]:
    """The kinds of causes of the losses `found`, the most frequent first."""
    counted: dict[str, CauseCount] = {}
    for each in found:
        known = counted.get(each.cause or "", CauseCount(each.cause or "", 0, _ZERO))
        counted[known.cause] = CauseCount(
            known.cause, known.count + 1, known.amount + each.year_before
        )
    places = {code: place for place, code in enumerate(LOSS_CAUSE.codes)}
    return sorted(counted.values(), key=lambda each: (-each.count, places.get(each.cause, 99)))
