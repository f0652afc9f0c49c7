"""What the views at the left promise: a number and, behind it, exactly that many accounts."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from kamdesk.i18n import message, set_language
from kamdesk.model.account import Account
from kamdesk.ui import theme
from kamdesk.ui.accounts.bulk import BulkChangeDialog
from kamdesk.ui.accounts.condition_dialog import ConditionDialog
from kamdesk.ui.accounts.history_page import HistoryPage
from kamdesk.ui.accounts.list_menu import ListMenu
from kamdesk.ui.accounts.trash_page import TrashPage
from kamdesk.ui.widgets.delegates import due_text
from kamdesk.work.accounts import change_account, create_account
from kamdesk.work.lists import Condition


def test_a_tier_holds_every_account_of_that_tier_whatever_its_state(make_tab, store, few):
    with store.change(message("Test data")) as session:
        create_account(session, {"name": "New Prospect", "status": "prospect", "tier": "C"})
    tab = make_tab()
    tab.views.choose("tier:C")
    # the lost one and the prospect; neither is a key account
    assert tab.list.count_words() == "2"


def test_one_selected_row_offers_the_form_of_that_account_not_of_the_whole_list(make_tab, few):
    tab = make_tab()
    words = [action.text() for action in ListMenu(tab).build().actions()]
    assert "Archive form of this account…" in words
    assert "Archive forms of the selection…" not in words
    tab.list.table.selectAll()
    words = [action.text() for action in ListMenu(tab).build().actions()]
    assert "Archive forms of the selection…" in words


def test_undo_of_a_message_takes_back_what_it_tells_of(make_tab, store, few):
    tab = make_tab()
    offered = []
    tab.desk.signals.said.connect(lambda _sentence, _action, act: offered.append(act))
    with store.change(message("Rename")) as session:
        change_account(session, session.get_one(Account, few["south"]), {"name": "Northern Foods"})
    tab.desk.say_undoable("Renamed.")
    with store.change(message("Move")) as session:
        change_account(session, session.get_one(Account, few["west"]), {"region": "West"})
    offered[0]()
    with store.read() as session:
        assert session.get_one(Account, few["south"]).name == "Southern Foods"
        assert session.get_one(Account, few["west"]).region == "West"


def test_nothing_can_be_removed_from_an_empty_waste_basket(desk, qtbot):
    page = TrashPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert not page._remove.isEnabled()
    assert not page._restore.isEnabled()


def test_figures_of_a_log_stand_at_the_right(desk, qtbot):
    page = HistoryPage(desk)
    qtbot.addWidget(page)
    model = page._changes
    wanted = model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert wanted & Qt.AlignmentFlag.AlignRight


def test_all_views_are_in_sight_in_the_least_window(make_tab, few):
    tab = make_tab()
    tab.resize(1280, 622)
    last = tab.views.item(tab.views.count() - 1)
    assert tab.views.viewport().rect().contains(tab.views.visualItemRect(last))


def test_what_is_typed_into_a_filter_is_taken(make_tab, few, qtbot):
    tab = make_tab()
    tab.views.choose("all")
    tab.list.ask_condition("region")
    dialog = tab.findChild(ConditionDialog)
    assert dialog.focusWidget() is dialog.values
    tab.list.ask_condition("next_contact_on")
    dialog = tab.findChildren(ConditionDialog)[-1]
    qtbot.keyClicks(dialog.focusWidget(), "2027-01-01")
    dialog.take()
    # 2027-03-01 is the only one from that day on
    assert tab.list.count_words().startswith("1")


def test_many_values_are_emptied_only_when_asked_twice(make_tab, few, store):
    tab = make_tab()
    tab.list.table.selectAll()
    tab.selection.change()
    dialog = tab.findChild(BulkChangeDialog)
    dialog.choose_field("region")

    def regions() -> list[str | None]:
        with store.read() as session:
            return [session.get_one(Account, few[key]).region for key in ("north", "east", "south")]

    dialog.take()
    assert regions() == ["North", "East", "South"]
    dialog.take()
    assert regions() == [None, None, None]


def test_the_keys_stay_with_a_filter_that_is_changed_or_taken_away(make_tab, few, qtbot):
    tab = make_tab()

    def filter_by(*regions: str) -> None:
        tab.list.set_condition("region", [Condition("region", "is", regions)] if regions else [])

    filter_by("North")
    qtbot.waitUntil(tab.list.bar.chips[0].isVisible)
    tab.list.bar.chips[0].setFocus()
    filter_by("East")
    qtbot.waitUntil(tab.list.bar.chips[0].hasFocus)
    filter_by()
    qtbot.waitUntil(tab.list.bar.add_button.hasFocus)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_weeks_overdue_are_said_in_full(make_tab, few, code):
    set_language(code)
    tab = make_tab()
    column = tab.list.model.query.columns.index("next_contact_on")
    words = due_text(date(2026, 10, 1), date(2026, 11, 24))
    needed = theme.text_width(words.word, theme.TEXT_SMALL) + theme.text_width(words.day)
    assert needed + 24 + 6 <= tab.list.table.columnWidth(column)


def test_the_word_of_a_deletion_goes_when_it_is_taken_back_by_key(make_tab, few, store, qtbot):
    tab = make_tab()
    tab.list.go_to(few["east"])
    tab.selection.delete_quietly()
    assert tab.list.banner.isVisible()
    with store.change(message("Rename")) as session:
        change_account(session, session.get_one(Account, few["south"]), {"name": "Northern Foods"})
    assert tab.list.banner.isVisible(), "something else was done since: it still offers to undo"
    store.undo()
    store.undo()
    qtbot.waitUntil(lambda: not tab.list.banner.isVisible())
