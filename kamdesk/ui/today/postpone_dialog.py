"""Puts something off: 3, 7, 14 or 30 working days or a day in words, and the reason where one is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.today.lines import day_words
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work.quick_add import read_next_step

DAYS = (3, 7, 14, 30)


class PostponeDialog(QDialog):
    """`act(day, reason)` does it; what it refuses stands in the dialog, which stays open then."""

    def __init__(
        self,
        name: str,
        today: date,
        later: Callable[[int], date],
        act: Callable[[date, str], object],
        parent: QWidget,
        *,
        needs_reason: bool,
        title: str = "",
    ) -> None:
        """`later(count)`: the day that is so many working days after today."""
        super().__init__(parent)
        self.setWindowTitle(title or _("Postpone"))
        self.setMinimumWidth(420)
        self._today, self._later, self._act, self._needs_reason = today, later, act, needs_reason
        self.day = QLineEdit()
        ready_input(self.day, _("New day"))
        self.day.setPlaceholderText(_("11-30, next Friday, in 3 days"))
        self.reason = QLineEdit()
        ready_input(self.reason, _("Reason"))
        self.error = FieldError()
        self.buttons = {
            count: plain_button(
                ngettext("{count} day", "{count} days", count).format(count=count),
                clicked=partial(self._choose, count),
                small=True,
            )
            for count in DAYS
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(name, "heading", wrap=True))
        column.addWidget(label(_("working days from today"), "small"))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label(_("New day"), "small"))
        column.addWidget(self.day)
        if needs_reason:
            column.addWidget(label(_("Reason (it is kept)"), "small"))
            column.addWidget(self.reason)
        column.addWidget(self.error)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok = primary_button(title or _("Postpone"), clicked=self.take)
        self.ok.setDefault(True)
        foot.addWidget(self.ok)
        column.addLayout(foot)
        self.buttons[DAYS[0]].setFocus()

    def _choose(self, count: int) -> None:
        """Without a reason to give, one press is enough."""
        self.day.setText(day_words(self._later(count)))
        if self._needs_reason:
            self.reason.setFocus()
        else:
            self.take()

    def take(self) -> None:
        """Does it, or says why not."""
        day = read_next_step(self.day.text(), self._today).on
        if day is None:
            self.error.show_error(_("Choose a day, for example 11-30 or next Friday."), self.day)
            self.day.setFocus()
            return
        reason = self.reason.text().strip()
        if self._needs_reason and not reason:
            self.error.show_error(_("Say why; the reason is kept."), self.reason)
            self.reason.setFocus()
            return
        try:
            self._act(day, reason)
        except UserError as refusal:
            self.error.show_error(refusal.sentence)
            return
        self.accept()
