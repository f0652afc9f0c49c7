"""报价: offers with lines, discount and versions; from draft to accepted by one table of steps (M25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.fields import fields_of
from kamdesk.model.opportunity import Opportunity, OpportunityLine
from kamdesk.model.product import Product
from kamdesk.model.project import Quotation, QuotationLine
from kamdesk.model.sales_words import QUOTATION_STATE
from kamdesk.work import child_rows, settings
from kamdesk.work.numbers import next_number
from kamdesk.work.trash import move_to_trash

Values = Mapping[str, Any]
_CENT = Decimal("0.01")

STEPS: dict[str, tuple[str, ...]] = {
    "draft": ("sent",),
    "sent": ("accepted", "refused", "replaced"),
    "accepted": (),
    "refused": (),
    "replaced": (),
}
"""State → the states it may go to; back is by undo only, for the customer has seen it."""
_BY_STEPS = frozenset({"state", "sent_on", "version_no", "opportunity_id"})


def line_amount(line: QuotationLine) -> Decimal:
    """Quantity × price less its own discount, not rounded."""
    return line.quantity * line.price * (1 - line.discount)


def total(session: Session, quotation: Quotation) -> Decimal:
    """Σ lines less the discount of the offer, exact until it is rounded half up to two decimals at the end."""
    lines = child_rows.rows(session, QuotationLine, quotation.id)
    return total_of(lines, quotation.discount)


def total_of(lines: Sequence[QuotationLine], discount: Decimal) -> Decimal:
    """The same of lines at hand."""
    amount = sum((line_amount(line) for line in lines), Decimal(0)) * (1 - discount)
    return amount.quantize(_CENT, ROUND_HALF_UP)


def of_opportunity(session: Session, opportunity: Opportunity) -> list[Quotation]:
    """Its offers, the newest version of the newest first."""
    query = select(Quotation).where(
        Quotation.opportunity_id == opportunity.id, Quotation.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(Quotation.on.desc(), Quotation.id.desc())))


def add_quotation(
    session: Session, opportunity: Opportunity, values: Values | None = None, on: date | None = None
) -> Quotation:
    """A draft of day `on` (today) with the products of the opportunity as its lines; without a number it gets one."""
    day = on or date.today()
    quotation = Quotation(
        opportunity_id=opportunity.id, number="", version_no=1, kind="quotation", on=day,
        currency=opportunity.currency or settings.get(session, "default_currency"),
        discount=Decimal(0), state="draft",
    )  # fmt: skip
    _set(session, quotation, values or {})
    if not quotation.number:
        quotation.number = next_number(
            session,
            f"quotation:{day.year}",
            lambda last: f"QT-{day.year}-{last:04}",
            Quotation.number,
        )
    elif _taken(session, quotation):
        raise RuleError(
            _("The number {number} is given already.").format(number=quotation.number),
            field="number",
        )
    session.add(quotation)
    session.flush()
    for each in child_rows.rows(session, OpportunityLine, opportunity.id):
        session.add(
            QuotationLine(
                quotation_id=quotation.id, product_id=each.product_id, description=each.description,
                quantity=each.quantity if each.quantity is not None else Decimal(1),
                price=each.price if each.price is not None else Decimal(0), discount=Decimal(0),
            )
        )  # fmt: skip
    session.flush()
    return quotation


def _taken(session: Session, quotation: Quotation) -> bool:
    with session.no_autoflush:
        query = select(Quotation.id).where(Quotation.number == quotation.number)
        others = set(session.scalars(query)) - {quotation.id}
    return bool(others)


def new_version(session: Session, quotation: Quotation, on: date | None = None) -> Quotation:
    """The next version of an offer, a draft with the same lines. The last one is replaced when this one is sent."""
    query = select(func.max(Quotation.version_no)).where(Quotation.number == quotation.number)
    made = Quotation(
        opportunity_id=quotation.opportunity_id, number=quotation.number,
        version_no=(session.scalar(query) or 0) + 1, kind=quotation.kind, on=on or date.today(),
        currency=quotation.currency, discount=quotation.discount, state="draft", note=quotation.note,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for each in child_rows.rows(session, QuotationLine, quotation.id):
        session.add(
            QuotationLine(
                quotation_id=made.id, product_id=each.product_id, description=each.description,
                quantity=each.quantity, price=each.price, discount=each.discount,
            )
        )  # fmt: skip
    session.flush()
    return made


def change_quotation(session: Session, quotation: Quotation, values: Values) -> None:
    """Sets `values` of a draft. Raises RuleError for one that was sent, or values that make no sense."""
    _refuse_sent(quotation)
    _set(session, quotation, values)
    if "number" in values and (not quotation.number or _taken(session, quotation)):
        raise RuleError(
            _("The number {number} is given already.").format(number=quotation.number),
            field="number",
        )
    session.flush()


def _set(session: Session, quotation: Quotation, values: Values) -> None:
    fields = {each.name: each for each in fields_of(Quotation)}
    for name, value in values.items():
        if name in _BY_STEPS:
            raise RuleError(
                _("An offer is sent, accepted, refused or replaced step by step."), field=name
            )
        if name == "on" and value is None:
            raise RuleError(_("An offer has its day."), field="on")
        empty = name == "discount" and value is None
        fields[name].set(quotation, Decimal(0) if empty else value)
    _check_share(quotation.discount, "discount")
    if quotation.valid_until is not None and quotation.valid_until < quotation.on:
        raise RuleError(_("It would expire before its day."), field="valid_until")
    if not quotation.currency:
        quotation.currency = settings.get(session, "default_currency")


def _check_share(share: Decimal, name: str) -> None:
    if not 0 <= share <= 1:
        raise RuleError(_("It lies between 0 % and 100 %."), field=name)


def _refuse_sent(quotation: Quotation) -> None:
    if quotation.state != "draft":
        raise RuleError(
            _("{quotation} is {state}; make a new version to change it.").format(
                quotation=quotation.title, state=QUOTATION_STATE.label(quotation.state)
            ),
            field="state",
        )


def put_line(
    session: Session, quotation: Quotation, line: QuotationLine | None, values: Values
) -> QuotationLine:
    """Sets `values` of one line of a draft, a new one without `line`; a product brings its list price."""
    _refuse_sent(quotation)
    if line is None and not (values.get("product_id") or (values.get("description") or "").strip()):
        raise RuleError(_("A line needs a product or a description."), field="product_id")
    is_new = line is None
    if line is None:
        line = QuotationLine(
            quotation_id=quotation.id, quantity=Decimal(1), price=Decimal(0), discount=Decimal(0)
        )
    for name, value in values.items():
        setattr(line, name, value)
    product = session.get(Product, line.product_id or 0) if is_new else None
    bare = product is not None and "price" not in values
    if (
        bare
        and product is not None
        and product.list_price is not None
        and (product.list_price_currency in (None, quotation.currency))
    ):
        line.price = product.list_price
    for name, least in (("quantity", Decimal(1)), ("price", Decimal(0)), ("discount", Decimal(0))):
        if getattr(line, name) is None:
            setattr(line, name, least)
    if line.quantity <= 0:
        raise RuleError(_("A quantity is above zero."), field="quantity")
    if line.price < 0:
        raise RuleError(_("A price is not negative."), field="price")
    _check_share(line.discount, "discount")
    session.add(line)
    session.flush()
    return line


def remove_line(session: Session, quotation: Quotation, line: QuotationLine) -> None:
    """Moves a line of a draft to the waste basket."""
    _refuse_sent(quotation)
    move_to_trash(session, line)


def step(session: Session, quotation: Quotation, to: str, on: date) -> None:
    """Takes the offer to state `to` on day `on`. One that is sent needs a line, and replaces its earlier versions.

    Raises RuleError for a step that `STEPS` does not know.
    """
    if to not in STEPS.get(quotation.state, ()):
        raise RuleError(
            _("{quotation} is {state}; it cannot become “{to}”.").format(
                quotation=quotation.title,
                state=QUOTATION_STATE.label(quotation.state),
                to=QUOTATION_STATE.label(to) if to in QUOTATION_STATE else to,
            ),
            field="state",
        )
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="sent_on")
    if to == "sent":
        if not child_rows.rows(session, QuotationLine, quotation.id):
            raise RuleError(_("An offer without a line cannot be sent."), field="lines")
        if quotation.valid_until is not None and quotation.valid_until < on:
            raise RuleError(_("It has expired; give it another day."), field="valid_until")
        quotation.sent_on = on
        earlier = select(Quotation).where(
            Quotation.number == quotation.number,
            Quotation.id != quotation.id,
            Quotation.state == "sent",
            Quotation.deleted_at.is_(None),
        )
        for each in session.scalars(earlier):
            each.state = "replaced"
    quotation.state = to
    session.flush()
