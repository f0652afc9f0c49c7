"""History as people read it: one line per field, old and new value as text, references by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model import values
from kamdesk.model.base import Record
from kamdesk.model.department import SettingValue
from kamdesk.model.fields import Kind, RecordField, decode_custom
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.settings import SETTING_BY_KEY
from kamdesk.store import naming
from kamdesk.store.changes import Entry
from kamdesk.store.recorder import above_of
from kamdesk.work.fields import fields_for, reference_names


@dataclass(frozen=True)
class HistoryLine:
    """What one change did to one field of one record; `field` is empty for a record that was added or removed."""

    change_id: int
    at: datetime
    by: str
    action: str
    """The name of the change."""
    undone: bool
    record: str
    """Kind and name of the record."""
    record_kind: str
    record_id: int
    field: str
    before: str
    after: str


def lines(session: Session, entries: Iterable[Entry]) -> list[HistoryLine]:
    """The lines of `entries`, in their order."""
    names = _Names(session)
    return [line for entry in entries for line in _lines_of(names, entry)]


def _lines_of(names: _Names, entry: Entry) -> Iterable[HistoryLine]:
    record = names.record(entry)
    if entry.action == "insert":
        yield _line(entry, record, "", "", names.facts(entry) or _("added"))
        return
    if entry.action == "delete":
        yield _line(entry, record, "", _("there"), _("removed for good"))
        return
    fields = names.fields(entry.record)
    for column, after in entry.after.items():
        before = entry.before.get(column)
        if column == "deleted_at":
            moved = _("moved to the waste basket") if after else _("taken out of the waste basket")
            yield _line(entry, record, "", "", moved)
        elif entry.record == SettingValue.__name__ and column == "value":
            yield _line(entry, record, "", str(before), str(after))
        elif column in ("custom", "not_applicable"):
            yield from _inner(entry, record, fields, column)
        elif column in fields and not fields[column].spec.derived:
            field = fields[column]
            yield _line(
                entry, record, field.label, names.show(field, before), names.show(field, after)
            )


def _inner(
    entry: Entry, record: str, fields: dict[str, RecordField], column: str
) -> Iterable[HistoryLine]:
    """Custom values and “not applicable” marks lie in one column each; a line tells only what changed in it."""
    before, after = entry.before.get(column) or {}, entry.after.get(column) or {}
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if column == "custom" and key in fields:
            field = fields[key]
            shown = [_show_custom(field, each) for each in (old, new)]
            yield _line(entry, record, field.label, *shown)
        else:
            name = fields[key].label if key in fields else key
            yield _line(
                entry, record, _("{field}: not applicable").format(field=name), old or "", new or ""
            )


def _show_custom(field: RecordField, stored: Any) -> str:
    return values.show(field.kind, decode_custom(field.kind, stored), vocabulary=field.spec.choices)


def _line(entry: Entry, record: str, field: str, before: str, after: str) -> HistoryLine:
    return HistoryLine(
        entry.change_id, entry.at, entry.by, entry.label, entry.undone, record, entry.record, entry.record_id,
        field, before, after,
    )  # fmt: skip


def _is_named(record: Record) -> bool:
    """Whether its name tells enough of a record that was added."""
    return any(getattr(record, name, None) for name in ("name", "full_name"))


class _Names:
    """What records and referenced records are called, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._fields: dict[str, dict[str, RecordField]] = {}
        self._titles: dict[tuple[str, int], str] = {}

    def fields(self, kind: str) -> dict[str, RecordField]:
        if kind not in self._fields:
            self._fields[kind] = {
                each.name: each for each in fields_for(self._session, RECORD_BY_NAME[kind])
            }
        return self._fields[kind]

    def record(self, entry: Entry) -> str:
        key = (entry.record, entry.record_id)
        if key not in self._titles:
            kind: type[Record] = RECORD_BY_NAME[entry.record]
            found = self._session.get(kind, entry.record_id)
            name = f"#{entry.record_id}" if found is None else self._name(found)
            self._titles[key] = f"{kind.TERM} {name}"
        return self._titles[key]

    def _name(self, record: Record) -> str:
        """Its own name; of a fact that has none, that of the account or of the record it is of."""
        if isinstance(record, SettingValue):
            setting = SETTING_BY_KEY.get(record.key)
            return str(setting.label) if setting else record.key
        if naming.has_words(record) or naming.account_name(self._session, record):
            return naming.titled(self._session, record)
        return self._subject_of(record) or f"#{record.id}"

    def _subject_of(self, record: Record) -> str:
        """What a fact is about that belongs to no account, such as the approval of a claim."""
        above = above_of(record)
        found = self._session.get(*above) if above is not None else None
        return found.title if found is not None else ""

    def facts(self, entry: Entry) -> str:
        """What was added, for a record that has no name to tell it by: its values."""
        found = self._session.get(RECORD_BY_NAME[entry.record], entry.record_id)
        if isinstance(found, SettingValue):
            return str(found.value)
        if found is None or _is_named(found):
            return ""
        above = {type(found).PARENT, "account_id"}
        shown = (
            self.show(each, each.get(found))
            for each in self.fields(entry.record).values()
            if not each.spec.derived and each.name not in above and each.kind is not Kind.BOOLEAN
        )
        return " · ".join(filter(None, shown))

    def show(self, field: RecordField, value: Any) -> str:
        if value is None:
            return ""
        if field.kind is Kind.REFERENCE:
            return reference_names(self._session, field.spec.refers_to, {value}).get(
                value, f"#{value}"
            )
        return values.show(field.kind, value, vocabulary=field.spec.choices)
