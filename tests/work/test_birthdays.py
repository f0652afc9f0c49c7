"""Birthdays come round by the solar or the lunar calendar; 29 February and the lunar 30th are not lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.work.birthdays import endings, next_birthday


@pytest.mark.parametrize(
    ("written", "since", "on", "age"),
    [
        ("1978-11-30", "2026-11-24", "2026-11-30", 48),
        ("1978-11-24", "2026-11-24", "2026-11-24", 48),
        ("1978-11-23", "2026-11-24", "2027-11-23", 49),
        ("--01-05", "2026-11-24", "2027-01-05", None),
        ("2026-03-01", "2026-11-24", "2027-03-01", 1),
    ],
)
def test_the_next_solar_birthday(written: str, since: str, on: str, age: int | None) -> None:
    found = next_birthday(written, False, date.fromisoformat(since))
    assert found is not None
    assert (str(found.on), found.age, found.note, found.lunar) == (on, age, "", "")


@pytest.mark.parametrize(
    "written", [None, "", "1978", "1978-11", "--02-30", "--13-01", "1978-04-31"]
)
def test_what_is_no_day_has_no_birthday(written: str | None) -> None:
    assert next_birthday(written, False, date(2026, 11, 24)) is None


def test_somebody_born_today_has_no_birthday_today() -> None:
    found = next_birthday("2026-11-24", False, date(2026, 11, 24))
    assert found is not None
    assert (found.on, found.age) == (date(2027, 11, 24), 1)


def test_the_29_february_is_kept_on_the_28th_in_other_years_and_says_so() -> None:
    found = next_birthday("1992-02-29", False, date(2026, 2, 1))
    assert found is not None
    assert (found.on, found.age) == (date(2026, 2, 28), 34)
    assert found.note == "born on 29 February, kept on the 28th"
    leap = next_birthday("--02-29", False, date(2028, 2, 28))
    assert leap is not None
    assert (leap.on, leap.note) == (date(2028, 2, 29), "")


@pytest.mark.parametrize(
    ("written", "since", "on", "age", "noted"),
    [
        # The tenth lunar month of 2026 began on 9 November.
        ("1970-10-17", "2026-11-24", "2026-11-25", 56, False),
        ("--10-17", "2026-11-26", "2027-11-14", None, False),
        # Lunar New Year 2026: 17 February; the lunar year 2025 still ran before.
        ("1980-01-01", "2026-01-10", "2026-02-17", 46, False),
        ("1980-12-08", "2026-01-10", "2026-01-26", 45, False),
        # The lunar year 2025 had a leap sixth month; the plain one began on 25 June.
        ("1980-06-01", "2025-06-01", "2025-06-25", 45, False),
        ("1980-06-01", "2025-06-26", "2026-07-14", 46, False),
        # The twelfth month of the lunar year 2024 had 29 days.
        ("1980-12-30", "2025-01-01", "2025-01-28", 44, True),
    ],
)
def test_the_next_lunar_birthday(
    written: str, since: str, on: str, age: int | None, noted: bool
) -> None:
    found = next_birthday(written, True, date.fromisoformat(since))
    assert found is not None
    assert (str(found.on), found.age, bool(found.note)) == (on, age, noted)
    assert found.lunar == written[-5:]


def test_the_lunar_30th_is_kept_where_the_month_has_it() -> None:
    # The first lunar month of 2026 had 30 days, 17 February to 18 March.
    found = next_birthday("--01-30", True, date(2026, 2, 1))
    assert found is not None
    assert (found.on, found.note) == (date(2026, 3, 18), "")


def test_the_lunar_calendar_ends_where_the_tables_end() -> None:
    assert next_birthday("--12-01", True, date(2105, 1, 1)) is None


@given(
    st.dates(date(1940, 1, 1), date(2020, 12, 31)),
    st.booleans(),
    st.dates(date(2021, 1, 1), date(2060, 12, 31)),
    st.integers(0, 40),
)
def test_what_is_looked_for_in_the_data_finds_every_birthday(
    born: date, lunar: bool, first: date, days: int
) -> None:
    last = first + timedelta(days=days)
    found = next_birthday(born.isoformat(), lunar, first)
    if found is not None and found.on <= last:
        ends = endings(first, last)
        assert born.isoformat()[-5:] in (ends.lunar if lunar else ends.solar)
