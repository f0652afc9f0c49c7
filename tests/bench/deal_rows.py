"""The rows about winning: lists and the funnel over 100,000 opportunities, the board with 5,000 cards."""

from __future__ import annotations

import os
import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Pipeline
from kamdesk.store.store import Store
from kamdesk.work import funnel
from kamdesk.work.funnel import Asked
from kamdesk.work.lists import Condition, ListQuery
from tests.bench.acts import asked_beside, pages
from tests.bench.data import VISIT_DAY, account_rows
from tests.bench.deal_data import insert_deals
from tests.bench.harness import Pair, Row
from tests.bench.room import Room

_SHOWN = ("name", "account_id", "stage_id", "amount", "expected_close_on", "owner_id", "next_step")
_LIST = ListQuery("Opportunity", _SHOWN)
_SORTS = ("expected_close_on", "amount", "account_id")
_OPEN = Condition("outcome", "is", ("open",))
_CARDS = 5000


def first_pages(room: Room) -> Pair:
    """The list of opportunities, all of them and those under way, each sort both ways."""
    return pages(room, [(query, 0) for query in _queries()])


def deep_pages(room: Room) -> Pair:
    """The same far down."""
    return pages(room, [(query, 20_000) for query in _queries()])


def _queries() -> list[ListQuery]:
    return [
        _LIST.with_(sort=sort, descending=down, conditions=conditions)
        for sort in _SORTS
        for down in (False, True)
        for conditions in ((), (_OPEN,))
    ]


def whole_funnel(room: Room) -> Pair:
    """The funnel of the first pipeline over twelve months."""
    with room.large.read() as session:
        pipeline = session.scalars(select(Pipeline.id).order_by(Pipeline.position)).first() or 0
    asked = Asked(pipeline, VISIT_DAY.replace(year=VISIT_DAY.year - 1), VISIT_DAY)
    return asked_beside(room, lambda session: funnel.read(session, asked))


def board_opens(room: Room) -> Pair:
    """From the wish to see it to the painted board."""
    from PySide6.QtWidgets import QApplication

    store = _board_store(room)
    _page(store).close()  # what it needs is loaded once a day

    def act() -> object:
        begun = time.perf_counter()
        painted: list[float] = []
        _page(store, painted)
        while not painted:
            QApplication.processEvents()
        return (painted[0] - begun) * 1000

    return Pair([act])


def board_drags(room: Room) -> Pair:
    """One frame of a card being dragged across the board."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication

    tab = _page(_board_store(room))
    board = tab.board.board
    start = board.card_rect((0, 0)).center()
    board.hand.begin((0, 0), start)
    steps = iter(range(10**9))

    def act() -> object:
        step = next(steps)
        board.hand.move_to(start + QPoint(step * 37 % 1100, step * 23 % 500))
        QApplication.processEvents()
        assert tab.isVisible()
        return None

    for _warm in range(40):
        act()
    return Pair([act])


def board_redraws(room: Room) -> Pair:
    """The whole board painted again, as it scrolls."""
    tab = _page(_board_store(room))

    def act() -> object:
        tab.board.board.viewport().repaint()
        return None

    act()
    return Pair([act])


def _board_store(room: Room) -> Store:
    store = room.fresh("board")
    rows = list(account_rows(_CARDS // 2))
    with store.change(message("Board")) as session:
        _fill(session, rows)
    return store


def _fill(session: Session, rows: list[dict[str, Any]]) -> None:
    from kamdesk.model.account import Account
    from kamdesk.model.department import Staff
    from kamdesk.store.recorder import insert_many

    insert_many(session, Staff, [{"number": f"S{n}", "name": f"专员{n}"} for n in range(1, 21)])
    ids = insert_many(session, Account, rows)
    insert_deals(session, ids, VISIT_DAY, 1.0)
    first = session.scalars(select(Pipeline.id).order_by(Pipeline.position)).first()
    stage = session.scalars(
        select(Opportunity.stage_id).where(Opportunity.pipeline_id == first)
    ).first()
    elsewhere = Opportunity.pipeline_id != first
    for each in session.scalars(select(Opportunity).where(elsewhere)):
        each.pipeline_id, each.stage_id = first or 0, stage or 0


def _page(store: Store, painted: list[float] | None = None) -> Any:
    """The tab with its board in view; `painted` gets the moment at which the board was."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from kamdesk.ui import theme
    from kamdesk.ui.app import application
    from kamdesk.ui.desk import Desk
    from kamdesk.ui.events import StoreEvents
    from kamdesk.ui.first_paint import after_first_paint
    from kamdesk.ui.opportunities.tab import OpportunitiesTab
    from kamdesk.ui.remember import Memory

    theme.apply_theme(application(), "light")
    desk = Desk(store, StoreEvents(store, application()))
    tab = OpportunitiesTab(desk, Memory(store.home))
    tab.resize(1440, 800)
    if painted is not None:
        after_first_paint(tab.board.board.viewport(), lambda: painted.append(time.perf_counter()))
    tab.show()
    QApplication.processEvents()
    return tab


ROWS: tuple[Row, ...] = (
    Row("opportunities: first pages of the list", first_pages, ratio=2, milliseconds=16, rounds=3),
    Row("opportunities: deep pages of the list", deep_pages, ratio=2, milliseconds=16, rounds=3),
    Row("opportunities: the funnel of twelve months", whole_funnel, ratio=2, rounds=3),
    Row("board of 5,000 cards: open", board_opens, milliseconds=100, rounds=9),
    Row("board of 5,000 cards: a frame of dragging", board_drags, milliseconds=16, rounds=120),
    Row("board of 5,000 cards: all of it again", board_redraws, milliseconds=16, rounds=30),
)
