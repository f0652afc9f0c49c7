"""Search everything: records and commands are found as people type them, and opened without the mouse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.work import expenses, opportunities, pipelines, visits
from kamdesk.work.accounts import change_person, create_account

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ids(store) -> dict[str, int]:
    """Two accounts, one with a contact, and a colleague."""
    with store.change(message("Test data")) as session:
        north = create_account(
            session, {"name": "重庆澄安机械有限公司", "phone": "023-6870 4321", "status": "active"}
        )
        change_person(
            session, north, "main_contact", {"full_name": "唐晚舟", "mobile": "13812345678"}
        )
        east = create_account(
            session, {"name": "汐海电子有限公司", "account_code": "K-0077", "status": "active"}
        )
        session.add(Staff(number="S9", name="林知远"))
        return {"north": north.id, "east": east.id}


@pytest.fixture
def window(store, ids, open_window):
    return open_window(store)


def look_for(qtbot, window, typed: str) -> list[tuple[str, str]]:
    """Ctrl+K, types, and reads what is listed: title and what stands beside it."""
    field = window.palette_field
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_K, CTRL)
    assert QApplication.focusWidget() is field
    field.selectAll()
    if typed.isascii():
        qtbot.keyClicks(field, typed)
    else:
        field.insert(typed)
    field.search_now()
    return [(one.title, one.detail) for one in field.results()]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("澄", "重庆澄安机械有限公司"),
        ("汐海电子", "汐海电子有限公司"),
        ("cqca", "重庆澄安机械有限公司"),
        ("4321", "重庆澄安机械有限公司"),
        ("0077", "汐海电子有限公司"),
        ("唐晚", "唐晚舟"),
        ("5678", "唐晚舟"),
        ("lzy", "林知远"),
    ],
)
def test_records_are_found_by_what_people_know_of_them(qtbot, window, typed, title):
    assert title in [found for found, _detail in look_for(qtbot, window, typed)]


def test_a_visit_is_found_by_its_subject_and_a_claim_by_its_number(qtbot, store, ids, window):
    day = date(2026, 11, 24)
    with store.change(message("Spent on a visit")) as session:
        who = session.scalars(select(Staff)).one()
        visit = visits.plan_visit(
            session, {"account_id": ids["east"], "subject": "noise measured", "planned_on": day}
        )
        given = {"on": day, "category": "travel", "amount": Decimal("40"), "staff_id": who.id}
        spent = expenses.add_expense(session, given)
        number = expenses.claim(session, [spent], who, day).number
        visit_id = visit.id
    assert number in [title for title, _detail in look_for(qtbot, window, number)]
    assert look_for(qtbot, window, "noise meas")[0][0] == "noise measured"
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    assert window.current_tab() is window.tabs["visits"]
    assert window.current_tab().right.visit_id() == visit_id


@pytest.mark.parametrize("typed", ["SP-2026-0001", "二期产线", "erqichan", "eqcx"])
def test_an_opportunity_is_found_by_number_name_and_pinyin_and_opens_its_project(
    qtbot, store, ids, window, typed
):
    with store.change(message("An opportunity")) as session:
        first = pipelines.all_stages(session)[0]
        given = {"account_id": ids["north"], "name": "二期产线变频改造"}
        made = opportunities.add_opportunity(session, given, first, on=date(2026, 7, 1)).id
    (found,) = look_for(qtbot, window, typed)
    assert found[0] == "二期产线变频改造"
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    assert window.current_tab().current_opportunity() == made


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "waste bas", "Waste basket"),
        ("zh", "回收", "回收站"),
        ("zh", "waste bas", "回收站"),
        ("en", "back up now", "Back up now"),
    ],
    indirect=["language"],
)
def test_commands_are_found_by_name_in_either_language(qtbot, window, language, typed, words):
    assert words in [found for found, _detail in look_for(qtbot, window, typed)]


def test_an_account_is_opened_with_the_keyboard_alone(qtbot, window, ids):
    found = look_for(qtbot, window, "汐海电子")
    assert found[0][0] == "汐海电子有限公司"
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    tab = window.tabs["accounts"]
    assert tab.detail.account_id() == ids["east"]
    assert window.palette_field.text() == ""
    assert tab.isAncestorOf(QApplication.focusWidget()), "one goes on working, not searching"


def test_the_arrows_walk_what_was_found(qtbot, window, ids):
    found = look_for(qtbot, window, "有限公司")
    assert sorted(title for title, _detail in found) == ["汐海电子有限公司", "重庆澄安机械有限公司"]
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    assert window.tabs["accounts"].detail.sheet.account.name == found[1][0]


def test_a_contact_opens_with_its_account(qtbot, store, window, ids):
    look_for(qtbot, window, "唐晚舟")
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    detail = window.tabs["accounts"].detail
    assert (detail.account_id(), detail.page()) == (ids["north"], "people")
    with store.read() as session:
        contact = session.scalars(select(Contact.id).where(Contact.full_name == "唐晚舟")).one()
    assert contact in [card.contact_id for card in detail.people.cards]


def test_a_colleague_opens_on_the_page_of_the_staff(qtbot, window):
    look_for(qtbot, window, "林知远")
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    assert window.tabs["accounts"].views.current_key() == "page:staff"


def test_a_command_is_done_with_the_keyboard_alone(qtbot, window):
    look_for(qtbot, window, "everything done")
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    assert window.tabs["accounts"].views.current_key() == "page:history"


def test_what_was_opened_last_stands_first(qtbot, window, ids):
    window.open_record("Account", ids["north"])
    window.open_record("Account", ids["east"])
    window.open_record("Account", ids["north"])
    found = look_for(qtbot, window, "")
    assert [title for title, _detail in found] == ["重庆澄安机械有限公司", "汐海电子有限公司"]
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    assert window.tabs["accounts"].detail.account_id() == ids["east"]


def test_a_record_that_went_away_is_offered_no_more(qtbot, store, window, ids):
    window.open_record("Account", ids["east"])
    window.run_command("delete_record")
    assert look_for(qtbot, window, "") == []


def test_nothing_found_is_said_and_enter_does_nothing(qtbot, window):
    assert look_for(qtbot, window, "zzzz") == []
    below = next(
        each for each in window.findChildren(QListWidget) if each.accessibleName() == "Found"
    )
    assert [below.item(row).text() for row in range(below.count())] == ["Nothing found"]
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Return)
    assert window.palette_field.text() == "zzzz"


def test_escape_gives_it_up_and_goes_back_to_where_one_was(qtbot, window):
    table = window.tabs["accounts"].list.table
    table.setFocus()
    look_for(qtbot, window, "澄安")
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Escape)
    assert window.palette_field.text() == ""
    qtbot.keyClick(window.palette_field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is table
