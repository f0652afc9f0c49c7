"""The steps of a visit as things to do: what each is called here, and the small dialog of those that need a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.widgets.buttons import plain_button, primary_button

ORDER = ("held", "submitted", "prepared", "planned", "postponed", "cancelled", "checked", "closed")
"""The steps in the order in which they are offered; paying back is done by the claim."""

ASKED: dict[str, tuple[str, ...]] = {
    "postponed": ("planned_on", "planned_from", "planned_to", "reason"),
    "cancelled": ("reason",),
    "checked": ("checked_by_id", "check_opinion"),
}
"""Step → what it asks for; a step that is not here is done at once."""


def words_of(step: str, state: str) -> str:
    """What the step is called for a visit in `state`."""
    if step == "planned":
        return _("Take it back") if state == "submitted" else _("Plan it anew")
    return {
        "held": _("Start the record"),
        "submitted": _("Hand in"),
        "prepared": _("All prepared"),
        "postponed": _("Postpone…"),
        "cancelled": _("Cancel the visit…"),
        "checked": _("Note the check…"),
        "closed": _("Close"),
    }[step]


ICONS = {
    "held": "pencil",
    "submitted": "stamp",
    "prepared": "check",
    "planned": "undo",
    "postponed": "postpone",
    "cancelled": "x",
    "checked": "eye",
    "closed": "lock",
}


class StepDialog(FieldsDialog):
    """Asks for some fields of a record and hands their values to `act`; what is refused stands at its field."""

    def __init__(
        self,
        store: Store,
        title: str,
        fields: Mapping[str, RecordField],
        shown: Mapping[str, tuple[Any, str]],
        act: Callable[[dict[str, Any]], None],
        parent: QWidget,
    ) -> None:
        """`shown`: field name → value and how it is written."""
        super().__init__(store, title.rstrip("…"), fields, parent)
        self.setMinimumWidth(380)
        self._act = act
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        for name, box in self.boxes.items():
            box.show_value(*shown.get(name, (None, "")))
            box.editor.finished.connect(self.take)
            column.addWidget(box)
        column.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Back"), clicked=self.reject))
        self.ok = primary_button(title.rstrip("…"), clicked=self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        next(iter(self.boxes.values())).setFocus()

    def do(self, values: dict[str, Any]) -> None:
        self._act(values)


def fields_of_step(step: str) -> dict[str, RecordField]:
    """The fields that `step` asks for."""
    return {name: field_of(Visit, name) for name in ASKED[step]}
