"""The rows of a record page: fields read page by page in SQL, and beside them what is worked out of each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.progress import Progress
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.models.account_list import PAGE
from kamdesk.ui.models.record_list import Index, RecordListModel
from kamdesk.ui.record_pages.declaration import Cell, OwnColumn, RecordDeclaration
from kamdesk.ui.widgets.delegates import COLOUR, VALUE
from kamdesk.ui.widgets.paged_table import COLUMN_KEY
from kamdesk.work import lists
from kamdesk.work.fields import reference_names
from kamdesk.work.lists import ListQuery

PILL = Qt.ItemDataRole.UserRole + 5
"""The kind of pill a cell is shown as; nothing for a plain one."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BLOCK = 1000
_WIDEST, _PADDING = 150, 32
"""Pixels: of a column that is made wider for its words, and what a cell needs beside them."""


def _room(words: str) -> int:
    return theme.text_width(words) + _PADDING


class RecordPageModel(RecordListModel):
    """`columns`: keys of fields and own columns from left to right; the query holds the fields among them."""

    def __init__(self, store: Store, declaration: RecordDeclaration) -> None:
        self.declaration = declaration
        self.own = {each.key: each for each in declaration.own}
        self.columns = declaration.default_columns()
        sort, descending = declaration.order
        query = ListQuery(
            declaration.name, self._of_fields(self.columns), sort=sort, descending=descending
        )
        super().__init__(store, query, declaration.role_of, declaration.headings)
        self._cells: dict[int, dict[str, Mapping[int, Cell]]] = {}
        """Page → own column → cells by id."""

    def _of_fields(self, columns: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in columns if each not in self.own)

    def show_columns(self, columns: Sequence[str]) -> None:
        """Shows other columns; what is not known is passed over."""
        known = {each.name for each in self.declaration.possible_columns()} | set(self.own)
        self.columns = tuple(each for each in columns if each in known)
        self.set_query(self.query.with_(columns=self._of_fields(self.columns)))

    def set_query(self, query: ListQuery) -> None:
        self._cells = {}
        super().set_query(query)

    def width(self, key: str) -> int:
        """How wide a column is before the user says so: its heading can be read, and so can its choices."""
        if key in self.own:
            return max(self.own[key].width, _room(str(self.own[key].heading)))
        known = self.declaration.widths.get(key)
        if known is not None:
            return known
        spec = self._fields[key].spec
        words = [str(self._headings.get(key) or spec.label)]
        words += [str(each.label) for each in spec.choices or ()]
        return max(spec.width, min(max(map(_room, words)), _WIDEST))

    def sort_field(self, column: int) -> str:
        """The field a heading sorts by; empty: none."""
        key = self.columns[column]
        return self.own[key].sort if key in self.own else key

    def column_of(self, field: str) -> int:
        """The column that is sorted by `field`, that of the field itself first; −1 while none is in view."""
        if field in self.columns:
            return self.columns.index(field)
        wanted = [number for number in range(len(self.columns)) if self.sort_field(number) == field]
        return wanted[0] if wanted else -1

    # ------------------------------------------------------------------------------------------------------- reading

    def _load(self, session: Session, page: int) -> None:
        super()._load(session, page)
        shown = [self.own[each] for each in self.columns if each in self.own]
        ids = [row[0] for row in self._pages[page]]
        for old in set(self._cells) - set(self._pages):
            del self._cells[old]
        self._cells[page] = {each.key: each.read(session, ids) for each in shown}

    def cell(self, row: int, column: int) -> Cell | None:
        """The worked-out cell of a row."""
        found = self._row(row)
        page = self._cells.get(row // PAGE)
        if found is None or page is None:
            return None
        return page.get(self.columns[column], {}).get(found[0])

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        key = self.columns[index.column()]
        if key in self.own:
            return self._own_data(index, self.own[key], role)
        place = self.query.columns.index(key)
        if role == PILL:
            kinds = self.declaration.pills.get(key)
            row = self._row(index.row()) if kinds is not None else None
            return kinds.get(str(row[1][place]), "neutral") if kinds and row is not None else None
        # A worked-out column between the fields moves those behind it.
        return super().data(self.createIndex(index.row(), place), role)

    def _own_data(self, index: Index, column: OwnColumn, role: int) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.numeric else None
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole, VALUE,
            COLOUR, PILL,
        ):  # fmt: skip
            return None
        cell = self.cell(index.row(), index.column())
        if cell is None:
            return None
        if role == VALUE:
            return cell.value
        if role == COLOUR:
            return cell.role or None
        if role == PILL:
            return cell.pill or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("{column}: {value}").format(column=column.heading, value=cell.words)
        return cell.words

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        key = self.columns[section]
        if role == COLUMN_KEY:
            return key
        if key not in self.own:
            return super().headerData(self.query.columns.index(key), orientation, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.own[key].heading)
        if role == Qt.ItemDataRole.TextAlignmentRole and self.own[key].numeric:
            return _RIGHT
        return None


