"""One entry of intelligence with all its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, message
from kamdesk.model.competitor import Intelligence
from kamdesk.model.fields import Kind, field_of
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.widgets.buttons import danger_button, plain_button, primary_button
from kamdesk.work import competitors, trash
from kamdesk.work.fields import reference_names, show_value

_ROWS = (
    ("text",),
    ("on", "reliability", "source"),
    ("competitor_id", "account_id"),
    ("opportunity_id",),
)
_SHOWN = tuple(name for names in _ROWS for name in names)


class IntelligenceDialog(FieldsDialog):
    """Adds an entry (with `given` values to begin with) or changes one; `changed` is called after it was stored."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        changed: Callable[[], object],
        *,
        entry_id: int | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        declared = {name: field_of(Intelligence, name) for name in _SHOWN}
        super().__init__(desk.store, str(Intelligence.TERM), declared, parent)
        self._desk, self._changed, self._entry_id = desk, changed, entry_id
        self.setMinimumWidth(560)
        self._show(dict(given or {}))
        self._lay_out()

    def _show(self, given: dict[str, Any]) -> None:
        with self._desk.store.read() as session:
            shown = Intelligence(text="", on=self._desk.today())
            if self._entry_id is not None:
                shown = session.get_one(Intelligence, self._entry_id)
            for name, value in given.items():
                setattr(shown, name, value)
            for name, box in self.boxes.items():
                field = field_of(Intelligence, name)
                value = field.get(shown)
                names = {}
                if field.kind is Kind.REFERENCE and value is not None:
                    names = reference_names(session, field.spec.refers_to, {value})
                box.show_value(value, show_value(field, shown, names))
            session.expunge_all()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        for names in _ROWS:
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_3)
            for name in names:
                row.addWidget(self.boxes[name])
            column.addLayout(row)
        column.addWidget(self.error)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_2)
        can_write = not self._desk.store.read_only
        if self._entry_id is not None:
            self.delete_button = danger_button(_("Delete"), "trash", self.delete)
            self.delete_button.setEnabled(can_write)
            foot.addWidget(self.delete_button)
        foot.addStretch(1)
        foot.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        save = primary_button(_("Save"), "check", self.take)
        save.setDefault(True)
        save.setEnabled(can_write)
        foot.addWidget(save)
        column.addLayout(foot)
        self.boxes["text"].setFocus()

    def do(self, values: dict[str, Any]) -> None:
        store = self._desk.store
        if self._entry_id is None:
            with store.change(message("Note intelligence")) as session:
                competitors.add_intelligence(session, values, self._desk.today())
        else:
            with store.change(message("Change intelligence")) as session:
                entry = session.get_one(Intelligence, self._entry_id)
                competitors.change_intelligence(session, entry, values)
        self._changed()
        self._desk.say_undoable(_("Noted."))

    def delete(self) -> None:
        """Moves the entry to the waste basket."""
        with self._desk.store.change(message("Delete intelligence")) as session:
            trash.move_to_trash(session, session.get_one(Intelligence, self._entry_id))
        self._changed()
        self.accept()
        self._desk.say_undoable(_("The entry lies in the waste basket."))
