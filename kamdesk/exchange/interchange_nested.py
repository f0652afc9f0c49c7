"""Records written inside another one of an interchange file: dated changes of status, people of a visit, scores …"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.exchange.interchange import Unreadable, members
from kamdesk.exchange.interchange_known import Known
from kamdesk.exchange.interchange_record import DEFAULTS_OF, Taken, declared_defaults
from kamdesk.exchange.interchange_shape import Nested, Shape
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.store.recorder import insert_many

_BLOCK = 500

Entry = dict[str, Any]
"""Column → value of one nested record; ``deleted_at`` if it went to the waste basket on its own."""


class NestedRecords:
    """Reads and writes them; a record shows the last of its dated facts by day, of one day the last in the list."""

    def __init__(
        self,
        session: Session,
        known: Known,
        report: Callable[[Taken, str, Any, str], None],
    ) -> None:
        self.session = session
        self.known = known
        self.report = report
        self._stored: dict[tuple[type[Record], int], list[Any]] = {}

    def load(self, taken: Iterable[Taken]) -> None:
        """Reads the entries of all known records that will be asked for."""
        records = list(taken)
        ids = sorted({each.record_id or 0 for each in records})
        for nested in records[0].shape.nested if records else ():
            record: Any = nested.record
            parent = getattr(record, nested.parent)
            order = [getattr(record, nested.day)] if nested.day else []
            for start in range(0, len(ids), _BLOCK):
                query = select(record).where(parent.in_(ids[start : start + _BLOCK]))
                for stored in self.session.scalars(query.order_by(*order, record.id)):
                    key = (nested.record, getattr(stored, nested.parent))
                    self._stored.setdefault(key, []).append(stored)

    def read(self, each: Taken, name: str, value: Any) -> list[Entry]:
        """The entries of list `name` that can be read; the others are reported."""
        nested = next(one for one in each.shape.nested if one.name == name)
        if not isinstance(value, list):
            self.report(each, name, value, _("A list of records is expected here."))
            return []
        entries = [self._entry(each, nested, place, one) for place, one in enumerate(value, 1)]
        return [entry for entry in entries if entry is not None]

    def _entry(self, each: Taken, nested: Nested, place: int, given: Any) -> Entry | None:
        where = f"{nested.name}[{place}]"
        if nested.plain and isinstance(given, str):
            given = {nested.plain: given}
        if not isinstance(given, Mapping):
            self.report(each, where, given, _("A record with its fields is expected here."))
            return None
        by_column = {member.column: member for member in members(nested.record).values()}
        entry: Entry = dict.fromkeys(nested.columns.values())
        columns = nested.columns | {"deleted_at": "deleted_at"}
        for name, value in given.items():
            if name not in columns:
                reason = _("There is no such field; it was left out.")
                self.report(each, f"{where}.{name}", value, reason)
            elif value is not None and value != "":
                member = by_column[columns[name]]
                try:
                    entry[member.column] = (
                        self.known.find(member.refers_to, str(value))
                        if member.refers_to is not None
                        else member.read(value)
                    )
                except Unreadable as problem:
                    self.report(each, f"{where}.{name}", value, str(problem))
                    return None
                if entry[member.column] is None:
                    reason = _("There is nobody called “{name}”.").format(name=value)
                    self.report(each, f"{where}.{name}", value, reason)
                    return None
        if nested.from_beginning and entry[nested.day] is None:
            entry[nested.day] = date.min
        for member in by_column.values():
            column = member.column
            if entry.get(column) is None and column in declared_defaults(nested.record):
                entry[column] = declared_defaults(nested.record)[column]
            if column in entry and not member.nullable and entry[column] is None:
                reason = _("A new record needs this field.")
                self.report(each, f"{where}.{member.name}", "", reason)
                return None
        return entry

    def last_of(self, each: Taken) -> dict[str, Any]:
        """What a new record repeats of its facts, where the file has them: status, tier and owner of an account, the
        step of a development and since when."""
        found: dict[str, Any] = {}
        shape = each.shape
        for column, nested in shape.facts.items():
            last = _last(nested, each.nested.get(nested.name, ()))
            if last is not None:
                found[column] = last[_value_column(nested)]
            elif each.nested.get(nested.name) and column not in DEFAULTS_OF[shape.record]():
                found[column] = None
            if shape.since:
                found[shape.since] = (
                    last[nested.day]
                    if last is not None
                    else each.values.get(shape.begins) or each.values.get(shape.since)
                )
        return found

    def insert(self, new: Iterable[Taken], today: date) -> None:
        """Writes the entries of new records; where the file has no list of facts but a value, one fact of the day
        on which the record begins (or today) stands for it."""
        records = list(new)
        for nested in records[0].shape.nested if records else ():
            rows = []
            for each in records:
                entries = each.nested.get(nested.name)
                if entries is None:
                    entries = _first_fact(each, nested, today)
                rows += [_row(nested, each, entry) for entry in entries]
            if rows:
                insert_many(self.session, nested.record, rows)

    def update(
        self, each: Taken, now: Mapping[str, Any], values: Mapping[str, Any], *, dry_run: bool
    ) -> tuple[dict[str, Any], bool]:
        """Makes the entries of a known record those of the file; returns the columns that follow from facts as they
        are then, and whether an entry was added or taken away."""
        dated: dict[str, Any] = {}
        touched = False
        shape = each.shape
        for nested in shape.nested:
            given = each.nested.get(nested.name)
            column = _column_of(shape, nested)
            if (
                given is None
                and column is not None
                and values.get(column, now[column]) != now[column]
            ):
                given = [*self._entries(nested, each), _fact(nested, values[column], date.today())]
            if given is None:
                continue
            touched = self._replace(nested, each, given, now, dry_run) or touched
            if column is not None and given:
                last = _last(nested, given)
                dated[column] = (last and last[_value_column(nested)]) or now[column]
                if shape.since and last is not None:
                    dated[shape.since] = last[nested.day]
        return dated, touched

    def _entries(self, nested: Nested, each: Taken) -> list[Entry]:
        columns = nested.columns.values()
        return [
            {column: getattr(stored, column) for column in columns}
            for stored in self._stored.get((nested.record, each.record_id or 0), ())
            if stored.deleted_at is None
        ]

    def _replace(
        self, nested: Nested, each: Taken, given: list[Entry], now: Mapping[str, Any], dry_run: bool
    ) -> bool:
        columns = [*nested.columns.values(), "deleted_at"]
        above_deleted = each.values.get("deleted_at", now["deleted_at"])
        wanted = [
            {**entry, "deleted_at": entry.get("deleted_at") or above_deleted} for entry in given
        ]
        in_step = True
        """As long as the entries that stay are those of the file in its order; dated ones are ordered by day."""
        gone = []
        for stored in self._stored.get((nested.record, each.record_id or 0), ()):
            entry = {column: getattr(stored, column) for column in columns}
            in_step = bool(nested.day) or (in_step and wanted[:1] == [entry])
            if in_step and entry in wanted:
                wanted.remove(entry)
            else:
                gone.append(stored)
        if not dry_run:
            for stored in gone:
                self.session.delete(stored)
            if wanted:
                self.session.flush()
                rows = [_row(nested, each, one) for one in wanted]
                insert_many(self.session, nested.record, rows)
        return bool(gone or wanted)


def _value_column(nested: Nested) -> str:
    """The column of the value of a dated fact: its first."""
    return next(iter(nested.columns.values()))


def _column_of(shape: Shape, nested: Nested) -> str | None:
    """The column of the record that follows from the last of the entries, if they are dated facts."""
    return next((column for column, one in shape.facts.items() if one is nested), None)


def _row(nested: Nested, each: Taken, entry: Entry) -> dict[str, Any]:
    deleted = entry.get("deleted_at") or each.values.get("deleted_at")
    return {**entry, "deleted_at": deleted, nested.parent: each.record_id}


def _fact(nested: Nested, value: Any, day: date) -> Entry:
    entry: Entry = dict.fromkeys(nested.columns.values())
    return entry | {_value_column(nested): value, nested.day: day}


def _first_fact(each: Taken, nested: Nested, today: date) -> list[Entry]:
    shape = each.shape
    column = _column_of(shape, nested)
    if column is None:
        return []
    value = each.values.get(column) or DEFAULTS_OF[shape.record]().get(column)
    if value is None:
        return []
    begins = each.values.get(shape.begins) or each.values.get(shape.since) or today
    return [_fact(nested, value, begins)]


def _last(nested: Nested, entries: Iterable[Entry]) -> Entry | None:
    """The last entry by day that is not in the waste basket on its own."""
    live = [entry for entry in entries if not entry.get("deleted_at")]
    return sorted(live, key=lambda entry: entry[nested.day])[-1] if live else None
