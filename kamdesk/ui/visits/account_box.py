"""Which account: typed by name, number or initials, what fits offered below."""

from __future__ import annotations

from typing import Any

from kamdesk.i18n import _
from kamdesk.model.fields import RecordField
from kamdesk.model.values import Reading
from kamdesk.ui.accounts.editors import EditContext, Editor, ReferenceEditor
from kamdesk.ui.visits.record.boxes import FieldBox


class AccountEditor(ReferenceEditor):
    """Initials or part of a name that fit one account mean that one."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self.input().setPlaceholderText(_("name, number or initials"))

    def read(self) -> Reading[Any]:
        reading = super().read()
        if reading.value is None and reading.problem:
            if not self.offers():
                self._look_up(self.typed())
            if len(self.offers()) == 1:
                typed = self.typed()
                self._line.setText(self.offers()[0])
                reading = super().read()
                if reading.value is None:
                    self._line.setText(typed)
        return reading


class AccountBox(FieldBox):
    """The field of an account."""

    def make_editor(self, field: RecordField, context: EditContext) -> Editor:
        return AccountEditor(field, context)
