"""The settings of the data folder, as their declarations say: one row each, in their groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.department import Staff
from kamdesk.settings import SETTINGS, Setting
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import settings


class SettingsDialog(QDialog):
    """Saves all settings as one change; a value that is refused says so at its row."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle(_("Settings"))
        self.resize(640, 620)
        self._values: dict[str, Callable[[], Any]] = {}
        self._fields: dict[str, QWidget] = {}
        self._errors: dict[str, FieldError] = {}
        with store.read() as session:
            current = settings.get_all(session)
            living = session.scalars(select(Staff).where(Staff.deleted_at.is_(None)))
            self._staff = {each.number: f"{each.name} ({each.number})" for each in living}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        group = None
        form = QFormLayout()
        for setting in (each for each in SETTINGS if each.shown):
            if setting.group != group:
                group = setting.group
                column.addWidget(label(str(group), "heading"))
                form = QFormLayout()
                form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
                form.setHorizontalSpacing(theme.SPACE_4)
                form.setVerticalSpacing(theme.SPACE_2)
                form.setContentsMargins(0, 0, 0, theme.SPACE_4)
                column.addLayout(form)
            self._add_row(form, setting, current[setting.key])
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        guard_wheel(body)
        buttons = QDialogButtonBox()
        save = buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, theme.SPACE_3)
        outer.addWidget(scroll, 1)
        outer.addWidget(buttons)

    def _add_row(self, form: QFormLayout, setting: Setting, value: Any) -> None:
        field, read = self._editor(setting, value)
        name = str(setting.label)
        field.setAccessibleName(name)
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(field)
        if setting.help is not None:
            column.addWidget(label(str(setting.help), "small", wrap=True))
            field.setAccessibleDescription(str(setting.help))
        error = FieldError()
        column.addWidget(error)
        words = label(name, "muted", wrap=True)
        words.setFixedWidth(200)
        form.addRow(words, cell)
        self._values[setting.key], self._fields[setting.key], self._errors[setting.key] = (
            read,
            field,
            error,
        )

    def _editor(self, setting: Setting, value: Any) -> tuple[QWidget, Callable[[], Any]]:
        if setting.key == "me":
            return _combo([("", _("nobody")), *self._staff.items()], value)
        if setting.choices is not None:
            return _combo([(each.code, str(each.label)) for each in setting.choices], value)
        if isinstance(setting.default, int):
            spin = QSpinBox()
            spin.setRange(1, 10_000)
            spin.setValue(value)
            return spin, spin.value
        line = QLineEdit(str(value))
        return line, lambda: line.text().strip()

    def accept(self) -> None:
        for key, error in self._errors.items():
            error.show_error("", self._fields[key])
        try:
            with self._store.change(message("Change settings")) as session:
                before = settings.get_all(session)
                for key, read in self._values.items():
                    value = read()
                    if value != before[key]:
                        settings.put(session, key, value)
                me = settings.me(session)
        except RuleError as refusal:
            if refusal.field not in self._errors:
                faults.show_problem(refusal, self)
                return
            self._errors[refusal.field].show_error(refusal.sentence, self._fields[refusal.field])
            self._fields[refusal.field].setFocus()
            return
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._store.user = me.name if me else ""
        super().accept()


def _combo(choices: list[tuple[str, str]], current: str) -> tuple[QWidget, Callable[[], Any]]:
    box = QComboBox()
    for code, words in choices:
        box.addItem(words, code)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box, box.currentData
