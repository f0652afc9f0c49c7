"""``kpi`` and ``report`` as typed: figures worked out by hand, what is refused, the workbook written whole."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Call

FACTS = {
    "format": "kamdesk",
    "version": 1,
    "staff": [{"number": "S1", "name": "专员丁"}, {"number": "S2", "name": "专员戊"}],
    "accounts": [
        {
            "archive_no": "K1", "name": "青石机电", "owners": [{"staff": "S1", "from": "2024-01-01"}],
            "status_changes": [{"to": "active", "on": "2024-01-01"}],
        },
        {
            "archive_no": "K2", "name": "=白沙纸业", "owners": [{"staff": "S2", "from": "2024-01-01"}],
            "status_changes": [{"to": "active", "on": "2024-01-01"}, {"to": "lost", "on": "2026-05-06"}],
        },
    ],
    "purchases": [
        {"on": "2026-04-01", "account": "K1", "amount": "600000.50"},
        {"on": "2026-05-15", "account": "K2", "amount": "20000", "currency": "USD", "rate": "7.105"},
        {"on": "2026-06-30", "account": "K1", "amount": "-100.00"},
        {"on": "2026-07-01", "account": "K1", "amount": "999.00"},
    ],
    "targets": [
        {"period": "2026Q2", "measure": "sales_amount", "level": "department", "value": "1000000",
         "approved_on": "2026-03-20"},
    ],
}  # fmt: skip
# 600,000.50 + 20,000 × 7.105 − 100 = 742,000.50 of 1,000,000


@pytest.fixture
def told(call: Call, tmp_path: Path) -> Call:
    """A data folder that holds the facts."""
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(FACTS), encoding="utf-8")
    assert call("import", facts).status == 0
    return call


def test_a_ratio_with_its_parts(told: Call) -> None:
    asked = told(
        "kpi",
        "--period",
        "2026Q2",
        "--as-of",
        "2026-07-10",
        "--json",
        "sales_plan_rate",
        "churn_rate",
    )
    assert asked.status == 0
    found = asked.json
    assert (found["period"], found["as_of"], found["scope"]) == ("2026Q2", "2026-07-10", {})
    assert list(found["indicators"]) == ["sales_plan_rate", "churn_rate"]
    rate = found["indicators"]["sales_plan_rate"]
    assert float(rate["numerator"]) == 742000.5
    assert isinstance(rate["numerator"], str)
    assert rate["numerator"].startswith("742000.50")
    assert float(rate["denominator"]) == 1000000
    assert rate["value"] == 0.7420005
    assert (rate["unit"], rate["records"], rate["note"]) == ("ratio", 3, "")
    churn = found["indicators"]["churn_rate"]
    assert (churn["numerator"], churn["denominator"], churn["value"]) == (1, 2, 0.5)


def test_no_value_is_null_with_its_reason(told: Call) -> None:
    rate = told("kpi", "--period", "2026-06", "--json", "sales_plan_rate").json["indicators"][
        "sales_plan_rate"
    ]
    assert rate["value"] is None
    assert rate["denominator"] is None
    assert float(rate["numerator"]) == -100
    assert rate["note"] == "There is no target for this period."


def test_scopes(told: Call) -> None:
    def amount(*scope: str) -> float:
        asked = told("kpi", "--period", "2026Q2", "--json", "sales_amount", *scope)
        assert asked.status == 0
        return float(asked.json["indicators"]["sales_amount"]["value"])

    assert amount() == 742000.5
    assert amount("--staff", "S1") == 599900.5
    assert amount("--account", "K2") == 142100
    assert told("kpi", "--period", "2026Q2", "--staff", "S1", "--json").json["scope"] == {
        "staff": "S1"
    }


def test_the_records_behind(told: Call) -> None:
    asked = told("kpi", "--period", "2026Q2", "--records", "--json", "sales_amount")
    rows = asked.json["indicators"]["sales_amount"]["behind"]["numerator"]
    assert [(row["record"], row["on"], row["account"], row["value"]) for row in rows] == [
        ("Purchase", "2026-04-01", "K1", 600000.5),
        ("Purchase", "2026-05-15", "K2", 142100),
        ("Purchase", "2026-06-30", "K1", -100),
    ]
    printed = told("kpi", "--period", "2026Q2", "--records", "sales_amount").out
    assert "2026-05-15  K2" in printed


def test_all_of_them_in_words(told: Call) -> None:
    printed = told("kpi", "--period", "2026Q2").out
    lines = {line.split()[0]: line for line in printed.splitlines()}
    assert "74.2%" in lines["sales_plan_rate"]
    assert "—" in lines["callback_rate"]


def test_what_is_no_indicator_period_or_tier(told: Call) -> None:
    unknown = told("kpi", "--period", "2026Q2", "profit")
    assert unknown.status == 2
    assert "gross_profit" in unknown.err
    assert told("kpi", "--period", "2026Q5").status == 5
    assert told("kpi", "--period", "2026", "--tier", "Z").status == 2
    assert told("kpi", "--period", "2026", "--staff", "S9").status == 2


def test_a_report_is_a_workbook_of_formulas(told: Call, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    made = told("report", "quarter", "--period", "2026Q2", "--out", target, "--json")
    assert made.status == 0
    assert made.json["file"] == str(target)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[:3] == ["Quarterly management report", "Contents", "Indicators"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert any(each.startswith("=SUM('D1 ") for each in formulas)
    # The name a customer typed stays text, whatever it begins with.
    assert "=白沙纸业" in {cell.value for cell in cells if cell.data_type == "s"}
    assert not any("白沙" in each for each in formulas)


def test_the_length_of_the_period_is_checked(told: Call, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    assert told("report", "month", "--period", "2026Q2", "--out", target).status == 2
    assert (
        told("report", "quarter", "--period", "2026Q2", "--out", tmp_path / "report.pdf").status
        == 2
    )
    assert list(tmp_path.glob("report*")) == []


def test_the_management_report_is_the_departments(told: Call, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    call = ("report", "quarter", "--period", "2026Q2", "--out", target, "--staff", "S1")
    assert told(*call).status == 5
    assert not target.exists()
    assert told(*call, "--indicators").status == 0
    assert openpyxl.load_workbook(target).sheetnames[0] == "Indicators"
