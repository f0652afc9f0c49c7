"""What several rows of the table do: read with a session, ask for pages of lists."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from kamdesk.store.store import Store
from kamdesk.work import lists
from kamdesk.work.lists import ListQuery
from tests.bench.harness import Act, Pair
from tests.bench.room import Room, replay


def reading(store: Store, act: Callable[[Session], object]) -> Act:
    """`act` with a session that only reads."""

    def run() -> object:
        with store.read() as session:
            return act(session)

    return run


def pages(room: Room, queries: list[tuple[ListQuery, int]]) -> Pair:
    """Pages of lists (query, offset) beside the same statements in plain sqlite3."""
    acts, floors = [], []
    for query, offset in queries:
        page = _page_of(query, offset)
        acts.append(reading(room.large, page))
        floors.append(replay(room.plain, room.statements(room.large, page)[-1:]))
    return Pair(acts, floors)


def _page_of(query: ListQuery, offset: int) -> Callable[[Session], object]:
    return lambda session: lists.page(session, query, offset, 100)


def asked_beside(room: Room, act: Callable[[Session], object]) -> Pair:
    """An act of reading beside its own statements in plain sqlite3."""
    return Pair([reading(room.large, act)], [replay(room.plain, room.statements(room.large, act))])
