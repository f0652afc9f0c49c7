"""Purchases, contracts, complaints, feedback, requests, measures, questionnaires and activities on the line of time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kamdesk.i18n import message
from kamdesk.model.activity import Activity, Invitee
from kamdesk.model.contract import Contract
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
from kamdesk.work.timeline import timeline
from kamdesk.work.trash import move_to_trash
from tests.work.department import found

KINDS = (
    "purchase",
    "contract",
    "complaint",
    "feedback",
    "request",
    "measure",
    "survey",
    "activity",
)


def test_everything_that_was_done_for_an_account(store: Store) -> None:
    department = found(store)
    of = {"account_id": department.account}

    def day(number: int) -> date:
        return date(2026, 3, number)

    with store.change(message("Fill")) as session:
        session.add_all(
            [
                Product(id=1, code="P", name="泵"),
                Purchase(on=day(1), number="SO-1", product_id=1, amount=Decimal("1200.5"), state="delivered",
                         delivered_on=day(9), **of),
                Purchase(on=day(2), amount=Decimal(-30), currency="USD", state="ordered", **of),
                Contract(number="C-1", name="框架", state="terminated", signed_on=day(3), ended_on=day(20),
                         end_reason="停产", **of),
                Contract(number="C-2", name="草稿", state="draft", **of),
                Complaint(received_on=day(4), content="到货\n破损", category="delivery", judgement="valid",
                          answered_on=day(6), solution="补货", confirmed_on=day(7), **of),
                Feedback(kind="question", received_on=day(8), content="怎样保养", reply="见手册", **of),
                ServiceRequest(kind="repair", requested_on=day(10), content="异响", done_on=day(11), given="换轴承",
                               **of),
                ServicePlan(id=1, year=2026, state="running", **of),
                ServiceMeasure(service_plan_id=1, what="巡检", done_on=day(12)),
                ServiceMeasure(service_plan_id=1, what="未做", due_on=day(13)),
                Survey(id=1, name="满意度", round="2026H1"),
                SurveyAnswer(survey_id=1, answered_on=day(14), comment="还好", **of),
                SurveyAnswer(survey_id=1, **of),
                Activity(id=1, kind="seminar", name="交流会", on=day(15), state="done"),
                Invitee(activity_id=1, came=True, **of),
            ]
        )  # fmt: skip
    with store.read() as session:
        events = [each for each in timeline(session, department.account) if each.kind in KINDS]
    assert [(each.on.day, each.kind, each.text, each.detail) for each in reversed(events)] == [
        (1, "purchase", "Purchase: ¥1,200.50", "泵 · SO-1 · delivered 2026-03-09"),
        (2, "purchase", "Return: USD 30.00", ""),
        (3, "contract", "Contract signed: 框架", "C-1 · Terminated"),
        (4, "complaint", "Complaint: 到货 破损", "Delivery"),
        (6, "complaint", "Complaint answered: 到货 破损", "补货 · confirmed 2026-03-07"),
        (8, "feedback", "Question: 怎样保养", "见手册"),
        (10, "request", "Repair: 异响", "done 2026-03-11 · 换轴承"),
        (12, "measure", "Service measure done: 巡检", ""),
        (14, "survey", "Questionnaire answered: 满意度 2026H1", "还好"),
        (15, "activity", "Seminar: 交流会", "came"),
        (20, "contract", "Contract ended: 框架", "停产"),
    ]
    with store.change(message("Away")) as session:
        move_to_trash(session, session.get_one(Purchase, 1))
    with store.read() as session:
        texts = [each.text for each in timeline(session, department.account)]
    assert "Purchase: ¥1,200.50" not in texts
