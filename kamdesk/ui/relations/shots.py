"""What pictures are taken of the people of an account: the decision map in each layout, and who knows whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import func, select

from kamdesk.model.relations import ChainLink
from kamdesk.store.store import Store
from kamdesk.ui.accounts.tab import AccountsTab
from kamdesk.ui.relations.account_people import CARDS, GRID
from kamdesk.ui.relations.map_bar import FREE, LIST, TREE

Step = tuple[str, Callable[[], object]]


def steps(tab: AccountsTab, store: Store) -> Iterator[Step]:
    """Name of a picture and what brings its subject into view, on the fullest map there is; afterwards as before."""
    before = tab.detail.account_id()
    ways = tab.detail.people.ways
    fullest = _fullest(store)
    if fullest is not None:
        account_id, opportunity_id = fullest
        tab.show_account(account_id)
        tab.detail.show_page("people")
        yield "account-map", partial(ways.show_map, opportunity_id)
        yield "account-map-person", partial(_choose_first, tab)
        yield "account-map-free", partial(ways.map.lay_out, FREE)
        yield "account-map-list", partial(ways.map.lay_out, LIST)
        ways.map.lay_out(TREE)
    elif before is not None:
        tab.detail.show_page("people")
        yield "account-map-empty", partial(ways.show_map, None)
    yield "account-who-knows-whom", partial(ways.show_way, GRID)
    ways.show_way(CARDS)
    tab.detail.show_page("archive")
    if before is not None:
        tab.show_account(before)


def _fullest(store: Store) -> tuple[int, int | None] | None:
    query = (
        select(ChainLink.account_id, ChainLink.opportunity_id)
        .where(ChainLink.deleted_at.is_(None))
        .group_by(ChainLink.account_id, ChainLink.opportunity_id)
        .order_by(func.count().desc())
        .limit(1)
    )
    with store.read() as session:
        row = session.execute(query).first()
    return (row[0], row[1]) if row is not None else None


def _choose_first(tab: AccountsTab) -> None:
    people = tab.detail.people.ways.map.shown.people
    if people:
        tab.detail.people.ways.map.choose(people[0].id)
