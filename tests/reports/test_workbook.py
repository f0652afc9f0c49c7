"""The workbook of a report: formulas that name cells, text that stays text, whole or not at all, many rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kamdesk.errors import Cancelled
from kamdesk.reports.declaration import (
    Cell,
    Chart,
    Charts,
    Column,
    DataColumn,
    DataSheet,
    Figure,
    Jump,
    Plain,
    Report,
    Rows,
    Series,
    Sheet,
    Table,
)
from kamdesk.reports.kinds import within
from kamdesk.reports.layout import data_lines, lines_of
from kamdesk.reports.pages import breaks_of, pages_of
from kamdesk.reports.places import Places
from kamdesk.reports.showing import shown
from kamdesk.reports.workbook import write_report


def purchases(count: int, declared: int | None = None) -> DataSheet:
    """So many purchases of 1.25 each."""

    def read() -> Iterator[tuple[Plain, ...]]:
        for number in range(count):
            yield date(2026, 1, 1 + number % 28), f"=客户{number}", Decimal("1.25")

    columns = (
        DataColumn("on", "Day", "date"), DataColumn("account", "Account"), DataColumn("value", "Amount", "amount"),
    )  # fmt: skip
    return DataSheet("purchases", "Purchases", columns, declared or count, read)


def report(data: DataSheet, *blocks: object, control: bool = False) -> Report:
    """A sheet with a sum over `data`, and more blocks."""
    total = Figure("SUM({purchases!value})", Decimal("1.25") * data.count)
    table = Table(
        (Column("What"), Column("Amount", wide=2)),
        ((Cell("<r>Sum</r>"), Cell(total, wide=2, name="sum")),),
        repeated=True,
    )
    half = Cell(Figure("{main!sum}/2", total.value), name="half")
    row = Rows(((Cell("Half"), half, Cell(Jump("purchases", "Data"))),))
    main = Sheet("main", "Main", (20.0, 14.0, 14.0), (table, row, *blocks))  # type: ignore[arg-type]
    words = (("Document title", "Report"), ("Status", "controlled")) if control else ()
    return Report("Report", "2026Q1", (main,), (data,), words)


def test_formulas_have_the_addresses_of_what_they_name(tmp_path: Path) -> None:
    write_report(tmp_path / "r.xlsx", report(purchases(3)))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Main"]
    # Title, subtitle, headings; the sum stands in the fourth row, the data below three rows of their own.
    assert sheet["B4"].value == "=SUM('Purchases'!$C$4:$C$6)"
    assert sheet["B5"].value == "='Main'!$B$4/2"
    assert sheet["C5"].hyperlink.location == "'Purchases'!A1"
    kept = openpyxl.load_workbook(tmp_path / "r.xlsx", data_only=True)["Main"]
    assert kept["B4"].value == 3.75


def test_the_range_is_as_long_as_the_data_turned_out_to_be(tmp_path: Path) -> None:
    write_report(tmp_path / "r.xlsx", report(purchases(3, declared=5)))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Main"]
    assert sheet["B4"].value == "=SUM('Purchases'!$C$4:$C$6)"


def test_text_is_text_whatever_it_looks_like(tmp_path: Path) -> None:
    write_report(tmp_path / "r.xlsx", report(purchases(1)))
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    for cell, words in ((book["Purchases"]["B4"], "=客户0"), (book["Main"]["A4"], "<r>Sum</r>")):
        assert (cell.value, cell.data_type) == (words, "s")
    assert book["Purchases"]["A4"].value.date() == date(2026, 1, 1)


def test_a4_one_page_wide_with_repeated_headings_and_control_block(tmp_path: Path) -> None:
    write_report(tmp_path / "r.xlsx", report(purchases(1), control=True))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Main"]
    assert sheet["A1"].value == "Document title"
    setup = sheet.page_setup
    # One page wide is what a workbook means that does not say it.
    assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    headings = sheet.print_title_rows.replace("$", "")
    assert sheet[f"A{headings.split(':')[0]}"].value == "What"


class Stopping:
    """Somebody presses Cancel after so many steps."""

    def __init__(self, after: int) -> None:
        self.left, self.steps = after, list[tuple[int, int]]()

    def step(self, done: int, total: int, text: str = "") -> None:
        del text
        self.steps.append((done, total))
        self.left -= 1
        if self.left < 0:
            raise Cancelled("Stopped")


def test_a_cancelled_report_leaves_the_earlier_file(tmp_path: Path) -> None:
    target = tmp_path / "r.xlsx"
    target.write_bytes(b"earlier")
    with pytest.raises(Cancelled):
        write_report(target, report(purchases(5000)), Stopping(3))
    assert target.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [target]


def test_progress_comes_to_its_end(tmp_path: Path) -> None:
    watched = Stopping(1000)
    write_report(tmp_path / "r.xlsx", report(purchases(1200)), watched)
    assert watched.steps[-1] == (1201, 1201)
    assert [done for done, _total in watched.steps] == [500, 1000, 1200, 1201]


def test_an_unknown_name_is_a_fault(tmp_path: Path) -> None:
    wrong = Rows(((Cell(Figure("{main!nothing}", None)),),))
    with pytest.raises(KeyError):
        write_report(tmp_path / "r.xlsx", report(purchases(1), wrong))
    assert list(tmp_path.iterdir()) == []


def test_two_sheets_never_have_one_name() -> None:
    sheets = tuple(
        Sheet(str(n), "A very long name of a sheet that is cut", (10.0,), ()) for n in range(3)
    )
    names = Places(Report("R", "", sheets)).names
    assert len({each.casefold() for each in names.values()}) == 3
    assert all(len(each) <= 31 for each in names.values())


def test_pages_repeat_headings_and_never_cut_a_chart() -> None:
    rows = tuple((Cell(f"Row {n}"), Cell(Decimal(n), "count", f"r{n}", wide=2)) for n in range(60))
    series = Series("S", (Decimal(1), Decimal(2)), "main!r0", "main!r1")
    chart = Chart("C", "line", ("a", "b"), "main!r0", "main!r1", (series,), rows=14)
    table = Table((Column("Name"), Column("Number", wide=2)), rows)
    whole = report(purchases(1), table, Charts((chart,)), Charts((chart,)))
    sheet = whole.sheets[0]
    pages = list(pages_of(whole, sheet))
    assert len(pages) > 1
    # The headings of the table that says so stand first on every page but the first.
    assert all(page.lines[0].repeated for page in pages[1:])
    drawn = [line for page in pages for line in page.lines if line.charts]
    assert len(drawn) == 2
    room = 842 - 43 - 47
    for page in pages:
        assert sum(line.height * line.rows for line in page.lines) * page.scale <= room
    rows_of_pages = [line.row for page in pages for line in page.lines if not line.repeated]
    assert rows_of_pages == [line.row for line in lines_of(whole, sheet) if not line.repeated]
    assert len(breaks_of(whole, sheet)) == len(pages) - 1


def test_a_preview_holds_the_first_rows_and_says_how_many_there_are() -> None:
    (short,) = within(report(purchases(1000)), 10).data
    assert short.note == "The first 10 of 1,000 rows; the workbook has all of them."
    assert len(list(data_lines(short))) == 13  # title, note, headings


@pytest.mark.parametrize(
    ("value", "look", "words"),
    [
        (Decimal("0.8555555"), "ratio", "85.6%"),
        (Decimal("0.8565"), "ratio", "85.7%"),  # half up
        (Decimal("1234567.005"), "amount", "1,234,567.01"),
        (Decimal("12"), "count", "12"),
        (Decimal("12.5"), "quantity", "12.5"),
        (Decimal("100"), "quantity", "100"),
        (Decimal("-0.05"), "percent_points", "-5.0%"),
        (Decimal("0.05"), "percent_points", "+5.0%"),
        (None, "ratio", "—"),
        (date(2026, 3, 1), "date", "2026-03-01"),
    ],
)
def test_values_in_words(value: Plain, look: str, words: str) -> None:
    assert shown(value, look) == words  # type: ignore[arg-type]  # parameters are plain words


@pytest.mark.slow
def test_two_hundred_thousand_rows_take_no_more_memory_than_few(tmp_path: Path) -> None:
    import tracemalloc

    tracemalloc.start()
    write_report(tmp_path / "few.xlsx", report(purchases(2000)))
    few = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    write_report(tmp_path / "many.xlsx", report(purchases(200_000)))
    many = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert many < few + 20_000_000
    sheet = openpyxl.load_workbook(tmp_path / "many.xlsx", read_only=True)["Purchases"]
    assert sheet.max_row == 200_003
