"""Complaints: number and deadline, judged, answered, confirmed, reopened; each step in its order, causes counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.charts.of_department import complaint_causes_data, complaint_pareto_data
from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.service import Complaint, ComplaintReopening
from kamdesk.store.store import Store
from kamdesk.work import complaints, lists
from kamdesk.work.complaints import CauseKind
from kamdesk.work.lists import Condition, ListQuery
from tests.work.department import Department, found

RECEIVED = date(2026, 3, 2)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _add(store: Store, department: Department, **values: Any) -> int:
    given = {"account_id": department.account, "received_on": RECEIVED, "content": "轴承异响"}
    with store.change(message("Add")) as session:
        return complaints.add(session, given | values).id


def _do(store: Store, number: int, act: Callable[..., object], *more: Any) -> None:
    with store.change(message("Do")) as session:
        act(session, session.get_one(Complaint, number), *more)


def _refused(store: Store, number: int, act: Callable[..., object], *more: Any) -> str | None:
    with pytest.raises(RuleError) as refusal:
        _do(store, number, act, *more)
    return refusal.value.field


def _judge(store: Store, number: int, **more: Any) -> None:
    values = {"judgement": "valid", "judged_on": RECEIVED, "cause_kind": "product"}
    _do(store, number, complaints.judge, values | more)


def _state(session: Session, number: int) -> str:
    reopened = complaints.times_reopened(session, [number]).get(number, 0)
    return complaints.state(session.get_one(Complaint, number), reopened)


def test_a_complaint_gets_its_number_and_its_deadline(store: Store, department: Department) -> None:
    severe = _add(store, department, severity="high")
    slight = _add(store, department, severity="low")
    unknown = _add(store, department)
    own = _add(store, department, number="X-9", due_on=date(2026, 3, 20), severity="high")
    next_year = _add(store, department, received_on=date(2027, 1, 4))
    with store.read() as session:
        found_ = {each.id: each for each in session.scalars(select(Complaint))}
    assert (found_[severe].number, found_[severe].due_on) == ("CP-2026-0001", date(2026, 3, 5))
    assert (found_[slight].number, found_[slight].due_on) == ("CP-2026-0002", date(2026, 3, 16))
    assert (found_[unknown].number, found_[unknown].due_on) == ("CP-2026-0003", None)
    assert (found_[own].number, found_[own].due_on) == ("X-9", date(2026, 3, 20))
    assert found_[next_year].number == "CP-2027-0001"
    assert found_[severe].judgement == "pending"


def test_another_severity_moves_the_deadline_until_it_is_answered(
    store: Store, department: Department
) -> None:
    number = _add(store, department, severity="low")
    _do(store, number, complaints.change, {"severity": "medium"})
    with store.read() as session:
        assert session.get_one(Complaint, number).due_on == date(2026, 3, 9)
    _do(store, number, complaints.change, {"severity": "high", "due_on": date(2026, 3, 30)})
    with store.read() as session:
        assert session.get_one(Complaint, number).due_on == date(2026, 3, 30)
    answered = {"answered_on": RECEIVED, "solution": "更换"}
    _do(store, number, complaints.answer, answered)
    _do(store, number, complaints.change, {"severity": "low"})
    with store.read() as session:
        assert session.get_one(Complaint, number).due_on == date(2026, 3, 30)


def test_from_receipt_to_confirmation_and_back(store: Store, department: Department) -> None:
    number = _add(store, department, severity="medium")
    with store.read() as session:
        assert _state(session, number) == "received"
    _judge(store, number)
    with store.read() as session:
        assert _state(session, number) == "handling"
    values = {"answered_on": date(2026, 3, 4), "solution": "更换轴承", "cost": Decimal("350.00")}
    _do(store, number, complaints.answer, values)
    with store.read() as session:
        assert _state(session, number) == "answered"
    _do(store, number, complaints.confirm, {"confirmed_on": date(2026, 3, 6)})
    with store.read() as session:
        assert _state(session, number) == "confirmed"
    _do(store, number, complaints.reopen, date(2026, 3, 20), " 又响了 ")
    with store.read() as session:
        one = session.get_one(Complaint, number)
        assert _state(session, number) == "reopened"
        # seven days from the day it was taken up again; what was done before stays
        assert (one.due_on, one.answered_on, one.confirmed_on) == (date(2026, 3, 27), None, None)
        assert (one.solution, one.judgement) == ("更换轴承", "valid")
        again = session.scalars(select(ComplaintReopening)).one()
        assert (again.on, again.reason) == (date(2026, 3, 20), "又响了")
        assert complaints.last_reopened(session, one) == date(2026, 3, 20)
    store.undo()
    with store.read() as session:
        assert _state(session, number) == "confirmed"
        assert complaints.times_reopened(session, [number]) == {}


def test_what_is_out_of_order_is_refused_at_its_field(store: Store, department: Department) -> None:
    number = _add(store, department)
    early = RECEIVED - timedelta(days=1)
    confirm, answer = complaints.confirm, complaints.answer
    assert _refused(store, number, confirm, {"confirmed_on": RECEIVED}) == "confirmed_on"
    assert _refused(store, number, answer, {"answered_on": early, "solution": "x"}) == "answered_on"
    assert _refused(store, number, answer, {"answered_on": RECEIVED}) == "solution"
    assert _refused(store, number, complaints.reopen, RECEIVED, "又来") == "on"
    judged = {"judgement": "valid", "judged_on": RECEIVED}
    assert _refused(store, number, complaints.judge, judged) == "cause_kind"
    pending = {"judgement": "pending", "judged_on": RECEIVED}
    assert _refused(store, number, complaints.judge, pending) == "judgement"
    before = {"judgement": "invalid", "judged_on": early}
    assert _refused(store, number, complaints.judge, before) == "judged_on"
    day = date(2026, 3, 4)
    _do(store, number, answer, {"answered_on": day, "solution": "更换"})
    assert _refused(store, number, answer, {"answered_on": day, "solution": "y"}) == "answered_on"
    # settled only when it is known whether it was our fault
    assert _refused(store, number, confirm, {"confirmed_on": day}) == "confirmed_on"
    _judge(store, number)
    assert _refused(store, number, confirm, {"confirmed_on": RECEIVED}) == "confirmed_on"
    _do(store, number, confirm, {"confirmed_on": day})
    assert _refused(store, number, confirm, {"confirmed_on": day}) == "confirmed_on"
    assert _refused(store, number, complaints.reopen, day, "  ") == "reason"
    assert _refused(store, number, complaints.reopen, RECEIVED, "又来") == "on"
    # the form may not bring about what the steps refuse
    change = complaints.change
    assert _refused(store, number, change, {"answered_on": None}) == "confirmed_on"
    assert _refused(store, number, change, {"received_on": date(2026, 3, 5)}) == "judged_on"


def test_a_judgement_in_the_form_notes_its_day(store: Store, department: Department) -> None:
    number = _add(store, department)
    _do(store, number, complaints.change, {"judgement": "invalid"})
    with store.read() as session:
        assert session.get_one(Complaint, number).judged_on == date.today()
    _do(store, number, complaints.change, {"judgement": "pending"})
    with store.read() as session:
        assert session.get_one(Complaint, number).judged_on is None


def test_the_supervision_list(store: Store, department: Department) -> None:
    overdue = _add(store, department, severity="high")
    ahead = _add(store, department, due_on=date(2099, 1, 1))
    reopened = _add(store, department, severity="high")
    settled = _add(store, department, severity="high")
    for number in (reopened, settled):
        _judge(store, number)
        _do(store, number, complaints.answer, {"answered_on": RECEIVED, "solution": "更换"})
    _do(store, settled, complaints.confirm, {"confirmed_on": RECEIVED})
    with store.read() as session:

        def listed(condition: Condition) -> set[int]:
            query = ListQuery("Complaint", ("number",), conditions=(condition,), sort="due_on")
            assert len(lists.page(session, query, 0, 10)) == lists.count(session, query)
            # a kept query finds the condition again by its name
            return set(lists.ids(session, ListQuery.load(query.dump())))

        assert listed(complaints.TO_CONFIRM) == {reopened}
        assert listed(complaints.REOPENED) == set()
    _do(store, reopened, complaints.reopen, RECEIVED, "又坏")
    with store.read() as session:
        query = ListQuery("Complaint", (), conditions=(complaints.REOPENED,))
        assert lists.ids(session, query) == [reopened]
        query = query.with_(conditions=(complaints.OPEN,))
        assert set(lists.ids(session, query)) == {overdue, ahead, reopened}
        query = query.with_(conditions=(complaints.OVERDUE,))
        assert set(lists.ids(session, query)) == {overdue, reopened}
        query = query.with_(conditions=(complaints.TO_JUDGE,))
        assert set(lists.ids(session, query)) == {overdue, ahead}
        one = session.get_one(Complaint, overdue)
        assert complaints.is_overdue(one, date(2026, 3, 6))
        assert not complaints.is_overdue(one, date(2026, 3, 5))  # the deadline is the last day


def test_causes_of_valid_complaints_by_kind(store: Store, department: Department) -> None:
    told = [
        ("logistics", "装车漏件"), ("product", "检验漏项"), ("product", "检验漏项"), ("product", "材料硬度"),
        ("logistics", " 装车漏件 "),
    ]  # fmt: skip
    for kind, cause in told:
        number = _add(store, department)
        _judge(store, number, cause_kind=kind, cause=cause)
    invalid = _add(store, department)
    _do(store, invalid, complaints.judge, {"judgement": "invalid", "judged_on": RECEIVED})
    _add(store, department)
    earlier = _add(store, department, received_on=date(2025, 12, 31))
    _judge(store, earlier, cause_kind="people", cause="态度")
    with store.read() as session:
        in_2026 = complaints.causes(session, date(2026, 1, 1), date(2026, 12, 31))
        everything = complaints.causes(session)
    product = CauseKind("product", 3, (("检验漏项", 2), ("材料硬度", 1)))
    logistics = CauseKind("logistics", 2, (("装车漏件", 2),))
    assert in_2026 == [product, logistics]
    assert everything == [product, logistics, CauseKind("people", 1, (("态度", 1),))]
    bars = complaint_pareto_data(in_2026)
    assert [(each.key, each.name, each.count, each.together) for each in bars.columns] == [
        ("product", "Product", 3, 0.6),
        ("logistics", "Logistics", 2, 1.0),
    ]
    fish = complaint_causes_data(in_2026)
    assert [each.name for each in fish.bones] == ["Product 3", "Logistics 2"]
    assert [each.text for each in fish.bones[0].causes] == ["检验漏项 ×2", "材料硬度"]
    assert fish.below == ("5",)
