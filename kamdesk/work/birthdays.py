"""When a birthday comes round again: in the solar or the lunar calendar, with the year known or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kamdesk.i18n import _

_WRITTEN = re.compile(r"(?P<year>\d{4}|-)-(?P<month>\d{2})-(?P<day>\d{2})")


@dataclass(frozen=True)
class Birthday:
    """The next one: its day, the age reached (None when the year is unknown), and what is to be said about it."""

    on: date
    age: int | None
    lunar: str = ""
    """The lunar month and day as digits (``10-17``), for a birthday kept by the lunar calendar."""
    note: str = ""
    """Why it is kept on another day than the one it is written as."""


def next_birthday(birth_date: str | None, lunar: bool, since: date) -> Birthday | None:
    """The first birthday on or after `since`; None without month and day, or outside the years 1900 to 2099 (lunar).

    `birth_date` is a whole day or ``--MM-DD``; with `lunar` it is the day as the lunar calendar counts it. Somebody
    born on 29 February keeps the 28th in other years, somebody born on the 30th of a lunar month the 29th when the
    month has only 29 days; in a year with a leap month the birthday is kept in the plain month of that number.
    """
    match = _WRITTEN.fullmatch(birth_date or "")
    if match is None:
        return None
    year = None if match["year"] == "-" else int(match["year"])
    month, day = int(match["month"]), int(match["day"])
    return (_next_lunar if lunar else _next_solar)(year, month, day, since)


def _next_solar(year: int | None, month: int, day: int, since: date) -> Birthday | None:
    for candidate in (since.year, since.year + 1):
        note = ""
        try:
            on = date(candidate, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                return None
            on = date(candidate, 2, 28)
            note = _("born on 29 February, kept on the 28th")
        age = None if year is None else candidate - year
        if on >= since and _is_past_birth(age):
            return Birthday(on, age, note=note)
    return None


def _next_lunar(year: int | None, month: int, day: int, since: date) -> Birthday | None:
    # The lunar year begins in January or February, so the one that runs at `since` may have the number before.
    for candidate in (since.year - 1, since.year, since.year + 1):
        found = _lunar_day(candidate, month, day)
        if found is None:
            continue
        on, short = found
        age = None if year is None else candidate - year
        if on >= since and _is_past_birth(age):
            note = (
                _("born on the 30th of a lunar month, kept on the 29th this year") if short else ""
            )
            return Birthday(on, age, f"{month:02}-{day:02}", note)
    return None


def _is_past_birth(age: int | None) -> bool:
    return age is None or age > 0


def _lunar_day(year: int, month: int, day: int) -> tuple[date, bool] | None:
    """The solar day of a lunar one, and whether the month is a day too short; None when there is no such day."""
    from lunardate import LunarDate  # late: only where birthdays are looked for

    for kept in (day, 29) if day == 30 else (day,):
        try:
            return LunarDate(year, month, kept).to_solar_date(), kept != day
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class Endings:
    """The ``MM-DD`` that a birth date has to end in to have its birthday within some days."""

    solar: tuple[str, ...]
    lunar: tuple[str, ...]


def endings(first: date, last: date) -> Endings:
    """What to look for in the data for birthdays from `first` to `last`; may find a few too many, never too few."""
    from lunardate import LunarDate

    solar: set[str] = set()
    lunar: set[str] = set()
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        solar.add(f"{day:%m-%d}")
        if (day.month, day.day) == (2, 28):
            solar.add("02-29")
        if 1901 <= day.year <= 2099:
            there = LunarDate.from_solar_date(day.year, day.month, day.day)
            lunar.add(f"{there.month:02}-{there.day:02}")
            if there.day == 29:
                lunar.add(f"{there.month:02}-30")
    return Endings(tuple(sorted(solar)), tuple(sorted(lunar)))
