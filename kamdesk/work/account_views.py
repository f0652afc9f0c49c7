"""What the Accounts tab shows beside the list: groups as a tree, one account with all it holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.completeness import Required, missing
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.document import Document
from kamdesk.model.fields import Kind, RecordField
from kamdesk.work.accounts import persons
from kamdesk.work.fields import fields_for, reference_names


@dataclass
class GroupNode:
    """A company in the tree of groups; the roll-ups count itself and everything below it."""

    id: int
    name: str
    tier: str | None
    status: str
    people: int
    parent_id: int | None
    children: list[GroupNode] = field(default_factory=list)

    @property
    def all_accounts(self) -> int:
        """This company and those below it."""
        return 1 + sum(child.all_accounts for child in self.children)

    @property
    def all_people(self) -> int:
        """The people of this company and of those below it."""
        return self.people + sum(child.all_people for child in self.children)


def group_tree(session: Session) -> list[GroupNode]:
    """The groups: companies without a parent that have subsidiaries, each with all levels below, by pinyin."""
    parent_ids = select(Account.parent_id).where(
        Account.parent_id.is_not(None), Account.deleted_at.is_(None)
    )
    people = (
        select(Contact.account_id, func.count().label("people"))
        .where(Contact.deleted_at.is_(None), Contact.left_on.is_(None))
        .group_by(Contact.account_id)
        .subquery()
    )
    query = (
        select(
            Account.id,
            Account.name,
            Account.tier,
            Account.status,
            func.coalesce(people.c.people, 0),
            Account.parent_id,
        )
        .outerjoin(people, people.c.account_id == Account.id)
        .where(
            Account.deleted_at.is_(None),
            Account.parent_id.is_not(None) | Account.id.in_(parent_ids),
        )
        .order_by(Account.sort_name, Account.id)
    )
    nodes = {row[0]: GroupNode(*row) for row in session.execute(query)}
    roots: list[GroupNode] = []
    for node in nodes.values():
        above = nodes.get(node.parent_id) if node.parent_id is not None else None
        (above.children if above is not None else roots).append(node)
    return roots


# -------------------------------------------------------------------------------------------------- one account


@dataclass(frozen=True)
class AccountSheet:
    """One account with everything its detail shows, read at one moment."""

    account: Account
    fields: tuple[RecordField, ...]
    people: list[Contact]
    needs: list[PurchaseNeed]
    missing: list[Required]
    names: dict[str, dict[int, str]]
    """Class name → id → what to call the records that references point at."""
    documents: int

    def person(self, role: str) -> Contact | None:
        """Who stands in `role` of the archive form."""
        return next((each for each in self.people if each.form_role == role), None)


# Asked whenever an account is shown: building the queries would take longer than asking them.
_NEEDS = (
    select(PurchaseNeed)
    .where(PurchaseNeed.account_id == bindparam("account_id"), PurchaseNeed.deleted_at.is_(None))
    .order_by(PurchaseNeed.id)
)
_DOCUMENTS = select(func.count(Document.id)).where(
    Document.account_id == bindparam("account_id"), Document.deleted_at.is_(None)
)


def load_sheet(session: Session, account_id: int) -> AccountSheet | None:
    """The account with its people and purchase needs; None when it is gone."""
    account = session.get(Account, account_id)
    if account is None:
        return None
    people = persons(session, account_id)
    fields = fields_for(session, Account)
    wanted: dict[str, set[int]] = {}
    for each in fields:
        value = each.get(account) if each.kind is Kind.REFERENCE else None
        if value is not None:
            wanted.setdefault(each.spec.refers_to, set()).add(value)
    wanted["Contact"] = {each.reports_to_id for each in people if each.reports_to_id is not None}
    wanted.setdefault("Account", set()).add(account_id)
    of_account = {"account_id": account_id}
    return AccountSheet(
        account,
        fields,
        people,
        list(session.scalars(_NEEDS, of_account)),
        missing(account, people),
        {target: reference_names(session, target, ids) for target, ids in wanted.items()},
        session.scalar(_DOCUMENTS, of_account) or 0,
    )


def staff_choices(session: Session) -> list[tuple[int, str]]:
    """The members of the department who are there, by name."""
    query = select(Staff.id, Staff.name).where(Staff.deleted_at.is_(None), Staff.left_on.is_(None))
    return [(row.id, row.name) for row in session.execute(query.order_by(Staff.name, Staff.id))]
