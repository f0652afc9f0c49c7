"""Call-backs due: made by the tier's rhythm, one at a time, answered by a call-back that was held, or called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.store import Store
from kamdesk.work import rhythm, settings, visits
from kamdesk.work.accounts import change_account, create_account

ON = date(2026, 3, 2)  # a Monday


def _account(
    store: Store, name: str, tier: str | None = "A", since: str = "2026-02-20", **more
) -> int:
    with store.change(message("Account")) as session:
        values = {"name": name, "tier": tier, "status": "active", **more}
        return create_account(session, values, date.fromisoformat(since)).id


def _plan(store: Store, day: date = ON, staff: Staff | None = None) -> list[int]:
    with store.change(message("Plan call-backs")) as session:
        return rhythm.plan_callbacks(session, day, staff)


def _plans(store: Store) -> list[tuple[str, str, bool, bool]]:
    """Account, due day, whether answered, whether called off."""
    with store.read() as session:
        rows = session.execute(
            select(Account.name, CallbackPlan)
            .join(CallbackPlan, CallbackPlan.account_id == Account.id)
            .order_by(CallbackPlan.due_on, Account.name)
        )
        return [
            (name, str(plan.due_on), plan.visit_id is not None, plan.cancelled_on is not None)
            for name, plan in rows
        ]


def _call_back(store: Store, account_id: int, on: date) -> int:
    with store.change(message("Call back")) as session:
        values = {"account_id": account_id, "kind": "callback", "held_on": on, "conclusion": "满意"}
        return visits.record_held(session, values, on=on).id


def test_each_tier_has_its_days_and_they_fall_on_working_days(store: Store) -> None:
    _account(store, "A", "A")  # 20 February + 30: Sunday 22 March
    _account(store, "B", "B")  # + 60: 21 April
    _account(store, "C", "C")  # + 90: 21 May
    _account(store, "long ago", "A", "2025-01-01")
    _account(store, "no tier", None)
    _account(store, "prospect", "A", status="prospect")
    assert len(_plan(store)) == 4
    assert _plans(store) == [
        ("long ago", "2026-03-02", False, False),
        ("A", "2026-03-23", False, False),
        ("B", "2026-04-21", False, False),
        ("C", "2026-05-21", False, False),
    ]


def test_a_due_day_on_a_make_up_day_stays_and_on_a_holiday_moves(store: Store) -> None:
    _account(store, "make-up", "A", "2026-04-09")  # + 30: Saturday 9 May, worked
    _account(store, "holiday", "A", "2026-04-02")  # + 30: Saturday 2 May, off until the 5th
    _plan(store, date(2026, 4, 10))
    assert [(name, due) for name, due, *_rest in _plans(store)] == [
        ("holiday", "2026-05-06"),
        ("make-up", "2026-05-09"),
    ]


def test_an_account_has_one_open_call_back_however_often_they_are_made(store: Store) -> None:
    _account(store, "A")
    assert len(_plan(store)) == 1
    assert _plan(store) == []
    assert _plan(store, date(2026, 6, 1)) == []


def test_only_the_accounts_of_a_person_are_planned(store: Store) -> None:
    with store.change(message("Staff")) as session:
        ann = Staff(number="1", name="Ann")
        session.add(ann)
    _account(store, "Ann's", owner_id=ann.id)
    _account(store, "nobody's")
    _plan(store, staff=ann)
    assert [name for name, *_rest in _plans(store)] == ["Ann's"]


def test_a_held_call_back_answers_it_and_makes_the_next_one_due(store: Store) -> None:
    account_id = _account(store, "A")
    _plan(store)
    _call_back(store, account_id, date(2026, 3, 20))
    # 20 March + 30: Sunday 19 April.
    assert _plans(store) == [("A", "2026-03-23", True, False), ("A", "2026-04-20", False, False)]
    assert store.undo() == "Call back"
    assert _plans(store) == [("A", "2026-03-23", False, False)]


def test_answering_twice_answers_once(store: Store) -> None:
    account_id = _account(store, "A")
    _plan(store)
    visit_id = _call_back(store, account_id, date(2026, 3, 20))
    with store.change(message("Again")) as session:
        rhythm.fulfil(session, session.get_one(Visit, visit_id))
    assert [answered for _name, _due, answered, _off in _plans(store)] == [True, False]


def test_a_visit_of_another_kind_answers_nothing(store: Store) -> None:
    account_id = _account(store, "A")
    _plan(store)
    with store.change(message("Visit")) as session:
        values = {"account_id": account_id, "held_on": date(2026, 3, 20), "conclusion": "走访"}
        visits.record_held(session, values, on=date(2026, 3, 20))
    assert _plans(store) == [("A", "2026-03-23", False, False)]


def test_the_rhythm_counts_from_the_last_call_back_held(store: Store) -> None:
    account_id = _account(store, "A")
    _call_back(store, account_id, date(2026, 2, 25))
    assert _plans(store) == []
    _plan(store)
    # 25 February + 30: Friday 27 March.
    assert _plans(store) == [("A", "2026-03-27", False, False)]


def test_the_next_one_follows_the_tier_of_today(store: Store) -> None:
    account_id = _account(store, "A")
    _plan(store)
    with store.change(message("Tier")) as session:
        account = session.get_one(Account, account_id)
        change_account(session, account, {"tier": "C"}, date(2026, 3, 10))
    _call_back(store, account_id, date(2026, 3, 20))
    # 20 March + 90: 18 June, a Thursday.
    assert _plans(store)[-1] == ("A", "2026-06-18", False, False)


def test_a_call_back_called_off_is_not_made_again_for_the_same_day(store: Store) -> None:
    _account(store, "long ago", "A", "2025-01-01")
    [plan_id] = _plan(store)
    with store.change(message("Cancel")) as session:
        plan = session.get_one(CallbackPlan, plan_id)
        rhythm.cancel_callback(session, plan, "客户停产检修", ON)
    _plan(store)
    # Due 2 March, called off; the rhythm goes on from there: 1 April.
    assert _plans(store) == [
        ("long ago", "2026-03-02", False, True),
        ("long ago", "2026-04-01", False, False),
    ]


def test_postponing_keeps_the_reason_and_makes_another_day_due(store: Store) -> None:
    _account(store, "A")
    [plan_id] = _plan(store)
    with store.change(message("Postpone")) as session:
        plan = session.get_one(CallbackPlan, plan_id)
        later = rhythm.postpone_callback(session, plan, date(2026, 3, 30), "联系人出差", ON)
        assert (later.due_on, plan.cancel_reason) == (date(2026, 3, 30), "联系人出差")
    assert _plans(store) == [("A", "2026-03-23", False, True), ("A", "2026-03-30", False, False)]


def _refused(store: Store, act: Callable[[Session], object]) -> str | None:
    """The field that the refusal of `act` names."""
    with pytest.raises(RuleError) as refusal, store.change(message("Refused")) as session:
        act(session)
    return refusal.value.field


def test_what_may_not_be_done_to_a_call_back_is_refused(store: Store) -> None:
    account_id = _account(store, "A")
    [plan_id] = _plan(store)

    def plan(session: Session) -> CallbackPlan:
        return session.get_one(CallbackPlan, plan_id)

    def second(session: Session) -> CallbackPlan:
        account = session.get_one(Account, account_id)
        return rhythm.plan_callback(session, account, date(2026, 8, 3))

    def earlier(session: Session) -> CallbackPlan:
        return rhythm.postpone_callback(session, plan(session), date(2026, 3, 23), "早", ON)

    assert _refused(store, second) == "due_on"
    assert _refused(store, earlier) == "due_on"
    assert (
        _refused(store, lambda session: rhythm.cancel_callback(session, plan(session), "  ", ON))
        == "cancel_reason"
    )
    _call_back(store, account_id, date(2026, 3, 20))
    assert (
        _refused(store, lambda session: rhythm.cancel_callback(session, plan(session), "晚了", ON))
        == "cancelled_on"
    )


def test_a_tier_without_days_has_no_call_backs(store: Store) -> None:
    with store.change(message("Off")) as session:
        settings.put(session, "callback_a", 0)
    _account(store, "A")
    assert _plan(store) == []
