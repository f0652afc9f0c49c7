"""Which step of a visit may follow which: the table of the model, written out by hand for each way of working."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import VISIT_STATE
from kamdesk.store.store import Store
from kamdesk.work import visit_states
from tests.work.department import Department, found

ALONE = {
    "planned": {"prepared", "held", "cancelled", "postponed"},
    "submitted": {"approved", "planned", "rejected", "cancelled", "postponed"},
    "approved": {"prepared", "held", "cancelled", "postponed"},
    "prepared": {"held", "cancelled", "postponed"},
    "held": {"reported"},
    "reported": {"checked", "reimbursed", "closed"},
    "checked": {"reimbursed", "closed"},
    "reimbursed": {"closed"},
    "rejected": {"planned"},
    "closed": set(),
    "cancelled": set(),
    "postponed": set(),
}
"""Somebody who works alone: plans go planned → held → reported."""
WITH_APPROVAL = ALONE | {"planned": {"submitted", "cancelled", "postponed"}}
"""A plan is held only after it was approved."""
WITH_CHECK = ALONE | {"reported": {"checked"}}
"""A report is checked before anything is paid or closed."""


def _visit(session, department: Department, state: str, kind: str = "visit") -> Visit:
    visit = Visit(
        account_id=department.account, kind=kind, state=state, subject="噪声复核",
        planned_on=date(2026, 3, 2), owner_id=department.specialist,
    )  # fmt: skip
    session.add(visit)
    session.flush()
    return visit


@pytest.mark.parametrize(
    ("chosen", "table"),
    [
        ({}, ALONE),
        ({"visit_approval": "manager"}, WITH_APPROVAL),
        ({"check_visits": "yes"}, WITH_CHECK),
    ],
)
def test_every_pair_of_states_is_allowed_or_refused_as_the_model_says(
    store: Store, chosen: dict[str, str], table: dict[str, set[str]]
) -> None:
    department = found(store, **chosen)
    for state in VISIT_STATE.codes:
        for to in VISIT_STATE.codes:
            with store.change(message("Move")) as session:
                visit = _visit(session, department, state)
                if to in table[state]:
                    visit_states.move(session, visit, to, date(2026, 3, 3), "because")
                    assert visit.state == to
                else:
                    with pytest.raises(RuleError) as refusal:
                        visit_states.move(session, visit, to, date(2026, 3, 3), "because")
                    assert refusal.value.sentence
                    assert visit.state == state
            with store.read() as session:
                assert set(visit_states.allowed(session, visit)) == table[visit.state]


def test_a_reception_follows_its_own_setting(store: Store) -> None:
    department = found(store, visit_approval="none", reception_approval="manager_director")
    with store.change(message("Move")) as session:
        reception = _visit(session, department, "planned", "reception")
        call = _visit(session, department, "planned", "call")
        assert visit_states.why_not(session, reception, "held")
        assert visit_states.why_not(session, call, "held") is None


@pytest.mark.parametrize("to", ["cancelled", "postponed"])
@pytest.mark.parametrize("reason", [None, "", "   "])
def test_ending_a_plan_needs_a_reason(store: Store, to: str, reason: str | None) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        visit = _visit(session, department, "planned")
        with pytest.raises(RuleError) as refusal:
            visit_states.move(session, visit, to, date(2026, 3, 2), reason)
        assert refusal.value.field == "reason"


def test_nothing_is_held_tomorrow(store: Store) -> None:
    department = found(store)
    with store.change(message("Move")) as session:
        visit = _visit(session, department, "planned")
        with pytest.raises(RuleError, match="has not come"):
            visit_states.move(session, visit, "held", date(2999, 1, 1))


def test_each_step_keeps_its_day(store: Store) -> None:
    department = found(store, visit_approval="manager", check_visits="yes")
    way = [
        ("submitted", "submitted_on"), ("approved", "approved_on"), ("prepared", "prepared_on"), ("held", "held_on"),
        ("reported", "reported_on"), ("checked", "checked_on"), ("reimbursed", "reimbursed_on"),
        ("closed", "closed_on"),
    ]  # fmt: skip
    with store.change(message("Move")) as session:
        visit = _visit(session, department, "planned")
        for day, (to, field) in enumerate(way, 1):
            visit_states.move(session, visit, to, date(2026, 3, day))
            assert getattr(visit, field) == date(2026, 3, day)


@given(st.lists(st.sampled_from(VISIT_STATE.codes), max_size=12))
def test_no_walk_leaves_an_end(steps: list[str]) -> None:
    """Whatever is tried one after the other on the plain table: ended visits stay ended, what was held stays held."""
    state, happened = "planned", False
    for to in steps:
        if to in visit_states.STEPS[state]:
            state = to
        happened = happened or state in visit_states.HAPPENED
        assert not happened or state in visit_states.HAPPENED
