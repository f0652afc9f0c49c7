"""Blank forms that come back filled in make the record; filled ones take it a step on; many kinds at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from kamdesk.forms import batch
from kamdesk.forms.layouts import form_kind
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.development import Development, DevelopmentReport, DevelopmentScore
from kamdesk.model.document import ImportBatch
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import CallbackPlan, Visit, VisitObjection, VisitPerson
from kamdesk.store.store import Store
from kamdesk.work import child_rows, decisions, development, expenses, rhythm, visits
from kamdesk.work.accounts import create_account
from tests.forms.helpers import save
from tests.forms.office import Office, day, open_office
from tests.forms.returned import changes, exported, filed, looked_at, only, out, reasons

RECORD: dict[str, Any] = {
    "kam_account_name": "云麓食品", "kam_visit_held_on": day(-1), "kam_visit_owner_id": "专员丁",
    "kam_visit_held_from": "9点半", "kam_visit_held_to": "11:00", "kam_visit_place": "客户会议室",
    "kam_met_r1_name": "受访人戊", "kam_visit_subject": "谈年度框架", "kam_visit_presented": "新一季产品",
    "kam_visit_needs": "交期十天", "kam_objections_r1_objection": "价格高", "kam_objections_r1_settled": "否",
    "kam_gifts_r1_item": "茶叶", "kam_gifts_r1_value": 188, "kam_visit_result_advance": "☑ 进展",
    "kam_visit_next_step": "寄合同草案", "kam_visit_next_visit_on": day(8), "kam_visit_next_visit_at": "14:00",
}  # fmt: skip


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


def test_a_blank_visit_record_makes_the_visit_and_the_next_plan(
    store: Store, office: Office, tmp_path: Path
) -> None:
    before = exported(store, tmp_path / "before.json")
    # The department asks for approvals, but what has happened needs none any more.
    path = out(store, tmp_path / "a.xlsx", "visit_record", None, RECORD | {"kam_visit_held_on": day(-4)})  # fmt: skip
    difference = only(store, path)
    assert (difference.is_new, difference.account_id) == (True, office.people.account)
    files, result = filed(store, path)
    assert reasons(files) == {}
    assert (result.created, result.rejected) == (1, 0)
    with store.read() as session:
        visit = session.get_one(Visit, files[0].applied[0].record_id)
        assert (visit.state, visit.held_on, visit.held_from, visit.result) == (
            "reported",
            day(-4),
            "09:30",
            "advance",
        )
        assert visit.owner_id == office.people.specialist
        (met,) = child_rows.rows(session, VisitPerson, visit.id)
        assert (met.name, met.contact_id, met.side) == (
            "受访人戊",
            office.people.contact,
            "customer",
        )
        (objection,) = child_rows.rows(session, VisitObjection, visit.id)
        assert (objection.objection, objection.settled) == ("价格高", False)
        planned = session.get_one(Visit, visit.next_visit_id)
        assert (planned.state, planned.planned_on, planned.planned_from) == ("planned", day(8), "14:00")  # fmt: skip
        assert planned.subject == "寄合同草案"
    again = only(store, path)
    assert (again.how, changes(again)) == ("day", {})
    store.undo()
    assert exported(store, tmp_path / "after.json") == before


def test_a_record_of_a_planned_visit_holds_and_reports_it(store: Store, tmp_path: Path) -> None:
    office = open_office(store, visit_approval="none")
    typed = {key: value for key, value in RECORD.items() if key != "kam_account_name"}
    path = out(store, tmp_path / "a.xlsx", "visit_record", office.plan, typed)
    files, result = filed(store, path)
    assert (reasons(files), result.created, result.updated) == ({}, 0, 1)
    with store.read() as session:
        visit = session.get_one(Visit, office.plan)
        assert (visit.state, visit.held_on, visit.subject) == ("reported", day(-1), "谈年度框架")
        assert visit.planned_on == day(-1)
        assert len(child_rows.rows(session, VisitPerson, visit.id)) == 2
    assert changes(only(store, path)) == {}


def test_a_blank_record_for_the_day_of_a_plan_means_that_plan(store: Store, tmp_path: Path) -> None:
    office = open_office(store, visit_approval="none")
    path = out(store, tmp_path / "a.xlsx", "visit_record", None, RECORD)
    difference = only(store, path)
    assert (difference.how, difference.record_id) == ("day", office.plan)
    filed(store, path)
    with store.read() as session:
        assert session.get_one(Visit, office.plan).state == "reported"


def test_several_visits_on_one_day_are_asked(store: Store, office: Office, tmp_path: Path) -> None:
    with store.change(message("Plan")) as session:
        values = {"account_id": office.people.account, "subject": "另一次", "planned_on": day(-1)}
        other = visits.plan_visit(session, values).id
    difference = only(store, out(store, tmp_path / "a.xlsx", "visit_record", None, RECORD))
    assert [each.record_id for each in difference.candidates] == [office.plan, other]
    assert difference.doubt
    assert difference.default_ticks.keys == frozenset()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"kam_account_name": "无此客户"}, "There is no account “无此客户”"),
        ({"kam_account_name": None}, "names no customer"),
        ({"kam_visit_held_on": None}, "on which day"),
        ({"kam_visit_held_on": day(3)}, "has not come yet"),
    ],
)
def test_a_form_that_cannot_be_filed_says_why(
    store: Store, office: Office, tmp_path: Path, typed: dict[str, Any], reason: str
) -> None:
    before = exported(store, tmp_path / "before.json")
    files, result = filed(store, out(store, tmp_path / "a.xlsx", "visit_record", None, RECORD | typed))  # fmt: skip
    assert reason in reasons(files)["visit_record"]
    assert (result.rejected, result.values) == (1, 0)
    assert exported(store, tmp_path / "after.json") == before


def test_a_record_of_a_plan_nobody_agreed_to_is_refused_as_a_whole(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = {key: value for key, value in RECORD.items() if key != "kam_account_name"}
    path = out(store, tmp_path / "a.xlsx", "visit_record", office.plan, typed)
    before = exported(store, tmp_path / "before.json")
    files, result = filed(store, path)
    assert set(reasons(files).values()) == {"This visit needs approval first: hand it in."}
    assert "objections[0].objection" in reasons(files)
    assert result.values == 0
    assert exported(store, tmp_path / "after.json") == before


def test_times_that_make_no_sense_are_refused_and_the_rest_is_filed(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = {"kam_visit_held_to": "08:00", "kam_visit_place": "线上"}
    path = out(store, tmp_path / "a.xlsx", "visit_record", office.held, typed)
    files, _result = filed(store, path)
    assert reasons(files) == {"visit.held_to": "It would end before it begins."}
    with store.read() as session:
        visit = session.get_one(Visit, office.held)
        assert (visit.held_to, visit.place) == ("11:30", "线上")


def test_a_form_made_for_one_customer_and_filled_in_for_another_is_asked(
    store: Store, office: Office, tmp_path: Path
) -> None:
    with store.change(message("Another")) as session:
        create_account(session, {"name": "岚溪纺织"})
    typed = {"kam_account_name": "岚溪纺织", "kam_visit_place": "线上"}
    difference = only(store, out(store, tmp_path / "a.xlsx", "visit_record", office.held, typed))
    assert "岚溪纺织" in str(difference.doubt)
    assert difference.default_ticks.keys == frozenset()


def test_a_blank_call_back_record_answers_what_is_due(
    store: Store, office: Office, tmp_path: Path
) -> None:
    with store.change(message("Due")) as session:
        account = session.get_one(Account, office.people.account)
        due = rhythm.plan_callback(session, account, day(1)).id
    path = out(
        store, tmp_path / "a.xlsx", "callback_record", None,
        {
            "kam_account_name": "云麓食品", "kam_visit_held_on": day(0), "kam_visit_owner_id": "专员丁",
            "kam_visit_subject": "新包装", "kam_visit_needs": "满意", "kam_visit_conclusion": "无需跟进",
        },
    )  # fmt: skip
    files, result = filed(store, path)
    assert (reasons(files), result.created) == ({}, 1)
    with store.read() as session:
        plan = session.get_one(CallbackPlan, due)
        visit = session.get_one(Visit, plan.visit_id)
        assert (visit.kind, visit.state, visit.needs) == ("callback", "reported", "满意")


def test_a_blank_claim_makes_the_claim_with_its_lines(
    store: Store, office: Office, tmp_path: Path
) -> None:
    before = exported(store, tmp_path / "before.json")
    path = out(
        store, tmp_path / "a.xlsx", "expense_claim", None,
        {
            "kam_claim_staff_id": "专员丁", "kam_claim_on": day(-1), "kam_claim_purpose": "展会",
            "kam_lines_r1_on": day(-3), "kam_lines_r1_category": "交通", "kam_lines_r1_amount": 560.5,
            "kam_lines_r1_receipt_no": "00127", "kam_lines_r1_account_id": "云麓食品",
            "kam_lines_r2_on": day(-3), "kam_lines_r2_category": "餐费", "kam_lines_r2_amount": "1.2万",
            "kam_lines_r3_on": day(-2), "kam_lines_r3_category": "住宿", "kam_lines_r3_amount": 88.2,
            "kam_lines_r3_currency": "美元",
            "kam_lines_r4_on": day(5), "kam_lines_r4_amount": 10,
        },
    )  # fmt: skip
    files, result = filed(store, path)
    assert result.created == 1
    assert set(reasons(files)) == {"lines[3].on", "lines[3].amount"}
    with store.read() as session:
        claim = session.get_one(ExpenseClaim, files[0].applied[0].record_id)
        assert (claim.staff_id, claim.on, claim.purpose, claim.state) == (
            office.people.specialist, day(-1), "展会", "open",
        )  # fmt: skip
        lines = expenses.lines(session, claim.id)
        assert expenses.totals(lines) == {"CNY": Decimal("12560.50"), "USD": Decimal("88.20")}
        assert (lines[0].receipt_no, lines[0].account_id) == ("00127", office.people.account)
    # Read again, only the line that was refused is still to be taken.
    again = only(store, path)
    assert (again.how, set(changes(again))) == ("lines", {"lines[3].on", "lines[3].amount"})
    store.undo()
    assert exported(store, tmp_path / "after.json") == before


def test_a_number_of_a_claim_nobody_knows_is_refused(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = {
        "kam_claim_number": "EC-1999-0001",
        "kam_lines_r1_on": day(-1),
        "kam_lines_r1_amount": 5,
    }
    files, _result = filed(store, out(store, tmp_path / "a.xlsx", "expense_claim", None, typed))
    assert "EC-1999-0001" in reasons(files)["expense_claim"]


def test_an_application_on_a_blank_form_plans_and_is_agreed_to_at_once(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = {
        "kam_account_name": "云麓食品", "kam_visit_planned_on": day(5), "kam_visit_owner_id": "专员丁",
        "kam_visit_subject": "新品试用", "kam_budget_r1_category": "交通", "kam_budget_r1_amount": 500,
        "kam_budget_r2_category": "住宿", "kam_budget_r2_amount": 820.5,
        "kam_manager_decision_approved": "☑ 同意", "kam_manager_by_id": "经理甲", "kam_manager_on": day(0),
    }  # fmt: skip
    files, result = filed(store, out(store, tmp_path / "a.xlsx", "visit_application", None, typed))
    assert (reasons(files), result.created) == ({}, 1)
    with store.read() as session:
        visit = session.get_one(Visit, files[0].applied[0].record_id)
        assert (visit.state, visit.planned_on, visit.budget) == ("submitted", day(5), Decimal("1320.50"))  # fmt: skip


def test_a_blank_development_application_begins_the_development(
    store: Store, office: Office, tmp_path: Path
) -> None:
    with store.change(message("Prospect")) as session:
        account = create_account(session, {"name": "岚溪纺织"}).id
    before = exported(store, tmp_path / "before.json")
    typed = {
        "kam_account_name": "岚溪纺织", "kam_development_owner_id": "专员丁", "kam_development_begun_on": day(-3),
        "kam_development_demand": "面料包装", "kam_scores_r1_score": 80, "kam_scores_r2_score": 60,
        "kam_scores_r7_criterion": "付款能力", "kam_scores_r7_weight": 10, "kam_steps_r1_what": "送样",
    }  # fmt: skip
    path = out(store, tmp_path / "a.xlsx", "development_application", None, typed)
    files, result = filed(store, path)
    assert (reasons(files), result.created) == ({}, 1)
    with store.read() as session:
        made = session.scalars(select(Development).where(Development.account_id == account)).one()
        scores = development.rows(session, DevelopmentScore, made.id)
        # The criteria the development begins with are those of the form, in whichever language.
        assert [each.score for each in scores] == [80, 60, None, None, None, None, None]
        assert (scores[0].criterion, scores[6].criterion) == ("Sales", "付款能力")
        assert (made.begun_on, made.demand) == (day(-3), "面料包装")
    assert changes(only(store, path)) == {}
    report = {
        "kam_account_name": "岚溪纺织",
        "kam_report_on": day(0),
        "kam_report_progress": "已送样",
    }
    files, result = filed(
        store, out(store, tmp_path / "b.xlsx", "development_report", None, report)
    )
    assert (reasons(files), result.created) == ({}, 1)
    with store.read() as session:
        assert (
            session.scalar(select(DevelopmentReport.progress).where(DevelopmentReport.on == day(0)))
            == "已送样"
        )
    store.undo()
    store.undo()
    assert exported(store, tmp_path / "after.json") == before


@pytest.mark.slow
def test_thirty_forms_of_every_kind_in_one_go(store: Store, tmp_path: Path) -> None:
    office = open_office(store)
    folder = tmp_path / "returned"
    folder.mkdir()
    before = exported(store, tmp_path / "before.json")
    # Read by the names of their files the records would come before the accounts and the agreements they need.
    for number in range(8):
        name = f"客户 {number}"
        out(store, folder / f"z archive {number}.xlsx", "archive", None, {"kam_account_name": name})
        typed = RECORD | {"kam_account_name": name}
        out(store, folder / f"a record {number}.xlsx", "visit_record", None, typed)
    signed = {
        "kam_manager_decision_approved": "☑ 同意", "kam_manager_by_id": "经理甲", "kam_manager_on": day(0),
        "kam_director_decision_approved": "☑ 同意", "kam_director_by_id": "总监乙", "kam_director_on": day(0),
    }  # fmt: skip
    out(store, folder / "y application.xlsx", "visit_application", office.plan, signed)
    record = {
        key: value
        for key, value in RECORD.items()
        if key not in ("kam_account_name", "kam_visit_subject")
    }
    out(store, folder / "b record.xlsx", "visit_record", office.plan, record)
    for number in range(4):
        typed = {
            "kam_claim_staff_id": "专员丁", "kam_claim_on": day(0), "kam_lines_r1_on": day(-1),
            "kam_lines_r1_amount": 100 + number,
        }  # fmt: skip
        out(store, folder / f"claim {number}.xlsx", "expense_claim", None, typed)
    for key in (
        "callback_record",
        "reception_plan",
        "reception_report",
        "development_report",
        "expense_claim",
        "visit_plan",
    ):
        out(store, folder / f"unchanged {key}.xlsx", key, office.records()[key])  # fmt: skip
    save(folder / "no form.xlsx", {"A1": "会议纪要", "A2": "无"}, title="纪要")
    (folder / "damaged.xlsx").write_bytes(b"PK\x03\x04 nothing")
    files, result = filed(store, folder)
    assert reasons(files) == {}
    assert result.read == 30
    assert (result.created, result.updated, result.unchanged, result.rejected) == (20, 2, 6, 2)
    with store.read() as session:
        assert session.get_one(Visit, office.plan).state == "reported"
        made = select(func.count()).where(Account.name.like("客户 %"))
        assert session.scalar(made) == 8
        assert session.scalar(select(func.count()).where(Visit.subject == "谈年度框架")) == 8
        assert (
            session.scalar(
                select(func.count())
                .select_from(Expense)
                .where(Expense.amount < 104, Expense.amount >= 100)
            )
            == 4
        )
        assert session.scalars(select(ImportBatch.kind)).all() == ["form"]
    # A second reading changes nothing; only the printed plan is outdated.
    for file in looked_at(store, folder):
        if not file.path.name.startswith("unchanged visit_plan"):
            assert [each.changes for each in file.differences] == [[] for _each in file.differences]
    store.undo()
    assert exported(store, tmp_path / "after.json") == before


def test_the_form_is_forced_by_its_name(store: Store, office: Office, tmp_path: Path) -> None:
    path = out(store, tmp_path / "a.xlsx", "visit_record", office.held)
    with store.read() as session:
        reader = batch.reader(session, "F3")
        (file,) = batch.read_many([path], reader)
    assert file.problem is not None
    assert "visit_record" in file.problem
    assert form_kind("F13").key == "callback_record"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("closed", "This visit is closed; nothing of it can be changed any more."),
        ("cancelled", "A visit that is “Cancelled” cannot become “Held, no record yet”."),
        ("rejected", "A visit that is “Refused” cannot become “Held, no record yet”."),
    ],
)
def test_a_step_the_visit_cannot_take_is_refused_through_its_form(
    store: Store, tmp_path: Path, state: str, reason: str
) -> None:
    office = open_office(store, check_visits="no")
    of = office.held if state == "closed" else office.submitted
    with store.change(message("Before")) as session:
        visit = session.get_one(Visit, of)
        if state == "closed":
            visits.close(session, visit, day(0))
        elif state == "cancelled":
            visits.cancel(session, visit, "客户出差", day(0))
        else:
            manager = office.people.staff(session, "manager")
            decisions.decide(session, visit, "refused", manager, day(-1), "无必要", "manager")
    before = exported(store, tmp_path / "before.json")
    typed = {"kam_visit_needs": "样品", "kam_visit_held_on": day(0), "kam_met_r2_name": "来宾辛"}
    files, result = filed(store, out(store, tmp_path / "a.xlsx", "visit_record", of, typed))
    assert set(reasons(files)) == {"visit.needs", "visit.held_on", "met[1].name"}
    assert set(reasons(files).values()) == {reason}
    assert (result.values, result.rejected) == (0, 1)
    assert exported(store, tmp_path / "after.json") == before


def test_a_label_somebody_explained_is_used_for_that_form(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = save(
        tmp_path / "a.xlsx",
        {
            "A1": "客户拜访记录", "A2": "客户名称", "B2": "云麓食品", "A3": "拜访日期", "B3": day(-4),
            "A4": "目的", "B4": "试用", "A5": "对方诉求", "B5": "十天内交货", "A6": "检查意见", "B6": "",
        },
        title="记录",
    )  # fmt: skip
    (file,) = looked_at(store, path)
    (reading,) = file.forms
    assert (reading.form, [each.text for each in reading.unknown_labels]) == (
        "visit_record",
        ["对方诉求"],
    )
    with store.change(message("Explain")) as session:
        form = batch.reader(session).forms["visit_record"]
        batch.remember_label(session, form, "对方诉求", "visit.needs")
    files, result = filed(store, path)
    assert (reasons(files), result.created) == ({}, 1)
    with store.read() as session:
        made = session.get_one(Visit, files[0].applied[0].record_id)
        assert (made.needs, made.subject, made.state) == ("十天内交货", "试用", "reported")


def test_a_claim_that_comes_twice_is_one_claim(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = {
        "kam_claim_staff_id": "专员丁", "kam_claim_on": day(0), "kam_lines_r1_on": day(-1), "kam_lines_r1_amount": 40,
    }  # fmt: skip
    first = out(store, tmp_path / "a.xlsx", "expense_claim", None, typed)
    second = out(store, tmp_path / "b.xlsx", "expense_claim", None, typed)
    files, result = filed(store, first, second)
    assert files[1].differences[0].same_as == 0
    assert (result.created, result.unchanged) == (1, 1)
    more = typed | {"kam_lines_r1_amount": 41}
    files, result = filed(store, out(store, tmp_path / "c.xlsx", "expense_claim", None, more))
    assert (result.created, result.unchanged) == (1, 0)


def test_a_blank_plan_plans_the_week_of_whoever_it_names(
    store: Store, office: Office, tmp_path: Path
) -> None:
    week = "{}年第{}周".format(*day(14).isocalendar()[:2])
    typed = {
        "kam_plan_owner_id": "S0", "kam_plan_period": week, "kam_visits_r1_planned_on": day(14),
        "kam_visits_r1_account_id": "云麓食品", "kam_visits_r1_subject": "高层拜访", "kam_visits_r1_budget": "3百",
        "kam_visits_r2_planned_on": day(14), "kam_visits_r2_account_id": "无此客户", "kam_visits_r2_subject": "x",
    }  # fmt: skip
    path = out(store, tmp_path / "a.xlsx", "visit_plan", None, typed)
    difference = only(store, path)
    assert difference.record_id.staff_id == office.people.manager
    assert [each.key for each in difference.problems] == ["visits[1].account_id"]
    files, _result = filed(store, path)
    assert set(reasons(files)) == {"visits[1].planned_on", "visits[1].subject"}
    with store.read() as session:
        made = session.scalars(select(Visit).where(Visit.planned_on == day(14))).one()
        assert (made.owner_id, made.subject, made.budget) == (
            office.people.manager,
            "高层拜访",
            Decimal(300),
        )
    assert set(changes(only(store, path))) == {"visits[1].planned_on", "visits[1].subject"}


def test_a_row_whose_visit_was_postponed_meanwhile_is_told(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = out(
        store, tmp_path / "a.xlsx", "visit_plan", office.period, {"kam_visits_r1_subject": "改了"}
    )
    with store.change(message("Postpone")) as session:
        visit = session.get_one(Visit, office.plan)
        visits.postpone(session, visit, day(30), "客户出差", day(0))
    difference = only(store, path)
    assert changes(difference) == {}
    assert "visits[0].subject" in {each.key for each in difference.problems}
    _files, result = filed(store, path)
    assert result.values == 0
