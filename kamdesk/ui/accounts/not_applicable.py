"""Fields of the archive that do not apply to a customer: which, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.completeness import REQUIRED
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work.account_views import AccountSheet
from kamdesk.work.accounts import change_account


class NotApplicableDialog(QDialog):
    """One field and its reason; an empty reason takes the mark back. `changed`: it was stored."""

    changed = Signal()

    def __init__(self, store: Store, sheet: AccountSheet, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._account_id, self._name = store, sheet.account.id, sheet.account.name
        self._reasons = dict(sheet.account.not_applicable or {})
        self.setWindowTitle(_("Not applicable"))
        self.setMinimumWidth(420)
        open_keys = {each.key for each in sheet.missing} | set(self._reasons) | {key}
        self.field = QComboBox()
        self.field.setAccessibleName(_("Field"))
        for each in REQUIRED:
            if each.key in open_keys:
                self.field.addItem(each.label, each.key)
        guard_wheel(self.field)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("for example: no fax any more"))
        self.field.currentIndexChanged.connect(self._show_reason)
        self.field.setCurrentIndex(max(self.field.findData(key), 0))
        self._show_reason()
        self._error = FieldError()
        form = QFormLayout()
        form.setSpacing(theme.SPACE_2)
        form.addRow(_("Field"), self.field)
        form.addRow(_("Reason"), self.reason)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addLayout(form)
        column.addWidget(
            label(
                _("A field with a reason counts as filled. Without one it is wanted again."),
                "small",
                wrap=True,
            )
        )
        column.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.save_button = primary_button(_("Save"), clicked=self.save)
        self.save_button.setDefault(True)
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)

    def save(self) -> None:
        """Stores the reason."""
        key = self.field.currentData()
        reason = self.reason.text().strip()
        if reason:
            self._reasons[key] = reason
        else:
            self._reasons.pop(key, None)
        label_ = message(
            "Not applicable: {field} of {name}", field=self.field.currentText(), name=self._name
        )
        try:
            with self._store.change(label_) as session:
                account = session.get_one(Account, self._account_id)
                change_account(session, account, {"not_applicable": self._reasons})
        except UserError as refusal:
            self._error.show_error(refusal.sentence)
            return
        self.accept()
        self.changed.emit()

    def _show_reason(self, _index: int = 0) -> None:
        self.reason.setText(self._reasons.get(self.field.currentData(), ""))
