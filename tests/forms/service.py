"""A survey that was sent, and what else service has forms for, for the tests of those forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kamdesk.forms.layouts.feedback_log import LogOf
from kamdesk.forms.layouts.period import Period
from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import complaints, feedback, service_plans, survey_answers, surveys
from tests.work.department import Department

TODAY = date.today()


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@dataclass(frozen=True)
class Service:
    """Ids of what there is."""

    answer: int
    plan: int
    complaint: int
    log: LogOf


def open_service(store: Store, people: Department) -> Service:
    """A survey answered in part, a service plan, a complaint that was taken up again, two lines of feedback."""
    with store.change(message("Service")) as session:
        survey = surveys.add_survey(
            session,
            {
                "name": "客户满意度", "round": "2026", "closes_on": day(10),
                "introduction": "感谢您的合作，请填写后发回。",
            },
        )  # fmt: skip
        (answer,) = survey_answers.send(session, survey, [people.account], day(-8)).made
        survey_answers.put_answer(
            session, answer, day(-3), {"quality": 4, "speed": 3}, {"speed": "回复有时较慢"},
            {"contact_id": people.contact, "comment": "总体满意"},
        )  # fmt: skip
        plan = service_plans.add_plan(
            session,
            {
                "account_id": people.account, "year": TODAY.year, "needs": "备件两天内到货",
                "goal": "停机不超过 8 小时",
            },
        )  # fmt: skip
        service_plans.set_measures(
            session, plan,
            [
                {"what": "季度巡检", "rhythm": "quarterly", "responsible_id": people.specialist, "due_on": day(-20),
                 "done_on": day(-18), "as_planned": False, "note": "客户停产推迟"},
                {"what": "操作培训", "rhythm": "once", "responsible_id": people.manager, "due_on": day(30)},
            ],
        )  # fmt: skip
        complaint = complaints.add(
            session,
            {
                "account_id": people.account, "received_on": day(-6), "contact_id": people.contact, "channel": "phone",
                "category": "delivery", "severity": "medium", "content": "第三批货迟到四天",
            },
        )  # fmt: skip
        complaints.answer(session, complaint, {"answered_on": day(-4), "solution": "改由专车直送"})
        complaints.reopen(session, complaint, day(-2), "第四批又迟到")
        for number, (kind, content) in enumerate(
            (("opinion", "标签字号太小"), ("question", "=能否开增值税专票？"))
        ):
            feedback.add(
                session,
                {
                    "account_id": people.account, "kind": kind, "received_on": day(-3 + number), "received_at": "10:30",
                    "contact_id": people.contact, "channel": "wechat", "content": content,
                    "handler_id": people.specialist,
                },
            )  # fmt: skip
        log = LogOf(Period(day(-10), day(0)))
        return Service(answer.id, plan.id, complaint.id, log)
