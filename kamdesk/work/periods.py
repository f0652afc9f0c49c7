"""Months, quarters and years, written ``2026-09``, ``2026Q3``, ``2026``; a business year may begin in any month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.work import settings

_SHAPE = re.compile(r"(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")
_MONTHS = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, order=True)
class Span:
    """A period: its first and last day, both of them in it, and what it is called."""

    first: date
    last: date
    code: str

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @property
    def kind(self) -> str:
        """``year``, ``quarter`` or ``month``."""
        return {4: "year", 6: "quarter"}.get(len(self.code), "month")


def start_month(session: Session) -> int:
    """The first month of the business year, 1 to 12."""
    month = int(settings.get(session, "business_year_start"))
    return month if 1 <= month <= 12 else 1


def read_period(code: str, start: int = 1) -> Span:
    """The period called `code`, in a business year that begins with month `start`. Raises RuleError for other words."""
    found = _SHAPE.fullmatch(code.strip().upper())
    if found is None:
        raise RuleError(
            _("“{period}” is no period: write 2026, 2026Q4 or 2026-11.").format(period=code),
            field="period",
        )
    year = int(found["year"])
    if found["month"]:
        return _span(date(year, int(found["month"]), 1), "month", start)
    first = date(year, start, 1)
    if not found["quarter"]:
        return _span(first, "year", start)
    return _span(_later(first, 3 * (int(found["quarter"]) - 1)), "quarter", start)


def period_of(day: date, kind: str, start: int = 1) -> Span:
    """The month, quarter or year in which `day` lies."""
    months = (day.month - start) % 12 % _MONTHS[kind]
    return _span(_later(day.replace(day=1), -months), kind, start)


def following(span: Span, count: int, start: int = 1) -> list[Span]:
    """`count` periods of the same kind one after the other, of which `span` is the first."""
    found = [span]
    while len(found) < count:
        found.append(period_of(found[-1].last + timedelta(days=1), span.kind, start))
    return found


def _span(first: date, kind: str, start: int) -> Span:
    last = _later(first, _MONTHS[kind]) - timedelta(days=1)
    if kind == "month":
        return Span(first, last, f"{first:%Y-%m}")
    months = (first.month - start) % 12
    year = _later(first, -months).year
    return Span(first, last, f"{year}" if kind == "year" else f"{year}Q{months // 3 + 1}")


def _later(first: date, months: int) -> date:
    """The first of a month so many months later."""
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
