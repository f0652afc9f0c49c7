"""Records what a change writes: before and after of every row, in the same transaction as the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, event, select, text
from sqlalchemy import inspect as inspect_object
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from kamdesk.i18n import Message
from kamdesk.model.account import Account
from kamdesk.model.base import Record, new_uid
from kamdesk.model.log import Change, ChangedRow
from kamdesk.model.registry import RECORD_BY_NAME, map_all
from kamdesk.model.types import now
from kamdesk.store import bulk, derived, images, search

_CHANGE: Table = Change.__table__  # type: ignore[assignment]  # it is mapped to a Table
_LOG: Table = ChangedRow.__table__  # type: ignore[assignment]  # it is mapped to a Table
_UNRECORDED_COLUMNS = frozenset({"version"})
"""The version only ever grows, also when a change is undone: an open editor must notice both."""

_BLOCK = 5000
"""Ids in one query; SQLite takes 32,766."""
_FEW = 50


@dataclass(slots=True)
class _Row:
    action: str
    account_id: int | None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


_Rows = dict[tuple[str, int], _Row]
"""Class name and id → what became of the row."""


class Recorder:
    """Listens to one session of `Store.change` and writes the log when the block ends."""

    def __init__(self, session: Session, label: Message, by: str) -> None:
        self.session = session
        self.label = label
        self.by = by
        self.rows: _Rows = {}
        self._unloaded: dict[tuple[str, int], dict[str, Any]] = {}
        self.settled: set[int] = set()
        """Accounts inserted in bulk, whose completeness is right unless something else of theirs is written."""
        map_all()
        session.info["recorder"] = self
        event.listen(session, "before_flush", self._stamp)
        event.listen(session, "after_flush", self._collect)

    def _stamp(self, session: Session, _context: Any, _objects: Any) -> None:
        moment = now()
        for record in session.new:
            if isinstance(record, Record):
                record.created_by = record.created_by or self.by
                derived.before_write(record)
        for record in session.dirty:
            if isinstance(record, Record) and session.is_modified(record):
                self._look_up_unloaded(record)
                record.updated_at = moment
                derived.before_write(record)

    def _look_up_unloaded(self, record: Record) -> None:
        """An attribute that was set while expired does not know its old value; the database still does."""
        state = inspect_object(record)
        unmodified = state.unmodified
        names = [
            attribute.key
            for attribute in state.mapper.column_attrs
            if attribute.key not in unmodified
            and (history := state.attrs[attribute.key].history).added
            and not history.deleted
        ]
        if names:
            table = _table(type(record))
            query = select(*(table.c[name] for name in names)).where(table.c.id == record.id)
            with self.session.no_autoflush:
                old = self.session.execute(query).mappings().one()
            self._unloaded.setdefault(_key(record), {}).update(old)

    def _collect(self, session: Session, _context: Any) -> None:
        for record in session.new:
            if isinstance(record, Record):
                self._add_insert(record)
        for record in session.dirty:
            if isinstance(record, Record):
                self._add_update(record)
        for record in session.deleted:
            if isinstance(record, Record):
                self._add_delete(record)

    def _add_insert(self, record: Record) -> None:
        if record.IS_LOGGED:
            self.rows[_key(record)] = _Row("insert", account_of(self.session, record))

    def _add_update(self, record: Record) -> None:
        if not record.IS_LOGGED:
            return
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        unloaded = self._unloaded.pop(_key(record), {})
        state = inspect_object(record)
        unmodified = state.unmodified
        for attribute in state.mapper.column_attrs:
            if attribute.key in unmodified:
                continue
            history = state.attrs[attribute.key].history
            if history.has_changes() and attribute.key not in _UNRECORDED_COLUMNS:
                old = history.deleted[0] if history.deleted else unloaded.get(attribute.key)
                before[attribute.key] = old
                after[attribute.key] = history.added[0] if history.added else None
        self.add_update(type(record), record.id, account_of(self.session, record), before, after)

    def _add_delete(self, record: Record) -> None:
        if not record.IS_LOGGED:
            return
        state = inspect_object(record)
        whole = {
            attribute.key: getattr(record, attribute.key) for attribute in state.mapper.column_attrs
        }
        known = self.rows.pop(_key(record), None)
        if known is not None and known.action == "insert":
            return
        if known is not None:
            whole.update(known.before)
        self.rows[_key(record)] = _Row("delete", account_of(self.session, record), before=whole)

    def add_update(
        self,
        record: type[Record],
        record_id: int,
        account_id: int | None,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        """Notes an update; several of one row become one, from the first `before` to the last `after`."""
        if not after:
            return
        if record is Account:
            self.settled.discard(record_id)
        known = self.rows.get((record.__name__, record_id))
        if known is None:
            self.rows[(record.__name__, record_id)] = _Row("update", account_id, before, after)
        elif known.action == "update":
            known.before = {**before, **known.before}
            known.after.update(after)

    def add_inserts(
        self, record: type[Record], ids: Sequence[int], account_ids: Sequence[int | None]
    ) -> None:
        """Notes rows that a set-based statement inserted."""
        if record is Account:
            self.settled.update(ids)
        for record_id, account_id in zip(ids, account_ids, strict=True):
            self.rows[(record.__name__, record_id)] = _Row("insert", account_id)

    def take_over(self, later: _Rows) -> None:
        """Adds what a part of the change wrote after everything noted so far; see `kamdesk.store.attempt`."""
        for key, row in later.items():
            known = self.rows.get(key)
            if row.action == "update":
                record = RECORD_BY_NAME[key[0]]
                self.add_update(record, key[1], row.account_id, row.before, row.after)
            elif row.action == "delete" and known is not None:
                del self.rows[key]
                if known.action == "update":
                    row.before.update(known.before)
                    self.rows[key] = row
            else:
                self.rows[key] = row

    def finish(self) -> tuple[int | None, dict[str, frozenset[int]]]:
        """Works out derived columns, then writes log and search text.

        Returns the id of the change (None if nothing was written) and {class name: ids}.
        """
        session = self.session
        session.flush()
        if not self.rows:
            return None, {}
        self._write_completeness()
        self._write_last_contacts()
        self._drop_unchanged()
        if not self.rows:
            return None, {}
        change_id = self._write_change()
        session.connection().exec_driver_sql(
            f"INSERT INTO {_LOG.name} (change_id, record, record_id, account_id, action, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [self._logged(change_id, key, row) for key, row in self.rows.items()],
        )
        searched = self._rows_about(search.looked_at())
        found = _touched(searched)
        accounts = found.get("Account", set()) | _accounts_of("Contact", searched)
        search.refresh(session, {**found, "Account": accounts})
        touched = _touched(self.rows)
        return change_id, {record: frozenset(ids) for record, ids in touched.items()}

    def _write_change(self) -> int:
        at = images.stored(_CHANGE.c.at, now())
        inserted = self.session.connection().exec_driver_sql(
            f'INSERT INTO {_CHANGE.name} (label, at, "by") VALUES (?, ?, ?)',
            (self.label.dump(), at, self.by),
        )
        return int(inserted.lastrowid)

    def _write_completeness(self) -> None:
        """An account's completeness follows from its own fields and those of its persons."""
        session = self.session
        rows = self._rows_about(derived.LOOKED_AT)
        ids = (_touched(rows).get("Account", set()) - self.settled) | _accounts_of("Contact", rows)
        outdated = derived.outdated(session, ids)
        self._set_on_accounts(
            "completeness", {key: percent for key, (_is, percent) in outdated.items()}
        )

    def _write_last_contacts(self) -> None:
        """The day of an account's last contact follows from its visits."""
        ids = _accounts_of("Visit", self._rows_about(derived.LAST_CONTACT_LOOKED_AT))
        self._set_on_accounts("last_contact_on", derived.outdated_contacts(self.session, ids))

    def _set_on_accounts(self, column: str, values: Mapping[int, Any]) -> None:
        """Through the objects where they are loaded, or few: a set-based statement makes all objects forget what
        they hold, and a person's own action goes on using them."""
        session = self.session
        in_bulk = []
        for account_id, value in values.items():
            account = session.identity_map.get(identity_key(Account, account_id))
            if account is None and len(values) <= _FEW:
                account = session.get(Account, account_id)
            if account is None:
                in_bulk.append({"id": account_id, column: value})
            else:
                setattr(account, column, value)
        session.flush()
        if in_bulk:
            update_many(session, Account, in_bulk)

    def _rows_about(self, columns: Mapping[str, frozenset[str]]) -> _Rows:
        """The rows of the classes in `columns` that came, went, or changed in one of the columns named there."""
        return {
            key: row
            for key, row in self.rows.items()
            if key[0] in columns
            and (row.action != "update" or not columns[key[0]].isdisjoint(row.after))
        }

    def _drop_unchanged(self) -> None:
        """A value that came back to what it was is no change; nor is a row of which only the time stamp moved."""
        for key, row in tuple(self.rows.items()):
            if row.action != "update":
                continue
            for name in [name for name in row.after if row.after[name] == row.before.get(name)]:
                row.before.pop(name, None)
                del row.after[name]
            if row.after.keys() <= {"updated_at"}:
                del self.rows[key]

    @staticmethod
    def _logged(change_id: int, key: tuple[str, int], row: _Row) -> tuple[Any, ...]:
        table = _table(RECORD_BY_NAME[key[0]])
        before = images.dump(table, row.before) if row.before else None
        after = images.dump(table, row.after) if row.after else None
        return (change_id, *key, row.account_id, row.action, before, after)


