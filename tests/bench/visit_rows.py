"""The rows about visits: calendar, list, timeline and agenda, over 300,000 of them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from kamdesk.model.department import Staff
from kamdesk.work import agenda, timeline, visit_calendar
from kamdesk.work.lists import ListQuery
from tests.bench.acts import asked_beside, pages, reading
from tests.bench.data import VISIT_DAY
from tests.bench.harness import Pair, Row
from tests.bench.room import Room

_SHOWN = ("day", "kind", "account_id", "subject", "state", "owner_id", "result")
_LIST = ListQuery("Visit", _SHOWN)
_SORTS = ("day", "held_on", "account_id")
_PER_DAY = 4


def month(room: Room) -> Pair:
    """A month of the calendar as it is painted: the first visits of each day, and how many there are."""
    first = VISIT_DAY.replace(day=1) - timedelta(days=6)
    last = first + timedelta(days=41)
    return asked_beside(room, lambda session: visit_calendar.days(session, first, last, _PER_DAY))


def week(room: Room) -> Pair:
    """A week of one person's calendar."""
    first = VISIT_DAY - timedelta(days=VISIT_DAY.weekday())
    last = first + timedelta(days=6)
    return asked_beside(room, lambda session: visit_calendar.entries(session, first, last, 7))


def first_pages(room: Room) -> Pair:
    """The list of visits, each sort both ways."""
    sorts = [_LIST.with_(sort=sort, descending=down) for sort in _SORTS for down in (False, True)]
    return pages(room, [(query, 0) for query in sorts])


def deep_pages(room: Room) -> Pair:
    """The same far down."""
    sorts = [_LIST.with_(sort=sort, descending=down) for sort in _SORTS for down in (False, True)]
    return pages(room, [(query, offset) for query in sorts for offset in (150_000, 290_000)])


def account_timeline(room: Room) -> Pair:
    """Everything that happened with an account, its visits among it."""
    return asked_beside(room, lambda session: timeline.timeline(session, 4_321))


def one_agenda(room: Room) -> Pair:
    """The agenda of one of twenty people."""

    def act(session: Session) -> object:
        return agenda.agenda(session, VISIT_DAY, staff=session.get_one(Staff, 7))

    return Pair([reading(room.large, act)])


ROWS: tuple[Row, ...] = (
    Row("visits: a month of the calendar", month, ratio=2, milliseconds=16, rounds=9),
    Row("visits: a week of one person", week, ratio=2, milliseconds=16, rounds=9),
    Row("visits: first pages of the list", first_pages, ratio=2, milliseconds=16, rounds=5),
    Row("visits: deep pages of the list", deep_pages, ratio=2, milliseconds=16, rounds=3),
    Row("visits: the timeline of an account", account_timeline, milliseconds=50, rounds=9),
    Row("agenda of one person", one_agenda, milliseconds=50, rounds=9),
)
