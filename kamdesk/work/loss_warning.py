"""流失预警 (M35): key accounts that may be lost, each with its reasons in words; and which accounts are dormant.

A warning is worked out from the records of the day and kept nowhere. The reasons: nobody was in touch for longer than
the rhythm allows; purchases fell against the same span a year earlier; complaints are open; a contract ended and
nothing took its place; nothing was bought for months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _, ngettext
from kamdesk.model import values
from kamdesk.model.account import Account
from kamdesk.model.contract import Contract
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint
from kamdesk.model.terms import Term
from kamdesk.work import contracts, purchases, rhythm, settings

REASONS: dict[str, Term] = {
    "falling": Term("Purchases fall", "购买下降"),
    "complaints": Term("Open complaints", "投诉未结"),
    "silence": Term("Long silence", "长期无联系"),
    "contract": Term("Contract ended", "合同已到期"),
    "dormant": Term("Dormant", "休眠"),
}
"""Kind of a reason → what it is called, the weightiest first."""

SPAN_MONTHS = 3
"""Months whose purchases are compared with the same days a year earlier."""
_ZERO = Decimal(0)
_EVERY = 1_000_000
"""More accounts than anybody has: the silent ones are asked for without a page."""


@dataclass(frozen=True)
class Reason:
    """Why an account may be lost: its kind (a key of `REASONS`) and the words."""

    kind: str
    words: str


@dataclass(frozen=True)
class AtRisk:
    """An active account that may be lost."""

    account_id: int
    name: str
    """Short name, else name."""
    tier: str | None
    owner_id: int | None
    owner: str
    last_contact_on: date | None
    last_purchase_on: date | None
    amount: Decimal
    """Bought in the last months, in the default currency."""
    before: Decimal
    """Bought in the same days a year earlier."""
    reasons: tuple[Reason, ...]


def span(on: date) -> tuple[date, date]:
    """First and last day of the months whose purchases are looked at on day `on`."""
    return (months_before(on, SPAN_MONTHS) + timedelta(days=1), on)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of a month that is shorter."""
    whole = day.year * 12 + day.month - 1 - months
    first = date(whole // 12, whole % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def at_risk(
    session: Session, on: date, staff: Staff | None = None, account_id: int | None = None
) -> list[AtRisk]:
    """The active accounts (of `staff`, or that one only) with a reason to fear for them on day `on`: those with most
    reasons first, then by tier and by what they bought a year ago."""
    reasons: dict[int, list[Reason]] = {}
    first, last_day = span(on)
    bought = _bought(session, first, last_day, account_id)
    earlier = _bought(
        session, purchases.a_year_earlier(first), purchases.a_year_earlier(last_day), account_id
    )
    for found in (
        _falling(session, bought, earlier),
        _complaints(session, on, account_id),
        _silence(session, on, staff),
        _contracts(session, on, account_id),
        _dormant(session, on, account_id),
    ):
        for each, reason in found.items():
            reasons.setdefault(each, []).append(reason)
    query = (
        select(
            Account.id, func.coalesce(Account.short_name, Account.name), Account.tier, Account.owner_id, Staff.name,
            Account.last_contact_on,
        )
        .outerjoin(Staff, Staff.id == Account.owner_id)
        .where(Account.status == "active", Account.deleted_at.is_(None))
    )  # fmt: skip
    if staff is not None:
        query = query.where(Account.owner_id == staff.id)
    if account_id is not None:
        query = query.where(Account.id == account_id)
    rows = [row for row in session.execute(query) if row[0] in reasons]
    last = _last_purchases(session, on, account_id) if rows else {}
    found_rows = [
        AtRisk(
            row[0], row[1], row[2], row[3], row[4] or "", row[5], last.get(row[0]),
            bought.get(row[0], _ZERO), earlier.get(row[0], _ZERO), tuple(reasons[row[0]]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(
        found_rows,
        key=lambda each: (-len(each.reasons), each.tier or "~", -each.before, each.name),
    )


def reasons_of(session: Session, account_id: int, on: date) -> tuple[Reason, ...]:
    """Why one account may be lost; () where there is nothing to fear, or it is not active."""
    found = at_risk(session, on, account_id=account_id)
    return found[0].reasons if found else ()


def _bought(
    session: Session, first: date, last: date, account_id: int | None
) -> dict[int, Decimal]:
    """Account → what it bought from `first` to `last`, in the default currency."""
    default = settings.get(session, "default_currency")
    of = (Purchase.account_id, Purchase.currency, Purchase.rate)
    query = (
        select(*of, func.sum(Purchase.amount))
        .where(Purchase.on.between(first, last), Purchase.deleted_at.is_(None))
        .group_by(*of)
    )
    if account_id is not None:
        query = query.where(Purchase.account_id == account_id)
    found: dict[int, Decimal] = {}
    for buyer, currency, rate, total in session.execute(query):
        amount = purchases.worth(total, currency, rate, default) or _ZERO
        found[buyer] = found.get(buyer, _ZERO) + amount
    return found


def _falling(
    session: Session, bought: Mapping[int, Decimal], earlier: Mapping[int, Decimal]
) -> dict[int, Reason]:
    fall = Decimal(int(settings.get(session, "loss_fall")))
    currency = settings.get(session, "default_currency")
    wan = settings.get(session, "money_display") == "wan"
    found = {}
    for account_id, before in earlier.items():
        amount = bought.get(account_id, _ZERO)
        percent = (before - amount) * 100 / before if before > 0 else _ZERO
        if before > 0 and percent >= fall:
            shown = percent.quantize(Decimal(1), ROUND_HALF_UP)
            words = _(
                "bought {amount} in {months} months, {before} a year earlier: {percent} less"
            ).format(
                amount=values.show(Kind.MONEY, amount, currency=currency, places=2, wan=wan),
                before=values.show(Kind.MONEY, before, currency=currency, places=2, wan=wan),
                months=SPAN_MONTHS,
                percent=f"{shown}%",
            )
            found[account_id] = Reason("falling", words)
    return found


def _complaints(session: Session, on: date, account_id: int | None) -> dict[int, Reason]:
    query = (
        select(Complaint.account_id, func.count(), func.min(Complaint.received_on))
        .where(
            Complaint.confirmed_on.is_(None),
            Complaint.received_on <= on,
            Complaint.deleted_at.is_(None),
        )  # as the supervision list counts them
        .group_by(Complaint.account_id)
    )
    if account_id is not None:
        query = query.where(Complaint.account_id == account_id)
    return {
        each: Reason(
            "complaints",
            ngettext(
                "{count} complaint open since {day}", "{count} complaints open, the first since {day}", count
            ).format(count=count, day=first),
        )
        for each, count, first in session.execute(query)
    }  # fmt: skip


def _silence(session: Session, on: date, staff: Staff | None) -> dict[int, Reason]:
    silent = rhythm.silent_accounts(session, on, staff, limit=_EVERY).accounts
    return {
        each.account_id: Reason(
            "silence",
            ngettext(
                "{count} day without contact, the rhythm is {rhythm}",
                "{count} days without contact, the rhythm is {rhythm}",
                (on - each.since).days,
            ).format(count=(on - each.since).days, rhythm=each.rhythm),
        )
        for each in silent
    }


def _contracts(session: Session, on: date, account_id: int | None) -> dict[int, Reason]:
    """A contract that ended, of an account that has no other one that holds."""
    holds = Contract.__table__.alias()
    other = exists().where(
        holds.c.account_id == Contract.account_id, holds.c.deleted_at.is_(None), holds.c.state == "running",
        func.coalesce(holds.c.ends_on, on) >= on,
    )  # fmt: skip
    query = (
        select(Contract.account_id, Contract.number, Contract.ends_on)
        .where(contracts.is_expired(on), Contract.deleted_at.is_(None), ~other)
        .order_by(Contract.ends_on)
    )
    if account_id is not None:
        query = query.where(Contract.account_id == account_id)
    return {
        each: Reason(
            "contract",
            _("contract {number} ended on {day}, nothing took its place").format(
                number=number, day=day
            ),
        )
        for each, number, day in session.execute(query)
    }


# --------------------------------------------------------------------------------------------------------- dormant


def is_dormant(on: date, months: int) -> ColumnElement[bool]:
    """The condition that an account bought something once, and nothing in the `months` months up to day `on`."""
    since = months_before(on, months)
    bought = (
        Purchase.account_id == Account.id, Purchase.amount > 0, Purchase.deleted_at.is_(None), Purchase.on <= on,
    )  # fmt: skip
    ever = exists().where(*bought)
    lately = exists().where(*bought, Purchase.on > since)
    return and_(ever, ~lately)


def dormant_ids(session: Session, on: date) -> list[int]:
    """The active accounts that are dormant on day `on` by the setting `dormant_months`."""
    months = int(settings.get(session, "dormant_months"))
    query = select(Account.id).where(
        Account.status == "active", Account.deleted_at.is_(None), is_dormant(on, months)
    )
    return list(session.scalars(query.order_by(Account.id)))


def _dormant(session: Session, on: date, account_id: int | None) -> dict[int, Reason]:
    months = int(settings.get(session, "dormant_months"))
    if months <= 0:
        return {}
    since = months_before(on, months)
    return {
        each: Reason(
            "dormant",
            _("nothing bought since {day}, for more than {months} months").format(
                day=last, months=months
            ),
        )
        for each, last in _last_purchases(session, on, account_id).items()
        if last <= since
    }


def _last_purchases(session: Session, on: date, account_id: int | None) -> dict[int, date]:
    query = (
        select(Purchase.account_id, func.max(Purchase.on))
        .where(Purchase.on <= on, Purchase.amount > 0, Purchase.deleted_at.is_(None))
        .group_by(Purchase.account_id)
    )
    if account_id is not None:
        query = query.where(Purchase.account_id == account_id)
    return dict(session.execute(query).all())
