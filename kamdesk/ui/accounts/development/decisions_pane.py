"""What manager and director said about a development, and the place to say it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.approval import Approval
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.vocabulary import APPROVAL_STEP, DECISION
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work import approvals, decisions, settings
from kamdesk.work.account_views import staff_choices
from kamdesk.work.fields import reference_names

_KINDS = {"pending": "warn", "approved": "good", "returned": "warn", "refused": "bad"}


class DecisionsPane(QWidget):
    """`decided`: somebody decided here."""

    decided = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._development: Development | None = None
        self._name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(theme.SPACE_2)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.SPACE_2)
        column.addLayout(self._lines)
        self._ask = QWidget()
        column.addWidget(self._ask)
        grid = QGridLayout(self._ask)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACE_2)
        self._turn = label("", "heading", wrap=True)
        self.by = QComboBox()
        self.by.setAccessibleName(_("Who decides"))
        guard_wheel(self.by)
        self.opinion = QLineEdit()
        self.opinion.setAccessibleName(_("Opinion"))
        self.opinion.setPlaceholderText(_("Opinion; needed to return or disagree"))
        self._error = FieldError()
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_2)
        self.agree = primary_button(_("Agree"), "check", self._agree)
        self.send_back = plain_button(_("Return"), "undo", self._return)
        self.refuse = plain_button(_("Disagree"), "x", self._refuse)
        for button in (self.agree, self.send_back, self.refuse):
            buttons.addWidget(button)
        buttons.addStretch(1)
        grid.addWidget(self._turn, 0, 0, 1, 2)
        grid.addWidget(self.by, 1, 0)
        grid.addWidget(self.opinion, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._error, 2, 0, 1, 2)
        grid.addLayout(buttons, 3, 0, 1, 2)

    def show_development(self, session: Session, record: Development, name: str) -> int:
        """Shows what was said about a development; returns how many steps of approval it had."""
        other = self._development is None or self._development.id != record.id
        self._development, self._name = record, name
        steps = approvals.history(session, record)
        names = reference_names(session, "Staff", {one.by_id for one in steps if one.by_id})
        self._clear()
        for step in steps:
            self._lines.addWidget(_line(step, names))
        waiting = approvals.next_step(session, record)
        self._ask.setVisible(waiting is not None)
        if not steps:
            words = _("Nobody was asked yet.")
            self._lines.addWidget(label(words, "muted", wrap=True))
        if waiting is not None:
            self._turn.setText(_("{step} decides").format(step=APPROVAL_STEP.label(waiting.step)))
            if other:
                self.opinion.clear()
                self._error.show_error("", self.opinion)
            self._fill_people(session, waiting.step, other)
        return len(steps)

    def _fill_people(self, session: Session, step: str, other: bool) -> None:
        """Everybody, beginning with whoever uses this computer if it is for them, else with who holds the position."""
        chosen = None if other else self.by.currentData()
        me = settings.me(session)
        holder = session.scalars(
            select(Staff.id).where(
                Staff.position == step, Staff.deleted_at.is_(None), Staff.left_on.is_(None)
            )
        ).first()
        self.by.clear()
        for number, words in staff_choices(session):
            self.by.addItem(words, number)
        own = me.id if me is not None and me.position == step else None
        wanted = chosen or own or holder
        self.by.setCurrentIndex(max(self.by.findData(wanted), 0))

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def has_unsaved(self) -> bool:
        """Whether an opinion was typed that nobody gave."""
        return not self._ask.isHidden() and bool(self.opinion.text().strip())

    def discard(self) -> None:
        """Forgets what was typed."""
        self.opinion.clear()

    # ------------------------------------------------------------------------------------------------------ deciding

    def _agree(self) -> None:
        self.decide("approved")

    def _return(self) -> None:
        self.decide("returned")

    def _refuse(self) -> None:
        self.decide("refused")

    def decide(self, decision: str) -> None:
        """Records the decision of the person chosen, as of today."""
        opinion = self.opinion.text().strip()
        if self._development is None:
            return
        if self.by.currentData() is None:
            self._error.show_error(_("Say who decides; add the staff first."), self.by)
            return
        if decision != "approved" and not opinion:
            self._error.show_error(_("Say why; the reason is kept."), self.opinion)
            self.opinion.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        words = DECISION.label(decision)
        try:
            with self._store.change(
                message("Development of {name}: {state}", name=self._name, state=words)
            ) as session:
                record = session.get_one(Development, self._development.id)
                by = session.get_one(Staff, self.by.currentData())
                decisions.decide(session, record, decision, by, date.today(), opinion or None)
        except UserError as refusal:
            self._error.show_error(refusal.sentence, self.opinion)
            return
        self._error.show_error("", self.opinion)
        self.opinion.clear()
        self._desk.say_undoable(
            _("{name}: {decision} is noted.").format(name=self._name, decision=words)
        )
        self.decided.emit()


def _line(step: Approval, names: dict[int, str]) -> QWidget:
    """Who said what and when."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE_2)
    row.addWidget(Pill(DECISION.label(step.decision), _KINDS[step.decision]))
    day = step.on or step.asked_on
    who = names.get(step.by_id or 0, "")
    said = [f"{day:%Y-%m-%d}", APPROVAL_STEP.label(step.step), who, step.opinion or ""]
    row.addWidget(label(" · ".join(filter(None, said)), wrap=True), 1)
    return line
