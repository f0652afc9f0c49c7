"""The Opportunities tab of a small department."""

from __future__ import annotations

import pytest

from kamdesk.ui.first_paint import is_settled
from tests.work.department import Department, found


@pytest.fixture
def office(store) -> Department:
    """The department."""
    return found(store)


@pytest.fixture
def open_tab(store, office, open_window, qtbot):
    """Opens the window at the tab, after the test has stored what it needs."""

    def open_it():
        window = open_window(store)
        window.resize(1440, 900)
        tab = window.show_tab("opportunities")
        qtbot.waitUntil(lambda: is_settled(window))
        return tab

    return open_it
