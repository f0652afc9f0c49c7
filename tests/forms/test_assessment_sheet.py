"""F15: formulas that come to what the program says, and weights, points and opinions that come back from the sheet."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kamdesk.forms.data import edition
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.write import write_form
from kamdesk.i18n import message
from kamdesk.model.assessment import Assessment
from kamdesk.reports.appraisals import sheet_data
from kamdesk.store.store import Store
from kamdesk.work import appraisals, settings
from kamdesk.work.appraisals import Actual
from tests.forms.returned import changes, filed, fill_in, only, reasons
from tests.forms.test_new_forms_in_libreoffice import convert
from tests.work.department import Department, found

SOFFICE = shutil.which("soffice")
ON = date(2026, 10, 8)
FIRST_LINE, COLUMNS = 6, 14


def line(indicator, weight, rule, **more):
    return {"indicator": indicator, "weight": Decimal(weight), "rule": rule} | more


LINES = [
    line("sales_plan_rate", "30", "bands", bands=[["0.8", "0.5"], ["0.9", "0.8"], ["1", "1"]]),
    line("archive_complete_rate", "10.5", "ratio", target=Decimal(1)),
    line("churn_rate", "14.5", "inverse", target=Decimal("0.05"), cap=Decimal("1.1")),
    line("new_account_rate", "10", "ratio", target=Decimal("0.1")),
    line("valid_complaint_count", "10", "per_case", step=Decimal("0.2")),
    line("lost_account_count", "5", "inverse", target=Decimal(0)),
    line("professional_skill", "12.5", "manual"),
    line("own", "7.5", "manual", name="团队协作"),
]
FIGURES = [
    # every rule, one indicator without value
    {"sales_plan_rate": "0.93", "archive_complete_rate": "0.85", "churn_rate": "0.08",
     "valid_complaint_count": "3", "lost_account_count": "0"},
    # capped from above and below, a third, all of them there
    {"sales_plan_rate": "0.7999", "archive_complete_rate": str(Decimal(1) / 3), "churn_rate": "0",
     "new_account_rate": "0.5", "valid_complaint_count": "6", "lost_account_count": "2"},
    # 10.5 × 0.81 = 8.505 and 14.5 × 0.99 …: half a cent goes up
    {"sales_plan_rate": "1", "archive_complete_rate": "0.81", "churn_rate": "0.0505",
     "new_account_rate": "0.08005", "valid_complaint_count": "0", "lost_account_count": "0"},
]  # fmt: skip


@pytest.fixture
def office(store: Store) -> Department:
    return found(store)


def made(store: Store, office: Department, period: str, figures: dict[str, str]) -> int:
    """A submitted sheet of the specialist; own work gets 77.77 points, skill none in the second quarter."""
    with store.change(message("Sheet")) as session:
        from kamdesk.work import appraisal_templates

        template = appraisal_templates.add_template(session, {"name": "全部规则"}, LINES)
        staff = office.staff(session, "specialist")
        sheet = appraisals.begin(session, staff, period, template)
        lines = appraisals.lines(session, sheet)
        appraisals.give_points(session, lines[7], Decimal("77.77"), None)
        if period != "2026Q2":
            appraisals.give_points(session, lines[6], Decimal("66.66"), None)
        known = {key: Actual(Decimal(value)) for key, value in figures.items()}
        appraisals.submit(session, sheet, known, None, ON)
        return sheet.id


def write(store: Store, path: Path, sheet_id: int, language: str = "zh") -> Path:
    kind = form_kind("F15")
    with store.read() as session:
        form = kind.declare(session)
        write_form(path, form, edition(session, language), sheet_data(session, form, sheet_id))
    return path


def worked_out(path: Path) -> tuple[list[object], dict[str, object]]:
    """The scores of the rows, and label of a line below → its value, as they stand in the file."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    rows = list(sheet.iter_rows(min_row=FIRST_LINE, max_col=COLUMNS, values_only=True))
    scores = [row[-1] for row in rows[: len(LINES)]]
    below = {}
    for label, *cells in rows[len(LINES) :]:
        below[label] = next((each for each in reversed(cells) if each not in (None, "")), "")
    return scores, below


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_sheet_works_out_what_the_program_does(
    store: Store, office: Department, tmp_path: Path
) -> None:
    periods = ("2026Q1", "2026Q2", "2026Q3")
    ids = [made(store, office, period, each) for period, each in zip(periods, FIGURES, strict=True)]
    files = [write(store, tmp_path / f"{each}.xlsx", each) for each in ids]
    for sheet_id, path in zip(ids, convert(files, "xlsx", tmp_path / "back"), strict=True):
        scores, below = worked_out(path)
        with store.read() as session:
            sheet = session.get_one(Assessment, sheet_id)
            result = appraisals.evaluate(session, sheet, appraisals.kept_actuals(session, sheet))
        shown = [None if each in (None, "") else Decimal(str(each)) for each in scores]
        assert shown == [each.score for each in result.lines]
        assert Decimal(str(below["考核得分"])) == result.total
        assert Decimal(str(below["无数值指标的权重（按比例分摊到其他指标）"])) == result.spread
        assert (below["低于警告线"] == "口头警告") is result.warning
        assert below["权重合计"] == 100


