"""Decides about one request: agree, return or disagree, with an opinion."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import danger_button, plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label


class DecisionDialog(QDialog):
    """`act(decision, opinion)` records it; what it refuses stands in the dialog, which stays open then."""

    def __init__(
        self, name: str, asked: str, act: Callable[[str, str], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Decide"))
        self.setMinimumWidth(440)
        self._act = act
        self.opinion = QLineEdit()
        ready_input(self.opinion, _("Opinion"))
        self.error = FieldError()
        self.buttons = {
            "refused": danger_button(_("Disagree"), "x", partial(self.take, "refused")),
            "returned": plain_button(_("Return"), "undo", partial(self.take, "returned")),
            "approved": primary_button(_("Agree"), "check", partial(self.take, "approved")),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(name, "heading", wrap=True))
        column.addWidget(label(asked, "muted", wrap=True))
        column.addWidget(label(_("Opinion"), "small"))
        column.addWidget(self.opinion)
        column.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        row.addStretch(1)
        for button in self.buttons.values():
            row.addWidget(button)
        column.addLayout(row)
        self.buttons["approved"].setDefault(True)

    def take(self, decision: str) -> None:
        """Records the decision, or says why not."""
        try:
            self._act(decision, self.opinion.text().strip())
        except UserError as refusal:
            self.error.show_error(refusal.sentence)
            return
        self.accept()
