"""What the page of any kind of record needs below the window: conditions of its own, counts, plain storing, history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.fields import RecordField, fields_of
from kamdesk.store import changes
from kamdesk.work import lists
from kamdesk.work.history_lines import HistoryLine, lines
from kamdesk.work.list_conditions import NAMED
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.trash import move_to_trash

Values = Mapping[str, Any]


def named(key: str, where: Callable[[], ColumnElement[bool]]) -> Condition:
    """A condition of a list that no single field makes, such as “overdue”; `where` is asked whenever a list is read.

    `key` is unique in the program, such as ``complaint.overdue``: queries that are kept name the condition by it.
    """
    NAMED[key] = where
    return Condition("", "named", (key,))


def counts(
    session: Session, query: ListQuery, filters: Mapping[str, Sequence[Condition]]
) -> dict[str, int]:
    """How many rows of `query` each of `filters` would leave."""
    return {
        key: lists.count(session, query.with_(conditions=(*query.conditions, *conditions)))
        for key, conditions in filters.items()
    }


def add(session: Session, kind: type[Record], values: Values) -> Record:
    """A new record of `kind`. Raises RuleError for a field that it cannot be without."""
    made = kind()
    _set(made, {name: value for name, value in values.items() if value is not None})
    _refuse_missing(made)
    session.add(made)
    session.flush()
    return made


def change(session: Session, record: Record, values: Values) -> None:
    """Gives `record` the `values`. Raises RuleError for a field that is emptied and that it cannot be without."""
    del session
    _set(record, values)
    _refuse_missing(record)


def put_row(
    session: Session, parent: Record, kind: type[Record], row: Record | None, values: Values
) -> None:
    """Changes a row of a table of `parent`, or adds one (`row` None). Raises RuleError as `change` does."""
    if row is not None:
        change(session, row, values)
        return
    add(session, kind, {**values, kind.PARENT: parent.id})


def remove_row(session: Session, parent: Record, row: Record) -> None:
    """Moves a row of a table of `parent` to the waste basket."""
    del parent
    move_to_trash(session, row)


def _set(record: Record, values: Values) -> None:
    fields = {each.name: each for each in fields_of(type(record))}
    for name, value in values.items():
        fields[name].set(record, value)


def _refuse_missing(record: Record) -> None:
    for each in fields_of(type(record)):
        if _has_to_be(each) and each.get(record) in (None, ""):
            raise RuleError(_("{field} is needed.").format(field=each.label), field=each.name)


def _has_to_be(field: RecordField) -> bool:
    if field.nullable or field.spec.derived or field.custom:
        return False
    return field.record.__table__.c[field.name].default is None


def history(
    session: Session, record: Record, parts: Sequence[type[Record]] = (), limit: int = 300
) -> list[HistoryLine]:
    """What was saved about `record` and the rows of `parts` that belong to it, the newest change first."""
    subjects = [(type(record).__name__, record.id)]
    for part in parts:
        parent = getattr(part, part.PARENT)
        query = select(part.id).where(parent == record.id)
        subjects += [(part.__name__, number) for number in session.scalars(query)]
    found = [
        entry
        for kind, number in subjects
        for entry in changes.history(session, record=kind, record_id=number, limit=limit)
    ]
    found.sort(key=lambda entry: -entry.change_id)
    return lines(session, found[:limit])
