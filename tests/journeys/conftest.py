"""Somebody at the real window: presses keys, types, chooses files, and reads what the window says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from sqlalchemy import select

from kamdesk.model.account import Account
from kamdesk.ui import theme
from kamdesk.ui.accounts.tab import AccountsTab
from kamdesk.ui.app import Program
from kamdesk.ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


class Person:
    """Works in the window of a program with the hands; looks into the data only to see what became of it."""

    def __init__(self, program: Program, qtbot: Any, settle: Callable[[], None], questions: Any):
        self.program, self.qtbot = program, qtbot
        self.wait, self.questions = settle, questions

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def tab(self) -> AccountsTab:
        return self.window.tabs["accounts"]

    # ------------------------------------------------------------------------------------------------- the hands

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Presses a key where the cursor is."""
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None, "the keys go nowhere"
        self.qtbot.keyClick(target, key, modifiers)
        QApplication.processEvents()

    def types(self, words: str) -> None:
        """Types; Chinese as an input method delivers it."""
        field = QApplication.focusWidget()
        if words.isascii():
            self.qtbot.keyClicks(field, words)
        else:
            committed = QInputMethodEvent()
            committed.setCommitString(words)
            QApplication.sendEvent(field, committed)

    def tab_to(self, name: str) -> None:
        """Presses Tab until the control called `name` has the cursor."""
        for _step in range(300):
            if self.stands_on() == name:
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"no Tab leads to “{name}”")

    def stands_on(self) -> str:
        """The name of the control with the cursor."""
        focused = QApplication.focusWidget()
        return focused.accessibleName() if focused is not None else ""

    def press(self, words: str, within: QWidget | None = None) -> None:
        """Clicks the button with these words."""
        for each in (within or self.window).findChildren(QAbstractButton):
            if each.text() == words and each.isVisible() and each.isEnabled():
                self.qtbot.mouseClick(each, Qt.MouseButton.LeftButton)
                self.wait()
                return
        raise AssertionError(f"there is no button “{words}” to press")

    def chooses(self, command: str, *chosen: str | list[str]) -> None:
        """Takes a command from its menu and answers its file dialogs with `chosen`."""
        self.questions.answers = list(chosen)
        self.window.run_command(command)
        self.wait()
        assert self.questions.answers == [], "it asked less than expected"

    def back_in_the_window(self) -> None:
        """After a dialog: the desktop gives the keys back to the window."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def searches(self, typed: str) -> None:
        """Ctrl+K, types, Enter."""
        self.key(Qt.Key.Key_K, CTRL)
        self.types(typed)
        self.key(Qt.Key.Key_Return)
        self.wait()

    # -------------------------------------------------------------------------------------------------- the eyes

    def says(self) -> str:
        """The message over the window."""
        return self.window.toast.text() if self.window.toast.isVisible() else ""

    def accounts(self) -> dict[str, Account]:
        """What is filed, by name."""
        with self.program.store.read() as session:
            living = session.scalars(select(Account).where(Account.deleted_at.is_(None)))
            return {each.name: each for each in living}


@pytest.fixture(
    params=[
        pytest.param(("en", "light"), id="in English"),
        pytest.param(("zh", "dark"), id="in Chinese and dark", marks=pytest.mark.slow),
    ]
)
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Language and colours of the day."""
    return request.param


@pytest.fixture
def person(look, app, start_program, qtbot, settle, questions) -> Person:
    """Somebody before an empty data folder whose window they have just opened."""
    from kamdesk.i18n import message, set_language
    from kamdesk.work import settings

    language, colours = look
    set_language(language)
    program = start_program()
    with program.store.change(message("Change settings")) as session:
        settings.put(session, "language", language)
        settings.put(session, "theme", colours)
    program.window.act.use_theme(colours, keep=False)
    program.window.act.begin("later")
    settle()
    ground = theme.color("raised").lightness()
    assert (ground < 128) == (colours == "dark")
    return Person(program, qtbot, settle, questions)


def fill_in(form: Path, target: Path, **values: object) -> Path:
    """What a customer does: opens the form, fills cells in, saves it under another name."""
    book = openpyxl.load_workbook(form)
    for name, value in values.items():
        places = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
        place = next(each[f"kam_{name}"] for each in places if f"kam_{name}" in each)
        sheet, cell = place.attr_text.split("!")
        book[sheet.strip("'")][cell.replace("$", "").split(":")[0]].value = value
    book.save(target)
    return target


@pytest.fixture
def customer() -> Callable[..., Path]:
    """`customer(form, target, **values)`: a customer fills the form in."""
    return fill_in
