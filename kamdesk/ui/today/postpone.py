"""Asks to which day something is put off, by the usual distances, in words or as a date, and where needed why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _
from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.when import DayBox
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError

_FIELDS = {"planned_on": "day", "due_on": "day", "next_contact_on": "day", "reason": "reason", "cancel_reason": "reason",
           "cancelled_on": "reason"}  # fmt: skip
"""Field that a rule names → where it stands here."""


class PostponeDialog(QDialog):
    """Hands ``day`` and ``reason`` to `act`; what that refuses stands at its field. A distance alone is enough."""

    def __init__(
        self,
        store: Store,
        title: str,
        with_reason: bool,
        act: Callable[[dict[str, Any]], None],
        parent: QWidget,
        *,
        with_day: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self._act = act
        context = EditContext(store)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        self.day: DayBox | None = None
        self.reason: FieldBox | None = None
        if with_day:
            self.day = DayBox(field_of(Visit, "planned_on"), context, _("To which day"))
            column.addWidget(self.day)
        if with_reason:
            self.reason = FieldBox(field_of(Visit, "reason"), context)
            self.reason.editor.finished.connect(self.take)
            column.addWidget(self.reason)
        if self.day is not None:
            self.day.box.editor.finished.connect(self._day_typed)
            for button in self.day.buttons.values():
                button.clicked.connect(self._day_pressed)
        self._error = FieldError()
        column.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Back"), clicked=self.reject))
        self.ok = primary_button(title, clicked=self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        first = self.day or self.reason
        if first is not None:
            first.setFocus()

    def _day_pressed(self, _checked: bool = False) -> None:
        if self.reason is None:
            self.take()
        else:
            self.reason.setFocus()

    def _day_typed(self) -> None:
        if self.reason is None:
            self.take()
        else:
            self.reason.setFocus()

    def take(self) -> None:
        """Does it, or says at the field why not."""
        values: dict[str, Any] = {}
        if self.day is not None:
            reading = self.day.box.read()
            if reading.value is None:
                self._wrong(self.day.box, reading.problem or _("A day is needed."))
                return
            values["day"] = reading.value
        if self.reason is not None:
            values["reason"] = self.reason.read().value
        try:
            self._act(values)
        except RuleError as refusal:
            where = _FIELDS.get(refusal.field or "")
            box = self.reason if where == "reason" else self.day.box if where and self.day else None
            if box is None:
                self._error.show_error(refusal.sentence)
            else:
                self._wrong(box, refusal.sentence)
            return
        except UserError as problem:
            self._error.show_error(problem.sentence)
            return
        self.accept()

    def _wrong(self, box: FieldBox, sentence: str) -> None:
        box.show_error(sentence)
        box.setFocus()
