"""The checks find what was spoilt behind the program's back, and repair what can be repaired."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kamdesk.i18n import message
from kamdesk.model.account import (
    Account,
    AccountOwner,
    AccountStatusChange,
    AccountTierChange,
    PurchaseNeed,
)
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.department import NumberSequence, Staff
from kamdesk.store.check import CHECKS, circular, run_checks
from kamdesk.store.recorder import update_many
from kamdesk.store.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """Two accounts, the first above the second, with facts, a person, a need and a number."""
    with store.change(message("Fill")) as session:
        person = Staff(number="1", name="Zhao")
        session.add(person)
        session.flush()
        group = Account(
            name="集团", archive_no="KA-2026-0007", status="active", tier="A", owner_id=person.id
        )
        session.add(group)
        session.flush()
        session.add_all(
            [
                Account(name="daughter", parent_id=group.id),
                AccountStatusChange(account_id=group.id, to="active", on=date(2026, 2, 1)),
                AccountStatusChange(account_id=group.id, to="prospect", on=date(2026, 1, 1)),
                AccountTierChange(account_id=group.id, to="A", on=date(2026, 2, 1)),
                AccountOwner(account_id=group.id, staff_id=person.id, since=date(2026, 1, 1)),
                Contact(account_id=group.id, full_name="Li", lunar_birthday=False),
                PurchaseNeed(account_id=group.id, product="steel"),
                NumberSequence(key="archive_no:KA-2026-#", last=7),
            ]
        )
    return store


@pytest.fixture
def spoil(filled: Store) -> Callable[[str], None]:
    """Runs SQL behind the program's back."""

    def run(sql: str) -> None:
        connection = sqlite3.connect(filled.database)
        connection.executescript(f"PRAGMA foreign_keys=OFF; {sql}")
        connection.commit()
        connection.close()

    return run


def test_a_sound_store_has_no_findings(filled: Store) -> None:
    assert run_checks(filled) == []


@pytest.mark.slow
def test_what_follows_from_a_column_follows_each_change_of_it(filled: Store) -> None:
    """One column at a time, through objects and set-based, of accounts and people; then back again."""
    values: dict[type[Record], dict[str, Any]] = {
        Account: {
            "name": "海川",
            "short_name": "海",
            "phone": "0513-555 0101",
            "email": "a@b.example",
            "postal_code": "226000",
            "registered_capital": Decimal("5000000.00"),
            "employee_count": 120,
            "staff_foreign": 0,
            "founded_on": "2004-05-18",
            "not_applicable": {"fax": "none"},
            "custom": {"custom_1": "看重价格"},
        },
        Contact: {
            "full_name": "李明",
            "form_role": "principal",
            "position": "经理",
            "birth_date": "1970-01-02",
            "mobile": "121 0000 0001",
            "account_id": 2,
        },
    }
    for record, columns in values.items():
        for name, value in columns.items():
            with filled.change(message("One")) as session:
                setattr(session.get_one(record, 1), name, value)
            assert run_checks(filled) == [], name
    for record, columns in values.items():
        with filled.change(message("Set-based")) as session:
            update_many(session, record, [{"id": 1} | columns])
        assert run_checks(filled) == []
    while filled.undo() is not None:
        assert run_checks(filled) == []


@pytest.mark.parametrize(
    ("sql", "check", "sentence"),
    [
        ("UPDATE search_entry SET text = 'old' WHERE record = 'Contact'", "search",
         "The search text of Contact 1 is out of date."),
        ("DELETE FROM search_entry WHERE record = 'Account' AND record_id = 2", "search",
         "The search text of Account 2 is out of date."),
        ("INSERT INTO search_entry VALUES ('Account', 99, 'ghost')", "search",
         "The search text of Account 99 is out of date."),
        ("UPDATE account SET completeness = 99 WHERE id = 1", "derived",
         "Completeness or sorting of “集团” is out of date."),
        ("UPDATE account SET sort_name = 'zzz' WHERE id = 2", "derived",
         "Completeness or sorting of “daughter” is out of date."),
        ("UPDATE account SET status = 'lost' WHERE id = 1", "facts",
         "Change of status of “集团” differs from the last entry in its history."),
        ("UPDATE account SET tier = NULL WHERE id = 1", "facts",
         "Change of tier of “集团” differs from the last entry in its history."),
        ("UPDATE account SET owner_id = NULL WHERE id = 1", "facts",
         "Change of owner of “集团” differs from the last entry in its history."),
        ("UPDATE number_sequence SET last = 6", "sequences",
         "The numbering archive_no:KA-2026-# is at 6, though 7 was given already."),
    ],
)  # fmt: skip
def test_what_can_be_repaired_is(
    filled: Store, spoil: Callable[[str], None], sql: str, check: str, sentence: str
) -> None:
    spoil(sql)
    assert [(each.check, each.text, each.fixed) for each in run_checks(filled)] == [
        (check, sentence, False)
    ]
    assert [(each.check, each.text, each.fixed) for each in run_checks(filled, fix=True)] == [
        (check, sentence, True)
    ]
    assert run_checks(filled) == []


@pytest.mark.parametrize(
    ("sql", "check", "sentence"),
    [
        ("UPDATE purchase_need SET account_id = 77", "references",
         "Purchase need 1 points at a record that does not exist: Account."),
        ("UPDATE account SET parent_id = 2 WHERE id = 1", "cycles", "Account 1 is above itself."),
        ("UPDATE staff SET superior_id = 1", "cycles", "Staff member 1 is above itself."),
        ("DELETE FROM purchase_need", "log",
         "Purchase need 1 is in the change log, but the record is gone."),
        ("UPDATE changed_row SET record = 'Nothing' WHERE record = 'PurchaseNeed'", "log",
         "1 rows of the change log point nowhere."),
        ("UPDATE account SET uid = (SELECT uid FROM staff) WHERE id = 1", "uids", "Two records have the identifier"),
        ("UPDATE account SET deleted_at = '2026-01-01T00:00:00.000000' WHERE id = 1;"
         "DELETE FROM search_entry WHERE record = 'Account' AND record_id = 1", "parents",
         "Change of status 1 belongs to something in the waste basket."),
    ],
)  # fmt: skip
def test_what_a_person_has_to_decide_is_only_told(
    filled: Store, spoil: Callable[[str], None], sql: str, check: str, sentence: str
) -> None:
    spoil(sql)
    found = [each for each in run_checks(filled, fix=True) if each.check == check]
    assert found[0].text.startswith(sentence)
    assert not any(each.fixed for each in found)


def test_a_repair_is_a_change_that_can_be_undone(
    filled: Store, spoil: Callable[[str], None]
) -> None:
    spoil("UPDATE account SET status = 'lost' WHERE id = 1")
    run_checks(filled, fix=True)
    assert filled.undo() == "Set status, tier and owner to the last entry of their history"
    assert [each.check for each in run_checks(filled)] == ["facts"]


def test_those_above_themselves_are_found_and_those_below_them_are_not() -> None:
    assert circular({}) == []
    assert circular({1: 2, 2: 3}) == []
    assert circular({1: 1}) == [1]
    assert circular({1: 2, 2: 3, 3: 2, 4: 1, 5: 6}) == [2, 3]
    assert circular({1: 2, 2: 1, 3: 4, 4: 5, 5: 3}) == [1, 2, 3, 4, 5]


def test_checks_are_declared_once(filled: Store) -> None:
    keys = [check.key for check in CHECKS]
    assert len(set(keys)) == len(keys)
    assert all(check.label for check in CHECKS)
