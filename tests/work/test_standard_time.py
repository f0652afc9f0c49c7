"""Standard time: in working hours over nights, weekends, holidays and make-up days, or by the clock; what is left."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import settings, working_days
from kamdesk.work.standard_time import Clock, Due, in_words

OPINION, QUESTION = 24, 8
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)

IN_WORKING_HOURS = [
    # The day has nine hours, 09:00 to 18:00.
    (TUESDAY, "10:30", QUESTION, WEDNESDAY, "09:30"),  # 7.5 h on Tuesday, 0.5 h on Wednesday
    (TUESDAY, "10:30", OPINION, THURSDAY, "16:30"),  # 7.5 h, 9 h, 7.5 h
    (TUESDAY, "09:00", 9, TUESDAY, "18:00"),  # the end of the day, not the beginning of the next
    (TUESDAY, "07:00", QUESTION, TUESDAY, "17:00"),  # before work the clock stands at 09:00
    (TUESDAY, "18:00", QUESTION, WEDNESDAY, "17:00"),
    (TUESDAY, "21:15", QUESTION, WEDNESDAY, "17:00"),
    (FRIDAY, "17:00", QUESTION, MONDAY, "16:00"),  # 1 h on Friday, 7 h on Monday
    (SATURDAY, "11:00", QUESTION, MONDAY, "17:00"),
    # National Day is off from 1 to 7 October: 2 h on 30 September, 6 h on 8 October.
    (date(2026, 9, 30), "16:00", QUESTION, date(2026, 10, 8), "15:00"),
    # Saturday 10 October makes up for it: 1 h on Friday, 7 h on that Saturday.
    (date(2026, 10, 9), "17:00", QUESTION, date(2026, 10, 10), "16:00"),
    # Without a time of receipt only the day is known.
    (TUESDAY, None, QUESTION, TUESDAY, None),
    (TUESDAY, None, OPINION, THURSDAY, None),  # 9 h, 9 h, 6 h
    (SATURDAY, None, QUESTION, MONDAY, None),
]  # fmt: skip


@pytest.mark.parametrize(("on", "at", "hours", "due_on", "due_at"), IN_WORKING_HOURS)
def test_standard_time_runs_in_working_hours(
    store: Store, on: date, at: str | None, hours: int, due_on: date, due_at: str | None
) -> None:
    with store.read() as session:
        assert Clock(session).due(on, at, hours) == Due(due_on, due_at)


BY_THE_CLOCK = [
    (SATURDAY, "10:30", OPINION, date(2026, 11, 29), "10:30"),
    (TUESDAY, "18:00", QUESTION, WEDNESDAY, "02:00"),
    (TUESDAY, None, QUESTION, TUESDAY, None),
    (TUESDAY, None, 24, TUESDAY, None),  # a whole day is that day
    (TUESDAY, None, 25, WEDNESDAY, None),
]


@pytest.mark.parametrize(("on", "at", "hours", "due_on", "due_at"), BY_THE_CLOCK)
def test_standard_time_runs_by_the_clock(
    store: Store, on: date, at: str | None, hours: int, due_on: date, due_at: str | None
) -> None:
    with store.change(message("Set up")) as session:
        settings.put(session, "standard_time", "calendar")
        assert Clock(session).due(on, at, hours) == Due(due_on, due_at)


def test_the_departments_own_days_and_hours_count(store: Store) -> None:
    with store.change(message("Set up")) as session:
        working_days.set_day(session, WEDNESDAY, "holiday", "盘点")
        settings.put(session, "day_begins", "8:30")
        settings.put(session, "day_ends", "17:30")
        # 7 h on Tuesday, Wednesday is off, 1 h on Thursday
        assert Clock(session).due(TUESDAY, "10:30", QUESTION) == Due(THURSDAY, "09:30")
        assert settings.get(session, "day_begins") == "08:30"


def test_a_day_that_ends_before_it_begins_is_refused_and_so_is_what_is_no_time(
    store: Store,
) -> None:
    with store.change(message("Set up")) as session:
        settings.put(session, "day_ends", "08:00")
        with pytest.raises(RuleError) as refusal:
            Clock(session)
        assert refusal.value.field == "day_ends"
        with pytest.raises(RuleError):
            settings.put(session, "day_ends", "evening")
        settings.put(session, "standard_time", "calendar")  # by the clock no working day is asked
        assert Clock(session).due(TUESDAY, "10:00", 1) == Due(TUESDAY, "11:00")


def _at(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at))


LEFT = [
    # Wednesday noon to Thursday 16:30: 6 h and 7.5 h
    (_at(WEDNESDAY, "12:00"), Due(THURSDAY, "16:30"), timedelta(hours=13, minutes=30)),
    # on a free Saturday nothing runs: 7 h on Monday
    (_at(SATURDAY, "12:00"), Due(MONDAY, "16:00"), timedelta(hours=7)),
    # Wednesday 09:30 to Thursday 10:00: 8.5 h and 1 h too late
    (_at(THURSDAY, "10:00"), Due(WEDNESDAY, "09:30"), timedelta(hours=-9, minutes=-30)),
    # without a time the day lasts until the end of work
    (_at(TUESDAY, "16:15"), Due(TUESDAY, None), timedelta(hours=1, minutes=45)),
]


@pytest.mark.parametrize(("at", "due", "left"), LEFT)
def test_what_is_left_is_working_time(
    store: Store, at: datetime, due: Due, left: timedelta
) -> None:
    with store.read() as session:
        assert Clock(session).left(at, due) == left


def test_what_is_left_by_the_clock(store: Store) -> None:
    with store.change(message("Set up")) as session:
        settings.put(session, "standard_time", "calendar")
        clock = Clock(session)
    at = _at(TUESDAY, "20:00")
    assert clock.left(at, Due(TUESDAY, None)) == timedelta(hours=4)
    assert clock.left(at, Due(TUESDAY, "18:30")) == timedelta(hours=-1, minutes=-30)


def test_what_is_left_in_words() -> None:
    assert in_words(timedelta(minutes=45)) == "45 min"
    assert in_words(timedelta(hours=3, minutes=20)) == "3 h 20 min"
    assert in_words(timedelta(hours=-13, minutes=-30)) == "13 h overdue"
