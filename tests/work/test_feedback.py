"""Opinions and questions: due by the standard time of their kind, answered in time or not, withdrawn, out of order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.service import Feedback
from kamdesk.store.store import Store
from kamdesk.work import feedback, lists
from kamdesk.work.lists import ListQuery
from tests.work.department import Department, found

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _add(store: Store, department: Department, **values: Any) -> int:
    given = {"account_id": department.account, "received_on": TUESDAY, "content": "交货太慢"}
    with store.change(message("Add")) as session:
        return feedback.add(session, given | values).id


def _answer(store: Store, number: int, on: date, at: str | None = None) -> None:
    with store.change(message("Answer")) as session:
        values = {"answered_on": on, "answered_at": at, "reply": "已安排"}
        feedback.answer(session, session.get_one(Feedback, number), values)


def test_the_kind_says_how_long_and_the_clock_until_when(
    store: Store, department: Department
) -> None:
    opinion = _add(store, department, received_at="10:30")
    question = _add(store, department, kind="question", received_at="10:30")
    with store.change(message("Another kind")) as session:
        one, other = session.get_one(Feedback, opinion), session.get_one(Feedback, question)
        assert (one.standard_hours, one.due_on, one.due_at) == (24, THURSDAY, "16:30")
        assert (other.standard_hours, other.due_on, other.due_at) == (8, WEDNESDAY, "09:30")
        feedback.change(session, one, {"kind": "question"})
        assert (one.standard_hours, one.due_on, one.due_at) == (8, WEDNESDAY, "09:30")
        feedback.change(session, one, {"standard_hours": 2})
        assert (one.due_on, one.due_at) == (TUESDAY, "12:30")
        feedback.change(session, one, {"received_on": WEDNESDAY})
        assert (one.due_on, one.due_at) == (WEDNESDAY, "12:30")
        feedback.change(session, one, {"content": "改了说法"})
        feedback.change(session, one, {"due_on": THURSDAY})
        assert one.due_on == THURSDAY


def test_a_due_day_that_is_given_stays(store: Store, department: Department) -> None:
    number = _add(store, department, due_on=date(2026, 12, 1))
    with store.read() as session:
        assert session.get_one(Feedback, number).due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("values", "today", "state", "in_time"),
    [
        ({}, WEDNESDAY, "waiting", None),  # on the due day it is not late yet
        ({}, THURSDAY, "overdue", None),
        ({"answered_on": WEDNESDAY}, THURSDAY, "in_time", True),
        ({"answered_on": THURSDAY}, THURSDAY, "late", False),
        ({"withdrawn_on": WEDNESDAY}, THURSDAY, "withdrawn", None),
        # withdrawn on or before the due day is out, even if it was answered
        ({"answered_on": TUESDAY, "withdrawn_on": WEDNESDAY}, THURSDAY, "withdrawn", None),
        # withdrawn after it still counts as what it was
        ({"answered_on": THURSDAY, "withdrawn_on": THURSDAY}, THURSDAY, "late", False),
    ],
)
def test_in_time_or_not_goes_by_days(
    values: dict[str, Any], today: date, state: str, in_time: bool | None
) -> None:
    one = Feedback(kind="question", received_on=TUESDAY, due_on=WEDNESDAY, **values)
    assert (feedback.state(one, today), feedback.in_time(one)) == (state, in_time)


def test_what_is_out_of_order_is_refused_at_its_field(store: Store, department: Department) -> None:
    number = _add(store, department, received_at="10:30")

    def refused(**values: Any) -> str | None:
        with pytest.raises(RuleError) as refusal, store.change(message("Refused")) as session:
            feedback.answer(session, session.get_one(Feedback, number), values)
        return refusal.value.field

    assert refused(answered_on=date(2026, 11, 23), reply="好") == "answered_on"
    assert refused(answered_on=TUESDAY, answered_at="10:00", reply="好") == "answered_at"
    assert refused(answered_on=TUESDAY) == "reply"
    assert refused(reply="好") == "answered_on"
    _answer(store, number, TUESDAY, "11:00")
    assert refused(answered_on=WEDNESDAY, reply="再答") == "answered_on"
    with store.read() as session:
        assert session.get_one(Feedback, number).reply == "已安排"


def test_what_was_withdrawn_is_not_answered_nor_withdrawn_twice(
    store: Store, department: Department
) -> None:
    number = _add(store, department)
    with pytest.raises(RuleError), store.change(message("Too early")) as session:
        feedback.withdraw(session, session.get_one(Feedback, number), date(2026, 11, 1))
    with store.change(message("Withdraw")) as session:
        feedback.withdraw(session, session.get_one(Feedback, number), WEDNESDAY)
    with pytest.raises(RuleError) as refusal:
        _answer(store, number, THURSDAY)
    assert refusal.value.field == "answered_on"
    with pytest.raises(RuleError), store.change(message("Twice")) as session:
        feedback.withdraw(session, session.get_one(Feedback, number), THURSDAY)


def test_the_lists_are_what_waits_is_overdue_and_was_too_late(
    store: Store, department: Department
) -> None:
    overdue = _add(store, department, received_on=date(2026, 3, 2))
    late = _add(store, department, received_on=date(2026, 3, 2), due_on=date(2026, 3, 3))
    ahead = _add(store, department, received_on=date.today(), due_on=date(2099, 1, 1))
    today = _add(store, department, received_on=date(2026, 3, 2), due_on=date.today())
    _answer(store, late, date(2026, 3, 4))
    with store.read() as session:

        def listed(condition: lists.Condition) -> set[int]:
            return set(lists.ids(session, ListQuery("Feedback", (), conditions=(condition,))))

        assert listed(feedback.WAITING) == {overdue, ahead, today}
        assert listed(feedback.OVERDUE) == {overdue}
        assert listed(feedback.DUE_TODAY) == {today}
        assert listed(feedback.TOO_LATE) == {late}
