"""Working days as the State Council published them, and what the department says against it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work.working_days import Calendar, clear_day, set_day, special_days


def _calendar(store: Store) -> Calendar:
    with store.read() as session:
        return Calendar(session)


@pytest.mark.parametrize(
    ("first", "last", "worked"),
    [
        # Notice for 2024: 10 to 17 February off, 4 and 18 February worked; 1 to 7 October off.
        ("2024-02-10", "2024-02-17", False),
        ("2024-02-04", "2024-02-04", True),
        ("2024-02-18", "2024-02-18", True),
        ("2024-10-01", "2024-10-07", False),
        ("2024-09-29", "2024-09-29", True),
        ("2024-10-12", "2024-10-12", True),
        # Notice for 2025: 28 January to 4 February, 1 to 5 May, 31 May to 2 June, 1 to 8 October.
        ("2025-01-28", "2025-02-04", False),
        ("2025-01-26", "2025-01-26", True),
        ("2025-02-08", "2025-02-08", True),
        ("2025-05-01", "2025-05-05", False),
        ("2025-04-27", "2025-04-27", True),
        ("2025-05-31", "2025-06-02", False),
        ("2025-10-01", "2025-10-08", False),
        ("2025-09-28", "2025-09-28", True),
        ("2025-10-11", "2025-10-11", True),
        # Notice for 2026: 1 to 3 January, 15 to 23 February, 1 to 5 May, 25 to 27 September, 1 to 7 October.
        ("2026-01-01", "2026-01-03", False),
        ("2026-01-04", "2026-01-04", True),
        ("2026-02-15", "2026-02-23", False),
        ("2026-02-14", "2026-02-14", True),
        ("2026-02-28", "2026-02-28", True),
        ("2026-05-01", "2026-05-05", False),
        ("2026-05-09", "2026-05-09", True),
        ("2026-09-25", "2026-09-27", False),
        ("2026-10-01", "2026-10-07", False),
        ("2026-09-20", "2026-09-20", True),
        ("2026-10-10", "2026-10-10", True),
        # Ordinary days: a Friday, a weekend.
        ("2026-11-27", "2026-11-27", True),
        ("2026-11-28", "2026-11-29", False),
    ],
)
def test_days_are_worked_as_published(store: Store, first: str, last: str, worked: bool) -> None:
    calendar = _calendar(store)
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        assert calendar.is_working_day(day) is worked, day
        day += timedelta(days=1)


def test_a_year_without_a_notice_has_its_statutory_days_and_weekends(store: Store) -> None:
    calendar = _calendar(store)
    assert not calendar.is_working_day(date(2031, 10, 1))  # a Wednesday
    assert calendar.is_working_day(date(2031, 10, 8))
    assert not calendar.is_working_day(date(2031, 10, 11))  # a Saturday


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-10-01", "National Day"),
        ("2026-10-06", "Day off in exchange"),
        ("2026-10-10", "Make-up working day"),
        ("2026-02-16", "Lunar New Year's Eve"),
        ("2025-10-06", "Mid-Autumn Festival"),
        ("2020-10-01", "Mid-Autumn Festival · National Day"),
        ("2026-11-24", ""),
        ("2026-11-28", ""),
    ],
)
def test_days_are_called_by_their_names(store: Store, day: str, name: str) -> None:
    assert _calendar(store).name_of(date.fromisoformat(day)) == name


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_days_have_chinese_names(store: Store) -> None:
    calendar = _calendar(store)
    assert calendar.name_of(date(2026, 10, 1)) == "国庆节"
    assert calendar.name_of(date(2026, 10, 10)) == "调休上班"


def test_steps_go_over_holidays_and_stop_at_make_up_days(store: Store) -> None:
    calendar = _calendar(store)
    # Thursday 1 October to Wednesday 7 October 2026 are off, Saturday 10 October is worked.
    assert calendar.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.next_working_day(date(2026, 10, 10)) == date(2026, 10, 10)
    assert calendar.next_working_day(date(2026, 10, 11)) == date(2026, 10, 12)
    assert calendar.previous_working_day(date(2026, 10, 7)) == date(2026, 9, 30)
    assert calendar.previous_working_day(date(2026, 10, 11)) == date(2026, 10, 10)
    assert calendar.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert calendar.add_working_days(date(2026, 9, 30), 4) == date(2026, 10, 12)
    assert calendar.add_working_days(date(2026, 10, 12), -4) == date(2026, 9, 30)
    assert calendar.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 8)


def test_the_departments_own_days_come_first(store: Store) -> None:
    with store.change(message("Days")) as session:
        set_day(session, date(2026, 11, 24), "holiday", "盘点")
        set_day(session, date(2026, 11, 28), "working_day")
        set_day(session, date(2026, 10, 10), "holiday")
    calendar = _calendar(store)
    assert not calendar.is_working_day(date(2026, 11, 24))
    assert calendar.name_of(date(2026, 11, 24)) == "盘点"
    assert calendar.is_working_day(date(2026, 11, 28))
    assert calendar.name_of(date(2026, 11, 28)) == "Working day"
    assert not calendar.is_working_day(date(2026, 10, 10))
    assert calendar.next_working_day(date(2026, 11, 24)) == date(2026, 11, 25)


def test_a_day_set_twice_is_one_day_and_clearing_it_asks_the_country_again(store: Store) -> None:
    day = date(2026, 11, 24)
    for kind in ("holiday", "working_day", "holiday"):
        with store.change(message("Days")) as session:
            set_day(session, day, kind)
    assert not _calendar(store).is_working_day(day)
    with store.change(message("Days")) as session:
        assert clear_day(session, day)
    assert _calendar(store).is_working_day(day)
    with store.change(message("Days")) as session:
        assert not clear_day(session, day)
    store.undo()
    assert not _calendar(store).is_working_day(day)


def test_special_days_are_listed_with_what_was_set_here(store: Store) -> None:
    with store.change(message("Days")) as session:
        set_day(session, date(2026, 10, 9), "holiday", "旅游")
    with store.read() as session:
        found = special_days(session, date(2026, 10, 5), date(2026, 10, 12))
    assert [(each.on.day, each.working, each.name, each.own) for each in found] == [
        (5, False, "National Day", False),
        (6, False, "Day off in exchange", False),
        (7, False, "Day off in exchange", False),
        (9, False, "旅游", True),
        (10, True, "Make-up working day", False),
    ]


def test_an_unknown_kind_is_refused(store: Store) -> None:
    with pytest.raises(RuleError) as refusal, store.change(message("Days")) as session:
        set_day(session, date(2026, 11, 24), "half")
    assert refusal.value.field == "kind"


def test_a_department_that_never_works_is_told_so(store: Store) -> None:
    first = date(2026, 1, 1)
    with store.change(message("Days")) as session:
        for offset in range(500):
            set_day(session, first + timedelta(days=offset), "holiday")
    with pytest.raises(RuleError):
        _calendar(store).next_working_day(first)
