"""What a form is: pages of sections with cells, persons and tables. Writing and reading both follow from it.

Every fill-in cell has a key and a defined name: ``account.phone`` / ``kam_account_phone``,
``main_contact.birth_date`` / ``kam_contact3_birth_date``, ``needs[0].product`` / ``kam_needs_r1_product``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.terms import Choice, Term

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.forms.data import FormData

PREFIX = "kam_"
"""Every defined name of a form begins so."""


@dataclass(frozen=True)
class Item:
    """One fill-in cell (several for check boxes)."""

    key: str
    name: str
    field: RecordField

    @property
    def label(self) -> Term:
        """What stands before the cell."""
        return self.field.spec.label

    @property
    def boxes(self) -> dict[str, str]:
        """For a choice of several: the defined name of each box → the code it stands for."""
        if self.field.kind is not Kind.CHOICES or self.field.spec.choices is None:
            return {}
        return {
            f"{self.name}_{_identifier(choice, number)}": choice.code
            for number, choice in enumerate(self.field.spec.choices, 1)
        }

    @property
    def currency_name(self) -> str:
        """For money: the defined name of the cell that holds the currency."""
        return f"{self.name}_currency" if self.field.spec.currency_field else ""


def _identifier(choice: Choice, number: int) -> str:
    """The code if it may stand in a defined name, else the number of the option."""
    plain = choice.code.isascii() and choice.code.replace("_", "").isalnum()
    return choice.code.lower() if plain else f"option{number}"


@dataclass(frozen=True)
class Cells:
    """Fields one after the other, two a row unless they are wide."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Person:
    """A block for one person of the form; `role` is a code of `FORM_ROLE`."""

    role: str
    label: Term
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Table:
    """Rows of records that belong to the account; `first` is the field that every row needs."""

    key: str
    label: Term
    record: type[Record]
    fields: tuple[RecordField, ...]
    blank_rows: int

    @property
    def first(self) -> RecordField:
        """A row without it is none."""
        return self.fields[0]

    def item(self, row: int, field: RecordField) -> Item:
        """The cell of `field` in `row`, counted from 0."""
        return Item(
            f"{self.key}[{row}].{field.name}", f"{PREFIX}{self.key}_r{row + 1}_{field.name}", field
        )

    def uid_name(self, row: int) -> str:
        """The defined name of the hidden cell that says which record the row is."""
        return f"{PREFIX}{self.key}_r{row + 1}_uid"


Part = Cells | Person | Table


@dataclass(frozen=True)
class Section:
    """Parts under a heading; without one they follow what stands above."""

    title: Term | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Page:
    """One sheet."""

    title: Term
    sections: tuple[Section, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Form:
    """A form with the fields it has today."""

    key: str
    version: int
    title: Term
    pages: tuple[Page, ...]
    """The first holds the record itself."""
    also_read: tuple[Item, ...] = ()
    """Fields that are not printed but understood when another form has them."""

    def parts(self) -> Iterator[Part]:
        """Every part of every page, in order."""
        for page in self.pages:
            for section in page.sections:
                yield from section.parts

    @cached_property
    def items(self) -> dict[str, Item]:
        """Key → item of all cells outside tables, in the order of the form."""
        found = {
            item.key: item
            for part in self.parts()
            if not isinstance(part, Table)
            for item in part.items
        }
        found.update((item.key, item) for item in self.also_read)
        return found

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """All tables."""
        return tuple(part for part in self.parts() if isinstance(part, Table))

    @cached_property
    def persons(self) -> tuple[Person, ...]:
        """All persons' blocks."""
        return tuple(part for part in self.parts() if isinstance(part, Person))

    def item(self, key: str) -> Item:
        """The item of `key`, in a table too. KeyError when there is none."""
        table_key, bracket, rest = key.partition("[")
        if not bracket:
            return self.items[key]
        number, _bracket, name = rest.partition("].")
        for table in self.tables:
            if table.key == table_key:
                field = next(each for each in table.fields if each.name == name)
                return table.item(int(number), field)
        raise KeyError(key)


@dataclass(frozen=True)
class FormKind:
    """An entry of `kamdesk.forms.layouts.FORMS`."""

    key: str
    number: str
    """As the specification of the forms counts: F1."""
    title: Term
    help: Term
    declare: Callable[[Session], Form]
    """The form with the fields of the data folder."""
    collect: Callable[[Session, Form, Any], FormData]
    """The values of one record (by id) for the form."""
