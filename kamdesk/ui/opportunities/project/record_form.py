"""A form of one record, part by part as on paper, with its tables; a field is stored when it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import Message, message
from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.cells import FieldCell
from kamdesk.ui.accounts.development.row_tables import NEW, RowsTable, TableForm, TableShape
from kamdesk.ui.accounts.form import change_label
from kamdesk.ui.accounts.paper import Paper
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import child_rows
from kamdesk.work.fields import reference_names, show_value

RECORD = "record"

Change = Callable[[Session, Any, Mapping[str, Any]], object]
PutRow = Callable[[Session, Any, type[Any], Any, Mapping[str, Any]], object]
RemoveRow = Callable[[Session, Any, Any], object]


@dataclass(frozen=True)
class Part:
    """A section of the form: `key`, title, and the names of its fields or the shape of its table."""

    key: str
    title: str
    fields: tuple[str, ...] = ()
    table: TableShape | None = None


class RecordForm(TableForm):
    """Shows a record of one class; `change` stores its fields, `put_row` and `remove_row` the rows of its tables."""

    def __init__(
        self,
        store: Store,
        record: type[Record],
        parts: Sequence[Part],
        change: Change,
        put_row: PutRow | None = None,
        remove_row: RemoveRow | None = None,
    ) -> None:
        super().__init__(store)
        self.record = record
        self.record_id: int | None = None
        self.title = ""
        self._change, self._put_row, self._remove_row = change, put_row, remove_row
        self.headers: dict[str, SectionHeader] = {}
        self.papers: dict[str, Paper] = {}
        self.tables: dict[str, RowsTable] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in parts:
            self._add_part(part)

    def _add_part(self, part: Part) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        if part.fields:
            self.papers[part.key] = self._paper(
                [field_of(self.record, each) for each in part.fields]
            )
            column.addWidget(self.papers[part.key])
        if part.table is not None:
            self.tables[part.table.name] = RowsTable(self, part.table)
            column.addWidget(self.tables[part.table.name])
        if part.title:
            self.headers[part.key] = SectionHeader(part.title)
            self._column.addWidget(self.headers[part.key])
        self._column.addWidget(body)
        if part.title:
            self.headers[part.key].set_body(body)

    def _paper(self, fields: Sequence[RecordField]) -> Paper:
        paper = Paper()
        waiting: list[tuple[str, QWidget]] = []
        for field in fields:
            cell = self.add_cell(field, field.name, RECORD, field.label)
            wide = field.spec.wide or field.kind in (Kind.LONG_TEXT, Kind.CHOICES)
            if wide and waiting:
                paper.add_row(waiting)
                waiting = []
            waiting.append((field.label, cell))
            if wide or len(waiting) == 2:
                paper.add_row(waiting)
                waiting = []
        if waiting:
            paper.add_row(waiting)
        return paper

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_record(
        self, session: Session, record: Any, missing: frozenset[str] = frozenset()
    ) -> None:
        """Shows a record; what was typed into another one is given up. `missing` fields are tinted."""
        if self.record_id is not None and self.record_id != record.id:
            self.discard()
        self.record_id, self.title = record.id, record.title
        self.context.account_id = getattr(record, "account_id", None)
        for cell in list(self.cells.values()):
            if cell.part == RECORD:
                cell.show_value(*_shown(session, cell.field, record))
                cell.set_state(cell.key in missing, "", False)
        for name, table in self.tables.items():
            rows = child_rows.rows(session, table.shape.record, record.id)
            names: dict[int, str] = {}
            for field in table.shape.fields():
                if field.kind is Kind.REFERENCE:
                    ids = {field.get(row) for row in rows} - {None}
                    names |= reference_names(session, field.spec.refers_to, ids)
            table.show_records(rows, names)
            for key, header in self.headers.items():
                if key == name:
                    header.set_count(str(len(rows) or ""))

    def go_to(self, key: str) -> None:
        """Puts the cursor where `key` is filled in: a field, or a table's first empty cell."""
        cell = self.tables[key].first_cell() if key in self.tables else self.cells.get(key)
        if cell is None:
            return
        for header in self.headers.values():
            body = header.body()
            if body is not None and body.isAncestorOf(cell) and header.is_folded():
                header.toggle_fold()
        cell.setFocus()

    # ------------------------------------------------------------------------------------------------ how it saves

    def write(self, session: Session, part: str, values: dict[str, Any]) -> None:
        owner = session.get_one(self.record, self.record_id or 0)
        if part == RECORD:
            self._change(session, owner, values)
            return
        name, _colon, key = part.partition(":")
        kind: Any = self.tables[name].shape.record
        row = None if key == NEW else session.get_one(kind, int(key))
        assert self._put_row is not None
        self._put_row(session, owner, kind, row, values)

    def stored_value(self, session: Session, cell: FieldCell) -> tuple[Any, str]:
        if cell.part == RECORD:
            owner: Any = session.get(self.record, self.record_id or 0)
        else:
            name, _colon, key = cell.part.partition(":")
            kind: Any = self.tables[name].shape.record
            owner = None if key == NEW else session.get(kind, int(key))
        return (None, "") if owner is None else _shown(session, cell.field, owner)

    def label(self, cells: list[FieldCell]) -> Message:
        return change_label(cells, self.title)

    def remove_row(self, name: str, row_id: int) -> None:
        kind: Any = self.tables[name].shape.record
        words = message("Remove: {what} of {name}", what=str(kind.TERM), name=self.title)
        try:
            with self.store.change(words) as session:
                owner = session.get_one(self.record, self.record_id or 0)
                assert self._remove_row is not None
                self._remove_row(session, owner, session.get_one(kind, row_id))
        except UserError as refusal:
            faults.show_problem(refusal, self)


def _shown(session: Session, field: RecordField, record: Any) -> tuple[Any, str]:
    value, target = field.get(record), field.spec.refers_to
    names = reference_names(session, target, {value}) if target and value is not None else None
    return value, show_value(field, record, names)
