"""A small department with a desk, for tests of pages of the Visits tab in a bare window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from kamdesk.store.store import Store
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from tests.work.department import Department, found


@pytest.fixture
def desk(app: QApplication, store: Store) -> Iterator[Desk]:
    """The open folder with its events."""
    events = StoreEvents(store)
    yield Desk(store, events)
    events.stop()


@pytest.fixture
def office(store: Store) -> Department:
    """The department; no approvals are needed."""
    return found(store)


@pytest.fixture
def open_page(qtbot: Any) -> Callable[[QWidget], QWidget]:
    """Shows a page in a window of its own that has the keys."""

    def show(page: QWidget) -> QWidget:
        qtbot.addWidget(page)
        page.resize(760, 900)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    return show
