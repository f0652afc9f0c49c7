"""History as people read it: facts by their values, settings by their labels."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import changes
from kamdesk.store.store import Store
from kamdesk.work import accounts, settings
from kamdesk.work.history_lines import HistoryLine, lines


def newest(store: Store) -> list[tuple[str, str, str, str]]:
    with store.read() as session:
        change = changes.recent(session, 1)[0]
        found: list[HistoryLine] = lines(session, changes.history(session, change_id=change.id))
    return [(each.record, each.field, each.before, each.after) for each in found]


def test_a_dated_fact_is_told_by_its_account_and_values(store: Store) -> None:
    with store.change(message("New")) as session:
        account = accounts.create_account(session, {"name": "澜川重工"}, date(2026, 1, 2))
    with store.change(message("Status")) as session:
        account = session.get_one(Account, account.id)
        accounts.change_account(
            session, account, {"status": "lost"}, date(2026, 3, 4), reason="price"
        )
    assert newest(store) == [
        ("Change of status 澜川重工", "", "", "Lost · 2026-03-04 · price"),
        ("Account 澜川重工", "Status", "Prospect", "Lost"),
    ]


def test_a_setting_is_told_by_its_label(store: Store) -> None:
    with store.change(message("Change settings")) as session:
        settings.put(session, "department", "East")
    assert newest(store) == [("Setting Department", "", "", "East")]
    with store.change(message("Change settings")) as session:
        settings.put(session, "department", "West")
    assert newest(store) == [("Setting Department", "", "East", "West")]
