"""Odd files, built on the spot: each gives the right sheets or one clear refusal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.sheets import (
    CellError,
    Formula,
    Reason,
    UnreadableFile,
    cell_name,
    column_index,
)

HEADER = ["客户名称", "电话", "成立日期"]


def _saved(workbook: openpyxl.Workbook, path: Path) -> Path:
    workbook.save(path)
    return path


def _simple(path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "客户 档案"
    sheet.append(HEADER)
    sheet.append(["华东试验公司", "021-55501234", datetime(2004, 5, 18)])  # noqa: DTZ001 - cells have no zone
    sheet.append(["=1+1", 21000, None])
    sheet["A3"].data_type = "s"
    return _saved(workbook, path)


def _edited(path: Path, edit: Callable[[str, bytes], bytes]) -> Path:
    """`path` with each part passed through `edit`."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, edit(name, data))
    return path


def _in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def edit(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return data
        changed = re.sub(old, new, data, flags=re.DOTALL)
        assert changed != data
        return changed

    return edit


def _refused(path: Path) -> Reason:
    with pytest.raises(UnreadableFile) as refusal:
        open_sheets(path)
    assert path.name in refusal.value.sentence
    assert "\n" not in refusal.value.sentence
    return refusal.value.reason


def test_values_come_typed(tmp_path: Path) -> None:
    book = open_sheets(_simple(tmp_path / "a.xlsx"))
    assert (book.format, book.notes) == ("xlsx", ())
    (sheet,) = book.sheets
    assert sheet.name == "客户 档案"
    assert sheet.rows == [
        HEADER,
        ["华东试验公司", "021-55501234", date(2004, 5, 18)],
        ["=1+1", 21000.0, None],
    ]
    assert sheet.cell_name(10, 5) == "F11"


def test_cell_names() -> None:
    assert [cell_name(0, column) for column in (0, 25, 26, 701, 702, 16383)] == [
        "A1",
        "Z1",
        "AA1",
        "ZZ1",
        "AAA1",
        "XFD1",
    ]
    assert column_index("XFD") == 16383


def test_names_properties_merged_and_hidden_parts(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first is not None
    first.title = "It's 1"
    second = workbook.create_sheet("二")
    second.sheet_state = "hidden"
    first["B3"] = "x"
    first.merge_cells("B3:D4")
    first.row_dimensions[7].hidden = True
    first.column_dimensions["F"].hidden = True
    first["A9"] = 1
    workbook.defined_names["kam_account_name"] = DefinedName(
        "kam_account_name", attr_text="'It''s 1'!$B$3:$D$4"
    )
    workbook.defined_names["kam_form"] = DefinedName(
        "kam_form", attr_text='"archive ""1"""', hidden=True
    )
    second.defined_names["kam_account_name"] = DefinedName("kam_account_name", attr_text="二!$C$5")
    workbook.custom_doc_props.append(StringProperty(name="kam_uid", value="u-1"))
    book = open_sheets(_saved(workbook, tmp_path / "a.xlsx"))
    one, two = book.sheets
    assert (one.name, one.hidden, two.name, two.hidden) == ("It's 1", False, "二", True)
    assert one.merged == ((2, 1, 3, 3),)
    assert one.hidden_rows == {6}
    assert one.hidden_columns == {5}
    assert book.defined_names == {"kam_account_name": ("It's 1", 2, 1)}
    assert one.names == {"kam_account_name": (2, 1)}
    assert two.names == {"kam_account_name": (4, 2)}
    assert book.constants == {"kam_form": 'archive "1"'}
    assert book.properties == {"kam_uid": "u-1"}


def test_formulas_give_their_result_or_a_mark(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "=1+1", "=2+2", '=IF(1,"")', "#DIV/0!"
    sheet["A2"] = "=A1&A1<3"
    path = _saved(workbook, tmp_path / "a.xlsx")
    _edited(path, _in_sheet(rb"<f>2\+2</f><v ?/>|<f>2\+2</f><v></v>", b"<f>2+2</f><v>4</v>"))
    _edited(
        path,
        _in_sheet(
            rb'<c r="C1"([^>]*)><f>(.*?)</f><v ?(/>|></v>)',
            rb'<c r="C1" t="str"\1><f>\2</f><v></v>',
        ),
    )
    rows = open_sheets(path).sheets[0].rows
    assert rows[0] == [Formula("=1+1"), 4.0, None, CellError("#DIV/0!")]
    assert rows[1][0] == Formula("=A1&A1<3")


def test_a_wrong_dimension_is_not_believed(tmp_path: Path) -> None:
    path = _edited(
        _simple(tmp_path / "a.xlsx"),
        _in_sheet(rb'<dimension ref="[^"]*" ?/>', b'<dimension ref="A1"/>'),
    )
    assert len(open_sheets(path).sheets[0].rows) == 3
    _edited(path, _in_sheet(rb'<dimension ref="[^"]*" ?/>', b'<dimension ref="A1:XFD1048576"/>'))
    assert len(open_sheets(path).sheets[0].rows) == 3


def test_the_1904_system(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"] = date(2026, 11, 3)
    sheet["A2"] = 44867
    book = open_sheets(_saved(workbook, tmp_path / "a.xlsx"))
    assert book.date1904
    assert book.sheets[0].rows == [[date(2026, 11, 3)], [44867.0]]


def test_a_hundred_thousand_empty_rows(tmp_path: Path) -> None:
    empty = b"".join(
        b'<row r="%d" ht="15"><c r="A%d" s="1"/></row>' % (row, row) for row in range(4, 100_004)
    )
    path = _edited(
        _simple(tmp_path / "a.xlsx"), _in_sheet(rb"</sheetData>", empty + b"</sheetData>")
    )
    assert len(open_sheets(path).sheets[0].rows) == 3


def test_a_lone_cell_at_the_far_corner_costs_nothing(tmp_path: Path) -> None:
    lone = b'<row r="1048576"><c r="XFD1048576" t="e"><v>#N/A</v></c></row></sheetData>'
    path = _edited(_simple(tmp_path / "a.xlsx"), _in_sheet(rb"</sheetData>", lone))
    sheet = open_sheets(path).sheets[0]
    assert sheet.value(1, 2) == date(2004, 5, 18)
    assert sheet.value(2, 0) == "=1+1"
    assert len(sheet.rows) == 1_048_576
    assert sheet.value(1_048_575, 16_383) == CellError("#N/A")
    assert sheet.rows[500_000] == []


def test_too_many_far_cells_are_refused(tmp_path: Path) -> None:
    far = b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(4, 3_000)
    )
    path = _edited(_simple(tmp_path / "a.xlsx"), _in_sheet(rb"</sheetData>", far + b"</sheetData>"))
    assert _refused(path) is Reason.TOO_LARGE


def test_macros_are_ignored(tmp_path: Path) -> None:
    path = _simple(tmp_path / "a.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open")
    book = open_sheets(path)
    assert book.sheets[0].value(0, 0) == "客户名称"
    assert book.notes == ()


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = _simple(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 50_000_000)
    assert _refused(path) is Reason.UNSAFE


def test_a_forged_size_does_not_help_a_bomb(tmp_path: Path) -> None:
    path = _edited(
        _simple(tmp_path / "a.xlsx"),
        _in_sheet(rb"</sheetData>", b"</sheetData>" + b" " * 50_000_000),
    )
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    size, forged = entry.file_size.to_bytes(4, "little"), (5_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, forged))
    assert _refused(path) is Reason.DAMAGED


def test_entities_are_refused(tmp_path: Path) -> None:
    declaration = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    path = _edited(_simple(tmp_path / "a.xlsx"), _in_sheet(rb"<worksheet", declaration))
    assert _refused(path) is Reason.UNSAFE


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_truncated_workbooks_are_damaged(tmp_path: Path, share: float) -> None:
    path = _simple(tmp_path / "a.xlsx")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert _refused(path) is Reason.DAMAGED


def test_encrypted_workbooks(tmp_path: Path) -> None:
    wrapped = tmp_path / "a.xlsx"
    wrapped.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1000)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(100)
    )
    assert _refused(wrapped) is Reason.ENCRYPTED
    ods = tmp_path / "a.ods"
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x01\x02")
        archive.writestr("META-INF/manifest.xml", "<m xmlns='x'><e><encryption-data/></e></m>")
    assert _refused(ods) is Reason.ENCRYPTED


