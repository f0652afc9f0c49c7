"""Columns that follow from others: the pinyin a name sorts by, and how complete an archive is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.completeness import percent_filled
from kamdesk.model.contact import Contact
from kamdesk.model.pinyin import sort_key


def before_write(record: Record) -> None:
    """Sets what follows from the record's own values."""
    if isinstance(record, Account):
        record.sort_name = sort_key(record.name)


def before_bulk_write(record: type[Record], row: dict[str, Any]) -> None:
    """The same for a row of a set-based statement."""
    if record is Account and "name" in row:
        row["sort_name"] = sort_key(row["name"])


def after_write(session: Session, touched: Mapping[str, set[int]]) -> None:
    """Sets what follows from several records: an account's completeness counts its persons too."""
    ids = set(touched.get("Account", ()))
    people = touched.get("Contact", ())
    ids |= _accounts_of(session, people)
    for account, contacts in archives(session, ids):
        percent = percent_filled(account, contacts)
        if account.completeness != percent:
            account.completeness = percent


def archives(session: Session, ids: set[int]) -> list[tuple[Account, list[Contact]]]:
    """Each account with the persons of its archive form."""
    found: list[tuple[Account, list[Contact]]] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
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


def _accounts_of(session: Session, contact_ids: Any) -> set[int]:
    found: set[int] = set()
    wanted = sorted(contact_ids)
    for start in range(0, len(wanted), 500):
        query = select(Contact.account_id).where(Contact.id.in_(wanted[start : start + 500]))
        found.update(session.scalars(query))
    return found
