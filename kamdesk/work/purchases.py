"""购买记录: orders from the day they are placed to delivery, returns, and what accounts buy by month and product (M28).

Amounts are summed in the default currency; one in another currency without a rate is left out and counted
(kpi.md rule 10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.fields import fields_of
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.work import record_lists, settings
from kamdesk.work.periods import Span, following, period_of, read_period, start_month

Values = Mapping[str, Any]
_ZERO = Decimal(0)


# --------------------------------------------------------------------------------------------------- making, changing


def add_purchase(session: Session, values: Values) -> Purchase:
    """A purchase with `values` (field name → typed value). Raises RuleError, naming the field."""
    purchase = Purchase(state="ordered")
    set_values(purchase, values)
    session.add(purchase)
    session.flush()
    return purchase


def change_purchase(session: Session, purchase: Purchase, values: Values) -> None:
    """Sets `values` of a purchase. Raises RuleError, naming the field; nothing of the change is to be kept then."""
    set_values(purchase, values)
    session.flush()


def set_values(purchase: Purchase, values: Values) -> None:
    """The same without writing: for what is only tried. The state follows the day of delivery, unless it is set."""
    fields = {each.name: each for each in fields_of(Purchase)}
    for name, value in values.items():
        fields[name].set(purchase, value)
    check_values({name: getattr(purchase, name) for name in _CHECKED})
    purchase.state = state_after(purchase.state, purchase.delivered_on, values)


def state_after(state: str, delivered_on: date | None, given: Values) -> str:
    """The state of a purchase to which `given` was done: it follows the day of delivery, unless it is given itself.

    Raises RuleError where state and day contradict each other.
    """
    if "state" not in given and "delivered_on" in given:
        if delivered_on is not None:
            state = "delivered"
        elif state == "delivered":
            state = "ordered"
    if state == "delivered" and delivered_on is None and "state" in given:
        raise RuleError(_("On which day was it delivered?"), field="delivered_on")
    if state != "delivered" and delivered_on is not None:
        raise RuleError(_("What was delivered has no other state."), field="state")
    return state


_CHECKED = ("on", "account_id", "amount", "delivered_on", "due_on", "rate")


def check_values(values: Values) -> None:
    """Raises RuleError, naming the field, for a purchase that cannot be."""
    on, amount = values.get("on"), values.get("amount")
    if on is None:
        raise RuleError(_("A purchase needs its day."), field="on")
    if values.get("account_id") is None:
        raise RuleError(_("Say who bought it."), field="account_id")
    if amount is None:
        raise RuleError(
            _("A purchase needs an amount; a return has a negative one."), field="amount"
        )
    delivered_on = values.get("delivered_on")
    if delivered_on is not None and delivered_on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=delivered_on), field="delivered_on")
    due_on = values.get("due_on")
    if due_on is not None and due_on < on:
        raise RuleError(_("It cannot be due before it was ordered."), field="due_on")
    rate = values.get("rate")
    if rate is not None and rate <= 0:
        raise RuleError(_("A rate is above zero."), field="rate")


def deliver(session: Session, purchase: Purchase, on: date) -> None:
    """Marks a purchase delivered on day `on`. Raises RuleError for one that is, and for a day that has not come."""
    if purchase.delivered_on is not None:
        raise RuleError(
            _("It was delivered on {day} already.").format(day=purchase.delivered_on),
            field="delivered_on",
        )
    change_purchase(session, purchase, {"delivered_on": on})


def lateness(purchase: Purchase, on: date) -> int:
    """Days by which it was delivered late, or is late on day `on` while it is not delivered; 0 if in time."""
    if purchase.due_on is None:
        return 0
    return max(((purchase.delivered_on or on) - purchase.due_on).days, 0)


# ------------------------------------------------------------------------------------------------ conditions for lists


def is_undelivered() -> ColumnElement[bool]:
    """The condition that a purchase, not a return, waits for delivery."""
    return and_(Purchase.delivered_on.is_(None), Purchase.due_on.is_not(None), Purchase.amount >= 0)


def is_late(on: date) -> ColumnElement[bool]:
    """The condition that a purchase waits for delivery beyond its day, or was delivered after it."""
    waits = and_(is_undelivered(), Purchase.due_on < on)
    return or_(waits, Purchase.delivered_on > Purchase.due_on)


def is_return() -> ColumnElement[bool]:
    """The condition that a purchase is a return."""
    return Purchase.amount < 0


WAITING = record_lists.named("purchase.waiting", is_undelivered)
OVERDUE = record_lists.named(
    "purchase.overdue", lambda: and_(is_undelivered(), Purchase.due_on < date.today())
)
RETURNED = record_lists.named("purchase.returned", is_return)


# ---------------------------------------------------------------------------------------------------- what was bought


def worth(
    total: Decimal | None, currency: str | None, rate: Decimal | None, default: str
) -> Decimal | None:
    """A sum of amounts in `currency` in the `default` one, not rounded (kpi.md, clarification 7); None where there is
    no rate to work it out."""
    if currency is None or currency == default:
        return total or _ZERO
    return (total or _ZERO) * rate if rate is not None else None


@dataclass(frozen=True)
class Sums:
    """What was bought in a span: amounts in the default currency."""

    amount: Decimal = _ZERO
    returned: Decimal = _ZERO
    """Of it the negative amounts."""
    count: int = 0
    without_rate: int = 0
    """Purchases in another currency that have no rate; `amount` leaves them out."""


def sums(session: Session, account_id: int, first: date, last: date) -> Sums:
    """What an account bought from `first` to `last`."""
    default = settings.get(session, "default_currency")
    is_returned = Purchase.amount < 0
    query = (
        select(is_returned, Purchase.currency, Purchase.rate, func.sum(Purchase.amount), func.count())
        .where(*_of(account_id, first, last))
        .group_by(is_returned, Purchase.currency, Purchase.rate)
    )  # fmt: skip
    found = Sums()
    for returned, currency, rate, total, count in session.execute(query):
        amount = worth(total, currency, rate, default)
        found = Sums(
            found.amount + (amount or _ZERO),
            found.returned + (amount or _ZERO if returned else _ZERO),
            found.count + count,
            found.without_rate + (count if amount is None else 0),
        )
    return found


def _of(account_id: int, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Purchase.account_id == account_id, Purchase.on.between(first, last), Purchase.deleted_at.is_(None),
    )  # fmt: skip


@dataclass(frozen=True)
class MonthSum:
    """One month of the business year, and the same month a year earlier; `before` and `amount` may be 0."""

    span: Span
    amount: Decimal
    before: Decimal


@dataclass(frozen=True)
class ProductSum:
    """One product in a span and in the same span a year earlier; quantities are those of its unit."""

    product_id: int | None
    name: str
    unit: str
    quantity: Decimal
    amount: Decimal
    before: Decimal


def year_of(session: Session, day: date) -> Span:
    """The business year in which `day` lies."""
    return period_of(day, "year", start_month(session))


def year_before(session: Session, year: Span) -> Span:
    """The business year before `year`."""
    return read_period(str(int(year.code) - 1), start_month(session))


def by_month(session: Session, account_id: int, year: Span) -> list[MonthSum]:
    """The twelve months of business `year`, each beside the same month of the year before."""
    before = year_before(session, year)
    found = _months(session, account_id, before.first, year.last)
    months = following(period_of(year.first, "month"), 12)
    earlier = following(period_of(before.first, "month"), 12)
    return [
        MonthSum(month, found.get(month.code, _ZERO), found.get(last.code, _ZERO))
        for month, last in zip(months, earlier, strict=True)
    ]


def _months(session: Session, account_id: int, first: date, last: date) -> dict[str, Decimal]:
    """``2026-11`` → the amount of that month, of the months that have any."""
    default = settings.get(session, "default_currency")
    month = (func.extract("year", Purchase.on), func.extract("month", Purchase.on))
    query = (
        select(*month, Purchase.currency, Purchase.rate, func.sum(Purchase.amount))
        .where(*_of(account_id, first, last))
        .group_by(*month, Purchase.currency, Purchase.rate)
    )
    found: dict[str, Decimal] = {}
    for year, number, currency, rate, total in session.execute(query):
        code = f"{year:04}-{number:02}"
        found[code] = found.get(code, _ZERO) + (worth(total, currency, rate, default) or _ZERO)
    return found


def by_product(session: Session, account_id: int, year: Span, on: date) -> list[ProductSum]:
    """What was bought of each product in `year` up to day `on`, beside the same days of the year before; the one with
    the highest amount first, purchases that name no product last."""
    last = min(year.last, on)
    spans = {
        "now": (year.first, last),
        "before": (year_before(session, year).first, a_year_earlier(last)),
    }
    default = settings.get(session, "default_currency")
    found: dict[int | None, ProductSum] = {}
    of = (Purchase.product_id, Product.name, Product.unit, Purchase.currency, Purchase.rate)
    for which, (first, end) in spans.items():
        query = (
            select(*of, func.sum(Purchase.quantity), func.sum(Purchase.amount))
            .outerjoin(Product, Product.id == Purchase.product_id)
            .where(*_of(account_id, first, end))
            .group_by(*of)
        )
        for product_id, name, unit, currency, rate, quantity, total in session.execute(query):
            known = found.get(product_id) or ProductSum(
                product_id, name or _("No product"), unit or "", _ZERO, _ZERO, _ZERO
            )
            amount = worth(total, currency, rate, default) or _ZERO
            if which == "now":
                known = replace(
                    known,
                    quantity=known.quantity + (quantity or _ZERO),
                    amount=known.amount + amount,
                )
            else:
                known = replace(known, before=known.before + amount)
            found[product_id] = known
    return sorted(
        found.values(),
        key=lambda each: (each.product_id is None, -each.amount, -each.before, each.name),
    )


def a_year_earlier(day: date) -> date:
    """The same day a year earlier; of 29 February the 28th (kpi.md, clarification 8)."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def change_rate(amount: Decimal, before: Decimal) -> Decimal | None:
    """(this − before) / before; None where there was nothing before, or less."""
    return (amount - before) / before if before > 0 else None


def last_purchase(session: Session, account_id: int, on: date) -> date | None:
    """The day of the last purchase up to day `on`; returns are none."""
    return session.scalar(
        select(func.max(Purchase.on)).where(
            Purchase.account_id == account_id, Purchase.on <= on, Purchase.amount > 0,
            Purchase.deleted_at.is_(None),
        )
    )  # fmt: skip
