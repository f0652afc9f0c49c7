"""Columns that follow from others: the pinyin a name sorts by, how complete an archive is, the last contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.completeness import (
    REQUIRED_OF_ACCOUNT,
    REQUIRED_OF_PERSON,
    percent_of,
)
from kamdesk.model.contact import Contact
from kamdesk.model.pinyin import sort_key
from kamdesk.model.visit import Visit
from kamdesk.store import bulk

_ACCOUNT: Table = Account.__table__  # type: ignore[assignment]  # it is mapped to a Table
_CONTACT: Table = Contact.__table__  # type: ignore[assignment]  # it is mapped to a Table
_IS_IN_THE_ARCHIVE = "form_role IS NOT NULL AND deleted_at IS NULL"

_BLOCK = 5000
"""Ids in one query; SQLite takes 32,766."""

_ACCOUNT_COLUMNS = (
    "id",
    "completeness",
    "not_applicable",
    *(each.name for each in REQUIRED_OF_ACCOUNT),
)
_PERSON_COLUMNS = ("account_id", "form_role", *(each.name for each in REQUIRED_OF_PERSON))

LOOKED_AT: Mapping[str, frozenset[str]] = {
    "Account": frozenset(_ACCOUNT_COLUMNS),
    "Contact": frozenset((*_PERSON_COLUMNS, "deleted_at")),
}
"""Class → the columns from which the completeness of an account follows."""

LAST_CONTACT_LOOKED_AT: Mapping[str, frozenset[str]] = {
    "Visit": frozenset(("account_id", "held_on", "deleted_at"))
}
"""Class → the columns from which the day of an account's last contact follows."""


def before_write(record: Record) -> None:
    """Sets what follows from the record's own values."""
    if isinstance(record, Account):
        record.sort_name = sort_key(record.name)


def before_bulk_write(record: type[Record], row: dict[str, Any]) -> None:
    """The same for a row of a set-based statement."""
    if record is Account and "name" in row:
        row["sort_name"] = sort_key(row["name"])


def before_bulk_insert(record: type[Record], row: dict[str, Any]) -> None:
    """The same for a whole new row, which also tells how complete its archive is as long as it has no persons."""
    before_bulk_write(record, row)
    if record is Account:
        row["completeness"] = percent_of(row, {})


def outdated(session: Session, account_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Accounts of `account_ids` whose completeness is not what their columns and persons say: id → (is, should be)."""
    found: dict[int, tuple[int, int]] = {}
    for chunk in bulk.blocks(account_ids, _BLOCK):
        persons: dict[int, dict[str, Mapping[str, Any]]] = {}
        for row in bulk.read_rows(
            session, _CONTACT, _PERSON_COLUMNS, "account_id", chunk, _IS_IN_THE_ARCHIVE
        ):
            person = dict(zip(_PERSON_COLUMNS, row, strict=True))
            persons.setdefault(person["account_id"], {})[person["form_role"]] = person
        for row in bulk.read_rows(session, _ACCOUNT, _ACCOUNT_COLUMNS, "id", chunk):
            account = dict(zip(_ACCOUNT_COLUMNS, row, strict=True))
            percent = percent_of(account, persons.get(account["id"], {}))
            if percent != account["completeness"]:
                found[account["id"]] = (account["completeness"], percent)
    return found


def outdated_contacts(session: Session, account_ids: Iterable[int]) -> dict[int, date | None]:
    """Accounts of `account_ids` whose day of the last contact is not what their visits say: id → what it should be."""
    found: dict[int, date | None] = {}
    for chunk in bulk.blocks(account_ids, _BLOCK):
        query = (
            select(Account.id, Account.last_contact_on, func.max(Visit.held_on))
            .outerjoin(Visit, (Visit.account_id == Account.id) & Visit.deleted_at.is_(None))
            .where(Account.id.in_(chunk))
            .group_by(Account.id)
        )
        found.update(
            (account_id, last) for account_id, is_, last in session.execute(query) if is_ != last
        )
    return found


def archives(session: Session, ids: set[int]) -> list[tuple[Account, list[Contact]]]:
    """Each account with the persons of its archive form."""
    found: list[tuple[Account, list[Contact]]] = []
    for chunk in bulk.blocks(ids, _BLOCK):
        persons: dict[int, list[Contact]] = {}
        query = select(Contact).where(
            Contact.account_id.in_(chunk),
            Contact.form_role.is_not(None),
            Contact.deleted_at.is_(None),
        )
        for contact in session.scalars(query):
            persons.setdefault(contact.account_id, []).append(contact)
        accounts = session.scalars(select(Account).where(Account.id.in_(chunk)))
        found.extend((account, persons.get(account.id, [])) for account in accounts)
    return found