def _xls(path: Path, *, date1904: bool = False, rows: int = 70) -> Path:
    workbook = xlwt.Workbook()
    workbook.dates_1904 = date1904
    sheet = workbook.add_sheet("客户")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    style = xlwt.XFStyle()
    style.num_format_str = "yyyy-mm-dd"
    sheet.write(1, 0, "华东试验公司")
    sheet.write(1, 1, 5)
    if not date1904:  # xlwt writes days in the 1900 system whatever it declares
        sheet.write(1, 2, date(2004, 5, 18), style)
    sheet.write_merge(3, 4, 0, 1, "m")
    sheet.row(5).hidden = True
    sheet.col(2).hidden = True
    sheet.write(6, 0, 1)
    sheet.row(6).set_cell_error(2, 0x2A)
    for row in range(7, rows):
        sheet.write(row, 0, f"row {row}")
    hidden = workbook.add_sheet("隐藏")
    hidden.visibility = 1
    workbook.save(str(path))
    return path


@pytest.mark.parametrize("rows", [10, 3000])  # inside the small sectors of the file, and outside
def test_old_workbooks(tmp_path: Path, rows: int) -> None:
    book = open_sheets(_xls(tmp_path / "a.xls", rows=rows))
    sheet, hidden = book.sheets
    assert (book.format, book.date1904, sheet.hidden, hidden.hidden) == ("xls", False, False, True)
    assert sheet.rows[1] == ["华东试验公司", 5.0, date(2004, 5, 18)]
    assert sheet.value(6, 2) == CellError("#N/A")
    assert sheet.value(rows - 1, 0) == f"row {rows - 1}"
    assert sheet.merged == ((3, 0, 4, 1),)
    assert sheet.hidden_rows == {5}
    assert sheet.hidden_columns == {2}
    assert open_sheets(_xls(tmp_path / "b.xls", date1904=True)).date1904


