"""The fields of one task."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, message
from kamdesk.model.agenda import Task
from kamdesk.model.fields import field_of
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.work import tasks
from kamdesk.work.fields import show_value

_SHOWN = ("name", "due_on", "due_at", "note")


class TaskDialog(FieldsDialog):
    """Changes an open task; what is refused stands at its field."""

    def __init__(self, desk: Desk, task_id: int, parent: QWidget) -> None:
        declared = {name: field_of(Task, name) for name in _SHOWN}
        super().__init__(desk.store, str(Task.TERM), declared, parent)
        self._desk, self._task_id = desk, task_id
        self.setMinimumWidth(440)
        with desk.store.read() as session:
            task = session.get_one(Task, task_id)
            for name, box in self.boxes.items():
                box.show_value(declared[name].get(task), show_value(declared[name], task))
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
        column.addWidget(self.error)
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

    def do(self, values: dict[str, Any]) -> None:
        label = message("Change the task {name}", name=str(values["name"]))
        with self._desk.store.change(label) as session:
            tasks.change_task(session, session.get_one(Task, self._task_id), values)
        self._desk.say_undoable(self._desk.store.undo_label() or "")
