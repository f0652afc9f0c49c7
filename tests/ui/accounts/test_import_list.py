"""Lists on a real store: a file is read, its columns are mapped anew, rows are unticked, and undo takes it all back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSpinBox
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.ui import jobs
from kamdesk.ui.accounts.import_list.page import ImportListPage
from kamdesk.work.accounts import create_account


@pytest.fixture
def known(store) -> int:
    """A customer that is there already."""
    with store.change(message("Test data")) as session:
        values = {"name": "澜川重工有限公司", "account_code": "K001", "phone": "0513-1"}
        return create_account(session, values).id


@pytest.fixture
def page(desk, qtbot) -> ImportListPage:
    made = ImportListPage(desk)
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    return made


@pytest.fixture
def said(desk) -> list[tuple[str, str, Any]]:
    heard: list[tuple[str, str, Any]] = []
    desk.signals.said.connect(lambda *what: heard.append(what))
    return heard


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """A title, headings in row 2, a heading nobody knows, a repeated row and one without a name."""
    path = tmp_path / "customers.csv"
    path.write_text(
        "客户名单,,,,\n"
        "编号,客户名称,电话,邮编,代号\n"
        "K001,澜川重工有限公司,0513-5560 2199,226333,AA\n"
        "K002,禾曜新能源有限公司,0519-1111 2222,021300,BB\n"
        "K003,,021-1,200000,CC\n"
        "K002,禾曜新能源有限公司,0519-1111 2222,021300,BB\n",
        encoding="gb18030",
    )
    return path


def settle(qtbot) -> None:
    qtbot.waitUntil(lambda: not jobs.runner().jobs(), timeout=20000)


def open_list(qtbot, page: ImportListPage, subject: Any) -> None:
    page.show_subject(subject)
    settle(qtbot)


def rows(page: ImportListPage) -> list[list[str]]:
    model = page.rows.model
    return [
        [str(model.index(row, column).data() or "") for column in (1, 2, 3)]
        for row in range(model.rowCount())
    ]


def figures(page: ImportListPage) -> dict[str, str]:
    keys = ("read", "created", "updated", "unchanged", "skipped", "rejected")
    return {key: page.rows.figures.text(key) for key in keys}


def account(store, code: str) -> Account | None:
    with store.read() as session:
        return session.scalars(select(Account).where(Account.account_code == code)).first()


def test_headings_are_found_and_every_row_says_what_it_becomes(qtbot, page, known, customers):
    open_list(qtbot, page, [customers])
    assert page.columns.header.value() == 2
    assert page.columns.kind.current() == "accounts"
    assert rows(page) == [
        ["3", "Changed", "澜川重工有限公司"],
        ["4", "Added", "禾曜新能源有限公司"],
        ["5", "Rejected", "—"],
        ["6", "Skipped", "禾曜新能源有限公司"],
    ]
    assert figures(page) == {
        "read": "4", "created": "1", "updated": "1", "unchanged": "0", "skipped": "1", "rejected": "1",
    }  # fmt: skip
    assert page.foot.write.text() == "Import 2 rows"


def test_a_row_shows_old_and_new(qtbot, page, known, customers):
    open_list(qtbot, page, [customers])
    page.rows.table.go_to_row(0)
    lines = {line.field: (line.old, line.new) for line in page.rows.changes.lines()}
    assert lines == {"Phone": ("0513-1", "0513-5560 2199"), "Postal code": ("", "226333")}


def test_importing_is_one_step_that_undo_takes_back(qtbot, page, store, known, customers, said):
    open_list(qtbot, page, [customers])
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot)
    assert account(store, "K001").phone == "0513-5560 2199"
    assert account(store, "K002").postal_code == "021300"
    sentence, words, act = said[-1]
    assert (sentence, words) == ("Imported: 1 added, 1 changed.", "Undo")
    act()
    assert account(store, "K001").phone == "0513-1"
    assert account(store, "K002") is None


def test_a_column_mapped_by_hand_is_taken_and_remembered(qtbot, page, store, known, customers):
    open_list(qtbot, page, [customers])
    assert page.columns.combos["代号"].currentData() == ""
    page.columns.choose_target("代号", "account.short_name")
    settle(qtbot)
    page.write()
    settle(qtbot)
    assert account(store, "K002").short_name == "BB"
    store.undo()
    open_list(qtbot, page, [customers])
    assert page.columns.combos["代号"].currentData() == ""
    page.columns.choose_target("代号", "account.short_name")
    settle(qtbot)
    page.write()
    settle(qtbot)
    open_list(qtbot, page, [customers])
    assert page.columns.combos["代号"].currentData() == "account.short_name"
    assert figures(page)["unchanged"] == "2"


def test_a_field_comes_from_one_column(qtbot, page, known, customers):
    open_list(qtbot, page, [customers])
    page.columns.choose_target("代号", "account.phone")
    settle(qtbot)
    assert page.columns.combos["代号"].currentData() == "account.phone"
    assert page.columns.combos["电话"].currentData() == ""
    page.rows.table.go_to_row(0)
    assert {line.field: line.new for line in page.rows.changes.lines()}["Phone"] == "AA"


def test_an_unticked_row_is_not_written(qtbot, page, store, known, customers):
    open_list(qtbot, page, [customers])
    page.rows.table.go_to_row(1)
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Space)
    assert page.foot.write.text() == "Import 1 row"
    page.columns.choose_target("代号", "account.short_name")
    settle(qtbot)
    assert page.foot.write.text() == "Import 1 row"
    page.write()
    settle(qtbot)
    assert account(store, "K001").short_name == "AA"
    assert account(store, "K002") is None


def test_the_box_in_the_heading_ticks_all_or_none(qtbot, page, known, customers):
    open_list(qtbot, page, [customers])
    page.rows.table.all_box().click()
    assert not page.foot.write.isEnabled()
    page.rows.table.all_box().click()
    assert page.foot.write.text() == "Import 2 rows"


def test_another_row_of_headings_and_another_kind_are_planned_anew(qtbot, page, known, customers):
    open_list(qtbot, page, [customers])
    page.columns.header.setValue(1)
    settle(qtbot)
    assert list(page.columns.combos) == ["客户名单", "B", "C", "D", "E"]
    page.columns.header.setValue(2)
    settle(qtbot)
    page.columns.kind.choose("contacts")
    settle(qtbot)
    assert page.columns.combos["客户名称"].currentData() == "contact.account_id"


def test_a_key_field_decides_what_a_row_is_about(qtbot, page, store, known, tmp_path):
    path = tmp_path / "other codes.csv"
    path.write_text("编号,客户名称,传真\nX9,澜川重工有限公司,0513-9\n", encoding="utf-8")
    open_list(qtbot, page, [path])
    assert figures(page)["rejected"] == "1"
    page.columns.key.setCurrentIndex(page.columns.key.findData("name"))
    page.columns.key.activated.emit(page.columns.key.currentIndex())
    settle(qtbot)
    assert figures(page)["updated"] == "1"
    page.write()
    settle(qtbot)
    assert account(store, "X9").fax == "0513-9"


def test_several_files_come_one_after_the_other(qtbot, page, store, customers, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text(
        "姓名,公司,手机,职位\n江予墨,禾曜新能源有限公司,13900001111,采购经理\n", encoding="utf-8"
    )
    open_list(qtbot, page, [customers, people])
    page.write()
    settle(qtbot)
    assert page.columns.kind.current() == "contacts"
    page.write()
    settle(qtbot)
    with store.read() as session:
        person = session.scalars(select(Contact).where(Contact.full_name == "江予墨")).one()
    assert person.account_id == account(store, "K002").id
    assert not page.foot.isVisible()


def test_a_file_that_is_no_list_is_refused_and_the_next_one_comes(
    qtbot, page, customers, questions, tmp_path
):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 no workbook")
    open_list(qtbot, page, [bad, customers])
    assert [kind for kind, _text in questions.told] == ["warning"]
    assert figures(page)["read"] == "4"


def test_pasted_rows_are_a_list(qtbot, page, store):
    text = "客户名称\t电话\n翎海船舶有限公司\t021-7777 8888\n"
    QGuiApplication.clipboard().setText(text)
    page.paste()
    settle(qtbot)
    assert rows(page) == [["2", "Added", "翎海船舶有限公司"]]
    page.write()
    settle(qtbot)
    with store.read() as session:
        phone = session.scalar(select(Account.phone).where(Account.name == "翎海船舶有限公司"))
    assert phone == "021-7777 8888"


def test_filters_show_the_rows_they_count(qtbot, page, known, customers):
    open_list(qtbot, page, [customers])
    assert page.rows.chips["rejected"].text() == "Rejected 1"
    page.rows.choose_filter("rejected")
    assert rows(page) == [["5", "Rejected", "—"]]
    assert page.rows.changes.lines()[0].role == "bad"


def test_a_change_made_meanwhile_is_planned_anew(qtbot, page, store, known, customers):
    open_list(qtbot, page, [customers])
    with store.change(message("Change")) as session:
        record = session.get_one(Account, known)
        record.phone, record.postal_code = "0513-5560 2199", "226333"
    settle(qtbot)
    assert rows(page)[0] == ["3", "Same", "澜川重工有限公司"]
    page.write()
    settle(qtbot)
    assert account(store, "K002") is not None


def test_the_error_workbook_can_be_corrected_and_imported(
    qtbot, page, known, customers, questions, tmp_path
):
    open_list(qtbot, page, [customers])
    target = tmp_path / "errors.xlsx"
    questions.answers = [str(target)]
    page.foot.errors.click()
    settle(qtbot)
    lines = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert [line[0] for line in lines] == ["编号", "K003"]


def test_cancel_writes_nothing(qtbot, page, store, customers):
    open_list(qtbot, page, [customers])
    page.foot.cancel.click()
    settle(qtbot)
    assert account(store, "K002") is None
    assert not page.foot.isVisible()


def test_every_control_has_a_name(qtbot, page, customers):
    open_list(qtbot, page, [customers])
    controls = [
        each
        for kind in (QAbstractButton, QComboBox, QSpinBox)
        for each in page.findChildren(kind)
        if each.isVisible()
    ]
    unnamed = [each for each in controls if not (each.accessibleName() or each.text())]
    assert unnamed == []
    assert page.columns.combos["电话"].accessibleName() == "Field of column 电话"
