"""``form …`` for every form as typed: what it is filled for, what it answers, what it refuses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kamdesk.cli.command import Status
from kamdesk.store.opening import open_store
from tests.cli.conftest import Call
from tests.forms.office import Office, day, open_office
from tests.forms.returned import fill_in

KEYS = [
    "archive", "tier_list", "account_plan", "service_plan", "development_evaluation",
    "development_application", "development_report", "project_sheet", "action_plan", "project_review", "visit_plan",
    "visit_application", "reception_plan", "reception_application", "visit_record", "reception_report",
    "callback_record", "complaint_form", "feedback_log", "satisfaction_survey", "expense_claim",
    "assessment_sheet", "target_breakdown", "sales_plan", "budget_execution",
]  # fmt: skip

CLAIM = f"EC-{day(-2).year}-0001"
"""The number of the office's claim, of the day before yesterday."""
COMPLAINT = f"CP-{day(-6).year}-0001"
WEEK = "{}-W{:02}".format(*date.today().isocalendar()[:2])


@pytest.fixture
def office(call: Call, home: Path) -> Office:
    """A department at work in the data folder of the calls."""
    store = open_store(home)
    made = open_office(store)
    store.close()
    return made


def test_every_form_is_listed_and_names_its_cells(call: Call, office: Office) -> None:
    listed = call("form", "list", "--json").json["forms"]
    assert [each["key"] for each in listed] == KEYS
    for key in KEYS:
        assert call("form", "names", key).out.startswith("kam_")
    lines = call("form", "names", "F3", "--lang", "zh").out
    assert "kam_manager_decision_returned" in lines
    assert "大客户部经理 审批意见: 退回" in lines.replace("：", ": ")


@pytest.mark.parametrize("key", KEYS)
def test_every_form_is_written_blank(call: Call, office: Office, tmp_path: Path, key: str) -> None:
    file = tmp_path / "blank.xlsx"
    assert call("form", "blank", key, "--out", file).status == 0
    assert call("form", "read", file, "--json").json["files"][0]["forms"][0]["form"] == key


@pytest.mark.parametrize(
    ("key", "ref", "name"),
    [
        ("archive", "云麓食品", "云麓食品"),
        ("visit_record", "3", f"云麓食品 · {day(-6)} · 季度回顾"),
        ("visit_application", "2", f"云麓食品 · {day(2)} · 产品介绍"),
        ("callback_record", "6", f"云麓食品 · {day(-2)} · 交货后回访"),
        ("reception_plan", "4", f"云麓食品 · {day(6)} · 参观基地"),
        ("reception_application", "4", f"云麓食品 · {day(6)} · 参观基地"),
        ("reception_report", "5", f"云麓食品 · {day(-8)} · 来访"),
        ("expense_claim", CLAIM, CLAIM),
        ("development_application", "云麓食品", "云麓食品"),
        ("development_evaluation", "云麓", "云麓食品"),
        ("development_report", "云麓食品", f"云麓食品 · {day(-5)}"),
        ("service_plan", "云麓食品", f"云麓食品 {day(0).year}"),
        ("complaint_form", COMPLAINT, f"云麓食品 · {COMPLAINT} · {day(-6)}"),
        ("satisfaction_survey", "云麓食品", "云麓食品 · 客户满意度 · 2026"),
        ("assessment_sheet", "S2", "财务丙 · 2026Q3"),
    ],
)
def test_every_form_is_filled_for_what_it_is_about(
    call: Call, office: Office, tmp_path: Path, key: str, ref: str, name: str
) -> None:
    file = tmp_path / "filled.xlsx"
    written = call("form", "fill", key, "--for", ref, "--out", file, "--json")
    assert written.json == {"file": str(file), "records": 1}
    (form,) = call("form", "read", file, "--json").json["files"][0]["forms"]
    assert (form["form"], form["record"]["name"], form["differences"]) == (key, name, [])
    assert call("form", "read", file).out.endswith(f"{name}: no difference\n")


@pytest.mark.parametrize("period", [f"{date.today():%Y-%m}", WEEK])  # fmt: skip
def test_a_plan_is_filled_for_somebody_and_a_period(
    call: Call, office: Office, tmp_path: Path, period: str
) -> None:
    file = tmp_path / "plan.xlsx"
    assert (
        call("form", "fill", "visit_plan", "--for", "S3", "--period", period, "--out", file).status
        == 0
    )
    (form,) = call("form", "read", file, "--json").json["files"][0]["forms"]
    assert form["record"]["name"] == f"专员丁 · {period}"
    assert form["differences"] == []


@pytest.mark.parametrize("ref", ["all", "云麓食品"])
def test_a_log_is_filled_for_a_period(call: Call, office: Office, tmp_path: Path, ref: str) -> None:
    file, year = tmp_path / "log.xlsx", f"{day(-2):%Y}"
    written = call("form", "fill", "F12", "--for", ref, "--period", year, "--out", file)
    assert written.status == 0
    (form,) = call("form", "read", file, "--json").json["files"][0]["forms"]
    assert form["differences"] == []
    assert len(form["record"]["name"]) > len(year)
    refused = call("form", "fill", "F12", "--for", ref, "--out", file)
    assert (refused.status, "Which period?" in refused.err) == (Status.WRONG_USE, True)


