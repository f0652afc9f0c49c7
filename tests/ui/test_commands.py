from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow

from kamdesk.i18n import set_language
from kamdesk.ui import commands, icons
from kamdesk.ui.commands import COMMANDS, MENUS, Command


class Window(QMainWindow):
    """Writes down which command reached it."""

    def __init__(self) -> None:
        super().__init__()
        self.called: list[str] = []
        for command in COMMANDS:
            setattr(self, command.handler, lambda name=command.handler: self.called.append(name))

    def go(self, tab: str, page: str) -> None:
        self.called.append("/".join(filter(None, (f"{commands.GOES}{tab}", page))))


def test_keys_and_shortcuts_are_given_once():
    keys = Counter(command.key for command in COMMANDS)
    shortcuts = Counter(
        QKeySequence(command.shortcut).toString() for command in COMMANDS if command.shortcut
    )
    assert [key for key, count in keys.items() if count > 1] == []
    assert [key for key, count in shortcuts.items() if count > 1] == []
    assert "" not in shortcuts, "a shortcut that Qt cannot read"


def test_every_command_stands_in_a_menu_that_exists_and_has_an_icon_that_exists():
    menus = {key for key, _title in MENUS}
    for command in COMMANDS:
        assert command.menu in menus | {""}
        assert command.icon in {*icons.names(), ""}


def test_a_tab_has_the_number_of_its_place():
    places = ["today", "accounts", "visits", "opportunities", "service", "kpi"]
    tabs = [command for command in COMMANDS if command.key.startswith("tab_")]
    assert tabs
    for command in tabs:
        assert command.shortcut == f"Ctrl+{places.index(command.key[4:]) + 1}"


def test_every_action_calls_its_method(app, qtbot):
    window = Window()
    qtbot.addWidget(window)
    actions = commands.build_actions(window)
    for command in COMMANDS:
        actions[command.key].trigger()
    assert window.called == [command.handler for command in COMMANDS]


def test_a_command_without_its_method_fails_at_the_start(app, qtbot):
    window = Window()
    qtbot.addWidget(window)
    with pytest.raises(AttributeError, match="no_such_method"):
        commands.build_actions(window, commands=[Command("x", "X", "no_such_method")])


def test_menus_are_filled_in_order_and_empty_ones_left_out(app, qtbot):
    window = Window()
    qtbot.addWidget(window)
    actions = commands.build_actions(window)
    menus = commands.fill_menu_bar(window.menuBar(), actions)
    assert list(menus)[:3] == ["file", "edit", "view"]
    assert "forms" not in menus or any(one.menu == "forms" for one in COMMANDS)
    texts = [one.text() for one in menus["edit"].actions() if not one.isSeparator()]
    assert texts[:3] == ["Undo", "Redo", "Find in list"]


def test_a_context_menu_holds_the_commands_of_its_record(app, qtbot):
    window = Window()
    qtbot.addWidget(window)
    of_account = Command("x", "Merge…", "undo", context="account")
    of_visit = Command("y", "Postpone…", "redo", context="visit")
    both = [of_account, of_visit]
    actions = commands.build_actions(window, commands=both)
    menu = commands.context_menu(window, "account", actions, both)
    assert [one.text() for one in menu.actions()] == ["Merge…"]


def test_commands_are_found_by_any_order_of_words(app):
    set_language("en")
    assert [one.key for one in commands.find_commands("list FIND")] == ["find"]
    assert commands.find_commands("no such words") == []
