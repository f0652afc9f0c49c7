"""Every form of the procedures: out and in again without difference, changed, filed, undone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from kamdesk.forms import batch
from kamdesk.forms.by_names import names_of
from kamdesk.forms.differences import Ticks
from kamdesk.forms.layouts import FORMS, declared, form_kind
from kamdesk.store.store import Store
from tests.forms.office import Office, day, open_office
from tests.forms.returned import changes, exported, filed, looked_at, only, out, reasons

NEW = [kind.key for kind in FORMS if kind.key != "archive"]

TYPED: dict[str, dict[str, Any]] = {
    "visit_record": {
        "kam_visit_place": "二号厂房", "kam_visit_competitor_news": "=降价 3%", "kam_visit_held_to": "12:15",
        "kam_visit_result_advance": "□ 进展", "kam_visit_result_order": "☑ 成交",
        "kam_objections_r2_objection": "交期太长", "kam_objections_r2_answer": "改空运",
        "kam_gifts_r1_value": 200, "kam_visit_next_visit_on": day(9), "kam_met_r1_position": "总监",
    },
    "callback_record": {"kam_visit_needs": "包装已加固", "kam_visit_place": "电话"},
    "reception_plan": {
        "kam_visit_welcome": "专车接站", "kam_visit_visitor_count": 3, "kam_budget_r1_amount": 3000,
        "kam_budget_r2_amount": 450.5, "kam_programme_r2_what": "座谈", "kam_programme_r2_starts_at": "14点",
        "kam_visitors_r2_name": "来宾庚", "kam_ours_r1_name": "经理甲",
    },
    "reception_application": {"kam_visit_goal": "签下试用", "kam_budget_r1_amount": "3千"},
    "reception_report": {"kam_visit_needs": "增加质检报告", "kam_gifts_r1_item": "样品"},
    "visit_application": {"kam_visit_goal": "定下价格", "kam_visit_route": "高铁", "kam_ours_r1_name": "经理甲"},
    "expense_claim": {},
    "development_application": {
        "kam_development_plan": "先签小单", "kam_scores_r3_score": 55, "kam_steps_r1_done_on": day(-1),
        "kam_team_r2_staff_id": "经理甲", "kam_team_r2_role": "组长", "kam_budget_r2_amount": 5000,
        "kam_development_expected_sales_currency": "USD",
    },
    "development_evaluation": {"kam_development_evaluation": "值得开发", "kam_scores_r1_note": "年报"},
    "development_report": {"kam_report_difficulties": "检测周期长", "kam_steps_r2_what": "签约"},
    "visit_plan": {"kam_visits_r1_preparation": "样品", "kam_visits_r1_contacts": "受访人戊、来宾辛"},
    "project_sheet": {
        "kam_opportunity_minimum_amount": "90万", "kam_team_r1_task": "联络", "kam_steps_r4_deliverable": "分析报告",
        "kam_chain_r2_support_level": -2, "kam_swot_r2_weight": 5, "kam_strategies_r1_pairs": "S1×O1",
        "kam_radar_r3_delivery": 9, "kam_competitors_r1_position": "低价", "kam_risks_r2_impact": 5,
        "kam_fishbone_effect": "价格",
    },
    "action_plan": {"kam_actions_r1_place": "电话", "kam_actions_r1_budget": 900},
    "project_review": {"kam_review_tags": "价格，流程", "kam_review_winner_price": 85},
    "account_plan": {
        "kam_plan_price_policy": "阶梯价", "kam_plan_sales_goal": "650万", "kam_goals_r2_name": "续签框架",
        "kam_measures_r2_done_on": day(0), "kam_measures_r3_name": "样机试运行", "kam_measures_r3_owner_id": "经理甲",
    },
    "tier_list": {
        "kam_review_on": day(-1), "kam_review_reason": "年度评审", "kam_tiers_r1_tier": "B",
        "kam_tiers_r1_grading_sales": 55, "kam_tiers_r2_grading_loyalty": 75,
    },
    "service_plan": {
        "kam_plan_evaluation": "响应加快", "kam_plan_evaluated_on": day(-1), "kam_measures_r2_done_on": day(-1),
        "kam_measures_r2_as_planned": "是", "kam_measures_r3_what": "=备件盘点", "kam_measures_r3_rhythm": "每月",
        "kam_measures_r3_responsible_id": "经理甲", "kam_measures_r3_due_on": day(25),
    },
    "complaint_form": {
        "kam_complaint_judgement": "有效", "kam_complaint_judged_on": day(-1), "kam_complaint_cause_kind": "物流",
        "kam_complaint_cause": "承运商漏装", "kam_complaint_answered_on": day(0), "kam_complaint_cost": "1.2千",
        "kam_complaint_solution": "更换承运商", "kam_complaint_severity": "严重", "kam_reopened_r1_reason": "又迟到",
    },
    "feedback_log": {
        "kam_feedback_r1_answered_on": day(-1), "kam_feedback_r1_reply": "已改大字号",
        "kam_feedback_r2_contact": None, "kam_feedback_r2_channel": "邮件", "kam_feedback_r3_received_on": day(-1),
        "kam_feedback_r3_kind": "问题", "kam_feedback_r3_account_id": "云麓食品", "kam_feedback_r3_contact": "受访人戊",
        "kam_feedback_r3_content": "最小起订量是多少？",
    },
    "satisfaction_survey": {
        "kam_marks_r1_score": "5分", "kam_marks_r2_score": 4.5, "kam_marks_r5_comment": None,
        "kam_marks_r2_comment": "=准时", "kam_marks_r3_question": "改题", "kam_answer_answered_on": day(-1),
        "kam_answer_comment": "继续保持",
    },
    "assessment_sheet": {
        "kam_indicators_r1_points": 85, "kam_indicators_r2_points": "72.5", "kam_indicators_r1_weight": 30,
        "kam_indicators_r4_weight": 20, "kam_assessment_manager_opinion": "=继续努力",
        "kam_indicators_r1_title": "改名",
    },
    "target_breakdown": {
        "kam_quarters_r1_q2": 280, "kam_quarters_r1_q3": "320.5", "kam_quarters_r3_year": 640,
        "kam_months_r1_m01": 100, "kam_plan_approved_on": day(0),
    },
    "sales_plan": {"kam_plans_r1_forecast1": 55, "kam_plans_r1_forecast2": "1.2千", "kam_plans_r1_plan3": 90},
    "budget_execution": {
        "kam_budgets_r1_amount": 900, "kam_budgets_r4_amount": "0.1万", "kam_plan_approved_on": day(0),
    },
}  # fmt: skip
"""Defined name → what somebody types into the filled form."""
EXPECTED: dict[str, dict[str, Any]] = {
    "visit_record": {
        "visit.place": "二号厂房", "visit.competitor_news": "=降价 3%", "visit.held_to": "12:15",
        "visit.result": "order", "objections[1].objection": "交期太长", "objections[1].answer": "改空运",
        "gifts[0].value": Decimal(200), "visit.next_visit_on": day(9), "met[0].position": "总监",
    },
    "callback_record": {"visit.needs": "包装已加固", "visit.place": "电话"},
    "reception_plan": {
        "visit.welcome": "专车接站", "visit.visitor_count": 3, "visit.budget": Decimal("3450.5"),
        "programme[1].what": "座谈", "programme[1].starts_at": "14:00", "visitors[1].name": "来宾庚",
        "ours[0].name": "经理甲",
    },
    "reception_application": {"visit.goal": "签下试用", "visit.budget": Decimal(3000)},
    "reception_report": {"visit.needs": "增加质检报告", "gifts[0].item": "样品"},
    "visit_application": {"visit.goal": "定下价格", "visit.route": "高铁", "ours[0].name": "经理甲"},
    "expense_claim": {},
    "development_application": {
        "development.plan": "先签小单", "scores[2].score": 55, "steps[0].done_on": day(-1), "team[1].role": "组长",
        "team[1].staff_id": "manager", "development.budget": Decimal(65000),
        "development.expected_sales": Decimal(5200000),
    },
    "development_evaluation": {"development.evaluation": "值得开发", "scores[0].note": "年报"},
    "development_report": {"report.difficulties": "检测周期长", "steps[1].what": "签约"},
    "visit_plan": {"visits[0].preparation": "样品", "visits[0].contacts": "受访人戊、来宾辛"},
    "project_sheet": {
        "opportunity.minimum_amount": Decimal(900000), "team[0].task": "联络", "steps[3].deliverable": "分析报告",
        "chain[1].support_level": -2, "swot[1].weight": 5, "strategies[0].pairs": "S1×O1",
        "radar[2].delivery": Decimal(9), "competitors[0].position": "低价", "risks[1].impact": 5,
        "fishbone.effect": "价格",
    },
    "action_plan": {"actions[0].place": "电话", "actions[0].budget": Decimal(900)},
    "project_review": {"review.tags": "价格，流程", "review.winner_price": Decimal(85)},
    "account_plan": {
        "plan.price_policy": "阶梯价", "plan.sales_goal": Decimal(6500000), "goals[1].name": "续签框架",
        "measures[1].done_on": day(0), "measures[2].name": "样机试运行", "measures[2].owner_id": "manager",
    },
    "tier_list": {
        "tiers[0].tier": "B",
        "tiers[0].grading_sales": Decimal(55), "tiers[1].grading_loyalty": Decimal(75),
    },
    "service_plan": {
        "plan.evaluation": "响应加快", "plan.evaluated_on": day(-1), "measures[1].done_on": day(-1),
        "measures[1].as_planned": True, "measures[2].what": "=备件盘点", "measures[2].rhythm": "monthly",
        "measures[2].responsible_id": "manager", "measures[2].due_on": day(25),
    },
    "complaint_form": {
        "complaint.judgement": "valid", "complaint.judged_on": day(-1), "complaint.cause_kind": "logistics",
        "complaint.cause": "承运商漏装", "complaint.answered_on": day(0), "complaint.cost": Decimal(1200),
        "complaint.solution": "更换承运商", "complaint.severity": "high", "reopened[0].reason": "又迟到",
    },
    "feedback_log": {
        "feedback[0].answered_on": day(-1), "feedback[0].reply": "已改大字号",
        "feedback[1].channel": "email", "feedback[2].received_on": day(-1), "feedback[2].kind": "question",
        "feedback[2].account_id": "account", "feedback[2].contact": "受访人戊",
        "feedback[2].content": "最小起订量是多少？",
    },
    "satisfaction_survey": {
        "marks[0].score": Decimal(5), "marks[1].score": Decimal("4.5"), "marks[1].comment": "=准时",
        "answer.answered_on": day(-1), "answer.comment": "继续保持",
    },
    "assessment_sheet": {
        "indicators[0].points": Decimal(85), "indicators[1].points": Decimal("72.5"),
        "indicators[0].weight": Decimal(30), "indicators[3].weight": Decimal(20),
        "assessment.manager_opinion": "=继续努力",
    },
    "target_breakdown": {
        "quarters[0].q2": Decimal(280), "quarters[0].q3": Decimal("320.5"), "quarters[2].year": Decimal(640),
        "months[0].m01": Decimal(100), "plan.approved_on": day(0),
    },
    "sales_plan": {
        "plans[0].forecast1": Decimal(55), "plans[0].forecast2": Decimal(1200), "plans[0].plan3": Decimal(90),
    },
    "budget_execution": {
        "budgets[0].amount": Decimal(900), "budgets[3].amount": Decimal(1000), "plan.approved_on": day(0),
    },
}  # fmt: skip

HOW = {
    "visit_plan": "person", "feedback_log": "period", "target_breakdown": "period", "sales_plan": "period",
    "budget_execution": "period",
}  # fmt: skip
"""What a form is found by that is not found by the mark of its record."""


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


def test_every_form_of_the_specification_is_there() -> None:
    numbers = [kind.number for kind in FORMS]
    assert sorted(numbers) == [
        "F1", "F10", "F11", "F12", "F13", "F14", "F15", "F17", "F18", "F19", "F2", "F21", "F3", "F4", "F5", "F5b",
        "F5c", "F6", "F7", "F7b", "F7c", "F8", "F8b", "F8c", "F9",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", NEW)
def test_a_filled_form_reads_back_as_it_is(
    store: Store, office: Office, tmp_path: Path, key: str, language: str
) -> None:
    path = out(store, tmp_path / "form.xlsx", key, office.records()[key], language=language)
    difference = only(store, path)
    assert difference.reading.form == key
    assert difference.how == HOW.get(key, "uid")
    assert difference.record_id == office.records()[key]
    assert changes(difference) == {}
    assert difference.problems == []
    assert difference.reading.unknown_labels == []


@pytest.mark.parametrize("key", NEW)
def test_a_blank_form_files_nothing(store: Store, office: Office, tmp_path: Path, key: str) -> None:
    before = exported(store, tmp_path / "before.json")
    files, result = filed(store, out(store, tmp_path / "form.xlsx", key))
    assert result.values == 0
    assert exported(store, tmp_path / "after.json") == before
    assert files[0].forms[0].form == key


@pytest.mark.parametrize("key", [each for each in NEW if TYPED[each]])
def test_what_was_typed_is_exactly_what_differs_is_filed_and_undone(
    store: Store, office: Office, tmp_path: Path, key: str
) -> None:
    before = exported(store, tmp_path / "before.json")
    path = out(store, tmp_path / "form.xlsx", key, office.records()[key], TYPED[key])
    expected = {
        name: getattr(office.people, value) if value in ("manager", "account") else value
        for name, value in EXPECTED[key].items()
    }
    assert {name: new for name, (_old, new) in changes(only(store, path)).items()} == expected
    files, result = filed(store, path)
    assert reasons(files) == {}
    assert (result.updated, result.values) == (1, len(expected))
    assert changes(only(store, path)) == {}
    assert exported(store, tmp_path / "filed.json") != before
    store.undo()
    assert exported(store, tmp_path / "undone.json") == before


@pytest.mark.parametrize("key", NEW)
def test_every_fill_in_cell_is_open_and_named(
    store: Store, office: Office, tmp_path: Path, key: str
) -> None:
    path = out(store, tmp_path / "form.xlsx", key, office.records()[key])
    with store.read() as session:
        form = form_kind(key).declare(session)
        names = {name for name, _meaning, _kind in names_of(form)}
    closed = {
        table.item(0, field).name
        for table in form.tables
        for field in table.fields
        if field.name in table.identifies
    }
    book = openpyxl.load_workbook(path)
    there = {name for name in book.defined_names if name in names}
    for name in there:
        sheet, place = next(iter(book.defined_names[name].destinations))
        assert book[sheet][place.replace("$", "")].protection.locked == (name in closed), name
    assert len(there) > 9


@pytest.mark.parametrize("key", NEW)
def test_a_form_without_its_mark_is_known_by_its_names_and_by_its_labels(
    store: Store, office: Office, tmp_path: Path, key: str
) -> None:
    path = out(store, tmp_path / "form.xlsx", key, office.records()[key])
    book = openpyxl.load_workbook(path)
    book.custom_doc_props.props = []
    book.save(tmp_path / "named.xlsx")
    (named,) = looked_at(store, tmp_path / "named.xlsx")
    assert [each.form for each in named.forms] == [key]
    book.defined_names.clear()
    book.save(tmp_path / "labels.xlsx")
    (labels,) = looked_at(store, tmp_path / "labels.xlsx")
    assert [each.form for each in labels.forms] == [key]


def test_a_text_that_looks_like_a_formula_stays_text(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = out(
        store,
        tmp_path / "form.xlsx",
        "visit_record",
        office.held,
        {"kam_visit_place": "=HYPERLINK(1)"},
    )
    filed(store, path)
    again = out(store, tmp_path / "again.xlsx", "visit_record", office.held)
    book = openpyxl.load_workbook(again)
    sheet, place = next(iter(book.defined_names["kam_visit_place"].destinations))
    cell = book[sheet][place.replace("$", "")]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_row_whose_record_went_away_is_told_and_not_added_again(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = out(store, tmp_path / "form.xlsx", "visit_record", office.held)
    emptied = out(
        store, tmp_path / "emptied.xlsx", "visit_record", office.held, {"kam_gifts_r1_item": None}
    )
    (file,) = looked_at(store, emptied)
    with store.read() as session:
        forms = declared(session)
    batch.apply_many(store, forms, [file], {0: Ticks(frozenset({"gifts[0].item"}))})
    difference = only(store, path)
    assert changes(difference) == {}
    assert [each.key for each in difference.problems] == [
        "gifts[0].item",
        "gifts[0].value",
        "gifts[0].given_to",
    ]


def test_a_day_that_cannot_be_read_is_told_with_its_cell(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = out(
        store,
        tmp_path / "form.xlsx",
        "visit_record",
        office.held,
        {"kam_visit_held_on": "2026-13-40"},
    )
    (problem,) = only(store, path).problems
    assert problem.key == "visit.held_on"
    assert problem.found.cell.startswith("C")
    assert problem.new is None


def test_a_template_with_little_more_than_the_name_is_an_archive(
    store: Store, office: Office, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title, sheet["B1"], sheet["B2"] = "客户", "云麓食品", "KA-2026-0001"
    for name, place in {"kam_account_name": "B1", "kam_account_archive_no": "B2"}.items():
        book.defined_names[name] = DefinedName(name, attr_text=f"'客户'!${place[0]}${place[1]}")
    book.save(tmp_path / "own.xlsx")
    (file,) = looked_at(store, tmp_path / "own.xlsx")
    assert [each.form for each in file.forms] == ["archive"]
