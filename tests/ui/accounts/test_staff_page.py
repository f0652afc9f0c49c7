"""The people of the department in the window, on a real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.ui.accounts.staff_page import StaffPage
from kamdesk.work import settings
from kamdesk.work.accounts import create_account
from kamdesk.work.staff import add_staff


@pytest.fixture
def people(store) -> dict[str, int]:
    with store.change(message("Test data")) as session:
        boss = add_staff(session, {"number": "1", "name": "Boss"})
        ann = add_staff(session, {"number": "2", "name": "Ann", "superior_id": boss.id})
        create_account(session, {"name": "Customer", "owner_id": ann.id})
        return {"boss": boss.id, "ann": ann.id}


@pytest.fixture
def page(desk, qtbot, request) -> StaffPage:
    made = StaffPage(desk)
    qtbot.addWidget(made)
    made.resize(1256, 700)
    return made


def shown(qtbot, page: StaffPage) -> StaffPage:
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def rows(page: StaffPage) -> list[tuple[str, str]]:
    model = page.model
    return [
        (model.index(row, 0).data(), model.index(row, 5).data()) for row in range(model.rowCount())
    ]


def staff(store, number: str) -> Staff | None:
    with store.read() as session:
        query = select(Staff).where(Staff.number == number, Staff.deleted_at.is_(None))
        return session.scalars(query).first()


def press(page: StaffPage, words: str) -> None:
    buttons = page.findChildren(QAbstractButton)
    next(each for each in buttons if each.text() == words and each.isVisible()).click()


def test_the_list_is_the_chart_with_the_accounts_of_each(qtbot, page, people):
    shown(qtbot, page)
    assert rows(page) == [("Boss", "0"), ("\N{EM SPACE}Ann", "1")]


def test_the_first_one_is_added_from_the_empty_page(qtbot, page, store):
    shown(qtbot, page)
    press(page, "Add somebody")
    page.new.editors["number"].input().setText("7")
    page.new.editors["name"].input().setText("Zhou")
    qtbot.keyClick(page.new.editors["name"].input(), Qt.Key.Key_Return)
    assert staff(store, "7").name == "Zhou"
    assert page.form.staff_id == staff(store, "7").id
    assert page.form.isVisible()


def test_a_number_that_is_given_is_refused_at_its_field(qtbot, page, store, people):
    shown(qtbot, page)
    page.begin_new()
    page.new.editors["number"].input().setText("1")
    page.new.editors["name"].input().setText("Twin")
    page.add()
    field = page.new.editors["number"].input()
    assert field.accessibleDescription() == "This staff number is given to somebody else already."
    assert field.text() == "1"
    assert len(rows(page)) == 2


def test_a_field_is_saved_when_it_is_left_and_undone_by_name(qtbot, page, store, people):
    shown(qtbot, page)
    page.table.go_to_row(1)
    cell = page.form.cells["region"]
    cell.editor.setFocus()
    qtbot.keyClicks(cell.editor.input(), "East")
    page.form.cells["phone"].editor.setFocus()
    assert staff(store, "2").region == "East"
    assert store.undo_label() == "Change Region of Ann"
    store.undo()
    assert cell.editor.typed() == ""


def test_what_is_typed_is_saved_when_another_one_is_selected(qtbot, page, store, people):
    shown(qtbot, page)
    page.table.go_to_row(1)
    page.form.cells["region"].editor.write("West")
    page.table.go_to_row(0)
    assert staff(store, "2").region == "West"
    assert staff(store, "1").region is None
    assert page.form.cells["region"].editor.typed() == ""


def test_a_wrong_superior_is_said_at_the_field_and_stays(qtbot, page, store, people):
    shown(qtbot, page)
    page.table.go_to_row(0)
    cell = page.form.cells["superior_id"]
    cell.editor.write("Ann")
    assert page.has_unsaved()
    page.form.save_all()
    assert cell.error() == "Nobody reports to themselves, nor to their own people."
    assert cell.editor.typed() == "Ann"
    assert staff(store, "1").superior_id is None


def test_this_is_me(qtbot, page, store, people):
    shown(qtbot, page)
    page.table.go_to_row(1)
    press(page, "This is me")
    with store.read() as session:
        assert settings.me(session).name == "Ann"


def test_delete_goes_to_the_waste_basket_and_comes_back(qtbot, page, desk, store, people):
    heard = []
    desk.signals.said.connect(lambda *what: heard.append(what))
    shown(qtbot, page)
    page.table.go_to_row(1)
    press(page, "Delete")
    assert rows(page) == [("Boss", "0")]
    sentence, words, act = heard[-1]
    assert (sentence, words) == ("Ann lies in the waste basket.", "Undo")
    act()
    assert rows(page) == [("Boss", "0"), ("\N{EM SPACE}Ann", "1")]


def test_every_control_has_a_name(qtbot, page, people):
    shown(qtbot, page)
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]
    unnamed = [
        each for each in controls if each.isVisible() and not (each.accessibleName() or each.text())
    ]
    assert unnamed == []
