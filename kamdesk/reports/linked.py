"""Tables whose figures are links to a data sheet, with columns worked out from them and totals over the whole data.

The sheets on sales, budgets, forecasts, visits and projects are made of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.reports.declaration import (
    NO_VALUE,
    Cell,
    Chart,
    Column,
    DataColumn,
    DataSheet,
    Figure,
    Look,
    Plain,
    Series,
    Table,
)

Values = Mapping[str, Decimal | None]
_COLUMN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Amounts:
    """A column of figures. Without `formula` they stand on the data sheet; else it works them out of the others.

    `formula` names columns of the same row in braces, and `known` gives the same result from their values.
    """

    key: str
    heading: str
    look: Look = "amount"
    wide: int = 1
    formula: str = ""
    known: Callable[[Values], Decimal | None] | None = None
    summed: bool = True
    """Has a total, where the table has one."""


@dataclass(frozen=True)
class Row:
    """A row: what it is about, and its figures by column."""

    name: str
    values: Values


def share(key: str, heading: str, above: str, below: str, *, wide: int = 1) -> Amounts:
    """A column `above` ÷ `below`; no value where there is nothing to divide by."""

    def known(values: Values) -> Decimal | None:
        whole = values.get(below)
        return (values.get(above) or Decimal(0)) / whole if whole else None

    formula = f'IF(N({{{below}}})=0,"{NO_VALUE}",N({{{above}}})/{{{below}}})'
    return Amounts(key, heading, "ratio", wide, formula, known)


def growth(key: str, heading: str, now: str, before: str, *, wide: int = 1) -> Amounts:
    """A column (`now` − `before`) ÷ `before`; no value where there was nothing before."""

    def known(values: Values) -> Decimal | None:
        earlier = values.get(before) or Decimal(0)
        return ((values.get(now) or Decimal(0)) - earlier) / earlier if earlier > 0 else None

    formula = f'IF(N({{{before}}})<=0,"{NO_VALUE}",(N({{{now}}})-{{{before}}})/{{{before}}})'
    return Amounts(key, heading, "percent_points", wide, formula, known)


def difference(key: str, heading: str, first: str, second: str, *, wide: int = 1) -> Amounts:
    """A column `first` − `second`; no value where one of them has none."""

    def known(values: Values) -> Decimal | None:
        one, other = values.get(first), values.get(second)
        return None if one is None or other is None else one - other

    formula = f'IF(AND(ISNUMBER({{{first}}}),ISNUMBER({{{second}}})),{{{first}}}-{{{second}}},"{NO_VALUE}")'
    return Amounts(key, heading, "amount", wide, formula, known)


class Linked:
    """A table of sheet `sheet` with its data sheet; `key` names both, and the cells."""

    def __init__(
        self, sheet: str, key: str, first: Column, columns: Sequence[Amounts], rows: Sequence[Row], *,
        shown: int | None = None, of_all: Values | None = None, title: str = "", note: str = "",
    ) -> None:  # fmt: skip
        """`shown`: how many rows the table has at most; the others are one row, all of them on the data sheet.

        `of_all`: what stands in the total of a column that is no sum, such as the plan of the department.
        """
        self._sheet, self._key, self._first, self._columns = sheet, key, first, columns
        self._rows, self._title, self._note = list(rows), title, note
        self._shown = len(self._rows) if shown is None else min(shown, len(self._rows))
        self._of_all = of_all or {}

    @property
    def data_key(self) -> str:
        """Key of the data sheet."""
        return f"data_{self._key}"

    def table(self, *, repeated: bool = False) -> Table:
        """The table: links, what is worked out from them, totals."""
        head = (self._first, *(Column(each.heading, wide=each.wide) for each in self._columns))
        body = [self._row(number) for number in range(self._shown)]
        if self._shown < len(self._rows):
            body.append(self._others())
        if not body:
            width = self._first.wide + sum(each.wide for each in self._columns)
            body.append((Cell(_("Nothing in this period."), wide=width),))
        totals = (self._total(),) if self._rows else ()
        return Table(head, tuple(body), totals, repeated=repeated)

    def data(self) -> DataSheet:
        """The figures themselves."""
        own = [each for each in self._columns if not each.formula]

        whole = [each for each in own if each.key in self._of_all]

        def read() -> list[tuple[Plain, ...]]:
            return [
                (
                    row.name,
                    *(row.values.get(each.key) for each in own),
                    *(None if number else self._of_all[each.key] for each in whole),
                )
                for number, row in enumerate(self._rows)
            ]

        columns = (
            DataColumn("name", self._first.heading, width=32),
            *(DataColumn(each.key, each.heading, each.look, 16) for each in own),
            *(
                DataColumn(
                    f"{each.key}_of_all",
                    _("{what}, of all").format(what=each.heading),
                    each.look,
                    16,
                )
                for each in whole
            ),
        )
        return DataSheet(
            self.data_key, self._title, columns, len(self._rows), read, self._note, self._sheet
        )

    def chart(
        self, title: str, kind: str, *series: str, most: int = 12, rows: int = 12
    ) -> Chart | None:
        """A chart of the first rows; None where there is nothing to draw."""
        count = min(most, len(self._rows))
        shown = {each.key: each for each in self._columns}
        if not count or not any(
            row.values.get(key) for row in self._rows[:count] for key in series
        ):
            return None
        return Chart(
            title,
            "bar" if kind == "bar" else "line" if kind == "line" else "column",
            tuple(row.name for row in self._rows[:count]),
            f"{self.data_key}!name@0",
            f"{self.data_key}!name@{count - 1}",
            tuple(
                Series(
                    shown[key].heading,
                    tuple(row.values.get(key) for row in self._rows[:count]),
                    f"{self.data_key}!{key}@0",
                    f"{self.data_key}!{key}@{count - 1}",
                )
                for key in series
            ),
            shown[series[0]].look,
            rows=rows,
        )

    # -------------------------------------------------------------------------------------------------------- parts

    def _row(self, number: int) -> tuple[Cell, ...]:
        row = self._rows[number]
        values = self._worked(row.values)
        cells = [Cell(row.name, wide=self._first.wide)]
        for each in self._columns:
            value = values.get(each.key)
            content: Figure | None = None
            if each.formula:
                content = Figure(self._formula(each, str(number)), value, each.look)
            elif value is not None:
                content = Figure(f"{{{self.data_key}!{each.key}@{number}}}", value, each.look)
            cells.append(self._cell(each, str(number), content))
        return tuple(cells)

    def _others(self) -> tuple[Cell, ...]:
        rest = self._rows[self._shown :]
        values = self._sum(rest)
        cells = [Cell(_("{count} others").format(count=len(rest)), wide=self._first.wide)]
        last = len(self._rows) - 1
        for each in self._columns:
            value = values.get(each.key)
            if each.formula:
                content: Figure | None = Figure(self._formula(each, "others"), value, each.look)
            elif each.summed:
                rest_of = f"{self.data_key}!{each.key}@{self._shown}:{last}"
                content = Figure(f"SUM({{{rest_of}}})", value, each.look)
            else:
                content = None
            cells.append(self._cell(each, "others", content))
        return tuple(cells)

    def _total(self) -> tuple[Cell, ...]:
        values = self._worked({**self._sum(self._rows), **self._of_all})
        cells = [Cell(_("Total"), wide=self._first.wide)]
        for each in self._columns:
            value = values.get(each.key)
            content: Figure | None = None
            if each.formula:
                content = Figure(self._formula(each, "total"), value, each.look)
            elif each.summed:
                content = Figure(f"SUM({{{self.data_key}!{each.key}}})", value, each.look)
            elif value is not None:
                content = Figure(f"{{{self.data_key}!{each.key}_of_all@0}}", value, each.look)
            cells.append(self._cell(each, "total", content))
        return tuple(cells)

    def _cell(self, column: Amounts, row: str, content: Figure | None) -> Cell:
        return Cell(content, column.look, f"{self._key}.{row}.{column.key}", wide=column.wide)

    def _formula(self, column: Amounts, row: str) -> str:
        return _COLUMN.sub(
            lambda found: f"{{{self._sheet}!{self._key}.{row}.{found[1]}}}", column.formula
        )

    def _sum(self, rows: Sequence[Row]) -> Values:
        found: dict[str, Decimal | None] = {}
        for each in self._columns:
            if each.summed and not each.formula:
                values = (row.values.get(each.key) for row in rows)
                found[each.key] = sum((value for value in values if value is not None), Decimal(0))
        return self._worked(found)

    def _worked(self, values: Values) -> Values:
        found = dict(values)
        for each in self._columns:
            if each.known is not None:
                found[each.key] = each.known(found)
        return found
