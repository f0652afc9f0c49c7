"""A customer with a project for tests of the decision map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.contact import Contact
from kamdesk.model.relations import ChainLink
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.store.store import Store
from kamdesk.work import chain_changes, opportunities
from kamdesk.work.accounts import create_account
from tests.work.department import Department, found

TODAY = date.today()


@dataclass
class Customer:
    """The store, the department and what was made at its customer."""

    store: Store
    department: Department
    account: int
    project: int

    def contact(self, name: str, account: int | None = None, **values: Any) -> int:
        """Adds somebody to the archive."""
        with self.store.change(message("Add {name}", name=name)) as session:
            contact = Contact(
                account_id=account or self.account, full_name=name, lunar_birthday=False, custom={}, **values
            )  # fmt: skip
            session.add(contact)
            session.flush()
            return contact.id

    def put(self, name: str, project: int | None = None, **values: Any) -> int:
        """Puts somebody who is no contact on a map; `project` None: that of the account."""
        with self.store.change(message("Put {name}", name=name)) as session:
            values = {"name": name, **values}
            return chain_changes.add_person(session, self.account, project, values).id

    def put_contact(self, contact: int, project: int | None = None) -> int:
        """Puts a contact on a map."""
        with self.store.change(message("Put")) as session:
            return chain_changes.add_contact(session, self.account, project, contact).id

    def change(self, link: int, **values: Any) -> None:
        """Changes somebody on a map."""
        with self.store.change(message("Change")) as session:
            chain_changes.change_person(session, session.get_one(ChainLink, link), values)

    def visit(
        self, on: date, contact: int | None = None, name: str = "", kind: str = "visit"
    ) -> int:
        """A visit that took place, with one of them there."""
        with self.store.change(message("Visit")) as session:
            visit = Visit(
                account_id=self.account, kind=kind, state="held", subject="Talk", held_on=on,
                owner_id=self.department.specialist,
            )  # fmt: skip
            session.add(visit)
            session.flush()
            session.add(
                VisitPerson(visit_id=visit.id, side="customer", contact_id=contact, name=name)
            )
            return visit.id


def customer(store: Store) -> Customer:
    """A department with one customer who has one project."""
    department = found(store)
    with store.change(message("Project")) as session:
        project = opportunities.add_opportunity(
            session, {"name": "二期变频", "account_id": department.account}
        )
        project_id = project.id
    return Customer(store, department, department.account, project_id)


def other_account(made: Customer, name: str = "禾曜新能源") -> int:
    """A second account."""
    with made.store.change(message("Other")) as session:
        return create_account(session, {"name": name}).id


def other_project(made: Customer, name: str, account: int | None = None) -> int:
    """A further project."""
    with made.store.change(message("Project")) as session:
        values = {"name": name, "account_id": account or made.account}
        return opportunities.add_opportunity(session, values).id


def links(store: Store) -> list[ChainLink]:
    """Everybody on any map."""
    with store.read() as session:
        return list(session.scalars(select(ChainLink).order_by(ChainLink.id)))
