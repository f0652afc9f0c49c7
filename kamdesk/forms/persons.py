"""Whose name, position and birthday, whose decision it is: the blocks of a form, as headings, rows and columns."""

from __future__ import annotations

from kamdesk.forms.grid import Cell, Grid
from kamdesk.forms.spots import Spot, Spots


class Roles:
    """The blocks among the labels `spots`; `sole` is whose a block's label is on a form that heads none."""

    def __init__(self, grid: Grid, spots: Spots, sole: str) -> None:
        self.grid = grid
        self.sole = sole
        self.spots = spots
        self._heads = [
            spot
            for spot in spots.all
            if spot.meaning.role and spot.meaning.person is None and spot.meaning.own is None
        ]
        self._columns = self._role_columns()
        self._roles: dict[int, str] = {}
        for spot in spots.all:
            self._roles[id(spot)] = self._resolve(spot)

    def role_of(self, spot: Spot) -> str:
        """Code of the role whose field the label is; "" when it is the account's or nobody's."""
        return self._roles.get(id(spot), "")

    def heads_block(self, spot: Spot) -> bool:
        """Whether the role's label is followed by labels, not by a name."""
        if any(spot is head for head, _column in self._columns):
            return True
        beside = self.grid.right_of(spot.cell)
        other = self.spots.bare.get(beside.place) if beside is not None else None
        return other is not None and other.meaning.person is not None

    def _resolve(self, spot: Spot) -> str:
        meaning = spot.meaning
        if meaning.person is None:
            return ""
        if meaning.role:
            return meaning.role
        only_person = meaning.own is None
        if not self._heads:
            return self.sole if only_person else ""
        beside = self._head_left(spot)
        if beside is not None:
            return beside.meaning.role if beside.meaning.number == 1 else ""
        if only_person or self._row_is_a_persons(spot):
            above = self._head_above(spot)
            if above is not None and above.meaning.number == 1:
                return above.meaning.role
        return ""

    def _head_left(self, spot: Spot) -> Spot | None:
        """The role at the left whose rows the label lies in, the nearest one."""
        heads = [
            head
            for head in self._heads
            if head.cell.row <= spot.cell.row <= head.cell.last_row
            and (
                head.cell.last_column < spot.cell.column
                or (head.cell is spot.cell and head is not spot)
            )
        ]
        return max(heads, key=lambda head: head.cell.column, default=None)

    def _head_above(self, spot: Spot) -> Spot | None:
        """The role that heads the rows above, when nothing else begins in between."""
        heads = [
            head
            for head in self._heads
            if head.cell.last_row < spot.cell.row and head.cell.column <= spot.cell.column
        ]
        head = max(heads, key=lambda each: (each.cell.row, each.cell.column), default=None)
        if head is None:
            return None
        between = range(head.cell.last_row + 1, spot.cell.row)
        for other in self.spots.all:
            if other.cell.row in between and (other.meaning.heading or _is_records_only(other)):
                return None
        return head

    def _row_is_a_persons(self, spot: Spot) -> bool:
        """A telephone beside somebody's position is theirs."""
        return any(
            other.cell.row == spot.cell.row
            and other.meaning.person is not None
            and other.meaning.own is None
            for other in self.spots.all
        )

    def _role_columns(self) -> list[tuple[Spot, int]]:
        """Roles side by side as headings of columns."""
        found: list[tuple[Spot, int]] = []
        for head in self._heads:
            if not head.bare:
                continue
            beside = (self.grid.adjacent_right(head.cell), self.grid.adjacent_left(head.cell))
            if any(
                cell is not None and any(other.cell is cell for other in self._heads)
                for cell in beside
            ):
                found.append((head, head.cell.column))
        return found

    def columns_of(self, spot: Spot) -> list[tuple[str, Cell | None]]:
        """For a label left of columns of persons: each role with the cell in its column."""
        found = []
        for head, column in self._columns:
            if head.cell.row < spot.cell.row and column > spot.cell.last_column:
                cell = self.grid.at(spot.cell.row, column)
                found.append((head.meaning.role, cell))
        return found


def _is_records_only(spot: Spot) -> bool:
    return spot.meaning.own is not None and spot.meaning.person is None