def write_list(
    store: Store,
    declaration: RecordDeclaration,
    query: ListQuery,
    columns: Sequence[str],
    path: Path,
    progress: Progress,
) -> int:
    """Writes every row of the list with the `columns` in view to xlsx or csv; answers how many. Raises WorldError."""
    from kamdesk.exchange.write import Column, write_table  # late: brings the library for workbooks

    own = {each.key: each for each in declaration.own}
    fields = {each.name: each for each in fields_of(declaration.record)}
    columns = _with_currencies(columns, fields)
    query = query.with_(columns=tuple(each for each in columns if each not in own))
    headings = [
        Column(str(own[key].heading), Kind.DECIMAL if own[key].numeric else Kind.TEXT)
        if key in own
        else Column(fields[key].label, _kind(fields[key]), fields[key].spec.choices)
        for key in columns
    ]
    rows: list[list[Any]] = []
    with store.read() as session:
        total = lists.count(session, query)
        while len(rows) < total:
            progress.step(len(rows), total, _("Writing the list …"))
            found = lists.page(session, query, len(rows), _BLOCK)
            if not found:
                break
            rows += _block(session, own, fields, query, columns, found)
    return write_table(path, str(declaration.record.TERM), headings, rows)


def _kind(field: RecordField) -> Kind:
    return Kind.TEXT if field.kind is Kind.REFERENCE else field.kind


def _with_currencies(columns: Sequence[str], fields: Mapping[str, RecordField]) -> tuple[str, ...]:
    """Behind the last amount, the currency that amounts are in."""
    wanted = [fields[key].spec.currency_field for key in columns if key in fields]
    return tuple(dict.fromkeys((*columns, *filter(None, wanted))))


def _block(
    session: Session,
    own: Mapping[str, OwnColumn],
    fields: Mapping[str, RecordField],
    query: ListQuery,
    columns: Sequence[str],
    found: Sequence[tuple[Any, ...]],
) -> list[list[Any]]:
    ids = [row[0] for row in found]
    cells = {key: own[key].read(session, ids) for key in columns if key in own}
    called: dict[str, dict[int, str]] = {}
    for place, name in enumerate(query.columns, 1):
        target = fields[name].spec.refers_to
        if target:
            wanted = {row[place] for row in found if row[place] is not None}
            called[name] = reference_names(session, target, wanted)
    rows: list[list[Any]] = []
    for row in found:
        by_name = dict(zip(query.columns, row[1:], strict=True))
        line: list[Any] = []
        for key in columns:
            if key in own:
                cell = cells[key].get(row[0]) or Cell("")
                line.append(cell.value if own[key].numeric else cell.words)
            elif key in called:
                line.append(called[key].get(by_name[key]))
            else:
                line.append(by_name[key])
        rows.append(line)
    return rows
