"""A department at work for the tests of its forms: one record of each kind that a form can be filled with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kamdesk.forms.layouts.period import Period
from kamdesk.forms.layouts.tier_list import ListOf
from kamdesk.forms.layouts.visit_plan_filing import PlanOf
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.development import DevelopmentMember, DevelopmentScore, DevelopmentStep
from kamdesk.model.visit import VisitGift, VisitProgramme
from kamdesk.store.store import Store
from kamdesk.work import appraisal_templates, appraisals, development, expenses, visits
from tests.forms.project import open_project
from tests.forms.running import Running, open_running
from tests.forms.service import Service, open_service
from tests.forms.strategy import open_strategy
from tests.work.department import Department, found

TODAY = date.today()
CHAINS = {
    "visit_approval": "manager_director",
    "reception_approval": "manager",
    "claim_approval": "manager_director_finance",
    "development_approval": "manager_director",
}


def day(offset: int) -> date:
    """Days from today."""
    return TODAY + timedelta(days=offset)


@dataclass(frozen=True)
class Office:
    """Ids of what there is."""

    people: Department
    plan: int
    submitted: int
    held: int
    reception: int
    received: int
    callback: int
    claim: int
    development: int
    report: int
    project: int
    lost: int
    account_plan: int
    service: Service
    assessment: int
    running: Running

    @property
    def period(self) -> PlanOf:
        """The specialist's plan from ten days ago to ten days ahead."""
        return PlanOf(self.people.specialist, Period(day(-10), day(10)))

    def records(self) -> dict[str, Any]:
        """Key of each new form → the record it is filled with."""
        return {
            "visit_plan": self.period,
            "visit_application": self.submitted,
            "visit_record": self.held,
            "reception_plan": self.reception,
            "reception_application": self.reception,
            "reception_report": self.received,
            "callback_record": self.callback,
            "expense_claim": self.claim,
            "development_application": self.development,
            "development_evaluation": self.development,
            "development_report": self.report,
            "project_sheet": self.project,
            "action_plan": self.project,
            "project_review": self.lost,
            "account_plan": self.account_plan,
            "tier_list": ListOf(),
            "service_plan": self.service.plan,
            "complaint_form": self.service.complaint,
            "feedback_log": self.service.log,
            "satisfaction_survey": self.service.answer,
            "assessment_sheet": self.assessment,
            "target_breakdown": self.running.targets,
            "sales_plan": self.running.plan,
            "budget_execution": self.running.budget,
        }


