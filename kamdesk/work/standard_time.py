"""标准时间: until when an opinion or a question is to be answered, in working hours or hours of the clock, and what is
left of it.

In working hours the clock runs from the beginning to the end of each day the department works (holidays and make-up
days included, see `kamdesk.work.working_days`); both are settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.types import now
from kamdesk.work import settings
from kamdesk.work.working_days import Calendar

_ONE = timedelta(days=1)
_WHOLE_FROM = 10
"""Hours from which on minutes are not told."""


def local_now() -> datetime:
    """The moment by the clock on the wall, as days and times of records are written."""
    return now().astimezone().replace(tzinfo=None)


@dataclass(frozen=True)
class Due:
    """The day, and the time of day where that of receipt is known."""

    on: date
    at: str | None


class Clock:
    """How standard time runs by the settings; make one for each call, as a `Calendar`.

    Raises RuleError when the working day of the settings ends before it begins.
    """

    def __init__(self, session: Session) -> None:
        known = settings.get_all(session)
        self.in_working_hours = known["standard_time"] == "working"
        self._hours = {kind: int(known[f"{kind}_hours"]) for kind in ("opinion", "question")}
        self._calendar = Calendar(session)
        self._begins = time.fromisoformat(known["day_begins"])
        self._ends = time.fromisoformat(known["day_ends"])
        if self.in_working_hours and self._begins >= self._ends:
            raise RuleError(
                _("The working day of the settings ends before it begins."), field="day_ends"
            )

    def hours_of(self, kind: str) -> int:
        """The standard hours of an ``opinion`` or a ``question``."""
        return self._hours[kind]

    def due(self, on: date, at: str | None, hours: int) -> Due:
        """Until when what came in `on` a day, `at` a time (HH:MM), is to be answered.

        Without a time the hours count from the beginning of the day, and only the due day is known.
        """
        if hours < 0:
            raise RuleError(_("Standard time is not below 0 hours."), field="standard_hours")
        begin = time.fromisoformat(at) if at else time.min
        if self.in_working_hours:
            found = self._after(datetime.combine(on, begin), timedelta(hours=hours))
        else:
            found = datetime.combine(on, begin) + timedelta(hours=hours)
            if not at and hours and found.time() == time.min:
                found -= _ONE  # whole days from a day's beginning end with the last of them
        return Due(found.date(), f"{found:%H:%M}" if at else None)

    def left(self, at: datetime, due: Due) -> timedelta:
        """What is left until `due` at a moment, on the clock that runs; negative when it has passed.

        Without a time of day, the due day lasts until its end.
        """
        if not self.in_working_hours:
            end = datetime.combine(due.on, time.fromisoformat(due.at)) if due.at else None
            return (end or datetime.combine(due.on, time.min) + _ONE) - at
        end = datetime.combine(due.on, time.fromisoformat(due.at) if due.at else self._ends)
        return self._between(at, end) if at <= end else -self._between(end, at)

    def _after(self, start: datetime, hours: timedelta) -> datetime:
        """When `hours` of working time have passed: the end of a day rather than the beginning of the next."""
        day = start.date()
        at = max(start.time(), self._begins)
        if not self._calendar.is_working_day(day) or at >= self._ends:
            day, at = self._calendar.next_working_day(day + _ONE), self._begins
        while True:
            begin, end = datetime.combine(day, at), datetime.combine(day, self._ends)
            if begin + hours <= end:
                return begin + hours
            hours -= end - begin
            day, at = self._calendar.next_working_day(day + _ONE), self._begins

    def _between(self, first: datetime, last: datetime) -> timedelta:
        """Working time from `first` to `last`."""
        whole, day = timedelta(), first.date()
        while day <= last.date():
            if self._calendar.is_working_day(day):
                begin = max(first, datetime.combine(day, self._begins))
                end = min(last, datetime.combine(day, self._ends))
                whole += max(end - begin, timedelta())
            day += _ONE
        return whole


def in_words(left: timedelta) -> str:
    """3 h 20 min, 14 h, or how long it is overdue; minutes are told of less than ten hours only."""
    hours, minutes = divmod(abs(int(left.total_seconds() // 60)), 60)
    if hours >= _WHOLE_FROM:
        words = _("{hours} h").format(hours=hours)
    elif hours:
        words = _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    else:
        words = _("{minutes} min").format(minutes=minutes)
    return _("{time} overdue").format(time=words) if left < timedelta() else words
