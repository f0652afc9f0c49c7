"""What is asked: a period, an as-of day, a scope; and the days that follow from them (kpi.md rules 2 and 8)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from kamdesk.indicators.scopes import DEPARTMENT, Scope
from kamdesk.work.periods import Span, period_of


@dataclass(frozen=True)
class Question:
    """A period as of a day, for a scope. `start` is the first month of the business year."""

    span: Span
    as_of: date
    scope: Scope = DEPARTMENT
    start: int = 1
    until: date | None = None
    """The last day looked at, of a period that is compared with one not over yet; changes are seen up to `as_of`."""

    @cached_property
    def end(self) -> date:
        """The last day of the period, or the as-of day if that is earlier."""
        return min(self.span.last, self.as_of, self.until or self.span.last)

    @cached_property
    def before(self) -> date:
        """The day before the period: "at the start"."""
        return self.span.first - timedelta(days=1)

    def for_everybody(self) -> Question:
        """The same question about the whole department."""
        return replace(self, scope=DEPARTMENT)

    def a_year_earlier(self) -> Question:
        """The same days of the year before (kpi.md, clarification 8); a whole period is compared with a whole one."""
        first = _year_before(self.span.first)
        span = period_of(first, self.span.kind, self.start)
        until = span.last if self.end == self.span.last else _year_before(self.end)
        return Question(span, self.as_of, self.scope, self.start, until)

    def values(self) -> dict[str, int | str | None]:
        """The parameters of the statements of `kamdesk.indicators.facts`, as the database keeps them."""
        return {
            "first": self.span.first.isoformat(),
            "last": self.span.last.isoformat(),
            "end": self.end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "staff": self.scope.staff_id,
            "account": self.scope.account_id,
            "tier": self.scope.tier,
        }


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))
