"""The breakdown in the window: typed, pasted, watched, spread, approved, undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kamdesk.i18n import message
from kamdesk.work import target_changes
from kamdesk.work.periods import read_period
from kamdesk.work.targets import Subject
from tests.work.selling import customer, person, target

YEAR = read_period("2025")


@pytest.fixture
def page(store, open_window, settle):
    with store.change(message("Set up")) as session:
        one, two = person(session, "专员甲", "P1"), person(session, "专员乙", "P2")
        customer(session, "云麓食品", one, status="active")
        target(session, "2025", "1000", date(2025, 1, 2))
    window = open_window(store, "kpi")
    tab = window.tabs["kpi"]
    tab.show_page("targets", "2025")
    settle()
    made = tab.page("targets")
    made.people = (one.id, two.id)
    return made


def words(page, row: int, column: int) -> str:
    return page.model.cell(row, column).words


def press_into(page, row: int, column: int, text: str) -> QLineEdit:
    """Types into a cell as one types over a number."""
    index = page.model.index(row, column)
    page.table.setCurrentIndex(index)
    page.table.edit(index)
    editor = page.table.findChildren(QLineEdit)[-1]
    editor.clear()
    QTest.keyClicks(editor, text)
    return editor


def test_sums_are_watched_while_a_number_is_typed_and_it_becomes_a_draft(
    page, store, settle
) -> None:
    assert [each.name for each in page.rows] == ["Department", "专员甲", "专员乙"]
    editor = press_into(page, 1, 1, "1200")
    assert (
        page.sums.text()
        == "Department, 2025: 1,000.00, its persons add up to 1,200.00: 200.00 too much."
    )
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()  # the view takes what was typed a moment later
    settle()
    assert page.table.currentIndex().row() == 2  # the next one below
    assert words(page, 1, 1) == "* 1,200"
    assert words(page, 0, 1) == "≠ 1,000"
    store.undo()
    settle()
    assert words(page, 1, 1) == ""


def test_a_block_pasted_from_a_spreadsheet_is_one_act_and_a_bad_number_stops_it(
    page, store, settle, questions
) -> None:
    page.table.setCurrentIndex(page.model.index(1, 2))
    QApplication.clipboard().setText("300\t100\t100\t100\r\n2万\t\t\t\r\n")
    page.table.paste()
    settle()
    assert [words(page, 1, column) for column in (2, 3, 4, 5)] == [
        "* 300",
        "* 100",
        "* 100",
        "* 100",
    ]
    assert words(page, 2, 2) == "* 20,000"
    QApplication.clipboard().setText("1\t不多")
    page.table.paste()
    settle()
    assert len(questions.told) == 1
    assert words(page, 1, 2) == "* 300"
    store.undo()
    settle()
    assert [words(page, 1, column) for column in (2, 3)] == ["", ""]


def test_spread_approve_and_the_versions_of_a_day(page, store, settle) -> None:
    page.table.setCurrentIndex(page.model.index(0, 1))
    page.spread_out("evenly", False)
    settle()
    assert words(page, 0, 2) == "* 249.99"  # three months of 83.33
    assert words(page, 0, 17) == "* 83.37"
    page.spread_out("evenly", True)
    settle()
    assert page.sums.text() == "All sums agree."
    page.approve_on({"approved_on": date(2025, 5, 15)})
    settle()
    assert words(page, 0, 17) == "83.37"
    assert words(page, 0, 2) == "† 249.99"  # too late for the first quarter
    assert [page.version.itemText(each) for each in range(page.version.count())] == [
        "Now", "Approved 2025-05-15", "First version, 2025-01-02",
    ]  # fmt: skip
    page.version.setCurrentIndex(2)
    page.refresh()
    settle()
    assert words(page, 0, 2) == ""
    assert not page.model.cell(0, 1).editable
    with store.read() as session:
        known = target_changes.history(
            session, "sales_amount", Subject("staff", page.people[0]), "2025-12"
        )
    assert [(each.value, each.approved_on) for each in known] == [
        (Decimal("41.68"), date(2025, 5, 15))
    ]


def test_a_person_opens_to_accounts_and_delete_takes_a_draft_back(page, settle) -> None:
    page.table.setCurrentIndex(page.model.index(1, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert [each.name for each in page.rows] == ["Department", "专员甲", "云麓食品", "专员乙"]
    page.take_edits([(2, 1, "50")])
    settle()
    assert words(page, 2, 1) == "* 50"
    page.table.setCurrentIndex(page.model.index(2, 1))
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settle()
    assert words(page, 2, 1) == ""