def test_a_lone_cell_far_away_in_an_old_workbook(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("a")
    sheet.write(0, 0, "x")
    sheet.write(65_535, 255, "y")
    workbook.save(str(tmp_path / "a.xls"))
    assert _refused(tmp_path / "a.xls") is Reason.TOO_LARGE


def test_an_old_workbook_with_a_password(tmp_path: Path) -> None:
    path = _xls(tmp_path / "a.xls")
    data = path.read_bytes()
    # The record INTERFACEHDR (E1) becomes FILEPASS (2F): all that matters for recognising it.
    assert b"\xe1\x00\x02\x00" in data
    path.write_bytes(data.replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1))
    assert _refused(path) is Reason.ENCRYPTED


_ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:calcext="urn:org:documentfoundation:names:calc">
<office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="客户 档案" table:style-name="ta1">
<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-row><table:table-cell office:value-type="string"><text:p>客户<text:s text:c="2"/>名称</text:p>
<text:p>2</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="21000" table:number-columns-spanned="2"/>
<table:covered-table-cell/><table:table-cell office:value-type="date" office:date-value="2004-05-18"/>
<table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row table:number-rows-repeated="3" table:visibility="filter"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell table:formula="of:=1+1"/>
<table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=1/0"><text:p>#DIV/0!</text:p>
</table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"/>
<table:table-cell office:value-type="percentage" office:value="0.25" table:formula="of:=0.5^2"/></table:table-row>
<table:table-row table:number-rows-repeated="{repeat}"><table:table-cell table:number-columns-repeated="16384">{far}
</table:table-cell></table:table-row></table:table>
<table:table table:name="隐藏" table:style-name="ta2"/>
<table:named-expressions><table:named-range table:name="kam_account_name"
 table:base-cell-address="$'客户 档案'.$A$1" table:cell-range-address="$'客户 档案'.$B$1"/>
