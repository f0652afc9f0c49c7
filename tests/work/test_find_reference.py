"""What is typed for a reference is found by the natural key of its kind, and shown by its name."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work.fields import find_reference, reference_names


def test_claims_and_visits(store: Store) -> None:
    with store.change(message("x")) as session:
        session.add(Account(name="甲公司"))
        session.add(ExpenseClaim(number="EC-2026-0001", on=date(2026, 1, 2)))
        session.flush()
        session.add(Visit(account_id=1, subject="谈判", planned_on=date(2026, 1, 2)))
    with store.read() as session:
        [claim] = find_reference(session, "ExpenseClaim", "ec-2026-0001")
        assert claim.id == 1
        assert find_reference(session, "ExpenseClaim", "EC-2") == []
        assert find_reference(session, "Visit", "谈判") == []  # a subject names no visit
        assert reference_names(session, "Visit", {1}) == {1: "谈判"}
        assert reference_names(session, "ExpenseClaim", {1, 2}) == {1: "EC-2026-0001"}
