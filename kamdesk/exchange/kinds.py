"""What lists can hold: customers (with a person or two beside them), contacts, staff.

To add a kind of list: declare it here and name it in `KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff

MAIN_CONTACT = "contact"
"""Prefix of the columns about the person beside a customer; she is the main contact where there is none yet."""


@dataclass(frozen=True)
class ListKind:
    """One kind of list. A column's target is ``prefix.field``: ``account.phone``, ``contact.mobile``."""

    name: str
    """As the command line and the interchange format call it."""
    prefix: str
    record: type[Record]
    title: str
    """The field that names the record; a row without it cannot be created."""
    keys: tuple[str, ...]
    """Fields a row is recognised by, the surest first."""
    superior: str
    """The reference to another record of the same kind, which may stand further down in the list."""


ACCOUNTS = ListKind(
    "accounts",
    "account",
    Account,
    "name",
    ("archive_no", "uscc", "account_code", "name"),
    "parent_id",
)
CONTACTS = ListKind("contacts", "contact", Contact, "full_name", ("full_name",), "reports_to_id")
STAFF = ListKind("staff", "staff", Staff, "name", ("number", "name"), "superior_id")

KINDS: dict[str, ListKind] = {kind.name: kind for kind in (ACCOUNTS, CONTACTS, STAFF)}
