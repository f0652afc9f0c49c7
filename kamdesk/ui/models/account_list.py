"""The rows of the account list: pages of columns read by SQL, formatted once, group headings between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from sqlalchemy.orm import Session

from kamdesk.i18n import _, ngettext
from kamdesk.model import values
from kamdesk.model.account import Account
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.terms import Term
from kamdesk.store.store import Store
from kamdesk.ui.models.runs import runs
from kamdesk.ui.models.wanted_indexes import WantedIndexes
from kamdesk.ui.widgets.delegates import VALUE, due_text
from kamdesk.ui.widgets.paged_table import COLUMN_KEY
from kamdesk.work import lists, settings
from kamdesk.work.fields import fields_for, reference_names
from kamdesk.work.lists import Condition, ListQuery

PAGE = 100
_MOST_ROWS = 1000
"""Rows kept: those in view and where one came from; a long walk does not fill the memory, a refresh stays quick."""
GROUP = Qt.ItemDataRole.UserRole + 8
"""True for the heading of a group."""
NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex
SHORT_HEADINGS: dict[str, Term] = {
    "tier": Term("Tier", "等级"),
    "status": Term("Status", "状态"),
    "owner_id": Term("Owner", "负责人"),
    "uscc": Term("Credit code", "信用代码"),
}
"""What a narrow column is called where the label of the form would not fit."""


@dataclass(frozen=True)
class Group:
    """Accounts that share a value: where their heading stands, and what they are called."""

    value: Any
    words: str
    count: int
    first_row: int
    """The row of the heading; the accounts follow it."""


@dataclass(frozen=True)
class _Row:
    id: int
    values: tuple[Any, ...]
    texts: tuple[str, ...]


class AccountListModel(QAbstractTableModel):
    """Columns are the query's; rows are read by `load_rows`, which the view calls before it shows them."""

    def __init__(self, store: Store, query: ListQuery) -> None:
        super().__init__()
        self._store = store
        self.query = query
        self.group_field = ""
        self.groups: list[Group] = []
        self._headings: dict[int, Group] = {}
        with store.read() as session:
            fields = fields_for(session, Account)
        self._fields: dict[str, RecordField] = {each.name: each for each in fields}
        self._count = 0
        self._rows: dict[int, _Row] = {}
        self._kept: tuple[int, int] | None = None
        """An account and where it stood when the list was set; −1: nowhere."""
        self._today = date.today()
        self._indexes = WantedIndexes(store, Account)
        """Columns for which an index was asked for."""
        self.resets = 0
        """How often the rows were replaced: whoever keeps a place in the list compares it."""
        self.modelReset.connect(self._count_reset)

    # ------------------------------------------------------------------------------------------------- what is shown

    def set_query(self, query: ListQuery, group_field: str = "", kept: int | None = None) -> None:
        """Shows another list; the first page is read at once, and where account `kept` stands is known then."""
        with self._store.read() as session:
            self.beginResetModel()
            self.query, self.group_field = query, group_field
            self._forget(session, kept)
            self.endResetModel()
            self._indexes.want(session, self.query, self._count)

    def refresh(self) -> bool:
        """Reads what is loaded anew; True if only values changed, False if rows came, went or moved (a reset)."""
        with self._store.read() as session:
            before = {row: each.id for row, each in self._rows.items()}
            shape = (self._count, [(each.value, each.count) for each in self.groups])
            old_rows, old_fields = self._rows, self._fields
            self._forget(session)
            same = shape == (self._count, [(each.value, each.count) for each in self.groups])
            if same and before:
                for first, last in runs(before):
                    self._load(session, first, last)
                same = all(
                    row in self._rows and self._rows[row].id == account_id
                    for row, account_id in before.items()
                )
            if same and old_fields.keys() == self._fields.keys():
                self._tell_changes(old_rows)
                return True
            self.beginResetModel()
            self.endResetModel()
            return False

    def load_rows(self, first: int, last: int) -> None:
        """Makes sure that rows `first` … `last` can be painted without a query."""
        last = min(last, self.rowCount() - 1)
        if all(row in self._rows or self.is_group(row) for row in range(max(first, 0), last + 1)):
            return
        if len(self._rows) > _MOST_ROWS:
            self._rows = {row: each for row, each in self._rows.items() if first <= row <= last}
        with self._store.read() as session:
            self._load(session, max(first, 0), last)
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def is_group(self, row: int) -> bool:
        """Whether `row` is the heading of a group."""
        return row in self._headings

    def id_at(self, row: int) -> int | None:
        """The account at `row`; None for a heading or no row."""
        if not 0 <= row < self.rowCount() or self.is_group(row):
            return None
        if row not in self._rows:
            self.load_rows(row, row)
        found = self._rows.get(row)
        return found.id if found is not None else None

    def row_of(self, account_id: int | None) -> int:
        """Where the account stands; −1 when it is not in the list."""
        if account_id is None:
            return -1
        for row, each in self._rows.items():
            if each.id == account_id:
                return row
        if self._kept is not None and self._kept[0] == account_id:
            return self._kept[1]
        return self._find(account_id)

    def all_ids(self) -> list[int]:
        """The accounts of the list in its order."""
        with self._store.read() as session:
            if not self.groups:
                return lists.ids(session, self.query)
            return [one for each in self.groups for one in lists.ids(session, self._of_group(each))]

    def total(self) -> int:
        """How many accounts the list has."""
        return self._count

    def field(self, column: int) -> RecordField:
        """The field shown in `column`."""
        return self._fields[self.query.columns[column]]

    def fields(self) -> list[RecordField]:
        """Every field of an account, the department's own too."""
        return list(self._fields.values())

    # ------------------------------------------------------------------------------------------------------- reading

    def _forget(self, session: Session, kept: int | None = None) -> None:
        self._rows = {}
        self._kept = None
        self._today = date.today()
        self._fields = {each.name: each for each in fields_for(session, Account)}
        self._money = settings.get(session, "money_display")
        known = tuple(name for name in self.query.columns if name in self._fields)
        self.query = self.query.with_(columns=known or ("name",))
        if kept is None or self.group_field:
            self._count = lists.count(session, self.query)
        else:  # at one go: looking for a text is what takes the time
            self._count, place = lists.standing(session, self.query, kept)
            self._kept = (kept, -1 if place is None else place)
        self.groups = self._read_groups(session) if self.group_field else []
        self._headings = {each.first_row: each for each in self.groups}
        self._load(session, 0, PAGE - 1)

    def _read_groups(self, session: Session) -> list[Group]:
        counts = lists.counts_by(session, self.query, self.group_field)
        empty = sum(count for value, count in counts.items() if value in (None, ""))
        words = self._group_words(session, [value for value in counts if value not in (None, "")])
        found: list[Group] = []
        row = 0
        for value, said in words:
            found.append(Group(value, said, counts[value], row))
            row += counts[value] + 1
        if empty:
            found.append(Group(None, _("not set"), empty, row))
        return found

    def _group_words(self, session: Session, keys: list[Any]) -> list[tuple[Any, str]]:
        spec = self._fields[self.group_field].spec
        if spec.choices is not None:
            order = {code: place for place, code in enumerate(spec.choices.codes)}
            keys.sort(key=lambda code: order.get(code, 99))
            return [(code, spec.choices.label(code)) for code in keys]
        if spec.refers_to:
            names = reference_names(session, spec.refers_to, set(keys))
            return sorted(((key, names.get(key, str(key))) for key in keys), key=lambda one: one[1])
        return [(key, str(key)) for key in sorted(keys, key=str)]

    def _of_group(self, group: Group) -> ListQuery:
        condition = (
            Condition(self.group_field, "empty")
            if group.value is None
            else Condition(self.group_field, "is", (group.value,))
        )
        return self.query.with_(conditions=(*self.query.conditions, condition))

    def _load(self, session: Session, first: int, last: int) -> None:
        """Reads the pages that the rows missing from `first` … `last` lie on, those of a list at one go: leaving out
        the rows before them is what takes the time."""
        whole = [(self.query, 0, self._count)]
        parts = [(self._of_group(each), each.first_row + 1, each.count) for each in self.groups]
        for query, top, count in parts or whole:
            wanted = range(max(first, top), min(last, top + count - 1) + 1)
            missing = [row - top for row in wanted if row not in self._rows]
            if missing:
                begin = missing[0] // PAGE * PAGE
                end = min((missing[-1] // PAGE + 1) * PAGE, count)
                self._keep(session, query, top + begin, self._read(session, query, begin, end))

    def _read(
        self, session: Session, query: ListQuery, begin: int, end: int
    ) -> list[tuple[Any, ...]]:
        """Rows `begin` … `end` − 1 of a list; those nearer to its end are counted from there."""
        wanted = query.with_(columns=query.columns + tuple(self._currency_columns()))
        turned = wanted.with_(descending=not query.descending)
        behind = self._count - end
        is_exact = not self.groups and query.sort in self._fields
        if is_exact and behind < begin and not self._fields[query.sort].nullable:
            return lists.page(session, turned, behind, end - begin)[::-1]
        return lists.page(session, wanted, begin, end - begin)

    def _keep(
        self, session: Session, query: ListQuery, first: int, rows: Sequence[tuple[Any, ...]]
    ) -> None:
        wanted = query.columns + tuple(self._currency_columns())
        names: dict[str, dict[int, str]] = {}
        for column, name in enumerate(wanted):
            target = self._fields[name].spec.refers_to
            if target:
                ids = {row[column + 1] for row in rows if row[column + 1] is not None}
                names[name] = reference_names(session, target, ids)
        for number, row in enumerate(rows, first):
            by_name = dict(zip(wanted, row[1:], strict=True))
            texts = tuple(self._words(name, by_name, names) for name in query.columns)
            shown = row[1 : len(query.columns) + 1]
            self._rows[number] = _Row(row[0], shown, texts)

    def _currency_columns(self) -> list[str]:
        wanted = [self._fields[name].spec.currency_field for name in self.query.columns]
        return [name for name in dict.fromkeys(wanted) if name and name not in self.query.columns]

    def _words(
        self, name: str, row: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]
    ) -> str:
        field, value = self._fields[name], row[name]
        if name == "next_contact_on":
            return str(due_text(value, self._today))
        if value is None:
            return ""
        if name == "completeness":
            return f"{value}%"
        if field.spec.refers_to:
            return names[name].get(value, "")
        currency = row.get(field.spec.currency_field) if field.spec.currency_field else None
        if field.custom and field.kind in (Kind.DATE, Kind.DECIMAL, Kind.INTEGER):
            return str(value) if field.kind is Kind.DATE else f"{value:,g}"
        return values.show(
            field.kind, value, vocabulary=field.spec.choices, currency=currency,
            wan=self._money == "wan",
        )  # fmt: skip

    def _tell_changes(self, old: Mapping[int, _Row]) -> None:
        last = self.columnCount() - 1
        for row, each in self._rows.items():
            if row in old and old[row] != each:
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def _find(self, account_id: int) -> int:
        with self._store.read() as session:
            account = session.get(Account, account_id)
            if account is None or (account.deleted_at is not None) != self.query.in_trash:
                return -1
            parts = [(each.first_row + 1, self._of_group(each)) for each in self.groups]
            for top, query in parts or [(0, self.query)]:
                place = lists.standing(session, query, account_id)[1]
                if place is not None:
                    return top + place
        return -1

    # ----------------------------------------------------------------------------------------------- Qt calls us

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return self._count + len(self.groups)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.query.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.groups and self.is_group(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows.get(index.row())
        if row is None:
            return self._heading_data(index, role) if self.groups else None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts[column]
        if role == VALUE:
            return row.values[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.field(column).label
            return _("{column}: {value}").format(
                column=heading, value=row.texts[column] or _("empty")
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and self.field(column).kind in NUMBERS:
            return _RIGHT
        return None

    def _count_reset(self) -> None:
        self.resets += 1

    def _heading_data(self, index: Index, role: int) -> Any:
        group = self._headings.get(index.row())
        if group is None:
            return None
        if role == GROUP:
            return True
        words = ngettext("{group}: {count} account", "{group}: {count} accounts", group.count)
        said = words.format(group=group.words, count=group.count)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said
        return said if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        field = self.field(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(SHORT_HEADINGS.get(field.name, field.spec.label))
        if role == Qt.ItemDataRole.ToolTipRole:
            return field.label
        if role == COLUMN_KEY:
            return field.name
        if role == Qt.ItemDataRole.TextAlignmentRole and (
            (field.kind in NUMBERS and field.name != "completeness")
            or field.name == "next_contact_on"
        ):
            return _RIGHT
        return None


def columns_in_use(fields: Sequence[RecordField]) -> tuple[str, ...]:
    """The columns before anybody chose: those declared for lists, in the order a row is read.

    The owner is left to the detail and to filters: with it the name would have no room beside an open detail.
    """
    order = {name: place for place, name in enumerate(_ORDER)}
    chosen = [each.name for each in fields if each.spec.in_list and each.name != "owner_id"]
    return tuple(sorted(chosen, key=lambda name: order.get(name, len(order))))


_ORDER = ("tier", "name", "status", "region", "completeness", "next_contact_on")
