"""What a form is: pages of sections with cells, blocks and tables. Writing and reading both follow from it.

Every fill-in cell has a key and a defined name: ``account.phone`` / ``kam_account_phone``,
``main_contact.birth_date`` / ``kam_contact3_birth_date``, ``needs[0].product`` / ``kam_needs_r1_product``. What stands
before the dot is the owner of the cell: a record, or a block such as a person or a step of an approval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.terms import Choice, Term

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.forms.data import FormData
    from kamdesk.forms.filing import Filing

PREFIX = "kam_"
"""Every defined name of a form begins so."""


@dataclass(frozen=True)
class Item:
    """One fill-in cell (several for check boxes)."""

    key: str
    name: str
    field: RecordField
    as_boxes: bool = False
    """A choice of one that is printed as check boxes."""
    identifies: bool = False
    """It only tells which record is meant; it is not changed through this form."""
    currency_cell: str = ""
    """For money in a table with a column for the currency: the defined name of that cell."""

    @property
    def owner(self) -> str:
        """What the cell belongs to: the part of the key before the dot."""
        return self.key.partition(".")[0]

    @property
    def label(self) -> Term:
        """What stands before the cell."""
        return self.field.spec.label

    @property
    def boxes(self) -> dict[str, str]:
        """For check boxes: the defined name of each → the code it stands for."""
        boxed = self.as_boxes or self.field.kind is Kind.CHOICES
        if not boxed or self.field.spec.choices is None:
            return {}
        return {
            f"{self.name}_{_identifier(choice, number)}": choice.code
            for number, choice in enumerate(self.field.spec.choices, 1)
        }

    @property
    def currency_name(self) -> str:
        """For money: the defined name of the cell that holds the currency."""
        if self.currency_cell:
            return self.currency_cell
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
class Block:
    """Cells of one owner under a label of their own: a person of the archive, a step of an approval."""

    owner: str
    label: Term
    items: tuple[Item, ...]
    aliases: tuple[str, ...] = ()
    """Other words for the label."""
    beside: str = ""
    """The field whose value other forms put beside the bare label: the name of the person."""


@dataclass(frozen=True)
class Total:
    """A line below a table whose cell in the column `under` (in each of these columns) is a formula.

    `formula` names columns in braces (``=SUM({amount})``), which become the ranges of their rows; ``{each}`` is the
    column the formula stands in. With `by` there is one line for each currency in that column; ``{words}`` are then
    the words for it, ``{is_default}`` tells with 1 that it is the default one, which an empty cell means.
    """

    label: Term
    under: str | tuple[str, ...]
    formula: str
    number_format: str
    by: str = ""
    otherwise: Term | None = None
    """What ``{otherwise}`` in the formula says, where there is nothing to work out."""


@dataclass(frozen=True)
class Computed:
    """A locked column at the end of the rows of a table: a formula over the cells of its own row.

    Names in braces become the cell of the row, ``{name_top}`` that of the first row, which stays when rows are copied,
    ``{name_all}`` the cells of all rows.
    """

    field: RecordField
    """What the column is called and how wide it is."""
    formula: str | Callable[[Mapping[str, Any]], str]
    """One for all rows, or what makes it of the values of a row (none for an empty one)."""
    number_format: str

    def formula_for(self, values: Mapping[str, Any]) -> str:
        """The formula of a row with these values."""
        return self.formula if isinstance(self.formula, str) else self.formula(values)


@dataclass(frozen=True)
class Table:
    """Rows of records that belong to the record of the form; `first` is the field that every row needs."""

    key: str
    label: Term
    record: type[Record]
    fields: tuple[RecordField, ...]
    blank_rows: int
    totals: tuple[Total, ...] = ()
    fewest: int = 3
    """So many known headings side by side are this table."""
    like_blocks: bool = False
    """Its rows are what the blocks are too: other forms list the persons of the archive so."""
    as_part: bool = True
    """Its label stands left of it; without, it takes the whole width."""
    alone: tuple[str, ...] = ()
    """Labels beside which other forms put the first field of the only row: 受访人."""
    preset: tuple[dict[str, Term | int], ...] = ()
    """What the rows of a blank form say already."""
    computed: tuple[Computed, ...] = ()
    """What the sheet works out of each row."""
    alike: tuple[str, ...] = ()
    """The fields by which a row without a mark is a record there is; the first one if none are named."""
    identifies: tuple[str, ...] = ()
    """Fields that only tell what the row is about; they are not changed through this form, and locked where it is
    made for a record."""
    spare_row: bool = True
    """A filled form has an empty row for one more; without, its rows are those that are asked for."""

    @property
    def first(self) -> RecordField:
        """A row without it is none."""
        return self.fields[0]

    @property
    def columns(self) -> tuple[RecordField, ...]:
        """What is filled in, then what is worked out."""
        return (*self.fields, *(each.field for each in self.computed))

    def item(self, row: int, field: RecordField) -> Item:
        """The cell of `field` in `row`, counted from 0."""
        start = f"{PREFIX}{self.key}_r{row + 1}_"
        currency = self.currency_of(field)
        return Item(
            f"{self.key}[{row}].{field.name}", f"{start}{field.name}", field,
            identifies=field.name in self.identifies,
            currency_cell=f"{start}{currency.name}" if currency else "",
        )  # fmt: skip

    def currency_of(self, field: RecordField) -> RecordField | None:
        """The column that holds the currency of the amounts in `field`."""
        wanted = field.spec.currency_field
        return next((each for each in self.fields if wanted and each.name == wanted), None)

    def uid_name(self, row: int) -> str:
        """The defined name of the hidden cell that says which record the row is."""
        return f"{PREFIX}{self.key}_r{row + 1}_uid"


@dataclass(frozen=True)
class Picture:
    """Room for the picture called `key`: the one the caller brings, else a frame to draw in by hand."""

    key: str
    label: Term
    height: int = 260
    """In points."""
    items: tuple[Item, ...] = ()
    """Nothing of it is filled in."""


Part = Cells | Block | Table | Picture


@dataclass(frozen=True)
class Section:
    """Parts under a heading; without one they follow what stands above."""

    title: Term | None
    parts: tuple[Part, ...]
    new_page: bool = False
    """It begins a page where programs keep such breaks."""


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
    filing: Filing
    """How its record is found, filled in and made."""
    main: str
    """The owner whose cells tell the record: labels of no block are theirs and those of further owners."""
    fewest: int = 3
    """A sheet on which fewer labels of its cells are known is no such form."""
    titles: tuple[str, ...] = ()
    """Other words for its title."""
    sole_block: str = ""
    """Whose a block's label is on a form that heads no blocks."""
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
    def pictures(self) -> tuple[str, ...]:
        """Keys of the pictures it has room for."""
        return tuple(part.key for part in self.parts() if isinstance(part, Picture))

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """Owner → its block."""
        return {part.owner: part for part in self.parts() if isinstance(part, Block)}

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
    subject: str
    """What the form is filled for: the class name of a record; Staff means a person and a period."""

    def collect(self, session: Session, form: Form, record_id: Any) -> FormData:
        """The values of one record for the form; KeyError or NoResultFound when there is none."""
        from kamdesk.forms.data import printed

        return printed(session, form, form.filing.known(session, form, record_id))