<table:named-expression table:name="kam_form" table:expression="&quot;archive&quot;"/></table:named-expressions>
</office:spreadsheet></office:body></office:document-content>"""


def _ods(path: Path, repeat: int = 1_048_570, far: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(repeat=repeat, far=far))
        archive.writestr(
            "meta.xml",
            '<m xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0">'
            '<meta:user-defined meta:name="kam_uid">u-1</meta:user-defined></m>',
        )
    return path


def test_open_documents(tmp_path: Path) -> None:
    book = open_sheets(_ods(tmp_path / "a.ods"))
    sheet, hidden = book.sheets
    assert (book.format, sheet.hidden, hidden.hidden) == ("ods", False, True)
    assert sheet.rows[0] == ["客户  名称\n2", 21000.0, None, date(2004, 5, 18)]
    assert sheet.rows[1:4] == [[], [], []]
    assert sheet.rows[4] == [Formula("=1+1"), CellError("#DIV/0!"), True, 0.25]
    assert len(sheet.rows) == 5
    assert sheet.hidden_rows == {1, 2, 3}
    assert sheet.hidden_columns == {2}
    assert sheet.merged == ((0, 1, 0, 2),)
    assert book.defined_names == {"kam_account_name": ("客户 档案", 0, 1)}
    assert book.constants == {"kam_form": "archive"}
    assert book.properties == {"kam_uid": "u-1"}


def test_repeated_cells_are_a_bomb_too(tmp_path: Path) -> None:
    assert _refused(_ods(tmp_path / "a.ods", far="<text:p>x</text:p>")) is Reason.TOO_LARGE


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_what_libreoffice_makes_of_it(tmp_path: Path, kind: str) -> None:
    source = _simple(tmp_path / "a.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind,
         "--outdir", str(tmp_path / "out"), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    book = open_sheets(tmp_path / "out" / f"a.{kind}")
    assert book.format == kind
    assert [row[:3] for row in book.sheets[0].rows] == [
        HEADER,
        ["华东试验公司", "021-55501234", date(2004, 5, 18)],
        ["=1+1", 21000.0, None] if kind != "ods" else ["=1+1", 21000.0],
    ]


_TABLE = '客户名称{d}地址{d}备注\n华东试验公司{d}上海市浦东新区{d}"第一行\n第二行"\n北方试验公司{d}北京市海淀区{d}\n'
_TRADITIONAL = (
    '客戶名稱{d}地址{d}備註\n華東試驗公司{d}臺北市信義區{d}"第一行\n第二行"\n北方試驗公司{d}{d}\n'
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]
)
def test_text_tables(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(_TABLE.format(d=delimiter).encode(encoding))
    book = open_sheets(path)
    assert book.format == ("tsv" if delimiter == "\t" else "csv")
    assert book.sheets[0].rows == [
        ["客户名称", "地址", "备注"],
        ["华东试验公司", "上海市浦东新区", "第一行\n第二行"],
        ["北方试验公司", "北京市海淀区", None],
    ]


def test_big5_is_told_from_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(_TRADITIONAL.format(d=",").encode("big5"))
    book = open_sheets(path)
    assert book.encoding.startswith("big5")
    assert book.sheets[0].rows[1] == ["華東試驗公司", "臺北市信義區", "第一行\n第二行"]
    assert open_sheets(path, encoding="big5").sheets[0].rows[0] == ["客戶名稱", "地址", "備註"]
    with pytest.raises(UnreadableFile):
        open_sheets(path, encoding="utf-8")


def test_western_accents(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Name;City\nSociété Générale d'essai;Zürich\nBeispiel;Köln\n".encode("cp1252"))
    assert open_sheets(path).sheets[0].rows[1] == ["Société Générale d'essai", "Zürich"]


def test_the_line_that_names_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=|\na|b,c\n1|2,3\n", encoding="utf-8")
    assert open_sheets(path).sheets[0].rows == [["a", "b,c"], ["1", "2,3"]]


def test_a_quotation_mark_that_never_closes_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\n' + "".join(f"{row},y\n" for row in range(2, 20)), encoding="utf-8")
    book = open_sheets(path)
    assert len(book.sheets[0].rows) == 20
    assert book.notes


def test_a_long_note_in_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1," + "长" * 300_000 + "\n", encoding="utf-8")
    assert len(str(open_sheets(path).sheets[0].value(1, 1))) == 300_000


def test_a_list_of_one_column_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("客户名称\n甲公司\n乙公司\n", encoding="utf-8")
    assert open_sheets(path).sheets[0].rows == [["客户名称"], ["甲公司"], ["乙公司"]]


def test_names_that_lie_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    book = open_sheets(path)
    assert book.format == "csv"
    assert book.notes
    shutil.copy(_simple(tmp_path / "b.xlsx"), tmp_path / "c.xls")
    assert open_sheets(tmp_path / "c.xls").format == "xlsx"
    assert open_sheets(tmp_path / "c.xls").notes


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", Reason.NOT_A_TABLE),
        ("a.xls", b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office'/>", Reason.NOT_A_TABLE),
        ("a.xlsx", "这是一封信。\n我们很高兴，谢谢。\n".encode(), Reason.NOT_A_TABLE),
        ("a.xlsx", b"this is not a workbook", Reason.NOT_A_TABLE),
        ("a.txt", b"Dear customer, thank you.\nWe are glad, and hope to see you.\n", Reason.NOT_A_TABLE),
        ("a.csv", b"Dear customer, thank you.\nWe are glad, and hope to see you.\n", Reason.NOT_A_TABLE),
        ("a.xlsx", b"%PDF-1.7 \n", Reason.NOT_A_TABLE),
        ("a.xlsx", bytes(range(256)) * 20, Reason.NOT_A_TABLE),
        ("a.xlsx", b"", Reason.EMPTY),
        ("a.csv", b"\xef\xbb\xbf\r\n \r\n", Reason.EMPTY),
        ("~$a.xlsx", b"\x05owner", Reason.LOCK_FILE),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), Reason.DAMAGED),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.DAMAGED),
    ],
)  # fmt: skip
def test_refusals(tmp_path: Path, name: str, data: bytes, reason: Reason) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert _refused(path) is reason


def test_refused_places(tmp_path: Path) -> None:
    assert _refused(tmp_path) is Reason.FOLDER
    assert _refused(tmp_path / "absent.xlsx") is Reason.MISSING
    with pytest.raises(UnreadableFile) as refusal:
        open_sheets(_simple(tmp_path / "a.xlsx"), limit_bytes=100)
    assert refusal.value.reason is Reason.TOO_LARGE


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    path = _simple(tmp_path / "a.xlsx")
    path.chmod(0)
    assert _refused(path) is Reason.FORBIDDEN


def test_word_and_binary_workbooks(tmp_path: Path) -> None:
    for part in ("word/document.xml", "xl/workbook.bin"):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(part, "x")
        assert _refused(tmp_path / "a.xlsx") is Reason.NOT_A_TABLE


def _bytes_of(make: Callable[[Path], Path], path: Path) -> bytes:
    return make(path).read_bytes()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(
    kind=st.sampled_from(["xlsx", "xls", "ods", "csv"]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=4),
    share=st.one_of(st.just(1.0), st.floats(0, 1)),
)
def test_damage_anywhere_is_read_or_refused(
    tmp_path: Path, kind: str, cuts: list[tuple[float, bytes]], share: float
) -> None:
    makers: dict[str, Callable[[Path], Path]] = {"xlsx": _simple, "xls": _xls, "ods": _ods}
    path = tmp_path / f"a.{kind}"
    data = bytearray(
        _bytes_of(makers[kind], path) if kind in makers else _TABLE.format(d=",").encode("gbk")
    )
    for place, bytes_ in cuts:
        start = int(place * len(data))
        data[start : start + len(bytes_)] = bytes_
    path.write_bytes(bytes(data[: int(share * len(data))]))
    try:
        book = open_sheets(path)
    except UnreadableFile:
        return
    assert book.format in ("xlsx", "xls", "ods", "csv", "tsv")


@pytest.mark.parametrize("address", [b"A999999999", b"ABCDE1", b"XFD1048576"])
def test_a_cell_out_of_the_world_does_not_end_the_program(tmp_path: Path, address: bytes) -> None:
    path = _edited(_simple(tmp_path / "a.xlsx"), _in_sheet(rb'r="A1"', b'r="%s"' % address))
    try:
        assert open_sheets(path).sheets[0].value(1, 0) == "华东试验公司"
    except UnreadableFile:
        assert address != b"XFD1048576"


@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_old_workbook_that_lies_about_its_size_does_not_end_the_program(
    tmp_path: Path, place: int
) -> None:
    path = _xls(tmp_path / "a.xls")
    data = bytearray(path.read_bytes())
    dimensions = data.index(b"\x00\x02\x0e\x00") + 4
    data[dimensions + place] = 255
    path.write_bytes(data)
    assert _refused(path) is Reason.DAMAGED
