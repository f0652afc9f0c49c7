"""Lists that are written come back value for value, as text where they were text, and never run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamdesk.errors import RuleError
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.guard import guarded, unguarded
from kamdesk.exchange.write import Column, sheet_name, write_table
from kamdesk.model.fields import Kind
from kamdesk.model.values import (
    read_boolean,
    read_choice,
    read_code,
    read_date,
    read_integer,
    read_moment,
    read_money,
    read_percent,
    read_text,
)
from kamdesk.model.vocabulary import OWNERSHIP_TYPE

COLUMNS = (
    Column("客户名称"),
    Column("账号", Kind.CODE),
    Column("成立日期", Kind.DATE),
    Column("注册资金", Kind.MONEY),
    Column("占有率", Kind.PERCENT),
    Column("职工人数", Kind.INTEGER),
    Column("公司性质", Kind.CHOICE, OWNERSHIP_TYPE),
    Column("建档", Kind.MOMENT),
    Column("上市", Kind.BOOLEAN),
)
MOMENT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
ROWS: list[list[Any]] = [
    ["=1+1", "007", date(2026, 11, 3), Decimal("1234.50"), Decimal("0.25"), 1200, "private", MOMENT, True],
    ["华东,试验\n公司 \"一\"", "6222021234567890123", date(1887, 5, 1), Decimal("1234567890123456.78"),
     Decimal("-0.005"), -3, "listed", None, False],
    ["+86", "'=x", None, Decimal("-0.01"), None, None, None, None, None],
    ["https://example.org/", "@a", date(1900, 1, 2), Decimal(0), Decimal(1), 0, "other", None, None],
]  # fmt: skip


def _read_back(path: Path) -> list[list[Any]]:
    readers: list[Any] = [
        read_text, read_code, read_date, read_money, read_percent, read_integer,
        lambda raw: read_choice(raw, OWNERSHIP_TYPE), read_moment, read_boolean,
    ]  # fmt: skip
    header, *rows = open_sheets(path).sheets[0].rows
    assert header == [column.heading for column in COLUMNS]
    readings = [[read(value) for read, value in zip(readers, row, strict=True)] for row in rows]
    assert [reading.problem for row in readings for reading in row if reading.problem] == []
    return [[reading.value for reading in row] for row in readings]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_kind_comes_back(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"list.{kind}"
    assert write_table(path, "客户名单", COLUMNS, iter(ROWS)) == 4
    assert _read_back(path) == ROWS


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_table(path, "客户/名单", COLUMNS, ROWS)
    sheet = openpyxl.load_workbook(path)["客户 名单"]
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=1+1")
    assert (sheet["B2"].data_type, sheet["B2"].number_format) == ("s", "@")
    assert (sheet["C2"].is_date, sheet["C2"].number_format) == (True, "yyyy-mm-dd")
    assert (sheet["D2"].value, sheet["D2"].number_format) == (1234.5, "#,##0.00")
    assert (sheet["E2"].value, sheet["E2"].number_format) == (0.25, "0.0%")
    assert sheet["D3"].data_type == "s"  # more digits than a number of a workbook keeps
    assert sheet["A5"].hyperlink is None
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I5"
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["I"].width


def test_text_that_looks_like_the_xml_of_a_workbook_is_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [
        ["<r>a & b</r>"],
        ["<r><t>x</t></r>"],
        ["<r></r>"],
        ["</t></is></c>"],
        ["_x000D_ & _x005F_"],
        [" blanks "],
    ]
    write_table(path, "R&D <1>", [Column("<r>&</r>")], rows)
    assert open_sheets(path).sheets[0].name == "R&D <1>"
    assert open_sheets(path).sheets[0].rows == [["<r>&</r>"], *rows]
    sheet = openpyxl.load_workbook(path)["R&D <1>"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 5)] == [
        "<r>&</r>",
        "<r>a & b</r>",
        "</t></is></c>",
    ]


def test_csv_is_guarded(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_table(path, "x", COLUMNS, ROWS)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[1].startswith("'=1+1,007,2026-11-03,1234.50,25%,1200,")
    assert lines[3] == "'+86,''=x,,-0.01,,,,,"


@given(st.text())
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


_TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=20)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(rows=st.lists(st.lists(_TEXTS, min_size=3, max_size=3), min_size=1, max_size=8))
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_any_text_comes_back(tmp_path: Path, kind: str, rows: list[list[str]]) -> None:
    path = tmp_path / f"list.{kind}"
    rows = [[read_text(text, strip=False).value or "x" for text in row] for row in rows]
    columns = [Column("一"), Column("二", Kind.LONG_TEXT), Column("三", Kind.CODE)]
    write_table(path, "x", columns, rows)
    assert open_sheets(path).sheets[0].rows[1:] == rows


def test_what_does_not_fit_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_table(path, "x", [Column("一")], [["old"]])
    before = path.read_bytes()
    with pytest.raises(RuleError, match="A3"):
        write_table(path, "x", [Column("一")], [["a"], ["长" * 32_768]])

    def broken() -> Iterator[list[str]]:
        yield ["a"]
        raise KeyError("b")

    for name in ("list.xlsx", "list.csv"):
        with pytest.raises(KeyError):
            write_table(tmp_path / name, "x", [Column("一")], broken())
    with pytest.raises(RuleError):
        write_table(tmp_path / "list.pdf", "x", [Column("一")], [])
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["list.xlsx"]


def test_names_of_sheets() -> None:
    assert sheet_name("a/b[c]:d") == "a b c d"
    assert sheet_name("'x'") == "x"
    assert sheet_name("History") == "Sheet"
    assert sheet_name("长" * 40) == "长" * 31
    assert sheet_name("?") == "Sheet"
