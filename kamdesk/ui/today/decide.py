"""Decides about a request without leaving the day: what it is, an opinion, and the three decisions."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.approval import Approval
from kamdesk.model.fields import field_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.vocabulary import DECISION
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.desk import Desk
from kamdesk.ui.today.lines import Line
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.sheet import Sheet
from kamdesk.ui.widgets.buttons import danger_button, plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError
from kamdesk.work import decisions, settings


class DecideDialog(QDialog):
    """`decided()`: the decision of whoever uses this computer is recorded."""

    decided = Signal()

    def __init__(self, desk: Desk, line: Line, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._line = desk, line
        self.setWindowTitle(line.title)
        self.setMinimumSize(520, 460)
        sheet = Sheet()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(_("Request"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(sheet)
        with desk.store.read() as session:
            record = session.get(RECORD_BY_NAME[line.record], line.record_id)
            if record is not None:
                sheet.show_record(session, record)
        self.opinion = FieldBox(field_of(Approval, "opinion"), EditContext(desk.store))
        self._error = FieldError()
        self.buttons = {
            "approved": primary_button(_("Agree"), "check", partial(self.decide, "approved")),
            "returned": plain_button(_("Return"), "undo", partial(self.decide, "returned")),
            "refused": danger_button(_("Disagree"), "x", partial(self.decide, "refused")),
        }
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(plain_button(_("Back"), clicked=self.reject))
        row.addStretch(1)
        for button in reversed(self.buttons.values()):
            row.addWidget(button)
        self.buttons["approved"].setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(area, 1)
        column.addWidget(self.opinion)
        column.addWidget(self._error)
        column.addLayout(row)
        self.opinion.setFocus()

    def decide(self, decision: str) -> None:
        """Records it, or says below the opinion why it may not be."""
        line, store = self._line, self._desk.store
        opinion = self.opinion.read().value
        label = message(
            "{decision}: {name}", decision=DECISION.label(decision), name=line.title
        )
        try:
            with store.change(label) as session:
                me = settings.me(session)
                if me is None:
                    raise RuleError(_("Say in the settings who uses this computer, then decide."))
                record = session.get_one(RECORD_BY_NAME[line.record], line.record_id)
                decisions.decide(session, record, decision, me, self._desk.today(), opinion)
        except UserError as refusal:
            self._error.show_error(refusal.sentence)
            return
        self.accept()
        self.decided.emit()
