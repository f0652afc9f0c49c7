"""Finding the account a form means when it is not the one that was found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.store import search
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_forms.batch_work import Meant
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label

_MOST = 40


class AccountPicker(QDialog):
    """`chosen` is what the person meant; None while nothing is chosen."""

    def __init__(
        self, store: Store, near: list[tuple[int, str]], parent: QWidget | None = None
    ) -> None:
        """`near` are accounts worth offering before anything is typed: (id, name)."""
        super().__init__(parent)
        self.chosen: Meant | None = None
        self._store, self._near = store, near
        self.setWindowTitle(_("Which account is it?"))
        self.resize(460, 420)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Name, initials, number, phone"))
        ready_input(self.field, _("Search accounts"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Accounts"))
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self._use = primary_button(_("It is this one"), "check", self._take)
        self._new = plain_button(_("A new account"), "plus", self.take_new)
        row = QHBoxLayout()
        row.addWidget(self._new)
        row.addStretch(1)
        row.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        row.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        hint = _("The values of the form are compared with the account you choose.")
        column.addWidget(label(hint, "muted", wrap=True))
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self._search("")

    def _search(self, typed: str) -> None:
        self.list.clear()
        found = self._near
        if typed.strip():
            with self._store.read() as session:
                hits = search.find(session, typed, (Account,), _MOST)
            found = [(hit.record_id, f"{hit.title}  {hit.detail}".strip()) for hit in hits]
        for account_id, words in found:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, account_id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._use.setEnabled(self.list.count() > 0)

    def _take(self, _item: object = None) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen = Meant(int(item.data(Qt.ItemDataRole.UserRole)))
            self.accept()

    def take_new(self) -> None:
        """None of them: a new account."""
        self.chosen = Meant(None)
        self.accept()
