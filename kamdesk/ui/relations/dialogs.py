"""What is asked when somebody, a line or an action is added to the map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.sales_words import LINE_KIND
from kamdesk.model.vocabulary import BUYING_ROLE
from kamdesk.ui import theme
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError


class _Asking(QDialog):
    """Fields below each other, and what is wrong with them; a subclass says in `values` what was entered."""

    def __init__(self, parent: QWidget, title: str, accept: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(380)
        self.form = QFormLayout()
        self.form.setSpacing(theme.SPACE_2)
        self.error = FieldError()
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addLayout(self.form)
        column.addWidget(self.error)
        column.addWidget(buttons)

    def _add(self, words: str, widget: QWidget) -> None:
        ready_input(widget, words)
        self.form.addRow(words, widget)

    def refuse(self, refusal: RuleError) -> None:
        """Says why not, and stays."""
        self.error.show_error(refusal.sentence)


class PersonDialog(_Asking):
    """Whom to put on the map: one of the contacts, or somebody who is none."""

    def __init__(self, parent: QWidget, contacts: Sequence[Contact], *, unknown: bool) -> None:
        title = _("Somebody unknown") if unknown else _("Add a person")
        super().__init__(parent, title, _("Add"))
        self.contact = QComboBox()
        self.contact.addItem(_("Nobody of the contacts"), None)
        for each in contacts:
            said = " · ".join(filter(None, (each.full_name, each.position)))
            self.contact.addItem(said, each.id)
        self.name, self.position = QLineEdit(), QLineEdit()
        self.name.setMaxLength(80)
        self.position.setMaxLength(80)
        self.role = QComboBox()
        self.role.addItem(_("Unknown"), None)
        for role in BUYING_ROLE:
            self.role.addItem(str(role.label), role.code)
        self.external = QCheckBox(_("From outside (consultant, institute, superior body)"))
        if not unknown:
            if contacts:
                self._add(_("Contact"), self.contact)
            self._add(_("Or name"), self.name)
        self._add(_("Position"), self.position)
        if unknown:
            self._add(_("Buying role"), self.role)
        else:
            self.form.addRow("", self.external)
            self.contact.setCurrentIndex(1 if contacts else 0)
            self.contact.currentIndexChanged.connect(self._follow)
            self._follow()

    def _follow(self) -> None:
        chosen = self.contact.currentData() is not None
        for widget in (self.name, self.position, self.external):
            widget.setEnabled(not chosen)

    def contact_id(self) -> int | None:
        """The contact that was chosen."""
        found: int | None = self.contact.currentData()
        return found

    def values(self) -> dict[str, Any]:
        """What was said of somebody who is no contact."""
        return {
            "name": self.name.text(),
            "position": self.position.text(),
            "is_external": self.external.isChecked(),
            "buying_role": self.role.currentData(),
        }


class LineDialog(_Asking):
    """Kind, note and certainty of a line between two people."""

    def __init__(
        self,
        parent: QWidget,
        ends: str,
        kind: str = "influence",
        note: str = "",
        sure: bool = False,
    ) -> None:
        super().__init__(parent, ends, _("Draw") if not note else _("Save"))
        self.kind = QComboBox()
        for each in LINE_KIND:
            self.kind.addItem(str(each.label), each.code)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.note = QLineEdit(note)
        self.note.setMaxLength(120)
        self.sure = QCheckBox(_("Confirmed"))
        self.sure.setChecked(sure)
        self._add(_("Kind"), self.kind)
        self._add(_("Note"), self.note)
        self.form.addRow("", self.sure)

    def values(self) -> dict[str, Any]:
        """What was entered."""
        return {
            "kind": self.kind.currentData(),
            "note": self.note.text(),
            "is_confirmed": self.sure.isChecked(),
        }


class MeasureDialog(_Asking):
    """What will be done about somebody, and by when."""

    def __init__(self, parent: QWidget, name: str, today: date) -> None:
        super().__init__(parent, _("Action for {name}").format(name=name), _("Add"))
        self.what = QLineEdit()
        self.what.setMaxLength(200)
        self.due = QDateEdit()
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("yyyy-MM-dd")
        soon = today + timedelta(days=7)
        self.due.setDate(QDate(soon.year, soon.month, soon.day))
        self._add(_("What"), self.what)
        self._add(_("Until"), self.due)

    def accept(self) -> None:
        if not self.what.text().strip():
            self.error.show_error(_("Say what will be done."), self.what)
            self.what.setFocus()
            return
        super().accept()

    def values(self) -> tuple[str, date]:
        """What, and until when."""
        day = self.due.date()
        return self.what.text().strip(), date(day.year(), day.month(), day.day())
