"""Tables linked to their data: rows, the rest in one row, totals that are no sums, what has no value."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kamdesk.reports.declaration import NO_VALUE, Column, Report, Sheet
from kamdesk.reports.linked import Amounts, Linked, Row, difference, growth, share
from kamdesk.reports.workbook import write_report
from tests.reports.recalculating import SOFFICE, recalculated

COLUMNS = (
    Amounts("amount", "Amount"), Amounts("plan", "Plan", summed=False), share("reached", "Reached", "amount", "plan"),
    Amounts("before", "Before"), growth("growth", "Growth", "amount", "before"),
    difference("left", "Left", "plan", "amount"),
)  # fmt: skip
ROWS = (
    Row("甲", {"amount": Decimal(300), "plan": Decimal(400), "before": Decimal(200)}),
    Row("乙", {"amount": Decimal(100), "plan": None, "before": Decimal(0)}),
    Row("丙", {"amount": Decimal(50), "plan": Decimal(100), "before": Decimal(60)}),
    Row("丁", {"amount": Decimal(-10), "plan": None, "before": Decimal(20)}),
)
EXPECTED = {
    "0": (300, 400, 0.75, 200, 0.5, 100),
    "1": (100, NO_VALUE, NO_VALUE, 0, NO_VALUE, NO_VALUE),
    "others": (40, NO_VALUE, NO_VALUE, 80, -0.5, NO_VALUE),
    # The plan of all is 1000: no sum of 400 and 100.
    "total": (440, 1000, 0.44, 280, 440 / 280 - 1, 560),
}


def made() -> tuple[Linked, Report]:
    linked = Linked(
        "main", "sales", Column("Account"), COLUMNS, ROWS, shown=2, of_all={"plan": Decimal(1000)},
        title="Data",
    )  # fmt: skip
    sheet = Sheet("main", "Main", (20.0,) * 7, (linked.table(),))
    return linked, Report("R", "", (sheet,), (linked.data(),))


def test_what_is_known_here() -> None:
    linked, _report = made()
    table = linked.table()
    found = {}
    for cells in (*table.rows, *table.totals):
        row = cells[1].name.split(".")[1]
        found[row] = tuple(getattr(cell.value, "value", None) for cell in cells[1:])
    for row, values in EXPECTED.items():
        for value, expected in zip(found[row], values, strict=True):
            assert (
                value is None if expected == NO_VALUE else float(value) == pytest.approx(expected)
            )
    assert table.rows[2][0].value == "2 others"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_works_out_the_same(tmp_path: Path) -> None:
    _linked, report = made()
    path = tmp_path / "r.xlsx"
    write_report(path, report)
    book = recalculated({path: report}, tmp_path / "back")[path]
    assert book.errors() == []
    for row, values in EXPECTED.items():
        for column, expected in zip(COLUMNS, values, strict=True):
            found = book.value(f"main!sales.{row}.{column.key}")
            assert found == (expected if expected == NO_VALUE else pytest.approx(expected)), (
                row,
                column.key,
            )


def test_nothing_is_said_to_be_nothing() -> None:
    empty = Linked("main", "sales", Column("Account"), COLUMNS, ()).table()
    assert [cells[0].value for cells in empty.rows] == ["Nothing in this period."]
    assert empty.totals == ()
