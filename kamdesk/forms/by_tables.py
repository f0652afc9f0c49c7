"""Reads tables inside a form by their headings: purchase needs, further contacts, persons in rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kamdesk.forms.declaration import Item, Table
from kamdesk.forms.grid import Cell, Grid, is_mark
from kamdesk.forms.meanings import Meanings
from kamdesk.forms.readings import BY_TABLE, Circumstances, FormReading, interpret, with_currency
from kamdesk.forms.spots import Place, Spots
from kamdesk.model.fields import RecordField
from kamdesk.model.values import normal_label, read_choice
from kamdesk.model.vocabulary import CURRENCY

_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|total\b|sum\b", re.IGNORECASE)
"""How the line below the rows of a table begins."""


@dataclass(frozen=True)
class Heading:
    """A row of column headings."""

    table: Table
    row: int
    columns: tuple[tuple[Cell, RecordField], ...]


class TableReader:
    """Finds the tables of one form among the labels `spots` and takes their labels and cells."""

    def __init__(self, grid: Grid, spots: Spots, meanings: Meanings, around: Circumstances) -> None:
        self.grid = grid
        self.spots = spots
        self.meanings = meanings
        self.around = around
        self.headings = [heading for row in self._rows() for heading in self._headings_in(row)]

    def read(self, reading: FormReading) -> None:
        """Adds the rows of every table that was not read by names; persons' rows go to their blocks."""
        for heading in self.headings:
            if not any(key.startswith(f"{heading.table.key}[") for key in reading.found):
                self._read_rows(heading, reading)
            else:
                self._take_labels(heading)

    def _rows(self) -> list[int]:
        return sorted({row for row, _column in self.grid.cells})

    def _headings_in(self, row: int) -> list[Heading]:
        """Tables whose headings touch one another in `row`."""
        found = []
        cells = self.grid.row_cells(row)
        for table in self.meanings.form.tables:
            for run in _runs(self.grid, cells):
                lowest = min(cell.last_row for cell in run)
                named = [
                    (cell, self.meanings.column_of(table.key, cell.text))
                    for cell in run
                    if cell.text and cell.last_row == lowest  # a higher one labels the whole table
                ]
                columns = tuple((cell, field) for cell, field in named if field is not None)
                fields = [field.name for _cell, field in columns]
                if (
                    table.first.name in fields
                    and len(set(fields)) >= table.fewest
                    and len(columns) * 2 > len(run)
                ):
                    found.append(Heading(table, row, _one_of_each(columns)))
                    break
        return found

    def _take_labels(self, heading: Heading) -> None:
        places = {cell.place for cell, _field in heading.columns}
        self.spots.drop([spot for spot in self.spots.all if spot.cell.place in places])
        self.spots.used.update(cell.place for cell in self.grid.row_cells(heading.row))

    def _read_rows(self, heading: Heading, reading: FormReading) -> None:
        self._take_labels(heading)
        first_is_main = self._first_is_main(heading, reading)
        number = 0
        blank = 0
        last = self.grid.last_row
        row = max(cell.last_row for cell, _field in heading.columns) + 1
        while row <= last and blank < 2:
            if row in self.grid.sheet.hidden_rows:
                row += 1
                continue
            cells = [(self.grid.at(row, cell.column), field) for cell, field in heading.columns]
            role = self._role_at(row, heading)
            if self._ends_at(row, heading, role) or self._is_total(row, heading):
                break
            if all(cell is None or cell.value is None for cell, _field in cells):
                blank += 1
                row += 1
                continue
            blank = 0
            if first_is_main and not role:
                role, first_is_main = self.meanings.form.sole_block, False
            self._read_row(heading, row, role, number, reading)
            number += not role
            row += 1

    def _first_is_main(self, heading: Heading, reading: FormReading) -> bool:
        """The first of a form's contacts is the main contact, unless the form names one elsewhere or calls these
        people further ones."""
        main = self.meanings.form.sole_block
        if not heading.table.like_blocks or any(
            spot.meaning.role == main and spot.cell.row != heading.row for spot in self.spots.all
        ):
            return False
        further = {normal_label(word).key for word in heading.table.label.wordings}
        titles = [
            cell.text
            for cell in self.grid.cells.values()
            if cell.text and cell.row <= heading.row and normal_label(cell.text).key in further
        ]
        accounts = any(spot.meaning.own is not None for spot in self.spots.all)
        return not titles and accounts and f"{main}.{heading.table.first.name}" not in reading.found

    def _read_row(
        self, heading: Heading, row: int, role: str, number: int, reading: FormReading
    ) -> None:
        for column, field in heading.columns:
            cell = self.grid.at(row, column.column)
            place: Place = cell.place if cell is not None else (row, column.column)
            item = (
                self.meanings.form.items.get(f"{role}.{field.name}")
                if role
                else heading.table.item(number, field)
            )
            if item is None or item.key in reading.found or place in self.spots.used:
                continue
            self._add(item, place, cell, column, reading, self._currency(heading, row, field))
        self.spots.used.update(cell.place for cell in self.grid.row_cells(row))
        self.spots.drop([spot for spot in self.spots.all if spot.cell.row == row])

    def _add(
        self, item: Item, place: Place, cell: Cell | None, column: Cell, reading: FormReading,
        currency: str | None,
    ) -> None:  # fmt: skip
        label = column.text.strip()
        reading.found[item.key] = interpret(
            item, cell.value if cell is not None else None, self.around, sheet=self.grid.sheet.name,
            cell=self.grid.sheet.cell_name(*place), how=BY_TABLE, label=label,
            heading=with_currency(label, currency) if currency else "",
        )  # fmt: skip

    def _currency(self, heading: Heading, row: int, field: RecordField) -> str | None:
        """The currency that stands in the row's own column for it."""
        own = heading.table.currency_of(field)
        for column, each in heading.columns:
            if each is own:
                cell = self.grid.at(row, column.column)
                raw = cell.value if cell is not None else None
                return read_choice(raw, CURRENCY).value if raw and not is_mark(raw) else None
        return None

    def _role_at(self, row: int, heading: Heading) -> str:
        """The role that begins the row of a person."""
        if not heading.table.like_blocks:
            return ""
        first = heading.columns[0][0].column
        for cell in self.grid.row_cells(row):
            spot = self.spots.bare.get(cell.place)
            if spot is not None and spot.meaning.role and spot.meaning.person is None:
                left = cell.last_column < first
                return spot.meaning.role if left and spot.meaning.number == 1 else ""
        return ""

    def _ends_at(self, row: int, heading: Heading, role: str) -> bool:
        """Whether another part of the form begins in `row`: a label stands there, or a heading."""
        if role:
            return False
        left = heading.columns[0][0].column
        right = heading.columns[-1][0].last_column
        for cell in self.grid.row_cells(row):
            spot = self.spots.bare.get(cell.place)
            if (
                spot is not None
                and cell.column <= right
                and (spot.is_field or spot.meaning.heading)
            ):
                in_table = cell.column >= left
                weak = spot.meaning.own is not None and spot.meaning.rank > 0
                if not (in_table and weak):
                    return True
            if any(other.cell is cell and not other.bare for other in self.spots.all):
                return True
        return any(other.row == row for other in self.headings)

    def _is_total(self, row: int, heading: Heading) -> bool:
        """Whether the rows above are summed up in `row`."""
        first = next(iter(self.grid.row_cells(row)), None)
        text = first.text.strip() if first is not None else ""
        own = {normal_label(w).key for each in heading.table.totals for w in each.label.wordings}
        return bool(text) and (_TOTAL.match(text) is not None or normal_label(text).key in own)


def _runs(grid: Grid, cells: list[Cell]) -> list[list[Cell]]:
    """Cells that touch one another, as groups."""
    runs: list[list[Cell]] = []
    for cell in cells:
        if runs and grid.adjacent_right(runs[-1][-1]) is cell:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return runs


def _one_of_each(
    columns: tuple[tuple[Cell, RecordField], ...],
) -> tuple[tuple[Cell, RecordField], ...]:
    """Each field once; where two headings mean it (联系人 and 姓名), the one in our own words."""
    kept: dict[str, tuple[Cell, RecordField]] = {}
    for cell, field in columns:
        own = normal_label(cell.text).key in {
            normal_label(word).key for word in field.spec.label.wordings
        }
        if field.name not in kept or own:
            kept[field.name] = (cell, field)
    return tuple(sorted(kept.values(), key=lambda pair: pair[0].column))
