"""What goes into a form comes out of it unchanged, whatever kind of field and whatever the text begins with."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamdesk.exchange.files import open_sheets
from kamdesk.forms import batch
from kamdesk.forms.data import Edition, FormData, TableRow
from kamdesk.forms.declaration import Form
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.read import FormReader
from kamdesk.forms.write import write_form
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind
from kamdesk.model.vocabulary import CURRENCY, OWNERSHIP_TYPE, TIER
from kamdesk.store.store import Store
from kamdesk.work.fields import define_field

# Texts as the data folder keeps them: without blanks around, plain line ends, composed.
WORDS = ["007", "=1+1", "+86 574", "-5", "@SUM(A1)", "1234567890123456789", "1E5", "TRUE", "2026-11-03",
"深海 🚢", "甲\n乙",
         "_x0041_", "'quoted'", "a\tb", "#N/A", "=HYPERLINK(\"x\")", "١٢٣", "10:30", "50%", "null"]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Mn"]),
        min_size=1,
        max_size=40,
    )
    .map(str.strip)
    .filter(lambda text: text.strip("_＿﹏ ") and text == unicodedata.normalize("NFC", text)),
)
DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31)).filter(
    lambda day: (
        day
        not in {
            date(1900, 1, 1),
            date(1899, 12, 30),
            date(1899, 12, 31),
            date(1904, 1, 1),
            date(2099, 12, 31),
        }
    )
)
PARTIAL_DAYS = st.one_of(
    DAYS.map(date.isoformat),
    st.integers(1800, 2199).map(str),
    st.tuples(st.integers(1800, 2199), st.integers(1, 12)).map(
        lambda parts: f"{parts[0]}-{parts[1]:02}"
    ),
    st.sampled_from(["--05-18", "--12-01"]),
)
AMOUNTS = st.decimals(Decimal("-9999999999999999"), Decimal("9999999999999999"), places=2)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "account.name": TEXTS,
    "account.postal_code": st.sampled_from(["007", "0571", "310000", "SW1A 1AA", "1234567890123456789"]),
    "account.bank_account_no": TEXTS,
    "account.archive_no": TEXTS,
    "account.founded_on": PARTIAL_DAYS,
    "account.archive_date": DAYS,
    "account.registered_capital": AMOUNTS,
    "account.registered_capital_currency": st.sampled_from(CURRENCY.codes),
    "account.employee_count": st.integers(1 - 2**31, 2**31 - 1),
    "account.market_share": st.decimals(Decimal("-5"), Decimal("5"), places=4),
    "account.ownership_type": st.lists(st.sampled_from(OWNERSHIP_TYPE.codes), min_size=1, unique=True).map(
        lambda codes: ",".join(code for code in OWNERSHIP_TYPE.codes if code in codes)
    ),
    "account.tier": st.sampled_from(TIER.codes),
    "account.remarks": TEXTS,
    "account.custom_1": st.decimals(Decimal("-1e12"), Decimal("1e12"), places=4),
    "account.custom_2": st.booleans(),
    "account.custom_3": st.sampled_from(["甲级", "=乙级"]),
    "main_contact.full_name": TEXTS,
    "main_contact.birth_date": PARTIAL_DAYS,
    "principal.family": TEXTS,
}  # fmt: skip


@pytest.fixture
def custom_reader(store: Store) -> FormReader:
    """The form with fields of the department's own."""
    with store.change(message("Define")) as session:
        define_field(session, Account, "能耗系数", Kind.DECIMAL)
        define_field(session, Account, "是否招标", Kind.BOOLEAN)
        define_field(session, Account, "安全等级", Kind.CHOICE, ["甲级", "=乙级"])
        define_field(session, Contact, "座右铭", Kind.TEXT)
    with store.read() as session:
        return batch.reader(session)


def written_and_read(
    form: Form, reader: FormReader, path: Path, values: dict[str, Any], language: str
) -> dict[str, Any]:
    rows = [TableRow("", {"product": values["account.name"], "our_share": Decimal("0.3333")})]
    write_form(path, form, Edition(language, "CNY"), FormData("uid", "x", values, {"needs": rows}))
    (reading,) = reader.read(open_sheets(path)).forms
    assert reading.uid == "uid"
    assert reading.value("needs[0].product") == values["account.name"]
    assert reading.value("needs[0].our_share") == Decimal("0.3333")
    found = {key: reading.value(key) for key in values if not key.endswith("_currency")}
    found["account.registered_capital_currency"] = reading.found[
        "account.registered_capital"
    ].currency
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.fixed_dictionaries(VALUES), language=st.sampled_from(["zh", "en"]))
def test_every_kind_of_value_comes_back(
    custom_reader: FormReader, tmp_path: Path, values: dict[str, Any], language: str
) -> None:
    found = written_and_read(
        custom_reader.forms["archive"], custom_reader, tmp_path / "form.xlsx", values, language
    )
    assert found == values


def test_no_cell_of_a_form_is_a_formula(store: Store, reader: FormReader, tmp_path: Path) -> None:
    dangerous = {
        key: "=cmd|'/c calc'!A0"
        for key, item in reader.forms["archive"].items.items()
        if item.field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.PHONE, Kind.EMAIL)
    }
    data = FormData("uid", "=1+1", dangerous)
    write_form(
        tmp_path / "form.xlsx",
        reader.forms["archive"],
        Edition("zh", "CNY", references={"Staff": ("=1",)}),
        data,
    )
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert sum(cell.value == "=cmd|'/c calc'!A0" for cell in cells) >= 30


def test_the_department_form_has_every_declared_field(store: Store) -> None:
    with store.read() as session:
        form = form_kind("F1").declare(session)
    assert {"account.name", "account.remarks", "account.reviewed_on", "main_contact.family"} <= set(
        form.items
    )
    names = [item.name for item in form.items.values()]
    assert len(names) == len(set(names))
