"""Choosing a day: a few days ahead with one click, or from a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCalendarWidget, QMenu, QWidget, QWidgetAction

from kamdesk.i18n import _

DAYS_AHEAD = (3, 7, 14, 30)


class DateMenu(QMenu):
    """`chosen` carries the day as ISO text."""

    chosen = Signal(str)

    def __init__(self, day: date | None, parent: QWidget) -> None:
        super().__init__(parent)
        today = date.today()
        for days in DAYS_AHEAD:
            ahead = today + timedelta(days=days)
            words = _("In {days} days, {date}").format(days=days, date=f"{ahead:%m-%d}")
            self.addAction(words, partial(self.chosen.emit, ahead.isoformat()))
        calendar = QCalendarWidget()
        calendar.setAccessibleName(_("Calendar"))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        if isinstance(day, date):
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.activated.connect(self._take)
        calendar.clicked.connect(self._take)
        action = QWidgetAction(self)
        action.setDefaultWidget(calendar)
        self.addAction(action)

    def _take(self, day: QDate) -> None:
        self.chosen.emit(f"{day.year():04}-{day.month():02}-{day.day():02}")
        self.close()
