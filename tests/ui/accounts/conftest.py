"""A tab on a real data folder, as the window makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.store.store import Store
from kamdesk.ui.accounts.tab import AccountsTab
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.first_paint import is_settled
from kamdesk.ui.remember import Memory
from kamdesk.work.accounts import change_person, create_account


@pytest.fixture
def desk(app: QApplication, store: Store) -> Iterator[Desk]:
    """The open folder with its events."""
    events = StoreEvents(store)
    yield Desk(store, events)
    events.stop()


@pytest.fixture
def make_tab(desk: Desk, qtbot, tmp_path: Path) -> Callable[[], AccountsTab]:
    """Makes a tab that is shown and has the keys; each one remembers in the same file."""

    def make() -> AccountsTab:
        tab = AccountsTab(desk, Memory(tmp_path))
        qtbot.addWidget(tab)
        tab.resize(1440, 830)
        with qtbot.waitExposed(tab):
            tab.show()
        tab.activateWindow()
        qtbot.waitUntil(tab.isActiveWindow)
        qtbot.waitUntil(lambda: is_settled(tab))
        return tab

    return make


@pytest.fixture
def few(store: Store) -> dict[str, int]:
    """Five accounts with what lists sort and filter by: short name of the test → id."""
    ids: dict[str, int] = {}
    with store.change(message("Test data")) as session:
        staff = [Staff(number="1", name="Wu"), Staff(number="2", name="Zhou")]
        session.add_all(staff)
        session.flush()
        rows = (
            ("north", "北屿重工有限公司", "active", "A", "North", staff[0].id, date(2026, 1, 5)),
            ("east", "东海电子有限公司", "developing", "B", "East", staff[1].id, None),
            ("south", "Southern Foods", "active", "B", "South", staff[0].id, date(2027, 3, 1)),
            ("west", "Western Mining", "prospect", None, None, None, None),
            ("lost", "Gone Textiles", "lost", "C", "East", staff[1].id, None),
        )
        for key, name, status, tier, region, owner, contact_on in rows:
            values = {
                "name": name, "status": status, "tier": tier, "region": region, "owner_id": owner,
                "next_contact_on": contact_on,
            }  # fmt: skip
            account = create_account(session, values, date(2025, 6, 1))
            ids[key] = account.id
            if key == "north":
                change_person(
                    session, account, "main_contact", {"full_name": "Li", "mobile": "13812345678"}
                )
    return ids
