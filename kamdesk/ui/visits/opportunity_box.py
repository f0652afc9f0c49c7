"""Which project of the account: one of its open opportunities, or the one that stands there already."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox
from sqlalchemy import or_, select

from kamdesk.model.fields import RecordField
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.values import Reading
from kamdesk.ui.accounts.editors import EditContext, Editor
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.wheel_guard import guard_wheel


class OpportunityEditor(Editor):
    """The first entry is none. The text is the id."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._box = QComboBox()
        self._box.setStyleSheet("QComboBox { border: 0; padding: 0; background: transparent; }")
        self._box.setMinimumContentsLength(8)
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.addItem("", "")
        self._box.activated.connect(self._tell)
        guard_wheel(self._box)
        self.setFocusProxy(self._box)
        self.row.addWidget(self._box, 1)

    def offer(self, kept: int | None) -> None:
        """Offers what is open at the account in view, and the one with id `kept`."""
        chosen = self.typed()
        account_id = self.context.account_id
        query = (
            select(Opportunity.id, Opportunity.name, Opportunity.number)
            .where(
                Opportunity.deleted_at.is_(None),
                Opportunity.account_id == account_id,
                or_(Opportunity.outcome == "open", Opportunity.id == (kept or 0)),
            )
            .order_by(Opportunity.expected_close_on, Opportunity.id)
        )
        self._box.clear()
        self._box.addItem("", "")
        if account_id is not None:
            with self.context.store.read() as session:
                for row in session.execute(query):
                    self._box.addItem(f"{row.name} · {row.number}", str(row.id))
        self.write(chosen)

    def count(self) -> int:
        """How many there are to choose from."""
        return self._box.count() - 1

    def _tell(self, _index: int) -> None:
        self.edited.emit()
        self.finished.emit()

    def show_value(self, value: Any, text: str) -> None:
        del text
        self.offer(value)
        super().show_value(value, "" if value is None else str(value))

    def input(self) -> QComboBox:
        return self._box

    def typed(self) -> str:
        return str(self._box.currentData() or "")

    def write(self, text: str) -> None:
        self._box.setCurrentIndex(max(self._box.findData(text), 0))

    def read(self) -> Reading[Any]:
        return Reading(int(self.typed()) if self.typed() else None)


class OpportunityBox(FieldBox):
    """The field of a project; hidden while the account has none."""

    def make_editor(self, field: RecordField, context: EditContext) -> Editor:
        self._offered = OpportunityEditor(field, context)
        return self._offered

    def show_value(self, value: Any, text: str) -> None:
        super().show_value(value, text)
        self._show()

    def offer_anew(self) -> None:
        """Another account: what it has is offered, and what was chosen of the last one goes."""
        self._offered.offer(None)
        self._show()

    def _show(self) -> None:
        self.setVisible(self._offered.count() > 0)
