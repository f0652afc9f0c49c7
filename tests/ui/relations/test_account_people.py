"""The people of an account in its tab: cards, the map of a project or of the account, who knows whom; room for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from kamdesk.ui.accounts.tab import AccountsTab
from kamdesk.ui.desk import Desk
from kamdesk.ui.first_paint import is_settled
from kamdesk.ui.relations.account_people import CARDS, GRID, MAP
from kamdesk.ui.remember import Memory
from tests.work.chain_people import Customer, other_account


@pytest.fixture
def tab(desk: Desk, made: Customer, qtbot, tmp_path: Path) -> AccountsTab:
    made.put("纪宏声", made.project)
    made.put("账户图", None)
    shown = AccountsTab(desk, Memory(tmp_path))
    qtbot.addWidget(shown)
    shown.resize(1440, 830)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    qtbot.waitUntil(lambda: is_settled(shown))
    shown.show_account(made.account)
    shown.detail.show_page("people")
    return shown


def test_the_map_of_the_open_project_comes_first_then_that_of_the_account(
    tab: AccountsTab, qtbot
) -> None:
    ways = tab.detail.people.ways
    assert not ways.project.isVisible()
    ways.way.choose(MAP)
    assert ways.project.currentText() == "Project: 二期变频"
    assert [each.name for each in ways.map.shown.people] == ["纪宏声"]
    qtbot.keyClick(ways.project, Qt.Key.Key_Up)
    assert ways.project.currentText() == "The account as a whole"
    ways.project.activated.emit(0)
    assert [each.name for each in ways.map.shown.people] == ["账户图"]


def test_a_drawing_gets_room_and_gives_it_back(tab: AccountsTab) -> None:
    ways = tab.detail.people.ways
    before = tab.detail.width()
    ways.way.choose(MAP)
    assert tab.detail.width() > before + 150
    assert tab.views.is_collapsed()
    tab.detail.show_page("archive")
    assert abs(tab.detail.width() - before) <= 2
    assert not tab.views.is_collapsed()
    tab.detail.show_page("people")
    assert tab.detail.width() > before + 150
    ways.way.choose(CARDS)
    assert abs(tab.detail.width() - before) <= 2


def test_another_account_is_shown_in_the_same_way(tab: AccountsTab, made: Customer) -> None:
    second = other_account(made)
    ways = tab.detail.people.ways
    ways.way.choose(MAP)
    tab.show_account(second)
    assert ways.map.account_id == second
    assert ways.map.opportunity_id is None
    assert ways.map.take_contacts.isVisible()
    ways.way.choose(GRID)
    tab.show_account(made.account)
    assert ways.grid.model.columnCount() == 1


def test_a_person_is_opened_among_the_cards(tab: AccountsTab, made: Customer) -> None:
    ways = tab.detail.people.ways
    ways.way.choose(MAP)
    tab.detail.people.open_person(made.department.contact)
    assert ways.way.current() == CARDS
    assert tab.detail.people.form.isVisible()


def test_what_is_typed_at_the_map_is_stored_before_the_account_is_left(
    tab: AccountsTab, made: Customer, qtbot
) -> None:
    ways = tab.detail.people.ways
    ways.way.choose(MAP)
    line = ways.map.inspector.rows["criteria"].line
    line.setFocus()
    qtbot.keyClicks(line, "1 ROI")
    assert tab.detail.has_unsaved()
    tab.detail.save()
    assert not tab.detail.has_unsaved()
    assert ways.map.chosen().criteria == "1 ROI"
