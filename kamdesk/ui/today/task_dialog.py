"""The fields of one task."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.agenda import Task
from kamdesk.model.fields import fields_of
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError
from kamdesk.work import tasks
from kamdesk.work.fields import show_value

_SHOWN = ("name", "due_on", "due_at", "note")


class TaskDialog(QDialog):
    """Changes an open task; what is refused stands at its field."""

    def __init__(self, desk: Desk, task_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._task_id = desk, task_id
        self.setWindowTitle(str(Task.TERM))
        self.setMinimumWidth(440)
        context = EditContext(desk.store)
        declared = {each.name: each for each in fields_of(Task)}
        self.boxes = {name: FieldBox(declared[name], context) for name in _SHOWN}
        with desk.store.read() as session:
            task = session.get_one(Task, task_id)
            for name, box in self.boxes.items():
                box.show_value(declared[name].get(task), show_value(declared[name], task))
        self._error = FieldError()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(self.boxes["name"])
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self.boxes["due_on"])
        row.addWidget(self.boxes["due_at"])
        column.addLayout(row)
        column.addWidget(self.boxes["note"])
        column.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Back"), clicked=self.reject))
        save = primary_button(_("Save"), "check", self.take)
        save.setDefault(True)
        for each in (save, *self.boxes.values()):
            each.setEnabled(not desk.store.read_only)
        buttons.addWidget(save)
        column.addLayout(buttons)
        self.boxes["name"].setFocus()

    def take(self) -> None:
        """Stores it, or says at the field why not."""
        values: dict[str, Any] = {}
        for name, box in self.boxes.items():
            reading = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                box.setFocus()
                return
            values[name] = reading.value
        try:
            with self._desk.store.change(
                message("Change the task {name}", name=str(values["name"]))
            ) as session:
                tasks.change_task(session, session.get_one(Task, self._task_id), values)
        except RuleError as refusal:
            box = self.boxes.get(refusal.field or "")  # type: ignore[assignment] # None is asked for next
            if box is None:
                self._error.show_error(refusal.sentence)
            else:
                box.show_error(refusal.sentence)
                box.setFocus()
            return
        except UserError as problem:
            self._error.show_error(problem.sentence)
            return
        self._desk.say_undoable(self._desk.store.undo_label() or "")
        self.accept()
