"""Asks why grades are reviewed, and whether the change is approved, before criteria and reviews are stored as one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label


class ApplyDialog(QDialog):
    """`act(reason, approved)` does it; what it refuses stands in the dialog, which stays open then."""

    def __init__(self, sentence: str, act: Callable[[str, bool], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._act = act
        self.setWindowTitle(_("Review the grades"))
        self.setMinimumWidth(460)
        self.reason = QLineEdit()
        ready_input(self.reason, _("Reason"))
        self.approved = QCheckBox(_("Approved: tiers change at once, without a second review"))
        self.error = FieldError()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(sentence, "muted", wrap=True))
        column.addWidget(label(_("Reason (it is kept)"), "small"))
        column.addWidget(self.reason)
        column.addWidget(self.approved)
        column.addWidget(self.error)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        ok = primary_button(_("Review them"), "check", self.take)
        ok.setDefault(True)
        foot.addWidget(ok)
        column.addLayout(foot)
        self.reason.setFocus()

    def take(self) -> None:
        """Does it, or says why not."""
        try:
            self._act(self.reason.text(), self.approved.isChecked())
        except UserError as refusal:
            self.error.show_error(refusal.sentence, self.reason)
            self.reason.setFocus()
            return
        self.accept()
