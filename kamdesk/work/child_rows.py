"""The rows of a table that belongs to a record: read in their order, and made those that were filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.fields import fields_of
from kamdesk.work.trash import move_to_trash

Row = TypeVar("Row", bound=Record)


def rows(session: Session, record: type[Row], parent_id: int) -> list[Row]:
    """The rows of `record` that belong to the record with `parent_id`, in their order."""
    parent = getattr(record, record.PARENT)
    query = select(record).where(parent == parent_id, record.deleted_at.is_(None))
    return list(session.scalars(query.order_by(record.id)))


def set_rows(
    session: Session,
    parent: Record,
    record: type[Row],
    given: Sequence[Mapping[str, Any]],
    needed: str,
    beside: Sequence[str] = (),
) -> list[Row]:
    """Makes the rows those `given` (field name → typed value, ``id`` for one that stays); empty rows are none,
    nor are those that only say what is `beside`.

    Rows that are not given any more go to the waste basket. Raises RuleError for a row without the field `needed`.
    """
    known = {each.id: each for each in rows(session, record, parent.id)}
    fields = {each.name: each for each in fields_of(record)}
    kept = []
    for values in given:
        plain = {name: value for name, value in values.items() if name != "id"}
        if not any(value for name, value in plain.items() if name not in beside):
            continue
        row = known.pop(values.get("id") or 0, None)
        if (needed in plain or row is None) and plain.get(needed) in (None, ""):
            raise RuleError(
                _("A row needs a {field}.").format(field=fields[needed].label), field=needed
            )
        if row is None:
            row = record(**{record.PARENT: parent.id})
            session.add(row)
        for name, value in plain.items():
            fields[name].set(row, value)
        kept.append(row)
    session.flush()
    for row in known.values():
        move_to_trash(session, row)
    return kept
