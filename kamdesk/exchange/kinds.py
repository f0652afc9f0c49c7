"""What lists can hold: customers (with a person or two beside them), contacts, staff, products, competitors, and what
happens with customers.

To add a kind of list: declare it here and name it in `KINDS`; one of dated things also needs its rules in `fact_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.base import Record
from kamdesk.model.competitor import Competitor
from kamdesk.model.contact import Contact
from kamdesk.model.contract import Contract
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint
from kamdesk.model.target import Target
from kamdesk.model.visit import CallbackPlan, Visit

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
    superior: str = ""
    """The reference to another record of the same kind, which may stand further down in the list."""
    told_by: tuple[frozenset[str], ...] = ()
    """For things that happen with a customer: a list is one of these if it has a field of each of the groups."""
    not_taken: frozenset[str] = frozenset()
    """Fields that a list may show and that are never set from one."""

    least_known: float = 0.3
    """Share of the headings that must be known before a list is taken for one of this kind without being told so."""
    said_beside: frozenset[str] = frozenset()
    """Fields whose label only says enough beside another one: a heading has to use their other words."""
    in_sets: bool = False
    """Known records are written in sets: the rules have looked at all there is to look at."""

    @property
    def is_fact(self) -> bool:
        """Whether it holds things that happen: each row is one, known by customer, day and what it says."""
        return bool(self.told_by)


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
PRODUCTS = ListKind("products", "product", Product, "name", ("code", "name"), least_known=0.6)
COMPETITORS = ListKind("competitors", "competitor", Competitor, "name", ("name",), least_known=0.6)

VISITS = ListKind(
    "visits",
    "visit",
    Visit,
    "account_id",
    (),
    told_by=(
        frozenset({"account_id"}),
        frozenset({"planned_on", "held_on"}),
        frozenset(
            {"subject", "goal", "result", "conclusion", "kind", "needs", "presented", "state", "reason"}
        ),
    ),
    not_taken=frozenset(
        {"next_visit_id", "postponed_from_id", "checked_by_id", "check_opinion", "submitted_on", "approved_on",
         "prepared_on", "checked_on", "reimbursed_on", "closed_on"}
    ),
    said_beside=frozenset({"next_visit_at"}),
)  # fmt: skip
CALLBACKS = ListKind(
    "callback_plans",
    "callback",
    CallbackPlan,
    "account_id",
    (),
    told_by=(frozenset({"account_id"}), frozenset({"due_on"})),
    not_taken=frozenset({"visit_id"}),
    in_sets=True,
)
EXPENSES = ListKind(
    "expenses",
    "expense",
    Expense,
    "on",
    (),
    told_by=(
        frozenset({"on"}),
        frozenset({"amount"}),
        frozenset({"category", "receipt_no"}),
    ),
    not_taken=frozenset({"visit_id", "claim_id"}),
)
TASKS = ListKind(
    "tasks",
    "task",
    Task,
    "name",
    (),
    told_by=(frozenset({"name"}), frozenset({"due_on"})),
    not_taken=frozenset({"contact_id", "rule"}),
)
OPPORTUNITIES = ListKind(
    "opportunities",
    "opportunity",
    Opportunity,
    "name",
    ("number",),
    told_by=(
        frozenset({"number", "name"}),
        frozenset({"stage_id", "expected_close_on", "closed_on"}),
        frozenset({"account_id", "amount", "product_id", "owner_id"}),
    ),
    not_taken=frozenset({"slips", "slipped_days"}),
)

PURCHASES = ListKind(
    "purchases",
    "purchase",
    Purchase,
    "on",
    ("number",),
    told_by=(
        frozenset({"account_id"}),
        frozenset({"on"}),
        frozenset({"amount"}),
        frozenset({"number", "product_id", "quantity", "cost", "due_on", "delivered_on"}),
    ),
    in_sets=True,
)
CONTRACTS = ListKind(
    "contracts",
    "contract",
    Contract,
    "name",
    ("number",),
    told_by=(
        frozenset({"number", "name"}),
        frozenset({"account_id"}),
        frozenset({"signed_on", "starts_on", "ends_on", "terms", "payment_terms"}),
    ),
)
COMPLAINTS = ListKind(
    "complaints",
    "complaint",
    Complaint,
    "account_id",
    ("number",),
    told_by=(
        frozenset({"account_id"}),
        frozenset({"received_on"}),
        frozenset(
            {
                "content",
                "category",
                "severity",
                "judgement",
                "cause",
                "solution",
                "customer_opinion",
            }
        ),
    ),
)
TARGETS = ListKind(
    "targets",
    "target",
    Target,
    "period",
    (),
    told_by=(
        frozenset({"period"}),
        frozenset({"value"}),
        frozenset({"measure", "level", "staff_id", "account_id", "approved_on"}),
    ),
    in_sets=True,
)

KINDS: dict[str, ListKind] = {
    kind.name: kind
    for kind in (
        ACCOUNTS, CONTACTS, STAFF, VISITS, CALLBACKS, EXPENSES, TASKS, PRODUCTS, COMPETITORS, OPPORTUNITIES,
        PURCHASES, CONTRACTS, COMPLAINTS, TARGETS,
    )
}  # fmt: skip
