"""Facts: dated rows that an indicator counts or sums. The figure and the list behind it come from the same statement.

A fact belongs to whoever owned the account on the fact's day, and does not count while the account was an ordinary
customer (kpi.md rule 7). That is said here once, in SQL, for every indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.model.account import (
    Account,
    AccountOwner,
    AccountStatusChange,
    AccountTierChange,
)
from kamdesk.model.base import Record
from kamdesk.store.prepared import Prepared, prepare

FIRST = bindparam("first", type_=Date())
LAST = bindparam("last", type_=Date())
END = bindparam("end", type_=Date())
AS_OF = bindparam("as_of", type_=Date())
CATEGORIES = bindparam("categories", type_=String())
"""The categories of service cost, each between commas."""
_OPEN = (
    "first",
    "last",
    "end",
    "as_of",
    "staff",
    "account",
    "tier",
    "currency",
    "categories",
    "limit",
    "offset",
)
_BEGINNING = literal_column("'0001-01-01'", type_=Date())
_FOREVER = literal_column("'9999-12-31'", type_=Date())


@dataclass(frozen=True)
class Facts:
    """Rows of `record`, each on `day` and of `account`; `conditions` say which of them, by the parameters above.

    `amount` is summed where the indicator sums: money with `currency` and `rate`, else a plain number.
    """

    record: type[Record]
    day: SQLColumnExpression[Any]
    account: SQLColumnExpression[Any]
    conditions: tuple[ColumnElement[bool], ...]
    amount: SQLColumnExpression[Any] | None = None
    currency: SQLColumnExpression[Any] | None = None
    rate: SQLColumnExpression[Any] | None = None
    joined: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    """Tables joined to that of `record`, each with the condition."""
    is_of_its_account: bool = True
    """False where rows may have no account, or stay when their account goes to the waste basket."""
    counts_ordinary: bool = False
    by_account: bool = False
    """Accounts are counted, not rows: one for each, on the first of its days."""

    def rows(self, scope: str) -> Select[Any]:
        """The facts of a scope: columns record_id, day, account_id, amount, currency, rate."""
        nothing: ColumnElement[Any] = literal(None)
        key = getattr(self.record, "id")  # noqa: B009 - every mapped class has it, the base class only declares it
        query = select(
            key.label("record_id"),
            self.day.label("day"),
            self.account.label("account_id"),
            (self.amount if self.amount is not None else nothing).label("amount"),
            (self.currency if self.currency is not None else nothing).label("currency"),
            (self.rate if self.rate is not None else nothing).label("rate"),
        ).select_from(self.record)
        for table, condition in self.joined:
            query = query.join(table, condition)
        return self.within(query, scope)

    def within(self, query: Select[Any], scope: str) -> Select[Any]:
        """`query` with the conditions of these facts and of the scope."""
        query = query.where(*self.conditions)
        if not self.is_of_its_account:
            gone = select(Account.id).where(Account.deleted_at.is_not(None))
            query = query.where(or_(self.account.is_(None), self.account.not_in(gone)))
        if not self.counts_ordinary:
            query = query.where(self._is_of_a_key_account())
        if scope == "account":
            return query.where(self.account == bindparam("account", type_=Integer()))
        if scope == "staff":
            return self._of_stint(query, _owner_stints())
        if scope == "tier":
            return self._of_stint(query, _tier_stints())
        return query

    def _of_stint(self, query: Select[Any], stint: CTE) -> Select[Any]:
        return query.join(
            stint,
            and_(
                stint.c.account_id == self.account,
                stint.c.since <= self.day,
                self.day < stint.c.until,
            ),
        )

    def _is_of_a_key_account(self) -> ColumnElement[bool]:
        ever = (
            select(AccountStatusChange.account_id)
            .where(AccountStatusChange.to == "ordinary", AccountStatusChange.deleted_at.is_(None))
            .scalar_subquery()
        )
        # Two looks into an index, only for accounts that ever were ordinary: stints joined here would be worked
        # out anew for every row.
        change = AccountStatusChange.__table__.alias("status_then")
        known = (
            select(change.c.to)
            .where(
                change.c.account_id == self.account,
                change.c.on <= AS_OF,
                change.c.deleted_at.is_(None),
            )
            .correlate_except(change)
            .limit(1)
        )
        then = known.where(change.c.on <= self.day).order_by(change.c.on.desc(), change.c.id.desc())
        first = known.order_by(change.c.on, change.c.id)
        state = func.coalesce(then.scalar_subquery(), first.scalar_subquery(), "")
        key: ColumnElement[bool] = or_(self.account.not_in(ever), state != "ordinary")
        return key if self.is_of_its_account else or_(self.account.is_(None), key)


def _stints(record: Any, value: Any, day: Any, only: ColumnElement[bool] | None) -> Any:
    """From when until when (exclusive) an account had a `value`; of several changes on a day the last one holds."""
    order = {"partition_by": record.account_id, "order_by": (day, record.id)}
    query = select(
        record.account_id.label("account_id"),
        value.label("value"),
        day.label("day"),
        func.coalesce(func.lead(day, type_=Date()).over(**order), _FOREVER).label("until"),
        func.row_number().over(**order).label("place"),
    ).where(record.deleted_at.is_(None))
    return query if only is None else query.where(only)


@cache
def _owner_stints() -> CTE:
    """When the person asked for owned which accounts; before its first owner an account is nobody's."""
    owner = AccountOwner
    staff = bindparam("staff", type_=Integer())
    ever = select(owner.account_id).where(owner.staff_id == staff, owner.deleted_at.is_(None))
    only = and_(owner.account_id.in_(ever), owner.since <= AS_OF)
    found = _stints(owner, owner.staff_id, owner.since, only).subquery()
    return (
        select(found.c.account_id, found.c.day.label("since"), found.c.until)
        .where(found.c.value == staff)
        .cte("owner_stint")
    )


