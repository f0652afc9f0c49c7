"""The interchange format: which kinds of records it holds, and how each of their values is written and read.

``{"format": "kamdesk", "version": 1, "staff": […], "accounts": […], …}``: fields by their identifiers, references by
natural key (staff, claims and opportunities by number, accounts by archive number, products by code, stages by key,
others by uid), days and moments in ISO 8601 (moments without zone are local), amounts as text. What is worked out by
the program (completeness, last contact, search text) is left out, and so are the change log, which belongs to one data
folder, and number sequences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, String, Text
from sqlalchemy import inspect as inspect_mapping

from kamdesk.exchange.interchange_keeping import KEEPING, NAMED_BY_KEEPING, RUNNING
from kamdesk.exchange.interchange_sales import (
    KNOWN_BEFORE,
    MADE_OF_SALES,
    NAMED_BY_SALES,
    OPPORTUNITIES,
)
from kamdesk.exchange.interchange_shape import Nested, Shape, nested
from kamdesk.i18n import _
from kamdesk.model.account import (
    Account,
    AccountOwner,
    AccountStatusChange,
    AccountTierChange,
    PurchaseNeed,
)
from kamdesk.model.agenda import CalendarDay, Task
from kamdesk.model.approval import Approval
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.department import CustomField, LearnedLabel, SavedFilter, SettingValue, Staff
from kamdesk.model.development import (
    Development,
    DevelopmentMember,
    DevelopmentReport,
    DevelopmentScore,
    DevelopmentStateChange,
    DevelopmentStep,
)
from kamdesk.model.document import Document, ImportBatch
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.fields import Field, Kind
from kamdesk.model.types import Exact, Moment
from kamdesk.model.values import read_choice, read_choices, read_time
from kamdesk.model.visit import (
    CallbackPlan,
    Visit,
    VisitGift,
    VisitObjection,
    VisitPerson,
    VisitProgramme,
)

FORMAT = "kamdesk"
VERSION = 1

_NEVER = frozenset({"id", "version", "completeness", "sort_name", "custom"})
META = frozenset({"uid", "created_at", "updated_at", "created_by"})
"""Taken over into new records only; a record that is here keeps its own."""


_CHANGE = {"to": "to", "on": "on", "reason": "reason"}
_STATUS = _CHANGE | {"cause": "cause", "lesson": "lesson"}
STATUS_CHANGES = Nested("status_changes", AccountStatusChange, "account_id", _STATUS, "on")
TIER_CHANGES = Nested("tier_changes", AccountTierChange, "account_id", _CHANGE, "on")
OWNERS = Nested(
    "owners",
    AccountOwner,
    "account_id",
    {"staff": "staff_id", "from": "since"},
    "since",
    from_beginning=True,
)
NEEDS = Nested(
    "purchase_needs",
    PurchaseNeed,
    "account_id",
    {name: name for name in ("product", "yearly_volume", "current_supplier", "our_share")},
)
STATE_CHANGES = Nested("state_changes", DevelopmentStateChange, "development_id", _CHANGE, "on")

SHAPES: tuple[Shape, ...] = (
    Shape("settings", SettingValue, ("key",)),
    Shape("custom_fields", CustomField, ("key",)),
    Shape("staff", Staff, ("number",), superior="superior_id"),
    *KNOWN_BEFORE,
    Shape(
        "accounts",
        Account,
        ("archive_no",),
        superior="parent_id",
        nested=(STATUS_CHANGES, TIER_CHANGES, OWNERS, NEEDS),
        facts={"status": STATUS_CHANGES, "tier": TIER_CHANGES, "owner_id": OWNERS},
        begins="archive_date",
        others={"parent_account": "parent_id", "parent_account_id": "parent_id"},
    ),
    Shape("contacts", Contact, superior="reports_to_id", others={"name": "full_name"}),
    *OPPORTUNITIES,
    Shape(
        "visits",
        Visit,
        links=("next_visit_id", "postponed_from_id"),
        nested=(
            nested("people", VisitPerson),
            nested("objections", VisitObjection),
            nested("gifts", VisitGift),
            nested("programme", VisitProgramme),
        ),
    ),
    *KEEPING,
    Shape("callback_plans", CallbackPlan),
    Shape("expense_claims", ExpenseClaim, ("number",)),
    Shape("expenses", Expense),
    Shape(
        "developments",
        Development,
        nested=(
            STATE_CHANGES,
            nested("scores", DevelopmentScore),
            nested("steps", DevelopmentStep),
            nested("team", DevelopmentMember),
            nested("reports", DevelopmentReport, "on"),
        ),
        facts={"state": STATE_CHANGES},
        begins="begun_on",
        since="state_since",
    ),
    *MADE_OF_SALES,
    *RUNNING,
    Shape("tasks", Task, others={"what": "name"}),
    Shape("calendar_days", CalendarDay, ("on",)),
    Shape("approvals", Approval, ("subject_kind", "subject_id", "round", "step")),
    Shape("documents", Document),
    Shape("saved_filters", SavedFilter),
    Shape("learned_labels", LearnedLabel, ("record", "label")),
    Shape("import_batches", ImportBatch),
)
"""In the order of the file, which is one in which references look back."""

NAMED_BY: dict[type[Record], str] = {
    Staff: "number",
    Account: "archive_no",
    ExpenseClaim: "number",
    **NAMED_BY_SALES,
    **NAMED_BY_KEEPING,
}
"""Column by which the file names a record that has it; every other is named by its uid."""

SHAPE_OF: dict[type[Record], Shape] = {shape.record: shape for shape in SHAPES}


_MOST_DIGITS = 17
"""Of a whole number; the database keeps eighteen."""


class Unreadable(ValueError):
    """A value of the file that its field cannot hold; the text says why, to the user."""


@dataclass(frozen=True)
class Member:
    """One field of a record in the file."""

    name: str
    column: str
    refers_to: type[Record] | None
    nullable: bool
    write: Callable[[Any], Any]
    """Python value → JSON; not for references."""
    read: Callable[[Any], Any]
    """JSON → Python value, or `Unreadable`."""


@cache
def members(record: type[Record]) -> dict[str, Member]:
    """Name in the file → field, in the order of the table; references without ``_id``."""
    found = {}
    for attribute in inspect_mapping(record).column_attrs:
        column: Any = attribute.columns[0]
        if attribute.key in _NEVER:
            continue
        target = None
        for key in column.foreign_keys:
            target = next(
                shape.record
                for shape in SHAPES
                if shape.record.__tablename__ == key.target_fullname.split(".")[0]
            )
        name = attribute.key.removesuffix("_id") if target is not None else attribute.key
        spec = column.info.get("field")
        if attribute.key == subject_column(record) or (spec is not None and spec.derived):
            continue
        found[name] = Member(
            name,
            attribute.key,
            target,
            bool(column.nullable),
            _writer(column.type),
            _reader(column.type, spec),
        )
    return found


def subject_column(record: type[Record]) -> str:
    """The column that holds the id of the record of any kind that `record` belongs to; "" where there is none. The
    file names that record by natural key or uid, under the name of the column without ``_id``."""
    return record.SUBJECT[1] if record.SUBJECT is not None else ""


def _writer(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, Exact):
        return lambda value: f"{value:f}"
    if isinstance(kind, Date | Moment):
        return lambda value: value.isoformat()
    if isinstance(kind, JSON):
        return lambda value: value
    if isinstance(kind, String):
        return lambda value: value or None
    return lambda value: value


def _reader(kind: Any, spec: Field | None) -> Callable[[Any], Any]:
    if isinstance(kind, Exact):
        return lambda value: _exact(value, kind.places)
    if isinstance(kind, Moment):
        return _moment
    if isinstance(kind, Date):
        return _day
    if isinstance(kind, Boolean):
        return _boolean
    if isinstance(kind, Integer):
        return _integer
    if isinstance(kind, JSON):
        return lambda value: value
    limit = None if isinstance(kind, Text) else kind.length
    if spec is not None and spec.kind is Kind.TIME:
        return _time
    if spec is not None and spec.choices is not None:
        return lambda value: _choice(value, spec)
    return lambda value: _text(value, limit)


def _text(value: Any, limit: int | None) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Unreadable(_("A text is expected here."))
    text = str(value)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Unreadable(_("The text holds halves of characters, which cannot be kept."))
    if limit is not None and len(text) > limit:
        raise Unreadable(
            _("The text has {count} characters; {limit} is the most.").format(
                count=len(text), limit=limit
            )
        )
    return text


def _choice(value: Any, spec: Field) -> str | None:
    vocabulary, several = spec.choices, spec.kind is Kind.CHOICES
    assert vocabulary is not None  # `_reader` asks for fields with one only
    parts = value.split(",") if isinstance(value, str) and several else [value]
    if all(isinstance(part, str) and part in vocabulary for part in parts):
        return str(value)
    reading = (read_choices if several else read_choice)(value, vocabulary)
    if reading.problem is not None:
        raise Unreadable(reading.problem)
    return reading.value


def _exact(value: Any, places: int) -> Decimal:
    try:
        if isinstance(value, bool):
            raise Unreadable(_("A number is expected here."))
        number = Decimal(str(value))
        if not number.is_finite() or number != number.quantize(Decimal(1).scaleb(-places)):
            raise Unreadable(
                _("A number with at most {places} decimals is expected here.").format(places=places)
            )
    except InvalidOperation:
        raise Unreadable(_("A number is expected here.")) from None
    if abs(number) >= 10**15:
        raise Unreadable(_("The number is too large."))
    return number


def _integer(value: Any) -> int:
    try:
        number = Decimal(str(value))
        # The size first: to write out 1E+999999999 would take all memory.
        too_large = not number.is_finite() or number.adjusted() > _MOST_DIGITS
        if isinstance(value, bool) or too_large or number != int(number):
            raise Unreadable(_("A whole number is expected here."))
    except (InvalidOperation, ValueError, OverflowError):
        raise Unreadable(_("A whole number is expected here.")) from None
    return int(number)


def _boolean(value: Any) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool) and value not in (0, 1):
        raise Unreadable(_("True or false is expected here."))
    return bool(value)


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unreadable(_("A day is expected here, as in 2026-11-03.")) from None


def _time(value: Any) -> str | None:
    reading = read_time(value)
    if reading.problem is not None:
        raise Unreadable(reading.problem)
    return reading.value


def _moment(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise Unreadable(_("A moment is expected here, as in 2026-11-03T09:30:00.")) from None


def read_own(kind: Kind, value: Any) -> Any:
    """The value of a department's own field of `kind` as `encode_custom` gives it, or `Unreadable`."""
    if value is None or value == "":
        return None
    if kind is Kind.INTEGER:
        return _integer(value)
    if kind is Kind.BOOLEAN:
        return _boolean(value)
    if kind is Kind.DATE:
        return _day(value).isoformat()
    text = _text(value, None)
    if kind is Kind.DECIMAL:
        try:
            finite = Decimal(text).is_finite()
        except InvalidOperation:
            finite = False
        if not finite:
            raise Unreadable(_("A number is expected here."))
    return text
