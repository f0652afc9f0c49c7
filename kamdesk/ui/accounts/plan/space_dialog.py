"""One cell of the white space: its state, the yearly potential, who has it; and the opportunity made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.fields import field_of
from kamdesk.model.sales_words import SPACE_STATE
from kamdesk.model.strategy import WhiteSpace
from kamdesk.model.values import show_money
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work import white_space
from kamdesk.work.white_space import Cell

_SHOWN = ("state", "amount", "competitor_id", "note")


class SpaceDialog(FieldsDialog):
    """What is refused stands at its field; `changed` is called after anything was stored."""

    def __init__(
        self, desk: Desk, company: str, cell: Cell, changed: Callable[[], object], parent: QWidget
    ) -> None:
        declared = {name: field_of(WhiteSpace, name) for name in _SHOWN}
        super().__init__(desk.store, f"{company} · {cell.line}", declared, parent)
        self._desk, self._cell, self._changed, self._company = desk, cell, changed, company
        self.setMinimumWidth(440)
        shown = {
            "state": (cell.state or "potential", SPACE_STATE.label(cell.state or "potential")),
            "amount": (cell.amount, _money(cell)),
            "competitor_id": (cell.competitor_id, cell.competitor),
            "note": (cell.note or None, cell.note),
        }
        for name, (value, text) in shown.items():
            self.boxes[name].show_value(value, text)
        self._lay_out()

    def _lay_out(self) -> None:
        cell = self._cell
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        for names in (("state", "amount"), ("competitor_id", "note")):
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_3)
            for name in names:
                row.addWidget(self.boxes[name])
            column.addLayout(row)
        if cell.opportunity:
            column.addWidget(
                label(_("Opportunity: {name}").format(name=cell.opportunity), "muted", wrap=True)
            )
        column.addWidget(self.error)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_2)
        can_write = not self._desk.store.read_only
        if cell.opportunity_id is not None and cell.state in ("open", "won"):
            foot.addWidget(plain_button(_("Open the opportunity"), "funnel", self.open_opportunity))
        else:
            self.make_button = plain_button(_("Make an opportunity"), "funnel", self.make)
            self.make_button.setEnabled(can_write)
            foot.addWidget(self.make_button)
        foot.addStretch(1)
        foot.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        save = primary_button(_("Save"), "check", self.take)
        save.setDefault(True)
        save.setEnabled(can_write)
        foot.addWidget(save)
        column.addLayout(foot)
        self.boxes["state"].setFocus()

    def do(self, values: dict[str, Any]) -> None:
        words = message("White space of {name}: {line}", name=self._company, line=self._cell.line)
        with self._desk.store.change(words) as session:
            white_space.set_cell(session, self._cell.account_id, self._cell.line, values)
        self._changed()

    def make(self) -> None:
        """Makes an opportunity of the cell and says so."""
        words = message(
            "Make an opportunity of {name}: {line}", name=self._company, line=self._cell.line
        )
        try:
            with self._desk.store.change(words) as session:
                made = white_space.make_opportunity(
                    session, self._cell.account_id, self._cell.line, self._desk.today()
                )
                name, made_id = made.name, made.id
        except UserError as refusal:
            self.error.show_error(refusal.sentence)
            return
        self._changed()
        self.accept()
        self._desk.say(
            _("“{name}” is an opportunity now.").format(name=name), _("Open"),
            lambda: self._desk.open_record("Opportunity", made_id),
        )  # fmt: skip

    def open_opportunity(self) -> None:
        """Shows the opportunity of the cell."""
        self.accept()
        if self._cell.opportunity_id is not None:
            self._desk.open_record("Opportunity", self._cell.opportunity_id)


def _money(cell: Cell) -> str:
    return "" if cell.amount is None else show_money(cell.amount, cell.currency or None)
