"""The waste basket: a record goes there with what belongs to it, comes back with the same, or goes for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.registry import RECORD_BY_NAME, RECORDS
from kamdesk.model.types import now
from kamdesk.store import bulk, naming
from kamdesk.store.recorder import kind_above, update_many

_BLOCK = 500


@dataclass(frozen=True)
class Trashed:
    """A line of the waste basket; what went there with a record is counted in `with_it`, not listed."""

    record: str
    """Class name."""
    record_id: int
    kind: str
    title: str
    deleted_at: datetime
    with_it: int


@dataclass(frozen=True)
class Emptied:
    """What `empty` did: rows that are gone, and the records that stay because something still points at them."""

    deleted: int
    kept: tuple[Trashed, ...]


Rows = dict[type[Record], set[int]]


@cache
def _by_subject() -> tuple[type[Record], ...]:
    """The classes that belong to one of any kind; asked for when something is deleted, because it has all mapped."""
    return tuple(record for record in RECORDS if record.SUBJECT is not None)


def move_to_trash(session: Session, record: Record) -> int:
    """Puts `record` into the waste basket with everything that belongs to it; returns the number of rows.

    Records that only point at it stay where they are and go on pointing (see `pointing_at`).
    """
    if record.deleted_at is not None:
        return 0
    session.flush()
    moment = now()
    rows = _with_children(session, {type(record): {record.id}}, deleted_at=None)
    # Through the object, so that a record changed meanwhile by somebody else is noticed.
    record.deleted_at = moment
    session.flush()
    rows[type(record)].discard(record.id)
    _mark(session, rows, moment)
    session.refresh(record)
    return 1 + sum(map(len, rows.values()))


def restore(session: Session, record: Record) -> int:
    """Takes `record` out of the waste basket with exactly what went there with it; returns the number of rows.

    Raises RuleError when what it belongs to is in the waste basket itself.
    """
    moment = record.deleted_at
    if moment is None:
        return 0
    above = _parent(session, record)
    if above is not None and above.deleted_at is not None:
        raise RuleError(
            _("“{name}” belongs to “{parent}”, which is in the waste basket. Restore that.").format(
                name=record.title, parent=above.title
            )
        )
    rows = _with_children(session, {type(record): {record.id}}, deleted_at=moment)
    record.deleted_at = None
    session.flush()
    rows[type(record)].discard(record.id)
    _mark(session, rows, None)
    session.refresh(record)
    return 1 + sum(map(len, rows.values()))


def list_trash(session: Session) -> list[Trashed]:
    """What lies in the waste basket, the newest first."""
    found = [_line(session, record) for kind in RECORDS for record in _tops(session, kind)]
    return sorted(found, key=lambda each: each.deleted_at, reverse=True)


def empty(
    session: Session, lines: Iterable[Trashed] | None = None, before: datetime | None = None
) -> Emptied:
    """Deletes for good what `lines` name (default: everything), or only what went there before a moment.

    It is a change like any other: undo brings the rows back into the waste basket. A record that something outside
    still points at stays, with all that belongs to it.
    """
    wanted = list(list_trash(session) if lines is None else lines)
    if before is not None:
        wanted = [each for each in wanted if each.deleted_at < before]
    groups = {
        each: _with_children(session, {_kind(each): {each.record_id}}, deleted_at=each.deleted_at)
        for each in wanted
    }
    kept: list[Trashed] = []
    while True:  # what stays may hold something else back
        going: Rows = {}
        for rows in groups.values():
            for kind, ids in rows.items():
                going.setdefault(kind, set()).update(ids)
        held = [each for each, rows in groups.items() if _is_held(session, rows, going)]
        if not held:
            break
        kept += held
        for each in held:
            del groups[each]
    for kind, ids in going.items():
        for record in _load(session, kind, ids):
            session.delete(record)
    session.flush()
    return Emptied(sum(map(len, going.values())), tuple(kept))


def pointing_at(session: Session, record: Record) -> dict[str, int]:
    """How many living records, by kind, point at `record` without belonging to it: to be told before it goes."""
    found: dict[str, int] = {}
    for kind, column in _references(type(record)):
        if column.name == kind.PARENT:
            continue
        query = select(func.count()).where(
            column == record.id, kind.__table__.columns["deleted_at"].is_(None)
        )
        count = session.scalar(query) or 0
        if count:
            found[str(kind.TERM)] = found.get(str(kind.TERM), 0) + count
    return found


def _references(target: type[Record]) -> Iterator[tuple[type[Record], KeyedColumnElement[Any]]]:
    """Every declared reference to `target`, with the kind of record that has it."""
    for kind in RECORDS:
        for column in kind.__table__.columns:
            if any(key.column.table is target.__table__ for key in column.foreign_keys):
                yield kind, column


def _with_children(session: Session, rows: Rows, *, deleted_at: datetime | None) -> Rows:
    """`rows` and all that belongs to them, step by step down, as far as its `deleted_at` is the same."""
    found: Rows = {kind: set(ids) for kind, ids in rows.items()}
    fresh = rows
    while fresh:
        below: Rows = {}
        for kind, ids in fresh.items():
            for child, column in _references(kind):
                if column.name == child.PARENT:
                    below.setdefault(child, set()).update(
                        _ids(session, child, column, ids, deleted_at)
                    )
            for child in _by_subject():
                below.setdefault(child, set()).update(
                    _of_subject(session, child, kind, ids, deleted_at)
                )
        fresh = {kind: new for kind, ids in below.items() if (new := ids - found.get(kind, set()))}
        for kind, ids in fresh.items():
            found.setdefault(kind, set()).update(ids)
    return found


def _ids(
    session: Session,
    kind: type[Record],
    column: KeyedColumnElement[Any],
    above: set[int],
    deleted_at: datetime | None,
) -> Iterator[int]:
    marked = kind.__table__.columns["deleted_at"]
    for chunk in bulk.blocks(above, _BLOCK):
        yield from session.scalars(
            select(kind.id).where(column.in_(chunk), marked.is_not_distinct_from(deleted_at))
        )


def _of_subject(
    session: Session,
    child: type[Record],
    kind: type[Record],
    above: set[int],
    deleted_at: datetime | None,
) -> Iterator[int]:
    """Documents and approvals name the record they belong to by kind and id."""
    assert child.SUBJECT is not None  # `_by_subject` has only such
    named, numbered = (child.__table__.columns[name] for name in child.SUBJECT)
    marked = child.__table__.columns["deleted_at"]
    for chunk in bulk.blocks(above, _BLOCK):
        yield from session.scalars(
            select(child.id).where(
                named == kind.__name__,
                numbered.in_(chunk),
                marked.is_not_distinct_from(deleted_at),
            )
        )


def _mark(session: Session, rows: Rows, moment: datetime | None) -> None:
    for kind, ids in rows.items():
        if ids:
            update_many(session, kind, [{"id": each, "deleted_at": moment} for each in sorted(ids)])


def _parent(session: Session, record: Record) -> Record | None:
    if not record.PARENT:
        return None
    above_id = getattr(record, record.PARENT)
    return session.get(kind_above(type(record)), above_id) if above_id is not None else None


def _subject(session: Session, record: Record) -> Record | None:
    if record.SUBJECT is None:
        return None
    kind, record_id = (getattr(record, name) for name in record.SUBJECT)
    return session.get(RECORD_BY_NAME[kind], record_id or 0) if kind in RECORD_BY_NAME else None


def _tops(session: Session, kind: type[Record]) -> Iterator[Record]:
    """Records in the waste basket that did not go there with what they belong to."""
    for record in session.scalars(select(kind).where(kind.deleted_at.is_not(None))):
        holders = (_parent(session, record), _subject(session, record))
        if not any(each is not None and each.deleted_at == record.deleted_at for each in holders):
            yield record


def _line(session: Session, record: Record) -> Trashed:
    moment = record.deleted_at
    assert moment is not None  # `_tops` selected it so
    rows = _with_children(session, {type(record): {record.id}}, deleted_at=moment)
    return Trashed(
        type(record).__name__,
        record.id,
        str(record.TERM),
        naming.titled(session, record),
        moment,
        sum(map(len, rows.values())) - 1,
    )


def _is_held(session: Session, rows: Rows, going: Rows) -> bool:
    """Whether anything that does not go itself points at one of `rows`."""
    for target, ids in rows.items():
        for kind, column in _references(target):
            for chunk in bulk.blocks(ids, _BLOCK):
                query = select(kind.id).where(column.in_(chunk))
                if set(session.scalars(query)) - going.get(kind, set()):
                    return True
    return False


def _load(session: Session, kind: type[Record], ids: set[int]) -> Iterator[Record]:
    for chunk in bulk.blocks(ids, _BLOCK):
        yield from session.scalars(select(kind).where(kind.id.in_(chunk)))


def _kind(line: Trashed) -> type[Record]:
    return RECORD_BY_NAME[line.record]
