"""A week or month as a form names it: 2026-W48, 2026-11, 2026年第48周, 2026年11月, 2026-11-23 – 2026-11-29."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = re.compile(r"(\d{4})\s*[-年]?\s*(?:W|第)\s*(\d{1,2})\s*周?", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*月?(?:份)?")
_DAYS = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*(?:–|—|-|~|～|至|到|to)\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
)


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        year, week, _day = self.first.isocalendar()
        if self.first.weekday() == 0 and (self.last - self.first).days == 6:
            return f"{year}-W{week:02}"
        days = monthrange(self.first.year, self.first.month)[1]
        if self.first.day == 1 and self.last == self.first.replace(day=days):
            return f"{self.first:%Y-%m}"
        return f"{self.first} – {self.last}"


def read_period(text: str) -> Period | None:
    """The period `text` names; None when it names none."""
    plain = " ".join(text.split())
    try:
        if match := _DAYS.fullmatch(plain):
            numbers = [int(each) for each in match.groups()]
            first, last = date(*numbers[:3]), date(*numbers[3:])
            return Period(first, last) if first <= last else None
        if match := _WEEK.fullmatch(plain):
            first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Period(first, first + timedelta(days=6))
        if match := _MONTH.fullmatch(plain):
            first = date(int(match[1]), int(match[2]), 1)
            return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))
    except ValueError:
        return None
    return None
