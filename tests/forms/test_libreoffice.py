"""Forms in the hands of LibreOffice: filled in, saved as xlsx or by way of ods, printed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from kamdesk.forms import batch
from kamdesk.forms.batch import BatchResult, FileReading
from kamdesk.forms.data import edition
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.write import write_form
from kamdesk.i18n import message
from kamdesk.store.store import Store
from kamdesk.work import settings

SOFFICE = shutil.which("soffice")
PDFINFO = shutil.which("pdfinfo")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]
ARCHIVE = form_kind("archive")

TYPED: dict[str, Any] = {
    "kam_account_name": "澜川重工集团有限公司",
    "kam_account_postal_code": "026333",
    "kam_account_founded_on": date(2004, 6, 18),
    "kam_account_registered_capital": 320000000,
    "kam_account_registered_capital_currency": "USD",
    "kam_account_bank_account_no": "6222020200112233445",
    "kam_account_staff_foreign": 0,
    "kam_account_market_share": 0.1234,
    "kam_account_ownership_type_private": "☑ 民营企业",
    "kam_account_ownership_type_other": "☑ 其他",
    "kam_account_remarks": "=1+1\n第二行",
    "kam_account_tier": "A",
    "kam_contact1_birth_date": "1962-04",
    "kam_contact1_full_name": "孟怀谨",
    "kam_contact3_full_name": "唐晚舟",
    "kam_contact3_position": "总经理",
    "kam_needs_r2_product": "轴承",
    "kam_needs_r2_our_share": 0.35,
    "kam_contacts_r1_full_name": "李四",
    "kam_contacts_r1_phone": "0513-5560 2199",
}
READ: dict[str, Any] = {
    "account.name": "澜川重工集团有限公司",
    "account.postal_code": "026333",
    "account.founded_on": "2004-06-18",
    "account.registered_capital": "320000000.00",
    "account.bank_account_no": "6222020200112233445",
    "account.staff_foreign": 0,
    "account.market_share": "0.1234",
    "account.ownership_type": "private,other",
    "account.remarks": "=1+1\n第二行",
    "account.tier": "A",
    "legal_representative.birth_date": "1962-04",
    "legal_representative.full_name": "孟怀谨",
    "main_contact.full_name": "唐晚舟",
    "main_contact.position": "总经理",
    "contacts[0].full_name": "李四",
    "contacts[0].phone": "0513-5560 2199",
}


def convert(path: Path, kind: str, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{kind}"


def filled_in(store: Store, path: Path, language: str = "zh") -> Path:
    """A blank form with `TYPED` in its named cells."""
    with store.read() as session:
        write_form(path, ARCHIVE.declare(session), edition(session, language))
    book = openpyxl.load_workbook(path)
    for name, value in TYPED.items():
        sheet, place = next(iter(book.defined_names[name].destinations))
        cell = book[sheet][place.replace("$", "")]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)
    return path


def without_names(path: Path, target: Path) -> Path:
    """The same with every defined name removed and everything moved two rows down and a column to the right."""
    book = openpyxl.load_workbook(path)
    book.defined_names.clear()
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        areas = [area.bounds for area in sheet.merged_cells.ranges]
        sheet.print_title_rows = None
        for left, top, right, bottom in areas:
            sheet.unmerge_cells(None, top, left, bottom, right)
        sheet.move_range(f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}", rows=2, cols=1)
        for left, top, right, bottom in areas:
            sheet.merge_cells(None, top + 2, left + 1, bottom + 2, right + 1)
        for dimension in sheet.column_dimensions.values():
            dimension.hidden = False
    book.save(target)
    return target


def looked_at(store: Store, path: Path) -> FileReading:
    with store.read() as session:
        reader = batch.reader(session)
        (file,) = batch.read_many([path], reader)
        batch.compare_many(session, reader.forms, [file])
    return file


def filed(store: Store, file: FileReading) -> BatchResult:
    with store.read() as session:
        form = ARCHIVE.declare(session)
    return batch.apply_many(store, {"archive": form}, [file])


def plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)


@pytest.mark.parametrize("way", ["xlsx", "ods", "ods and xlsx", "no names", "no names, ods"])
def test_a_form_filled_in_by_hand_is_read_filed_and_undone(
    store: Store, tmp_path: Path, way: str
) -> None:
    path = filled_in(store, tmp_path / "form.xlsx")
    if way.startswith("no names"):
        path = without_names(path, tmp_path / "moved.xlsx")
    for step, kind in enumerate(each for each in ("ods", "xlsx") if each in way):
        path = convert(path, kind, tmp_path / f"step{step}")
    file = looked_at(store, path)
    assert file.problem is None
    (reading,) = file.forms
    row = 0 if way.startswith("no names") else 1
    expected = {**READ, f"needs[{row}].product": "轴承", f"needs[{row}].our_share": "0.35"}
    found = {
        key: plain(each.value) for key, each in reading.found.items() if each.value is not None
    }
    assert found == expected
    assert reading.found["account.registered_capital"].currency == "USD"
    named = {each.how for each in reading.found.values()}
    assert named == (
        {"label", "table", "check_box"} if way.startswith("no names") else {"name", "check_box"}
    )
    assert [each.text for each in reading.unknown_labels] == []
    assert filed(store, file).values == len(expected)
    assert looked_at(store, path).differences[0].changes == []
    assert store.undo() == "File the form of “澜川重工集团有限公司”"
    assert looked_at(store, path).differences[0].is_new


@pytest.mark.skipif(PDFINFO is None, reason="poppler is not installed")
@pytest.mark.parametrize("language_of_form", ["zh", "en"])
def test_a_printed_form_is_one_page_wide(
    store: Store, tmp_path: Path, language_of_form: str
) -> None:
    with store.change(message("Control block")) as session:
        settings.put(session, "control_number", "KA-F1")
    path = convert(
        filled_in(store, tmp_path / "form.xlsx", language_of_form), "pdf", tmp_path / "print"
    )
    info = subprocess.run(
        ["pdfinfo", str(path)], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    # Two pages for the archive, one for the further contacts: nothing beside the page.
    assert "Pages:           3" in info
    assert "A4" in info
