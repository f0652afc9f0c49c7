"""Reads a form by its labels: where the value of each stands, whose field it is, and what nobody understands."""

from __future__ import annotations

import re
from decimal import Decimal

from kamdesk.exchange.sheets import Value
from kamdesk.forms.boxes import has_marks, read_boxes, read_words
from kamdesk.forms.declaration import Item
from kamdesk.forms.grid import Cell, Grid, is_mark
from kamdesk.forms.meanings import Meanings, is_instruction
from kamdesk.forms.persons import Roles
from kamdesk.forms.readings import (
    BY_BOX,
    BY_LABEL,
    BY_LEARNED,
    Circumstances,
    FormReading,
    FoundValue,
    UnknownLabel,
    found_reading,
    interpret,
)
from kamdesk.forms.spots import Place, Spot, Spots
from kamdesk.model.fields import Kind
from kamdesk.model.values.reading import typed_text
from kamdesk.model.values.units import unit_of_heading

_UNIT_LINE = re.compile(r"[(（]?\s*(?:金额|货币)?\s*单位\s*[:：]\s*([^)）\s]{1,8})\s*[)）]?")
_NO_UNIT: tuple[Decimal, str | None] = (Decimal(1), None)
_LONGEST_UNKNOWN = 16


class LabelReader:
    """Reads the labels `spots` of one form."""

    def __init__(self, grid: Grid, spots: Spots, meanings: Meanings, around: Circumstances) -> None:
        self.grid = grid
        self.spots = spots
        self.meanings = meanings
        self.around = around
        self.roles = Roles(grid, spots, meanings.form.sole_block)
        units = _unit_lines(grid)
        self._units = [(cell.row, unit) for cell, unit in units]
        spots.used.update(cell.place for cell, _unit in units)
        self._gaps_are_usual, self._values_stand_left = self._habits()

    def read(self, reading: FormReading) -> None:
        """Adds what the labels give to `reading`; what is there already stays."""
        ranks: dict[str, int] = {}
        for spot in self.spots.all:
            columns = self.roles.columns_of(spot) if spot.meaning.person is not None else []
            if columns:
                self._crossings(spot, columns, reading)
                continue
            item, rank = self._item(spot)
            if item is None or (item.key in reading.found and item.key not in ranks):
                continue
            found = self._read(spot, item)
            known = reading.found.get(item.key)
            if known is None or (known.empty, ranks[item.key]) > (found.empty, rank):
                reading.found[item.key] = found
                ranks[item.key] = rank
        self._names_of_roles(reading)

    def _item(self, spot: Spot) -> tuple[Item | None, int]:
        """Which cell of our form a label means."""
        items = self.meanings.form.items
        meaning = spot.meaning
        if meaning.learned:
            return items.get(meaning.learned), 0
        role = self.roles.role_of(spot)
        if role and meaning.person is not None:
            return items.get(f"{role}.{meaning.person.name}"), 0
        if meaning.own is not None and not (meaning.role and meaning.person):
            return meaning.own, meaning.rank
        return None, 0

    def _crossings(
        self, spot: Spot, columns: list[tuple[str, Cell | None]], reading: FormReading
    ) -> None:
        """A form with a column for each person: the label's row crosses all of them."""
        for role, cell in columns:
            person = spot.meaning.person
            item = self.meanings.form.items.get(f"{role}.{person.name}") if person else None
            if item is None or cell is None or item.key in reading.found:
                continue
            self.spots.used.add(cell.place)
            reading.found[item.key] = interpret(
                item, cell.value, self.around, sheet=self.grid.sheet.name, cell=cell.address,
                how=BY_LABEL, label=spot.label,
            )  # fmt: skip

    def _names_of_roles(self, reading: FormReading) -> None:
        """法定代表人 | 张三: the block's label with the name itself beside it."""
        for spot in self.spots.all:
            if not spot.meaning.role or spot.meaning.person is not None or spot.meaning.number > 1:
                continue
            block = self.meanings.form.blocks[spot.meaning.role]
            item = self.meanings.form.items.get(f"{block.owner}.{block.beside}")
            if item is None or not reading.found.get(item.key, _NOTHING).empty:
                continue
            if spot.value is None and self.roles.heads_block(spot):
                continue
            found = self._read(spot, item)
            if found.value is not None or item.key not in reading.found:
                reading.found[item.key] = found

    def _read(self, spot: Spot, item: Item) -> FoundValue:
        how = BY_LEARNED if spot.meaning.learned else BY_LABEL
        if item.field.kind in (Kind.CHOICES, Kind.CHOICE, Kind.BOOLEAN):
            boxes = self._boxes(spot, item, how)
            if boxes is not None:
                return boxes
        place, raw = self._value(spot)
        self.spots.used.add(place)
        return interpret(
            item, raw, self.around, sheet=self.grid.sheet.name,
            cell=self.grid.sheet.cell_name(*place), how=how, label=spot.label,
            heading=self._heading(spot, item, place),
        )  # fmt: skip

    def _value(self, spot: Spot) -> tuple[Place, Value]:
        """Where the value of a label stands, and what it is; the empty place when there is none."""
        if spot.value:
            return spot.cell.place, spot.value
        cell = self._value_cell(spot.cell)
        if cell is None:
            return (spot.cell.row, spot.cell.last_column + 1), None
        return cell.place, cell.value

    def _value_cell(self, label: Cell) -> Cell | None:
        if self._values_stand_left:
            left = self.grid.left_of(label)
            return left if left is not None and self._may_be_value(left) else None
        adjacent = self.grid.adjacent_right(label)
        if adjacent is not None and self._may_be_value(adjacent):
            if adjacent.value is not None or not self._is_heading_of(label):
                return adjacent
        elif adjacent is None and self._gaps_are_usual:
            right = self.grid.right_of(label)
            if right is not None and self._may_be_value(right) and not self._has_own_value(right):
                return right
        return self._below(label)

    def _may_be_value(self, cell: Cell) -> bool:
        return cell.place not in self.spots.bare and cell.place not in self.spots.used

    def _has_own_value(self, cell: Cell) -> bool:
        """It is a text with something beside it: a label we do not know."""
        beside = self.grid.adjacent_right(cell)
        return bool(
            cell.text
            and beside is not None
            and beside.value is not None
            and self._may_be_value(beside)
        )

    def _is_heading_of(self, label: Cell) -> bool:
        """Its value stands below: the label fills the row, or its neighbours are labels too."""
        beside = (self.grid.adjacent_right(label), self.grid.adjacent_left(label))
        if any(self._is_field(cell) for cell in beside):
            return True
        alone = len(self.grid.row_cells(label.row)) == 1
        below = self.grid.below(label)
        return bool(
            alone
            and below is not None
            and (below.column, below.last_column) == (label.column, label.last_column)
            and len(self.grid.row_cells(below.row)) == 1
        )

    def _is_field(self, cell: Cell | None) -> bool:
        spot = self.spots.bare.get(cell.place) if cell is not None else None
        return spot is not None and spot.is_field

    def _below(self, label: Cell) -> Cell | None:
        below = self.grid.below(label)
        if below is None or not self._may_be_value(below) or not self._is_heading_of(label):
            return None
        return below

    def _habits(self) -> tuple[bool, bool]:
        """Whether values stand a few cells away from their labels, and whether they stand left of them."""
        adjacent = gaps = left = first = 0
        for spot in self.spots.bare.values():
            if not spot.is_field:
                continue
            beside = self.grid.adjacent_right(spot.cell)
            if beside is None:
                far = self.grid.right_of(spot.cell)
                gaps += far is not None and far.value is not None and self._may_be_value(far)
            elif self._may_be_value(beside):
                adjacent += 1
            cells = self.grid.row_cells(spot.cell.row)
            if len(cells) > 1:
                first += cells[0] is spot.cell
                left += cells[-1] is spot.cell and cells[0].place not in self.spots.bare
        return gaps > adjacent, left >= 3 and left > 2 * first

    def _heading(self, spot: Spot, item: Item, place: Place) -> str:
        """The label with the unit that stands behind the value, or in a line 单位：万元 above."""
        heading = spot.label
        if (
            item.field.kind is not Kind.MONEY
            or unit_of_heading(heading, self.around.currency) != _NO_UNIT
        ):
            return heading
        cell = self.grid.at(*place)
        behind = self.grid.adjacent_right(cell) if cell is not None and spot.value is None else None
        if behind is None and spot.value is None:
            behind = self.grid.at(place[0], place[1] + 1)
        if behind is not None and behind.text and behind.place not in self.spots.bare:
            unit = f"({behind.text.strip()})"
            if unit_of_heading(unit, self.around.currency) != _NO_UNIT:
                self.spots.used.add(behind.place)
                return heading + unit
            if behind.text.strip() in ("元", "圆"):
                self.spots.used.add(behind.place)
                return heading
        above = [unit for row, unit in self._units if row <= spot.cell.row]
        return f"{heading}({above[-1]})" if above else heading

    def _boxes(self, spot: Spot, item: Item, how: str) -> FoundValue | None:
        """The options beside a label, in as many cells and rows as they take; None when there is no box."""
        cells = self._option_cells(spot.cell)
        values: list[Value] = [spot.value, *(cell.value for cell in cells)] if spot.value else [
            cell.value for cell in cells
        ]  # fmt: skip
        if any(is_mark(value) for value in values):
            return None
        texts = [typed_text(value) or "" for value in values]
        marked = any(has_marks(text) for text in texts)
        if not marked and len([text for text in texts if text]) < 2:
            return None
        reading = read_boxes(item.field, texts) if item.field.spec.choices else None
        if reading is None:
            if not marked:
                texts = texts[:1] if item.field.kind is not Kind.CHOICES else texts
            if item.field.spec.choices is None:
                return None
            reading = read_words(item.field, texts)
        else:
            how = BY_BOX
        self.spots.used.update(cell.place for cell in cells)
        place = cells[0].place if cells else spot.cell.place
        return found_reading(
            item, reading, "  ".join(texts), sheet=self.grid.sheet.name,
            cell=self.grid.sheet.cell_name(*place), how=how, label=spot.label,
        )  # fmt: skip

    def _option_cells(self, label: Cell) -> list[Cell]:
        """Cells right of `label` up to the next label; and in the rows below, as far as they are options too."""
        found: list[Cell] = []
        row = label.row
        while row <= self.grid.last_row:
            own = [cell for cell in self.grid.row_cells(row) if cell.column > label.last_column]
            if row > label.last_row:
                first = next(iter(self.grid.row_cells(row)), None)
                if first is None or first.column <= label.last_column or not has_marks(first.text):
                    break
            for cell in own:
                if cell.place in self.spots.bare or cell.place in self.spots.used:
                    break
                found.append(cell)
            row += 1
        return found

    def unknown(self) -> list[UnknownLabel]:
        """Labels that nobody knows, with what stands beside them."""
        found = []
        labels = {spot.cell.place for spot in self.spots.all}
        top = min((cell.row for cell in self.spots.titles), default=-1)
        for cell in self.grid.cells.values():
            text = cell.text.strip()
            if not text or cell.row <= top:
                continue
            if cell.place in labels or cell.place in self.spots.used:
                continue
            label, value, place = text, "", cell.place
            inside = re.fullmatch(r"([^:：\n]{2,16})[:：]\s*(\S[^\n]*)", text)
            beside = self.grid.adjacent_right(cell)
            if inside:
                label, value = inside[1].strip(), inside[2].strip()
            elif beside is not None and beside.value is not None and beside.place not in labels:
                if beside.place in self.spots.used or is_mark(beside.value):
                    continue
                value, place = typed_text(beside.value) or "", beside.place
                self.spots.used.add(place)
            if value and _looks_like_label(label) and not is_instruction(label):
                found.append(
                    UnknownLabel(
                        label.rstrip(":：").strip(),
                        value,
                        self.grid.sheet.name,
                        self.grid.sheet.cell_name(*place),
                    )
                )
        return found


_NOTHING = FoundValue("", None, None, None, False, (), None, "", "", "", "")


def _unit_lines(grid: Grid) -> list[tuple[Cell, str]]:
    """Cells with a line such as 单位：万元, and the unit."""
    found = []
    for cell in grid.cells.values():
        match = _UNIT_LINE.fullmatch(cell.text.strip()) if cell.text else None
        if match:
            found.append((cell, match[1]))
    return found


def _looks_like_label(text: str) -> bool:
    signs = re.sub(r"[\s\u3000:：]", "", text)
    letters = sum(sign.isalpha() for sign in signs)
    return (
        2 <= len(signs) <= (_LONGEST_UNKNOWN if not signs.isascii() else 2 * _LONGEST_UNKNOWN)
        and letters * 2 > len(signs)
        and not has_marks(text)
        and text[-1] not in "。.!！；;"
    )
