"""Parts of a sheet that are forms of their own: two customers on one sheet; and sheets that are lists, not forms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kamdesk.forms.grid import Cell, Grid
from kamdesk.forms.meanings import Meanings
from kamdesk.forms.spots import Spot, Spots

_FEWEST_FIELDS = 2
"""Other fields that a customer's name needs near it to begin a form."""
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2


@dataclass(frozen=True)
class Region:
    """The part of a sheet that holds one form."""

    grid: Grid
    spots: Spots


def is_list(grid: Grid, spots: Spots, meanings: Meanings, tables: set[int]) -> bool:
    """Whether the sheet has one row of headings with several records below. `tables`: rows that head a form's table,
    where only an unmistakable label of the account's name makes a list."""
    rows: dict[int, list[Spot]] = {}
    for spot in spots.bare.values():
        if spot.meaning.own is not None:
            rows.setdefault(spot.cell.row, []).append(spot)
    for row, heads in rows.items():
        touching = [spot for spot in heads if _touches(grid, spot.cell, heads)]
        names = {spot.meaning.own.key for spot in touching if spot.meaning.own}
        if "account.name" not in names or len(names) < _FEWEST_COLUMNS:
            continue
        if row in tables and not any(meanings.is_strong_name(spot.label) for spot in touching):
            continue
        filled = 0
        for below in range(row + 1, grid.last_row + 1):
            cells = grid.row_cells(below)
            if any(cell.place in spots.bare for cell in cells):
                break
            filled += len(cells) * 2 >= len(touching)
        if filled >= _FEWEST_ROWS:
            return True
    return False


def _touches(grid: Grid, cell: Cell, heads: list[Spot]) -> bool:
    beside = (grid.adjacent_right(cell), grid.adjacent_left(cell))
    return any(other is not None and any(other is head.cell for head in heads) for other in beside)


def regions_of(grid: Grid, spots: Spots, meanings: Meanings) -> list[Region]:
    """The forms of a sheet: one for each customer it names, or the sheet as it is."""
    names = [
        spot
        for spot in spots.all
        if meanings.is_strong_name(spot.label) and not spot.meaning.learned
    ]
    if len(names) < 2:
        return [Region(grid, spots)]
    beside = _side_by_side(names)
    starts = beside if beside else [spot.cell.row for spot in names]
    parts = _split(grid, spots, starts, by_column=bool(beside))
    kept = [part for part in parts if _fields(part.spots) > _FEWEST_FIELDS]
    if len(kept) < 2 or len({_name_text(part, meanings) for part in kept}) < len(kept):
        return [Region(grid, spots)]
    return kept


def _side_by_side(names: list[Spot]) -> list[int]:
    """The first columns, when all names stand in one row."""
    if len({spot.cell.row for spot in names}) > 1:
        return []
    return [spot.cell.column for spot in names]


def _split(grid: Grid, spots: Spots, starts: list[int], *, by_column: bool) -> list[Region]:
    if not by_column:
        starts = [_beginning(grid, spots, row, starts) for row in starts]
    bounds = [0, *sorted(set(starts))[1:], 1_048_576]
    return [_part(grid, spots, first, end, by_column=by_column) for first, end in pairwise(bounds)]


def _beginning(grid: Grid, spots: Spots, row: int, starts: list[int]) -> int:
    """The row where the form of the name in `row` begins: its title or archive number above."""
    before = max((other for other in starts if other < row), default=-1)
    titles = [cell.row for cell in spots.titles if before < cell.row < row]
    heads = [
        spot.cell.row
        for spot in spots.all
        if before < spot.cell.row < row
        and spot.meaning.own is not None
        and spot.meaning.own.field.spec.group == "head"
    ]
    if titles:
        return max(titles)
    if heads:
        return min(heads)
    above = row
    while above - 1 > before and grid.row_cells(above - 1) and not _labels_in(spots, above - 1):
        above -= 1
    return above


def _labels_in(spots: Spots, row: int) -> bool:
    return any(spot.cell.row == row and not spot.meaning.heading for spot in spots.all)


def _part(grid: Grid, spots: Spots, first: int, end: int, *, by_column: bool) -> Region:
    def inside(cell: Cell) -> bool:
        return first <= (cell.column if by_column else cell.row) < end

    part = Grid(grid.sheet)
    for cell in grid.cells.values():
        if inside(cell):
            part.add(cell)
    own = Spots(
        [spot for spot in spots.all if inside(spot.cell)],
        {place: spot for place, spot in spots.bare.items() if inside(spot.cell)},
        set(spots.used),
        [cell for cell in spots.titles if inside(cell)],
    )
    return Region(part, own)


def _fields(spots: Spots) -> int:
    return len({spot.meaning.own.key for spot in spots.all if spot.meaning.own is not None})


def _name_text(part: Region, meanings: Meanings) -> str:
    """What stands beside the name's label; the same name twice is one customer on two pages."""
    for spot in part.spots.all:
        if meanings.is_strong_name(spot.label):
            beside = part.grid.right_of(spot.cell)
            text = spot.value or (beside.text if beside is not None else "")
            return "".join(text.split()) or str(spot.cell.place)
    return ""
