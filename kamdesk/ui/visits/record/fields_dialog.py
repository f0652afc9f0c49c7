"""A small dialog of some fields of a record: what is wrong or refused stands at its field, and it stays open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.model.fields import RecordField
from kamdesk.store.store import Store
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.widgets.labels import FieldError


class FieldsDialog(QDialog):
    """A subclass lays out `boxes` and `error`, and says in `do` what becomes of the values."""

    def __init__(
        self, store: Store, title: str, fields: Mapping[str, RecordField], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        context = EditContext(store)
        self.boxes = {name: FieldBox(field, context) for name, field in fields.items()}
        self.error = FieldError()

    def do(self, values: dict[str, Any]) -> None:
        """Acts on the values; raises UserError with the reason when that cannot be."""
        raise NotImplementedError

    def take(self) -> None:
        """Does it, or says at the field why not."""
        values: dict[str, Any] = {}
        for name, box in self.boxes.items():
            reading = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                box.setFocus()
                return
            values[name] = reading.value
            currency = box.field.spec.currency_field
            if currency and reading.currency:
                values[currency] = reading.currency
        try:
            self.do(values)
        except RuleError as refusal:
            self._refuse(refusal)
        except UserError as problem:
            self.error.show_error(problem.sentence)
        else:
            self.accept()

    def _refuse(self, refusal: RuleError) -> None:
        box = self.boxes.get(refusal.field or "")
        if box is None:
            self.error.show_error(refusal.sentence)
        else:
            box.show_error(refusal.sentence)
            box.setFocus()
