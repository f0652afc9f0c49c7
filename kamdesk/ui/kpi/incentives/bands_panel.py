"""The bands of an incentive rule in one line of text: from which value of the indicator on which factor holds."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import N_, _, message
from kamdesk.model.assessment import IncentiveRule
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.appraisals.lines_dialog import is_share
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import incentives, score_texts, scores


class BandsPanel(RecordPanel):
    """Stored when it is left, as a field is."""

    title = N_("Bands")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rule_id, self._stored = 0, ""
        self.line = QLineEdit()
        self.line.setPlaceholderText("90%: 0.8; 100%: 1")
        ready_input(self.line, _("Bands"))
        self.line.editingFinished.connect(self.store)
        self.error = FieldError()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.addWidget(self.line)
        column.addWidget(self.error)
        words = _(
            "From which value of the indicator on which factor holds; below the lowest nothing is paid."
        )
        column.addWidget(label(words, "muted", wrap=True))

    def show_record(self, session: Session, record: Any) -> None:
        typing = self.line.hasFocus() and record.id == self._rule_id
        self._rule_id = record.id
        bands = scores.bands_of(record.bands)
        self._stored = score_texts.bands_text(
            bands, is_share(record.indicator), record.basis == "rate"
        )
        if not typing:
            self.line.setText(self._stored)
            self.error.show_error("", self.line)

    def store(self) -> None:
        """Stores what was typed, or says what is wrong with it."""
        if self.line.text() == self._stored:
            return
        try:
            bands = score_texts.read_bands(self.line.text())
            with self.desk.store.change(message("Bands of an incentive rule")) as session:
                rule = session.get_one(IncentiveRule, self._rule_id)
                incentives.change_rule(session, rule, {"bands": bands})
        except UserError as refusal:
            self.error.show_error(refusal.sentence, self.line)
