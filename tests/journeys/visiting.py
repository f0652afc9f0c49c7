"""The hands of somebody who plans, holds and writes up visits at the real window; what the journeys of visits share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QScrollArea, QWidget
from sqlalchemy import select

from kamdesk import cli, i18n
from kamdesk.exchange.interchange_out import export_all
from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui.accounts.import_forms.page import ImportFormsPage
from kamdesk.ui.visits.approvals_page import ApprovalsPage
from kamdesk.ui.visits.expenses_page import ExpensesPage
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.pane import RecordPane
from kamdesk.ui.visits.tab import VisitsTab
from kamdesk.work import approvals
from tests.journeys.conftest import CTRL, Person

TODAY = date.today()
HOUR = "09:30" if datetime.now().astimezone().hour >= 12 else "14:30"
"""A time of today that is not now: a visit that is under way opens with its record."""


class Visitor:
    """Works in the Visits tab. `steps` counts what the hands do: a key, a click, or a value typed in one go."""

    def __init__(self, person: Person) -> None:
        self.person, self.window = person, person.window
        self.steps = 0

    @property
    def store(self) -> Store:
        return self.person.program.store

    @property
    def tab(self) -> VisitsTab:
        tab: VisitsTab = self.window.tabs["visits"]
        return tab

    @property
    def record(self) -> RecordPane:
        return self.tab.right.record

    # ------------------------------------------------------------------------------------------------- the hands

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """One key where the cursor is."""
        self.steps += 1
        self.person.key(key, modifiers)

    def types(self, words: str) -> None:
        """A value, where the cursor is."""
        self.steps += 1
        self.person.types(words)

    def press(self, words: str, within: QWidget | None = None) -> None:
        """One click on the button with these words."""
        self.steps += 1
        self.person.press(words, within)

    def clicks(self, control: QWidget) -> None:
        """Turns the wheel until a control is in view, then clicks it: two steps."""
        self.steps += 2
        area = control.parentWidget()
        while not isinstance(area, QScrollArea):
            area = area.parentWidget()
        area.ensureWidgetVisible(control)
        self.qt_click(control)

    def goes_to_the_visits(self) -> None:
        """Ctrl+3."""
        self.person.key(Qt.Key.Key_3, CTRL)
        self.person.wait()
        assert self.tab.isVisible()

    def fills(self, box: FieldBox, words: str) -> None:
        """Clicks into a field, types over what stands there, and leaves it with Tab."""
        box.setFocus(Qt.FocusReason.MouseFocusReason)
        QApplication.processEvents()
        assert box.isAncestorOf(QApplication.focusWidget())
        self.person.key(Qt.Key.Key_A, CTRL)
        self.person.types(words)
        if (
            QApplication.activePopupWidget() is not None
        ):  # names that fit are offered; this one is whole
            self.person.key(Qt.Key.Key_Escape)
            box.window().activateWindow()
            self.person.qtbot.waitUntil(box.window().isActiveWindow)
        self.person.key(Qt.Key.Key_Tab)

    def plans(self, kind: str = "visit", **typed: str) -> int:
        """N in the calendar, the fields of the plan, and the button that plans it; returns the id of the visit."""
        before = {each.id for each in self.visits()}
        self.tab.calendar.view().setFocus()
        self.person.key(Qt.Key.Key_N)
        form = self.tab.right.plan.form
        assert form.boxes["account_id"].isAncestorOf(QApplication.focusWidget())
        if kind != "visit":
            self.chooses_kind(kind)
        for name, words in typed.items():
            self.fills(form.boxes[name], words)
        self.person.press(_("Plan it"), self.tab)
        assert form.first_wrong() is None, form.first_wrong().error()
        (made,) = [each.id for each in self.visits() if each.id not in before]
        return made

    def chooses_kind(self, kind: str) -> None:
        """Walks through the kinds with the arrow keys."""
        box = self.tab.right.plan.form.boxes["kind"]
        combo: Any = box.editor.input()
        combo.setFocus()
        while combo.currentData() != kind:
            self.person.key(Qt.Key.Key_Down)

    def shows(self, visit_id: int) -> None:
        """As the search, the agenda and the timeline do it."""
        self.window.open_record("Visit", visit_id)
        self.person.wait()
        assert self.tab.right.visit_id() == visit_id

    def takes_from_menu(self, words: str) -> None:
        """Takes an entry of the menu that stands open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(each for each in menu.actions() if each.text() == words)
        self.person.qtbot.mouseClick(
            menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center()
        )
        self.person.wait()

    def takes_step(self, step: str, **typed: str) -> None:
        """Takes a step of the visit in view from its menu, and answers the small dialog of those that ask."""
        pane: Any = self.tab.right.currentWidget()
        self.qt_click(pane.head.more)
        self.takes_from_menu(step)
        if typed:
            self.answers(**typed)

    def answers(self, **typed: str) -> QDialog:
        """Fills in the dialog in front and presses its button; gives the dialog, which stays where it is refused."""
        dialog: Any = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        for name, words in typed.items():
            self.fills(dialog.boxes[name], words)
        self.qt_click(dialog.ok)
        return dialog

    def qt_click(self, button: QWidget) -> None:
        """A click on a control without words of its own."""
        self.person.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.person.wait()

    def goes_to_the_expenses(self) -> ExpensesPage:
        """The page of the Visits tab."""
        self.goes_to_the_visits()
        self.tab.views.choose("page:expenses")
        self.person.wait()
        page = self.tab.findChild(ExpensesPage)
        assert page is not None
        assert page.isVisible()
        return page

    def decides(self, subject: tuple[str, int], by: int, button: str, opinion: str = "") -> str:
        """On the page of approvals somebody decides about a record; gives what is said against it, if anything."""
        self.goes_to_the_visits()
        self.tab.show_page("approvals", subject)
        self.person.wait()
        page = self.tab.findChild(ApprovalsPage)
        assert page is not None
        page.who.setCurrentIndex(page.who.findData(by))
        if opinion:
            self.fills(page.opinion, opinion)
        self.person.press(button, page)
        return page._error.text()

    def reads_forms(self, *paths: Path) -> ImportFormsPage:
        """Chooses returned files; the page shows what they would change."""
        self.person.chooses("form_read", [str(path) for path in paths])
        page = self.person.tab._stack.currentWidget()
        assert isinstance(page, ImportFormsPage)
        return page

    # -------------------------------------------------------------------------------------------------- the eyes

    def visits(self) -> list[Visit]:
        """Every visit there is, in the order in which they were made."""
        with self.store.read() as session:
            living = select(Visit).where(Visit.deleted_at.is_(None)).order_by(Visit.id)
            return list(session.scalars(living))

    def visit(self, visit_id: int) -> Visit:
        return stored(self.store, Visit, visit_id)

    def decided(self, record: type[Record], record_id: int) -> list[tuple[Any, ...]]:
        """(step, decision, by whom, when) about a record."""
        with self.store.read() as session:
            found = session.get_one(record, record_id)
            return [
                (each.step, each.decision, each.by_id, each.on)
                for each in approvals.history(session, found)
            ]

    def undoes_all(self, until: str) -> int:
        """Ctrl+Z until only `until` is left to undo; returns how many steps that took."""
        steps = 0
        while self.store.undo_label() != until:
            self.window.run_command("undo")
            self.person.wait()
            steps += 1
            assert steps < 60, f"“{until}” is never reached"
        return steps


def stored(store: Store, record: type[Any], record_id: int) -> Any:
    """A record as it is stored now."""
    with store.read() as session:
        return session.get_one(record, record_id)


def exported(store: Store, path: Path) -> bytes:
    """Everything there is, as the interchange format has it."""
    with store.read() as session:
        export_all(session, path, attachments=store.attachments)
    return path.read_bytes()


def command_line(home: Path, *arguments: object) -> int:
    """Runs the command line in this process, in the language in use; gives its status."""
    language = i18n.language()
    try:
        return cli.main(["--home", str(home), "--lang", language, *map(str, arguments)])
    finally:
        i18n.set_language(language)
