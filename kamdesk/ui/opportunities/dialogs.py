"""What is asked before an opportunity is won, lost, called off, opened again or sent back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy import func, select

from kamdesk.i18n import _
from kamdesk.model.competitor import Competitor
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.opportunity import Opportunity, OutcomeChange
from kamdesk.model.sales_words import OUTCOME
from kamdesk.model.values.showing import show_money
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.visits.record.fields_dialog import FieldsDialog
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label

Act = Callable[[dict[str, Any]], None]

CLOSING = ("won", "lost", "cancelled")


def reason_dialog(store: Store, title: str, act: Act, parent: QWidget) -> StepDialog:
    """Asks for the reason only."""
    fields = {"reason": field_of(OutcomeChange, "reason")}
    return StepDialog(store, title, fields, {}, act, parent)


def reopen_dialog(store: Store, act: Act, parent: QWidget) -> StepDialog:
    """Asks since when, and why, it is open again."""
    fields = {name: field_of(OutcomeChange, name) for name in ("on", "reason")}
    today = date.today()
    shown = {"on": (today, today.isoformat())}
    return StepDialog(store, _("Open it again"), fields, shown, act, parent)


class CloseDialog(FieldsDialog):
    """Won, lost or called off: since when, why, for how much, and to whom it was lost, who may be a new name.

    `act` gets ``outcome``, ``closed_on``, ``outcome_reason``, ``amount`` and ``lost_to``, a name or "".
    """

    def __init__(
        self,
        store: Store,
        opportunity_id: int,
        outcome: str,
        act: Act,
        parent: QWidget,
    ) -> None:
        fields: dict[str, RecordField] = {
            name: field_of(Opportunity, name) for name in ("closed_on", "amount", "outcome_reason")
        }
        with store.read() as session:
            opportunity = session.get_one(Opportunity, opportunity_id)
            name, amount, currency = opportunity.name, opportunity.amount, opportunity.currency
            names = list(
                session.scalars(
                    select(Competitor.name)
                    .where(Competitor.deleted_at.is_(None))
                    .order_by(func.lower(Competitor.name))
                )
            )
        super().__init__(store, _("Close “{name}”").format(name=name), fields, parent)
        self._act = act
        self.setMinimumWidth(460)
        self.outcome = Segment(
            [(code, OUTCOME.label(code)) for code in CLOSING], outcome, name=_("Outcome")
        )
        self.winner = QComboBox()
        self.winner.setEditable(True)
        self.winner.addItems(["", *names])
        line, completer = self.winner.lineEdit(), self.winner.completer()
        if line is not None and completer is not None:
            line.setPlaceholderText(_("a competitor; a new name is noted"))
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        ready_input(self.winner, field_of(Opportunity, "lost_to_id").label)
        today = date.today()
        self.boxes["closed_on"].show_value(today, today.isoformat())
        money = show_money(amount, currency) if amount is not None else ""
        self.boxes["amount"].show_value(amount, money)
        self.boxes["outcome_reason"].show_value(None, "")
        self._build()
        self.outcome.chosen.connect(self._show_winner)
        self._show_winner(outcome)
        self.boxes["outcome_reason"].setFocus()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        first = QHBoxLayout()
        first.addWidget(self.outcome)
        first.addStretch(1)
        column.addLayout(first)
        pair = QHBoxLayout()
        pair.setSpacing(theme.SPACE_3)
        for name in ("closed_on", "amount"):
            pair.addWidget(self.boxes[name], 1)
        column.addLayout(pair)
        column.addWidget(self.boxes["outcome_reason"])
        self._winner_place = QWidget()
        inner = QVBoxLayout(self._winner_place)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(2)
        inner.addWidget(label(self.winner.accessibleName(), "small"))
        inner.addWidget(self.winner)
        column.addWidget(self._winner_place)
        column.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok = primary_button(_("Close it"), "check", self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)

    def _show_winner(self, outcome: str) -> None:
        self._winner_place.setVisible(outcome == "lost")

    def do(self, values: dict[str, Any]) -> None:
        lost = self.outcome.current() == "lost"
        winner = " ".join(self.winner.currentText().split()) if lost else ""
        self._act({**values, "outcome": self.outcome.current(), "lost_to": winner})