def _touched(rows: _Rows) -> dict[str, set[int]]:
    touched: dict[str, set[int]] = {}
    for record, record_id in rows:
        touched.setdefault(record, set()).add(record_id)
    return touched


def _accounts_of(record_name: str, rows: _Rows) -> set[int]:
    """The accounts whose people, or visits, are among `rows`: the earlier one of what was moved too."""
    ids = {
        account_id
        for (record, _id), row in rows.items()
        if record == record_name
        for account_id in (
            row.account_id, row.before.get("account_id"), row.after.get("account_id"),
        )
    }  # fmt: skip
    return {account_id for account_id in ids if account_id is not None}


def _key(record: Record) -> tuple[str, int]:
    return (type(record).__name__, record.id)


def account_of(session: Session, record: Record) -> int | None:
    """The account whose history shows what happens to `record`: its own, or that of what it belongs to."""
    if isinstance(record, Account):
        return record.id
    if hasattr(record, "account_id"):
        return record.account_id  # type: ignore[no-any-return]  # a column of most records
    above = above_of(record)
    if above is None:
        return None
    with session.no_autoflush:
        found = session.get(*above)
    return account_of(session, found) if found is not None else None


def above_of(record: Record) -> tuple[type[Record], int] | None:
    """Class and id of what `record` belongs to, by `SUBJECT` where it has one, else by `PARENT`."""
    if record.SUBJECT is not None:
        kind, record_id = (getattr(record, name) for name in record.SUBJECT)
        if kind in RECORD_BY_NAME and record_id is not None:
            return RECORD_BY_NAME[kind], record_id
    if not record.PARENT:
        return None
    above_id = getattr(record, record.PARENT)
    if above_id is None:
        return None
    return kind_above(type(record)), above_id


