"""What pictures are taken of the Opportunities tab: board, gate message, list, funnel, pipelines, the small pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from sqlalchemy import select

from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.store.store import Store
from kamdesk.ui.opportunities.gate_message import GateMessage
from kamdesk.ui.opportunities.project import shots as project_shots
from kamdesk.ui.opportunities.tab import OpportunitiesTab
from kamdesk.work import gates

Step = tuple[str, Callable[[], object]]


def steps(tab: OpportunitiesTab, store: Store) -> Iterator[Step]:
    """Name of a picture and what brings its subject into view; states that nothing is in are passed over."""
    yield "opportunities-board", partial(_select_first, tab)
    yield "opportunities-board-nothing-found", partial(_look_for, tab, "zzzz")
    tab.board.clear_filters()
    yield "opportunities-board-short", partial(_second_pipeline, tab)
    tab.show_view("board")
    tab.board.pipeline.setCurrentIndex(0)
    tab.board.refresh()
    shown: list[QDialog] = []
    yield "opportunities-gate", partial(_show_gate, tab, store, shown)
    for each in shown:
        each.close()
        each.deleteLater()
    yield "opportunities-list", partial(tab.show_view, "open")
    yield "opportunities-detail", partial(_walk, tab)
    tab.close_detail()
    yield "opportunities-stalled", partial(tab.show_view, "stalled")
    yield "opportunities-nothing-found", partial(tab.list.bar.search_account, "zzzz")
    tab.list.clear_filters()
    for key in ("funnel", "quotations", "reviews", "pipelines"):
        yield f"opportunities-{key}", partial(tab.show_page, key)
    yield from project_shots.steps(tab, store)
    tab.show_view("board")


def _select_first(tab: OpportunitiesTab) -> None:
    tab.show_view("board")
    tab.board.board.take_first()


def _look_for(tab: OpportunitiesTab, words: str) -> None:
    tab.board.search.setText(words)
    tab.board.search.search_now()


def _second_pipeline(tab: OpportunitiesTab) -> None:
    tab.board.pipeline.setCurrentIndex(1)
    tab.board.refresh()


def _show_gate(tab: OpportunitiesTab, store: Store, shown: list[QDialog]) -> None:
    """The message over the board, drawn into it: a dialog would have a window, and a picture, of its own."""
    with store.read() as session:
        query = (
            select(Opportunity)
            .join(Stage, Stage.id == Opportunity.stage_id)
            .where(Opportunity.outcome == "open", Opportunity.deleted_at.is_(None))
            .order_by(Stage.position.desc())
        )
        reports: list[Any] = [
            gates.report(session, each) for each in session.scalars(query.limit(20))
        ]
    report = next((each for each in reports if each.missing), None)
    if report is None:
        return
    column = next(
        (n for n, each in enumerate(tab.board.board.columns) if each.title == report.stage), 0
    )
    message = GateMessage(tab, report, "", may_override=True)
    message.setWindowFlags(Qt.WindowType.Widget)
    message.move(tab.width() // 2 - 200, 260)
    message.setFixedHeight(message.heightForWidth(message.width()))
    message.show()
    tab.board.board.mark_refused(min(column + 1, len(tab.board.board.columns) - 1))
    shown.append(message)


def _walk(tab: OpportunitiesTab) -> None:
    tab.board.board.mark_refused(None)
    if tab.list.model.total():
        tab.list.table.go_to_row(0)
