"""The department's own workbook as a form."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.exchange.files import open_sheets
from kamdesk.forms import batch
from kamdesk.forms.compare import compare
from kamdesk.forms.data import edition
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.template import TemplateReport, check_template, fill_template
from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.store.store import Store
from kamdesk.work.accounts import change_person, create_account

ARCHIVE = form_kind("archive")
NAMES = {
    "kam_account_name": "B3", "kam_account_registered_capital": "B4", "kam_account_market_share": "B5",
    "kam_account_ownership_type_listed": "B6", "kam_account_ownership_type_private": "C6",
     "kam_account_founded_on": "B7",
    "kam_contact3_full_name": "B8", "kam_needs_r1_product": "A10", "kam_needs_r1_our_share": "B10",
    "kam_account_remarks": "B11",
}  # fmt: skip


def template(path: Path, names: dict[str, str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "大客户部 卡片"
    for address, value in {"A1": "江北物资 客户卡片", "A3": "贵公司名称", "A4": "注册资金（万元）",
    "A5": "占有率（%）", "B6": "□ 上市",
                           "C6": "民营", "A7": "何时成立"}.items():  # fmt: skip
        sheet[address] = value
    sheet["B7"].number_format = 'yyyy"年"m"月"'
    sheet.merge_cells("B3:D3")
    for name, place in names.items():
        book.defined_names[name] = DefinedName(
            name, attr_text=f"'大客户部 卡片'!${place[0]}${place[1:]}"
        )
    book.save(path)
    return path


@pytest.fixture
def account_id(store: Store) -> int:
    with store.change(message("Set up")) as session:
        account = create_account(
            session,
            {"name": "青砚化工", "registered_capital": Decimal("320000000"), "registered_capital_currency": "USD",
             "market_share": Decimal("0.1234"), "ownership_type": "private,other", "founded_on": "2004-06-18",
             "remarks": "=1+1"},
        )  # fmt: skip
        change_person(session, account, "main_contact", {"full_name": "唐晚舟"})
        session.add(PurchaseNeed(account_id=account.id, product="轴承", our_share=Decimal("0.25")))
        session.add(PurchaseNeed(account_id=account.id, product="密封件"))
        session.flush()
        return account.id


def fill(store: Store, own: Path, target: Path, account_id: int) -> TemplateReport:
    with store.read() as session:
        form = ARCHIVE.declare(session)
        data = ARCHIVE.collect(session, form, account_id)
        return fill_template(target, own, form, edition(session, "zh"), data)


def test_a_template_is_filled_in_its_own_units_and_read_back(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    own = template(tmp_path / "own.xlsx", NAMES)
    report = fill(store, own, tmp_path / "filled.xlsx", account_id)
    assert report.warnings == [
        "“Ownership type: Other” has no cell in the template.",
        "Purchase need: the template has 1 rows, 2 are needed; the others are left out.",
    ]
    sheet = openpyxl.load_workbook(tmp_path / "filled.xlsx").worksheets[0]
    cells: dict[str, Any] = {
        place: sheet[place].value
        for place in ("A1", "B3", "B4", "B5", "B6", "C6", "B8", "A10", "B11")
    }
    assert cells == {
        "A1": "江北物资 客户卡片", "B3": "青砚化工", "B4": "USD 32000", "B5": 12.34, "B6": "□ 上市",
         "C6": "☑ 民营", "B8": "唐晚舟",
        "A10": "轴承", "B11": "=1+1",
    }  # fmt: skip
    assert sheet["B11"].data_type == "s"
    assert sheet["B7"].number_format == 'yyyy"年"m"月"'
    with store.read() as session:
        (reading,) = batch.reader(session).read(open_sheets(tmp_path / "filled.xlsx")).forms
        difference = compare(session, ARCHIVE.declare(session), reading)
    assert (difference.how, difference.account_id) == ("uid", account_id)
    assert (difference.changes, difference.problems) == ([], [])


def test_a_box_the_template_lacks_keeps_what_is_stored(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    fill(store, template(tmp_path / "own.xlsx", NAMES), tmp_path / "filled.xlsx", account_id)
    book = openpyxl.load_workbook(tmp_path / "filled.xlsx")
    book.worksheets[0]["B6"] = "☑ 上市"
    book.worksheets[0]["C6"] = "□ 民营"
    book.save(tmp_path / "filled.xlsx")
    with store.read() as session:
        reader = batch.reader(session)
        files = batch.read_many([tmp_path / "filled.xlsx"], reader)
        batch.compare_many(session, reader.forms, files)
    batch.apply_many(store, reader.forms, files)
    with store.read() as session:
        assert session.scalars(select(Account.ownership_type)).one() == "listed,other"


def test_names_that_mean_nothing_are_told(store: Store, tmp_path: Path) -> None:
    own = template(tmp_path / "own.xlsx", {"kam_account_name": "B3", "kam_account_nmae": "B4"})
    with store.read() as session:
        report = check_template(own, ARCHIVE.declare(session))
    assert (report.names, report.unknown) == (("kam_account_name",), ("kam_account_nmae",))
    assert report.warnings == ["The name “kam_account_nmae” means nothing in this form."]


def test_a_workbook_without_names_is_no_template(store: Store, tmp_path: Path) -> None:
    own = template(tmp_path / "own.xlsx", {})
    with store.read() as session, pytest.raises(RuleError, match="has none of the form's names"):
        check_template(own, ARCHIVE.declare(session))


def test_what_a_filled_copy_will_miss_is_told(store: Store, tmp_path: Path) -> None:
    own = template(tmp_path / "own.xlsx", {"kam_account_name": "B3"})
    with zipfile.ZipFile(own, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
        archive.writestr("xl/drawings/drawing9.xml", "<xdr:wsDr><xdr:sp/></xdr:wsDr>")
    with store.read() as session:
        report = check_template(own, ARCHIVE.declare(session))
    assert report.warnings == [
        "Its macros are left out of filled copies.",
        "Its text boxes and drawn shapes are left out of filled copies.",
    ]


def test_a_blank_copy_is_emptied(store: Store, account_id: int, tmp_path: Path) -> None:
    own = template(tmp_path / "own.xlsx", NAMES)
    fill(store, own, tmp_path / "filled.xlsx", account_id)
    with store.read() as session:
        form = ARCHIVE.declare(session)
        fill_template(
            tmp_path / "blank.xlsx", tmp_path / "filled.xlsx", form, edition(session, "zh")
        )
        (reading,) = batch.reader(session).read(open_sheets(tmp_path / "blank.xlsx")).forms
    assert reading.uid == ""
    assert all(found.empty for found in reading.found.values())
