"""Service plan, complaint form and feedback log: new ones from blank forms, by labels, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from kamdesk.forms.layouts.service_plan import newest_of
from kamdesk.i18n import message
from kamdesk.model.contact import Contact
from kamdesk.model.service import Complaint, Feedback
from kamdesk.store.store import Store
from kamdesk.work import service_plans
from kamdesk.work.accounts import create_account
from tests.forms.office import day
from tests.forms.returned import changes, filed, fill_in, looked_at, only, out, reasons
from tests.forms.service import Service, open_service
from tests.forms.test_questionnaire import by_labels
from tests.work.department import Department, found


@pytest.fixture
def people(store: Store) -> Department:
    return found(store)


@pytest.fixture
def service(store: Store, people: Department) -> Service:
    return open_service(store, people)


# --------------------------------------------------------------------------------------------------------- service plan


def test_a_blank_service_plan_begins_one(store: Store, people: Department, tmp_path: Path) -> None:
    typed = {
        "kam_account_name": "云麓食品", "kam_plan_year": 2027, "kam_plan_goal": "响应四小时",
        "kam_measures_r1_what": "巡检", "kam_measures_r1_due_on": date(2027, 3, 31),
        "kam_measures_r2_what": "回访", "kam_measures_r2_done_on": day(2),
    }  # fmt: skip
    path = out(store, tmp_path / "a.xlsx", "service_plan", None, typed)
    files, result = filed(store, path)
    assert result.created == 1
    assert set(reasons(files).values()) == {f"{day(2)} has not come yet."}
    with store.read() as session:
        plan = newest_of(session, people.account)
        assert plan is not None
        assert (plan.year, plan.goal, plan.owner_id) == (2027, "响应四小时", people.specialist)
        (measure,) = service_plans.measures(session, plan)
        assert (measure.what, measure.due_on) == ("巡检", date(2027, 3, 31))
    store.undo()
    with store.read() as session:
        assert newest_of(session, people.account) is None


def test_a_service_plan_without_names_is_found_by_account_and_year(
    store: Store, service: Service, tmp_path: Path
) -> None:
    typed = {"kam_measures_r2_note": "改为线上"}
    path = out(store, tmp_path / "a.xlsx", "service_plan", service.plan, typed)
    difference = only(store, by_labels(path, tmp_path / "plain.xlsx"))
    assert (difference.how, difference.record_id) == ("name", service.plan)
    assert {key: new for key, (_old, new) in changes(difference).items()} == {
        "measures[1].note": "改为线上"
    }


# ------------------------------------------------------------------------------------------------------ complaint form

BLANK = {
    "kam_account_name": "云麓食品", "kam_complaint_received_on": day(-1), "kam_complaint_content": "包装破损",
    "kam_complaint_severity": "严重", "kam_complaint_contact_id": "受访人戊",
}  # fmt: skip


def complaint(store: Store, content: str = "包装破损") -> Complaint:
    with store.read() as session:
        return session.scalars(select(Complaint).where(Complaint.content == content)).one()


def test_a_blank_complaint_form_receives_it(
    store: Store, people: Department, tmp_path: Path
) -> None:
    with store.change(message("Somebody of the same name")) as session:
        other = create_account(session, {"name": "青砚化工"})
        session.add(
            Contact(account_id=other.id, full_name="受访人戊", lunar_birthday=False, custom={})
        )
    path = out(store, tmp_path / "a.xlsx", "complaint_form", None, BLANK)
    files, result = filed(store, path)
    assert (reasons(files), result.created) == ({}, 1)
    made = complaint(store)
    assert (made.number, made.judgement) == (f"CP-{day(-1).year}-0001", "pending")
    assert (made.contact_id, made.due_on) == (people.contact, day(2))  # a severe one has three days
    assert changes(only(store, path)) == {}
    # What was typed into the same blank form later is about the same complaint.
    fill_in(path, {"kam_complaint_solution": "补发", "kam_complaint_answered_on": day(0)})
    files, result = filed(store, path)
    assert (reasons(files), result.updated) == ({}, 1)
    assert complaint(store).answered_on == day(0)


def test_a_filled_blank_form_runs_through_every_step(
    store: Store, people: Department, tmp_path: Path
) -> None:
    typed = BLANK | {
        "kam_complaint_judgement": "有效", "kam_complaint_judged_on": day(-1), "kam_complaint_cause_kind": "物流",
        "kam_complaint_answered_on": day(-1), "kam_complaint_solution": "补发", "kam_complaint_confirmed_on": day(0),
        "kam_complaint_customer_opinion": "同意", "kam_complaint_number": "TS-18",
    }  # fmt: skip
    path = out(store, tmp_path / "a.xlsx", "complaint_form", None, typed)
    files, result = filed(store, path)
    assert (reasons(files), result.created) == ({}, 1)
    made = complaint(store)
    assert (made.number, made.judgement, made.confirmed_on) == ("TS-18", "valid", day(0))
    difference = only(store, by_labels(path, tmp_path / "plain.xlsx"))
    assert (difference.how, changes(difference)) == ("number", {})


def test_another_complaint_of_that_day_is_asked_about(
    store: Store, people: Department, tmp_path: Path
) -> None:
    filed(store, out(store, tmp_path / "a.xlsx", "complaint_form", None, BLANK))
    typed = BLANK | {"kam_complaint_content": "数量不足"}
    difference = only(store, out(store, tmp_path / "b.xlsx", "complaint_form", None, typed))
    assert [each.record_id for each in difference.candidates] == [complaint(store).id]
    assert difference.doubt == (
        "This account complained on that day already; choose which complaint it is."
    )


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        (
            {"kam_complaint_judgement": "有效"},
            {"judgement": "What was our cause has a kind: choose it."},
        ),
        (
            {"kam_complaint_confirmed_on": day(0)},
            {"confirmed_on": "It is not answered yet; there is nothing to confirm."},
        ),
        (
            {"kam_reopened_r2_on": day(0), "kam_reopened_r2_reason": "再次"},
            dict.fromkeys(("on", "reason"), "It is still in hand; only what was answered is reopened."),
        ),
    ],
)  # fmt: skip
def test_a_step_out_of_order_is_refused(
    store: Store,
    service: Service,
    tmp_path: Path,
    typed: dict[str, object],
    refused: dict[str, str],
) -> None:
    path = out(store, tmp_path / "a.xlsx", "complaint_form", service.complaint, typed)
    files, result = filed(store, path)
    told = {key.rpartition(".")[2]: reason for key, reason in reasons(files).items()}
    assert (told, result.values) == (refused, 0)


# -------------------------------------------------------------------------------------------------------- feedback log


def feedback_of(store: Store, content: str) -> Feedback:
    with store.read() as session:
        return session.scalars(select(Feedback).where(Feedback.content == content)).one()


def row(number: int, **values: object) -> dict[str, object]:
    return {f"kam_feedback_r{number}_{name}": value for name, value in values.items()}


def test_a_blank_log_receives_several_and_reads_back_without_difference(
    store: Store, people: Department, tmp_path: Path
) -> None:
    typed = (
        row(1, received_on=day(-4), account_id="云麓食品", kind="意见", content="发票寄送慢", contact="受访人戊")
        | row(2, received_on=day(-2), account_id="云麓食品", kind="问题", content="能否分批交货",
              answered_on=day(-1), reply="可以")
        | row(3, received_on=day(-2), account_id="不认识的公司", content="无此客户")
        | row(4, received_on=day(-1), account_id="云麓食品", content="提出人不在", contact="陌生人")
    )  # fmt: skip
    path = out(store, tmp_path / "log.xlsx", "feedback_log", None, typed)
    files, _result = filed(store, path)
    told = reasons(files)
    assert told["feedback[2].content"] == "“不认识的公司” is not known here."
    assert told["feedback[3].contact"] == "“陌生人” is not known here."
    first, second = feedback_of(store, "发票寄送慢"), feedback_of(store, "能否分批交货")
    assert (first.kind, first.contact_id, first.standard_hours) == ("opinion", people.contact, 24)
    assert first.due_on is not None
    assert first.due_on > day(-4)
    assert (second.kind, second.answered_on, second.reply) == ("question", day(-1), "可以")
    left = {key.partition("]")[0] for key in changes(only(store, path))}
    assert left == {"feedback[2", "feedback[3"}
    store.undo()
    with store.read() as session:
        assert session.scalars(select(Feedback)).all() == []


def test_an_answer_in_the_log_needs_its_words(
    store: Store, service: Service, tmp_path: Path
) -> None:
    path = out(
        store, tmp_path / "log.xlsx", "feedback_log", service.log, row(1, answered_on=day(-1))
    )
    files, _result = filed(store, path)
    assert reasons(files) == {"feedback[0].answered_on": "Reply is needed."}


def test_a_log_without_names_is_known_by_its_headings(
    store: Store, service: Service, tmp_path: Path
) -> None:
    typed = row(2, answered_on=day(0), reply="可以开具")
    path = out(store, tmp_path / "log.xlsx", "feedback_log", service.log, typed)
    plain = by_labels(path, tmp_path / "plain.xlsx")
    (file,) = looked_at(store, plain)
    (difference,) = file.differences
    assert {key: new for key, (_old, new) in changes(difference).items()} == {
        "feedback[1].answered_on": day(0), "feedback[1].reply": "可以开具",
    }  # fmt: skip
    files, _result = filed(store, plain)
    assert reasons(files) == {}
    assert feedback_of(store, "=能否开增值税专票？").answered_on == day(0)


def test_a_log_of_no_period_says_so(store: Store, people: Department, tmp_path: Path) -> None:
    typed = {"kam_log_period": "前阵子"} | row(1, content="无日期")
    difference = only(store, out(store, tmp_path / "log.xlsx", "feedback_log", None, typed))
    assert difference.refusal == "“前阵子” is no period such as 2026-11, 2026Q4 or 2026."
