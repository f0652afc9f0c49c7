"""All fields of a record, built-in and the department's own, and reading typed text into them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model import values
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.department import CustomField, Staff
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.fields import Field, Kind, RecordField, fields_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.terms import Choice, Term, Vocabulary
from kamdesk.model.values import Reading

CUSTOM_GROUP = Term("The department's own fields", "部门自定义字段")
EXTENSIBLE: tuple[str, ...] = ("Account", "Contact")
"""Classes that the department may give fields of its own."""

# Queries that are asked all day are built once: building one takes longer than asking it.
_OWN_FIELDS = (
    select(CustomField)
    .where(CustomField.record == bindparam("record"), CustomField.deleted_at.is_(None))
    .order_by(CustomField.position, CustomField.id)
)


def fields_for(session: Session, record: type[Record]) -> tuple[RecordField, ...]:
    """The declared fields of `record`, then those the department defined (group ``custom``)."""
    if record.__name__ not in EXTENSIBLE:
        return fields_of(record)
    own = session.scalars(_OWN_FIELDS, {"record": record.__name__})
    return fields_of(record) + tuple(as_field(each, record) for each in own)


def as_field(custom: CustomField, record: type[Record]) -> RecordField:
    """A department's field as consumers of fields see it."""
    kind = Kind(custom.kind)
    options = [line.strip() for line in (custom.options or "").splitlines() if line.strip()]
    vocabulary = (
        Vocabulary(custom.key, *(Choice(option, Term(option, option)) for option in options))
        if kind in (Kind.CHOICE, Kind.CHOICES)
        else None
    )
    spec = Field(
        Term(custom.name, custom.name),
        kind,
        group="custom",
        choices=vocabulary,
        search=kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CODE),
        wide=kind is Kind.LONG_TEXT,
    )
    return RecordField(custom.key, spec, record, custom=True)


def define_field(
    session: Session, record: type[Record], name: str, kind: Kind, options: Sequence[str] = ()
) -> CustomField:
    """Adds a field of the department's own. Raises RuleError for an empty or used name, or a choice without values."""
    name = name.strip()
    if not name:
        raise RuleError(_("A field needs a name."), field="name")
    if any(name in each.spec.label.wordings for each in fields_for(session, record)):
        raise RuleError(_("There is a field “{name}” already.").format(name=name), field="name")
    if kind in (Kind.CHOICE, Kind.CHOICES) and not options:
        raise RuleError(_("Give the values to choose from, one a line."), field="options")
    number = session.scalar(select(func.coalesce(func.max(CustomField.id), 0))) or 0
    custom = CustomField(
        record=record.__name__,
        key=f"custom_{number + 1}",
        name=name,
        kind=kind.value,
        options="\n".join(options) or None,
        position=number + 1,
    )
    session.add(custom)
    session.flush()
    return custom


def read_value(
    field: RecordField,
    raw: object,
    *,
    heading: str = "",
    date1904: bool = False,
    currency: str = "CNY",
) -> Reading[Any]:
    """`raw` (typed text, or a cell's value) as a value of `field`; references are read by `find_reference`."""
    spec = field.spec
    match spec.kind:
        case Kind.DATE:
            return values.read_date(raw, date1904=date1904)
        case Kind.PARTIAL_DATE:
            return values.read_partial_date(raw, date1904=date1904)
        case Kind.MOMENT:
            return values.read_moment(raw, date1904=date1904)
        case Kind.TIME:
            return values.read_time(raw)
        case Kind.INTEGER:
            return values.read_integer(raw)
        case Kind.DECIMAL:
            return _kept_exactly(field, raw, values.read_decimal(raw))
        case Kind.PERCENT:
            return _kept_exactly(field, raw, values.read_percent(raw, heading=heading))
        case Kind.MONEY:
            return values.read_money(raw, heading=heading, default_currency=currency)
        case Kind.BOOLEAN:
            return values.read_boolean(raw)
        case Kind.CHOICE:
            return values.read_choice(raw, _vocabulary(field))
        case Kind.CHOICES:
            return values.read_choices(raw, _vocabulary(field))
        case Kind.CODE:
            return values.read_code(raw, limit=field.max_length)
        case Kind.PHONE:
            return values.read_phone(raw, limit=field.max_length)
        case Kind.EMAIL:
            return values.read_email(raw, limit=field.max_length)
        case _:
            return values.read_text(raw, limit=field.max_length)


