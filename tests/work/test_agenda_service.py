"""What contracts, deliveries, complaints, feedback, measures, requests and surveys put on the agenda."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.exchange.calendar_file import write_calendar
from kamdesk.i18n import message
from kamdesk.model.base import Record
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.department import Staff
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import (
    Complaint,
    Feedback,
    ServiceMeasure,
    ServicePlan,
    ServiceRequest,
)
from kamdesk.model.survey import Survey, SurveyAnswer
from kamdesk.store.store import Store
from kamdesk.work import agenda_service
from kamdesk.work.agenda import agenda, counts
from tests.work.department import Department, found

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def put(store: Store, *records: Record) -> None:
    with store.change(message("Set up")) as session:
        session.add_all(records)


def lines(store: Store, who: int | None, on: date = TODAY) -> list[tuple[str, str, str, int, int]]:
    """Kind, title, detail, days from today, days overdue."""
    with store.read() as session:
        staff = session.get(Staff, who) if who else None
        entries = agenda(session, on, 7, staff).entries
        found = [
            (each.kind, each.title, each.detail, (each.on - on).days, each.overdue)
            for each in entries
        ]
        count = counts(session, on, staff)
        assert count.overdue == sum(each[4] > 0 for each in found)
        return found


def test_milestones_of_contracts_that_hold(store: Store, department: Department) -> None:
    of = {"account_id": department.account, "name": "框架"}
    put(
        store,
        Contract(id=1, number="C-1", state="running", owner_id=department.manager, **of),
        Contract(id=2, number="C-2", state="running", **of),
        Contract(id=3, number="C-3", state="terminated", **of),
        Milestone(contract_id=1, kind="payment", name="尾款", due_on=TODAY - 2 * DAY),
        Milestone(contract_id=1, kind="delivery", name="已交", due_on=TODAY, done_on=TODAY),
        Milestone(contract_id=2, kind="delivery", name="首批", due_on=TODAY + 3 * DAY),
        Milestone(contract_id=3, kind="delivery", name="不再", due_on=TODAY),
        Milestone(contract_id=2, kind="other", name="没有日期"),
    )
    assert lines(store, department.manager) == [("milestone", "尾款", "Payment · 框架", -2, 2)]
    # Without somebody in charge it is the owner's of the account.
    assert lines(store, department.specialist) == [("milestone", "首批", "Delivery · 框架", 3, 0)]
    assert len(lines(store, None)) == 2


def test_a_contract_warns_every_day_until_it_ends(store: Store, department: Department) -> None:
    of = {"account_id": department.account}
    put(
        store,
        # 60 days of warning: from 2 October 2026 on.
        Contract(number="C-1", name="十二月", state="running", ends_on=date(2026, 12, 1), **of),
        # Ten days of its own: from 27 November on.
        Contract(number="C-2", name="自定", state="running", ends_on=date(2026, 12, 7), warn_days=10, **of),
        Contract(number="C-3", name="过期", state="running", ends_on=date(2026, 11, 20), **of),
        Contract(number="C-4", name="还早", state="running", ends_on=date(2027, 2, 1), **of),
        Contract(number="C-5", name="已续", state="renewed", ends_on=date(2026, 11, 30), **of),
    )  # fmt: skip
    assert lines(store, department.specialist) == [
        ("contract_ending", "过期", "C-3, holds until 2026-11-20", -4, 4),
        ("contract_ending", "十二月", "C-1, holds until 2026-12-01", 0, 0),
        ("contract_ending", "自定", "C-2, holds until 2026-12-07", 3, 0),
    ]
    assert [name for _kind, name, *_rest in lines(store, None, date(2026, 10, 2) - 7 * DAY)] == [
        "过期", "十二月",
    ]  # fmt: skip


def test_deliveries_complaints_feedback_and_requests(store: Store, department: Department) -> None:
    of = {"account_id": department.account}
    put(
        store,
        Product(id=1, code="P", name="泵"),
        Purchase(number="SO-1", product_id=1, on=date(2026, 10, 1), amount=Decimal(5), state="ordered",
                 due_on=TODAY - DAY, **of),
        Purchase(on=date(2026, 10, 1), amount=Decimal(5), state="ordered", due_on=TODAY, **of),
        Purchase(on=date(2026, 10, 1), amount=Decimal(-5), state="ordered", due_on=TODAY, **of),
        Purchase(on=date(2026, 10, 1), amount=Decimal(5), state="delivered", due_on=TODAY, delivered_on=TODAY, **of),
        Complaint(number="CP-1", content="到货  破损", received_on=TODAY - 9 * DAY, due_on=TODAY - 5 * DAY,
                  judgement="pending", handler_id=department.manager, **of),
        Complaint(number="CP-2", received_on=TODAY - 2 * DAY, judgement="valid", **of),
        Complaint(number="CP-3", received_on=TODAY, judgement="valid", answered_on=TODAY, **of),
        Feedback(kind="question", content="怎样保养", received_on=TODAY, due_on=TODAY, due_at="15:30", **of),
        Feedback(kind="opinion", content="撤回", received_on=TODAY, due_on=TODAY, withdrawn_on=TODAY, **of),
        Feedback(kind="opinion", content="已答", received_on=TODAY, due_on=TODAY, answered_on=TODAY, **of),
        ServiceRequest(number="SR-1", kind="repair", content="电机异响", requested_on=TODAY, due_on=TODAY + DAY, **of),
        ServiceRequest(number="SR-2", kind="repair", requested_on=TODAY, due_on=TODAY, cancelled_on=TODAY, **of),
    )  # fmt: skip
    assert lines(store, department.specialist) == [
        ("complaint", "CP-2", "CP-2", -2, 2),
        ("delivery_due", "SO-1 · 泵", "", -1, 1),
        ("feedback", "怎样保养", "Question", 0, 0),
        ("delivery_due", "Delivery due", "", 0, 0),
        ("service_request", "电机异响", "Repair · SR-1", 1, 0),
    ]
    assert lines(store, department.manager) == [("complaint", "到货 破损", "CP-1", -5, 5)]


def test_measures_and_surveys(store: Store, department: Department, tmp_path: Path) -> None:
    put(
        store,
        ServicePlan(id=1, account_id=department.account, year=2026, state="running"),
        ServiceMeasure(service_plan_id=1, what="巡检", due_on=TODAY, responsible_id=department.specialist),
        ServiceMeasure(service_plan_id=1, what="不适用", due_on=TODAY, not_applicable=True),
        ServiceMeasure(service_plan_id=1, what="做完", due_on=TODAY, done_on=TODAY),
        Survey(id=1, name="满意度", round="2026H2", closes_on=TODAY + 2 * DAY),
        SurveyAnswer(survey_id=1, account_id=department.account, sent_on=TODAY, answered_on=TODAY),
        SurveyAnswer(survey_id=1, account_id=department.account, sent_on=TODAY),
        SurveyAnswer(survey_id=1, account_id=department.account, sent_on=TODAY),
        Survey(id=2, name="都回来了", closes_on=TODAY),
        SurveyAnswer(survey_id=2, account_id=department.account, answered_on=TODAY),
        Survey(id=3, name="早已截止", closes_on=TODAY - 31 * DAY),
        SurveyAnswer(survey_id=3, account_id=department.account),
    )  # fmt: skip
    assert lines(store, department.specialist) == [
        ("service_measure", "巡检", "service plan 2026", 0, 0),
        ("survey", "满意度 2026H2", "1 of 3 came back", 2, 0),
    ]
    with store.read() as session:
        target = tmp_path / "agenda.ics"
        assert write_calendar(target, agenda(session, TODAY, 7).entries) == 2
    content = target.read_text(encoding="utf-8")
    assert "SUMMARY:Measure of a service plan: 巡检 (云麓食品)" in content
    assert "SUMMARY:Survey closes: 满意度 2026H2" in content


def test_one_key_marks_them_done(store: Store, department: Department) -> None:
    today = date.today()
    put(
        store,
        Contract(id=1, number="C-1", name="框架", state="running", account_id=department.account),
        Milestone(contract_id=1, kind="delivery", name="首批", due_on=today),
        Purchase(
            account_id=department.account,
            on=today,
            amount=Decimal(5),
            state="shipped",
            due_on=today,
        ),
        ServicePlan(id=1, account_id=department.account, year=2026, state="running"),
        ServiceMeasure(service_plan_id=1, what="巡检", due_on=today),
        ServiceMeasure(service_plan_id=1, what="晚了", due_on=today - DAY),
    )
    with store.change(message("Done")) as session:
        for record in (Milestone, Purchase, ServiceMeasure):
            first = session.scalars(select(record).order_by(record.id)).first()
            assert first is not None
            agenda_service.finish(session, first, today)
    with store.read() as session:
        assert session.scalars(select(Milestone.done_on)).all() == [today]
        assert session.scalars(select(Purchase.state)).all() == ["delivered"]
        assert session.scalars(select(ServiceMeasure.as_planned)).all() == [True, None]
        late = session.get_one(ServiceMeasure, 2)
        with pytest.raises(RuleError) as refusal:
            agenda_service.finish(session, late, today)
        assert refusal.value.sentence == "Say how it deviated from the plan."
