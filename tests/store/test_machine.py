"""Random work against a plain model: whatever was done, undo leads back through every state to the beginning."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.store.opening import open_store
from kamdesk.store.recorder import insert_many, update_many
from kamdesk.store.store import DATABASE_NAME, Store

Model = dict[str, dict[int, tuple[Any, ...]]]

TEXT = st.text(
    st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12
)  # every character that can be kept
CHOICE = st.integers(0, 1_000)


class Desk(RuleBasedStateMachine):
    """Keeps, beside the store, the states it went through: `past` to undo, `future` to redo."""

    template: Path
    read: Callable[[Any], Any]

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.home / DATABASE_NAME)
        self.store: Store = open_store(self.home, check="later")
        self.model: Model = {"Account": {}, "Contact": {}}
        self.past: list[tuple[Model, Any]] = []
        self.future: list[tuple[Model, Any]] = []
        self.whole = self.read(self.store)

    def teardown(self) -> None:
        try:
            while self.past:
                self.undo()
            assert self.store.undo() is None
            self.agrees()
        finally:
            self.store.close()
            shutil.rmtree(self.home)

    def done(self, model: Model) -> None:
        """The store was changed so that it has to agree with `model`."""
        if model == self.model:
            return  # nothing was changed, so there is nothing to undo
        self.past.append((self.model, self.whole))
        self.model = model
        self.whole = self.read(self.store)
        self.future.clear()

    def copy(self) -> Model:
        return {kind: dict(rows) for kind, rows in self.model.items()}

    def pick(self, kind: str, choice: int) -> int:
        ids = sorted(self.model[kind])
        return ids[choice % len(ids)]

    @initialize()
    def begin(self) -> None:
        self.agrees()

    @rule(name=TEXT, phone=st.none() | TEXT)
    def add(self, name: str, phone: str | None) -> None:
        model = self.copy()
        with self.store.change(message("Add")) as session:
            account = Account(name=name, phone=phone)
            session.add(account)
            session.flush()
            model["Account"][account.id] = (name, phone, None)
        self.done(model)

    @rule(names=st.lists(TEXT, max_size=5))
    def import_many(self, names: list[str]) -> None:
        model = self.copy()
        rows = [
            {"name": name, "custom": {}, "not_applicable": {}, "status": "prospect", "completeness": 0}
            for name in names
        ]  # fmt: skip
        with self.store.change(message("Import")) as session:
            ids = insert_many(session, Account, rows)
            people = [
                {"account_id": each, "full_name": name, "lunar_birthday": False, "custom": {}}
                for each, name in zip(ids, names, strict=True)
            ]
            contacts = insert_many(session, Contact, people)
        model["Account"].update(
            (each, (name, None, None)) for each, name in zip(ids, names, strict=True)
        )
        model["Contact"].update(
            (each, (name, above)) for each, name, above in zip(contacts, names, ids, strict=True)
        )
        self.done(model)

    @precondition(lambda self: self.model["Account"])
    @rule(choice=CHOICE, name=TEXT, phone=st.none() | TEXT)
    def edit(self, choice: int, name: str, phone: str | None) -> None:
        model = self.copy()
        account_id = self.pick("Account", choice)
        with self.store.change(message("Edit")) as session:
            account = session.get_one(Account, account_id)
            account.name, account.phone = name, phone
        model["Account"][account_id] = (name, phone, self.model["Account"][account_id][2])
        self.done(model)

    @precondition(lambda self: self.model["Account"])
    @rule(choice=CHOICE, above=CHOICE)
    def put_below(self, choice: int, above: int) -> None:
        model = self.copy()
        account_id, parent_id = self.pick("Account", choice), self.pick("Account", above)
        with self.store.change(message("Group")) as session:
            session.get_one(Account, account_id).parent_id = parent_id
        name, phone, _parent = self.model["Account"][account_id]
        model["Account"][account_id] = (name, phone, parent_id)
        self.done(model)

    @precondition(lambda self: self.model["Account"])
    @rule(phone=st.none() | TEXT, choice=CHOICE)
    def update_some(self, phone: str | None, choice: int) -> None:
        model = self.copy()
        first = self.pick("Account", choice)
        rows = self.model["Account"]
        ids = [each for each in rows if each >= first]
        if all(rows[each][1] == phone for each in ids):
            return
        with self.store.change(message("Update")) as session:
            update_many(session, Account, [{"id": each, "phone": phone} for each in ids])
        for each in ids:
            name, _phone, parent_id = model["Account"][each]
            model["Account"][each] = (name, phone, parent_id)
        self.done(model)

    @precondition(lambda self: self.model["Account"])
    @rule(choice=CHOICE, name=TEXT)
    def add_person_and_rename(self, choice: int, name: str) -> None:
        model = self.copy()
        account_id = self.pick("Account", choice)
        with self.store.change(message("Person")) as session:
            contact = Contact(account_id=account_id, full_name=name, lunar_birthday=False)
            session.add(contact)
            session.get_one(Account, account_id).name = name
            session.flush()
            contact_id = contact.id
        model["Contact"][contact_id] = (name, account_id)
        model["Account"][account_id] = (name, *model["Account"][account_id][1:])
        self.done(model)

    @precondition(lambda self: self.model["Account"])
    @rule(choice=CHOICE)
    def delete(self, choice: int) -> None:
        """For good, with the people; refused by the database while another account points at it."""
        account_id = self.pick("Account", choice)
        if any(
            row[2] == account_id and key != account_id for key, row in self.model["Account"].items()
        ):
            return
        model = self.copy()
        with self.store.change(message("Delete")) as session:
            for contact in session.scalars(select(Contact).where(Contact.account_id == account_id)):
                session.delete(contact)
            session.delete(session.get_one(Account, account_id))
        del model["Account"][account_id]
        model["Contact"] = {
            key: row for key, row in model["Contact"].items() if row[1] != account_id
        }
        self.done(model)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        assert self.store.undo() is not None
        self.future.append((self.model, self.whole))
        self.model, self.whole = self.past.pop()
        assert self.read(self.store) == self.whole

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        assert self.store.redo() is not None
        self.past.append((self.model, self.whole))
        self.model, self.whole = self.future.pop()
        assert self.read(self.store) == self.whole

    @precondition(lambda self: not self.future)
    @rule()
    def redo_of_nothing(self) -> None:
        assert self.store.redo() is None

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.home)

    @invariant()
    def agrees(self) -> None:
        with self.store.read() as session:
            accounts = session.execute(
                select(Account.id, Account.name, Account.phone, Account.parent_id)
            )
            assert {row[0]: tuple(row[1:]) for row in accounts} == self.model["Account"]
            people = session.execute(select(Contact.id, Contact.full_name, Contact.account_id))
            assert {row[0]: tuple(row[1:]) for row in people} == self.model["Contact"]


def test_random_work_is_undone_to_the_beginning(
    template_database: Path, contents: Callable[[Any], Any]
) -> None:
    machine = type(
        "Machine", (Desk,), {"template": template_database, "read": staticmethod(contents)}
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=(
                Phase.generate,
            ),  # shrinking takes minutes; add Phase.shrink to look at a failure
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
