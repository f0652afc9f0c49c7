"""Archive forms coming back on a real store: a folder is read, looked over, written as one step, and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPushButton, QWidget
from sqlalchemy import func, select

from kamdesk.exchange.files import open_sheets
from kamdesk.forms import data, write
from kamdesk.forms.layouts.archive import ARCHIVE
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME, Store
from kamdesk.ui import file_jobs, jobs
from kamdesk.ui.accounts.import_forms.account_picker import AccountPicker
from kamdesk.ui.accounts.import_forms.batch_work import Meant
from kamdesk.ui.accounts.import_forms.cases import Case
from kamdesk.ui.accounts.import_forms.fields_model import FieldLine, ProblemLine
from kamdesk.ui.accounts.import_forms.page import ImportFormsPage
from kamdesk.ui.accounts.import_parts.sheet_piece import SheetPiece
from kamdesk.ui.accounts.import_parts.ticks import Tick
from kamdesk.work.accounts import change_person, create_account


def form_file(store: Store, path: Path, account_id: int | None, changed: Mapping[str, Any]) -> None:
    """The form of an account (blank without one) with cells overwritten, as somebody returns it."""
    with store.read() as session:
        form, edition = ARCHIVE.declare(session), data.edition(session, "zh")
        filled = ARCHIVE.collect(session, form, account_id) if account_id is not None else None
    write.write_form(path, form, edition, filled)
    book = openpyxl.load_workbook(path)
    for name, value in changed.items():
        own = (sheet.defined_names.get(name) for sheet in book.worksheets)
        place = book.defined_names.get(name) or next(filter(None, own))
        sheet, cell = place.attr_text.split("!")
        book[sheet.strip("'")][cell.replace("$", "").split(":")[0]].value = value
    book.save(path)


class Prepared(NamedTuple):
    """A data folder with two customers, their ids, and the forms that came back."""

    home: Path
    ids: dict[str, int]
    folder: Path


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Prepared:
    """Made once: three forms, one of a new customer, and two files that hold none."""
    home, place = tmp_path_factory.mktemp("forms_home"), tmp_path_factory.mktemp("returned")
    shutil.copyfile(template_database, home / DATABASE_NAME)
    store = open_store(home)
    with store.change(message("Test data")) as session:
        north = create_account(
            session,
            {"name": "澜川重工有限公司", "phone": "0513-5560 2188", "fax": "0513-5560 2190",
             "employee_count": 4860},
        )  # fmt: skip
        change_person(
            session, north, "main_contact", {"full_name": "唐晚舟", "position": "设备副总"}
        )
        east = create_account(session, {"name": "禾曜新能源有限公司", "phone": "0519-1111 2222"})
        ids = {"north": north.id, "east": east.id}
    form_file(
        store, place / "a north.xlsx", ids["north"],
        {
            "kam_account_phone": "0513-5560 2199",
            "kam_account_fax": None,
            "kam_account_bank_account_no": 6.22e18,
            "kam_account_founded_on": "03/04/2004",
            "kam_contact3_position": "设备副总经理",
        },
    )  # fmt: skip
    form_file(store, place / "b east.xlsx", ids["east"], {"kam_account_fax": "0519-3333 4444"})
    (place / "second week").mkdir()
    form_file(
        store, place / "second week" / "c new.xlsx", None,
        {"kam_account_name": "苍屿环保科技有限公司", "kam_account_phone": "0571-8800 1200"},
    )  # fmt: skip
    store.close()
    (place / "d broken.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    (place / "~$a north.xlsx").write_bytes(b"x" * 165)
    return Prepared(home, ids, place)


@pytest.fixture
def home(tmp_path: Path, prepared: Prepared) -> Path:
    """A copy of the prepared data folder."""
    place = tmp_path / "home"
    place.mkdir()
    shutil.copyfile(prepared.home / DATABASE_NAME, place / DATABASE_NAME)
    return place


@pytest.fixture
def ids(prepared: Prepared) -> dict[str, int]:
    """The customers that are known."""
    return prepared.ids


@pytest.fixture
def folder(prepared: Prepared) -> Path:
    """What came back."""
    return prepared.folder


@pytest.fixture
def page(desk, qtbot) -> ImportFormsPage:
    made = ImportFormsPage(desk)
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    return made


@pytest.fixture
def said(desk) -> list[tuple[str, str, Any]]:
    heard: list[tuple[str, str, Any]] = []
    desk.signals.said.connect(lambda *what: heard.append(what))
    return heard


def settle(qtbot) -> None:
    qtbot.waitUntil(lambda: not jobs.runner().jobs(), timeout=20000)


def read(qtbot, page: ImportFormsPage, *paths: Path) -> None:
    page.show_subject(list(paths))
    settle(qtbot)


def files(page: ImportFormsPage) -> list[list[str]]:
    model = page.files.model
    return [
        [str(model.index(row, column).data() or "") for column in range(1, model.columnCount())]
        for row in range(model.rowCount())
    ]


def go_to(page: ImportFormsPage, name: str) -> Case:
    row = [line[0] for line in files(page)].index(name)
    page.files.table.go_to_row(row)
    case = page.files.current()
    assert case is not None
    return case


def fields(page: ImportFormsPage) -> dict[str, list[str]]:
    """Key → label, now, in the form, how, cell of the fields shown."""
    model = page.detail.table.fields
    return {
        line.key: [str(model.index(row, column).data() or "") for column in range(1, 6)]
        for row, line in enumerate(model.lines())
        if isinstance(line, FieldLine)
    }


def values_of(store: Store, account_id: int, *names: str) -> list[Any]:
    with store.read() as session:
        account = session.get_one(Account, account_id)
        return [getattr(account, name) for name in names]


def count_accounts(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def test_a_folder_gives_one_list_in_which_bad_files_stop_nothing(qtbot, page, folder):
    read(qtbot, page, folder)
    listed = files(page)
    assert [line[:1] + line[2:] for line in listed[:3]] == [
        ["a north.xlsx", "its mark", "2", "2"],
        ["b east.xlsx", "its mark", "1", "—"],
        ["c new.xlsx", "not found", "2", "—"],
    ]
    assert [line[0] for line in listed[3:]] == ["d broken.xlsx", "~$a north.xlsx"]
    assert "damaged" in listed[3][1]
    figures = page.files.figures
    assert [figures.text(key) for key in ("known", "new", "changes", "problems", "unopened")] == [
        "2", "1", "5", "2", "1",
    ]  # fmt: skip
    assert page.foot.sentence() == "5 values into 2 archives, 1 new account"
    assert page.foot.write.text() == "Write 5"


def test_a_field_shows_old_new_how_and_where_and_empty_cells_keep(qtbot, page, folder):
    read(qtbot, page, folder)
    case = go_to(page, "a north.xlsx")
    shown = fields(page)
    assert shown["account.phone"][1:4] == ["0513-5560 2188", "0513-5560 2199", "named cell"]
    assert shown["account.fax"][1:3] == ["0513-5560 2190", "(empty)"]
    assert shown["main_contact.position"][1:3] == ["设备副总", "设备副总经理"]
    ticks = {key: case.tick_of(case.field(key)) for key in shown}
    assert ticks["account.phone"] is Tick.ON
    assert ticks["account.fax"] is Tick.OFF
    assert ticks["account.bank_account_no"] is Tick.PROBLEM
    assert case.tick is Tick.SOME
    page.detail.segment.choose("all")
    assert fields(page)["account.employee_count"][1:3] == ["4,860", "4,860"]


def test_the_piece_of_the_sheet_follows_the_field(qtbot, page, folder):
    read(qtbot, page, folder)
    go_to(page, "a north.xlsx")
    table = page.detail.table
    row = table.fields.row_of("account.bank_account_no")
    table.go_to_row(row)
    cell = fields(page)["account.bank_account_no"][4]
    assert page.detail.piece.cell() == cell
    assert f"{cell} 6220000000000000000" in page.detail.piece.accessibleName()


def test_writing_takes_what_is_ticked_as_one_step_that_undo_takes_back(
    qtbot, page, folder, store, ids, said
):
    read(qtbot, page, folder)
    go_to(page, "b east.xlsx")
    qtbot.keyClick(page.files.table, Qt.Key.Key_Space)
    assert page.foot.sentence() == "4 values into 1 archive, 1 new account"
    qtbot.keyClick(page.files.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot)
    assert values_of(store, ids["north"], "phone", "fax", "bank_account_no", "founded_on") == [
        "0513-5560 2199", "0513-5560 2190", None, None,
    ]  # fmt: skip
    assert values_of(store, ids["east"], "fax") == [None]
    with store.read() as session:
        added = session.scalars(select(Account).where(Account.name == "苍屿环保科技有限公司")).one()
        position = session.scalar(select(Contact.position).where(Contact.full_name == "唐晚舟"))
    assert (added.phone, added.archive_no is not None) == ("0571-8800 1200", True)
    assert position == "设备副总经理"
    sentence, words, act = said[-1]
    assert sentence == "4 values filed: 1 new account, 1 changed."
    assert words == "Undo"
    act()
    assert values_of(store, ids["north"], "phone") == ["0513-5560 2188"]
    assert count_accounts(store) == 2


def test_a_value_typed_by_hand_takes_the_place_of_the_damaged_one(qtbot, page, folder, store, ids):
    read(qtbot, page, folder)
    case = go_to(page, "a north.xlsx")
    strip = page.detail.table.strip_of("account.bank_account_no")
    cell = fields(page)["account.bank_account_no"][4]
    assert page.detail.piece.cell() != cell
    strip.fill_in.click()
    assert page.detail.piece.cell() == cell
    strip.editor.input().setText("6222020200012345678")
    qtbot.keyClick(strip.editor.input(), Qt.Key.Key_Return)
    assert fields(page)["account.bank_account_no"][2] == "6222020200012345678"
    assert page.detail.table.strip_of("account.bank_account_no") is None
    assert len(case.problems) == 1
    page.write()
    settle(qtbot)
    assert values_of(store, ids["north"], "bank_account_no") == ["6222020200012345678"]


def test_what_is_typed_wrong_is_said_and_stays(qtbot, page, folder):
    read(qtbot, page, folder)
    case = go_to(page, "a north.xlsx")
    strip = page.detail.table.strip_of("account.founded_on")
    strip.begin()
    strip.editor.input().setText("2004-13-45")
    strip.take_button.click()
    assert "account.founded_on" not in case.answers
    assert strip.editor.input().text() == "2004-13-45"
    assert strip.editor.input().accessibleDescription()


def test_a_date_that_can_be_read_two_ways_is_chosen(qtbot, page, folder, store, ids):
    read(qtbot, page, folder)
    go_to(page, "a north.xlsx")
    strip = page.detail.table.strip_of("account.founded_on")
    assert {button.text() for button in strip.choices} == {"2004-03-04", "2004-04-03"}
    next(button for button in strip.choices if button.text() == "2004-04-03").click()
    page.write()
    settle(qtbot)
    assert values_of(store, ids["north"], "founded_on") == ["2004-04-03"]


def test_space_unticks_a_field_and_the_count_follows(qtbot, page, folder):
    read(qtbot, page, folder)
    case = go_to(page, "a north.xlsx")
    table = page.detail.table
    table.go_to_row(table.fields.row_of("account.phone"))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert "account.phone" not in case.ticks
    assert page.foot.write.text() == "Write 4"
    table.go_to_row(table.fields.row_of("account.fax"))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert page.foot.write.text() == "Write 5"


def test_only_fill_empty_leaves_what_is_known(qtbot, page, folder):
    read(qtbot, page, folder)
    case = go_to(page, "a north.xlsx")
    page.detail.only_empty.click()
    assert case.ticks == set()
    page.detail.take_all.click()
    assert case.ticks == {"account.phone", "main_contact.position"}


def test_another_account_is_compared_anew(qtbot, page, folder, store, ids):
    read(qtbot, page, folder)
    go_to(page, "b east.xlsx")
    page.choose_account(Meant(ids["north"]))
    settle(qtbot)
    case = page.files.current()
    assert case.file.path.name == "b east.xlsx"
    assert case.difference.name == "澜川重工有限公司"
    assert fields(page)["account.phone"][1:3] == ["0513-5560 2188", "0519-1111 2222"]
    assert files(page)[1][2] == "your choice"
    page.choose_account(Meant(None))
    settle(qtbot)
    assert page.files.current().difference.is_new
    assert page.files.figures.text("new") == "2"


def test_a_double_is_asked_about_before_anything_is_taken(qtbot, page, store, ids, tmp_path):
    path = tmp_path / "branch.xlsx"
    form_file(
        store, path, None, {"kam_account_name": "澜川重工", "kam_account_phone": "0513-1000 2000"}
    )
    read(qtbot, page, path)
    assert files(page)[0][2] == "a double?"
    assert not page.foot.write.isEnabled()
    offers = page.detail.doubt.offers
    assert [each.text() for each in offers] == ["澜川重工有限公司", "A new account"]
    offers[0].click()
    settle(qtbot)
    assert page.files.current().difference.account_id == ids["north"]
    assert page.detail.doubt.isHidden()
    page.write()
    settle(qtbot)
    assert values_of(store, ids["north"], "phone") == ["0513-1000 2000"]


def test_a_label_explained_once_is_read_and_remembered(qtbot, page, store, tmp_path):
    for name in ("one", "two"):
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        rows = (
            ("客户名称", f"{name}贸易有限公司"),
            ("客户电话", "021-5555 6666"),
            ("客户地址", "上海市浦东新区一路 1 号"),
            ("网点编码", f"X-{name}"),
        )
        for row, (label, value) in enumerate(rows, 2):
            sheet.cell(row, 2, label)
            sheet.cell(row, 3, value)
        book.save(tmp_path / f"{name}.xlsx")
    read(qtbot, page, tmp_path / "one.xlsx", tmp_path / "two.xlsx")
    strip = page.detail.table.strip_of_label("网点编码")
    strip.combo.setCurrentIndex(strip.combo.findData("account.account_code"))
    strip.combo.activated.emit(strip.combo.currentIndex())
    settle(qtbot)
    assert fields(page)["account.account_code"][2] == "X-one"
    assert page.detail.table.strip_of_label("网点编码") is None
    page.write()
    settle(qtbot)
    with store.read() as session:
        codes = set(session.scalars(select(Account.account_code)))
    assert codes - {None} == {"X-one", "X-two"}


def test_filters_show_the_forms_they_count(qtbot, page, folder):
    read(qtbot, page, folder)
    assert page.files.chips["problems"].text() == "With problems 1"
    page.files.choose_filter("problems")
    assert [line[0] for line in files(page)] == ["a north.xlsx"]
    page.files.choose_filter("new")
    assert [line[0] for line in files(page)] == ["c new.xlsx"]
    page.files.choose_filter("unchanged")
    assert files(page) == []


def test_a_change_made_meanwhile_is_seen_before_writing(qtbot, page, folder, store, ids):
    read(qtbot, page, folder)
    go_to(page, "b east.xlsx")
    qtbot.keyClick(page.files.table, Qt.Key.Key_Space)
    with store.change(message("Change fax")) as session:
        session.get_one(Account, ids["north"]).phone = "0513-5560 2199"
    settle(qtbot)
    assert files(page)[0][3] == "1"
    assert page.foot.sentence() == "3 values into 1 archive, 1 new account"


def test_a_bad_file_says_why_and_can_be_opened(qtbot, page, folder, monkeypatch):
    opened: list[Path] = []
    monkeypatch.setattr(file_jobs, "opener", opened.append)
    read(qtbot, page, folder)
    page.files.table.go_to_row([line[0] for line in files(page)].index("d broken.xlsx"))
    buttons = page.detail.findChildren(QPushButton)
    next(each for each in buttons if each.text() == "Open the file" and each.isVisible()).click()
    assert opened == [folder / "d broken.xlsx"]


def test_the_error_workbook_names_file_cell_and_reason(qtbot, page, folder, questions, tmp_path):
    read(qtbot, page, folder)
    cell = fields(page)["account.bank_account_no"][4]
    target = tmp_path / "problems.xlsx"
    questions.answers = [str(target)]
    page.foot.errors.click()
    settle(qtbot)
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    found = {(row[0], row[3]) for row in rows[1:]}
    assert ("a north.xlsx", cell) in found
    assert ("d broken.xlsx", None) in found or ("d broken.xlsx", "") in found
    assert len(rows) == 4


def test_cancelling_the_reading_leaves_the_page_as_it_was(qtbot, page, folder):
    page.show_subject([folder])
    jobs.runner().jobs()[0].cancel()
    settle(qtbot)
    assert page.files.model.rowCount() == 0
    assert not page.foot.isVisible()


def test_files_can_be_dropped(qtbot, page, folder):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder / "b east.xlsx"))])
    none = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, *none)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, *none))
    settle(qtbot)
    assert [line[0] for line in files(page)] == ["b east.xlsx"]


def test_keys_walk_from_files_to_fields_to_the_problem_and_back(qtbot, page, folder):
    read(qtbot, page, folder)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    go_to(page, "a north.xlsx")
    page.files.table.setFocus()
    qtbot.keyClick(page.files.table, Qt.Key.Key_Return)
    table = page.detail.table
    assert table.hasFocus()
    lines = table.fields.lines()
    table.go_to_row(lines.index(ProblemLine("account.bank_account_no")))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    strip = table.strip_of("account.bank_account_no")
    assert strip.editor.input().hasFocus()
    qtbot.keyClick(strip.editor.input(), Qt.Key.Key_Escape)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert page.files.table.hasFocus()


def test_every_control_has_a_name(qtbot, page, folder):
    read(qtbot, page, folder)
    go_to(page, "a north.xlsx")
    page.detail.table.strip_of("account.bank_account_no").begin()
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    controls: list[QWidget] = [each for kind in kinds for each in page.findChildren(kind)]
    unnamed = [
        each
        for each in controls
        if each.isVisible() and not (each.accessibleName() or getattr(each, "text", str)())
    ]
    assert unnamed == []
    index = page.files.model.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "partly ticked"


def test_dropping_more_files_keeps_what_was_decided(qtbot, page, folder):
    read(qtbot, page, folder / "b east.xlsx")
    qtbot.keyClick(page.files.table, Qt.Key.Key_Space)
    page.add([folder / "a north.xlsx"])
    settle(qtbot)
    assert [line[0] for line in files(page)] == ["b east.xlsx", "a north.xlsx"]
    assert page.foot.sentence() == "2 values into 1 archive"


def test_unticking_a_form_and_ticking_it_again_keeps_what_was_typed(qtbot, page, folder):
    read(qtbot, page, folder / "a north.xlsx")
    strip = page.detail.table.strip_of("account.bank_account_no")
    strip.begin()
    strip.editor.input().setText("6222020200012345678")
    strip.take_button.click()
    assert page.foot.write.text() == "Write 3"
    qtbot.keyClick(page.files.table, Qt.Key.Key_Space)
    assert page.foot.write.text() == "Write 0"
    qtbot.keyClick(page.files.table, Qt.Key.Key_Space)
    assert page.foot.write.text() == "Write 3"
    assert fields(page)["account.bank_account_no"][2] == "6222020200012345678"


def test_an_account_is_found_by_what_is_typed(qtbot, app, store, ids):
    picker = AccountPicker(store, [(ids["east"], "禾曜新能源有限公司")])
    qtbot.addWidget(picker)
    assert picker.list.count() == 1
    picker.field.setText("lczg")
    assert [picker.list.item(n).text() for n in range(picker.list.count())] == ["澜川重工有限公司"]
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.chosen == Meant(ids["north"])


def test_none_of_them_is_a_new_account(qtbot, app, store, ids):
    picker = AccountPicker(store, [])
    qtbot.addWidget(picker)
    picker.take_new()
    assert picker.chosen == Meant(None)


def test_after_writing_the_keys_are_on_what_comes_next(qtbot, page, folder):
    read(qtbot, page, folder)
    page.foot.write.setFocus()
    page.write()
    settle(qtbot)
    assert page.window().focusWidget().text() == "Open the first account"


def test_an_empty_cell_stands_beside_its_label_in_the_piece(qtbot, folder):
    sheet = open_sheets(folder / "second week" / "c new.xlsx").sheets[0]
    piece = SheetPiece()
    qtbot.addWidget(piece)
    # rows 2 to 5: the title and the heading of a section are merged across the label A4 and the empty C4
    piece.show_cell(sheet, 3, 2)
    assert (0, 1) in [(each.first, each.last) for each in piece._groups]
    assert piece.cell() == "C4"
