"""A part of a change that is taken back when it is refused: rows, log and undo know nothing of it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.log import ChangedRow
from kamdesk.store.attempt import attempt
from kamdesk.store.store import Store
from kamdesk.work.accounts import create_account


def add_one(store: Store) -> int:
    with store.change(message("Add")) as session:
        account = create_account(session, {"name": "云麓食品", "phone": "1"})
        session.add(PurchaseNeed(account_id=account.id, product="轴承"))
        return account.id


def logged(store: Store) -> list[tuple[str, int, str]]:
    """Record, id and action of every logged row of the last change."""
    with store.read() as session:
        last = session.scalar(select(func.max(ChangedRow.change_id)))
        rows = session.execute(
            select(ChangedRow.record, ChangedRow.record_id, ChangedRow.action)
            .where(ChangedRow.change_id == last)
            .order_by(ChangedRow.record, ChangedRow.record_id)
        )
        return [tuple(row) for row in rows]


def change_and_refuse(session: Session, account: Account) -> None:
    with attempt(session):
        account.phone, account.fax = "3", "9"
        session.add(PurchaseNeed(account_id=account.id, product="密封件"))
        session.flush()
        session.delete(session.scalars(select(PurchaseNeed)).first())
        session.flush()
        raise RuleError("no")


def delete_and_refuse(session: Session, need: PurchaseNeed) -> None:
    with attempt(session):
        session.delete(need)
        session.flush()
        raise RuleError("no")


def test_what_is_refused_leaves_nothing_and_what_was_written_before_stays(store: Store) -> None:
    one = add_one(store)
    with store.change(message("Try")) as session:
        account = session.get_one(Account, one)
        account.phone = "2"
        with pytest.raises(RuleError):
            change_and_refuse(session, account)
        assert (account.phone, account.fax) == ("2", None)
        assert session.scalars(select(PurchaseNeed.product)).all() == ["轴承"]
    assert logged(store) == [("Account", one, "update")]
    store.undo()
    with store.read() as session:
        assert session.get_one(Account, one).phone == "1"


def test_what_is_kept_is_one_change_with_the_rest(store: Store) -> None:
    one = add_one(store)
    with store.change(message("Try")) as session:
        account = session.get_one(Account, one)
        account.phone = "2"
        with attempt(session):
            account.phone = "3"
            new = PurchaseNeed(account_id=one, product="密封件")
            session.add(new)
        with attempt(session):
            session.delete(new)
        with attempt(session):
            session.delete(session.scalars(select(PurchaseNeed)).one())
        account.fax = "9"
    # The row that came and went within the change is no row of it.
    assert [each[0::2] for each in logged(store)] == [
        ("Account", "update"),
        ("PurchaseNeed", "delete"),
    ]
    store.undo()
    with store.read() as session:
        account = session.get_one(Account, one)
        assert (account.phone, account.fax) == ("1", None)
        assert session.scalars(select(PurchaseNeed.product)).all() == ["轴承"]


def test_a_refused_deletion_within_an_attempt_leaves_the_row_as_it_was_changed_before(
    store: Store,
) -> None:
    one = add_one(store)
    with store.change(message("Try")) as session:
        need = session.scalars(select(PurchaseNeed)).one()
        need.product = "轴承座"
        with pytest.raises(RuleError):
            delete_and_refuse(session, need)
    with store.read() as session:
        assert session.scalars(select(PurchaseNeed.product)).all() == ["轴承座"]
    store.undo()
    with store.read() as session:
        assert session.scalars(select(PurchaseNeed.product)).all() == ["轴承"]
        assert session.get(Account, one) is not None
