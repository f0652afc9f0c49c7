"""Status, tier and owner are facts with a day: changed in a small dialog that shows their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange, AccountTierChange
from kamdesk.model.fields import RecordField, field_of
from kamdesk.store.store import Store
from kamdesk.ui import icons, theme
from kamdesk.ui.accounts.cells import CELL_HEIGHT
from kamdesk.ui.accounts.editor_base import EditContext
from kamdesk.ui.accounts.editors import DateEditor
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import plain_button, press_by_enter, primary_button
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError, label
from kamdesk.work.account_views import staff_choices
from kamdesk.work.accounts import change_account
from kamdesk.work.fields import reference_names

_SHOWN = 6


class DatedCell(QAbstractButton):
    """A fact with a day as a cell of the form; pressing it asks for another one."""

    wanted = Signal(str)

    def __init__(self, field: RecordField) -> None:
        super().__init__()
        self.field = field
        self._name = field.label
        self.setMinimumHeight(CELL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._want)
        self.show_text("")

    def show_text(self, words: str) -> None:
        """Shows another value."""
        self.setText(words)
        self.setAccessibleName(
            _("{column}: {value}").format(column=self._name, value=words or _("empty"))
        )
        self.setAccessibleDescription(_("changes with a date"))
        self.update()

    def _want(self, _checked: bool = False) -> None:
        self.wanted.emit(self.field.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(80, CELL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("hover" if self.underMouse() else "raised"))
        inside = self.rect().adjusted(theme.SPACE_2 + 2, 0, -24, 0)
        paint.text(painter, inside, self.text() or "—", "text" if self.text() else "muted")
        spot = QRect(self.width() - 20, (self.height() - 12) // 2, 12, 12)
        icons.paint(painter, "clock", "muted", spot)
        if self.hasFocus():
            paint.rounded(painter, self.rect().toRectF(), 0, None, theme.color("accent"), 2)


@dataclass(frozen=True)
class DatedFact:
    """One line of the history of a dated field."""

    on: date
    words: str
    reason: str
    by: str


def dated_history(session: Session, account_id: int, field: RecordField) -> list[DatedFact]:
    """What was when, newest first."""
    if field.name == "owner_id":
        owners = session.scalars(
            select(AccountOwner)
            .where(AccountOwner.account_id == account_id, AccountOwner.deleted_at.is_(None))
            .order_by(AccountOwner.since.desc(), AccountOwner.id.desc())
        ).all()
        names = reference_names(session, "Staff", {one.staff_id for one in owners if one.staff_id})
        return [
            DatedFact(one.since, names.get(one.staff_id or 0, _("nobody")), "", one.created_by)
            for one in owners
        ]
    record: Any = AccountStatusChange if field.name == "status" else AccountTierChange
    query = (
        select(record)
        .where(record.account_id == account_id, record.deleted_at.is_(None))
        .order_by(record.on.desc(), record.id.desc())
    )
    choices = field.spec.choices
    return [
        DatedFact(
            one.on,
            choices.label(one.to) if choices is not None and one.to else _("none"),
            one.reason or "",
            one.created_by,
        )
        for one in session.scalars(query)
    ]


class DatedDialog(QDialog):
    """Another status, tier or owner from a day on, with the reason and what was before. `changed`: it was stored."""

    changed = Signal()

    def __init__(self, store: Store, account_id: int, field: RecordField, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, self._account_id, self._field = store, account_id, field
        self.setWindowTitle(field.label)
        self.setMinimumWidth(420)
        with store.read() as session:
            account = session.get_one(Account, account_id)
            self._name = account.name
            current = field.get(account)
            history = dated_history(session, account_id, field)
            choices = _choices(session, field)
        self.value = QComboBox()
        self.value.setAccessibleName(field.label)
        for code, words in choices:
            self.value.addItem(words, code)
        self.value.setCurrentIndex(max(self.value.findData(current), 0))
        guard_wheel(self.value)
        context = EditContext(store)
        self.on = DateEditor(field_of(AccountStatusChange, "on"), context)
        self.on.set_name(_("From which day"))
        self.on.input().setProperty("bare", "false")
        self.on.show_value(date.today(), date.today().isoformat())
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setAccessibleName(_("Reason"))
        for reason in dict.fromkeys(one.reason for one in history if one.reason):
            self.reason.addItem(reason)
        self.reason.setCurrentText("")
        self._error = FieldError()
        form = QFormLayout()
        form.setSpacing(theme.SPACE_2)
        form.addRow(field.label, self.value)
        form.addRow(_("From"), self.on)
        if field.name != "owner_id":
            form.addRow(_("Reason"), self.reason)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addLayout(form)
        column.addWidget(self._error)
        if history:
            column.addWidget(label(_("So far"), "small"))
        for fact in history[:_SHOWN]:
            said = " · ".join(filter(None, (fact.on.isoformat(), fact.words, fact.reason, fact.by)))
            column.addWidget(ElidedLabel(said))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.save_button = primary_button(_("Save"), clicked=self.save)
        self.save_button.setDefault(True)
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)

    def save(self) -> None:
        """Stores the fact; what is wrong is said in the dialog."""
        reading = self.on.read()
        if reading.value is None:
            self._error.show_error(reading.problem or _("A day is needed."), self.on.input())
            return
        label_ = message("Change {field} of {name}", field=self._field.label, name=self._name)
        try:
            with self._store.change(label_) as session:
                account = session.get_one(Account, self._account_id)
                change_account(
                    session,
                    account,
                    {self._field.name: self.value.currentData()},
                    reading.value,
                    reason=self.reason.currentText().strip() or None,
                )
        except UserError as refusal:
            self._error.show_error(refusal.sentence)
            return
        self.accept()
        self.changed.emit()


def _choices(session: Session, field: RecordField) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    if field.name != "status":
        found.append((None, _("none")))
    if field.spec.choices is not None:
        found += [(each.code, str(each.label)) for each in field.spec.choices]
    else:
        found += staff_choices(session)
    return found
