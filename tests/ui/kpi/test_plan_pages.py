"""Sales, budgets and forecasts in the window: every number opens what it is made of; what is typed is stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kamdesk.i18n import message
from kamdesk.model.expense import Expense
from kamdesk.work import budgets, sales_plan
from kamdesk.work.periods import read_period
from tests.work.selling import bought, customer, person, target


@pytest.fixture
def tab(store, open_window, settle):
    with store.change(message("Set up")) as session:
        owner = person(session, "专员甲", "P1")
        mill = customer(session, "云麓食品", owner, status="active")
        bought(session, mill, date(2025, 2, 3), "1000", cost="600", number="A1")
        bought(session, mill, date(2025, 5, 3), "500", number="A2")
        bought(session, mill, date(2024, 2, 3), "800")
        target(session, "2025", "3000", date(2025, 1, 2))
        session.add(Expense(on=date(2025, 2, 1), category="gift", amount=Decimal(60), state="paid"))
        made = (mill.id,)
    window = open_window(store, "kpi")
    shown = window.tabs["kpi"]
    shown.mill = made[0]
    return shown


def opened(tab, key: str, settle, subject: str):
    tab.show_page(key, subject)
    settle()
    return tab.page(key)


def row(page, number: int) -> list[str]:
    return [each.words for each in page.model.grid.rows[number]]


def test_sales_against_plan_and_last_year_open_their_purchases(tab, settle) -> None:
    page = opened(tab, "sales", settle, "2025")
    assert row(page, 0) == ["云麓食品", "1,500.00", "", "", "800.00", "87.5%", "400.00", ""]
    assert row(page, 1)[:4] == ["Total", "1,500.00", "3,000.00", "50.0%"]
    assert "1 without a cost" in page.words.text()
    page.on_picked(0, 1)
    assert [each.number for each in page.shown] == ["A2", "A1"]
    page.by.choose("month")
    settle()
    assert [row(page, each)[1] for each in range(5)] == [
        "0.00", "1,000.00", "0.00", "0.00", "500.00",
    ]  # fmt: skip
    page._pick("month", "2025-02")
    assert [each.number for each in page.shown] == ["A1"]


def test_the_analysis_is_written_with_charts_of_excels_own(
    tab, settle, questions, tmp_path
) -> None:
    page = opened(tab, "sales", settle, "2025")
    questions.answers.append(tmp_path / "sales.xlsx")
    page.export()
    settle()
    book = openpyxl.load_workbook(tmp_path / "sales.xlsx")
    assert sum(len(sheet._charts) for sheet in book.worksheets) >= 2
    values = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert {"云麓食品", "2025-02"} <= values


def test_a_budget_is_typed_approved_and_undone(tab, store, settle) -> None:
    page = opened(tab, "budgets", settle, "2025Q1")
    assert page.model.cell(3, 4).words == "60.00"
    assert page.model.cell(3, 9).words == "spent without budget"
    page.on_edited([(3, 1, "100"), (0, 1, "0.1万")])
    settle()
    assert [page.model.cell(each, 3).words for each in (0, 3)] == ["1,000.00", "100.00"]
    page.approve_on({"approved_on": date(2025, 1, 5)})
    settle()
    assert page.model.cell(3, 7).words == "40.00"
    with store.read() as session:
        found = budgets.execution(session, read_period("2025Q1"), date(2025, 3, 31))
    assert found.total.budget == 1100
    store.undo()
    settle()
    assert page.model.cell(3, 7).words == ""


def test_a_forecast_is_typed_for_an_account_and_a_month(tab, store, settle) -> None:
    page = opened(tab, "sales_plan", settle, "2025Q1")
    assert row(page, 0)[:9] == ["云麓食品", "", "", "", "", "800", "", "", "1,000"]
    page.on_edited([(0, 7, "900"), (0, 11, "50")])
    settle()
    assert (row(page, 0)[7], row(page, 0)[11]) == ("900", "50")
    with store.read() as session:
        (made,) = sales_plan.forecasts(session, tab.mill, "2025-02")
    assert made.amount == 900
