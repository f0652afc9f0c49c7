"""销售数据分析: amount, quantity, gross profit by account, product, region, person, month; against plan and last year.

Facts and rules are those of the indicators (kpi.md): the owner of the day, the rate of the purchase, exact decimals.
What has no rate is left out and named; what does not say its cost is left out of the profit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.work import periods, sales_facts, targets
from kamdesk.work.periods import Span
from kamdesk.work.sales_facts import Facts, Sum
from kamdesk.work.target_values import Held
from kamdesk.work.targets import Subject

BY = ("account", "product", "line", "region", "staff", "month")
"""What lines may stand for."""
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Question:
    """Which purchases: of a period as of a day, narrowed to an account, a product, a line, a region, a person, a month.

    `only`: pairs of one of `BY` and its key as lines have it (None: what has none).
    """

    span: Span
    as_of: date
    only: tuple[tuple[str, Any], ...] = ()

    def narrowed(self, by: str, key: Any) -> Question:
        """The purchases of one line of this question."""
        return replace(self, only=(*(each for each in self.only if each[0] != by), (by, key)))


@dataclass(frozen=True)
class Line:
    """A line of the analysis; amounts in the default currency."""

    key: Any
    """Id of an account, product or person; a line of products, a region; the code of a month. None: it has none."""
    name: str = ""
    count: int = 0
    amount: Decimal = _ZERO
    profit: Decimal = _ZERO
    uncosted: int = 0
    """How many purchases do not say their cost and are left out of the profit."""
    quantities: tuple[tuple[str, Decimal], ...] = ()
    """Unit of measure and quantity; never added over units."""
    before: Decimal = _ZERO
    """The amount of the same days a year earlier."""
    plan: Decimal | None = None
    incomplete: int = 0
    """How many purchases have no rate and are left out."""

    @property
    def growth(self) -> Decimal | None:
        """同比: (this − before) / before; None where there was nothing before."""
        return (self.amount - self.before) / self.before if self.before > 0 else None

    @property
    def rate(self) -> Decimal | None:
        """Amount / plan; None without a plan."""
        return self.amount / self.plan if self.plan else None

    @property
    def margin(self) -> Decimal | None:
        """Profit / amount, where every purchase says its cost."""
        return self.profit / self.amount if self.amount > 0 and not self.uncosted else None


@dataclass(frozen=True)
class Analysis:
    """All lines, the largest amount first (months in order), and their total."""

    question: Question
    by: str
    lines: tuple[Line, ...]
    total: Line
    unrated: tuple[PurchaseLine, ...] = field(default=())
    """The first purchases that have no rate."""

    def page(self, limit: int, offset: int = 0) -> Sequence[Line]:
        """Lines `offset` …"""
        return self.lines[offset : offset + limit]


@dataclass(frozen=True)
class PurchaseLine:
    """A purchase behind a figure; `value` is the amount in the default currency, None without a rate."""

    id: int
    on: date
    number: str
    account_id: int
    account: str
    product: str
    quantity: Decimal | None
    unit: str
    amount: Decimal
    currency: str | None
    value: Decimal | None


def analyse(session: Session, question: Question, by: str = "account") -> Analysis:
    """The purchases of `question` by one of `BY`."""
    span, as_of = question.span, question.as_of
    now = sales_facts.facts(session, span.first, span.last, as_of)
    first, last = sales_facts.year_before(session, span, as_of)
    then = sales_facts.facts(session, first, last, as_of)
    lines = _added(_sums(session, now, question, by))
    for key, amount in _amounts(_sums(session, then, question, by, a_year_earlier=True)).items():
        lines[key] = replace(lines.get(key, Line(key)), before=amount)
    plans = _plans(session, question, by)
    for key, plan in plans.items():
        lines[key] = replace(lines.get(key, Line(key)), plan=plan)
    if by == "month":
        for each in _months(span):
            lines.setdefault(each.code, Line(each.code))
    total = replace(_total(lines.values()), plan=_plan_of_all(session, question))
    named = _named(session, by, lines.values())
    order = sorted(named, key=lambda each: _place(by, each))
    unrated = (
        tuple(_purchases(session, now, question, now.lacks_rate, limit=20))
        if total.incomplete
        else ()
    )
    return Analysis(question, by, tuple(order), total, unrated)


def _place(by: str, line: Line) -> Any:
    return line.key if by == "month" else (-line.amount, -line.before, line.name, str(line.key))


# --------------------------------------------------------------------------------------------------------- the sums


def _column(by: str, known: Facts) -> tuple[ColumnElement[Any], ...]:
    columns: dict[str, tuple[Any, ...]] = {
        "account": (Purchase.account_id,),
        "product": (Purchase.product_id,),
        "line": (func.nullif(Product.line, ""),),
        "region": (func.nullif(Account.region, ""),),
        "staff": (known.staff,),
        "month": (extract("year", Purchase.on), extract("month", Purchase.on)),
    }
    return columns[by]


def _conditions(
    known: Facts, question: Question, *, a_year_earlier: bool = False
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for by, key in question.only:
        if by == "month":
            month = periods.read_period(str(key))
            days = (month.first, month.last)
            if a_year_earlier:
                before = periods.period_of(sales_facts.earlier(month.first), "month")
                days = (before.first, before.last)
            found.append(Purchase.on.between(*days))
        else:
            (column,) = _column(by, known)
            found.append(column.is_(None) if key is None else column == key)
    return found


def _with_owner(question: Question, by: str = "") -> bool:
    return by == "staff" or any(each == "staff" for each, _key in question.only)


def _sums(
    session: Session, known: Facts, question: Question, by: str, *, a_year_earlier: bool = False
) -> list[Sum]:
    conditions = _conditions(known, question, a_year_earlier=a_year_earlier)
    owned = _with_owner(question, by)
    found = sales_facts.sums(session, known, _column(by, known), conditions, with_owner=owned)
    if by != "month":
        return found
    years = int(a_year_earlier)
    return [
        replace(each, key=f"{int(each.key[0]) + years}-{int(each.key[1]):02}") for each in found
    ]


def _added(found: Iterable[Sum]) -> dict[Any, Line]:
    lines: dict[Any, Line] = {}
    units: dict[Any, dict[str, Decimal]] = {}
    for each in found:
        line = lines.get(each.key, Line(each.key))
        own = units.setdefault(each.key, {})
        if each.quantity:
            own[each.unit] = own.get(each.unit, _ZERO) + each.quantity
        if each.rate is None:
            lines[each.key] = replace(
                line, count=line.count + each.count, incomplete=line.incomplete + each.count
            )
            continue
        lines[each.key] = replace(
            line,
            count=line.count + each.count,
            amount=line.amount + each.amount * each.rate,
            profit=line.profit + each.profit * each.rate,
            uncosted=line.uncosted + each.count - each.costed,
        )
    return {
        key: replace(line, quantities=tuple(sorted(units[key].items())))
        for key, line in lines.items()
    }


def _amounts(found: Iterable[Sum]) -> dict[Any, Decimal]:
    amounts: dict[Any, Decimal] = {}
    for each in found:
        if each.rate is not None:
            amounts[each.key] = amounts.get(each.key, _ZERO) + each.amount * each.rate
    return amounts


def _total(lines: Iterable[Line]) -> Line:
    total, units = Line(None), dict[str, Decimal]()
    for each in lines:
        for unit, quantity in each.quantities:
            units[unit] = units.get(unit, _ZERO) + quantity
        total = replace(
            total,
            count=total.count + each.count,
            amount=total.amount + each.amount,
            profit=total.profit + each.profit,
            uncosted=total.uncosted + each.uncosted,
            before=total.before + each.before,
            incomplete=total.incomplete + each.incomplete,
        )
    return replace(total, quantities=tuple(sorted(units.items())))


# --------------------------------------------------------------------------------------------------------- the plan


def _months(span: Span) -> list[Span]:
    count = {"year": 12, "quarter": 3, "month": 1}[span.kind]
    return periods.following(periods.period_of(span.first, "month"), count)


def _subject(question: Question) -> Subject | None:
    """Whose plan it is that a question is measured against: None where there is none of that kind."""
    only = dict(question.only)
    only.pop("month", None)
    if not only:
        return targets.DEPARTMENT
    (by, key), *others = only.items()
    return Subject(by, key) if not others and key and by in ("staff", "account") else None


def _plans(session: Session, question: Question, by: str) -> dict[Any, Decimal]:
    """Plan by key, where lines are whom plans are made for, or months of somebody who has one."""
    span, as_of = question.span, question.as_of
    if by in ("account", "staff") and not question.only:
        found = targets.of_level(session, "sales_amount", by, [span], as_of)
        return {each.id: held[span.code].value for each, held in found.items() if span.code in held}
    subject = _subject(question)
    if by != "month" or subject is None:
        return {}
    held = _held(session, subject, _months(span), as_of)
    return {code: each.value for code, each in held.items()}


def _plan_of_all(session: Session, question: Question) -> Decimal | None:
    subject = _subject(question)
    month = dict(question.only).get("month")
    if subject is None:
        return None
    span = periods.read_period(str(month)) if month else question.span
    held = _held(session, subject, [span], question.as_of).get(span.code)
    return held.value if held is not None else None


def _held(session: Session, subject: Subject, spans: list[Span], as_of: date) -> Mapping[str, Held]:
    found = targets.of_level(session, "sales_amount", subject.level, spans, as_of, only=subject.id)
    return found.get(subject, {})


# -------------------------------------------------------------------------------------------------------- the names


def _named(session: Session, by: str, lines: Iterable[Line]) -> list[Line]:
    given = list(lines)
    source: dict[str, tuple[Any, Any]] = {
        "account": (Account.id, Account.name),
        "product": (Product.id, Product.name),
        "staff": (Staff.id, Staff.name),
    }
    if by not in source:
        return [replace(each, name=str(each.key or "")) for each in given]
    identity, name = source[by]
    if len(given) > 500:
        rows = session.execute(select(identity, name))
    else:
        rows = session.execute(
            select(identity, name).where(identity.in_([each.key for each in given if each.key]))
        )
    names: dict[int, str] = {row[0]: row[1] for row in rows}
    return [replace(each, name=names.get(each.key, "")) for each in given]


# ------------------------------------------------------------------------------------------- the purchases behind it


def purchases(
    session: Session, question: Question, limit: int = 200, offset: int = 0
) -> list[PurchaseLine]:
    """The purchases of a question, the latest first; those without a rate too."""
    span = question.span
    known = sales_facts.facts(session, span.first, span.last, question.as_of)
    return _purchases(session, known, question, limit=limit, offset=offset)


def count_of(session: Session, question: Question) -> int:
    """How many purchases a question is about."""
    span = question.span
    known = sales_facts.facts(session, span.first, span.last, question.as_of)
    query = known.joined(
        select(func.count()).select_from(Purchase), with_owner=_with_owner(question)
    )
    return session.scalar(query.where(*_conditions(known, question))) or 0


def _purchases(
    session: Session, known: Facts, question: Question, *more: ColumnElement[bool], limit: int,
    offset: int = 0,
) -> list[PurchaseLine]:  # fmt: skip
    query = select(
        Purchase.id, Purchase.on, func.coalesce(Purchase.number, ""), Purchase.account_id,
        Account.name, func.coalesce(Product.name, ""), Purchase.quantity,
        func.coalesce(Product.unit, ""), Purchase.amount, Purchase.currency, known.native,
        Purchase.rate,
    ).select_from(Purchase)  # fmt: skip
    query = known.joined(query, with_owner=_with_owner(question))
    query = query.where(*_conditions(known, question), *more)
    query = query.order_by(Purchase.on.desc(), Purchase.id.desc()).limit(limit).offset(offset)
    found = []
    for *own, native, rate in session.execute(query):
        amount: Decimal = own[8]
        value = amount if native else amount * rate if rate is not None else None
        found.append(PurchaseLine(*(*own, value)))
    return found
