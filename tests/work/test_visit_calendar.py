"""What stands on the days of a calendar, in which order, and what the views at the left count."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.i18n import message
from kamdesk.model.visit import CallbackPlan, Visit, VisitGift
from kamdesk.store.store import Store
from kamdesk.work import lists, visit_calendar
from kamdesk.work.lists import ListQuery
from tests.work.department import Department, found

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _add(store: Store, department: Department, *rows: dict[str, object]) -> list[int]:
    with store.change(message("Test data")) as session:
        made = [
            Visit(**({"account_id": department.account, "kind": "visit", "subject": "", "state": "planned"} | row))
            for row in rows
        ]  # fmt: skip
        session.add_all(made)
        session.flush()
        return [each.id for each in made]


def test_a_held_visit_stands_on_its_held_day_and_the_timeless_come_last(store, department):
    late, early, timeless, moved, outside, gone = _add(
        store,
        department,
        {"planned_on": MONDAY, "planned_from": "14:00", "subject": "late"},
        {"planned_on": MONDAY, "planned_from": "09:00", "planned_to": "10:30"},
        {"planned_on": MONDAY},
        {"planned_on": date(2026, 2, 20), "planned_from": "11:00", "held_on": MONDAY, "state": "held"},
        {"planned_on": MONDAY, "planned_from": "08:00", "held_on": date(2026, 3, 9), "state": "held"},
        {"planned_on": MONDAY, "planned_from": "07:00"},
    )  # fmt: skip
    with store.change(message("Delete")) as session:
        from kamdesk.work.trash import move_to_trash

        move_to_trash(session, session.get_one(Visit, gone))
    with store.read() as session:
        entries = visit_calendar.entries(session, MONDAY, SUNDAY)
    # the plan of 20 February said 11:00, which says nothing of the day it was held
    assert [each.id for each in entries] == [early, late, timeless, moved]
    assert (entries[0].start, entries[0].end, entries[0].account) == ("09:00", "10:30", "云麓食品")
    assert entries[3].start is None
    assert {each.day for each in entries} == {MONDAY}
    assert outside not in [each.id for each in entries]


def test_a_month_has_the_first_of_each_day_and_the_number_of_all(store, department):
    _add(
        store,
        department,
        *({"planned_on": MONDAY, "planned_from": f"{hour:02}:00"} for hour in (16, 9, 11, 8, 15)),
        {"held_on": date(2026, 3, 31), "held_from": "10:00", "state": "reported"},
    )
    with store.read() as session:
        days = visit_calendar.days(session, date(2026, 2, 23), date(2026, 4, 5), 3)
        busy = visit_calendar.busy_days(session, date(2026, 2, 23), date(2026, 4, 5))
        states = visit_calendar.sums(session, date(2026, 3, 1), date(2026, 3, 31))
    assert [each.start for each in days[MONDAY].entries] == ["08:00", "09:00", "11:00"]
    assert {day: each.total for day, each in days.items()} == {MONDAY: 5, date(2026, 3, 31): 1}
    assert busy == {MONDAY: 5, date(2026, 3, 31): 1}
    assert states == {"planned": 5, "reported": 1}


def test_one_visitor_alone(store, department):
    mine, _theirs = _add(
        store,
        department,
        {"planned_on": MONDAY, "owner_id": department.specialist},
        {"planned_on": MONDAY, "owner_id": department.manager},
    )
    with store.read() as session:
        entries = visit_calendar.entries(session, MONDAY, SUNDAY, department.specialist)
        days = visit_calendar.days(session, MONDAY, SUNDAY, 5, department.specialist)
    assert [each.id for each in entries] == [mine]
    assert [each.id for each in days[MONDAY].entries] == [mine]
    assert days[MONDAY].total == 1
    assert entries[0].owner == "专员丁"


def test_callbacks_due_leave_out_what_is_answered_called_off_or_planned(store, department):
    with store.change(message("Due")) as session:
        due = CallbackPlan(
            account_id=department.account, due_on=date(2026, 2, 27), subject="季度回访"
        )
        session.add(due)
        session.add(
            CallbackPlan(
                account_id=department.account, due_on=MONDAY, cancelled_on=MONDAY, cancel_reason="x"
            )
        )
        session.add(CallbackPlan(account_id=department.account, due_on=date(2026, 3, 20)))
    with store.read() as session:
        found_due = visit_calendar.callbacks_due(session, SUNDAY, date(2026, 3, 4))
    assert [(each.subject, each.late) for each in found_due] == [("季度回访", 5)]
    _add(store, department, {"kind": "callback", "planned_on": SUNDAY})
    with store.read() as session:
        assert visit_calendar.callbacks_due(session, SUNDAY, date(2026, 3, 4)) == []


def test_views_count_what_their_lists_hold(store, department):
    today = date(2026, 3, 4)
    ids = _add(
        store,
        department,
        {"planned_on": date(2026, 3, 3)},
        {"planned_on": date(2026, 3, 4), "kind": "reception"},
        {"planned_on": date(2026, 3, 18), "kind": "online", "state": "submitted"},
        {"planned_on": date(2026, 3, 19), "kind": "call"},
        {"held_on": date(2026, 3, 1), "kind": "callback", "state": "held"},
        {"planned_on": date(2026, 3, 2), "state": "cancelled"},
    )
    with store.change(message("Gift")) as session:
        session.add(VisitGift(visit_id=ids[4], item="茶"))
    with store.read() as session:
        counts = visit_calendar.view_counts(session, today)
        listed = {
            view: lists.count(
                session,
                ListQuery("Visit", (), conditions=visit_calendar.conditions(view, today)),
            )
            for view in counts
            if view != "gifts"
        }
    assert counts == {
        "all": 6, "missing": 1, "overdue": 1, "waiting": 1, "ahead": 2, "gifts": 1,
        "kind:visit": 3, "kind:reception": 1, "kind:callback": 2,
    }  # fmt: skip
    assert listed == {key: count for key, count in counts.items() if key != "gifts"}
