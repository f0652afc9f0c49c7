"""The rows of a list of any kind of record: pages of columns read by SQL when they come into view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from sqlalchemy.orm import Session

from kamdesk.model import values
from kamdesk.model.fields import RecordField, fields_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.terms import Term
from kamdesk.store.store import Store
from kamdesk.ui.models.account_list import NUMBERS, PAGE
from kamdesk.ui.models.wanted_indexes import WantedIndexes
from kamdesk.ui.widgets.delegates import COLOUR, VALUE
from kamdesk.ui.widgets.paged_table import COLUMN_KEY
from kamdesk.work import lists, settings
from kamdesk.work.fields import reference_names
from kamdesk.work.lists import ListQuery

Index = QModelIndex | QPersistentModelIndex
_MOST_PAGES = 12
"""Pages kept: a long walk does not fill the memory."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Row = tuple[int, tuple[Any, ...], tuple[str, ...]]


class RecordListModel(QAbstractTableModel):
    """Columns and order are the query's. `role_of(name, row)` may give a cell a colour by the values of its row."""

    def __init__(
        self,
        store: Store,
        query: ListQuery,
        role_of: Callable[[str, Mapping[str, Any]], str | None] | None = None,
        headings: Mapping[str, Term] | None = None,
    ) -> None:
        """`headings`: what a narrow column is called where the label of the form would not fit."""
        super().__init__()
        self._headings = headings or {}
        self._store, self.query, self._role_of = store, query, role_of
        self._record = RECORD_BY_NAME[query.record]
        self._fields: dict[str, RecordField] = {each.name: each for each in fields_of(self._record)}
        self._count = 0
        self._pages: dict[int, list[_Row]] = {}
        self._indexes = WantedIndexes(store, self._record)
        self._wan = False

    # ------------------------------------------------------------------------------------------------- what is shown

    def set_query(self, query: ListQuery) -> None:
        """Shows another list."""
        with self._store.read() as session:
            self.beginResetModel()
            self.query, self._pages = query, {}
            self._wan = settings.get(session, "money_display") == "wan"
            self._count = lists.count(session, query)
            if self._count:
                self._load(session, 0)
            self.endResetModel()
            self._indexes.want(session, self.query, self._count)

    def refresh(self) -> None:
        """Reads the list anew."""
        self.set_query(self.query)

    def total(self) -> int:
        """How many rows the list has."""
        return self._count

    def id_at(self, row: int) -> int | None:
        """The record at `row`."""
        found = self._row(row)
        return found[0] if found is not None else None

    def row_of(self, record_id: int) -> int:
        """Where a record stands; −1 when it is not in the list."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row[0] == record_id:
                    return page * PAGE + place
        with self._store.read() as session:
            place_in_list = lists.standing(session, self.query, record_id)[1]
        return -1 if place_in_list is None else place_in_list

    def field(self, column: int) -> RecordField:
        """The field shown in `column`."""
        return self._fields[self.query.columns[column]]

    # ------------------------------------------------------------------------------------------------------- reading

    def _row(self, row: int) -> _Row | None:
        if not 0 <= row < self._count:
            return None
        page = row // PAGE
        if page not in self._pages:
            with self._store.read() as session:
                self._load(session, page)
        rows = self._pages[page]
        place = row - page * PAGE
        return rows[place] if place < len(rows) else None

    def _load(self, session: Session, page: int) -> None:
        while len(self._pages) >= _MOST_PAGES:
            self._pages.pop(next(iter(self._pages)))
        names = self.query.columns + tuple(self._currencies())
        found = lists.page(session, self.query.with_(columns=names), page * PAGE, PAGE)
        called: dict[str, dict[int, str]] = {}
        for column, name in enumerate(names, 1):
            target = self._fields[name].spec.refers_to
            if target:
                ids = {row[column] for row in found if row[column] is not None}
                called[name] = reference_names(session, target, ids)
        self._pages[page] = [self._shown(row, names, called) for row in found]

    def _shown(
        self, row: Sequence[Any], names: Sequence[str], called: Mapping[str, Mapping[int, str]]
    ) -> _Row:
        by_name = dict(zip(names, row[1:], strict=True))
        texts = tuple(self._words(name, by_name, called) for name in self.query.columns)
        return row[0], tuple(row[1 : len(self.query.columns) + 1]), texts

    def _words(
        self, name: str, row: Mapping[str, Any], called: Mapping[str, Mapping[int, str]]
    ) -> str:
        field, value = self._fields[name], row[name]
        if value is None:
            return ""
        if field.spec.refers_to:
            return called[name].get(value, "")
        if field.spec.plain:
            return str(value)
        currency = row.get(field.spec.currency_field) if field.spec.currency_field else None
        return values.show(
            field.kind, value, vocabulary=field.spec.choices, currency=currency, wan=self._wan
        )

    def _currencies(self) -> list[str]:
        wanted = [self._fields[name].spec.currency_field for name in self.query.columns]
        return [name for name in dict.fromkeys(wanted) if name and name not in self.query.columns]

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.query.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.field(column).kind in NUMBERS else None
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, VALUE, COLOUR,
            Qt.ItemDataRole.ToolTipRole,
        ):  # fmt: skip
            return None
        row = self._row(index.row())
        if row is None:
            return None
        if role == VALUE:
            return row[1][column]
        if role == COLOUR:
            if self._role_of is None:
                return None
            by_name = dict(zip(self.query.columns, row[1], strict=True))
            return self._role_of(self.query.columns[column], by_name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.field(column).label}: {row[2][column]}"
        return row[2][column]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.query.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            name = self.query.columns[section]
            return str(self._headings.get(name) or self.field(section).label)
        if role == COLUMN_KEY:
            return self.query.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and self.field(section).kind in NUMBERS:
            return _RIGHT
        return None
