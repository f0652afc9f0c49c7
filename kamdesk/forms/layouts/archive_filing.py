"""How the archive form finds its account, what it knows of it, and how it writes account, persons and tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Form, Table
from kamdesk.forms.differences import Candidate, FormDifference
from kamdesk.forms.filing import Filing, Known, fields_known, rows_known
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.base import Record
from kamdesk.model.completeness import percent_filled
from kamdesk.model.contact import Contact
from kamdesk.work.accounts import (
    change_account,
    change_contact,
    change_person,
    core_name,
    create_account,
    give_archive_no,
    match_account,
    persons,
    similar_accounts,
)
from kamdesk.work.trash import move_to_trash

_MATCHED_BY = ("archive_no", "uscc", "account_code", "name")


class ArchiveFiling(Filing):
    """The account with its persons, needs and further contacts."""

    record = Account
    strict_rows: ClassVar[bool] = False
    guarded: ClassVar[bool] = False

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, archive number, credit code, account code, then name."""
        given = {name: reading.value(f"account.{name}") for name in _MATCHED_BY}
        name = str(given["name"] or "")
        match = match_account(session, given, reading.uid)
        if match.account_id is not None:
            account = session.get_one(Account, match.account_id)
            doubt = _doubt(session, reading, account, match.how)
            return FormDifference(reading, match.how, account.id, account.name, doubt=doubt)
        if match.account_ids:
            accounts = [session.get_one(Account, each) for each in match.account_ids]
            return FormDifference(
                reading, match.how, None, name,
                candidates=tuple(Candidate(each.id, each.name) for each in accounts),
                doubt=_("Several accounts have this {what}; choose one.").format(
                    what=form.items[f"account.{match.how}"].label
                ),
            )  # fmt: skip
        return _new(session, reading, name)

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """Account, the three persons, purchase needs, further contacts."""
        account = session.get_one(Account, record_id)
        people = persons(session, account.id)
        values = fields_known(form, "account", account)
        for contact in people:
            if contact.form_role:
                values |= fields_known(form, contact.form_role, contact)
        needs = session.scalars(
            select(PurchaseNeed)
            .where(PurchaseNeed.account_id == account.id, PurchaseNeed.deleted_at.is_(None))
            .order_by(PurchaseNeed.id)
        ).all()
        others = [each for each in people if not each.form_role and each.left_on is None]
        rows = {
            table.key: rows_known(form, table.key, others if table.record is Contact else needs)
            for table in form.tables
        }
        return Known(account.uid, account.name, account.id, values, rows)

    def file(self, work: Writing) -> None:
        """A new account is filed: it gets an archive number and a day where the form has none."""
        account = self._account(work)
        for key in work.keys("account"):
            if not (work.applied.created and key == "account.name"):
                values = work.values([key])
                work.attempt([key], partial(change_account, work.session, account, values, work.on))
        for role in work.form.blocks:
            # The name first: a person is added with it.
            for key in sorted(work.keys(role), key=lambda each: not each.endswith(".full_name")):
                values = work.values([key])
                work.attempt([key], partial(change_person, work.session, account, role, values))
        for table in work.form.tables:
            work.rows(
                table,
                add=partial(_add_row, work.session, table, account),
                change=partial(_change_row, work.session, table),
                remove=partial(_remove_row, work.session, table),
                one_by_one=True,
            )
        if work.applied.created:
            give_archive_no(work.session, account, account.archive_date or work.on)

    @staticmethod
    def _account(work: Writing) -> Account:
        if work.difference.record_id is not None:
            return work.session.get_one(Account, work.difference.record_id)
        name = work.chosen["account.name"][1] if "account.name" in work.chosen else None
        if not name:
            raise RuleError(_("A new account needs a name; it was not ticked."))
        account = create_account(work.session, {"name": name}, work.on)
        work.made(account.id)
        return account

    def completeness(
        self, session: Session, form: Form, difference: FormDifference
    ) -> tuple[int, int] | None:
        """Before and after, worked out on copies that the session never sees."""
        account = (
            session.get(Account, difference.record_id) if difference.record_id is not None else None
        )
        people = persons(session, account.id) if account is not None else []
        before = percent_filled(account, people) if account is not None else 0
        owners: dict[str, Any] = {"account": _copy(account, Account)}
        owners["account"].not_applicable = dict(account.not_applicable or {}) if account else {}
        for role in form.blocks:
            known = next((each for each in people if each.form_role == role), None)
            owners[role] = _copy(known, Contact)
            owners[role].form_role = role
        for each in difference.fields:
            owner = each.key.partition(".")[0]
            if owner in owners and each.ticked:
                each.field.set(owners[owner], each.new)
        contacts = [copy for owner, copy in owners.items() if owner != "account"]
        return before, percent_filled(owners["account"], contacts)

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """The account, or for a new one each of the values that tell accounts apart."""
        if difference.record_id is not None:
            yield difference.record_id
            return
        for name in ("uscc", "archive_no", "name"):
            value = difference.reading.value(f"account.{name}")
            if value:
                yield (name, str(value).casefold())


def _new(session: Session, reading: FormReading, name: str) -> FormDifference:
    if not name:
        return FormDifference(
            reading, "none", None, "",
            refusal=_("The form names no customer, so it cannot be filed."),
        )  # fmt: skip
    uscc = str(reading.value("account.uscc") or "")
    similar = tuple(similar_accounts(session, name, uscc))
    doubles = [each for each in similar if core_name(each.name) == core_name(name)]
    doubt = (
        _("“{name}” is perhaps the same customer; choose it, or add a new one.").format(
            name=doubles[0].name
        )
        if doubles
        else None
    )
    return FormDifference(reading, "none", None, name, similar=similar, doubt=doubt)


def _doubt(session: Session, reading: FormReading, account: Account, how: str) -> str | None:
    """A form made for one customer and filled in for another would overwrite the first."""
    name = reading.value("account.name")
    if not name or core_name(name) == core_name(account.name):
        return None
    others = [
        ids[0]
        for key in ("archive_no", "uscc", "name")
        if (value := reading.value(f"account.{key}"))
        and (ids := match_account(session, {key: value}).account_ids)
        and account.id not in ids
    ]
    other_code = reading.value("account.uscc")
    differs = bool(account.uscc and other_code and account.uscc != other_code)
    if others or (how == "uid" and differs):
        return _(
            "The form was made for “{account}” but names “{name}”; choose which customer it means."
        ).format(account=account.name, name=name)
    return None


def _add_row(session: Session, table: Table, account: Account, values: Values) -> int:
    given: Values = {"account_id": account.id, **values}
    if table.record is Contact:
        given |= {"lunar_birthday": False, "custom": {}}
    record = table.record(**given)
    session.add(record)
    session.flush()
    return record.id


def _change_row(session: Session, table: Table, row_id: int, values: Values) -> None:
    record = session.get_one(table.record, row_id)
    if isinstance(record, Contact):
        change_contact(session, record, values)
        return
    for field in table.fields:
        if field.name in values:
            field.set(record, values[field.name])


def _remove_row(session: Session, table: Table, row_id: int) -> None:
    move_to_trash(session, session.get_one(table.record, row_id))


def _copy(record: Record | None, kind: type[Record]) -> Any:
    copy = kind()
    if record is not None:
        for name in kind.__table__.columns.keys():  # noqa: SIM118 - iterating the collection gives columns
            if name != "id":
                setattr(copy, name, getattr(record, name))
    return copy