@cache
def _tier_stints() -> CTE:
    """When accounts stood in the tier asked for; before its first known tier an account has that one."""
    change = AccountTierChange
    tier = bindparam("tier", type_=String())
    ever = select(change.account_id).where(change.to == tier, change.deleted_at.is_(None))
    found = _stints(change, change.to, change.on, change.account_id.in_(ever)).subquery()
    since = case((found.c.place == 1, _BEGINNING), else_=found.c.day)
    return (
        select(found.c.account_id, since.label("since"), found.c.until)
        .where(found.c.value == tier)
        .cte("tier_stint")
    )


@dataclass(frozen=True)
class Sum:
    """A sum of money in the default currency, exact; `left_out` are ids of rows without a rate or an amount."""

    amount: Decimal
    left_out: tuple[int, ...]


class Statements:
    """The statements that `facts` needs for one kind of scope, each made ready when first asked."""

    def __init__(self, facts: Facts, scope: str) -> None:
        self.facts = facts
        self.scope = scope
        self._made: dict[str, Prepared] = {}

    def count(self, reading: Reading, question: Question) -> int:
        """How many facts, or accounts where those are counted."""
        return int(self._ask("count", self._count, reading, question)[0][0])

    def money(self, reading: Reading, question: Question) -> Sum:
        """The sum of amounts × rates, unrounded (clarification 7): one walk over the rows, and one over the foreign
        ones if there are any."""
        own, foreign, missing = self._ask("own", self._own, reading, question)[0]
        total = own if own is not None else Decimal(0)
        left_out: tuple[int, ...] = ()
        if foreign:
            rows = self._ask("foreign", self._foreign, reading, question)
            total += sum((amount * rate for rate, amount in rows if rate is not None), Decimal(0))
            missing += any(rate is None for rate, _amount in rows)
        if missing:
            rows = self._ask("left", self._left, reading, question)
            left_out = tuple(record_id for (record_id,) in rows)
        return Sum(total, left_out)

    def groups(self, reading: Reading, question: Question) -> list[tuple[Any, Any]]:
        """What stands for the currency, and the sum of the amounts that have it."""
        return [(key, total) for key, total in self._ask("groups", self._groups, reading, question)]

    def page(
        self, reading: Reading, question: Question, limit: int, offset: int, descending: bool
    ) -> list[tuple[Any, ...]]:
        """Rows (record_id, day, account_id, amount, currency, rate) by day; `limit` -1: all of them."""
        name, make = ("down", self._down) if descending else ("up", self._up)
        return self._ask(name, make, reading, question, limit=limit, offset=offset)

    def _ask(
        self,
        name: str,
        make: Callable[[], Select[Any]],
        reading: Reading,
        question: Question,
        **more: int,
    ) -> list[tuple[Any, ...]]:
        if name not in self._made:
            self._made[name] = prepare(make(), _OPEN)
        ready = self._made[name]
        given = question.values() | reading.values() | more
        wanted = {key for key, _place in ready.places}
        return ready.rows(reading.session, **{key: given[key] for key in wanted})

    def _count(self) -> Select[Any]:
        what: Any = func.count()
        if self.facts.by_account:
            what = func.count(self.facts.account.distinct())
        query = select(what).select_from(self.facts.record)
        for table, condition in self.facts.joined:
            query = query.join(table, condition)
        return self.facts.within(query, self.scope)

    def _sums(self) -> tuple[Any, ColumnElement[bool], ColumnElement[Any]]:
        found = self.facts.rows(self.scope).subquery()
        currency = bindparam("currency", type_=String())
        own = or_(found.c.currency.is_(None), found.c.currency == currency)
        return found, own, func.sum(found.c.amount, type_=_kind(self.facts.amount))

    def _own(self) -> Select[Any]:
        found, own, total = self._sums()
        return select(
            total.filter(own),
            func.count().filter(~own),
            func.count().filter(found.c.amount.is_(None)),
        )

    def _groups(self) -> Select[Any]:
        found, _own, total = self._sums()
        return (
            select(found.c.currency, total)
            .where(found.c.amount.is_not(None))
            .group_by(found.c.currency)
        )

    def _foreign(self) -> Select[Any]:
        found, own, total = self._sums()
        return (
            select(found.c.rate, total)
            .where(~own, found.c.amount.is_not(None))
            .group_by(found.c.rate)
        )

    def _left(self) -> Select[Any]:
        found, own, _total = self._sums()
        lacks = or_(found.c.amount.is_(None), and_(~own, found.c.rate.is_(None)))
        return select(found.c.record_id).where(lacks).order_by(found.c.day, found.c.record_id)

    def _page(self, *order: Any) -> Select[Any]:
        found = self.facts.rows(self.scope)
        if self.facts.by_account:
            rows = found.subquery()
            first = func.min(rows.c.day, type_=Date()).label("day")
            found = select(
                rows.c.account_id.label("record_id"), first, rows.c.account_id,
                rows.c.amount, rows.c.currency, rows.c.rate,
            ).group_by(rows.c.account_id)  # fmt: skip
        return (
            found.order_by(*order)
            .limit(bindparam("limit", type_=Integer()))
            .offset(bindparam("offset", type_=Integer()))
        )

    def _up(self) -> Select[Any]:
        return self._page(literal_column("day"), literal_column("record_id"))

    def _down(self) -> Select[Any]:
        return self._page(literal_column("day").desc(), literal_column("record_id").desc())


def _kind(amount: SQLColumnExpression[Any] | None) -> Any:
    """The type of a sum: that of what is summed."""
    return amount.type if amount is not None else Integer()  # type: ignore[attr-defined]  # columns have it


_statements: dict[tuple[int, str], Statements] = {}


def statements(facts: Facts, scope: str) -> Statements:
    """The statements of `facts`, which a declaration holds for as long as the program runs."""
    key = (id(facts), scope)
    if key not in _statements:
        _statements[key] = Statements(facts, scope)
    return _statements[key]


def within(day: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether `day` lies in the period, and not after the as-of day."""
    return and_(day >= FIRST, day <= END)


Rows = Sequence[tuple[int, date, int | None, Decimal]]
"""Record id, day, account id, value."""
