"""Periods: months, quarters and years by their codes, with a business year that begins in any month."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.errors import RuleError
from kamdesk.work import periods


@pytest.mark.parametrize(
    ("code", "start", "first", "last"),
    [
        ("2026-09", 1, date(2026, 9, 1), date(2026, 9, 30)),
        ("2024-02", 4, date(2024, 2, 1), date(2024, 2, 29)),
        ("2026Q3", 1, date(2026, 7, 1), date(2026, 9, 30)),
        ("2026", 1, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026Q1", 4, date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q4", 4, date(2027, 1, 1), date(2027, 3, 31)),
        ("2026", 4, date(2026, 4, 1), date(2027, 3, 31)),
        ("2026q2", 1, date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_a_code_has_its_days(code: str, start: int, first: date, last: date) -> None:
    span = periods.read_period(code, start)
    assert (span.first, span.last) == (first, last)
    assert span.code == code.upper()
    assert first in span
    assert last in span
    assert date(2030, 1, 1) not in span


@pytest.mark.parametrize("code", ["", "26", "2026Q5", "2026-13", "2026-9", "2026 Q1", "Q1"])
def test_other_words_are_no_period(code: str) -> None:
    with pytest.raises(RuleError):
        periods.read_period(code)


def test_a_day_lies_in_the_period_of_its_business_year() -> None:
    day = date(2027, 2, 15)
    assert periods.period_of(day, "month").code == "2027-02"
    assert periods.period_of(day, "quarter").code == "2027Q1"
    assert periods.period_of(day, "quarter", 4).code == "2026Q4"
    assert periods.period_of(day, "year", 4).code == "2026"


def test_periods_follow_one_another_over_the_year() -> None:
    span = periods.period_of(date(2026, 11, 24), "month")
    assert [each.code for each in periods.following(span, 3)] == ["2026-11", "2026-12", "2027-01"]
    quarter = periods.period_of(date(2026, 11, 24), "quarter", 4)
    assert [each.code for each in periods.following(quarter, 3, 4)] == [
        "2026Q3",
        "2026Q4",
        "2027Q1",
    ]
