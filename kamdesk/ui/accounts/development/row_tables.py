"""Tables within a form: a row for each record of a class, saved cell by cell; reports stand one below the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.fields import RecordField, field_of
from kamdesk.ui import theme
from kamdesk.ui.accounts.cells import FieldCell, LabelCell
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.accounts.paper import label_width
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.work.fields import show_value

NEW = "new"
_BUTTON_WIDTH = 26


@dataclass(frozen=True)
class TableShape:
    """A table called `name` of `record`s; columns are (field, least width in px, stretch)."""

    name: str
    record: type[Record]
    columns: tuple[tuple[str, int, int], ...]
    stacked: bool = False
    """Each record as labelled lines one below the other, the newest first, instead of a row."""

    def fields(self) -> list[RecordField]:
        """The fields in the order of the columns."""
        return [field_of(self.record, name) for name, _width, _stretch in self.columns]


class TableForm(Form):
    """A form with tables in it: its `write` takes parts ``name:id`` and ``name:new``."""

    def remove_row(self, name: str, row_id: int) -> None:
        """Moves a row of the table `name` to the waste basket."""
        raise NotImplementedError


class RowsTable(QWidget):
    """A row for each record and an empty one to add another; its cells belong to the form and save with it."""

    def __init__(self, form: TableForm, shape: TableShape) -> None:
        super().__init__()
        self._form, self.shape = form, shape
        self._keys: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setSpacing(1)
        self._widgets: list[QWidget] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme.color("line_strong"))

    def show_records(self, records: Sequence[Any], names: dict[int, str]) -> None:
        """Shows the rows of a record; what somebody typed stays. `names` are those of staff."""
        keys = [str(each.id) for each in records]
        keys = [NEW, *reversed(keys)] if self.shape.stacked else [*keys, NEW]
        typed, focused = self._typing()
        known = set(self._keys)
        rebuilt = keys != self._keys
        if rebuilt:
            self._build(keys)
        by_key = {str(each.id): each for each in records}
        for key in keys:
            record = by_key.get(key)
            for field in self.shape.fields():
                cell = self._form.cells[self._key(key, field.name)]
                if record is None:
                    cell.show_value(None, "")
                else:
                    cell.show_value(field.get(record), show_value(field, record, names))
        for key, text in typed.items():
            if key in self._form.cells:
                self._form.cells[key].editor.write(text)
        added = [key for key in keys if key not in known]
        if rebuilt and focused:
            part = f"{self.shape.name}:{NEW}."
            if focused.startswith(part) and len(added) == 1 and known:
                # the row that was being filled in is a record of its own now: go on there
                focused = focused.replace(part, f"{self.shape.name}:{added[0]}.")
            if focused in self._form.cells:
                self._form.cells[focused].setFocus()

    def first_cell(self, field: str = "") -> FieldCell:
        """The cell where one begins: the first empty one of `field`, else that of the new row."""
        for key in self._keys:
            cell = self._form.cells[self._key(key, field or self.shape.columns[0][0])]
            if cell.editor.is_empty():
                return cell
        return self._form.cells[self._key(self._keys[-1], self.shape.columns[0][0])]

    def values(self, field: str) -> list[Any]:
        """What stands in a column now, typed or stored, without the new row; None where it does not read."""
        return [
            self._form.cells[self._key(key, field)].read().value for key in self._keys if key != NEW
        ]

    def _key(self, key: str, field: str) -> str:
        return f"{self.shape.name}:{key}.{field}"

    def _typing(self) -> tuple[dict[str, str], str]:
        """What was typed and is not stored, by key of the cell, and the key of the cell with the cursor."""
        mine = [
            cell for key, cell in self._form.cells.items() if key.startswith(f"{self.shape.name}:")
        ]
        typed = {cell.key: cell.editor.typed() for cell in mine if cell.is_dirty()}
        focused = next((cell.key for cell in mine if cell.holds_focus()), "")
        return typed, focused

    # ------------------------------------------------------------------------------------------------------ building

    def _build(self, keys: list[str]) -> None:
        self._clear()
        self._keys = keys
        build: Callable[[int, str], None] = self._stack if self.shape.stacked else self._row
        if not self.shape.stacked:
            for column, (field, (_name, width, stretch)) in enumerate(
                zip(self.shape.fields(), self.shape.columns, strict=True)
            ):
                heading = LabelCell(field.label, 40)
                heading.setMinimumWidth(30)
                heading.setMaximumWidth(16777215)
                heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                self._place(heading, 0, column)
                self._grid.setColumnMinimumWidth(column, width)
                self._grid.setColumnStretch(column, stretch)
            self._place(_Blank(), 0, len(self.shape.columns))
        for place, key in enumerate(keys, start=1):
            build(place, key)

    def _row(self, place: int, key: str) -> None:
        for column, field in enumerate(self.shape.fields()):
            self._place(self._cell(field, key, place), place, column)
        self._place_button(key, place, place, len(self.shape.columns))

    def _stack(self, place: int, key: str) -> None:
        """A report: its lines under each other, a thicker line before the next."""
        fields = self.shape.fields()
        self._grid.setColumnStretch(1, 1)
        first = (place - 1) * (len(fields) + 1)
        for number, field in enumerate(fields):
            words = field.label
            self._place(LabelCell(words, label_width()), first + number, 0)
            self._place(self._cell(field, key, place), first + number, 1)
            if number:
                self._place(_Blank(), first + number, 2)
        self._place_button(key, place, first, 2)
        self._grid.setRowMinimumHeight(first + len(fields), 3)

    def _cell(self, field: RecordField, key: str, place: int) -> FieldCell:
        name = f"{self.shape.record.TERM} {place} {field.label}"
        part = f"{self.shape.name}:{key}"
        return self._form.add_cell(field, f"{part}.{field.name}", part, name)

    def _place_button(self, key: str, number: int, row: int, column: int) -> None:
        self._place(_Blank(), row, column)
        if key == NEW:
            return
        words = _("Remove: {what} {number}").format(what=self.shape.record.TERM, number=number)
        button = icon_button("x", words, small=True)
        button.setProperty("row", key)
        button.clicked.connect(self._remove)
        self._place(button, row, column)

    def _place(self, widget: QWidget, row: int, column: int) -> None:
        self._grid.addWidget(widget, row, column)
        self._widgets.append(widget)

    def _clear(self) -> None:
        prefix = f"{self.shape.name}:"
        for key in [key for key in self._form.cells if key.startswith(prefix)]:
            del self._form.cells[key]
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets.clear()
        self._keys = []

    def _remove(self, _checked: bool = False) -> None:
        button = self.sender()
        key = button.property("row") if button is not None else None
        if key is not None:
            self._form.remove_row(self.shape.name, int(key))


class _Blank(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(_BUTTON_WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme.color("raised"))
