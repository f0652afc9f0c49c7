"""What goes into the waste basket together comes back together, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.document import Document
from kamdesk.model.types import now
from kamdesk.store import search
from kamdesk.store.attachments import file_document
from kamdesk.store.check import run_checks
from kamdesk.store.store import Store
from kamdesk.work import trash


@pytest.fixture
def account_id(store: Store, tmp_path: Path) -> int:
    """An account with two persons, a purchase need, a document of its own and one filed with a person."""
    source = tmp_path / "a.txt"
    source.write_text("text")
    with store.change(message("Fill")) as session:
        account = Account(name="Nordwerke")
        session.add(account)
        session.flush()
        people = [
            Contact(account_id=account.id, full_name=name, lunar_birthday=False)
            for name in ("Li", "Wang")
        ]
        session.add_all([*people, PurchaseNeed(account_id=account.id, product="steel")])
        session.flush()
        file_document(store, session, source, account_id=account.id)
        file_document(
            store, session, source, account_id=account.id, record_kind="Contact", record_id=people[0].id
        )  # fmt: skip
        return account.id


def move(store: Store, kind: type[Record], record_id: int) -> int:
    with store.change(message("Delete")) as session:
        return trash.move_to_trash(session, session.get_one(kind, record_id))


def bring_back(store: Store, kind: type[Record], record_id: int) -> int:
    with store.change(message("Restore")) as session:
        return trash.restore(session, session.get_one(kind, record_id))


def living(store: Store, kind: type[Record]) -> int:
    with store.read() as session:
        return (
            session.scalar(select(func.count()).where(kind.deleted_at.is_(None), kind.id > 0)) or 0
        )


def found(store: Store, typed: str) -> list[int]:
    """The accounts that search finds."""
    condition = search.matches(Account, typed)
    assert condition is not None
    with store.read() as session:
        return list(session.scalars(select(Account.id).where(condition)))


def test_an_account_goes_and_comes_back_with_what_belongs_to_it(
    store: Store, account_id: int
) -> None:
    assert move(store, Account, account_id) == 6
    assert [living(store, kind) for kind in (Account, Contact, PurchaseNeed, Document)] == [0] * 4
    with store.read() as session:
        (line,) = trash.list_trash(session)
    assert (line.record, line.record_id, line.title) == ("Account", account_id, "Nordwerke")
    assert line.with_it == 5
    assert found(store, "nordwerke") == found(store, "wang") == []
    assert move(store, Account, account_id) == 0
    assert bring_back(store, Account, account_id) == 6
    assert [living(store, kind) for kind in (Account, Contact, PurchaseNeed, Document)] == [1, 2, 1, 2]  # fmt: skip
    with store.read() as session:
        assert trash.list_trash(session) == []
    assert found(store, "nordwerke") == found(store, "wang") == [account_id]
    assert run_checks(store) == []


def test_what_was_deleted_before_stays_deleted(store: Store, account_id: int) -> None:
    # The person takes the document that is filed with the person along.
    assert move(store, Contact, 2) == 1
    assert move(store, Contact, 1) == 2
    assert move(store, Account, account_id) == 3
    with store.read() as session:
        assert [line.record for line in trash.list_trash(session)] == ["Account", "Contact", "Contact"]  # fmt: skip
    with pytest.raises(RuleError, match="“Li” belongs to “Nordwerke”"):
        bring_back(store, Contact, 1)
    bring_back(store, Account, account_id)
    assert living(store, Contact) == 0
    assert bring_back(store, Contact, 1) == 2
    with store.read() as session:
        assert [line.title for line in trash.list_trash(session)] == ["Wang"]


def test_moving_and_restoring_are_undone_to_the_letter(store: Store, account_id: int) -> None:
    def moments() -> list[Any]:
        with store.read() as session:
            return [
                list(session.execute(select(kind.id, kind.deleted_at, kind.updated_at)))
                for kind in (Account, Contact, PurchaseNeed, Document)
            ]

    filled = moments()
    move(store, Account, account_id)
    trashed = moments()
    bring_back(store, Account, account_id)
    assert store.undo() == "Restore"
    assert moments() == trashed
    assert store.undo() == "Delete"
    assert moments() == filled


def test_emptying_deletes_for_good_and_can_be_undone(
    store: Store, account_id: int, count: Callable[[], int]
) -> None:
    move(store, Account, account_id)
    before = count()
    with store.change(message("Empty")) as session:
        done = trash.empty(session)
    assert (done.deleted, done.kept) == (6, ())
    assert count() == before - 6
    assert run_checks(store) == []
    assert store.undo() == "Empty"
    assert count() == before
    with store.read() as session:
        assert [line.title for line in trash.list_trash(session)] == ["Nordwerke"]
    assert bring_back(store, Account, account_id) == 6
    assert run_checks(store) == []


@pytest.fixture
def count(store: Store) -> Callable[[], int]:
    """How many rows there are of what the tests here make."""

    def counted() -> int:
        with store.read() as session:
            kinds = (Account, Contact, PurchaseNeed, Document)
            return sum(session.scalar(select(func.count(kind.id))) or 0 for kind in kinds)

    return counted


def test_what_others_point_at_is_kept_when_emptying(store: Store, account_id: int) -> None:
    with store.change(message("Daughter")) as session:
        session.add(Account(name="Daughter", parent_id=account_id))
    with store.read() as session:
        group = session.get_one(Account, account_id)
        assert trash.pointing_at(session, group) == {"Account": 1}
    move(store, Account, account_id)
    assert living(store, Account) == 1
    with store.change(message("Empty")) as session:
        done = trash.empty(session)
    assert done.deleted == 0
    assert [line.title for line in done.kept] == ["Nordwerke"]
    # When the daughter goes as well, both can.
    move(store, Account, 2)
    with store.change(message("Empty")) as session:
        assert trash.empty(session).deleted == 7


def test_emptying_spares_what_went_there_lately(store: Store, account_id: int) -> None:
    move(store, Contact, 1)
    with store.change(message("Empty")) as session:
        assert trash.empty(session, before=now() - timedelta(days=30)).deleted == 0
    with store.change(message("Empty")) as session:
        assert trash.empty(session, before=now() + timedelta(seconds=1)).deleted == 2


def test_staff_in_the_basket_are_still_named_where_they_worked(
    store: Store, account_id: int
) -> None:
    with store.change(message("Owner")) as session:
        person = Staff(number="1", name="Zhao")
        session.add(person)
        session.flush()
        session.get_one(Account, account_id).owner_id = person.id
    assert move(store, Staff, 1) == 1
    with store.read() as session:
        assert session.scalar(select(Account.owner_id)) == 1
        assert session.get_one(Staff, 1).name == "Zhao"
