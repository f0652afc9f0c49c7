"""The hands of somebody who takes sales projects through their steps at the real window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMenu

from kamdesk.model.opportunity import Opportunity
from kamdesk.ui.opportunities.gate_message import GateMessage
from kamdesk.ui.opportunities.project.page import ProjectPage
from kamdesk.ui.opportunities.tab import OpportunitiesTab
from kamdesk.work import gates
from tests.journeys.conftest import Person
from tests.journeys.visiting import Visitor
from tests.ui.opportunities.acting import stage_key


class Dealer(Visitor):
    """Works on the project page. `in_dialog` is the fixture of that name."""

    def __init__(self, person: Person, in_dialog: Callable[..., None]) -> None:
        super().__init__(person)
        self.in_dialog = in_dialog

    @property
    def deals(self) -> OpportunitiesTab:
        tab: OpportunitiesTab = self.window.tabs["opportunities"]
        return tab

    @property
    def page(self) -> ProjectPage:
        return self.deals.project

    # ------------------------------------------------------------------------------------------------- the hands

    def begins(self, **typed: str) -> None:
        """The command for a new opportunity, and its dialog."""
        self.window.run_command("new_opportunity")
        self.person.wait()
        self.answers(**typed)
        self.person.back_in_the_window()

    def opens(self, deal: int, section: str | None = None) -> Any:
        """As the search does it; then a section at the left."""
        self.window.open_record("Opportunity", deal)
        self.person.wait()
        return self.goes_to(section) if section else None

    def goes_to(self, section: str) -> Any:
        """A section of the project page; gives its pane."""
        self.page.show_section(section)
        self.person.wait()
        return self.page.pane()

    def goes_on(self, answer: Callable[[GateMessage], object] | None = None) -> list[str]:
        """The button at the top; gives what the gate told, if it was closed: `answer` answers it."""
        said: list[str] = []

        def meet(gate: GateMessage) -> None:
            said.append(gate.accessibleDescription())
            assert answer is not None
            answer(gate)

        if answer is not None:
            self.in_dialog(meet)
        else:  # a message nobody expects would wait for ever
            with self.store.read() as session:
                deal = session.get_one(Opportunity, self.page.opportunity_id or 0)
                assert gates.report(session, deal).missing == ()
        self.person.press(self.page.head.go_button.text(), self.page)
        if QApplication.activeModalWidget() is None:
            self.person.back_in_the_window()
        return said

    def writes(self, pane: Any, **typed: str) -> None:
        """Types into cells of the form of a section, leaving each with Enter."""
        for name, words in typed.items():
            self.writes_cell(pane.form.cells[name], words)

    def writes_cell(self, cell: Any, words: str) -> None:
        """Types over what stands in a cell."""
        cell.setFocus()
        box = cell.editor.input()
        if isinstance(box, QComboBox):
            index = box.findText(words)
            assert index >= 0, [box.itemText(place) for place in range(box.count())]
            box.setCurrentIndex(index)
            box.activated.emit(index)
        else:
            cell.editor.write(words)
            cell.editor.edited.emit()
        cell.editor.finished.emit()
        self.person.wait()
        assert not cell.error(), cell.error()

    def answers(self, **typed: str) -> QDialog:
        """Fills in the dialog in front and takes it."""
        dialog: Any = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog), "no dialog is open"
        for name, words in typed.items():
            box = dialog.boxes[name]
            box.setFocus()
            inner = box.editor.input()
            if isinstance(inner, QComboBox):
                inner.setCurrentIndex(inner.findText(words))
                inner.activated.emit(inner.currentIndex())
            else:
                box.editor.write(words)
                box.editor.edited.emit()
        self.qt_click(dialog.ok)
        return dialog

    def chooses_row(self, row: Any, value: object) -> None:
        """Chooses a value in a row of the inspector of the decision map."""
        row.box.setCurrentIndex(row.box.findData(value))
        row.box.activated.emit(row.box.currentIndex())
        self.person.wait()

    def ticks(self, row: Any, *codes: str) -> None:
        """Ticks roles in the menu of a row of the inspector, and leaves it with Esc."""
        menu: QMenu = row.button.menu()
        menu.popup(row.button.mapToGlobal(row.button.rect().bottomLeft()))
        for action in menu.actions():
            action.setChecked(action.data() in codes)
        self.person.qtbot.keyClick(menu, Qt.Key.Key_Escape)
        self.person.wait()

    # -------------------------------------------------------------------------------------------------- the eyes

    def stage(self, deal: int) -> str:
        """The key of the stage in which it is stored."""
        return stage_key(self.store, deal)
