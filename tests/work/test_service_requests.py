"""Service requests: number, order of days, done or cancelled, and what one cost with parts and expenses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.expense import Expense
from kamdesk.model.service import ServicePart, ServiceRequest
from kamdesk.store.store import Store
from kamdesk.work import lists, service_requests
from kamdesk.work.lists import ListQuery
from tests.work.department import Department, found

ASKED = date(2026, 3, 2)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _add(store: Store, department: Department, **values: Any) -> int:
    given = {"account_id": department.account, "requested_on": ASKED, "content": "主轴振动"}
    with store.change(message("Add")) as session:
        return service_requests.add(session, given | values).id


def _finish(store: Store, number: int, **values: Any) -> None:
    with store.change(message("Finish")) as session:
        request = session.get_one(ServiceRequest, number)
        service_requests.finish(session, request, values)


def test_a_request_from_the_question_to_the_end(store: Store, department: Department) -> None:
    number = _add(store, department, kind="repair", due_on=date(2026, 3, 9))
    with store.read() as session:
        request = session.get_one(ServiceRequest, number)
        assert request.number == "SR-2026-0001"
        assert service_requests.state(request, date(2026, 3, 9)) == "open"
        assert service_requests.state(request, date(2026, 3, 10)) == "overdue"
        query = ListQuery("ServiceRequest", (), conditions=(service_requests.OVERDUE,))
        assert lists.ids(session, query) == [number]
    _finish(store, number, done_on=date(2026, 3, 12), given="换轴承并动平衡")
    with store.read() as session:
        request = session.get_one(ServiceRequest, number)
        assert service_requests.state(request, date(2026, 3, 20)) == "done"
        query = ListQuery("ServiceRequest", (), conditions=(service_requests.OPEN,))
        assert lists.ids(session, query) == []


def test_what_is_out_of_order_is_refused_at_its_field(store: Store, department: Department) -> None:
    number = _add(store, department)

    def refused(**values: Any) -> str | None:
        with pytest.raises(RuleError) as refusal:
            _finish(store, number, **values)
        return refusal.value.field

    assert refused(done_on=date(2026, 3, 1), given="x") == "done_on"
    assert refused(done_on=ASKED) == "given"
    with store.change(message("Cancel")) as session:
        service_requests.cancel(session, session.get_one(ServiceRequest, number), ASKED)
    assert refused(done_on=ASKED, given="x") == "done_on"
    with store.change(message("Both")) as session:
        request = session.get_one(ServiceRequest, number)
        with pytest.raises(RuleError) as refusal:
            service_requests.change(session, request, {"done_on": ASKED})
        session.refresh(request)
    assert refusal.value.field == "cancelled_on"
    with store.read() as session:
        request = session.get_one(ServiceRequest, number)
        assert service_requests.state(request, ASKED) == "cancelled"


def test_what_a_request_cost(store: Store, department: Department) -> None:
    number = _add(store, department, cost=Decimal("200.00"), charged=Decimal("150.00"))
    with store.change(message("Parts and expenses")) as session:
        for name, quantity, unit in (
            ("轴承", Decimal(2), Decimal("120.50")),
            ("油脂", Decimal("0.5"), Decimal("30.00")),
            ("赠送垫片", Decimal(4), None),
        ):
            part = ServicePart(service_request_id=number, name=name, quantity=quantity)
            part.unit_cost = unit
            session.add(part)
        for amount, state, currency in (
            ("88.00", "open", "CNY"), ("12.00", "paid", None), ("500.00", "refused", "CNY"), ("9.00", "open", "USD"),
        ):  # fmt: skip
            session.add(
                Expense(
                    on=ASKED, category="travel", amount=Decimal(amount), currency=currency, state=state,
                    staff_id=department.specialist, service_request_id=number,
                )
            )  # fmt: skip
    with store.read() as session:
        found_ = service_requests.costs(session, session.get_one(ServiceRequest, number))
    # 2 × 120.50 + 0.5 × 30.00 = 256.00; 88 + 12 = 100; refused and foreign ones are out
    assert (found_.work, found_.parts, found_.expenses) == (200, 256, 100)
    assert (found_.whole, found_.balance, found_.unpriced) == (556, -406, 1)