def test_the_third_sheet_by_hand(store: Store, office: Department) -> None:
    """30 × 1; 10.5 × 0.81 = 8.505; 14.5 × (2 − 1.01); 10 × 0.8005 = 8.005; 10; 5; 12.5 × 0.6666; 7.5 × 0.7777."""
    sheet_id = made(store, office, "2026Q3", FIGURES[2])
    with store.read() as session:
        sheet = session.get_one(Assessment, sheet_id)
        result = appraisals.evaluate(session, sheet, appraisals.kept_actuals(session, sheet))
    assert [str(each.score) for each in result.lines] == [
        "30.00", "8.51", "14.36", "8.01", "10.00", "5.00", "8.33", "5.83",
    ]  # fmt: skip
    assert result.total == Decimal("90.04")


def test_what_the_sheet_says_of_its_indicators(
    store: Store, office: Department, tmp_path: Path
) -> None:
    sheet_id = made(store, office, "2026Q1", FIGURES[0])
    for language, words in (
        ("zh", ("大客户流失率", "月/季/年", "反向比例", "上限 1.1")),
        ("en", ("Churn rate", "month/quarter/year", "The less the better", "at most 1.1")),
    ):
        path = write(store, tmp_path / f"{language}.xlsx", sheet_id, language)
        rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=FIRST_LINE))
        texts = [cell.value for cell in rows[2]]
        assert all(word in texts for word in words)
        skill, own = (rows[number][0].value for number in (6, 7))
        assert skill == ("专业技能" if language == "zh" else "Professional skill")
        assert own == "团队协作"


def test_rule_and_actual_are_locked_and_points_are_open(
    store: Store, office: Department, tmp_path: Path
) -> None:
    path = write(store, tmp_path / "a.xlsx", made(store, office, "2026Q1", FIGURES[0]))
    book = openpyxl.load_workbook(path)
    locked = {}
    for name in ("title", "rule", "actual", "weight", "points"):
        sheet, place = next(iter(book.defined_names[f"kam_indicators_r1_{name}"].destinations))
        locked[name] = book[sheet][place.replace("$", "")].protection.locked
    assert locked == {
        "title": True, "rule": True, "actual": True, "weight": False, "points": False,
    }  # fmt: skip


def test_points_and_opinions_come_back(store: Store, office: Department, tmp_path: Path) -> None:
    sheet_id = made(store, office, "2026Q2", FIGURES[1])
    path = write(store, tmp_path / "a.xlsx", sheet_id)
    assert changes(only(store, path)) == {}
    with store.change(message("Manager")) as session:
        settings.put(session, "me", office.staff(session, "manager").number)
    fill_in(path, {
        "kam_indicators_r7_points": 88.5, "kam_assessment_manager_opinion": "=继续努力",
        "kam_assessment_own_opinion": "同意",
    })  # fmt: skip
    files, result = filed(store, path)
    assert (reasons(files), result.updated) == ({}, 1)
    with store.read() as session:
        sheet = session.get_one(Assessment, sheet_id)
        lines = appraisals.lines(session, sheet)
        # 12.5 × 0.885 = 11.0625; all lines have a value now
        assert (lines[6].points, lines[6].score) == (Decimal("88.50"), Decimal("11.06"))
        assert (sheet.manager_opinion, sheet.own_opinion) == ("=继续努力", "同意")
    store.undo()
    with store.read() as session:
        assert session.get_one(Assessment, sheet_id).manager_opinion is None


