"""The month's figures count what was planned, held and due in the month of a day, of one person or of everybody."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.i18n import message
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.store import Store
from kamdesk.work.accounts import create_account
from kamdesk.work.month_figures import month_figures
from tests.work.department import Department, found

ON = date(2026, 11, 24)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _visit(session, department: Department, day: str, state: str, **more) -> Visit:
    held = date.fromisoformat(day) if state in ("held", "reported") else None
    visit = Visit(
        account_id=department.account, kind="visit", state=state, planned_on=date.fromisoformat(day),
        held_on=held, **{"owner_id": department.specialist, **more},
    )  # fmt: skip
    session.add(visit)
    return visit


def test_visits_of_the_month_are_counted_from_its_first_to_its_last_day(store, department):
    with store.change(message("Visits")) as session:
        for day, state in (
            ("2026-10-31", "held"), ("2026-11-01", "held"), ("2026-11-24", "planned"), ("2026-11-30", "approved"),
            ("2026-12-01", "planned"), ("2026-11-10", "cancelled"), ("2026-11-11", "postponed"),
        ):  # fmt: skip
            _visit(session, department, day, state)
        _visit(session, department, "2026-11-12", "reported", owner_id=department.manager)
    with store.read() as session:
        everybody = month_figures(session, ON)
        mine = month_figures(session, ON, department.staff(session, "specialist"))
    assert (everybody.planned, everybody.planned_by_now, everybody.held) == (4, 3, 2)
    assert (mine.planned, mine.planned_by_now, mine.held) == (3, 2, 1)


def test_call_backs_count_by_the_day_they_are_due(store, department):
    with store.change(message("Call-backs")) as session:
        call = _visit(session, department, "2026-11-20", "held")
        session.flush()
        for due, more in (
            ("2026-10-31", {}), ("2026-11-01", {"visit_id": call.id}), ("2026-11-30", {}),
            ("2026-11-15", {"cancelled_on": ON}),
        ):  # fmt: skip
            plan = CallbackPlan(
                account_id=department.account, due_on=date.fromisoformat(due), **more
            )
            session.add(plan)
    with store.read() as session:
        figures = month_figures(session, ON)
        managers = month_figures(session, ON, department.staff(session, "manager"))
    assert (figures.callbacks_due, figures.callbacks_made) == (2, 1)
    assert (managers.callbacks_due, managers.callbacks_made) == (0, 0)


def test_key_accounts_in_touch_are_those_not_silent_longer_than_their_rhythm(store, department):
    with store.change(message("Accounts")) as session:
        for name, since, status in (
            ("近", date(2026, 11, 20), "active"), ("久", date(2026, 11, 1), "active"),
            ("候选", date(2026, 11, 1), "prospect"),
        ):  # fmt: skip
            values = {"name": name, "tier": "A", "status": status}
            create_account(session, values, since)
    with store.read() as session:
        figures = month_figures(session, ON)
    assert (figures.key_accounts, figures.silent) == (2, 1)


def test_nothing_is_counted_where_there_is_nothing(store):
    with store.read() as session:
        figures = month_figures(session, ON)
    assert figures.planned == figures.held == figures.callbacks_due == figures.key_accounts == 0
