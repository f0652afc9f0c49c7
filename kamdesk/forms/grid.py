"""A sheet as a person sees it: visible cells with their merged extents, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kamdesk.exchange.sheets import CellError, Formula, Sheet, Value, cell_name

_FURTHEST = 3
"""Empty single cells that may lie between a label and its value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A visible cell or merged area; `value` is None for an empty merged area."""

    row: int
    column: int
    last_row: int
    last_column: int
    value: Value

    @property
    def text(self) -> str:
        """Its text; "" for numbers, days and errors."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def address(self) -> str:
        """Such as F11."""
        return cell_name(self.row, self.column)

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of its first cell."""
        return (self.row, self.column)


@dataclass(slots=True)
class Grid:
    """The visible part of a sheet; positions are those of the sheet."""

    sheet: Sheet
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    """First position → cell, in reading order; merged areas also when empty."""
    _cover: dict[tuple[int, int], Cell] = field(default_factory=dict)
    _rows: dict[int, list[Cell]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        """The grid of `sheet` without hidden rows and columns."""
        grid = cls(sheet)
        areas = {}
        for first_row, first_column, last_row, last_column in sheet.merged:
            if last_row - first_row < 200 and last_column - first_column < 200:
                areas[first_row, first_column] = (last_row, last_column)
        found: list[Cell] = []
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if value is None or (isinstance(value, str) and not value.strip()):
                    continue
                last_row, last_column = areas.pop((row, column), (row, column))
                found.append(Cell(row, column, last_row, last_column, value))
        found += [Cell(*first, *last, None) for first, last in areas.items()]
        for cell in sorted(found, key=lambda each: each.place):
            if cell.row in sheet.hidden_rows or cell.column in sheet.hidden_columns:
                continue
            grid.add(cell)
        return grid

    def add(self, cell: Cell) -> None:
        """Puts a visible cell in."""
        if cell.place in self._cover:  # a value left inside a merged area: nobody sees it
            return
        self.cells[cell.place] = cell
        if cell.value is not None:
            self._rows.setdefault(cell.row, []).append(cell)
        for row in range(cell.row, cell.last_row + 1):
            for column in range(cell.column, cell.last_column + 1):
                self._cover[row, column] = cell

    @property
    def last_row(self) -> int:
        """The last row with anything in it; -1 for an empty sheet."""
        return max(self._rows, default=-1)

    def at(self, row: int, column: int) -> Cell | None:
        """What covers a position."""
        return self._cover.get((row, column))

    def row_cells(self, row: int) -> list[Cell]:
        """Cells with a value that begin in `row`, from left to right."""
        return self._rows.get(row, [])

    def right_of(self, cell: Cell) -> Cell | None:
        """The value place right of `cell`: the adjacent area, or the next filled cell after a few empty ones.

        None when there is nothing; a cell without value when the place is there but empty.
        """
        return self._along(cell.row, cell.last_column + 1, 1)

    def left_of(self, cell: Cell) -> Cell | None:
        """The same to the left."""
        return self._along(cell.row, cell.column - 1, -1)

    def _along(self, row: int, column: int, step: int) -> Cell | None:
        empty = 0
        while 0 <= column < 16_384 and empty <= _FURTHEST:
            if column in self.sheet.hidden_columns:
                column += step
                continue
            found = self.at(row, column)
            if found is not None:
                return found
            empty += 1
            column += step
        return None

    def adjacent_right(self, cell: Cell) -> Cell | None:
        """What touches `cell` at the right, hidden columns apart."""
        column = cell.last_column + 1
        while column in self.sheet.hidden_columns:
            column += 1
        return self.at(cell.row, column)

    def adjacent_left(self, cell: Cell) -> Cell | None:
        """What touches `cell` at the left."""
        column = cell.column - 1
        while column in self.sheet.hidden_columns:
            column -= 1
        return self.at(cell.row, column)

    def below(self, cell: Cell) -> Cell | None:
        """What touches `cell` from below at its first column."""
        row = cell.last_row + 1
        while row in self.sheet.hidden_rows:
            row += 1
        return self.at(row, cell.column)

    def left_texts(self, row: int, column: int) -> Iterator[Cell]:
        """Filled cells left of a position, the nearest first."""
        for place in range(column - 1, -1, -1):
            cell = self.at(row, place)
            if cell is not None and cell.value is not None and cell.column == place:
                yield cell


def is_mark(value: Value) -> bool:
    """Whether the cell holds an error or a formula without result instead of a value."""
    return isinstance(value, CellError | Formula)
