"""The purchases that count (kpi.md rules 2, 7, 10): of which days, whose they were on their day, by which rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account, AccountOwner, AccountStatusChange
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.work import periods, settings
from kamdesk.work.periods import Span

_BEGINNING = date(1, 1, 1)
_END = date(9999, 12, 31)
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Facts:
    """The purchases of some days as they are seen on a day."""

    first: date
    last: date
    native: ColumnElement[bool]
    """Whether the amount is in the default currency; the rate of such a purchase is not looked at."""
    ordinary: Subquery | None
    """Days on which an account was ordinary; None where none ever was."""
    owners: Subquery
    """account_id, staff_id, first, beyond: who owned an account from which day on, up to which day."""

    @property
    def staff(self) -> ColumnElement[int | None]:
        """Who owned the account on the day; a query that asks for it is `joined` with the owners."""
        return self.owners.c.staff_id

    def joined(self, query: Any, *, with_owner: bool = False) -> Any:
        """`query` over `Purchase`, joined with `Account` and `Product`, with only what counts."""
        query = query.join(Account, Account.id == Purchase.account_id).outerjoin(
            Product, Product.id == Purchase.product_id
        )
        if self.ordinary is not None:
            query = query.outerjoin(
                self.ordinary, within(self.ordinary, Purchase.account_id, Purchase.on)
            )
            query = query.where(self.ordinary.c.account_id.is_(None))
        if with_owner:
            query = query.outerjoin(
                self.owners, within(self.owners, Purchase.account_id, Purchase.on)
            )
        return query.where(
            Purchase.deleted_at.is_(None),
            Account.deleted_at.is_(None),
            Purchase.on.between(self.first, self.last),
        )

    @property
    def lacks_rate(self) -> ColumnElement[bool]:
        """In another currency, without a rate: no sum holds it (rule 10)."""
        return ~self.native & Purchase.rate.is_(None)


@dataclass(frozen=True)
class Sum:
    """What the purchases with one key, unit, currency and rate add up to, not multiplied yet."""

    key: Any
    unit: str
    count: int
    quantity: Decimal
    amount: Decimal
    """× `rate` it is in the default currency."""
    profit: Decimal
    """Amount − cost of those that say their cost."""
    costed: int
    """How many say it."""
    rate: Decimal | None
    """None: there is no rate, and nothing but the quantity counts."""


def facts(session: Session, first: date, last: date, as_of: date) -> Facts:
    """The purchases from `first` to `last`, both included, as they are seen on the day `as_of`."""
    currency = str(settings.get(session, "default_currency"))
    native = or_(Purchase.currency.is_(None), Purchase.currency == currency)
    return Facts(first, min(last, as_of), native, ordinary_days(session, as_of), _owned_days(as_of))


def sums(
    session: Session,
    known: Facts,
    key: Iterable[ColumnElement[Any]],
    conditions: Iterable[ColumnElement[bool]] = (),
    *,
    with_owner: bool = False,
) -> list[Sum]:
    """Sums by `key`, one column or several (then the keys are tuples), of the purchases that meet `conditions`.

    Rates are multiplied afterwards, outside the database: an exact product of sum and rate, which no column is too
    narrow for.
    """
    keys = list(key)
    rate = case((known.native, None), else_=Purchase.rate).label("the_rate")
    has_cost = Purchase.cost.is_not(None)
    groups = (*keys, Product.unit, known.native.label("is_native"), rate)
    query = select(
        *groups,
        func.count(),
        func.sum(Purchase.quantity),
        func.sum(Purchase.amount),
        func.sum(case((has_cost, Purchase.amount - Purchase.cost))),
        func.sum(case((has_cost, 1), else_=0)),
    ).select_from(Purchase)
    query = known.joined(query, with_owner=with_owner).where(*conditions).group_by(*groups)
    found = []
    for row in session.execute(query):
        *own, unit, is_native, factor, count, quantity, amount, profit, costed = row
        found.append(
            Sum(
                own[0] if len(own) == 1 else tuple(own), unit or "", count, quantity or _ZERO, amount or _ZERO,
                profit or _ZERO, costed, Decimal(1) if is_native else factor,
            )
        )  # fmt: skip
    return found


def year_before(session: Session, span: Span, as_of: date) -> tuple[date, date]:
    """The same period a year earlier; of one that `as_of` ends early the same days (29 February: 28)."""
    start = periods.start_month(session)
    before = periods.period_of(earlier(span.first), span.kind, start)
    return before.first, before.last if as_of >= span.last else earlier(as_of)


def earlier(day: date) -> date:
    """The same day a year before; of 29 February the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def within(days: Subquery, account: Any, on: Any) -> ColumnElement[bool]:
    """Whether the day `on` of `account` (columns) lies in `days`."""
    return and_(days.c.account_id == account, on >= days.c.first, on < days.c.beyond)


def _owned_days(as_of: date) -> Subquery:
    """Of several changes on one day the last holds from that day on; before its first owner an account is nobody's."""
    over: dict[str, Any] = {
        "partition_by": AccountOwner.account_id,
        "order_by": (AccountOwner.since, AccountOwner.id),
    }
    return (
        select(
            AccountOwner.account_id, AccountOwner.staff_id, AccountOwner.since.label("first"),
            func.lead(AccountOwner.since, 1, _END).over(**over).label("beyond"),
        )
        .where(AccountOwner.deleted_at.is_(None), AccountOwner.since <= as_of)
        .subquery("owned")
    )  # fmt: skip


def ordinary_days(session: Session, as_of: date) -> Subquery | None:
    """On which days accounts were ordinary: account_id, first, beyond; None where none ever was.

    What an account was first, it was before, too.
    """
    change = AccountStatusChange
    known = (change.deleted_at.is_(None), change.on <= as_of)
    if not session.scalar(select(exists().where(change.to == "ordinary", *known))):
        return None
    over: dict[str, Any] = {"partition_by": change.account_id, "order_by": (change.on, change.id)}
    first = case((func.row_number().over(**over) == 1, _BEGINNING), else_=change.on)
    stints = (
        select(
            change.account_id, change.to, first.label("first"),
            func.lead(change.on, 1, _END).over(**over).label("beyond"),
        )
        .where(*known)
        .subquery()
    )  # fmt: skip
    return (
        select(stints.c.account_id, stints.c.first, stints.c.beyond)
        .where(stints.c.to == "ordinary", stints.c.beyond > stints.c.first)
        .subquery("ordinary")
    )
