"""Blank and filled forms as workbooks: names, kinds of cells, drop-downs, protection, paper, files in the way."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from kamdesk.errors import RuleError, WorldError
from kamdesk.forms.by_names import names_of
from kamdesk.forms.data import FormData, TableRow, edition
from kamdesk.forms.declaration import Form
from kamdesk.forms.layouts import FORMS, form_kind
from kamdesk.forms.write import write_form
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.fields import Kind
from kamdesk.store.store import Store
from kamdesk.work import settings
from kamdesk.work.fields import define_field

ARCHIVE = form_kind("archive")
VALUES: dict[str, Any] = {
    "account.name": "青砚化工",
    "account.postal_code": "007",
    "account.founded_on": "2004-06-18",
    "account.registered_capital": Decimal("50000000.00"),
    "account.registered_capital_currency": "USD",
    "account.staff_foreign": 0,
    "account.market_share": Decimal("0.125"),
    "account.ownership_type": "private,other",
    "account.tier": "A",
    "account.remarks": "=1+1",
    "main_contact.birth_date": "1978-11",
}


def written(
    store: Store, path: Path, language: str = "zh", data: FormData | None = None
) -> Workbook:
    with store.read() as session:
        write_form(path, ARCHIVE.declare(session), edition(session, language), data)
    return openpyxl.load_workbook(path)


def named(book: Workbook, name: str) -> Cell:
    sheet, place = next(iter(book.defined_names[name].destinations))
    cell = book[sheet][place.replace("$", "")]
    assert isinstance(cell, Cell)
    return cell


def declared(store: Store) -> Form:
    with store.read() as session:
        return ARCHIVE.declare(session)


def test_values_stand_as_numbers_days_and_text(store: Store, tmp_path: Path) -> None:
    book = written(store, tmp_path / "a.xlsx", data=FormData("u", "", VALUES))
    names = (
        "account_name", "account_postal_code", "account_founded_on", "account_registered_capital",
        "account_registered_capital_currency", "account_staff_foreign", "account_market_share",
        "account_ownership_type_private", "account_ownership_type_listed", "account_tier",
        "account_remarks", "contact3_birth_date",
    )  # fmt: skip
    cells = {name: named(book, f"kam_{name}") for name in names}
    found = {name: (cell.value, cell.data_type, cell.number_format) for name, cell in cells.items()}
    assert found == {
        "account_name": ("青砚化工", "s", "@"),
        "account_postal_code": ("007", "s", "@"),
        "account_founded_on": (datetime(2004, 6, 18), "d", "yyyy-mm-dd"),  # noqa: DTZ001 - as openpyxl gives days
        "account_registered_capital": (50000000, "n", "#,##0.00"),
        "account_registered_capital_currency": ("USD", "s", "@"),
        "account_staff_foreign": (0, "n", "[<10000]0;#,##0"),
        "account_market_share": (0.125, "n", "0.0%"),
        "account_ownership_type_private": ("☑ 民营企业", "s", "@"),
        "account_ownership_type_listed": ("□ 上市公司", "s", "@"),
        "account_tier": ("A", "s", "@"),
        "account_remarks": ("=1+1", "s", "@"),
        "contact3_birth_date": ("1978-11", "s", "@"),
    }


def test_blank_cells_wait_in_the_right_format(store: Store, tmp_path: Path) -> None:
    book = written(store, tmp_path / "a.xlsx")
    formats = {name: named(book, f"kam_account_{name}").number_format for name in
               ("phone", "founded_on", "registered_capital", "employee_count", "bank_account_no")}  # fmt: skip
    assert formats == {
        "phone": "@", "founded_on": "yyyy-mm-dd", "registered_capital": "#,##0.00", "employee_count": "[<10000]0;#,##0",
        "bank_account_no": "@",
    }  # fmt: skip


def test_labels_are_locked_without_password_and_cells_open(store: Store, tmp_path: Path) -> None:
    book = written(store, tmp_path / "a.xlsx")
    sheet = book["客户档案表"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    for name in book.defined_names:
        if not name.endswith("_uid") and named(book, name).parent is sheet:
            assert named(book, name).coordinate in open_cells, name
    assert {cell.value for row in sheet.iter_rows() for cell in row if cell.coordinate in open_cells} == {
        None, "CNY", "□ 上市公司", "□ 国有企业", "□ 民营企业", "□ 中外合资", "□ 外商独资", "□ 其他",
    }  # fmt: skip


def test_drop_downs_come_from_a_hidden_sheet(store: Store, tmp_path: Path) -> None:
    book = written(store, tmp_path / "a.xlsx")
    lists = book["选项"]
    assert lists.sheet_state == "hidden"
    sheet = book["客户档案表"]
    tier = named(book, "kam_account_tier").coordinate
    (rule,) = [each for each in sheet.data_validations.dataValidation if tier in each.sqref]
    area = rule.formula1.removeprefix("'选项'!").replace("$", "")
    assert [cell.value for (cell,) in lists[area]] == ["A", "B", "C"]
    box = named(book, "kam_account_ownership_type_private").coordinate
    (rule,) = [each for each in sheet.data_validations.dataValidation if box in each.sqref]
    area = rule.formula1.removeprefix("'选项'!").replace("$", "")
    assert [cell.value for (cell,) in lists[area]] == ["□ 民营企业", "☑ 民营企业"]


def test_the_sheet_prints_on_a4_one_page_wide(store: Store, tmp_path: Path) -> None:
    book = written(store, tmp_path / "a.xlsx")
    sheet = book["客户档案表"]
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (
        9,
        "portrait",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert book["其他联系人"].page_setup.orientation == "landscape"


def test_the_control_block_stands_where_the_department_wants_it(
    store: Store, tmp_path: Path
) -> None:
    def texts() -> list[Any]:
        sheet = written(store, tmp_path / "a.xlsx")["客户档案表"]
        return [cell.value for row in sheet.iter_rows() for cell in row]

    assert "受控状态" not in texts()
    with store.change(message("Control block")) as session:
        settings.put(session, "control_number", "KA-F1-03")
    found = texts()
    assert (
        found.index("受控状态")
        < found.index("KA-F1-03")
        < found.index("客户档案表")
        < found.index("修改标记")
    )


def test_the_english_edition_has_english_labels_and_the_same_names(
    store: Store, tmp_path: Path
) -> None:
    chinese = written(store, tmp_path / "zh.xlsx")
    english = written(store, tmp_path / "en.xlsx", "en")
    assert set(english.defined_names) == set(chinese.defined_names)
    assert english.sheetnames == ["Customer archive", "Further contacts", "Lists"]
    assert named(english, "kam_account_ownership_type_private").value == "□ Private"


def test_a_field_of_the_department_has_its_own_section(store: Store, tmp_path: Path) -> None:
    with store.change(message("Define")) as session:
        define_field(session, Account, "能耗等级", Kind.CHOICES, ["一级", "二级"])
    book = written(store, tmp_path / "a.xlsx")
    texts = [cell.value for row in book["客户档案表"].iter_rows() for cell in row]
    assert texts.index("部门自定义字段") < texts.index("能耗等级")
    assert named(book, "kam_account_custom_1_option2").value == "□ 二级"


def test_rows_grow_with_their_text_and_tables_with_their_rows(store: Store, tmp_path: Path) -> None:
    rows = [TableRow(f"n{number}", {"product": f"产品 {number}"}) for number in range(20)]
    data = FormData("u", "", {"account.address": "很长的地址" * 40}, {"needs": rows})
    book = written(store, tmp_path / "a.xlsx", data=data)
    address = named(book, "kam_account_address")
    blank = written(store, tmp_path / "b.xlsx")
    before = blank["客户档案表"].row_dimensions[address.row].height
    assert book["客户档案表"].row_dimensions[address.row].height >= 4 * before
    assert named(book, "kam_needs_r20_product").value == "产品 19"
    assert named(book, "kam_needs_r20_uid").value == "n19"
    assert named(book, "kam_needs_r21_product").value is None


def test_every_form_is_registered_with_help_and_declares_its_names_once(store: Store) -> None:
    assert len({each.key for each in FORMS}) == len(FORMS)
    for each in FORMS:
        assert all(each.help.wordings)
    names = [name for name, _meaning, _kind in names_of(declared(store))]
    assert len(names) == len(set(names))
    meanings = {name: meaning for name, meaning, _kind in names_of(declared(store))}
    assert meanings["kam_account_phone"] == "Phone"
    assert meanings["kam_contact3_birth_date"] == "Main contact Date of birth"
    assert meanings["kam_account_ownership_type_private"] == "Ownership type: Private (check box)"
    with pytest.raises(RuleError, match="There is no form “F99”"):
        form_kind("F99")


def test_a_file_that_cannot_be_written_is_said_and_the_old_one_kept(
    store: Store, tmp_path: Path
) -> None:
    target = tmp_path / "taken.xlsx"
    target.mkdir()
    with pytest.raises(WorldError):
        written(store, target)
    assert target.is_dir()