def test_ones_own_points_and_points_for_a_figure_are_refused(
    store: Store, office: Department, tmp_path: Path
) -> None:
    sheet_id = made(store, office, "2026Q2", FIGURES[1])
    path = write(store, tmp_path / "a.xlsx", sheet_id)
    fill_in(path, {
        "kam_indicators_r7_points": 100, "kam_indicators_r1_points": 100,
        "kam_indicators_r2_weight": 20, "kam_assessment_own_opinion": "同意",
    })  # fmt: skip
    files, _result = filed(store, path)
    refused = reasons(files)
    assert set(refused) == {
        "indicators[6].points", "indicators[0].points", "indicators[1].weight",
    }  # fmt: skip
    assert "their own sheet" in refused["indicators[6].points"]
    with store.read() as session:
        assert session.get_one(Assessment, sheet_id).own_opinion == "同意"


def test_weights_of_a_draft_change_together(
    store: Store, office: Department, tmp_path: Path
) -> None:
    sheet_id = made(store, office, "2026Q3", FIGURES[2])
    with store.change(message("Back")) as session:
        appraisals.take_back(session, session.get_one(Assessment, sheet_id))
    path = write(store, tmp_path / "a.xlsx", sheet_id)
    fill_in(path, {"kam_indicators_r1_weight": 20, "kam_indicators_r2_target": 0.9})
    files, _result = filed(store, path)
    assert "have to come to 100" in reasons(files)["indicators[0].weight"]
    fill_in(path, {"kam_indicators_r4_weight": 20})
    files, _result = filed(store, path)
    assert reasons(files) == {}
    with store.read() as session:
        lines = appraisals.lines(session, session.get_one(Assessment, sheet_id))
        assert [each.weight for each in lines[:4]] == [20, Decimal("10.5"), Decimal("14.5"), 20]
        assert lines[1].target == Decimal("0.9")
        assert lines[0].bands == [["0.8", "0.5"], ["0.9", "0.8"], ["1", "1"]]


def test_a_sheet_that_is_not_here_is_not_made_by_its_form(
    store: Store, office: Department, tmp_path: Path
) -> None:
    kind = form_kind("assessment_sheet")
    path = tmp_path / "blank.xlsx"
    with store.read() as session:
        write_form(path, kind.declare(session), edition(session, "zh"))
    fill_in(path, {"kam_assessment_staff_id": "专员丁", "kam_assessment_period": "2026Q3"})
    difference = only(store, path)
    assert difference.refusal is not None
    assert "make it first" in difference.refusal
    sheet_id = made(store, office, "2026Q3", FIGURES[2])
    assert only(store, path).record_id == sheet_id


def test_a_name_that_is_not_whose_sheet_it_is_is_asked(
    store: Store, office: Department, tmp_path: Path
) -> None:
    path = write(store, tmp_path / "a.xlsx", made(store, office, "2026Q3", FIGURES[2]))
    fill_in(path, {"kam_assessment_staff_id": "财务丙"})
    assert "choose whose it is" in (only(store, path).doubt or "")


def test_decisions_stand_on_the_sheet_where_somebody_has_to_agree(
    store: Store, office: Department, tmp_path: Path
) -> None:
    with store.change(message("Chain")) as session:
        settings.put(session, appraisals.CHAIN, "manager")
    sheet_id = made(store, office, "2026Q3", FIGURES[2])
    path = write(store, tmp_path / "a.xlsx", sheet_id)
    fill_in(path, {
        "kam_manager_decision_approved": "☑ 同意", "kam_manager_by_id": "经理甲",
        "kam_manager_on": date.today(), "kam_manager_opinion": "同意",
    })  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {}
    with store.read() as session:
        sheet = session.get_one(Assessment, sheet_id)
        assert (sheet.state, sheet.total) == ("closed", Decimal("90.04"))
