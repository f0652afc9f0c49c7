"""A change is whole, signed, announced, and taken back to the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError, StaleError, StoreError
from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.contact import Contact
from kamdesk.model.department import SettingValue, Staff
from kamdesk.store import changes
from kamdesk.store.opening import open_store
from kamdesk.store.recorder import insert_many, update_many
from kamdesk.store.store import Changed, Store

Read = Callable[[Store], Any]


def add_account(store: Store, name: str, **values: Any) -> int:
    with store.change(message("Add {name}", name=name)) as session:
        account = Account(name=name, **values)
        session.add(account)
        session.flush()
        return account.id


def row(name: str) -> dict[str, Any]:
    """An account as a set-based statement takes it."""
    return {"name": name, "custom": {}, "not_applicable": {}, "status": "prospect", "completeness": 0}  # fmt: skip


def name_of(store: Store, account_id: int) -> str | None:
    with store.read() as session:
        return session.scalar(select(Account.name).where(Account.id == account_id))


def test_undo_and_redo_restore_every_column(store: Store, contents: Read) -> None:
    empty = contents(store)
    account_id = add_account(
        store, "Nord Werke", registered_capital=Decimal("1234567.89"), custom={"a": [1, None]}
    )
    added = contents(store)
    with store.change(message("Edit")) as session:
        account = session.get_one(Account, account_id)
        account.name = "Nordwerke 北方"
        account.registered_capital = None
        account.archive_date = date(2026, 3, 1)
        account.custom = {"a": "ü\n\x00\t"}
    edited = contents(store)
    with store.change(message("Delete")) as session:
        session.delete(session.get_one(Account, account_id))
    assert contents(store)["account"] == []

    assert store.undo() == "Delete"
    assert contents(store) == edited
    assert store.undo() == "Edit"
    assert contents(store) == added
    assert store.undo() == "Add Nord Werke"
    assert contents(store) == empty
    assert store.undo() is None

    assert store.redo() == "Add Nord Werke"
    assert contents(store) == added
    assert store.redo() == "Edit"
    assert contents(store) == edited
    assert store.redo() == "Delete"
    assert store.redo() is None


def test_a_new_change_ends_the_way_to_what_was_undone(store: Store) -> None:
    account_id = add_account(store, "first")
    for name in ("second", "third"):
        with store.change(message("Rename")) as session:
            session.get_one(Account, account_id).name = name
        store.undo()
    # "second" was undone before "third" was done: only "third" may come back, and before it was "first".
    assert store.redo() == "Rename"
    assert name_of(store, account_id) == "third"
    assert store.redo() is None
    store.undo()
    assert name_of(store, account_id) == "first"


def test_an_undone_change_out_of_order_can_be_done_again(store: Store) -> None:
    first = add_account(store, "first")
    add_account(store, "other")
    with store.read() as session:
        change_id = changes.history(session, record="Account", record_id=first)[0].change_id
    store.undo(change_id)
    assert name_of(store, first) is None
    assert store.redo() == "Add first"
    assert name_of(store, first) == "first"


def test_undo_refuses_what_a_later_change_touched(store: Store) -> None:
    account_id = add_account(store, "first")
    with store.change(message("Rename it")) as session:
        session.get_one(Account, account_id).name = "second"
    with store.read() as session:
        first_change = changes.recent(session)[-1].id
    with pytest.raises(StaleError, match="“Add first” cannot be undone alone: “Rename it”"):
        store.undo(first_change)
    assert name_of(store, account_id) == "second"


def test_undoing_what_others_point_at_is_refused_whole(store: Store, contents: Read) -> None:
    account_id = add_account(store, "group")
    add_account(store, "daughter", parent_id=account_id)
    before = contents(store)
    with store.read() as session:
        first_change = changes.recent(session)[-1].id
    with pytest.raises(RuleError, match="points at does not exist"):
        store.undo(first_change)
    assert contents(store) == before


def test_two_editors_the_second_is_told(store: Store) -> None:
    account_id = add_account(store, "first")
    with store.read() as session:
        held = session.get_one(Account, account_id)
    with store.change(message("One")) as session:
        session.get_one(Account, account_id).phone = "010-1"
    held.phone = "010-2"
    with (
        pytest.raises(StaleError, match="changed meanwhile"),
        store.change(message("Two")) as session,
    ):
        session.add(held)
    with store.read() as session:
        assert session.scalar(select(Account.phone)) == "010-1"


@pytest.mark.parametrize("again", [False, True])
def test_an_editor_notices_undo_and_redo_too(store: Store, again: bool) -> None:
    account_id = add_account(store, "first")
    with store.change(message("Edit")) as session:
        session.get_one(Account, account_id).phone = "010-1"
    if again:
        store.undo()
    with store.read() as session:
        held = session.get_one(Account, account_id)
    store.redo() if again else store.undo()
    held.fax = "010-9"
    with pytest.raises(StaleError), store.change(message("Late")) as session:
        session.add(held)


def test_a_failing_block_leaves_nothing(store: Store, contents: Read) -> None:
    before = contents(store)
    told: list[Changed] = []
    store.subscribe(told.append)

    def half() -> None:
        with store.change(message("Half")) as session:
            session.add(Account(name="half"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert contents(store) == before
    assert store.undo_label() is None
    assert told == []


def test_a_change_of_nothing_is_no_change(store: Store) -> None:
    account_id = add_account(store, "first")
    with store.change(message("Same")) as session:
        session.get_one(Account, account_id).name = "first"
    with store.change(message("There and back")) as session:
        account = session.get_one(Account, account_id)
        account.name = "other"
        session.flush()
        account.name = "first"
    assert store.undo_label() == "Add first"


def test_added_and_deleted_in_one_change_leaves_no_row_in_the_log(store: Store) -> None:
    with store.change(message("In and out")) as session:
        account = Account(name="short-lived")
        session.add(account)
        session.flush()
        session.delete(account)
    assert store.undo_label() is None


def test_updated_then_deleted_comes_back_as_it_was_before_both(
    store: Store, contents: Read
) -> None:
    account_id = add_account(store, "first", phone="010-1")
    before = contents(store)
    with store.change(message("Both")) as session:
        account = session.get_one(Account, account_id)
        account.phone = "010-2"
        session.flush()
        session.delete(account)
    store.undo()
    assert contents(store) == before


def test_set_based_statements_are_recorded(store: Store, contents: Read) -> None:
    empty = contents(store)
    with store.change(message("Import")) as session:
        ids = insert_many(session, Account, [row(f"A{n}") for n in range(1200)])
        insert_many(
            session, PurchaseNeed, [{"account_id": each, "product": "steel"} for each in ids]
        )
    imported = contents(store)
    assert [row[0] for row in imported["account"]] == ids
    with store.change(message("Region")) as session:
        update_many(session, Account, [{"id": each, "region": "north"} for each in ids[:700]])
    with store.read() as session:
        query = select(Account.id).where(Account.region == "north")
        assert list(session.scalars(query)) == ids[:700]
        entry = changes.history(session, record="Account", record_id=ids[0])[0]
        assert (entry.label, entry.before, entry.after) == (
            "Region", {"region": None}, {"region": "north"},
        )  # fmt: skip
    store.undo()
    assert contents(store) == imported
    store.undo()
    assert contents(store) == empty
    store.redo()
    assert contents(store) == imported


def test_a_set_based_update_then_an_object_then_undo(store: Store, contents: Read) -> None:
    account_id = add_account(store, "first", region="south", city="Nanjing")
    before = contents(store)
    with store.change(message("Both ways")) as session:
        account = session.get_one(Account, account_id)
        update_many(session, Account, [{"id": account_id, "region": "north"}])
        account.city = "Harbin"
    store.undo()
    assert contents(store) == before


def test_a_set_based_update_leaves_rows_alone_in_which_nothing_changes(
    store: Store, contents: Read
) -> None:
    north = add_account(store, "first", region="north")
    south = add_account(store, "second", region="south")
    before = contents(store)
    with store.change(message("Region")) as session:
        update_many(
            session, Account, [{"id": north, "region": "north"}, {"id": south, "region": "north"}]
        )
    after = contents(store)
    assert after["account"][0] == before["account"][0]
    assert after["account"][1] != before["account"][1]
    store.undo()
    assert contents(store) == before
    with store.change(message("Nothing")) as session:
        update_many(session, Account, [{"id": north, "region": "north"}])
    assert contents(store) == before
    assert store.undo_label() == "Add second"


def test_of_several_updates_of_one_row_the_last_holds(store: Store, contents: Read) -> None:
    account_id = add_account(store, "first", region="south")
    before = contents(store)
    with store.change(message("Wavering")) as session:
        rows = [{"id": account_id, "region": each} for each in ("north", "south", "east")]
        update_many(session, Account, rows)
        update_many(session, Account, rows[:2])
        assert session.get_one(Account, account_id).region == "south"
        update_many(session, Account, rows)
    with store.read() as session:
        assert session.get_one(Account, account_id).region == "east"
    store.undo()
    assert contents(store) == before


def test_ids_are_never_given_twice(store: Store) -> None:
    first = add_account(store, "first")
    store.undo()
    with store.change(message("Import")) as session:
        assert insert_many(session, Account, [row("second")]) == [first + 1]


def test_history_says_what_when_and_who(store: Store) -> None:
    store.user = "王芳"
    account_id = add_account(store, "first")
    with store.change(message("Call")) as session:
        session.add(Contact(account_id=account_id, full_name="Li", lunar_birthday=False))
        session.get_one(Account, account_id).name = "second"
    store.undo()
    with store.read() as session:
        entries = changes.history(session, account_id=account_id)
    assert [(each.label, each.record, each.action, each.by, each.undone) for each in entries] == [
        ("Call", "Contact", "insert", "王芳", True),
        ("Call", "Account", "update", "王芳", True),
        ("Add first", "Account", "insert", "王芳", False),
    ]
    assert entries[1].before["name"] == "first"
    assert entries[1].after["name"] == "second"


def test_listeners_are_told_after_the_commit_and_until_they_leave(store: Store) -> None:
    seen: list[tuple[Changed, str | None]] = []
    leave = store.subscribe(lambda changed: seen.append((changed, name_of(store, 1))))
    me = object()
    with store.change(message("Add"), origin=me) as session:
        session.add(Account(name="first"))
    assert seen[0][0].ids == {"Account": frozenset({1})}
    assert seen[0][0].origin is me
    assert seen[0][1] == "first"
    assert seen[0][0].touches("Account")
    assert not seen[0][0].touches("Contact")
    leave()
    store.undo()
    assert len(seen) == 1


@pytest.mark.parametrize("value", [None, False, 0, "", "a", [1, {"b": None}], {"c": 1.5}])
def test_settings_of_every_shape_come_back(store: Store, contents: Read, value: Any) -> None:
    with store.change(message("Set")) as session:
        session.add(SettingValue(key="some", value=value))
    kept = contents(store)
    store.undo()
    store.redo()
    assert contents(store) == kept
    with store.read() as session:
        assert session.scalars(select(SettingValue)).one().value == value


def test_a_note_of_ten_megabytes_and_strange_characters(store: Store, contents: Read) -> None:
    note = "客户🙂‮abc\u2028" * 1_000_000
    account_id = add_account(store, "first")
    with store.change(message("Note")) as session:
        session.add(Contact(account_id=account_id, full_name="Li", lunar_birthday=False, note=note))
    kept = contents(store)
    store.undo()
    store.redo()
    assert contents(store) == kept


def test_half_a_character_is_a_sentence(store: Store) -> None:
    with pytest.raises(RuleError, match="half a character"):
        add_account(store, "half \ud83d")


def test_the_same_number_twice_is_a_sentence(store: Store) -> None:
    for number, allowed in (("7", True), ("7", False)):
        change = store.change(message("Staff"))
        if allowed:
            with change as session:
                session.add(Staff(number=number, name="A"))
        else:
            with pytest.raises(RuleError, match="given to somebody else"), change as session:
                session.add(Staff(number=number, name="B"))


def test_a_read_only_store_changes_nothing(store: Store) -> None:
    add_account(store, "first")
    reader = open_store(store.home, read_only=True)
    try:
        for attempt in (reader.undo, reader.redo):
            with pytest.raises(StoreError, match="read-only"):
                attempt()
        with pytest.raises(StoreError, match="read-only"), reader.change(message("No")):
            pass
        assert name_of(reader, 1) == "first"
    finally:
        reader.close()
