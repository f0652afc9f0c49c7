"""Which days the department works: the country's holidays with their make-up working days, and its own exceptions.

Holidays and make-up days (调休) come from the library `holidays`, which follows the yearly notice of the State
Council; for a year that has no notice yet it knows the statutory days only. What the department sets itself
(`CalendarDay`) comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.agenda import CalendarDay
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import DAY_KIND

_ONE = timedelta(days=1)
_FARTHEST = 400
"""Days looked through for a working day; a department that is off longer than that has none."""

_IN_EXCHANGE = Term("Day off in exchange", "调休")
_MADE_UP = Term("Make-up working day", "调休上班")
_NAMES: dict[str, Term] = {
    "元旦": Term("New Year's Day", "元旦"),
    "农历除夕": Term("Lunar New Year's Eve", "除夕"),
    "春节": Term("Spring Festival", "春节"),
    "清明节": Term("Qingming Festival", "清明节"),
    "劳动节": Term("Labour Day", "劳动节"),
    "端午节": Term("Dragon Boat Festival", "端午节"),
    "中秋节": Term("Mid-Autumn Festival", "中秋节"),
    "国庆节": Term("National Day", "国庆节"),
}
"""Name in the library → what the day is called here."""


class Calendar:
    """The working days, with the department's own exceptions read once: quick for many days.

    Make one for each call that asks for days; it does not notice what is set afterwards.
    """

    def __init__(self, session: Session) -> None:
        query = select(CalendarDay.on, CalendarDay.kind, CalendarDay.name).where(
            CalendarDay.deleted_at.is_(None)
        )
        self._own = {on: (kind, name) for on, kind, name in session.execute(query)}

    def is_working_day(self, day: date) -> bool:
        """Whether the department works on `day`."""
        own = self._own.get(day)
        if own is not None:
            return own[0] == "working_day"
        country = _country(day.year)
        if day in country.worked:
            return True
        return day.weekday() < 5 and day not in country.off

    def is_own(self, day: date) -> bool:
        """Whether the department set `day` itself."""
        return day in self._own

    def name_of(self, day: date) -> str:
        """What `day` is called (国庆节, 调休上班, the department's own name); empty for an ordinary day."""
        own = self._own.get(day)
        if own is not None:
            return own[1] or DAY_KIND.label(own[0])
        country = _country(day.year)
        if day in country.worked:
            return str(_MADE_UP)
        return " · ".join(map(str, country.off.get(day, ())))

    def next_working_day(self, day: date) -> date:
        """`day` itself, or the first working day after it."""
        return self._walk(day, _ONE)

    def previous_working_day(self, day: date) -> date:
        """`day` itself, or the last working day before it."""
        return self._walk(day, -_ONE)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, or before it when negative; 0 is `next_working_day`."""
        if count == 0:
            return self.next_working_day(day)
        step = _ONE if count > 0 else -_ONE
        for _each in range(abs(count)):
            day = self._walk(day + step, step)
        return day

    def _walk(self, day: date, step: timedelta) -> date:
        for _each in range(_FARTHEST):
            if self.is_working_day(day):
                return day
            day += step
        raise RuleError(_("There is no working day within a year of {day}.").format(day=day))


def set_day(session: Session, on: date, kind: str, name: str | None = None) -> CalendarDay:
    """Makes `on` a day off (``holiday``) or a working day (``working_day``), whatever the country's calendar says."""
    if kind not in DAY_KIND:
        raise RuleError(
            _("A day is one of: {kinds}").format(kinds=", ".join(DAY_KIND.codes)), field="kind"
        )
    day = session.scalars(select(CalendarDay).where(CalendarDay.on == on)).first()
    if day is None:
        day = CalendarDay(on=on)
        session.add(day)
    day.kind, day.name, day.deleted_at = kind, (name or "").strip()[:80] or None, None
    session.flush()
    return day


def clear_day(session: Session, on: date) -> bool:
    """Takes the department's own word about `on` back, so that the country's holds; False when there was none."""
    day = session.scalars(
        select(CalendarDay).where(CalendarDay.on == on, CalendarDay.deleted_at.is_(None))
    ).first()
    if day is None:
        return False
    session.delete(day)
    session.flush()
    return True


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not what its weekday says, or that has a name."""

    on: date
    working: bool
    name: str
    own: bool
    """Whether the department set it itself."""


def special_days(session: Session, first: date, last: date) -> list[SpecialDay]:
    """Holidays, make-up working days and the department's own days from `first` to `last`, in order."""
    calendar = Calendar(session)
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        name, own = calendar.name_of(day), calendar.is_own(day)
        if name or own:
            found.append(SpecialDay(day, calendar.is_working_day(day), name, own))
    return found


@dataclass(frozen=True)
class _Year:
    """The country's calendar of one year."""

    off: Mapping[date, tuple[Term, ...]]
    """Days off that have a name; they may fall on a weekend."""
    worked: frozenset[date]
    """Saturdays and Sundays that are worked."""


@cache
def _country(year: int) -> _Year:
    # Late: the library loads the calendars of all countries, a seventh of a second, when the first day is asked for.
    from holidays.countries.china import China

    known = China(years=year, language="zh_CN")  # type: ignore[no-untyped-call]  # the library has no type for it
    return _Year(
        {day: _terms(name) for day, name in known.items()},
        frozenset(day for day in known.weekend_workdays if day.year == year),
    )


def _terms(name: str) -> tuple[Term, ...]:
    """The names in what the library says: ``国庆节; 中秋节``, ``春节（补假）``, ``休息日（由 2024-02-04 调休）``."""
    found = []
    for part in name.split(";"):
        stem = part.strip().partition("（")[0]
        found.append(_IN_EXCHANGE if stem == "休息日" else _NAMES.get(stem, Term(stem, stem)))
    return tuple(found)
