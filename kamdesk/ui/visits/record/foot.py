"""The foot of the record: finishing it and what that writes beside it, or the next steps of the visit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.visits.record import steps
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError
from kamdesk.work import visit_states

_IN_MENU = ("held", "submitted", "prepared", "planned", "postponed", "cancelled")
"""Steps that stand in the menu only while somebody writes the record."""
LATER = "later"
"""Key of the button that leads to the plan in the place of a postponed one."""


class RecordFoot(QFrame):
    """`finish_wanted`, `draft_wanted`; `step_wanted` carries the step, or `LATER`."""

    finish_wanted = Signal()
    draft_wanted = Signal()
    step_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "top")
        self._also = ElidedLabel("", "small")
        self._error = FieldError()
        self.finish = primary_button(_("Finish the record"), "check", self.finish_wanted.emit)
        self.finish.setToolTip("Ctrl+↵")
        self.draft = plain_button(_("Keep as a draft"), "save", self.draft_wanted.emit)
        self.draft.setToolTip("Ctrl+S")
        self.steps: dict[str, QPushButton] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE_2)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_2)
        line.addStretch(1)
        line.addLayout(self._row)
        line.addWidget(self.draft)
        line.addWidget(self.finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(theme.SPACE_1)
        column.addWidget(self._also)
        column.addWidget(self._error)
        column.addLayout(line)

    def offer(self, state: str, allowed: tuple[str, ...], writing: bool, is_moved: bool) -> None:
        """What can be done with a visit in `state`; `is_moved`: another plan stands in its place."""
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.steps = {}
        first = state in (*visit_states.OPEN, "held")
        self.finish.setVisible(writing)
        self.finish.setText(_("Finish the record") if first else _("Save the record"))
        self.draft.setVisible(writing and first)
        for step in steps.ORDER:
            if step in allowed and not (writing and step in _IN_MENU):
                make = plain_button if writing or self.steps else primary_button
                self._add(step, make(steps.words_of(step, state), steps.ICONS[step]))
        if is_moved:
            self._add(LATER, plain_button(_("Show the new plan"), "calendar"))
        self.setVisible(writing or bool(self.steps))
        self.show_error("")

    def show_error(self, sentence: str) -> None:
        """Says what no single field is to blame for."""
        self._error.show_error(sentence)
        if sentence:
            self.show()

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def show_also(self, written: list[str]) -> None:
        """What finishing the record writes beside it."""
        words = _("Also writes: {list}").format(list=" · ".join(written)) if written else ""
        self._also.setText(words)
        self._also.setVisible(bool(words))

    def also(self) -> str:
        """What is said to be written beside the record."""
        return self._also.text()

    def _add(self, step: str, button: QPushButton) -> None:
        button.clicked.connect(partial(self._want, step))
        self._row.addWidget(button)
        self.steps[step] = button

    def _want(self, step: str, _checked: bool = False) -> None:
        self.step_wanted.emit(step)
