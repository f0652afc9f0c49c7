"""Reads the cells of a form that have the form's defined names: in ours and in the department's own template."""

from __future__ import annotations

import re
from typing import Any

from kamdesk.exchange.sheets import Value
from kamdesk.forms.boxes import is_ticked
from kamdesk.forms.declaration import PREFIX, Form, Item, Table
from kamdesk.forms.grid import Cell, Grid, is_mark
from kamdesk.forms.readings import (
    BY_BOX,
    BY_NAME,
    Circumstances,
    FormReading,
    found_reading,
    interpret,
    one_or_many,
    with_currency,
)
from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.values import Reading, read_choice
from kamdesk.model.values.reading import typed_text
from kamdesk.model.vocabulary import CURRENCY

Place = tuple[int, int]


class NameReader:
    """Reads one sheet by names; `used` are the places it took."""

    def __init__(self, grid: Grid, form: Form, around: Circumstances) -> None:
        self.grid = grid
        self.form = form
        self.around = around
        self.places = {
            name.casefold(): place
            for name, place in grid.sheet.names.items()
            if name.casefold().startswith(PREFIX)
        }
        self.used: set[Place] = set()

    def read(self, reading: FormReading) -> None:
        """Adds everything named to `reading`."""
        for item in self.form.items.values():
            if item.boxes:
                self._boxes(item, reading)
            if item.name in self.places and item.key not in reading.found:
                self._item(item, reading)
        for table in self.form.tables:
            self._table(table, reading)

    def _take(self, name: str) -> tuple[Place, Value]:
        """Place and value of a named cell; of a merged area, its first."""
        row, column = self.places[name]
        cell = self.grid.at(row, column)
        place = cell.place if cell is not None else (row, column)
        self.used.add(place)
        return place, self.grid.sheet.value(*place)

    def _item(self, item: Item, reading: FormReading, heading: str = "") -> None:
        """Reads one named cell; `heading` of its column, or what stands beside it, may tell the unit."""
        place, raw = self._take(item.name)
        beside = None if heading else self._beside(place)
        label = heading or (beside.text.strip() if beside is not None else "")
        heading = label
        if item.currency_name in self.places:
            _place, currency = self._take(item.currency_name)
            code = read_choice(currency, CURRENCY).value if not is_mark(currency) else None
            heading = with_currency(label, code)
        reading.found[item.key] = interpret(
            item, raw, self.around, sheet=self.grid.sheet.name,
            cell=self.grid.sheet.cell_name(*place), how=BY_NAME, label=label, heading=heading,
        )  # fmt: skip

    def _beside(self, place: Place) -> Cell | None:
        """The text left of the cell, else above it: it may tell the unit."""
        row, column = place
        for cell in self.grid.left_texts(row, column):
            if cell.place not in self.used:
                return cell if cell.text else None
        above = self.grid.at(row - 1, column)
        return above if above is not None and above.text and above.place not in self.used else None

    def _boxes(self, item: Item, reading: FormReading) -> None:
        """The boxes of a choice; the same cell may hold several of them in a template."""
        named = {name: code for name, code in item.boxes.items() if name in self.places}
        if not named:
            return
        ticked: list[str] = []
        problem = None
        cells: list[str] = []
        raws: list[str] = []
        for name, code in named.items():
            place, raw = self._take(name)
            state = None if is_mark(raw) else is_ticked(raw)
            own = typed_text(raw) if not is_mark(raw) else None
            raws.append(own or "")
            if state:
                ticked.append(code)
                cells.append(self.grid.sheet.cell_name(*place))
            elif state is None and not self._is_bare_label(item, raw):
                problem = _("“{text}” tells not whether the box is ticked.").format(text=own or "")
                cells = [self.grid.sheet.cell_name(*place)]
        first = self.grid.sheet.cell_name(*self._take(next(iter(named)))[0])
        value: Reading[str] = Reading(problem=problem) if problem else one_or_many(item, ticked)
        reading.found[item.key] = found_reading(
            item, value, "  ".join(raws), sheet=self.grid.sheet.name, cell=cells[0] if cells else first,
            how=BY_BOX, label=str(item.label),
            offered=() if len(named) == len(item.boxes) else tuple(named.values()),
        )  # fmt: skip

    @staticmethod
    def _is_bare_label(item: Item, raw: Any) -> bool:
        """An option whose box somebody deleted is not ticked."""
        return item.field.spec.choices is not None and (
            read_choice(typed_text(raw), item.field.spec.choices).value is not None
        )

    def _table(self, table: Table, reading: FormReading) -> None:
        pattern = re.compile(rf"{PREFIX}{table.key}_r([0-9]{{1,4}})_(\w+)")
        matches = (pattern.fullmatch(name) for name in self.places)
        rows = sorted({int(match[1]) for match in matches if match})
        for row in rows:
            for field in table.fields:
                item = table.item(row - 1, field)
                if item.name in self.places:
                    self._item(item, reading, heading=str(field.label))
            if table.uid_name(row - 1) in self.places:
                _place, uid = self._take(table.uid_name(row - 1))
                if isinstance(uid, str):
                    reading.row_uids[f"{table.key}[{row - 1}]"] = uid.strip()


def names_of(form: Form) -> list[tuple[str, str, Kind]]:
    """Every defined name of the form with its meaning and kind, for `form names`; tables show their first row."""
    lines: list[tuple[str, str, Kind]] = []
    for item in form.items.values():
        block = form.blocks.get(item.owner)
        meaning = f"{block.label} {item.label}" if block else str(item.label)
        lines.append((item.name, meaning, item.field.kind))
        if item.currency_name:
            currency = _("{field} (currency)").format(field=meaning)
            lines.append((item.currency_name, currency, Kind.CHOICE))
        choices = item.field.spec.choices
        for name, code in item.boxes.items():
            option = choices.label(code) if choices else code
            tick = _("{field}: {option} (check box)").format(field=meaning, option=option)
            lines.append((name, tick, Kind.BOOLEAN))
    for table in form.tables:
        for field in table.fields:
            item = table.item(0, field)
            meaning = _("{table}, row 1: {field} (further rows: r2, r3 …)").format(
                table=table.label, field=item.label
            )
            lines.append((item.name, meaning, field.kind))
    return lines
