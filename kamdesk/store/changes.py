"""Undo and redo of whole changes, and the history of a record, read from the change log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from kamdesk.errors import StaleError
from kamdesk.i18n import Message, _
from kamdesk.model.log import Change, ChangedRow
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.types import now
from kamdesk.store import images, search


@dataclass(frozen=True)
class Entry:
    """One line of a history: the change, and what it did to one record."""

    change_id: int
    label: str
    at: datetime
    by: str
    undone: bool
    record: str
    record_id: int
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    """Column name → Python value; empty for an insert."""


def next_undo(session: Session, change_id: int | None = None) -> Change | None:
    """The change that undo would take back: the one named, else the newest that stands."""
    if change_id is not None:
        return session.get(Change, change_id)
    query = select(Change).where(Change.undone_at.is_(None)).order_by(Change.id.desc()).limit(1)
    return session.scalars(query).first()


def next_redo(session: Session) -> Change | None:
    """The change that redo would bring back: the oldest of those undone since anything new was done."""
    newest = select(func.max(Change.id)).scalar_subquery()
    query = (
        select(Change)
        .where(Change.undone_at.is_not(None), Change.undone_after == newest)
        .order_by(Change.id)
        .limit(1)
    )
    return session.scalars(query).first()


def undo(session: Session, change: Change, by: str) -> dict[str, frozenset[int]]:
    """Restores exactly what was before `change`. Raises StaleError if one of its rows was changed since."""
    _refuse_if_changed_since(session, change)
    for name, actions in _grouped(session, change):
        table = _table(name)
        if "insert" in actions:
            _keep_image(session, table, change.id, name)
            _delete_rows(session, table, change.id, name, "insert")
        if "update" in actions:
            _write_columns(
                session, table, _rows(session, change.id, name, "update", ChangedRow.before)
            )
        if "delete" in actions:
            _insert_rows(
                session, table, _rows(session, change.id, name, "delete", ChangedRow.before)
            )
    return _finish(session, change, undone_at=now(), undone_by=by)


def redo(session: Session, change: Change) -> dict[str, frozenset[int]]:
    """Does an undone `change` again. Raises StaleError if one of its rows was changed since."""
    _refuse_if_changed_since(session, change)
    for name, actions in _grouped(session, change):
        table = _table(name)
        if "delete" in actions:
            _delete_rows(session, table, change.id, name, "delete")
        if "update" in actions:
            _write_columns(
                session, table, _rows(session, change.id, name, "update", ChangedRow.after)
            )
        if "insert" in actions:
            _insert_rows(
                session, table, _rows(session, change.id, name, "insert", ChangedRow.after)
            )
    return _finish(session, change, undone_at=None, undone_by=None)


def _table(name: str) -> Table:
    return RECORD_BY_NAME[name].__table__  # type: ignore[return-value]  # every record is mapped to a Table


def _refuse_if_changed_since(session: Session, change: Change) -> None:
    """Everything that writes leaves its rows in the log, so a later standing change of the same row tells."""
    later = session.execute(
        text(
            "SELECT later_change.label FROM changed_row AS own"
            " JOIN changed_row AS later ON later.record = own.record AND later.record_id = own.record_id"
            "  AND later.change_id > own.change_id"
            " JOIN change AS later_change ON later_change.id = later.change_id AND later_change.undone_at IS NULL"
            " WHERE own.change_id = :change LIMIT 1"
        ),
        {"change": change.id},
    ).scalar()
    if later is not None:
        raise StaleError(
            _(
                "“{label}” cannot be undone alone: “{later}” changed the same record afterwards. Undo that first."
            ).format(label=Message.load(change.label), later=Message.load(later))
        )


def _grouped(session: Session, change: Change) -> list[tuple[str, set[str]]]:
    query = (
        select(ChangedRow.record, ChangedRow.action)
        .where(ChangedRow.change_id == change.id)
        .distinct()
    )
    groups: dict[str, set[str]] = {}
    for record, action in session.execute(query):
        groups.setdefault(record, set()).add(action)
    return list(groups.items())


def _rows(
    session: Session, change_id: int, name: str, action: str, image: Any
) -> list[dict[str, Any]]:
    """Images as dictionaries of stored values, each with its ``id``."""
    query = select(ChangedRow.record_id, image).where(
        ChangedRow.change_id == change_id, ChangedRow.record == name, ChangedRow.action == action
    )
    return [
        {**images.load(stored), "id": record_id} for record_id, stored in session.execute(query)
    ]


def _keep_image(session: Session, table: Table, change_id: int, name: str) -> None:
    """Stores the rows that are about to be deleted, in one statement, so that they can come back."""
    session.execute(
        text(
            f'UPDATE changed_row SET after = (SELECT {images.image_in_sql(table)} FROM "{table.name}"'
            f' WHERE "{table.name}".id = changed_row.record_id)'
            " WHERE change_id = :change AND record = :record AND action = 'insert'"
        ),
        {"change": change_id, "record": name},
    )


def _delete_rows(session: Session, table: Table, change_id: int, name: str, action: str) -> None:
    session.execute(
        text(
            f'DELETE FROM "{table.name}" WHERE id IN (SELECT record_id FROM changed_row'
            " WHERE change_id = :change AND record = :record AND action = :action)"
        ),
        {"change": change_id, "record": name, "action": action},
    )


def _write_columns(session: Session, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Writes stored values back; the version grows, so that an open editor notices."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(sorted(name for name in row if name != "id")), []).append(row)
    for names, group in groups.items():
        assignments = "".join(f'"{name}" = ?, ' for name in names)
        session.connection().exec_driver_sql(
            f'UPDATE "{table.name}" SET {assignments}version = version + 1 WHERE id = ?',
            [(*(row[name] for name in names), row["id"]) for row in group],
        )


def _insert_rows(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Puts whole rows back; their version starts above any that an editor may still hold."""
    if not rows:
        return
    names = [column.name for column in table.columns if column.computed is None]
    places = ", ".join("?" for _name in names)
    for row in rows:
        row["version"] = row.get("version", 1) + 1
    session.connection().exec_driver_sql(
        f'INSERT INTO "{table.name}" ({images.as_text(names)}) VALUES ({places})',
        [tuple(map(row.get, names)) for row in rows],
    )


