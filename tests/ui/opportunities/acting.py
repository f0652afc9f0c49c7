"""What several tests of the tab do: add opportunities, drag cards, read what is stored."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity, StageChange
from kamdesk.model.pipeline import Stage
from kamdesk.work import opportunities, pipelines

BEGUN = date.today() - timedelta(days=20)


def add(store: Any, name: str, place: int = 0, **values: Any) -> int:
    """An opportunity in a stage of the first pipeline, for twenty days."""
    with store.change(message("New")) as session:
        stage = pipelines.stages_of(pipelines.all_stages(session), None)[place]
        return opportunities.add_opportunity(session, {"name": name, **values}, stage, BEGUN).id


def ready(store: Any, name: str, **values: Any) -> int:
    """One in the first stage whose gate is open."""
    with store.change(message("Open the gate")) as session:
        first = pipelines.all_stages(session)[0]
        pipelines.set_gates(session, first, [("field", "need")])
    return add(store, name, need="扩产", **values)


def stored(store: Any, opportunity_id: int) -> Opportunity:
    """As it is stored now."""
    with store.read() as session:
        return session.get_one(Opportunity, opportunity_id)


def stage_key(store: Any, opportunity_id: int) -> str:
    """The key of the stage in which it is stored."""
    with store.read() as session:
        one = session.get_one(Opportunity, opportunity_id)
        return session.get_one(Stage, one.stage_id).key


def moves(store: Any, opportunity_id: int) -> list[StageChange]:
    """Its moves, the oldest first."""
    with store.read() as session:
        query = select(StageChange).where(StageChange.opportunity_id == opportunity_id)
        return list(session.scalars(query.order_by(StageChange.id)))


def cards(board: Any) -> list[list[str]]:
    """The names on the cards, column by column."""
    return [
        [board.cards.at(column, row).name for row in range(board.cards.count(column))]
        for column in range(len(board.columns))
    ]


def drag(board: Any, place: tuple[int, int], column: int, *, drop: bool = True) -> None:
    """Drags the card at `place` over another column with the mouse; with `drop` false the button stays down."""
    port = board.viewport()
    start = board.card_rect(place).center()
    rect = board.column_rect(column)
    end = QPoint(rect.center().x(), 300)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, start + (end - start) * part)
    if drop:
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def press(widget: Any, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses a key."""
    QTest.keyClick(widget, key, modifier)


def write(box: Any, words: str) -> None:
    """Types into a field in place of what stands there."""
    box.setFocus()
    box.editor.write(words)
    box.editor.edited.emit()
