"""Puts a form beside the account it means: each field old → new, how complete the archive becomes, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.forms.cells import cell_value
from kamdesk.forms.declaration import Form, Item, Part, Table
from kamdesk.forms.differences import Candidate, FieldDifference, FormDifference, State, shown
from kamdesk.forms.readings import FormReading, FoundValue
from kamdesk.i18n import LANGUAGES, _
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.completeness import percent_filled
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.work import settings
from kamdesk.work.accounts import core_name, match_account, persons, similar_accounts
from kamdesk.work.fields import find_reference, reference_names

_MATCHED_BY = ("archive_no", "uscc", "account_code", "name")


def compare(
    session: Session,
    form: Form,
    reading: FormReading,
    account_id: int | None = None,
    *,
    as_new: bool = False,
) -> FormDifference:
    """The form beside its account: the one with `account_id` if somebody chose it, else the one it names.

    `as_new`: somebody said that it is none of those that are here.
    """
    return _Comparison(session, form, reading).compare(account_id, as_new)


class _Comparison:
    def __init__(self, session: Session, form: Form, reading: FormReading) -> None:
        self.session = session
        self.form = form
        self.reading = reading
        self.currency = settings.get(session, "default_currency")
        self.sections = _sections(form)

    def compare(self, account_id: int | None, as_new: bool) -> FormDifference:
        """See `compare`."""
        difference = self._matched(account_id, as_new)
        account = (
            self.session.get(Account, difference.account_id) if difference.account_id else None
        )
        if difference.candidates:
            return difference
        people = persons(self.session, account.id) if account is not None else []
        by_role: dict[str, Record] = {each.form_role: each for each in people if each.form_role}
        difference.row_records = self._rows(account, people)
        for key, found in self.reading.found.items():
            owner = key.partition(".")[0]
            if "[" in owner:
                record = self._row_record(owner, difference)
            else:
                record = account if owner == "account" else by_role.get(owner)
            difference.fields.append(self._field(key, found, record))
        difference.completeness = self._completeness(account, people, difference)
        return difference

    def _matched(self, account_id: int | None, as_new: bool) -> FormDifference:
        """Which account the form means, and what is doubtful about that."""
        given = {name: self.reading.value(f"account.{name}") for name in _MATCHED_BY}
        name = str(given["name"] or "")
        if account_id is not None:
            chosen = self.session.get_one(Account, account_id)
            return FormDifference(self.reading, "chosen", account_id, chosen.name)
        if as_new and name:
            return FormDifference(self.reading, "chosen", None, name)
        match = match_account(self.session, given, self.reading.uid)
        if match.account_id is not None:
            account = self.session.get_one(Account, match.account_id)
            return FormDifference(
                self.reading,
                match.how,
                account.id,
                account.name,
                doubt=self._doubt(account, match.how),
            )
        if match.account_ids:
            accounts = [self.session.get_one(Account, each) for each in match.account_ids]
            return FormDifference(
                self.reading, match.how, None, name,
                candidates=tuple(Candidate(each.id, each.name) for each in accounts),
                doubt=_("Several accounts have this {what}; choose one.").format(
                    what=self.form.items[f"account.{match.how}"].label
                ),
            )  # fmt: skip
        return self._new(name)

    def _new(self, name: str) -> FormDifference:
        if not name:
            return FormDifference(
                self.reading, "none", None, "",
                refusal=_("The form names no customer, so it cannot be filed."),
            )  # fmt: skip
        uscc = str(self.reading.value("account.uscc") or "")
        similar = tuple(similar_accounts(self.session, name, uscc))
        doubles = [each for each in similar if core_name(each.name) == core_name(name)]
        doubt = (
            _("“{name}” is perhaps the same customer; choose it, or add a new one.").format(
                name=doubles[0].name
            )
            if doubles
            else None
        )
        return FormDifference(self.reading, "none", None, name, similar=similar, doubt=doubt)

    def _doubt(self, account: Account, how: str) -> str | None:
        """A form made for one customer and filled in for another would overwrite the first."""
        name = self.reading.value("account.name")
        if not name or core_name(name) == core_name(account.name):
            return None
        others = [
            _ids[0]
            for key in ("archive_no", "uscc", "name")
            if (value := self.reading.value(f"account.{key}"))
            and (_ids := match_account(self.session, {key: value}).account_ids)
            and account.id not in _ids
        ]
        other_code = self.reading.value("account.uscc")
        differs = bool(account.uscc and other_code and account.uscc != other_code)
        if others or (how == "uid" and differs):
            return _(
                "The form was made for “{account}” but names “{name}”; choose which customer it means."
            ).format(account=account.name, name=name)
        return None

    def _rows(self, account: Account | None, people: list[Contact]) -> dict[str, int]:
        """Which record each row of a table is: by the uid in the form, else by its first field."""
        if account is None:
            return {}
        found: dict[str, int] = {}
        for table in self.form.tables:
            records = self._table_records(table, account, people)
            by_uid = {each.uid: each for each in records}
            free = {each.id: each for each in records}
            rows = sorted(
                {key.partition("]")[0] + "]" for key in self.reading.found if key.startswith(f"{table.key}[")},
                key=lambda row: int(row.partition("[")[2][:-1]),
            )  # fmt: skip
            for row in rows:
                record = by_uid.get(self.reading.row_uids.get(row, ""))
                if record is not None and record.id in free:
                    found[row] = free.pop(record.id).id
            for row in rows:
                value = self.reading.value(f"{row}.{table.first.name}")
                if row in found or not value:
                    continue
                same = [each for each in free.values() if table.first.get(each) == value]
                if same:
                    found[row] = free.pop(same[0].id).id
        return found

    def _table_records(self, table: Table, account: Account, people: list[Contact]) -> list[Record]:
        if table.record is Contact:
            return [each for each in people if not each.form_role and each.left_on is None]
        record: Any = table.record
        query = select(record).where(record.account_id == account.id, record.deleted_at.is_(None))
        return list(self.session.scalars(query.order_by(record.id)))

    def _row_record(self, row: str, difference: FormDifference) -> Record | None:
        record_id = difference.row_records.get(row)
        if record_id is None:
            return None
        table = next(each for each in self.form.tables if row.startswith(f"{each.key}["))
        return self.session.get(table.record, record_id)

    def _field(self, key: str, found: FoundValue, record: Record | None) -> FieldDifference:
        item = self.form.item(key)
        field = item.field
        old = field.get(record) if record is not None else None
        old = None if old == "" else old
        new, problem, alternatives = found.value, found.problem, found.alternatives
        if field.kind is Kind.REFERENCE and new is not None:
            new, problem, alternatives = self._reference(field, str(new), record)
        if found.offered and problem is None:
            new = _with_unoffered(field, old, new, found.offered)
        currency_field = field.spec.currency_field
        old_currency = getattr(record, currency_field, None) if currency_field else None
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
        if new == old:
            return State.CHANGED if field.spec.currency_field else State.SAME
        return State.CHANGED

    def _as_written(self, field: RecordField, old: Any, raw: Any) -> bool:
        """Whether the cell holds exactly what a form shows for `old`; then nobody touched it."""
        if not isinstance(raw, str) or field.kind is Kind.REFERENCE:
            return False
        written = (cell_value(field, old, language).value for language in LANGUAGES)
        return any(isinstance(text, str) and text.strip() == raw.strip() for text in written)

    def _reference(
        self, field: RecordField, typed: str, record: Record | None
    ) -> tuple[int | None, str | None, tuple[int, ...]]:
        """The record a text names: its id, or why there is none, or which it may be."""
        account_id = (
            record.id if isinstance(record, Account) else getattr(record, "account_id", None)
        )
        found = find_reference(self.session, field.spec.refers_to, typed, account_id)
        if len(found) == 1:
            return found[0].id, None, ()
        if not found:
            return None, _("“{text}” is not known here.").format(text=typed), ()
        ids = tuple(each.id for each in found)
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
        owner = item.key.partition(".")[0]
        if owner in FORM_ROLE:
            return f"{FORM_ROLE.label(owner)} {item.label}"
        if "[" in owner:
            key, _bracket, number = owner.rstrip("]").partition("[")
            table = next(each for each in self.form.tables if each.key == key)
            return f"{table.label} {int(number) + 1} {item.label}"
        return str(item.label)

    def _completeness(
        self, account: Account | None, people: list[Contact], difference: FormDifference
    ) -> tuple[int, int]:
        """Before and after, worked out on copies that the session never sees."""
        before = percent_filled(account, people) if account is not None else 0
        owners: dict[str, Any] = {"account": _copy(account, Account)}
        owners["account"].not_applicable = dict(account.not_applicable or {}) if account else {}
        for person in self.form.persons:
            known = next((each for each in people if each.form_role == person.role), None)
            owners[person.role] = _copy(known, Contact)
            owners[person.role].form_role = person.role
        for each in difference.fields:
            owner = each.key.partition(".")[0]
            if owner in owners and each.ticked:
                each.field.set(owners[owner], each.new)
        contacts = [copy for owner, copy in owners.items() if owner != "account"]
        return before, percent_filled(owners["account"], contacts)


def _with_unoffered(
    field: RecordField, old: str | None, new: str | None, offered: tuple[str, ...]
) -> str | None:
    """The ticked codes, and of the stored ones those for which the form has no box."""
    kept = {code for code in (old or "").split(",") if code and code not in offered}
    codes = kept | set((new or "").split(","))
    ordered = field.spec.choices.codes if field.spec.choices else ()
    return ",".join(code for code in ordered if code in codes) or None


def _copy(record: Record | None, kind: type[Record]) -> Any:
    copy = kind()
    if record is not None:
        for name in kind.__table__.columns.keys():  # noqa: SIM118 - iterating the collection gives columns
            if name != "id":
                setattr(copy, name, getattr(record, name))
    return copy


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
