"""All records in one place. To add a kind of record: write its class in a module of this package and list it here."""

from __future__ import annotations

from kamdesk.model.account import (
    Account,
    AccountOwner,
    AccountStatusChange,
    AccountTierChange,
    PurchaseNeed,
)
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.department import (
    CustomField,
    LearnedLabel,
    NumberSequence,
    SavedFilter,
    SettingValue,
    Staff,
)
from kamdesk.model.document import Document, ImportBatch

RECORDS: tuple[type[Record], ...] = (
    Staff,
    Account,
    AccountStatusChange,
    AccountTierChange,
    AccountOwner,
    PurchaseNeed,
    Contact,
    Document,
    CustomField,
    SavedFilter,
    LearnedLabel,
    SettingValue,
    ImportBatch,
    NumberSequence,
)

RECORD_BY_NAME: dict[str, type[Record]] = {record.__name__: record for record in RECORDS}

NOT_LOGGED: tuple[type[Record], ...] = (NumberSequence,)
"""Records that undo leaves alone."""