def _finish(
    session: Session, change: Change, *, undone_at: datetime | None, undone_by: str | None
) -> dict[str, frozenset[int]]:
    session.execute(
        update(Change)
        .where(Change.id == change.id)
        .values(
            undone_at=undone_at,
            undone_by=undone_by,
            undone_after=None
            if undone_at is None
            else select(func.max(Change.id)).scalar_subquery(),
        )
    )
    touched: dict[str, set[int]] = {}
    query = select(ChangedRow.record, ChangedRow.record_id).where(ChangedRow.change_id == change.id)
    for record, record_id in session.execute(query):
        touched.setdefault(record, set()).add(record_id)
    session.expire_all()
    accounts = touched.get("Account", set()) | _accounts_of_people(session, change)
    search.refresh(session, {**touched, "Account": accounts})
    return {record: frozenset(ids) for record, ids in touched.items()}


def _accounts_of_people(session: Session, change: Change) -> set[int]:
    """Accounts whose search text has to follow: a person that is gone, or moved, can no longer be asked for its own."""
    people = (ChangedRow.change_id == change.id, ChangedRow.record == "Contact")
    found = set(session.scalars(select(ChangedRow.account_id).where(*people)))
    moved = select(ChangedRow.before, ChangedRow.after).where(
        *people, ChangedRow.action == "update", ChangedRow.before.contains('"account_id"')
    )
    for row in session.execute(moved):
        found.update(images.load(image).get("account_id") for image in row)
    return {account_id for account_id in found if account_id is not None}


def history(
    session: Session,
    *,
    record: str | None = None,
    record_id: int | None = None,
    account_id: int | None = None,
    change_id: int | None = None,
    limit: int = 200,
) -> list[Entry]:
    """What happened, newest first: to one record, to an account with everything under it, or in one change."""
    asked = {
        "record": record,
        "record_id": record_id,
        "account_id": account_id,
        "change_id": change_id,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    return [
        Entry(
            row.id,
            str(Message.load(row.label)),
            row.at,
            row.by,
            row.undone_at is not None,
            row.record,
            row.record_id,
            row.action,
            _python_values(row.record, row.before),
            _python_values(row.record, row.after) if row.action == "update" else {},
        )
        for row in session.execute(_history(tuple(given)), {**given, "limit": limit})
    ]


@cache
def _history(given: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Changes and what they did to rows, by equality of the columns `given`; built once, as it is asked all day."""
    columns = (
        ChangedRow.record, ChangedRow.record_id, ChangedRow.action, ChangedRow.before, ChangedRow.after,
    )  # fmt: skip
    return (
        select(Change.id, Change.label, Change.at, Change.by, Change.undone_at, *columns)
        .join(ChangedRow, ChangedRow.change_id == Change.id)
        .where(*(getattr(ChangedRow, name) == bindparam(name) for name in given))
        .order_by(Change.id.desc(), ChangedRow.id)
        .limit(bindparam("limit"))
    )


def _python_values(record: str, image: str | None) -> dict[str, Any]:
    table = _table(record)
    return {
        name: images.loaded(table.c[name], value)
        for name, value in images.load(image).items()
        if name in table.c and name != "updated_at"
    }


@dataclass(frozen=True)
class ChangeLine:
    """One change in the list of everything that was done."""

    id: int
    label: str
    at: datetime
    by: str
    undone: bool
    rows: int


def recent(session: Session, limit: int = 200, before_id: int | None = None) -> list[ChangeLine]:
    """The newest changes, with the number of rows each touched; `before_id` pages on."""
    counted = (
        select(func.count(ChangedRow.id))
        .where(ChangedRow.change_id == Change.id)
        .correlate(Change)
        .scalar_subquery()
    )
    query = select(Change, counted).order_by(Change.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(Change.id < before_id)
    return [
        ChangeLine(
            change.id,
            str(Message.load(change.label)),
            change.at,
            change.by,
            change.undone_at is not None,
            rows,
        )
        for change, rows in session.execute(query)
    ]
