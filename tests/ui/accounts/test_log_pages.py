"""History, waste basket and import records as pages, on a real store."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.document import ImportBatch
from kamdesk.ui.accounts.history_page import HistoryPage
from kamdesk.ui.accounts.imports_page import ImportsPage
from kamdesk.ui.accounts.trash_page import TrashPage
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work import accounts, trash


@pytest.fixture
def desk(app, store):
    events = StoreEvents(store)
    yield Desk(store, events)
    events.stop()


def shown(qtbot, page):
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    return page


def press(page, words):
    next(one for one in page.findChildren(QPushButton) if one.text() == words).click()


def texts(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def table(page, name):
    return next(one for one in page.findChildren(PagedTable) if one.accessibleName() == name)


def new_account(store, name, **values):
    with store.change(message("New account {name}", name=name)) as session:
        return accounts.create_account(session, {"name": name, **values}).id


def test_the_history_shows_old_and_new_values_and_undoes_what_is_selected(qtbot, desk):
    account_id = new_account(desk.store, "澜川重工", fax="0513-1")
    with desk.store.change(message("Change fax")) as session:
        accounts.change_account(session, session.get(Account, account_id), {"fax": "0513-22222"})
    page = shown(qtbot, HistoryPage(desk))
    assert [row[1] for row in texts(table(page, "Changes"))] == [
        "Change fax",
        "New account 澜川重工",
    ]
    assert texts(table(page, "What it changed")) == [
        ["Account 澜川重工", "Fax", "0513-1", "0513-22222"]
    ]
    press(page, "Undo this")
    with desk.store.read() as session:
        assert session.get(Account, account_id).fax == "0513-1"
    assert texts(table(page, "Changes"))[0][1] == "Change fax (undone)"


def test_an_older_change_of_the_same_record_is_refused_with_the_reason(qtbot, desk, questions):
    account_id = new_account(desk.store, "禾曜新能源")
    with desk.store.change(message("Change fax")) as session:
        accounts.change_account(session, session.get(Account, account_id), {"fax": "1234567"})
    page = shown(qtbot, HistoryPage(desk))
    table(page, "Changes").go_to_row(1)
    press(page, "Undo this")
    assert "Change fax" in questions.told[-1][1]
    with desk.store.read() as session:
        assert session.get(Account, account_id).fax == "1234567"


def test_without_changes_the_history_says_what_will_stand_there(qtbot, desk):
    page = shown(qtbot, HistoryPage(desk))
    assert page._empty.isVisible()
    assert not page._split.isVisible()


def test_what_is_taken_out_of_the_basket_comes_back_with_its_people(qtbot, desk):
    with desk.store.change(message("New")) as session:
        account = accounts.create_account(session, {"name": "沐岭轨道"})
        accounts.change_person(session, account, "principal", {"full_name": "甲"})
    with desk.store.change(message("Delete")) as session:
        trash.move_to_trash(session, session.get(Account, account.id))
    page = shown(qtbot, TrashPage(desk))
    (row,) = texts(table(page, "Waste basket"))
    assert row[1] == "沐岭轨道"
    table(page, "Waste basket").selectAll()
    press(page, "Take out")
    assert texts(table(page, "Waste basket")) == []
    with desk.store.read() as session:
        assert [each.full_name for each in accounts.persons(session, account.id)] == ["甲"]


@pytest.mark.parametrize(("answer", "left"), [("remove", 0), ("cancel", 1)])
def test_removing_for_good_asks_and_can_be_undone(qtbot, desk, questions, answer, left):
    account_id = new_account(desk.store, "翎海船舶")
    with desk.store.change(message("Delete")) as session:
        trash.move_to_trash(session, session.get(Account, account_id))
    page = shown(qtbot, TrashPage(desk))
    table(page, "Waste basket").selectAll()
    questions.answers.append(answer)
    press(page, "Remove for good…")
    assert len(texts(table(page, "Waste basket"))) == left
    if answer == "remove":
        desk.store.undo()
        assert [row[1] for row in texts(table(page, "Waste basket"))] == ["翎海船舶"]


def test_an_import_is_listed_with_its_counts_and_problems(qtbot, desk):
    problem = {"row": 5, "cell": "C5", "field": "tier", "value": "重点", "reason": "no such tier"}
    counts = {"read": 3, "created": 1, "updated": 1, "unchanged": 1, "skipped": 0, "rejected": 0}
    with desk.store.change(message("Import")) as session:
        session.add(
            ImportBatch(
                file_name="客户.csv",
                sha256="0" * 64,
                kind="accounts",
                counts=counts,
                outcome=[problem],
                mapping={},
            )
        )
    page = shown(qtbot, ImportsPage(desk))
    (row,) = texts(table(page, "Imports"))
    assert row[1:] == ["客户.csv", "3", "1", "1", "1", "0", "0"]
    assert texts(table(page, "Problems")) == [["C5", "Tier", "重点", "no such tier"]]