def _kept_exactly(field: RecordField, raw: object, reading: Reading[Any]) -> Reading[Any]:
    """A number with more decimals than its column keeps is refused where it is read, as amounts are."""
    column = None if field.custom else field.record.__table__.c.get(field.name)
    places = getattr(column.type, "places", None) if column is not None else None
    if reading.value is None or places is None:
        return reading
    rounded = reading.value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == reading.value:
        return reading
    shown = places - 2 if field.kind is Kind.PERCENT else places
    words = _("“{text}” has more than {places} decimals.")
    return Reading(problem=words.format(text=raw, places=shown), alternatives=(rounded,))


def _vocabulary(field: RecordField) -> Vocabulary:
    if field.spec.choices is None:
        raise TypeError(f"{field.name} has no vocabulary")
    return field.spec.choices


def show_value(
    field: RecordField, record: Any, names: dict[int, str] | None = None, money: str = "full"
) -> str:
    """The text for the value `record` has in `field`; `names` names the records a reference may point at."""
    value = field.get(record)
    if value is None:
        return ""
    if field.kind is Kind.REFERENCE:
        return (names or {}).get(value, str(value))
    if field.spec.plain:
        return str(value)
    currency = (
        getattr(record, field.spec.currency_field, None) if field.spec.currency_field else None
    )
    return values.show(
        field.kind, value, vocabulary=field.spec.choices, currency=currency, wan=money == "wan"
    )


def reference_names(session: Session, target: str, ids: set[int]) -> dict[int, str]:
    """What to call the records of class name `target` with `ids`."""
    record = RECORD_BY_NAME[target]
    found: dict[int, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        chosen = {"ids": wanted[start : start + 500]}
        found.update({each.id: each.title for each in session.scalars(_named(record), chosen)})
    return found


@cache
def _named(record: type[Record]) -> Select[Record]:
    return select(record).where(record.id.in_(bindparam("ids", expanding=True)))


_CALLED: dict[str, tuple[str, ...]] = {
    "Product": ("code", "name"),
    "Competitor": ("name",),
    "Opportunity": ("number", "name"),
}
"""Class name → columns that name its records, the surest first."""


def find_reference(
    session: Session, target: str, typed: str, account_id: int | None = None
) -> list[Record]:
    """The records of class name `target` that `typed` may mean: by natural key, else by exact name; [] if none."""
    text = " ".join(typed.split())
    if not text:
        return []
    record = RECORD_BY_NAME[target]
    keys: list[Any] = []
    if record is Staff:
        keys = [Staff.number, Staff.name]
    elif record is Account:
        keys = [Account.archive_no, Account.account_code, Account.name, Account.short_name]
    elif record.__name__ == "Contact":
        from kamdesk.model.contact import Contact  # late: the first list has no people

        keys = [Contact.full_name]
    elif record is ExpenseClaim:
        keys = [ExpenseClaim.number]
    elif target in _CALLED:
        keys = [record.__table__.c[name] for name in _CALLED[target]]
    else:
        keys = [
            getattr(record, name) for name in ("number", "code", "name") if hasattr(record, name)
        ]
    for key in keys:
        query = select(record).where(func.lower(key) == text.lower(), record.deleted_at.is_(None))
        if "account_id" in record.__table__.c and account_id is not None:
            query = query.where(record.__table__.c.account_id == account_id)
        found = list(session.scalars(query.limit(5)))
        if found:
            return found
    return []


_USCC = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{18}$")


def uscc_is_valid(code: str) -> bool:
    """Whether `code` is a unified social credit code with a right check digit (GB 32100-2015)."""
    if not _USCC.match(code):
        return False
    from stdnum.cn import uscc  # late: only when a code is typed

    return bool(uscc.is_valid(code))
