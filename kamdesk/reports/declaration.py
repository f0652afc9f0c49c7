"""What a report is: sheets of plain values, figures and charts, from which the workbook and the preview are both made.

A report has sheets for people and data sheets. A figure on a sheet for people is a `Figure`: a formula over other
cells, with the value it has today. Formulas name cells and columns instead of addresses: ``{sales!total}`` is the cell
called ``total`` on the sheet with the key ``sales``, ``{purchases!value}`` the whole column ``value`` of the data
sheet with the key ``purchases``. `kamdesk.reports.places` turns names into addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Look = Literal[
    "text", "count", "amount", "quantity", "ratio", "days", "points", "percent_points", "date", "state"
]  # fmt: skip
"""How a cell is shown: numbers with their format, a ``ratio`` as a percentage, a ``state`` in its colour."""

NUMBER_FORMATS: dict[str, str] = {
    "count": "#,##0",
    "amount": "#,##0.00",
    "quantity": "#,##0.###",
    "ratio": "0.0%",
    "days": "#,##0.0",
    "points": "0.00",
    "percent_points": "+0.0%;-0.0%;0.0%",
    "date": "yyyy-mm-dd",
}
NO_VALUE = "—"
"""Shown where there is no value; an empty cell would look forgotten."""

Plain = Decimal | int | str | date | None


@dataclass(frozen=True)
class Figure:
    """A cell that a spreadsheet works out: `formula` without the equals sign, and its `value` as known here."""

    formula: str
    value: Plain
    look: Look = "amount"


@dataclass(frozen=True)
class Jump:
    """Words that lead to another sheet when clicked."""

    sheet: str
    words: str


@dataclass(frozen=True)
class Cell:
    """A plain value; `name` is what formulas call it."""

    value: Plain | Figure | Jump
    look: Look = "text"
    name: str = ""
    bold: bool = False
    wide: int = 1
    """How many columns of the sheet it takes."""


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, how its values look, how many columns of the sheet it takes."""

    heading: str
    look: Look = "text"
    wide: int = 1


@dataclass(frozen=True)
class Heading:
    """A line of its own above what follows."""

    words: str


@dataclass(frozen=True)
class Words:
    """A paragraph across the page."""

    words: str
    muted: bool = True


@dataclass(frozen=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True)
class Rows:
    """Rows of cells without a heading: labels and values."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings. `repeated` headings stand at the top of every printed page; one table a sheet has that."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    repeated: bool = False


@dataclass(frozen=True)
class Series:
    """One line or set of columns: its values, and the cells (first and last by name) in which they stand."""

    title: str
    values: tuple[Decimal | None, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Chart:
    """A chart over cells of the report; native in the workbook."""

    title: str
    kind: Literal["line", "column", "bar"]
    categories: tuple[str, ...]
    first_category: str
    """The cell of the first category, as formulas name it; ``trend!period@0`` is the first row of a data sheet."""
    last_category: str
    series: tuple[Series, ...]
    look: Look = "amount"
    rows: int = 13
    """How many rows high."""


@dataclass(frozen=True)
class Charts:
    """Charts side by side."""

    charts: tuple[Chart, ...]


Block = Heading | Words | Gap | Rows | Table | Charts


@dataclass(frozen=True)
class Sheet:
    """A sheet for people: a grid of columns `widths` (in characters), and blocks from top to bottom."""

    key: str
    title: str
    widths: tuple[float, ...]
    blocks: tuple[Block, ...]
    subtitle: str = ""
    landscape: bool = False
    controlled: bool = True
    """Carries the control block of the department."""


@dataclass(frozen=True)
class DataColumn:
    """A column of a data sheet; `key` is what formulas call it."""

    key: str
    heading: str
    look: Look = "text"
    width: float = 14


@dataclass(frozen=True)
class DataSheet:
    """Records as rows, read when they are written: there may be hundreds of thousands."""

    key: str
    title: str
    columns: tuple[DataColumn, ...]
    count: int
    """How many rows there are."""
    read: Callable[[], Iterable[Sequence[Plain]]]
    """Yields the rows, each in the order of the columns."""
    note: str = ""
    """What one has to know about them: that they are sums by account and month."""
    back: str = ""
    """Key of the sheet whose figures are made of them."""

    def rows(self, most: int | None = None) -> Iterator[Sequence[Plain]]:
        """All rows, or the first `most`."""
        for number, row in enumerate(self.read()):
            if most is not None and number >= most:
                return
            yield row


@dataclass(frozen=True)
class Report:
    """A whole report; what it is called, whose and when stands on its cover and in every footer."""

    title: str
    subtitle: str
    sheets: tuple[Sheet, ...]
    data: tuple[DataSheet, ...] = ()
    control: tuple[tuple[str, str], ...] = ()
    """Label and text of each entry of the control block."""
    made_on: date = field(default_factory=date.today)

    @property
    def full_title(self) -> str:
        """Title and subtitle, as they stand at the head of every page."""
        return " · ".join(filter(None, (self.title, self.subtitle)))

    @property
    def every(self) -> tuple[Sheet | DataSheet, ...]:
        """The sheets in the order of the workbook."""
        return (*self.sheets, *self.data)

    def sheet(self, key: str) -> Sheet | DataSheet:
        """The sheet with this key. KeyError when there is none."""
        return {each.key: each for each in self.every}[key]
