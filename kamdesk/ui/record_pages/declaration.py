"""What the page of a kind of record is made from.

To give a kind of record its page: write a `RecordDeclaration`, a class with it (``class TrainingsPage(RecordPage):
DECLARATION = TRAININGS``), and one line in the `PAGES` of a tab. Words are marked by `N_`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.model.base import Record
from kamdesk.model.fields import RecordField, field_of, fields_of
from kamdesk.model.terms import Term
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.desk import Desk
from kamdesk.work import record_lists
from kamdesk.work.lists import Condition

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell that is worked out: words, as a pill (neutral, good, warn, bad, accent, outline) or in the
    colour of a `role`."""

    words: str
    pill: str = ""
    role: str = ""
    value: Any = None
    """The number that an export writes of a numeric column."""


@dataclass(frozen=True)
class OwnColumn:
    """A column that is no field: `read` gives the cells of some records, a page of them at a time."""

    key: str
    heading: Term
    read: Callable[[Session, Sequence[int]], Mapping[int, Cell]]
    width: int = 110
    numeric: bool = False
    sort: str = ""
    """The field by which its heading sorts; empty: it does not."""


@dataclass(frozen=True)
class QuickFilter:
    """A chip above the list with the number of what it leaves: `conditions` of today."""

    key: str
    words: str
    conditions: Callable[[date], Sequence[Condition]]
    urgent: bool = False
    """Its number is red where there are any."""
    order: tuple[str, bool] | None = None
    """Field and whether it goes down, where the list is to be sorted otherwise than usual."""


@dataclass(frozen=True)
class Deed:
    """Something to do with one record: a button beside it, and a line of its context menu.

    `do(session, record, values)` stores it and raises UserError with the reason when that cannot be; `change` names
    the action in the history, with ``{name}`` for the record. `asks` are fields it wants filled in first, of the
    record or of another class: ``"answered_on"``, ``(ComplaintReopening, "reason")``.
    """

    key: str
    words: str
    icon: str
    change: str = ""
    do: Callable[[Session, Any, Values], object] | None = None
    go: Callable[[Desk, Any], object] | None = None
    """Where it leads with the record, instead of storing anything."""
    asks: tuple[str | tuple[type[Record], str], ...] = ()
    suggest: Callable[[Session, Any, date], Values] | None = None
    """What stands in the fields to begin with; without it, what the record has, or today."""
    offered: Callable[[Session, Any, date], bool] | None = None
    """Whether it makes sense now; without it always."""
    primary: bool = False


@dataclass(frozen=True)
class RecordDeclaration:
    """The page of the records of one class. What is not said follows from the fields of the class."""

    record: type[Record]
    title: str
    icon: str
    empty: tuple[str, str]
    """Title and sentence while there are none: what belongs here, and how to begin."""
    new_words: str
    """What the button for a new one says."""
    columns: tuple[str, ...] = ()
    """Fields and own columns from left to right; empty: the fields that are `in_list`, then the own ones."""
    own: tuple[OwnColumn, ...] = ()
    headings: Mapping[str, Term] = field(default_factory=dict)
    """Column → what it is called where its label is too long."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """Column → pixels, where the field says another width."""
    stretch: str = ""
    """The column that takes the room left over."""
    pills: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field with choices → code → kind of pill it is shown as."""
    role_of: Callable[[str, Mapping[str, Any]], str | None] | None = None
    """The colour of a cell by column and the values of its row (columns in view only)."""
    quick: tuple[QuickFilter, ...] = ()
    filters: tuple[str, ...] = ()
    """Fields with choices, and references to staff, that have a chip to filter by."""
    time: str = ""
    """The day that has a chip with spans of time."""
    order: tuple[str, bool] = ("", True)
    """Field the list is sorted by, and whether it goes down."""
    always: tuple[Condition, ...] = ()
    """What the list never leaves out of account."""
    form: tuple[tuple[Term, tuple[str, ...]], ...] = ()
    """Sections of the form with their fields, for a class that has no `SECTIONS`."""
    leave_out: tuple[str, ...] = ()
    """Fields with a section that the form does not show, because a deed or the program sets them."""
    tables: tuple[TableShape, ...] = ()
    """Tables of rows that belong to the record, below its sections."""
    asks: tuple[str, ...] = ()
    """The few fields of a new one."""
    defaults: Callable[[Session, date], Values] | None = None
    """What stands in them to begin with."""
    add: Callable[[Session, Values], Record] | None = None
    change: Callable[[Session, Any, Values], object] = record_lists.change
    put_row: Callable[[Session, Any, type[Any], Any, Values], object] = record_lists.put_row
    remove_row: Callable[[Session, Any, Any], object] = record_lists.remove_row
    deeds: tuple[Deed, ...] = ()
    state: Callable[[Session, Any, date], Cell] | None = None
    """The pill beside the title of the chosen record."""
    note: Callable[[Session, Any, date], str] | None = None
    """A line below its title: what is to be known before one reads on."""
    told: tuple[type[Record], ...] = ()
    """Classes of rows that belong to the record without a table here; its history tells of them too."""
    kinds: tuple[str, ...] = ()
    """Further classes whose change concerns the page."""
    has_documents: bool = True

    @property
    def name(self) -> str:
        """The class name of the records."""
        return self.record.__name__

    def default_columns(self) -> tuple[str, ...]:
        """The columns before the user chose some."""
        fields = tuple(each.name for each in fields_of(self.record) if each.spec.in_list)
        return self.columns or (*fields, *(each.key for each in self.own))

    def possible_columns(self) -> tuple[RecordField, ...]:
        """The fields that can be a column."""
        return tuple(
            each
            for each in fields_of(self.record)
            if each.spec.group or each.spec.in_list or each.name in self.columns
        )

    def sections(self) -> list[tuple[Term, tuple[str, ...]]]:
        """The sections of the form: heading and fields."""
        if self.form:
            return list(self.form)
        found = []
        for key, title in self.record.SECTIONS.items():
            names = tuple(
                each.name
                for each in fields_of(self.record)
                if each.spec.group == key
                and not each.spec.derived
                and each.name not in self.leave_out
            )
            if names:
                found.append((title, names))
        return found

    def asked(self) -> dict[str, RecordField]:
        """The fields of a new one."""
        return {name: field_of(self.record, name) for name in self.asks}