@cache
def kind_above(record: type[Record]) -> type[Record]:
    """The class that the reference named by `PARENT` points at."""
    key = next(iter(_table(record).c[record.PARENT].foreign_keys))
    return next(each for each in RECORD_BY_NAME.values() if each.__table__ is key.column.table)


def insert_many(
    session: Session, record: type[Record], rows: Sequence[dict[str, Any]]
) -> list[int]:
    """Inserts `rows` (column → value) with one statement, as part of the change `session` belongs to.

    Returns the ids in the order of `rows`. Derived columns, log and search text follow as for single records.
    """
    recorder: Recorder = session.info["recorder"]
    session.flush()
    first = _next_id(session, record)
    moment = now()
    prepared = []
    for offset, row in enumerate(rows):
        whole = {
            "id": first + offset,
            "uid": new_uid(),
            "created_at": moment,
            "updated_at": moment,
            "created_by": recorder.by,
            "version": 1,
            **row,
        }
        derived.before_bulk_insert(record, whole)
        prepared.append(whole)
    bulk.insert_rows(session, _table(record), prepared)
    ids = [row["id"] for row in prepared]
    accounts = [
        row["id"] if record.__name__ == "Account" else row.get("account_id") for row in prepared
    ]
    recorder.add_inserts(record, ids, accounts)
    return ids


def update_many(session: Session, record: type[Record], rows: Sequence[dict[str, Any]]) -> None:
    """Updates rows of `record`: each mapping has ``id`` and the columns to set; before-images are read first.

    A row in which nothing changes is left alone, its time stamp and version too.
    """
    recorder: Recorder = session.info["recorder"]
    session.flush()
    moment = now()
    table = _table(record)
    for names, group in _by_columns(_derived_too(record, row) for row in rows).items():
        before = _current(
            session, table, [table.c[name] for name in names], [row["id"] for row in group]
        )
        changed_rows = []
        for row in group:
            old = before[row["id"]]
            changed = {name: row[name] for name in names if row[name] != old[name]}
            if not changed:
                continue
            changed_rows.append(row)
            recorder.add_update(
                record,
                row["id"],
                row["id"] if record.__name__ == "Account" else old.get("account_id"),
                {name: old[name] for name in changed} | {"updated_at": old["updated_at"]},
                changed | {"updated_at": moment},
            )
            # The same row may come again in this group.
            old.update(changed)
        bulk.update_rows(session, table, names, changed_rows, moment)
    session.expire_all()


def _table(record: type[Record]) -> Table:
    return record.__table__  # type: ignore[return-value]  # every record is mapped to a Table


def _next_id(session: Session, record: type[Record]) -> int:
    """An id never used before; the transaction holds the write lock, so the following ones are free too."""
    query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return int(session.execute(query, {"name": record.__tablename__}).scalar() or 0) + 1


def _derived_too(record: type[Record], row: dict[str, Any]) -> dict[str, Any]:
    whole = dict(row)
    derived.before_bulk_write(record, whole)
    return whole


def _by_columns(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(sorted(name for name in row if name != "id")), []).append(row)
    return groups


def _current(
    session: Session, table: Table, columns: Sequence[Column[Any]], ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    wanted = {table.c.id, table.c.updated_at, *columns}
    if "account_id" in table.c:
        wanted.add(table.c.account_id)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), _BLOCK):
        query = select(*wanted).where(table.c.id.in_(ids[start : start + _BLOCK]))
        for row in session.execute(query).mappings():
            found[row["id"]] = dict(row)
    return found
