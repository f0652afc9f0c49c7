"""The declared field: one line beside each column; editor, list, search, import, export, form and history follow.

To add a field to a record:
1. write its line in the record's module: ``fax: Mapped[str | None] = field(String(40), Term("Fax", "传真"), ...)``;
2. add one migration (``migrations/versions/NNNN_what.py``) that adds the column.
Nothing else: everything that shows, reads or writes fields asks `fields_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Date, Integer, String, Text
from sqlalchemy import inspect as inspect_mapping
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql import ColumnElement

from kamdesk.model.terms import Term, Vocabulary
from kamdesk.model.types import Exact, Moment


class Kind(StrEnum):
    """How a value is typed, shown, compared and written to a sheet."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CODE = "code"
    """Codes, account numbers, postal codes: text always, leading zeros kept."""
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    """A day of which only a part may be known; stored as text: 2004, 2004-05, 2004-05-18, --05-18 (no year)."""
    MOMENT = "moment"
    TIME = "time"
    """A time of day as people plan by it, text ``HH:MM`` of 24 hours."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    """Several codes of a vocabulary, stored in its order, joined by commas."""
    REFERENCE = "reference"


@dataclass(frozen=True)
class Field:
    """What a field means. How it looks is the window's business."""

    label: Term
    kind: Kind = Kind.TEXT
    group: str = ""
    """Key of the section (see `sections` of the record) in editor and form; empty: not edited as a plain field."""
    choices: Vocabulary | None = None
    refers_to: str = ""
    """Name of the record class a REFERENCE points at."""
    in_list: bool = False
    """A column of the list before the user chose columns; every field can be one."""
    width: int = 120
    """Column width in px at 100 %."""
    wide: bool = False
    """Takes the whole width of an editor or form row."""
    search: bool = False
    required: bool = False
    """Counts for the completeness of the archive (kpi.md, clarification 9)."""
    in_form: bool = True
    """Stands in the printed form of its record, if it has a group."""
    aliases: tuple[str, ...] = ()
    """Other headings and labels people use, kept for ever: old forms come back."""
    never: tuple[str, ...] = ()
    """Labels that look alike and mean something else."""
    currency_field: str = ""
    """For MONEY: the sibling field that holds the ISO currency code."""
    plain: bool = False
    """A number that counts nothing, such as a year: shown without separators."""
    dated: bool = False
    """Changes are dated facts: it is set through the record's own function, never as a plain value."""
    derived: bool = False
    """Worked out by the program; shown, never typed."""


@dataclass(frozen=True)
class RecordField:
    """A field as it stands on its record: name, meaning, and how to read, write and query it."""

    name: str
    spec: Field
    record: type[Any]
    nullable: bool = True
    custom: bool = False
    """Defined by the department; its value lies in the record's ``custom`` column."""
    max_length: int | None = None

    @property
    def label(self) -> str:
        """In the language in use."""
        return str(self.spec.label)

    @property
    def kind(self) -> Kind:
        """Short for ``spec.kind``."""
        return self.spec.kind

    def get(self, record: Any) -> Any:
        """The value `record` has."""
        if self.custom:
            return decode_custom(self.kind, (record.custom or {}).get(self.name))
        return getattr(record, self.name)

    def set(self, record: Any, value: Any) -> None:
        """Gives `record` the value; for a dated field use the record's own function instead."""
        if not self.custom:
            setattr(record, self.name, value)
            return
        values = dict(record.custom or {})
        if value is None:
            values.pop(self.name, None)
        else:
            values[self.name] = encode_custom(value)
        record.custom = values

    def expression(self) -> ColumnElement[Any]:
        """The SQL expression to filter and sort by."""
        if self.custom:
            element = self.record.custom[self.name]
            if self.kind in (Kind.INTEGER, Kind.DECIMAL):
                return element.as_float()  # type: ignore[no-any-return]  # JSON accessors are untyped
            return element.as_string()  # type: ignore[no-any-return]  # the same
        return getattr(self.record, self.name)  # type: ignore[no-any-return]  # an instrumented attribute


def encode_custom(value: Any) -> Any:
    """A typed value as JSON keeps it without loss."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def decode_custom(kind: Kind, stored: Any) -> Any:
    """The typed value of what `encode_custom` stored."""
    if stored is None:
        return None
    if kind is Kind.DECIMAL:
        return Decimal(stored)
    if kind is Kind.DATE:
        return date.fromisoformat(stored)
    return stored


_KIND_OF_COLUMN: tuple[tuple[type[Any], Kind], ...] = (
    (Boolean, Kind.BOOLEAN),
    (Text, Kind.LONG_TEXT),
    (String, Kind.TEXT),
    (Integer, Kind.INTEGER),
    (Date, Kind.DATE),
    (Moment, Kind.MOMENT),
    (Exact, Kind.DECIMAL),
)


def field(column: Any, label: Term, kind: Kind | None = None, **options: Any) -> MappedColumn[Any]:
    """A mapped column with its declaration. `column` is the SQLAlchemy type or a (type, ForeignKey) pair.

    Options that are no attributes of `Field` (``default``, ``index``, ``unique``, ``nullable`` …) go to SQLAlchemy.
    """
    own = {key: options.pop(key) for key in tuple(options) if key in Field.__dataclass_fields__}
    arguments = column if isinstance(column, tuple) else (column,)
    if kind is None:
        kind = _kind_of(arguments[0], own)
    spec = Field(label=label, kind=kind, **own)
    return mapped_column(*arguments, info={"field": spec}, **options)


def _kind_of(column_type: Any, own: dict[str, Any]) -> Kind:
    if "choices" in own:
        return Kind.CHOICE
    if "refers_to" in own:
        return Kind.REFERENCE
    kind_class = column_type if isinstance(column_type, type) else type(column_type)
    for known, kind in _KIND_OF_COLUMN:
        if issubclass(kind_class, known):
            return kind
    raise TypeError(f"no kind for a column of type {kind_class.__name__}")


_known: dict[type[Any], tuple[RecordField, ...]] = {}


def fields_of(record: type[Any]) -> tuple[RecordField, ...]:
    """The declared fields of `record` in the order of its class, with what SQLAlchemy knows of them."""
    if record not in _known:
        _known[record] = tuple(_declared(record))
    return _known[record]


def _declared(record: type[Any]) -> Iterator[RecordField]:
    for attribute in inspect_mapping(record).column_attrs:
        column = attribute.columns[0]
        spec = column.info.get("field")
        if spec is not None:
            length = getattr(column.type, "length", None)
            yield RecordField(
                attribute.key, spec, record, nullable=bool(column.nullable), max_length=length
            )


def field_of(record: type[Any], name: str) -> RecordField:
    """The field `name` of `record`; KeyError when there is none."""
    for each in fields_of(record):
        if each.name == name:
            return each
    raise KeyError(name)
