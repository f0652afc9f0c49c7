"""All records in one place. To add a kind of record: write its class in a module of this package and list it here."""

from __future__ import annotations

from kamdesk.model.account import (
    Account,
    AccountOwner,
    AccountStatusChange,
    AccountTierChange,
    PurchaseNeed,
)
from kamdesk.model.agenda import CalendarDay, RuleMark, Task
from kamdesk.model.approval import Approval
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
from kamdesk.model.development import (
    Development,
    DevelopmentMember,
    DevelopmentReport,
    DevelopmentScore,
    DevelopmentStateChange,
    DevelopmentStep,
)
from kamdesk.model.document import Document, ImportBatch
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import (
    CallbackPlan,
    Visit,
    VisitGift,
    VisitObjection,
    VisitPerson,
    VisitProgramme,
)

RECORDS: tuple[type[Record], ...] = (
    Staff,
    Account,
    AccountStatusChange,
    AccountTierChange,
    AccountOwner,
    PurchaseNeed,
    Contact,
    Visit,
    VisitPerson,
    VisitObjection,
    VisitGift,
    VisitProgramme,
    CallbackPlan,
    ExpenseClaim,
    Expense,
    Approval,
    Development,
    DevelopmentStateChange,
    DevelopmentScore,
    DevelopmentStep,
    DevelopmentMember,
    DevelopmentReport,
    Task,
    CalendarDay,
    Document,
    CustomField,
    SavedFilter,
    LearnedLabel,
    SettingValue,
    ImportBatch,
    NumberSequence,
    RuleMark,
)

RECORD_BY_NAME: dict[str, type[Record]] = {record.__name__: record for record in RECORDS}

NOT_LOGGED: tuple[type[Record], ...] = (NumberSequence, RuleMark)
"""Records that undo leaves alone."""
