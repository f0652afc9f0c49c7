"""Puts a form beside the record it means: each field old → new, what is doubtful, which rows are which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.forms.cells import cell_value
from kamdesk.forms.declaration import Form, Item, Part, Table
from kamdesk.forms.differences import FieldDifference, FormDifference, State, shown
from kamdesk.forms.filing import Known, KnownRow
from kamdesk.forms.readings import FormReading, FoundValue
from kamdesk.i18n import LANGUAGES, _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.work import settings
from kamdesk.work.fields import find_reference, reference_names


def compare(
    session: Session,
    form: Form,
    reading: FormReading,
    record_id: Any = None,
    *,
    as_new: bool = False,
) -> FormDifference:
    """The form beside its record: the one with `record_id` if somebody chose it, else the one it names.

    `as_new`: somebody said that it is none of those that are here.
    """
    return _Comparison(session, form, reading).compare(record_id, as_new)


class _Comparison:
    def __init__(self, session: Session, form: Form, reading: FormReading) -> None:
        self.session = session
        self.form = form
        self.reading = reading
        self.currency = settings.get(session, "default_currency")
        self.sections = _sections(form)
        self.known = Known()

    def compare(self, record_id: Any, as_new: bool) -> FormDifference:
        """See `compare`."""
        difference = self._matched(record_id, as_new)
        if difference.candidates:
            return difference
        if difference.record_id is not None:
            self.known = self.form.filing.known(self.session, self.form, difference.record_id)
            difference.account_id = self.known.account_id
        else:
            self.known = Known(account_id=difference.account_id)
        rows = self._rows()
        difference.row_records = {row: known.id for row, known in rows.items()}
        for key, found in self.form.filing.found(self.form, self.reading).items():
            item = self.form.item(key)
            if item.identifies:
                continue
            owner = item.owner
            values = self.known.values
            if "[" in owner:
                values = {
                    f"{owner}.{name}": value
                    for name, value in (rows[owner].values if owner in rows else {}).items()
                }
            if self._is_gone(owner, rows) and not found.empty:
                found = replace(
                    found, value=None, alternatives=(),
                    problem=_("The record of this row is not part of the form any more."),
                )  # fmt: skip
            difference.fields.append(self._field(item, found, values))
        doubts = self.form.filing.contradictions(self.session, self.form, difference)
        difference.fields = [
            replace(each, problem=doubts.get(each.key, each.problem)) for each in difference.fields
        ]
        difference.completeness = self.form.filing.completeness(self.session, self.form, difference)
        return difference

    def _matched(self, record_id: Any, as_new: bool) -> FormDifference:
        filing = self.form.filing
        if record_id is not None:
            title = filing.known(self.session, self.form, record_id).title
            return FormDifference(self.reading, "chosen", record_id, title)
        difference = filing.match(self.session, self.form, self.reading)
        if as_new and difference.name:
            return FormDifference(self.reading, "chosen", None, difference.name)
        return difference

    def _rows(self) -> dict[str, KnownRow]:
        """Which record each row of a table is: by the uid in the form, else by its first field."""
        found: dict[str, KnownRow] = {}
        for table in self.form.tables:
            free = {each.uid: each for each in self.known.rows.get(table.key, [])}
            rows = sorted(
                {key.partition("]")[0] + "]" for key in self.reading.found if key.startswith(f"{table.key}[")},
                key=lambda row: int(row.partition("[")[2][:-1]),
            )  # fmt: skip
            for row in rows:
                record = free.pop(self.reading.row_uids.get(row, ""), None)
                if record is not None:
                    found[row] = record
            for row in rows:
                marked = self.form.filing.strict_rows and self.reading.row_uids.get(row)
                if row not in found and not marked:
                    self._add_like(table, row, free, found)
        return found

    def _add_like(
        self, table: Table, row: str, free: dict[str, KnownRow], found: dict[str, KnownRow]
    ) -> None:
        """A row without a mark is the record that is alike in what tells them apart, if there is one."""
        canonical = self.form.filing.canonical
        wanted = {}
        for name in table.alike or (table.first.name,):
            field = next(each for each in table.fields if each.name == name)
            value = self.reading.value(f"{row}.{name}")
            if value and field.kind is Kind.REFERENCE:
                value, _problem, _several = self._reference(field, str(value), None)
            wanted[name] = canonical(name, value)
        if not all(wanted.values()):
            return
        same = [
            each
            for each in free.values()
            if all(
                canonical(name, each.values.get(name)) == value for name, value in wanted.items()
            )
        ]
        if same:
            found[row] = free.pop(max(same, key=lambda each: self._likeness(table, row, each)).uid)

    def _likeness(self, table: Table, row: str, record: KnownRow) -> int:
        """In how many fields the row says what is known of `record`; the first of several that are as like is taken."""
        return sum(
            self.reading.value(f"{row}.{field.name}") == record.values.get(field.name)
            for field in table.fields
        )

    def _is_gone(self, owner: str, rows: dict[str, KnownRow]) -> bool:
        """Whether a row was made for a record that went away or elsewhere since."""
        return (
            self.form.filing.strict_rows
            and bool(self.reading.row_uids.get(owner))
            and owner not in rows
        )

    def _field(self, item: Item, found: FoundValue, values: dict[str, Any]) -> FieldDifference:
        key, field = item.key, item.field
        old = values.get(key)
        old = None if old == "" else old
        new, problem, alternatives = found.value, found.problem, found.alternatives
        if field.kind is Kind.REFERENCE and new is not None:
            new, problem, alternatives = self._reference(field, str(new), old)
        if found.offered and problem is None:
            new = _with_unoffered(field, old, new, found.offered)
        currency_field = field.spec.currency_field
        old_currency = values.get(f"{item.owner}.{currency_field}") if currency_field else None
        state = self._state(field, old, new, problem, found)
        if state is State.CHANGED and currency_field and old == new:
            same = (old_currency or self.currency) == (found.currency or self.currency)
            state = State.SAME if same else State.CHANGED
        if state is State.SAME:
            new, problem = old, None
        names = self._names(field, (old, new, *alternatives))
        currency = found.currency or self.currency
        return FieldDifference(
            key, self._label(item), self.sections.get(key.partition("[")[0] if "[" in key else key, ""),
            field, state, old, new,
            shown(field, old, (old_currency or self.currency) if currency_field else None, names),
            self._new_text(field, state, new, found, names, currency if currency_field else None),
            problem, alternatives, found.currency, found,
        )  # fmt: skip

    def _state(
        self, field: RecordField, old: Any, new: Any, problem: str | None, found: FoundValue
    ) -> State:
        if old is not None and found.raw is not None and self._as_written(field, old, found.raw):
            return State.CHANGED if field.spec.currency_field and new == old else State.SAME
        if problem is not None and new is None:
            return State.UNREADABLE
        if new is None:
            return State.SAME if old is None else State.EMPTIED
        if old is None:
            return State.FILLED
        canonical = self.form.filing.canonical
        if canonical(field.name, new) == canonical(field.name, old):
            return State.CHANGED if field.spec.currency_field else State.SAME
        return State.CHANGED

    def _as_written(self, field: RecordField, old: Any, raw: Any) -> bool:
        """Whether the cell holds exactly what a form shows for `old`; then nobody touched it."""
        if not isinstance(raw, str) or field.kind is Kind.REFERENCE:
            return False
        written = (cell_value(field, old, language).value for language in LANGUAGES)
        return any(isinstance(text, str) and text.strip() == raw.strip() for text in written)

    def _reference(
        self, field: RecordField, typed: str, old: Any
    ) -> tuple[int | None, str | None, tuple[int, ...]]:
        """The record a text names: its id, or why there is none, or which it may be; the present one if it may be."""
        found = find_reference(self.session, field.spec.refers_to, typed, self.known.account_id)
        if len(found) == 1:
            return found[0].id, None, ()
        if not found:
            return None, _("“{text}” is not known here.").format(text=typed), ()
        ids = tuple(each.id for each in found)
        if old in ids:
            return old, None, ()
        return None, _("Several are called “{text}”.").format(text=typed), ids

    def _names(self, field: RecordField, values: tuple[Any, ...]) -> dict[int, str]:
        if field.kind is not Kind.REFERENCE:
            return {}
        ids = {value for value in values if isinstance(value, int)}
        return reference_names(self.session, field.spec.refers_to, ids)

    def _new_text(
        self, field: RecordField, state: State, new: Any, found: FoundValue, names: dict[int, str],
        currency: str | None,
    ) -> str:  # fmt: skip
        if state is State.UNREADABLE:
            return str(getattr(found.raw, "text", None) or getattr(found.raw, "code", found.raw))
        return shown(field, new, currency, names)

    def _label(self, item: Item) -> str:
        if item.owner in self.form.blocks:
            return f"{self.form.blocks[item.owner].label} {item.label}"
        if "[" in item.owner:
            key, _bracket, number = item.owner.rstrip("]").partition("[")
            table = next(each for each in self.form.tables if each.key == key)
            return f"{table.label} {int(number) + 1} {item.label}"
        return str(item.label)


def _with_unoffered(
    field: RecordField, old: str | None, new: str | None, offered: tuple[str, ...]
) -> str | None:
    """The ticked codes, and of the stored ones those for which the form has no box."""
    kept = {code for code in (old or "").split(",") if code and code not in offered}
    codes = kept | set((new or "").split(","))
    ordered = field.spec.choices.codes if field.spec.choices else ()
    return ",".join(code for code in ordered if code in codes) or None


def _sections(form: Form) -> dict[str, str]:
    """Key of a cell or table → heading of its section."""
    found: dict[str, str] = {}
    for page in form.pages:
        title = str(page.title)
        for section in page.sections:
            title = str(section.title) if section.title else title
            for part in section.parts:
                found.update(dict.fromkeys(_keys(part), title))
    return found


def _keys(part: Part) -> Iterator[str]:
    if isinstance(part, Table):
        yield part.key
    else:
        yield from (item.key for item in part.items)
