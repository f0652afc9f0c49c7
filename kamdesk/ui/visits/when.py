"""The day and the time of a plan: in words or as a date, the usual distances as buttons, from when to when."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.model.fields import RecordField
from kamdesk.ui import theme
from kamdesk.ui.accounts.date_menu import DAYS_AHEAD
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.widgets.buttons import Button
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.work.working_days import Calendar

_BELOW_BUTTONS = 32
"""Where the day in words stands beside its field, whose label and buttons are above."""


class DayBox(QWidget):
    """`edited`: something was typed or a distance pressed. `box` is the field; the day in words stands at its right."""

    edited = Signal()

    def __init__(self, field: RecordField, context: EditContext, words: str = "") -> None:
        super().__init__()
        self._context = context
        self.box = FieldBox(field, context, words)
        self.box.editor.input().setPlaceholderText(_("tomorrow, next Thursday, 11-30"))  # type: ignore[attr-defined] # a line
        self.box.edited.connect(self._on_edited)
        self.box.editor.finished.connect(self.write_out)
        self._note = ElidedLabel("", "small")
        self.buttons: dict[int, Button] = {}
        self.box.head.setSpacing(theme.SPACE_1)
        for days in DAYS_AHEAD:
            button = Button(ngettext("{count} d", "{count} d", days).format(count=days))
            button.setProperty("kind", "plain")
            button.setProperty("scale", "small")
            button.setProperty("days", days)
            button.setCheckable(True)
            button.setAutoDefault(False)
            name = ngettext("In {count} day", "In {count} days", days).format(count=days)
            button.setAccessibleName(f"{self.box.words}: {name}")
            button.setToolTip(name)
            button.clicked.connect(self._choose)
            self.buttons[days] = button
            self.box.head.addWidget(button)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_2)
        whole.addWidget(self.box, 3)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, _BELOW_BUTTONS, 0, 0)
        beside.addWidget(self._note)
        beside.addStretch(1)
        whole.addLayout(beside, 1)
        self.setFocusProxy(self.box)

    def show_day(self, day: date | None) -> None:
        """Shows a stored day."""
        self.box.show_value(day, day.isoformat() if day is not None else "")
        self._mark()

    def write_out(self) -> None:
        """Writes the day that words mean."""
        day = self.box.read().value
        if self.box.editor.is_dirty() and isinstance(day, date):
            self.box.editor.write(day.isoformat())
        self._mark()

    def _choose(self, _checked: bool = False) -> None:
        button = self.sender()
        if not isinstance(button, Button):
            return
        ahead = date.today() + timedelta(days=int(button.property("days")))
        with self._context.store.read() as session:
            day = Calendar(session).next_working_day(ahead)
        self.box.editor.write(day.isoformat())
        self._on_edited()

    def _on_edited(self) -> None:
        self._mark()
        self.edited.emit()

    def _mark(self) -> None:
        """Which day the words mean, and how far away it is."""
        day = self.box.read().value
        words = ""
        away = (day - date.today()).days if isinstance(day, date) else 0
        if isinstance(day, date):
            words = weekday(day)
            if away > 0:
                ahead = ngettext("in {count} day", "in {count} days", away).format(count=away)
                words = f"{words} · {ahead}"
        self._note.setText(words)
        for days, button in self.buttons.items():
            button.setChecked(away == days)
