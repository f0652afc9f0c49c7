"""Files what a person ticked of a form. The caller opened one change for the whole batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.declaration import Form, Table
from kamdesk.forms.differences import FieldDifference, FormDifference, Ticks
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.work.accounts import (
    change_account,
    change_contact,
    change_person,
    create_account,
    give_archive_no,
)
from kamdesk.work.trash import move_to_trash

Chosen = tuple[FieldDifference, Any]


@dataclass(frozen=True)
class Refused:
    """A value that a rule forbids; the others of the form are filed all the same."""

    key: str
    label: str
    cell: str
    value: str
    reason: str


@dataclass
class Applied:
    """What became of one form."""

    account_id: int | None = None
    created: bool = False
    changed: int = 0
    """Values written."""
    refused: list[Refused] = field(default_factory=list)
    refusal: str | None = None
    """Why nothing of the form was filed."""


def apply(
    session: Session,
    form: Form,
    difference: FormDifference,
    ticks: Ticks | None = None,
    on: date | None = None,
) -> Applied:
    """Writes the ticked fields (by default those `default_ticks` names); tier and owner become facts of day `on`.

    A new account is filed: it gets an archive number and a day where the form has none.
    """
    return _Filing(session, form, difference, on or date.today()).file(
        ticks or difference.default_ticks
    )


class _Filing:
    def __init__(self, session: Session, form: Form, difference: FormDifference, on: date) -> None:
        self.session = session
        self.form = form
        self.difference = difference
        self.on = on
        self.applied = Applied(difference.account_id)

    def file(self, ticks: Ticks) -> Applied:
        """See `apply`."""
        chosen = list(ticks.chosen(self.difference))
        if self.difference.refusal or self.difference.candidates:
            self.applied.refusal = self.difference.refusal or self.difference.doubt
            return self.applied
        if not chosen:
            self.applied.refusal = self.difference.doubt
            return self.applied
        account = self._account(chosen)
        if account is None:
            return self.applied
        self.applied.account_id = account.id
        for each, value in self._of(chosen, "account"):
            if not (self.applied.created and each.key == "account.name"):
                self._try(each, lambda e=each, v=value: self._set_account(account, e, v))
        for person in self.form.persons:
            self._person(account, person.role, self._of(chosen, person.role))
        for table in self.form.tables:
            self._table(account, table, chosen)
        if self.applied.created:
            give_archive_no(self.session, account, account.archive_date or self.on)
        return self.applied

    def _account(self, chosen: list[Chosen]) -> Account | None:
        if self.difference.account_id is not None:
            return self.session.get_one(Account, self.difference.account_id)
        name = next((value for each, value in chosen if each.key == "account.name"), None)
        if not name:
            self.applied.refusal = _("A new account needs a name; it was not ticked.")
            return None
        account = create_account(self.session, {"name": name}, self.on)
        self.applied.created = True
        self.applied.changed += 1
        return account

    @staticmethod
    def _of(chosen: list[Chosen], owner: str) -> list[Chosen]:
        return [(each, value) for each, value in chosen if each.key.startswith(f"{owner}.")]

    def _set_account(self, account: Account, each: FieldDifference, value: Any) -> None:
        change_account(self.session, account, _with_currency(each, value), self.on)

    def _try(self, each: FieldDifference, write: Any) -> None:
        """Writes one value; a rule that forbids it is told and stops nothing else."""
        try:
            write()
        except RuleError as problem:
            self.applied.refused.append(
                Refused(each.key, each.label, each.found.cell, each.new_text, problem.sentence)
            )
        else:
            self.applied.changed += 1

    def _person(self, account: Account, role: str, chosen: list[Chosen]) -> None:
        """The name first: a person is added with it."""
        ordered = sorted(chosen, key=lambda pair: pair[0].field.name != "full_name")
        for each, value in ordered:
            self._try(
                each,
                lambda e=each, v=value: change_person(
                    self.session, account, role, _with_currency(e, v)
                ),
            )

    def _table(self, account: Account, table: Table, chosen: list[Chosen]) -> None:
        rows: dict[str, list[Chosen]] = {}
        for each, value in chosen:
            row, dot, _name = each.key.partition("].")
            if dot and row.startswith(f"{table.key}["):
                rows.setdefault(f"{row}]", []).append((each, value))
        for row, own in rows.items():
            self._row(account, table, row, own)

    def _row(self, account: Account, table: Table, row: str, chosen: list[Chosen]) -> None:
        """Adds or changes one record; emptied of what it needs, it goes to the waste basket."""
        first = next((pair for pair in chosen if pair[0].field.name == table.first.name), None)
        record: Any = None
        if row in self.difference.row_records:
            record = self.session.get_one(table.record, self.difference.row_records[row])
            if first is not None and first[1] in (None, ""):
                move_to_trash(self.session, record)
                self.applied.changed += 1
                return
        elif first is None or first[1] in (None, ""):
            for each, _value in chosen:
                reason = _("A row needs a {field}.").format(field=table.first.label)
                self.applied.refused.append(
                    Refused(each.key, each.label, each.found.cell, each.new_text, reason)
                )
            return
        else:
            record = _new_row(table, account, first[1])
            self.session.add(record)
            self.session.flush()
        for each, value in chosen:
            self._try(each, lambda e=each, v=value: self._set_row(record, e, v))

    def _set_row(self, record: Any, each: FieldDifference, value: Any) -> None:
        if isinstance(record, Contact):
            change_contact(self.session, record, {each.field.name: value})
        else:
            each.field.set(record, value)


def _with_currency(each: FieldDifference, value: Any) -> dict[str, Any]:
    """The value, and with an amount its currency."""
    values = {each.field.name: value}
    if each.field.spec.currency_field:
        values[each.field.spec.currency_field] = each.currency if value is not None else None
    return values


def _new_row(table: Table, account: Account, first: Any) -> Any:
    values: dict[str, Any] = {"account_id": account.id, table.first.name: first}
    if table.record is Contact:
        values |= {"lunar_birthday": False, "custom": {}}
    return table.record(**values)
