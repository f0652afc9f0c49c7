"""Actions on the accounts that are selected in the list: one field for all, waste basket; each is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

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
from sqlalchemy import select

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editor_base import EditContext, Editor
from kamdesk.ui.accounts.editors import DateEditor, editor_for
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import FieldError, label, restyle
from kamdesk.work import trash
from kamdesk.work.accounts import change_account
from kamdesk.work.fields import fields_for

_ONE_EACH = frozenset({"name", "archive_no", "uscc", "account_code", "bank_account_no"})
"""What no two accounts share is not given to many at once."""
_BLOCK = 500


def move_all_to_trash(store: Store, ids: Sequence[int]) -> str:
    """Moves accounts with all that belongs to them to the waste basket; gives the sentence to tell."""
    with store.read() as session:
        name = session.get_one(Account, ids[0]).name
    if len(ids) == 1:
        title = message("Delete {name}", name=name)
        told = _("“{name}” lies in the waste basket.").format(name=name)
    else:
        title = message("Delete {count} accounts", count=len(ids))
        told = _("{count} accounts lie in the waste basket.").format(count=len(ids))
    with store.change(title) as session:
        for account_id in ids:
            account = session.get(Account, account_id)
            if account is not None:
                trash.move_to_trash(session, account)
    return told


def change_all(
    store: Store,
    ids: Sequence[int],
    field: RecordField,
    value: Any,
    currency: str | None = None,
    on: date | None = None,
    reason: str | None = None,
) -> None:
    """Gives `field` the same value in all accounts, as one change; nothing is kept when one refuses."""
    title = message("Change {field} of {count} accounts", field=field.label, count=len(ids))
    values = {field.name: value}
    if field.spec.currency_field and field.kind is Kind.MONEY:
        values[field.spec.currency_field] = currency
    with store.change(title) as session:
        for start in range(0, len(ids), _BLOCK):
            query = select(Account).where(Account.id.in_(ids[start : start + _BLOCK]))
            for account in session.scalars(query):
                change_account(session, account, values, on, reason=reason)


class BulkChangeDialog(QDialog):
    """Which field, which value; a dated field also from which day and why. `changed(sentence)`: it was stored."""

    changed = Signal(str)

    def __init__(self, store: Store, ids: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._ids = store, list(ids)
        self.setWindowTitle(_("Change a field of the selected accounts"))
        self.setMinimumWidth(440)
        with store.read() as session:
            self._fields = [
                each
                for each in fields_for(session, Account)
                if each.spec.group and not each.spec.derived and each.name not in _ONE_EACH
            ]
        self._fields.sort(key=lambda each: not each.spec.in_list)  # what the list shows comes first
        self._emptying = ""
        self.field = QComboBox()
        self.field.setAccessibleName(_("Field"))
        for each in self._fields:
            self.field.addItem(each.label, each.name)
        guard_wheel(self.field)
        self.field.currentIndexChanged.connect(self._show_field)
        context = EditContext(store)
        self.on = DateEditor(field_of(AccountStatusChange, "on"), context)
        self.on.set_name(_("From which day"))
        _outlined(self.on)
        self.on.show_value(date.today(), date.today().isoformat())
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self._error = FieldError()
        self._form = QFormLayout()
        self._form.setSpacing(theme.SPACE_2)
        self._form.addRow(_("Field"), self.field)
        self._place = QWidget()
        self._place_row = QHBoxLayout(self._place)
        self._place_row.setContentsMargins(0, 0, 0, 0)
        self._form.addRow(_("New value"), self._place)
        self._form.addRow(_("From"), self.on)
        self._form.addRow(_("Reason"), self.reason)
        count = len(self._ids)
        words = ngettext("{count} account is selected.", "{count} accounts are selected.", count)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(label(words.format(count=f"{count:,}"), "muted"))
        column.addLayout(self._form)
        column.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.save_button = primary_button(_("Change"), clicked=self.take)
        self.save_button.setDefault(True)
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)
        self.editor: Editor | None = None
        self._show_field()

    def choose_field(self, name: str) -> None:
        """Changes another field."""
        self.field.setCurrentIndex(self.field.findData(name))

    def take(self) -> None:
        """Stores the value in all accounts."""
        field = self._current()
        if self.editor is None:
            return
        reading, day = self.editor.read(), self.on.read()
        if reading.problem and not reading.kept:
            self._error.show_error(reading.problem, self.editor.input())
            return
        if reading.value is None and self._emptying != field.name:
            self._emptying = field.name
            self._error.show_error(
                ngettext(
                    "Nothing is filled in: press “Change” again to empty the field of {count} account.",
                    "Nothing is filled in: press “Change” again to empty the field of {count} accounts.",
                    len(self._ids),
                ).format(count=f"{len(self._ids):,}"),
                self.editor.input(),
            )
            return
        if field.spec.dated and day.value is None:
            self._error.show_error(day.problem or _("A day is needed."), self.on.input())
            return
        try:
            change_all(
                self._store, self._ids, field, reading.value, reading.currency,
                day.value if field.spec.dated else None, self.reason.text().strip() or None,
            )  # fmt: skip
        except UserError as refusal:
            self._error.show_error(refusal.sentence)
            return
        self.accept()
        count = len(self._ids)
        words = ngettext(
            "{field} changed in {count} account.", "{field} changed in {count} accounts.", count
        )
        self.changed.emit(words.format(field=field.label, count=count))

    def _current(self) -> RecordField:
        name = self.field.currentData()
        return next(each for each in self._fields if each.name == name)

    def _show_field(self, _index: int = 0) -> None:
        if self.editor is not None:
            self._place_row.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        self._emptying = ""
        field = self._current()
        self.editor = editor_for(field, EditContext(self._store))
        self.editor.set_name(_("New value"))
        _outlined(self.editor)
        self._place_row.addWidget(self.editor)
        self._form.setRowVisible(self.on, field.spec.dated)
        self._form.setRowVisible(self.reason, field.spec.dated and field.name != "owner_id")
        self._error.show_error("")


def _outlined(editor: Editor) -> None:
    """In a dialog an editor looks like every other input."""
    editor.input().setProperty("bare", "false")
    restyle(editor.input())
