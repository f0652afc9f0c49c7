"""The tables of a visit as forms write them: one row at a time, the others of the visit stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.forms.apply import Values
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import fields_of
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.work import child_rows, visits
from kamdesk.work.fields import find_reference


@dataclass(frozen=True)
class Rows:
    """A table of the form: which rows of a visit stand in it. `side` parts ourselves from the customer's people."""

    name: str
    """Of the table in `kamdesk.work.visits.ROWS`."""
    side: str = ""


def put_row(session: Session, visit: Visit, rows: Rows, row_id: int | None, values: Values) -> None:
    """Adds or changes one row; the others of the visit stay as they are."""
    record: Any = visits.ROWS[rows.name]
    if record is VisitPerson:
        values = named_person(session, visit, rows.side, values)
    given: list[Values] = []
    for each in child_rows.rows(session, record, visit.id):
        same = {name: getattr(each, name) for name in _columns(record)} | {"id": each.id}
        given.append(same | values if each.id == row_id else same)
    if row_id is None:
        given.append(values)
    visits.set_rows(session, visit, record, given)


def remove_row(session: Session, visit: Visit, rows: Rows, row_id: int) -> None:
    """Moves one row to the waste basket."""
    record: Any = visits.ROWS[rows.name]
    given = [
        {name: getattr(each, name) for name in _columns(record)} | {"id": each.id}
        for each in child_rows.rows(session, record, visit.id)
        if each.id != row_id
    ]
    visits.set_rows(session, visit, record, given)


def _columns(record: Any) -> list[str]:
    return [each.name for each in fields_of(record) if each.name != "visit_id"]


def named_person(session: Session, visit: Visit, side: str, values: Values) -> Values:
    """A name in a form is the contact or colleague of that name, if there is exactly one."""
    found = dict(values) | {"side": side or "customer"}
    name = found.get("name")
    if not name:
        return found
    target = "Staff" if side == "own" else "Contact"
    known = find_reference(session, target, str(name), visit.account_id)
    only = known[0] if len(known) == 1 else None
    found["staff_id"] = only.id if isinstance(only, Staff) else None
    found["contact_id"] = only.id if isinstance(only, Contact) else None
    return found
