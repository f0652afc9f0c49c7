"""A customer with a project, and the panes on it as the window makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from kamdesk.store.store import Store
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.relations.map_pane import MapPane
from tests.work.chain_people import Customer, customer


@pytest.fixture
def desk(app: QApplication, store: Store) -> Iterator[Desk]:
    """The open folder with its events."""
    events = StoreEvents(store)
    yield Desk(store, events)
    events.stop()


@pytest.fixture
def made(store: Store) -> Customer:
    """The customer."""
    return customer(store)


@pytest.fixture
def open_map(desk: Desk, made: Customer, qtbot) -> Callable[..., MapPane]:
    """Shows the map of the project in a pane of 1180 × 740, or of another width."""

    def show(width: int = 1180, project: int | None = made.project) -> MapPane:
        pane = MapPane(desk)
        qtbot.addWidget(pane)
        pane.resize(width, 740)
        with qtbot.waitExposed(pane):
            pane.show()
        pane.show_map(made.account, project)
        pane.activateWindow()
        qtbot.waitUntil(pane.isActiveWindow)
        return pane

    return show
