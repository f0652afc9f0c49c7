"""The plain values that go into a form, and what a form needs to know of the data folder it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.forms.declaration import Form
from kamdesk.forms.filing import Known
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.terms import Term
from kamdesk.settings import SETTINGS
from kamdesk.work import settings


@dataclass(frozen=True)
class TableRow:
    """One row of a table: the record's uid and field name → typed value."""

    uid: str
    values: dict[str, Any]


@dataclass(frozen=True)
class FormData:
    """One filled form; empty for a blank one."""

    uid: str = ""
    title: str = ""
    """What the record is called."""
    values: dict[str, Any] = field(default_factory=dict)
    """Key of the cell → typed value; a currency under the key of its own field, a reference as the text to print."""
    rows: dict[str, list[TableRow]] = field(default_factory=dict)
    """Key of the table → its rows."""


@dataclass(frozen=True)
class Edition:
    """How a form is printed: language, default currency, control block, and the names offered for references."""

    language: str
    currency: str
    control: tuple[tuple[Term, str], ...] = ()
    """Label and text of each entry of the control block; empty when the department wants none."""
    references: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Class name of the record → what may be chosen."""


_CONTROL_KEYS = (
    "form_title", "control_status", "control_number", "executing_dept", "supervising_dept", "auditing_dept",
    "prepared_on", "review_date", "approved_on", "revision_mark", "revision_count", "revision_date",
)  # fmt: skip

CONTROL_LABELS: tuple[Term, ...] = tuple(
    setting.label for key in _CONTROL_KEYS for setting in SETTINGS if setting.key == key
)
"""The control block (M48) in the order of the printed forms."""


def edition(session: Session, language: str = "") -> Edition:
    """The edition of the data folder in `language` (default: that of its settings)."""
    known = settings.get_all(session)
    entries = [str(known[key] or "") for key in _CONTROL_KEYS]
    control = tuple(zip(CONTROL_LABELS, entries, strict=True)) if any(entries) else ()
    names = _staff_names(session)
    offered = tuple(sorted(names.values()))
    return Edition(
        language or known["language"], known["default_currency"], control, {"Staff": offered}
    )


def _staff_names(session: Session) -> dict[int, str]:
    """Id → what a form calls them: the name, with the number behind it where two have the same name."""
    query = select(Staff.id, Staff.name, Staff.number).where(
        Staff.deleted_at.is_(None), Staff.left_on.is_(None)
    )
    staff = session.execute(query.order_by(Staff.id)).all()
    names = [row.name for row in staff]
    return {row.id: row.name if names.count(row.name) == 1 else row.number for row in staff}


def reference_text(session: Session, target: str, record_id: int | None) -> str | None:
    """What a form calls the record of class name `target` with `record_id`; `find_reference` understands it."""
    if record_id is None:
        return None
    if target == "Staff":
        known = _staff_names(session).get(record_id)
        if known is not None:
            return known
    from kamdesk.work.fields import reference_names

    return reference_names(session, target, {record_id}).get(record_id)


def printed(session: Session, form: Form, known: Known) -> FormData:
    """What is known of a record as its form prints it: references by what they are called."""

    def text(field: RecordField, value: Any) -> Any:
        if field.kind is Kind.REFERENCE:
            return reference_text(session, field.spec.refers_to, value)
        return value

    values = {
        key: text(form.items[key].field, value) if key in form.items else value
        for key, value in known.values.items()
    }
    rows = {
        table.key: [
            TableRow(
                each.uid,
                each.values
                | {field.name: text(field, each.values.get(field.name)) for field in table.fields},
            )
            for each in known.rows.get(table.key, [])
        ]
        for table in form.tables
    }
    return FormData(known.uid, known.title, values, rows)
