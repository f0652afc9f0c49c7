"""绩效考核表: what a sheet begins with, weights of 100, points by others, opinions, totals that are kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.assessment import Assessment
from kamdesk.work import (
    appraisal_lines,
    appraisal_templates,
    appraisals,
    approvals,
    decisions,
    settings,
)
from kamdesk.work.appraisals import Actual
from tests.work.department import found

ON = date(2026, 10, 8)
QUARTER = {
    "sales_plan_rate": Actual(Decimal("0.95")),
    "archive_complete_rate": Actual(Decimal("0.8")),
    "churn_rate": Actual(Decimal("0.05")),
    "new_account_rate": Actual(None, "No account was active at the start."),
}


@pytest.fixture
def office(store):
    return found(store)


@pytest.fixture
def session(store, office):
    with store.change(message("Set up")) as session:
        yield session


def specialist_sheet(session, office, period="2026Q3"):
    if not appraisal_templates.templates(session):
        appraisal_templates.take(session, "specialist")
    return appraisals.begin(session, office.staff(session, "specialist"), period)


def assistant_sheet(session, office):
    """Four lines that a person judges, on the sheet of the specialist."""
    template = appraisal_templates.take(session, "assistant")
    return appraisals.begin(session, office.staff(session, "specialist"), "2026Q3", template)


def as_given(lines):
    return [{name: getattr(each, name) for name in (*appraisal_lines.FIELDS, "id")} for each in lines]  # fmt: skip


# ------------------------------------------------------------------------------------------------------ templates


def test_four_templates_are_offered_until_they_are_taken(session, office):
    assert [each.position for each in appraisal_templates.offered(session)] == [
        "manager", "specialist", "assistant", "service",
    ]  # fmt: skip
    made = appraisal_templates.take(session, "specialist")
    assert "specialist" not in [each.position for each in appraisal_templates.offered(session)]
    assert [each.indicator for each in appraisal_templates.lines(session, made)] == [
        "sales_plan_rate", "archive_complete_rate", "churn_rate", "new_account_rate",
    ]  # fmt: skip


@pytest.mark.parametrize("offered", appraisal_templates.OFFERED, ids=lambda each: each.position)
def test_every_offered_template_can_be_made(session, office, offered):
    made = appraisal_templates.take(session, offered.position)
    lines = appraisal_templates.lines(session, made)
    assert sum(each.weight for each in lines) == 100
    assert made.name == offered.name.en


def test_the_assistant_is_judged_by_four_skills(session, office):
    made = appraisal_templates.take(session, "assistant")
    lines = appraisal_templates.lines(session, made)
    assert [appraisal_lines.JUDGED[each.indicator].zh for each in lines] == [
        "专业技能", "调查能力", "问题解决能力", "创新能力",
    ]  # fmt: skip
    assert {each.rule for each in lines} == {"manual"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"weight": Decimal("39.99")}, "weight"),
        ({"weight": Decimal(0)}, "weight"),
        ({"indicator": " "}, "indicator"),
        ({"indicator": "churn_rate"}, "indicator"),
        ({"rule": "per_case"}, "step"),
        ({"rule": "bands"}, "bands"),
        ({"rule": "bands", "bands": [["1", "1"], ["1.0", "0.5"]]}, "bands"),
        ({"target": Decimal(-1)}, "target"),
        ({"cap": Decimal(0)}, "cap"),
        ({"rule": "guess"}, "rule"),
    ],
)
def test_lines_that_cannot_be_are_refused_whole(session, office, changed, field):
    made = appraisal_templates.take(session, "specialist")
    given = as_given(appraisal_templates.lines(session, made))
    with pytest.raises(RuleError) as refusal:
        appraisal_templates.set_lines(session, made, [given[0] | changed, *given[1:]])
    assert refusal.value.field == field
    assert appraisal_templates.lines(session, made)[0].weight == Decimal(40)


def test_lines_are_reordered_replaced_and_keep_their_bands(session, office):
    made = appraisal_templates.take(session, "specialist")
    first, second, third, fourth = as_given(appraisal_templates.lines(session, made))
    bands = {"rule": "bands", "bands": [["0.9", "1"], ["0", "0.5"]], "weight": Decimal(60)}
    appraisal_templates.set_lines(session, made, [fourth, third, first | bands])
    lines = appraisal_templates.lines(session, made)
    assert [each.indicator for each in lines] == ["new_account_rate", "churn_rate", "sales_plan_rate"]  # fmt: skip
    assert lines[2].bands == [["0", "0.5"], ["0.9", "1"]]
    assert second["id"] not in [each.id for each in lines]


# ------------------------------------------------------------------------------------------------------ beginning


def test_a_sheet_begins_with_the_template_of_the_position(session, office):
    sheet = specialist_sheet(session, office)
    assert (sheet.state, sheet.threshold, sheet.period) == ("draft", Decimal(60), "2026Q3")
    assert appraisals.indicators(session, sheet) == [
        "sales_plan_rate", "archive_complete_rate", "churn_rate", "new_account_rate",
    ]  # fmt: skip


def test_the_next_one_begins_with_the_last_one_of_the_person(session, office):
    sheet = specialist_sheet(session, office)
    lines = as_given(appraisals.lines(session, sheet))
    lines[0]["weight"], lines[1]["weight"] = Decimal(50), Decimal(10)
    appraisals.set_lines(session, sheet, lines)
    after = specialist_sheet(session, office, "2026Q4")
    assert [each.weight for each in appraisals.lines(session, after)] == [50, 10, 20, 20]
    assert all(each.actual is None for each in appraisals.lines(session, after))


def test_one_person_has_one_sheet_a_period(session, office):
    specialist_sheet(session, office)
    with pytest.raises(RuleError, match="has a sheet for 2026Q3 already"):
        specialist_sheet(session, office, "2026q3")
    with pytest.raises(RuleError) as refusal:
        specialist_sheet(session, office, "third quarter")
    assert refusal.value.field == "period"


def test_without_template_and_last_sheet_there_is_nothing_to_begin_with(session, office):
    with pytest.raises(RuleError) as refusal:
        appraisals.begin(session, office.staff(session, "finance"), "2026Q3")
    assert refusal.value.field == "template"
    assert appraisals.sheets(session) == []


# ------------------------------------------------------------------------------------------------ figures and points


def test_submitting_keeps_what_the_indicators_came_to(session, office):
    sheet = specialist_sheet(session, office)
    result = appraisals.submit(session, sheet, QUARTER, None, ON)
    lines = appraisals.lines(session, sheet)
    # 20 without value are spread: 50 × 0.95, 25 × 0.8, 25 × (2 − 0.05 / 0.05)
    assert [each.score for each in lines] == [
        Decimal("47.50"), Decimal("20.00"), Decimal("25.00"), None,
    ]  # fmt: skip
    assert [each.actual for each in lines] == ["0.95", "0.8", "0.05", None]
    assert lines[3].note == "No account was active at the start."
    assert (result.total, result.spread, result.warning) == (Decimal("92.50"), Decimal(20), False)
    assert (sheet.state, sheet.submitted_on, sheet.total) == ("submitted", ON, None)


def test_a_third_is_kept_unrounded(session, office):
    sheet = specialist_sheet(session, office)
    third = Decimal(1) / 3
    appraisals.submit(session, sheet, {"sales_plan_rate": Actual(third)}, None, ON)
    kept = appraisals.kept_actuals(session, sheet)
    assert kept["sales_plan_rate"].value == third


def test_a_line_without_its_target_is_not_submitted(session, office):
    sheet = specialist_sheet(session, office)
    lines = as_given(appraisals.lines(session, sheet))
    lines[0]["target"] = None
    appraisals.set_lines(session, sheet, lines)
    with pytest.raises(RuleError) as refusal:
        appraisals.submit(session, sheet, QUARTER, None, ON)
    assert refusal.value.field == "target"
    assert sheet.state == "draft"


def test_a_period_that_has_not_begun_is_not_judged(session, office):
    sheet = specialist_sheet(session, office, "2026Q4")
    with pytest.raises(RuleError) as refusal:
        appraisals.submit(session, sheet, QUARTER, None, date(2026, 9, 30))
    assert refusal.value.field == "period"


def test_the_cap_of_the_settings_holds_where_a_line_has_none(session, office):
    settings.put(session, "score_cap", "1")
    sheet = specialist_sheet(session, office)
    figures = {"sales_plan_rate": Actual(Decimal(3)), "churn_rate": Actual(Decimal(0))}
    found_scores = appraisals.evaluate(session, sheet, figures)
    # 40 and 20 carry all of 100: 66.67 and 33.33, neither above factor 1
    assert found_scores.total == Decimal("100.00")


def test_points_are_given_by_others(session, office):
    sheet = assistant_sheet(session, office)
    line = appraisals.lines(session, sheet)[0]
    manager, own = office.staff(session, "manager"), office.staff(session, "specialist")
    with pytest.raises(RuleError) as refusal:
        appraisals.give_points(session, line, Decimal(90), own)
    assert refusal.value.field == "points"
    appraisals.give_points(session, line, Decimal("90.5"), manager)
    assert line.points == Decimal("90.50")
    settings.put(session, "approve_oneself", "yes")
    appraisals.give_points(session, line, Decimal(80), own)
    assert line.points == Decimal(80)


@pytest.mark.parametrize("points", ["-0.01", "100.01"])
def test_points_outside_0_to_100_are_refused(session, office, points):
    line = appraisals.lines(session, assistant_sheet(session, office))[0]
    with pytest.raises(RuleError):
        appraisals.give_points(session, line, Decimal(points), None)


def test_a_line_that_is_worked_out_takes_no_points(session, office):
    line = appraisals.lines(session, specialist_sheet(session, office))[0]
    with pytest.raises(RuleError, match="follow from its indicator"):
        appraisals.give_points(session, line, Decimal(90), None)


# ----------------------------------------------------------------------------------------------- closing, reopening


def test_the_total_is_kept_when_it_is_closed(session, office):
    sheet = assistant_sheet(session, office)
    manager = office.staff(session, "manager")
    appraisals.submit(session, sheet, {}, None, ON)
    with pytest.raises(RuleError, match="Professional skill, Research skill"):
        appraisals.close(session, sheet, manager, ON)
    for line, points in zip(appraisals.lines(session, sheet), (50, 60, 70, 49), strict=True):
        appraisals.give_points(session, line, Decimal(points), manager)
    appraisals.write_opinions(session, sheet, {"manager_opinion": " 继续努力 "})
    # 12.50 + 15.00 + 17.50 + 12.25
    assert appraisals.close(session, sheet, manager, ON) == Decimal("57.25")
    assert (sheet.state, sheet.closed_on, sheet.manager_opinion) == ("closed", ON, "继续努力")
    assert appraisals.evaluate(session, sheet, {}).warning
    for refused in (
        lambda: appraisals.write_opinions(session, sheet, {"own_opinion": "不同意"}),
        lambda: appraisals.give_points(session, appraisals.lines(session, sheet)[0], Decimal(1), manager),
        lambda: appraisals.set_lines(session, sheet, []),
        lambda: appraisals.close(session, sheet, manager, ON),
    ):  # fmt: skip
        with pytest.raises(RuleError):
            refused()
    assert sheet.total == Decimal("57.25")


def test_nobody_confirms_their_own_sheet(session, office):
    sheet = specialist_sheet(session, office)
    appraisals.submit(session, sheet, QUARTER, None, ON)
    with pytest.raises(RuleError, match="does not confirm their own sheet"):
        appraisals.close(session, sheet, office.staff(session, "specialist"), ON)
    assert sheet.state == "submitted"


def test_reopening_needs_a_reason_and_takes_the_total_away(session, office):
    sheet = specialist_sheet(session, office)
    appraisals.submit(session, sheet, QUARTER, None, ON)
    appraisals.close(session, sheet, None, ON)
    with pytest.raises(RuleError):
        appraisals.reopen(session, sheet, "  ")
    appraisals.reopen(session, sheet, "销售额更正")
    assert (sheet.state, sheet.total, sheet.closed_on) == ("draft", None, None)
    assert sheet.reopened_reason == "销售额更正"


def test_a_sheet_without_any_value_is_not_closed(session, office):
    sheet = specialist_sheet(session, office)
    appraisals.submit(session, sheet, {}, None, ON)
    with pytest.raises(RuleError, match="None of the lines has a value"):
        appraisals.close(session, sheet, None, ON)


# --------------------------------------------------------------------------------------------------------- approval


def test_where_agreement_is_asked_the_last_one_closes_it(session, office):
    settings.put(session, appraisals.CHAIN, "manager_director")
    sheet = specialist_sheet(session, office)
    own, manager = office.staff(session, "specialist"), office.staff(session, "manager")
    appraisals.submit(session, sheet, QUARTER, own, ON)
    with pytest.raises(RuleError, match="waits for approval"):
        appraisals.close(session, sheet, manager, ON)
    with pytest.raises(RuleError):
        decisions.decide(session, sheet, "approved", own, ON)
    assert decisions.decide(session, sheet, "approved", manager, ON) == "pending"
    director = office.staff(session, "director")
    assert decisions.decide(session, sheet, "approved", director, ON, "同意") == "approved"
    assert (sheet.state, sheet.total) == ("closed", Decimal("92.50"))


def test_a_returned_sheet_is_a_draft_again(session, office):
    settings.put(session, appraisals.CHAIN, "manager")
    sheet = specialist_sheet(session, office)
    manager = office.staff(session, "manager")
    appraisals.submit(session, sheet, QUARTER, None, ON)
    decisions.decide(session, sheet, "returned", manager, ON, "目标不对")
    assert sheet.state == "draft"
    appraisals.submit(session, sheet, QUARTER, None, ON)
    assert approvals.next_step(session, sheet).round == 2


def test_taking_it_back_calls_the_approval_off(session, office):
    settings.put(session, appraisals.CHAIN, "manager")
    sheet = specialist_sheet(session, office)
    appraisals.submit(session, sheet, QUARTER, None, ON)
    appraisals.take_back(session, sheet)
    assert sheet.state == "draft"
    assert approvals.next_step(session, sheet) is None


# ------------------------------------------------------------------------------------------------ undo


def test_closing_is_undone_whole(store, office):
    with store.change(message("Sheet")) as session:
        sheet = assistant_sheet(session, office)
        sheet_id = sheet.id
        for line in appraisals.lines(session, sheet):
            appraisals.give_points(session, line, Decimal(70), None)
        appraisals.submit(session, sheet, {}, None, ON)
    with store.change(message("Close")) as session:
        appraisals.close(session, session.get_one(Assessment, sheet_id), None, ON)
    store.undo()
    with store.read() as session:
        sheet = session.get_one(Assessment, sheet_id)
        assert (sheet.state, sheet.total) == ("submitted", None)
