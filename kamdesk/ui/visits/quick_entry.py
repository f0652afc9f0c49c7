"""A visit that was held already, entered in one small form: whom, what came of it, what comes next and when."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.account_box import AccountBox
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.visits.record.picks import ResultPicker
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import visits
from kamdesk.work.fields import reference_names
from kamdesk.work.quick_add import NextStep, read_next_step


class QuickEntryDialog(QDialog):
    """`entered(id)`: the visit is there. Enter goes through the form and stores it at its end; Ctrl+Enter at once."""

    entered = Signal(int)

    def __init__(self, store: Store, account_id: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A visit that was held"))
        self.setMinimumWidth(560)
        self._store = store
        context = EditContext(store)
        self.account = AccountBox(field_of(Visit, "account_id"), context)
        self.kind = FieldBox(field_of(Visit, "kind"), context)
        self.day = FieldBox(field_of(Visit, "held_on"), context)
        self.conclusion = FieldBox(field_of(Visit, "conclusion"), context, _("What came of it"))
        self.outcome = ResultPicker()
        self.next = QLineEdit()
        self.next.setAccessibleName(_("Next step and its day"))
        self.next.setPlaceholderText(_("e.g. send the offer on Thursday"))
        self.next.textChanged.connect(self._say_day)
        self._note = label("", "small")
        self._error = FieldError()
        self._next_error = FieldError()
        self._build()
        today = date.today()
        with store.read() as session:
            names = reference_names(session, "Account", {account_id}) if account_id else {}
        self.account.show_value(account_id, names.get(account_id or 0, ""))
        self.kind.show_value("visit", "visit")
        self.day.show_value(today, today.isoformat())
        self.conclusion.show_value(None, "")
        self._say_day("")
        for widget in (
            self.account.editor.input(),
            self.day.editor.input(),
            self.conclusion.editor.input(),
            self.next,
        ):
            widget.installEventFilter(self)
        (self.conclusion if account_id else self.account).setFocus()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        first = QHBoxLayout()
        first.setSpacing(theme.SPACE_3)
        for box, share in ((self.account, 4), (self.kind, 2), (self.day, 2)):
            first.addWidget(box, share, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addWidget(self.conclusion)
        column.addWidget(self.outcome)
        following = QVBoxLayout()
        following.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(label(_("Next step and its day"), "small"))
        head.addStretch(1)
        head.addWidget(self._note)
        following.addLayout(head)
        following.addWidget(self.next)
        following.addWidget(self._next_error)
        column.addLayout(following)
        column.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.addWidget(label(_("Everything else can be added to the record later."), "small"), 1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok = primary_button(_("Enter it"), "check", self.take)
        self.ok.setToolTip("Ctrl+↵")
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        # Tab goes from the account on to what came of it: kind and day are right as they stand, most of the time.
        results = self.outcome.findChildren(QAbstractButton)
        order = (
            self.account.editor.input(), self.conclusion.editor.input(), *results, self.next,
            self.kind.editor.input(), self.day.editor.input(), self.ok,
        )  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def take(self) -> None:
        """Stores the visit; what is wrong is said at its field."""
        values: dict[str, Any] = {}
        wrong: QWidget | None = None
        for name, box in (
            ("account_id", self.account), ("kind", self.kind), ("held_on", self.day), ("conclusion", self.conclusion),
        ):  # fmt: skip
            reading = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                wrong = wrong or box
            values[name] = reading.value
        if wrong is not None:
            wrong.setFocus()
            return
        step = self._step()
        values |= {"result": self.outcome.code() or None}
        values |= {"next_step": step.text[:400] or None, "next_visit_on": step.on}
        try:
            with self._store.read() as session:
                account = session.get(Account, values["account_id"] or 0)
                name = account.title if account is not None else ""
            with self._store.change(message("Enter a visit to {name}", name=name)) as session:
                visit_id = visits.record_held(session, values).id
        except RuleError as refusal:
            self._say(refusal)
            return
        except UserError as problem:
            self._error.show_error(problem.sentence)
            return
        self.accept()
        self.entered.emit(visit_id)

    def _say(self, refusal: RuleError) -> None:
        boxes = {
            "account_id": self.account, "kind": self.kind, "held_on": self.day,
            "conclusion": self.conclusion, "result": self.conclusion,
        }  # fmt: skip
        box = boxes.get(refusal.field or "")
        if box is not None:
            box.show_error(refusal.sentence)
            box.setFocus()
        elif refusal.field == "next_visit_on":
            self._next_error.show_error(refusal.sentence, self.next)
        else:
            self._error.show_error(refusal.sentence)

    def _step(self) -> NextStep:
        return read_next_step(self.next.text(), date.today())

    def _say_day(self, typed: str) -> None:
        """Which day the words mean, before it is stored."""
        self._next_error.show_error("", self.next)
        step = self._step()
        words = _("name a day too, and the next visit is planned") if not step.on else ""
        if step.on is not None:
            day = f"{weekday(step.on)} {step.on:%m-%d}"
            words = _("the next visit is planned for {day}").format(day=day)
        self._note.setText(words if typed.strip() else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if enter and (held or watched is self.next):
                self.take()
                return True
            if enter and watched is self.account.editor.input():
                self.conclusion.setFocus()
                return True
        return super().eventFilter(watched, event)
