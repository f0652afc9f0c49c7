"""The first start: every way to begin leads somewhere, and nothing typed is lost on the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import func, select

from kamdesk.model.account import Account
from kamdesk.store import backup
from kamdesk.store.opening import open_store
from kamdesk.ui import theme
from kamdesk.ui.widgets.cards import Card
from kamdesk.ui.widgets.chips import Segment
from kamdesk.work import settings


@pytest.fixture
def program(home, start_program):
    """A program on an empty folder; somebody has typed who they are."""
    started = start_program()
    first = started.window.first_start
    assert QApplication.focusWidget() is first.name
    first.name.setText(" 林知远 ")
    first.department.setText("华东大客户部")
    return started


def press(program, words: str) -> None:
    first = program.window.first_start
    next(each for each in first.findChildren(QPushButton) if each.text() == words).click()


def choose(qtbot, program, words: str) -> None:
    """Chooses a way by its card, with the space bar."""
    cards = program.window.first_start.findChildren(Card)
    card = next(each for each in cards if each.accessibleName() == words)
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Space)


def accounts(store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def known(store) -> tuple[str, str, str]:
    """Department, own name, language."""
    with store.read() as session:
        me = settings.me(session)
        values = settings.get_all(session)
    return values["department"], me.name if me else "", values["language"]


def test_starting_empty_leads_into_the_name_of_the_first_account(qtbot, program):
    choose(qtbot, program, "Start empty")
    press(program, "Begin")
    tab = program.window.tabs["accounts"]
    assert QApplication.focusWidget() is tab.list.quick.name
    assert known(program.store) == ("华东大客户部", "林知远", "en")
    assert program.store.user == "林知远"
    assert program.window.windowTitle() == "kamdesk — 华东大客户部"
    assert program.window.first_start is None


def test_importing_goes_on_to_the_page_with_the_chosen_list(
    qtbot, program, questions, settle, tmp_path
):
    path = tmp_path / "list.csv"
    path.write_text("客户名称,电话\n朔原重工有限公司,0411-1\n", encoding="utf-8")
    questions.answers = [[str(path)]]
    press(program, "Next: choose files")
    settle()
    tab = program.window.tabs["accounts"]
    assert tab.views.current_key() == "page:import_list"
    assert accounts(program.store) == 0, "nothing is written before it was seen"


def test_turning_back_from_the_choice_of_files_shows_the_empty_list(program, questions):
    questions.answers = [[]]
    press(program, "Next: choose files")
    assert program.window.tabs["accounts"].list.state() == "empty"


def test_the_demonstration_comes_with_its_own_people_and_undo_takes_it_away(qtbot, program, settle):
    choose(qtbot, program, "Look at the demonstration first")
    press(program, "Load the demonstration")
    settle()
    assert accounts(program.store) > 50
    assert "林知远" not in known(program.store)[:1]
    toast = program.window.toast
    assert toast.text() == "The demonstration is loaded; undo takes all of it away."
    toast.action().click()
    assert accounts(program.store) == 0
    assert program.window.tabs["accounts"].list.state() == "empty"


def test_a_backup_of_another_computer_can_be_the_beginning(
    program, in_dialog, questions, tmp_path, settle
):
    elsewhere = tmp_path / "elsewhere"
    store = open_store(elsewhere)
    from kamdesk.i18n import message
    from kamdesk.work.accounts import create_account

    with store.change(message("New account {name}", name="a")) as session:
        create_account(session, {"name": "朔原重工有限公司"})
    copy = backup.back_up_to(store, tmp_path / "copy.zip")
    store.close()
    questions.answers = [[str(copy)]]

    def take_other(dialog) -> None:
        buttons = dialog.findChildren(QPushButton)
        next(each for each in buttons if each.text() == "Another file…").click()

    in_dialog(take_other)
    press(program, "Restore from a backup…")
    assert accounts(program.store) == 1
    assert program.window.first_start is None
    assert program.window.toast.text().startswith("Restored.")


def test_later_shows_the_empty_list_and_is_not_asked_again(program, open_window):
    press(program, "Later")
    assert program.window.tabs["accounts"].list.state() == "empty"
    again = open_window(program.store)
    assert again.first_start is None


def test_another_language_keeps_what_was_typed_and_chosen(qtbot, program):
    choose(qtbot, program, "Start empty")
    first = program.window.first_start
    segment = next(
        each for each in first.findChildren(Segment) if each.accessibleName() == "Language"
    )
    segment.choose("zh")
    first = program.window.first_start
    assert (first.name.text().strip(), first.department.text()) == ("林知远", "华东大客户部")
    words = {each.text() for each in first.findChildren(QPushButton)}
    assert {"开始", "稍后"} <= words, "the way chosen is still the empty start"
    press(program, "开始")
    assert known(program.store) == ("华东大客户部", "林知远", "zh")


def test_the_colours_change_at_once(app, program):
    first = program.window.first_start
    colours = next(
        each for each in first.findChildren(Segment) if each.accessibleName() == "Colours"
    )
    ground = theme.color("raised").lightness()
    colours.choose("dark")
    assert theme.color("raised").lightness() < ground
    assert program.window.first_start is first
    assert first.name.text().strip() == "林知远"


def test_enter_in_a_field_begins_the_way_that_is_marked(qtbot, program):
    choose(qtbot, program, "Start empty")
    first = program.window.first_start
    first.name.setFocus()
    qtbot.keyClick(first.name, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is program.window.tabs["accounts"].list.quick.name


def test_enter_on_another_button_presses_that_button(qtbot, program, questions):
    later = next(
        each
        for each in program.window.first_start.findChildren(QPushButton)
        if each.text() == "Later"
    )
    later.setFocus()
    qtbot.keyClick(later, Qt.Key.Key_Return)
    assert questions.asked == []
    assert program.window.tabs["accounts"].list.state() == "empty"


def test_arrows_walk_the_ways_and_enter_begins(qtbot, program):
    first = program.window.first_start
    qtbot.keyClick(first, Qt.Key.Key_Up)  # from the import that is recommended
    card = QApplication.focusWidget()
    assert card.accessibleName() == "Start empty"
    assert card.is_selected()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is program.window.tabs["accounts"].list.quick.name
