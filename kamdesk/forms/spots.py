"""Finds the labels of a sheet and tells which of them count: not those of the control block, letterhead and footer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kamdesk.forms.boxes import has_marks
from kamdesk.forms.grid import Cell, Grid
from kamdesk.forms.inline import Piece, piece_without_colon, pieces_of
from kamdesk.forms.meanings import TITLES, Meaning, Meanings, is_instruction

Place = tuple[int, int]

_REACH = frozenset(
    {"address", "phone", "fax", "email", "postal_code", "website", "bank_name", "bank_account_no"}
)
"""What a letterhead or footer says of the company that sends the form."""
_ASKING = ("请", "本表", "此表", "如", "1", "一、", "（", "(")
"""How a remark begins that tells how to fill in the form."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A label where it stands. `value` is set when the value shares its cell."""

    cell: Cell
    label: str
    meaning: Meaning
    value: str | None = None

    @property
    def bare(self) -> bool:
        """The label has the cell for itself."""
        return self.value is None

    @property
    def is_field(self) -> bool:
        """It names a field, and is no block's or section's heading."""
        meaning = self.meaning
        return bool(meaning.own or meaning.person or meaning.learned)


@dataclass
class Spots:
    """The labels of a sheet."""

    all: list[Spot] = field(default_factory=list)
    bare: dict[Place, Spot] = field(default_factory=dict)
    """By the first cell."""
    used: set[Place] = field(default_factory=set)
    """Places that hold no value: titles, control block, letterhead, footers."""
    titles: list[Cell] = field(default_factory=list)

    def drop(self, spots: Iterable[Spot]) -> None:
        """Takes `spots` out; their cells are no unknown labels either."""
        gone = {id(spot) for spot in spots}
        for spot in self.all:
            if id(spot) in gone:
                self.used.add(spot.cell.place)
                self.bare.pop(spot.cell.place, None)
        self.all = [spot for spot in self.all if id(spot) not in gone]


def find_spots(grid: Grid, meanings: Meanings, taken: set[Place]) -> Spots:
    """All labels of the sheet outside the places `taken` by named cells."""
    spots = Spots(used=set(taken))
    for cell in grid.cells.values():
        if cell.text and cell.place not in taken:
            _look_at(cell, grid, meanings, spots)
    _drop_control_block(spots, grid)
    _drop_letterhead(spots)
    _drop_footer(spots, grid)
    _drop_instructions(spots)
    return spots


def _look_at(cell: Cell, grid: Grid, meanings: Meanings, spots: Spots) -> None:
    text = cell.text
    meaning = meanings.find(text)
    beside = grid.adjacent_left(cell)
    left = spots.bare.get(beside.place) if beside is not None else None
    if meaning is not None:
        if left is not None and _is_value_of(left, meaning):
            return
        if meaning.heading or meaning.learned == "":
            spots.used.add(cell.place)
        if meaning.heading and meanings.is_title(text):
            spots.titles.append(cell)
        if meaning.learned == "":
            return
        spot = Spot(cell, text.strip().rstrip(":：").strip(), meaning)
        spots.all.append(spot)
        spots.bare[cell.place] = spot
        return
    if TITLES.search(text) and len(text.strip()) <= 40 and ":" not in text and "：" not in text:
        spots.titles.append(cell)
        spots.used.add(cell.place)
        return
    if left is not None and left.is_field and not left.meaning.role:
        return  # the value of the label beside it, whatever it looks like
    pieces = pieces_of(text, meanings)
    if not pieces and not has_marks(text):
        lone = piece_without_colon(text, meanings)
        pieces = [lone] if lone else []
    if not pieces:
        return
    if len(pieces) == 1 and not pieces[0].value:
        spot = Spot(cell, pieces[0].label, pieces[0].meaning)
        spots.bare[cell.place] = spot
        spots.all.append(spot)
        return
    spots.all += [_inline(cell, piece) for piece in pieces]


def _inline(cell: Cell, piece: Piece) -> Spot:
    return Spot(cell, piece.label, piece.meaning, piece.value)


def _is_value_of(left: Spot, meaning: Meaning) -> bool:
    """总经理 behind 职位 is the position, not the block of the principal."""
    person = left.meaning.person
    return bool(
        person is not None
        and person.name == "position"
        and meaning.role
        and meaning.person is None
        and meaning.own is None
    )


def _rows(spots: Spots) -> dict[int, list[Spot]]:
    rows: dict[int, list[Spot]] = {}
    for spot in spots.all:
        rows.setdefault(spot.cell.row, []).append(spot)
    return rows


def _drop_control_block(spots: Spots, grid: Grid) -> None:
    """Rows with 受控状态, 考证部门 and the like: there 编号 and 审核日期 are the document's."""
    for row, own in _rows(spots).items():
        control = [spot for spot in own if spot.meaning.control]
        if len(control) >= 2 and any(not spot.is_field for spot in control):
            spots.drop(control)
            spots.used.update(cell.place for cell in grid.row_cells(row))
        else:
            spots.drop(spot for spot in control if not spot.is_field)


def _name_row(spots: Spots) -> int | None:
    rows = [
        spot.cell.row
        for spot in spots.all
        if spot.meaning.own is not None and spot.meaning.own.key == "account.name"
    ]
    return min(rows, default=None)


def _drop_letterhead(spots: Spots) -> None:
    """What stands above the title, and lines of addresses above the customer's name, are the sender's."""
    title = min((cell.row for cell in spots.titles), default=0)
    name = _name_row(spots)
    spots.drop(
        [
            spot
            for spot in spots.all
            if spot.cell.row < title
            or (name is not None and spot.cell.row < name and not spot.bare and _tells_reach(spot))
        ]
    )


def _drop_footer(spots: Spots, grid: Grid) -> None:
    """Lines of addresses below the signatures, or below an empty row at the very end."""
    filing = max(
        (
            spot.cell.row
            for spot in spots.all
            if spot.meaning.own is not None and spot.meaning.own.field.spec.group == "filing"
        ),
        default=-1,
    )
    body = max((spot.cell.row for spot in spots.all if spot.bare), default=-1)
    gap = any(not grid.row_cells(row) for row in range(body + 1, grid.last_row + 1))
    spots.drop(
        [
            spot
            for spot in spots.all
            if not spot.bare
            and _tells_reach(spot)
            and ((0 <= filing < spot.cell.row) or (gap and body >= 0 and spot.cell.row > body + 1))
        ]
    )


def _tells_reach(spot: Spot) -> bool:
    return spot.meaning.own is not None and spot.meaning.own.field.name in _REACH


def _drop_instructions(spots: Spots) -> None:
    spots.drop(
        [
            spot
            for spot in spots.all
            if spot.value
            and spot.meaning.own is not None
            and spot.meaning.own.field.name == "remarks"
            and (is_instruction(spot.label) or spot.value.startswith(_ASKING))
        ]
    )
