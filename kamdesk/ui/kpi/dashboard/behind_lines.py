"""The records behind a figure as lines of a list: what their kind shows in its own list, who owned the account on
the day, when it was recorded, and how it stands to the frozen figure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import AccountOwner
from kamdesk.model.fields import Kind, RecordField, field_of, fields_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store.recorder import account_of
from kamdesk.work.fields import reference_names, show_value

_MOST_FIELDS = 4
"""Columns of the record itself beside day, account and value."""
_PLAIN = (Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.CHOICE, Kind.REFERENCE, Kind.INTEGER, Kind.DECIMAL)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What the engine gives of one record."""

    record_id: int
    day: date | None
    account_id: int | None
    value: Decimal | None


@dataclass(frozen=True)
class Line:
    """One record: id, day, account and owner in words, its own fields as texts, the value counted, when recorded."""

    record: str
    record_id: int
    """0 for one that is gone for good."""
    day: date | None
    account: str
    texts: tuple[str, ...]
    value: Decimal | None
    owner: str
    recorded_on: date | None
    mark: str = ""
    """``added``, ``changed`` or ``removed`` since the period was frozen; empty: as it was."""
    before: Decimal | None = None
    """The value when the period was frozen, where it is another now."""


@dataclass(frozen=True)
class Shown:
    """What is compared with the frozen figure: record id → mark and the value then."""

    marks: Mapping[int, tuple[str, Decimal | None]]


def own_fields(record: str) -> tuple[RecordField, ...]:
    """The columns of the record's own list that say what it is; day, account and amount have columns of their own."""
    if record == "Account":
        names = ("number", "tier", "region", "status")
        known = {each.name: each for each in fields_of(RECORD_BY_NAME[record])}
        return tuple(known[name] for name in names if name in known)
    found = [
        each
        for each in fields_of(RECORD_BY_NAME[record])
        if each.spec.in_list and each.kind in _PLAIN and each.name != "account_id"
    ]
    return tuple(found[:_MOST_FIELDS])


def read_lines(
    session: Session, record: str, rows: Sequence[Found], shown: Shown | None = None
) -> list[Line]:
    """The lines of `rows`, in their order; a record that is gone keeps its line."""
    fields = own_fields(record)
    kind = RECORD_BY_NAME[record]
    ids = [each.record_id for each in rows]
    known = _by_id(session, kind, ids)
    called = {
        field.name: reference_names(
            session, field.spec.refers_to,
            {value for each in known.values() if (value := field.get(each)) is not None},
        )
        for field in fields
        if field.spec.refers_to
    }  # fmt: skip
    accounts = reference_names(
        session, "Account", {each.account_id for each in rows if each.account_id is not None}
    )
    owners = _Owners(session, accounts)
    lines = []
    for each in rows:
        one = known.get(each.record_id)
        texts = tuple("" if one is None else _text(field, one, called) for field in fields)
        mark, before = shown.marks.get(each.record_id, ("", None)) if shown else ("", None)
        lines.append(
            Line(
                record, each.record_id, each.day, accounts.get(each.account_id or 0, ""), texts, each.value,
                owners.on(each.account_id, each.day), _day(one.created_at) if one is not None else None,
                mark, before,
            )
        )  # fmt: skip
    return lines


_DAY_OF = {
    "Purchase": "on", "Expense": "on", "Complaint": "received_on", "Feedback": "due_on",
    "ServiceMeasure": "due_on", "CallbackPlan": "due_on", "Visit": "planned_on",
    "SurveyAnswer": "answered_on", "Opportunity": "closed_on", "Development": "begun_on",
    "Target": "approved_on", "Budget": "approved_on",
}  # fmt: skip
"""Class of records → the field that places them in the period (kpi.md, clarification 1)."""


def day_field(record: str) -> RecordField | None:
    """The field that places a record in the period; None for accounts, whose day is that of a change."""
    name = _DAY_OF.get(record)
    return None if name is None else field_of(RECORD_BY_NAME[record], name)


def found_again(
    session: Session, record: str, record_id: int | None, value: Decimal | None
) -> Found:
    """Day and account of a record of which only the id is known; of one that is gone neither."""
    one = session.get(RECORD_BY_NAME[record], record_id) if record_id is not None else None
    if one is None:
        return Found(0, None, None, value)
    field = day_field(record)
    account_id = one.id if record == "Account" else account_of(session, one)
    return Found(one.id, field.get(one) if field is not None else None, account_id, value)


def mark_words(mark: str) -> str:
    """How a record stands to the frozen figure."""
    return {
        "added": _("↻ entered after freezing"),
        "changed": _("↻ changed after freezing"),
        "removed": _("↻ gone after freezing"),
    }.get(mark, _("as frozen"))


def _text(field: RecordField, record: Any, called: Mapping[str, dict[int, str]]) -> str:
    return " ".join(show_value(field, record, called.get(field.name)).split())


def _by_id(session: Session, kind: type[Any], ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        found.update({each.id: each for each in session.scalars(select(kind).where(kind.id.in_(some)))})  # fmt: skip
    return found


def _day(moment: datetime | None) -> date | None:
    if moment is None:
        return None
    return (moment.astimezone() if moment.tzinfo else moment).date()


class _Owners:
    """Who owned which account on a day (kpi.md, clarification 3)."""

    def __init__(self, session: Session, accounts: Iterable[int]) -> None:
        self._stints: dict[int, tuple[list[date], list[int | None]]] = {}
        ids = list(accounts)
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            query = (
                select(AccountOwner.account_id, AccountOwner.since, AccountOwner.staff_id)
                .where(AccountOwner.account_id.in_(some), AccountOwner.deleted_at.is_(None))
                .order_by(AccountOwner.since, AccountOwner.id)
            )
            for account_id, since, staff_id in session.execute(query):
                days, who = self._stints.setdefault(account_id, ([], []))
                days.append(since)
                who.append(staff_id)
        staff = {each for _days, who in self._stints.values() for each in who if each is not None}
        self._names = reference_names(session, "Staff", staff)

    def on(self, account_id: int | None, day: date | None) -> str:
        """The name; empty for nobody."""
        days, who = self._stints.get(account_id or 0, ([], []))
        if day is None or not days:
            return ""
        place = bisect_right(days, day) - 1
        staff_id = who[place] if place >= 0 else None
        return self._names.get(staff_id, "") if staff_id is not None else ""
