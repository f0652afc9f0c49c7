"""A column that the database works out comes back with its row, by undo, redo and from the waste basket alike."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import message
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import visits
from tests.work.department import found

PLANNED, HELD = date(2026, 3, 2), date(2026, 3, 4)


def _days(store: Store) -> list[date | None]:
    with store.read() as session:
        return [each.day for each in session.query(Visit).order_by(Visit.id)]


def test_the_day_of_a_visit_follows_plan_and_visit_through_undo_and_redo(store: Store) -> None:
    department = found(store)
    with store.change(message("Plan")) as session:
        values = {"account_id": department.account, "planned_on": PLANNED}
        visit_id = visits.plan_visit(session, values).id
    assert _days(store) == [PLANNED]
    with store.change(message("Hold")) as session:
        visits.hold(session, session.get_one(Visit, visit_id), HELD)
    assert _days(store) == [HELD]
    store.undo()
    assert _days(store) == [PLANNED]
    store.undo()
    assert _days(store) == []
    store.redo()
    store.redo()
    assert _days(store) == [HELD]


def test_a_visit_deleted_for_good_comes_back_whole(store: Store) -> None:
    department = found(store)
    with store.change(message("Enter")) as session:
        visit = visits.record_held(session, {"account_id": department.account, "held_on": HELD})
        visit_id = visit.id
    with store.change(message("Delete")) as session:
        session.delete(session.get_one(Visit, visit_id))
    assert _days(store) == []
    store.undo()
    assert _days(store) == [HELD]
    with store.read() as session:
        assert session.get_one(Visit, visit_id).planned_on is None
