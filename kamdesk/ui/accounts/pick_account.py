"""Asking for another account by name, number or initials."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editor_base import EditContext
from kamdesk.ui.accounts.editors import ReferenceEditor
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError, label, restyle


class PickAccountDialog(QDialog):
    """`picked` carries the id of the account."""

    picked = Signal(int)

    def __init__(self, store: Store, title: str, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(400)
        self.editor = ReferenceEditor(field_of(Account, "parent_id"), EditContext(store))
        self.editor.set_name(_("Account"))
        self.editor.input().setProperty("bare", "false")
        restyle(self.editor.input())
        self.editor.finished.connect(self.take)
        self._error = FieldError()
        self.action_button = primary_button(action, clicked=self.take)
        self.action_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(_("Name, number or initials of the account"), "small"))
        column.addWidget(self.editor)
        column.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        buttons.addWidget(self.action_button)
        column.addLayout(buttons)

    def take(self) -> None:
        """Takes the account that was typed; says when there is none."""
        reading = self.editor.read()
        offers = self.editor.offers()
        if reading.value is None and len(offers) == 1:  # initials, or part of a name, that fit one
            self.editor.write(offers[0])
            reading = self.editor.read()
        if reading.value is None:
            sentence = reading.problem or _("Type which account is meant.")
            self._error.show_error(sentence, self.editor.input())
            return
        self.accept()
        self.picked.emit(reading.value)
