"""Which account: typed by name, number or initials, what fits offered below."""

from __future__ import annotations

from typing import Any

from kamdesk.i18n import _
from kamdesk.model.fields import RecordField
from kamdesk.model.values import Reading
from kamdesk.ui.accounts.editors import EditContext, Editor, ReferenceEditor
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.work.fields import find_reference


class AccountEditor(ReferenceEditor):
    """Initials or part of a name that fit one account mean that one; its name is written out when the field is left."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._line.setPlaceholderText(_("name, number or initials"))
        self._line.editingFinished.connect(self._write_out)

    def read(self) -> Reading[Any]:
        reading = super().read()
        if reading.value is not None or not reading.problem:
            return reading
        self._look_up(self.typed())
        if len(self.offers()) == 1:
            with self.context.store.read() as session:
                found = find_reference(session, "Account", self.offers()[0])
            if len(found) == 1:
                return Reading(found[0].id)
        return reading

    def _write_out(self) -> None:
        if self.is_dirty() and self.read().value is not None and self.offers():
            self._line.setText(self.offers()[0])


class AccountBox(FieldBox):
    """The field of an account."""

    def make_editor(self, field: RecordField, context: EditContext) -> Editor:
        return AccountEditor(field, context)
