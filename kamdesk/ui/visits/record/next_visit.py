"""The next appointment: a day in words or a number of days, a time, and the usual distances as buttons."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.values import Reading
from kamdesk.model.visit import Visit
from kamdesk.ui import theme
from kamdesk.ui.accounts.date_menu import DAYS_AHEAD
from kamdesk.ui.accounts.editors import DateEditor, EditContext, TimeEditor
from kamdesk.ui.visits.calendar.entries import weekday
from kamdesk.ui.visits.record.boxes import Box
from kamdesk.ui.widgets.buttons import Button
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError, label
from kamdesk.work.working_days import Calendar


class _DayEditor(DateEditor):
    """A bare number means so many days from today; who types a number or presses a button gets a working day."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self.start = date.today()
        self._line.editingFinished.connect(self.write_out)

    def read(self) -> Reading[Any]:
        typed = self.typed().strip()
        if typed.isdecimal() and len(typed) <= 3:
            return Reading(self.working_day(int(typed)))
        return super().read()

    def working_day(self, days: int) -> date:
        """The first working day at least `days` from today."""
        with self.context.store.read() as session:
            return Calendar(session).next_working_day(self.start + timedelta(days=days))

    def write_out(self) -> None:
        """Writes the day that words or a number mean."""
        if self.is_dirty():
            day = self.read().value
            if day is not None:
                self._line.setText(day.isoformat())


class NextVisit(QWidget):
    """`edited`: something was typed or a distance chosen."""

    edited = Signal()

    def __init__(self, context: EditContext) -> None:
        super().__init__()
        self._was: tuple[date | None, str | None] = (None, None)
        day, at = field_of(Visit, "next_visit_on"), field_of(Visit, "next_visit_at")
        self.day = _DayEditor(day, context)
        self.day.set_name(day.label)
        self.day.input().setPlaceholderText(_("day, or days ahead"))
        self.day.edited.connect(self._on_edited)
        self.day.finished.connect(self.day.write_out)
        self.at = TimeEditor(at, context)
        self.at.set_name(f"{day.label}: {at.label}")
        self.at.input().setPlaceholderText(at.label)
        self.at.edited.connect(self._on_edited)
        self._day_box, self._at_box = Box(self.day), Box(self.at)
        self._at_box.setFixedWidth(76)
        self._error = FieldError()
        self._note = ElidedLabel("", "small")
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_1)
        head.addWidget(label(day.label, "small"))
        head.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_1)
        row.addWidget(self._day_box, 3)
        row.addWidget(self._at_box)
        row.addSpacing(theme.SPACE_1)
        row.addWidget(self._note, 2)
        self.buttons: dict[int, Button] = {}
        for days in DAYS_AHEAD:
            self.buttons[days] = self._button(days)
            head.addWidget(self.buttons[days])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(row)
        column.addWidget(self._error)
        self.setFocusProxy(self.day)
        for before, after in pairwise((self.day.input(), self.at.input(), *self.buttons.values())):
            QWidget.setTabOrder(before, after)

    def _button(self, days: int) -> Button:
        """One of the usual distances."""
        button = Button(ngettext("{count} d", "{count} d", days).format(count=days))
        button.setProperty("kind", "plain")
        button.setProperty("scale", "small")
        button.setProperty("days", days)
        button.setCheckable(True)
        button.setAutoDefault(False)
        name = ngettext("In {count} day", "In {count} days", days).format(count=days)
        button.setAccessibleName(f"{self.day.field.label}: {name}")
        button.setToolTip(name)
        button.clicked.connect(self._choose)
        return button

    def show_value(self, on: date | None, at: str | None, start: date) -> None:
        """Shows an appointment; distances count from `start`, today."""
        self._was = (on, at)
        self.day.start = start
        self.day.show_value(on, on.isoformat() if on is not None else "")
        self.at.show_value(at, at or "")
        self.show_error("")
        self._mark()

    def typed(self) -> tuple[str, str]:
        """What stands here, to tell whether something was typed."""
        return (self.day.typed(), self.at.typed())

    def read(self) -> tuple[Reading[Any], Reading[Any]]:
        """Day and time, or why there is none."""
        day = self.day.read() if self.day.is_dirty() else Reading(self._was[0])
        at = self.at.read() if self.at.is_dirty() else Reading(self._was[1])
        return day, at

    def show_error(self, sentence: str, *, at: bool = False) -> None:
        """Says below what is wrong with the day, or with the time."""
        self._error.show_error(sentence)
        self._day_box.set_wrong("" if at else sentence)
        self._at_box.set_wrong(sentence if at else "")

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def _choose(self, _checked: bool = False) -> None:
        button = self.sender()
        if not isinstance(button, Button):
            return
        day = self.day.working_day(int(button.property("days")))
        if self.day.read().value == day and not button.isChecked():
            self.day.write("")  # pressed a second time: no appointment
        else:
            self.day.write(day.isoformat())
        self._on_edited()

    def _on_edited(self) -> None:
        self.show_error("")
        self._mark()
        self.edited.emit()

    def _mark(self) -> None:
        """The button of the distance that was chosen, and the day in words."""
        day = self.read()[0].value
        shown = ""
        for days, button in self.buttons.items():
            button.setChecked(day is not None and self.day.working_day(days) == day)
        if day is not None:
            away = (day - self.day.start).days
            shown = weekday(day)
            if away > 0:
                ahead = ngettext("in {count} day", "in {count} days", away).format(count=away)
                shown = f"{shown} · {ahead}"
        self._note.setText(shown)
