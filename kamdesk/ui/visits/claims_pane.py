"""The expense claims: their lines and sums, handed in, taken back, paid, and as the department's form."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.fields import field_of
from kamdesk.model.vocabulary import EXPENSE_STATE
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.visits.record.sheet import Sheet
from kamdesk.ui.widgets.buttons import danger_button, plain_button, primary_button
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.work import expense_views, expenses, settings
from kamdesk.work.expense_views import ClaimLine
from kamdesk.work.trash import move_to_trash

FORM_KEY = "expense_claim"
_PILLS = {
    "open": "outline",
    "submitted": "warn",
    "approved": "accent",
    "paid": "good",
    "refused": "bad",
}
_ROLES = {"submitted": "warn", "paid": "good", "refused": "bad"}


class ClaimsPane(QWidget):
    """The list beside the claim in view. `shown`: another claim is in view."""

    shown = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._claim_id: int | None = None
        claim = partial(field_of, ExpenseClaim)
        self.model: RowsModel[ClaimLine] = RowsModel(
            [
                Column("number", claim("number").label, 120, lambda each: each.claim.number),
                Column("on", claim("on").label, 96, lambda each: f"{each.claim.on}"),
                Column("purpose", claim("purpose").label, 200, lambda each: each.claim.purpose or ""),
                Column("staff", claim("staff_id").label, 84, lambda each: each.staff),
                Column("count", _("Lines"), 60, lambda each: str(each.count), None, True),
                Column("total", _("Total"), 130, lambda each: expense_views.money_words(each.totals), None, True),
                Column("state", claim("state").label, 90, lambda each: EXPENSE_STATE.label(each.claim.state),
                       lambda each: _ROLES.get(each.claim.state, "text")),
            ],
            self,
        )  # fmt: skip
        self.table = rows_table(self.model, _("Expense claims"), 2)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.row_changed.connect(self._show_row)
        self.sheet = Sheet()
        area = scrolled(self.sheet, _("Expense claim"))
        self._title = label("", "heading")
        self._pill = Pill()
        self.form_button = plain_button(_("The form…"), "printer", self.write_form)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.SPACE_2)
        self.step_buttons: dict[str, QPushButton] = {}
        head = QHBoxLayout()
        head.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_2)
        head.setSpacing(theme.SPACE_2)
        head.addWidget(self._title)
        head.addWidget(self._pill)
        head.addStretch(1)
        foot = QFrame()
        foot.setProperty("line", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.addWidget(self.form_button)
        row.addStretch(1)
        row.addLayout(self._buttons)
        self._aside = QWidget()
        self._aside.setMinimumWidth(320)
        column = QVBoxLayout(self._aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addWidget(foot)
        split = QSplitter()
        split.setHandleWidth(1)
        split.addWidget(self.table)
        split.addWidget(self._aside)
        split.setStretchFactor(0, 1)
        split.setSizes([700, 380])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)

    def show_claims(self, lines: list[ClaimLine], claim_id: int | None = None) -> None:
        """Shows claims; the one in view stays, or `claim_id` comes into view."""
        wanted = claim_id if claim_id is not None else self._claim_id
        self.model.show_rows(lines)
        ids = [each.claim.id for each in lines]
        row = ids.index(wanted) if wanted in ids else 0
        self.table.go_to_row(row)
        self._show_row(row if lines else -1)

    def claim_id(self) -> int | None:
        """The claim in view."""
        return self._claim_id

    def write_form(self) -> None:
        """Writes the department's form of the claim in view."""
        if self._claim_id is not None:
            write_one(self._desk, self, FORM_KEY, self._claim_id)

    def _show_row(self, row: int) -> None:
        line = self.model.row_at(row)
        self._claim_id = line.claim.id if line is not None else None
        self._aside.setVisible(line is not None)
        if self._claim_id is None:
            return
        with self._desk.store.read() as session:
            claim = session.get_one(ExpenseClaim, self._claim_id)
            state = claim.state
            self._title.setText(claim.number)
            self._pill.set_pill(EXPENSE_STATE.label(claim.state), _PILLS[claim.state])
            self.sheet.show_record(session, claim, leave_out=("number",))
            offered = [
                to for to in expenses.STEPS[claim.state] if self._is_offered(claim.state, to)
            ]
        self._offer(state, offered)
        self.shown.emit(self._claim_id)

    def _is_offered(self, state: str, to: str) -> bool:
        """Deciding has its own page; an open claim is handed in, whoever has to agree."""
        return to in ("paid", "open") or (state == "open" and to == "submitted")

    def _offer(self, state: str, offered: list[str]) -> None:
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.step_buttons = {}
        words = {
            "submitted": (_("Hand in"), "stamp"),
            "open": (_("Take it back"), "undo"),
            "paid": (_("Paid"), "money"),
        }
        for number, to in enumerate(offered):
            make = plain_button if number or to == "open" else primary_button
            self._add_button(to, make(*words[to], partial(self._do, to)))
        if state == "open":
            button = danger_button(_("Dissolve"), "trash", self._dissolve)
            button.setToolTip(_("The expenses can be claimed anew"))
            self._add_button("dissolve", button)

    def _add_button(self, key: str, button: QPushButton) -> None:
        button.setEnabled(not self._desk.store.read_only)
        self._buttons.addWidget(button)
        self.step_buttons[key] = button

    def _dissolve(self) -> None:
        """Takes the claim away; its expenses are open again."""
        number = self._title.text()
        with self._desk.store.change(message("Dissolve claim {number}", number=number)) as session:
            claim = session.get_one(ExpenseClaim, self._claim_id)
            for each in expenses.lines(session, claim.id):
                expenses.release(session, each)
            move_to_trash(session, claim)
        self._desk.say_undoable(_("Claim {number} is dissolved.").format(number=number))

    def _do(self, to: str) -> None:
        if self._claim_id is None:
            return
        today = date.today()
        number = self._title.text()
        titles = {
            "submitted": message("Hand in claim {number}", number=number),
            "open": message("Take claim {number} back", number=number),
            "paid": message("Claim {number} is paid", number=number),
        }
        try:
            with self._desk.store.change(titles[to]) as session:
                claim = session.get_one(ExpenseClaim, self._claim_id)
                if to == "submitted":
                    expenses.submit_claim(session, claim, settings.me(session), today)
                elif to == "open":
                    expenses.withdraw_claim(session, claim, today)
                else:
                    expenses.pay(session, claim, today)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._desk.say_undoable(str(titles[to]))