def open_office(store: Store, **chosen: str) -> Office:
    """Makes it all. `chosen`: settings instead of `CHAINS`."""
    people = found(store, **(CHAINS | chosen))
    with store.change(message("Work")) as session:
        specialist = people.staff(session, "specialist")
        met = [{"contact_id": people.contact}, {"staff_id": people.specialist}]
        plan = visits.plan_visit(
            session,
            {
                "account_id": people.account, "subject": "续签框架合同", "planned_on": day(-1), "planned_from": "09:30",
                "planned_to": "11:00", "place": "客户会议室", "agenda": "1. 回顾\n2. 价格",
                "budget": Decimal("2350.50"),
            },
            met,
        )  # fmt: skip
        submitted = visits.plan_visit(
            session,
            {"account_id": people.account, "subject": "产品介绍", "planned_on": day(2), "budget": Decimal(300)},
            met[:1],
        )  # fmt: skip
        if chosen.get("visit_approval") != "none":
            visits.submit(session, submitted, specialist, day(-3))
        held = visits.record_held(
            session,
            {
                "account_id": people.account, "subject": "季度回顾", "held_on": day(-6), "held_from": "10:00",
                "held_to": "11:30", "presented": "新一季产品", "needs": "交期十天以内", "result": "advance",
                "conclusion": "同意试用", "skills": "visiting,needs", "next_step": "寄试用协议",
            },
            {
                "people": met[:1],
                "objections": [{"objection": "价格偏高", "answer": "阶梯价", "settled": True}],
                "gifts": [{"item": "茶叶", "value": Decimal(188), "given_to": "受访人戊"}],
            },
        )  # fmt: skip
        reception = visits.plan_visit(
            session,
            {
                "account_id": people.account, "kind": "reception", "subject": "参观基地", "planned_on": day(6),
                "planned_from": "09:00", "visitor_count": 2, "venue": "第一会议室", "budget": Decimal(3200),
            },
            [{"side": "customer", "name": "来宾己", "position": "质量经理"}],
        )  # fmt: skip
        visits.set_rows(
            session, reception, VisitProgramme,
            [{"what": "参观生产线", "on": day(6), "starts_at": "10:00", "ends_at": "11:30", "in_charge": "经理甲"}],
        )  # fmt: skip
        visits.set_rows(session, reception, VisitGift, [{"item": "纪念册", "value": Decimal(60)}])
        received = visits.record_held(
            session,
            {
                "account_id": people.account, "kind": "reception", "subject": "来访", "held_on": day(-8),
                "conclusion": "认可现场管理",
            },
        )  # fmt: skip
        callback = visits.record_held(
            session,
            {
                "account_id": people.account, "kind": "callback", "subject": "交货后回访", "held_on": day(-2),
                "needs": "包装需加固", "conclusion": "已转生产部",
            },
        )  # fmt: skip
        spent = [
            expenses.add_expense(
                session,
                {"on": day(-6), "category": category, "amount": Decimal(amount), "currency": currency,
                 "note": note, "visit_id": held.id},
            )
            for category, amount, currency, note in (
                ("travel", "560.50", "CNY", "高铁"), ("meals", "320", "CNY", "午餐"),
                ("lodging", "88.20", "USD", "酒店"),
            )
        ]  # fmt: skip
        claim = expenses.claim(session, spent, specialist, day(-2), "季度回顾差旅")
        expenses.submit_claim(session, claim, specialist, day(-2))
        account = session.get_one(Account, people.account)
        begun = development.begin(session, account, day(-30), specialist)
        _fill_development(session, begun, people)
        report = development.add_report(
            session, begun, {"on": day(-5), "progress": "完成送样", "next_steps": "跟进检测"}
        )
        made = (
            plan.id, submitted.id, held.id, reception.id, received.id, callback.id, claim.id, begun.id,
            report.id,
        )  # fmt: skip
    projects = open_project(store, people)
    account_plan = open_strategy(store, people)
    service = open_service(store, people)
    with store.change(message("Assessment")) as session:
        template = appraisal_templates.take(session, "assistant")
        sheet = appraisals.begin(session, people.staff(session, "finance"), "2026Q3", template)
        assessment = sheet.id
    running = open_running(store, people)
    return Office(
        people, *made, projects.project, projects.lost, account_plan, service, assessment, running
    )


def _fill_development(session: Any, begun: Any, people: Department) -> None:
    development.change_development(
        session, begun,
        {
            "demand": "包装材料八百吨", "decision_process": "总经理决定", "competition": "两家在谈", "credit": "良好",
            "application_reason": "需求稳定", "expected_sales": Decimal(5200000), "budget": Decimal(60000),
            "plan": "先试用后签约",
        },
    )  # fmt: skip
    known = development.rows(session, DevelopmentScore, begun.id)
    development.set_scores(
        session, begun,
        [
            {"id": each.id, "criterion": each.criterion, "weight": each.weight, "score": score}
            for each, score in zip(known, (80, 70, None, 90, 60, 75), strict=True)
        ],
    )  # fmt: skip
    development.set_rows(
        session, begun, DevelopmentStep,
        [{"what": "送样", "staff_id": people.specialist, "due_on": day(20)}],
    )  # fmt: skip
    development.set_rows(
        session, begun, DevelopmentMember,
        [{"staff_id": people.specialist, "role": "客户经理", "task": "联络"}],
    )  # fmt: skip
