"""Targets, forecasts and budgets as forms: sums checked with their cells, versions approved, formulas recalculated."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from kamdesk.forms.layouts.sales_plan_sheet import PlanFor
from kamdesk.forms.layouts.target_sheet import TargetsOf
from kamdesk.i18n import message
from kamdesk.model.target import SalesForecast
from kamdesk.store.store import Store
from kamdesk.work import budgets, sales_plan, target_changes, targets
from kamdesk.work.periods import read_period
from kamdesk.work.target_breakdown import breakdown
from kamdesk.work.targets import DEPARTMENT, Subject
from tests.forms.returned import changes, filed, only, out, reasons
from tests.forms.running import MONTHS, QUARTER, YEAR, Running, open_running
from tests.forms.test_new_forms_in_libreoffice import convert
from tests.work.department import Department, found
from tests.work.selling import bought, customer

SOFFICE = shutil.which("soffice")
TODAY = date.today()


@pytest.fixture
def people(store: Store) -> Department:
    return found(store)


@pytest.fixture
def running(store: Store, people: Department) -> Running:
    return open_running(store, people)


def said(path: Path, store: Store) -> dict[str, tuple[str, str]]:
    """Key → cell and sentence of each problem."""
    return {each.key: (each.found.cell, each.problem or "") for each in only(store, path).problems}


def test_a_sum_that_does_not_agree_is_told_at_its_cell_and_filed_all_the_same(
    store: Store, running: Running, tmp_path: Path
) -> None:
    typed = {"kam_quarters_r1_q2": 250, "kam_quarters_r3_year": 700, "kam_months_r1_m01": 400}
    path = out(store, tmp_path / "targets.xlsx", "target_breakdown", running.targets, typed)
    cells = {
        name: book_cell(path, f"kam_quarters_{name}")
        for name in ("r1_year", "r1_q1", "r1_q2", "r3_year")
    }
    problems = said(path, store)
    year = f"Department, {YEAR}: 1,200.00"
    assert problems == {
        "quarters[0].year": (cells["r1_year"],
            f"{year}, its quarters add up to 1,150.00: 50.00 too little. "
            f"{year}, its persons add up to 1,300.00: 100.00 too much."),
        "quarters[0].q1": (
            cells["r1_q1"], f"Department, {YEAR}Q1: 300.00, its months add up to 400.00: 100.00 too much.",
        ),
        "quarters[0].q2": (
            cells["r1_q2"], f"Department, {YEAR}Q2: 250.00, its persons add up to 300.00: 50.00 too much.",
        ),
        "quarters[2].year": (
            cells["r3_year"], f"专员丁, {YEAR}: 700.00, its quarters add up to 600.00: 100.00 too little.",
        ),
    }  # fmt: skip
    files, result = filed(store, path)
    assert reasons(files) == {}
    assert result.values == 3


def book_cell(path: Path, name: str) -> str:
    """Where a named cell stands."""
    _sheet, place = next(iter(openpyxl.load_workbook(path).defined_names[name].destinations))
    return place.replace("$", "")


def test_a_year_broken_down_in_excel_is_approved_with_the_day_of_the_form(
    store: Store, running: Running, people: Department, tmp_path: Path
) -> None:
    first = out(
        store, tmp_path / "a.xlsx", "target_breakdown", running.targets, {"kam_quarters_r1_q4": 500}
    )
    filed(store, first)
    quarter = read_period(f"{YEAR}Q4")
    with store.read() as session:
        held = targets.wanted(session, "sales_amount", quarter, as_of=quarter.last)
        draft = breakdown(session, read_period(YEAR), "sales_amount").cell(DEPARTMENT, quarter)
    assert held is not None
    assert (held.value, draft.value, draft.is_draft) == (300, 500, True)
    # The manager changes one more number in the form that came with the draft, and dates it.
    second = out(
        store, tmp_path / "b.xlsx", "target_breakdown", running.targets,
        {"kam_quarters_r1_year": 1400, "kam_plan_approved_on": TODAY},
    )  # fmt: skip
    assert set(changes(only(store, second))) == {"quarters[0].year", "plan.approved_on"}
    files, _result = filed(store, second)
    assert reasons(files) == {}
    with store.read() as session:
        held = targets.wanted(session, "sales_amount", quarter, as_of=quarter.last)
        versions = target_changes.history(session, "sales_amount", DEPARTMENT, YEAR)
    assert held is not None
    assert (held.value, held.first_value, held.approved_on) == (500, 300, TODAY)
    assert [(each.value, each.approved_on) for each in versions] == [
        (1200, date(TODAY.year, 1, 1)), (1400, TODAY),
    ]  # fmt: skip


def test_a_version_approved_in_mid_quarter_holds_for_the_whole_quarter_and_too_late_for_the_one_before(
    store: Store, people: Department, tmp_path: Path
) -> None:
    with store.change(message("Targets")) as session:
        numbers = {(DEPARTMENT, f"2025Q{each}"): Decimal(100) for each in (1, 2, 3, 4)}
        target_changes.put(session, "sales_amount", numbers)
        target_changes.approve(session, read_period("2025"), "sales_amount", date(2025, 1, 2))
    typed = {
        "kam_quarters_r1_q1": 150, "kam_quarters_r1_q2": 150, "kam_quarters_r1_q3": 150,
        "kam_plan_approved_on": date(2025, 5, 15),
    }  # fmt: skip
    path = out(store, tmp_path / "targets.xlsx", "target_breakdown", TargetsOf("2025"), typed)
    files, _result = filed(store, path)
    assert reasons(files) == {}
    with store.read() as session:
        values = [
            held.value
            for each in ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2025")
            if (held := targets.wanted(session, "sales_amount", read_period(each), as_of=TODAY))
        ]
    # The first quarter was over; the second counts wholly; the year is the sum of what holds for each.
    assert values == [100, 150, 150, 100, 500]


def test_accounts_of_a_person_and_a_row_written_by_hand(
    store: Store, running: Running, people: Department, tmp_path: Path
) -> None:
    asked = TargetsOf(YEAR, "visits", people.specialist)
    path = out(
        store, tmp_path / "visits.xlsx", "target_breakdown", asked,
        {"kam_quarters_r2_year": 12, "kam_quarters_r3_whose": "经理甲", "kam_quarters_r3_year": 4,
         "kam_quarters_r4_whose": "无此人", "kam_quarters_r4_year": 1, "kam_quarters_r1_q1": "1.5"},
    )  # fmt: skip
    files, _result = filed(store, path)
    assert {key: text.split(".")[0] for key, text in reasons(files).items()} == {
        "quarters[3].year": "“无此人” is not known here",
        "quarters[0].q1": "“1",
    }
    with store.read() as session:
        known = breakdown(session, read_period(YEAR), "visits")
        year = read_period(YEAR)
        assert known.cell(Subject("account", people.account), year).value == 12
        assert known.cell(Subject("staff", people.manager), year).value == 4


def test_forecasts_are_made_on_the_day_of_the_form_and_facts_are_refused(
    store: Store, running: Running, people: Department, tmp_path: Path
) -> None:
    made_on = TODAY - timedelta(days=3)
    path = out(
        store, tmp_path / "plan.xlsx", "sales_plan", running.plan,
        {"kam_plan_made_on": made_on, "kam_plans_r1_forecast1": 45, "kam_plans_r1_actual1": 9,
         "kam_plans_r1_before2": 8, "kam_plans_r1_plan2": 70},
    )  # fmt: skip
    files, result = filed(store, path)
    assert set(reasons(files)) == {"plans[0].actual1", "plans[0].before2"}
    assert result.values == 2
    with store.read() as session:
        newest = sales_plan.forecasts(session, people.account, MONTHS[0])[-1]
        drafts = targets.wishes_of(session, "sales_amount", [QUARTER], level="account")
    assert (newest.amount, newest.made_on) == (45, made_on)
    assert drafts[Subject("account", people.account)].drafts[MONTHS[1]][1] == 70


def test_a_budget_of_a_year_is_checked_against_its_quarters(
    store: Store, people: Department, tmp_path: Path
) -> None:
    year = read_period("2025")
    with store.change(message("Budgets")) as session:
        for quarter in (1, 2, 3, 4):
            budgets.put(
                session, read_period(f"2025Q{quarter}"), "travel", Decimal(100), date(2025, 1, 2)
            )
    from kamdesk.forms.layouts.budget_sheet import BudgetFor

    typed = {"kam_budgets_r1_amount": 500, "kam_plan_approved_on": date(2025, 2, 1)}
    path = out(store, tmp_path / "budget.xlsx", "budget_execution", BudgetFor("2025"), typed)
    assert said(path, store) == {
        "budgets[0].amount": (
            book_cell(path, "kam_budgets_r1_amount"), "Travel, 2025: 500.00, its parts add up to 400.00: 100.00 apart.",
        )
    }  # fmt: skip
    filed(store, path)
    with store.read() as session:
        assert budgets.execution(session, year, TODAY).line("travel").budget == 500
        assert budgets.execution(session, year, date(2025, 1, 31)).line("travel").budget == 400


def test_forms_without_a_period_say_so(store: Store, people: Department, tmp_path: Path) -> None:
    for key, cell, words in (
        ("target_breakdown", "kam_plan_year", "which year"), ("sales_plan", "kam_plan_quarter", "which quarter"),
        ("budget_execution", "kam_plan_period", "which period"),
    ):  # fmt: skip
        path = out(store, tmp_path / f"{key}.xlsx", key, None, {cell: "明年"})
        assert words in str(only(store, path).refusal)


# ---------------------------------------------------------------------------------------------------- LibreOffice


def cells(path: Path) -> dict[str, list[Any]]:
    """First text of a row → the numbers of that row as LibreOffice worked them out."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    found: dict[str, list[Any]] = {}
    for row in sheet.iter_rows(values_only=True):
        texts = [each for each in row if isinstance(each, str)]
        numbers = [each for each in row if isinstance(each, int | float)]
        if texts and numbers:
            found.setdefault(texts[0], numbers)
    return found


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_formulas_agree_with_what_the_program_works_out(
    store: Store, running: Running, people: Department, tmp_path: Path
) -> None:
    with store.change(message("Purchases")) as session:
        mill = customer(session, "江岸船厂", people.staff(session, "specialist"))
        bought(session, mill, QUARTER.first, "120.25")
        bought(session, mill, QUARTER.first.replace(year=TODAY.year - 1), "80")
        made = {(mill.id, code): Decimal("33.33") for code in MONTHS}
        sales_plan.put_forecasts(session, made, QUARTER.first)
    files = [
        out(
            store,
            tmp_path / "targets.xlsx",
            "target_breakdown",
            running.targets,
            {"kam_quarters_r3_q2": 90},
        ),
        out(store, tmp_path / "plan.xlsx", "sales_plan", running.plan),
        out(store, tmp_path / "budget.xlsx", "budget_execution", running.budget),
    ]
    broken_down, plan, budget = map(cells, convert(files, "xlsx", tmp_path / "back"))
    # Row by row: year, four quarters, quarters − year. The specialist's second quarter is 90 instead of 150.
    assert broken_down["部门"] == [1200, 300, 300, 300, 300, 0]
    assert broken_down["专员丁"] == [600, 150, 90, 150, 150, -60]
    assert broken_down["其余各行合计"] == [1200, 300, 240, 300, 300]
    assert broken_down["与首行之差"] == [0, 0, 60, 0, 0]
    with store.read() as session:
        known = sales_plan.sales_plan(session, QUARTER, TODAY, people.specialist).total
        spent = budgets.execution(session, QUARTER, TODAY)
    first = known.cells[0]
    assert plan["合计"][:4] == [
        float(first.before),
        0,
        float(first.forecast or 0),
        float(first.actual),
    ]
    assert (first.before, first.forecast, first.actual) == (80, Decimal("73.33"), Decimal("120.25"))
    # Budget, first version, spent, handed in, open, remaining.
    assert budget["合计"] == [
        float(spent.total.budget or 0),
        1000,
        float(spent.total.spent),
        0,
        0,
        1000,
    ]
    assert budget["其中服务费用"][2] == float(spent.service.spent) == 60.5


def test_a_forecast_in_another_currency_is_refused(
    store: Store, running: Running, tmp_path: Path
) -> None:
    asked = PlanFor(QUARTER.code)
    path = out(
        store, tmp_path / "plan.xlsx", "sales_plan", asked, {"kam_plans_r1_forecast2": "USD 5"}
    )
    files, _result = filed(store, path)
    assert list(reasons(files)) == ["plans[0].forecast2"]
    with store.read() as session:
        assert len(session.scalars(select(SalesForecast)).all()) == 1
