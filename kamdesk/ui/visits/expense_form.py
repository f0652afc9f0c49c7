"""One expense: typed, corrected, taken out of its claim, its receipts kept with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import EXPENSE_STATE
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.desk import Desk
from kamdesk.ui.visits.receipts import Receipts
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.picks import side_by_side
from kamdesk.ui.widgets.buttons import LinkButton, danger_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import expenses, settings
from kamdesk.work.fields import reference_names, show_value
from kamdesk.work.trash import move_to_trash
from kamdesk.work.visit_record import EDITABLE
from kamdesk.work.visit_states import HAPPENED

_NAMES = ("on", "amount", "category", "receipt_no", "note", "account_id", "staff_id")
_MOST_VISITS = 30


class ExpenseForm(QWidget):
    """`saved`: stored, with its id. `edited`: something was typed."""

    saved = Signal(int)
    edited = Signal()
    gone = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.expense_id: int | None = None
        self._stored: dict[str, Any] = {}
        self._shown: Any = None
        self._context = EditContext(desk.store)
        self.boxes = {name: FieldBox(field_of(Expense, name), self._context) for name in _NAMES}
        self.visit = QComboBox()
        ready_input(self.visit, field_of(Expense, "visit_id").label)
        self._title = label("", "heading")
        self._state = label("", "small", wrap=True)
        self._release = LinkButton(_("Take it out of the claim"), self._take_out)
        self._error = FieldError()
        self.receipts = Receipts(desk)
        self.save_button = primary_button(_("Save"), "save", self.save_now)
        self.save_button.setToolTip("Ctrl+↵")
        self.delete_button = danger_button(_("Delete"), "trash", self._delete)
        self._arrange()
        for box in self.boxes.values():
            box.edited.connect(self.edited)
        self.boxes["account_id"].edited.connect(self._on_account)
        self.visit.activated.connect(self._on_visit)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save_now)

    def _arrange(self) -> None:
        boxes = self.boxes
        visit = QVBoxLayout()
        visit.setSpacing(2)
        visit.addWidget(label(field_of(Expense, "visit_id").label, "small"))
        visit.addWidget(self.visit)
        buttons = QHBoxLayout()
        buttons.addWidget(self.delete_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._state)
        column.addWidget(self._release, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(side_by_side(boxes["on"], boxes["category"]))
        column.addLayout(side_by_side(boxes["amount"], boxes["receipt_no"]))
        column.addWidget(boxes["note"])
        column.addWidget(boxes["account_id"])
        column.addLayout(visit)
        column.addWidget(boxes["staff_id"])
        column.addWidget(self.receipts)
        column.addWidget(self._error)
        column.addLayout(buttons)
        column.addStretch(1)

    # ------------------------------------------------------------------------------------------------- what it holds

    def show_expense(self, expense_id: int | None, visit_id: int | None = None) -> None:
        """Shows an expense; None: an empty form, for the visit `visit_id` if there is one."""
        self.expense_id = expense_id
        self._error.show_error("")
        today = date.today()
        with self._desk.store.read() as session:
            self._context.currency = settings.get(session, "default_currency")
            stored = session.get(Expense, expense_id) if expense_id is not None else None
            expense = stored or _new(session, visit_id, today)
            for box in self.boxes.values():
                value = box.field.get(expense)
                box.show_value(value, _written(session, box, expense))
            self._fill_visits(session, expense.account_id, expense.visit_id)
            self._stored = {name: getattr(stored, name, None) for name in (*_NAMES, "visit_id")}
            self._say_state(session, stored)
        self.receipts.show_expense(expense_id)
        self._title.setText(_("New expense") if stored is None else stored.title)
        self._shown = self.typed()

    def _say_state(self, session: Session, expense: Expense | None) -> None:
        claim = session.get(ExpenseClaim, expense.claim_id or 0) if expense is not None else None
        words = ""
        if expense is not None and claim is not None:
            words = _("In claim {number}: {state}").format(
                number=claim.number, state=EXPENSE_STATE.label(expense.state)
            )
        self._state.setText(words)
        self._state.setVisible(bool(words))
        editable = expense is None or expense.state in EDITABLE
        writable = editable and not self._desk.store.read_only
        self._release.setVisible(claim is not None and writable)
        self.save_button.setEnabled(writable)
        self.delete_button.setVisible(expense is not None)
        self.delete_button.setEnabled(writable and claim is None)
        for box in self.boxes.values():
            box.editor.setEnabled(writable)
        self.visit.setEnabled(writable)

    def _fill_visits(self, session: Session, account_id: int | None, visit_id: int | None) -> None:
        self.visit.clear()
        self.visit.addItem(_("none"), None)
        if account_id is None:
            return
        query = (
            select(Visit)
            .where(
                Visit.account_id == account_id,
                Visit.deleted_at.is_(None),
                Visit.state.in_(HAPPENED) | (Visit.id == (visit_id or 0)),
            )
            .order_by(Visit.held_on.desc(), Visit.id.desc())
            .limit(_MOST_VISITS)
        )
        for each in session.scalars(query):
            day = each.held_on or each.planned_on
            self.visit.addItem(f"{day} {each.title}", each.id)
        self.visit.setCurrentIndex(max(self.visit.findData(visit_id), 0))

    def typed(self) -> Any:
        """What stands here, to tell whether something was typed."""
        return (tuple(box.typed() for box in self.boxes.values()), self.visit.currentData())

    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        return self._shown is not None and self.typed() != self._shown

    def discard(self) -> None:
        """Gives up what was typed."""
        self.show_expense(self.expense_id)

    def begin(self) -> None:
        """Puts the cursor into the amount."""
        self.boxes["amount"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --------------------------------------------------------------------------------------------------------- storing

    def save_now(self) -> None:
        """Stores the expense; what is wrong is said at its field."""
        if not self.save_button.isEnabled():
            return
        try:
            self.save()
        except RuleError:
            return  # it stands at its field
        except UserError as problem:
            faults.show_problem(problem, self)

    def save(self) -> None:
        """Stores the expense as one change. Raises RuleError after saying it at the field."""
        values: dict[str, Any] = {"visit_id": self.visit.currentData()}
        for name, box in self.boxes.items():
            reading = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                box.setFocus()
                raise RuleError(reading.problem, field=name)
            values[name] = reading.value
            if name == "amount" and reading.currency:
                values["currency"] = reading.currency
        try:
            title = message("Add an expense")
            if self.expense_id is not None:
                title = message("Change an expense")
            with self._desk.store.change(title) as session:
                if self.expense_id is None:
                    stored = expenses.add_expense(session, values)
                else:
                    stored = session.get_one(Expense, self.expense_id)
                    changed = {
                        name: value
                        for name, value in values.items()
                        if value != self._stored.get(name)
                    }
                    expenses.change_expense(session, stored, changed)
                expense_id = stored.id
        except RuleError as refusal:
            self._say(refusal)
            raise
        self.show_expense(expense_id)
        self.saved.emit(expense_id)

    def _say(self, refusal: RuleError) -> None:
        box = self.boxes.get(refusal.field or "")
        if box is None:
            self._error.show_error(refusal.sentence)
        else:
            box.show_error(refusal.sentence)
            box.setFocus()

    def _take_out(self) -> None:
        self._do(message("Take an expense out of its claim"), expenses.release)

    def _delete(self) -> None:
        expense_id = self.expense_id
        self._do(message("Delete an expense"), move_to_trash)
        if expense_id is not None and not self._error.text():
            self.show_expense(None)
            self.gone.emit()
            self._desk.say_undoable(_("The expense lies in the waste basket."))

    def _do(self, title: Any, act: Any) -> None:
        if self.expense_id is None:
            return
        try:
            with self._desk.store.change(title) as session:
                act(session, session.get_one(Expense, self.expense_id))
        except RuleError as refusal:
            self._error.show_error(refusal.sentence)
            return
        self.show_expense(self.expense_id)

    def _on_account(self) -> None:
        """Another account was typed: its visits can be chosen."""
        reading = self.boxes["account_id"].read()
        if reading.problem is None:
            with self._desk.store.read() as session:
                self._fill_visits(session, reading.value, None)

    def _on_visit(self, _index: int) -> None:
        self.edited.emit()


def _new(session: Session, visit_id: int | None, today: date) -> Expense:
    """What a new expense begins with: today, or day and account of the visit it was spent on; whoever types it."""
    user = settings.me(session)
    visit = session.get(Visit, visit_id) if visit_id is not None else None
    return Expense(
        on=(visit.held_on if visit is not None else None) or today,
        category="travel",
        account_id=visit.account_id if visit is not None else None,
        visit_id=visit_id,
        staff_id=user.id if user is not None else None,
    )


def _written(session: Session, box: FieldBox, expense: Expense) -> str:
    target = box.field.spec.refers_to
    value = box.field.get(expense)
    names = reference_names(session, target, {value}) if target and value else {}
    return show_value(box.field, expense, names)
