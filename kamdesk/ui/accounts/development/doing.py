"""What is done to developments from the window: begin one, move it on, refuse it with a reason, delete it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.development import Development
from kamdesk.model.vocabulary import DEVELOPMENT_STATE
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.buttons import danger_button, plain_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import development, settings, trash


def begin(desk: Desk, account_id: int, parent: QWidget) -> int | None:
    """Makes an account a candidate as of today; its id, None when that is refused, which is told."""
    with desk.store.read() as session:
        name = session.get_one(Account, account_id).name
    try:
        with desk.store.change(message("Begin the development of {name}", name=name)) as session:
            account = session.get_one(Account, account_id)
            made = development.begin(session, account, date.today()).id
    except UserError as refusal:
        faults.show_problem(refusal, parent)
        return None
    desk.say_undoable(_("{name} is a candidate now.").format(name=name))
    return made


def move(
    desk: Desk, development_id: int, to: str, parent: QWidget, reason: str | None = None
) -> bool:
    """Takes a development to state `to` as of today; a refusal is told and answered with False."""
    state = DEVELOPMENT_STATE.label(to)
    with desk.store.read() as session:
        record = session.get_one(Development, development_id)
        name = session.get_one(Account, record.account_id).name
    try:
        with desk.store.change(
            message("Development of {name}: {state}", name=name, state=state)
        ) as session:
            record = session.get_one(Development, development_id)
            by = settings.me(session)
            development.move(session, record, to, date.today(), reason, by)
    except UserError as refusal:
        faults.show_problem(refusal, parent)
        return False
    desk.say_undoable(_("{name}: {state}").format(name=name, state=state))
    return True


def delete(desk: Desk, development_id: int, parent: QWidget) -> None:
    """Moves a development with all that was written to the waste basket."""
    with desk.store.read() as session:
        record = session.get_one(Development, development_id)
        name = session.get_one(Account, record.account_id).name
    try:
        with desk.store.change(message("Delete the development of {name}", name=name)) as session:
            trash.move_to_trash(session, session.get_one(Development, development_id))
    except UserError as refusal:
        faults.show_problem(refusal, parent)
        return
    desk.say_undoable(_("The development of “{name}” lies in the waste basket.").format(name=name))


class ReasonDialog(QDialog):
    """Why a prospect is refused. `given` carries the reason."""

    given = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Refuse “{name}”").format(name=name))
        self.setMinimumWidth(420)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setMaxLength(400)
        self.reason.returnPressed.connect(self.take)
        self._error = FieldError()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        words = _(
            "Why is it not developed? The reason is kept; it may go back to the survey later."
        )
        column.addWidget(label(words, "muted", wrap=True))
        column.addWidget(self.reason)
        column.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.refuse_button = danger_button(_("Refuse"), clicked=self.take)
        buttons.addWidget(self.refuse_button)
        column.addLayout(buttons)

    def take(self) -> None:
        """Takes the reason that was typed; says when there is none."""
        reason = self.reason.text().strip()
        if not reason:
            self._error.show_error(_("Say why; the reason is kept."), self.reason)
            return
        self.accept()
        self.given.emit(reason)