def test_a_form_for_an_account_names_it_and_nothing_else(
    call: Call, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "record.xlsx"
    assert call("form", "fill", "visit_record", "--for", "云麓食品", "--out", file).status == 0
    book = openpyxl.load_workbook(file)
    sheet, place = next(iter(book.defined_names["kam_account_name"].destinations))
    assert book[sheet][place.replace("$", "")].value == "云麓食品"
    fill_in(
        file, {"kam_visit_held_on": day(-1), "kam_visit_subject": "试用", "kam_visit_needs": "样品"}
    )
    answer = call("form", "read", file, "--apply", "--json")
    assert answer.status == Status.REJECTED  # on that day there is a plan that nobody agreed to yet
    fill_in(file, {"kam_visit_held_on": day(-3)})
    answer = call("form", "read", file, "--apply", "--json")
    assert (answer.status, answer.json["applied"]["created"]) == (0, 1)


def test_a_decision_typed_by_somebody_who_may_not_is_told_with_cell_and_reason(
    call: Call, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "application.xlsx"
    call("form", "fill", "F3", "--for", "2", "--out", file, "--lang", "zh")
    typed = {"kam_manager_by_id": "财务丙", "kam_manager_on": day(0), "kam_visit_goal": "定价"}
    fill_in(file, typed | {"kam_manager_decision_approved": "☑ 同意"})
    answer = call("form", "read", file, "--apply")
    assert answer.status == Status.REJECTED
    assert "财务丙 is not KA department manager and cannot decide this step." in answer.err
    assert (
        call("form", "read", file).out.count("→") == 3
    )  # the goal is filed, the decision still differs
    refused = call("form", "read", file, "--apply", "--json").json["files"][0]["forms"][0][
        "applied"
    ]
    assert {each["field"] for each in refused["refused"]} == {
        "manager.decision",
        "manager.by_id",
        "manager.on",
    }
    assert all(each["cell"] and each["reason"] for each in refused["refused"])


def test_a_form_filed_after_the_archive_it_waited_for_is_no_reject(
    call: Call, office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    account = {"kam_account_name": "启岚包装"}
    for form, typed in (
        ("visit_record", {"kam_visit_held_on": day(-1), "kam_visit_needs": "交期"}),
        ("archive", {}),
    ):
        file = folder / f"{form}.xlsx"
        call("form", "blank", form, "--out", file, "--lang", "zh")
        fill_in(file, account | typed)
    looked = call("form", "read", folder)
    assert looked.status == Status.REJECTED
    assert "File its archive first." in looked.err
    filed = call("form", "read", folder, "--apply")
    assert filed.status == Status.DONE
    assert "File its archive first." not in filed.err
    listed = call("visit", "list", "--account", "启岚包装", "--json").json["visits"]
    assert [each["state"] for each in listed] == ["reported"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("visit_plan", "--for", "S3"), "--period"),
        (("visit_plan", "--for", "S3", "--period", "soon"), "no week or month"),
        (("visit_plan", "--for", "nobody", "--period", "2026-11"), "nobody"),
        (("visit_record", "--for", "1", "--period", "2026-11"), "--period belongs to"),
        (("expense_claim", "--for", "EC-1"), "There is no claim"),
        (("visit_record", "--for", "无此"), "There is no account"),
    ],
)
def test_what_cannot_be_filled_is_wrong_use(
    call: Call, office: Office, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "x.xlsx"
    answer = call("form", "fill", *arguments, "--out", file)
    assert (answer.status, file.exists()) == (Status.WRONG_USE, False)
    assert said in answer.err


def test_a_form_is_forced_and_a_wrong_one_says_which_it_is(
    call: Call, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "record.xlsx"
    call("form", "fill", "F4", "--for", "3", "--out", file)
    assert call("form", "read", file, "--form", "visit_record").status == 0
    answer = call("form", "read", file, "--form", "archive")
    assert answer.status == Status.UNREADABLE
    assert "visit_record" in answer.err


def test_a_template_of_ones_own_is_filled_and_read(
    call: Call, office: Office, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "记录"
    names = {
        "B1": "kam_account_name",
        "B2": "kam_visit_held_on",
        "B3": "kam_visit_needs",
        "B4": "kam_met_r1_name",
    }
    for place, name in names.items():
        sheet[place.replace("B", "A")] = name
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(
            name, attr_text=f"'记录'!${place[0]}${place[1:]}"
        )
    own, file = tmp_path / "own.xlsx", tmp_path / "filled.xlsx"
    book.save(own)
    assert call("form", "fill", "F4", "--for", "3", "--out", file, "--template", own).status == 0
    filled = openpyxl.load_workbook(file).worksheets[0]
    assert (filled["B1"].value, filled["B3"].value, filled["B4"].value) == (
        "云麓食品",
        "交期十天以内",
        "受访人戊",
    )
    (form,) = call("form", "read", file, "--json").json["files"][0]["forms"]
    assert (form["form"], form["differences"]) == ("visit_record", [])
    looked = call("form", "read", own, "--template", "--form", "F4", "--json").json
    assert json.dumps(looked).count("kam_") == 4


def test_several_records_make_one_workbook_that_reads_back(
    call: Call, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "many.xlsx"
    assert call("form", "fill", "visit_application", "--for", "1", "2", "--out", file).status == 0
    forms = call("form", "read", file, "--json").json["files"][0]["forms"]
    assert [(each["record"]["id"], each["differences"]) for each in forms] == [(1, []), (2, [])]


@pytest.mark.parametrize("ref", ["all", "客户满意度 2026"])
def test_a_survey_makes_a_file_for_each_account_and_they_come_back_in_one_go(
    call: Call, office: Office, tmp_path: Path, ref: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    written = call("form", "fill", "F14", "--for", ref, "--out", folder, "--json", "--lang", "zh")
    assert written.json == {"file": str(folder), "records": 1}
    (file,) = folder.iterdir()
    assert file.name == "满意度调查表 云麓食品 · 客户满意度 · 2026.xlsx"
    fill_in(file, {"kam_marks_r2_score": 2})
    assert call("form", "read", folder, "--apply", "--json").json["applied"]["values"] == 1
    assert call("form", "read", folder).out.endswith("2026: no difference\n")
