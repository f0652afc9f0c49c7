"""The form of one list of an interchange file: which records it holds, and what stands inside each of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, fields_of


@dataclass(frozen=True)
class Nested:
    """Records written inside the record they belong to, in their order."""

    name: str
    record: type[Record]
    parent: str
    columns: dict[str, str]
    """Name in the file → column."""
    day: str = ""
    """Column of the day, for dated facts."""
    plain: str = ""
    """The column a bare value in the list stands for, where the others are empty."""
    from_beginning: bool = False
    """Whether an entry without its day holds from the beginning (of time: `date.min` is kept)."""


@dataclass(frozen=True)
class Shape:
    """One list of the file."""

    name: str
    record: type[Record]
    key: tuple[str, ...] = ()
    """Columns that name the record naturally; without them only the uid does."""
    superior: str = ""
    """The reference to another record of the same list, which is to be written first."""
    links: tuple[str, ...] = ()
    """Further references to records of the same list, in whatever order they are written."""
    nested: tuple[Nested, ...] = ()
    facts: dict[str, Nested] = field(default_factory=dict)
    """Column that follows from the last of its dated facts → these."""
    begins: str = ""
    """Column of the day from which the first fact holds, where the file has no list of them."""
    since: str = ""
    """Column that repeats the day of the last fact."""
    others: dict[str, str] = field(default_factory=dict)
    """Further names of fields people write, as identifiers of the glossary."""


def nested(
    name: str, record: type[Record], day: str = "", plain: str = "", more: tuple[str, ...] = ()
) -> Nested:
    """All fields of `record` but the reference to what it belongs to, references without ``_id``; `more` are columns
    that are no declared fields."""
    names = (each for each in fields_of(record) if each.name != record.PARENT)
    columns = {
        each.name.removesuffix("_id") if each.kind is Kind.REFERENCE else each.name: each.name
        for each in names
    }
    columns |= {column: column for column in more}
    return Nested(name, record, record.PARENT, columns, day, plain)
