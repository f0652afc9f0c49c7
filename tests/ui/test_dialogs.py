"""The commands that ask, and the dialogs of the program: settings, own fields, keys, check, files in and out."""

from __future__ import annotations

import json
import sqlite3

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import func, select

from kamdesk import __version__
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.department import CustomField
from kamdesk.store import backup
from kamdesk.ui import file_jobs, theme
from kamdesk.ui.accounts.quick_add_form import QuickAddDialog
from kamdesk.ui.commands import COMMANDS
from kamdesk.ui.custom_fields_dialog import CustomFieldsDialog
from kamdesk.ui.settings_dialog import SettingsDialog
from kamdesk.work import settings
from kamdesk.work.accounts import create_account

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def one(store) -> int:
    """A key account."""
    with store.change(message("Test data")) as session:
        values = {"name": "朔原重工有限公司", "phone": "0411-1", "status": "active"}
        return create_account(session, values).id


@pytest.fixture
def window(store, one, open_window, settle):
    made = open_window(store)
    settle()
    return made


def setting(store, key: str):
    with store.read() as session:
        return settings.get_all(session)[key]


def words_in(dialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisibleTo(dialog)]


def press(dialog, words: str) -> None:
    next(each for each in dialog.findChildren(QPushButton) if each.text() == words).click()


# -------------------------------------------------------------------------------------------------------- settings


def edit(dialog: SettingsDialog, name: str):
    """The field of the setting called `name`."""
    return next(each for each in dialog.findChildren(object) if _called(each, name))


def _called(each, name: str) -> bool:
    return hasattr(each, "accessibleName") and each.accessibleName() == name


def test_settings_are_saved_as_one_change(store, window, in_dialog):
    seen = []

    def act(dialog) -> None:
        edit(dialog, "Department").setText("  华东大客户部 ")
        edit(dialog, "First month of the business year").setValue(6)
        press(dialog, "Save")
        seen.append(dialog.result())

    in_dialog(act)
    window.run_command("settings")
    assert seen == [1]
    assert setting(store, "department") == "华东大客户部"
    assert setting(store, "business_year_start") == 6
    assert window.windowTitle() == "kamdesk — 华东大客户部"
    window.run_command("undo")
    assert (setting(store, "department"), setting(store, "business_year_start")) == ("", 1)


def test_cancelled_settings_are_as_before(store, window, in_dialog):
    def act(dialog) -> None:
        edit(dialog, "Department").setText("华东大客户部")
        press(dialog, "Cancel")

    in_dialog(act)
    window.run_command("settings")
    assert setting(store, "department") == ""


def test_a_pattern_that_gives_no_number_says_so_at_its_row(app, qtbot, store, one):
    dialog = SettingsDialog(store)
    qtbot.addWidget(dialog)
    dialog.show()
    pattern = edit(dialog, "Archive number pattern")
    pattern.setText("KA-{year}")
    edit(dialog, "Department").setText("华东大客户部")
    press(dialog, "Save")
    assert dialog.isVisible(), "what was typed is still there to be mended"
    assert pattern.property("wrong") == "true"
    assert "{seq" in pattern.accessibleDescription()
    assert pattern.accessibleDescription() in words_in(dialog)
    assert setting(store, "department") == "", "all or nothing"
    pattern.setText("KA-{year}-{seq:03}")
    press(dialog, "Save")
    assert setting(store, "archive_no_pattern") == "KA-{year}-{seq:03}"


def test_the_colours_of_the_settings_are_used_at_once(store, window, in_dialog):
    def act(dialog) -> None:
        box = edit(dialog, "Colours")
        box.setCurrentIndex(box.findData("dark"))
        press(dialog, "Save")

    in_dialog(act)
    window.run_command("settings")
    assert theme.color("raised").lightness() < 128
    assert setting(store, "theme") == "dark"


# ---------------------------------------------------------------------------------------------- own fields, keys


def test_an_own_field_is_added_and_shows_in_the_archive(store, window, one, in_dialog):
    def act(dialog: CustomFieldsDialog) -> None:
        press(dialog, "Add this field")
        assert "wrong" in dialog.name.dynamicPropertyNames()
        dialog.name.setText("安全等级")
        dialog.kind.setCurrentIndex(dialog.kind.findData("choice"))
        dialog.options.setPlainText("一级\n二级\n")
        press(dialog, "Add this field")

    in_dialog(act)
    window.run_command("custom_fields")
    with store.read() as session:
        field = session.scalars(select(CustomField)).one()
    assert (field.record, field.name, field.options) == ("Account", "安全等级", "一级\n二级")
    archive = window.tabs["accounts"].detail.archive
    assert any(cell.name == "安全等级" for cell in archive.cells.values())


def test_a_removed_field_comes_back_by_undo(store, window, in_dialog):
    def act(dialog: CustomFieldsDialog) -> None:
        dialog.name.setText("安全等级")
        dialog.kind.setCurrentIndex(dialog.kind.findData("text"))
        press(dialog, "Add this field")
        dialog._table.go_to_row(0)
        press(dialog, "Remove")
        assert dialog._model.rowCount() == 0

    in_dialog(act)
    window.run_command("custom_fields")
    window.run_command("undo")
    with store.read() as session:
        living = select(CustomField.name).where(CustomField.deleted_at.is_(None))
        assert list(session.scalars(living)) == ["安全等级"]


def test_all_keys_stand_on_one_page(window, in_dialog):
    seen: list[str] = []
    in_dialog(lambda dialog: seen.extend(words_in(dialog)))
    window.run_command("keys")
    for command in COMMANDS:
        if command.shortcut:
            assert command.shortcut in seen, command.key


def test_about_says_version_place_and_licence(window, questions, monkeypatch):
    details = []
    monkeypatch.setattr(
        questions, "tell", lambda parent, title, text, kind, detail: details.append((text, detail))
    )
    window.run_command("about")
    ((text, detail),) = details
    assert __version__ in text
    assert str(window.store.home) in detail
    assert "General Public License" in detail


# -------------------------------------------------------------------------------------------------- check, backup


def test_a_sound_folder_is_said_to_be_in_order(window, in_dialog, settle):
    seen: list[str] = []
    in_dialog(lambda dialog: seen.extend(words_in(dialog)))
    window.run_command("check")
    settle()
    assert seen == ["Everything is in order."]


def test_what_the_check_finds_is_repaired_from_its_dialog(store, one, window, in_dialog, settle):
    outside = sqlite3.connect(store.database)  # as another program would: behind the back of ours
    outside.execute("UPDATE account SET completeness = 99")
    outside.commit()
    outside.close()
    seen: list[str] = []

    def act(dialog) -> None:
        seen.append(words_in(dialog)[0])
        press(dialog, "Repair")
        seen.append(words_in(dialog)[0])

    in_dialog(act)
    window.run_command("check")
    settle()
    assert seen == ["1 thing is not right.", "Everything is in order."]


def test_what_only_a_person_can_decide_offers_no_repair(store, window, in_dialog, settle):
    store.attachments.mkdir(exist_ok=True)
    (store.attachments / "nobody.pdf").write_bytes(b"x")
    seen: list[list[str]] = []

    def act(dialog) -> None:
        buttons = dialog.findChildren(QPushButton)
        seen.append([each.text() for each in buttons if each.isVisibleTo(dialog)])

    in_dialog(act)
    window.run_command("check")
    settle()
    assert seen == [["Close"]]


def test_a_backup_to_a_file_is_checked_and_told(window, questions, settle, tmp_path):
    questions.answers = [str(tmp_path / "copy.db")]
    window.run_command("backup_to")
    settle()
    assert window.toast.text() == "Backed up and checked: copy.db"
    assert backup.is_sound(tmp_path / "copy.db")


def test_the_choice_of_a_backup_can_be_turned_down(store, window, in_dialog, settle):
    wanted = []
    window.restore_wanted.connect(wanted.append)
    in_dialog(lambda dialog: press(dialog, "Cancel"))
    window.run_command("restore")
    assert wanted == []


# --------------------------------------------------------------------------------------------------- files in, out


def test_files_are_written_told_and_opened(window, one, questions, settle, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(file_jobs, "opener", opened.append)
    for key, name in (
        ("export_list", "list.xlsx"),
        ("export_all", "all.json"),
        ("form_blank", "blank.xlsx"),
        ("form_fill", "filled.xlsx"),
        ("form_many", "many.xlsx"),
    ):
        questions.answers = [str(tmp_path / name)]
        window.run_command(key)
        settle()
        assert window.toast.text() == f"Written: {name}", key
        window.toast.action().click()
        assert opened.pop() == tmp_path / name
    assert "朔原重工有限公司" in values(tmp_path / "list.xlsx")
    assert "朔原重工有限公司" in values(tmp_path / "filled.xlsx")
    assert "朔原重工有限公司" in values(tmp_path / "many.xlsx")
    assert "朔原重工有限公司" not in values(tmp_path / "blank.xlsx")
    assert "朔原重工有限公司" in json.dumps(
        json.loads((tmp_path / "all.json").read_text(encoding="utf-8")), ensure_ascii=False
    )


def values(path) -> set[object]:
    book = openpyxl.load_workbook(path)
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def test_the_departments_template_is_filled(window, one, questions, settle, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["客户名称", None])
    book.active.append(["电话", None])
    for place, name in (("$B$1", "kam_account_name"), ("$B$2", "kam_account_phone")):
        book.defined_names[name] = DefinedName(name, attr_text=f"Sheet!{place}")
    book.save(tmp_path / "own.xlsx")
    questions.answers = [[str(tmp_path / "own.xlsx")], str(tmp_path / "out.xlsx")]
    window.run_command("form_template")
    settle()
    assert {"朔原重工有限公司", "0411-1"} <= values(tmp_path / "out.xlsx")


def test_everything_exported_comes_in_again_without_a_change(window, questions, settle, tmp_path):
    questions.answers = [str(tmp_path / "all.json"), [str(tmp_path / "all.json")]]
    window.run_command("export_all")
    settle()
    window.run_command("import_all")
    settle()
    assert window.toast.text() == "all.json changes nothing."


def test_chosen_files_open_on_the_page_that_reads_them(window, questions, settle, tmp_path):
    (tmp_path / "list.csv").write_text("客户名称,电话\n汐海电子,1\n", encoding="utf-8")
    tab = window.tabs["accounts"]
    for key, answer, page in (
        ("import_list", [str(tmp_path / "list.csv")], "page:import_list"),
        ("form_read", [str(tmp_path / "list.csv")], "page:import_forms"),
        ("form_read_folder", str(tmp_path), "page:import_forms"),
    ):
        window.run_command("tab_accounts")
        tab.views.choose("all")
        questions.answers = [answer]
        window.run_command(key)
        settle()
        assert tab.views.current_key() == page, key
    with window.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_choice_of_files_turned_down_does_nothing(window, questions, settle):
    tab = window.tabs["accounts"]
    before = tab.views.current_key()
    for key, nothing in (
        ("import_list", []), ("import_all", []), ("form_read", []), ("form_read_folder", ""),
        ("export_list", ""), ("export_all", ""), ("form_blank", ""), ("form_fill", ""),
        ("form_many", ""), ("form_template", []), ("backup_to", ""),
    ):  # fmt: skip
        questions.answers = [nothing]
        window.run_command(key)
        settle()
        assert tab.views.current_key() == before, key
    assert not window.toast.isVisible()


def test_without_an_account_its_form_is_not_written(store, open_window, questions):
    window = open_window(store)
    window.tabs.clear()
    window.run_command("tab_accounts")
    for key in ("form_fill", "form_template"):
        window.run_command(key)
        assert window.toast.text() == "Select an account first."
    for key in ("file_account", "delete_record", "save_record", "print_record"):
        window.run_command(key)
    assert questions.told == []


# ----------------------------------------------------------------------------------------------- the other commands


def test_quick_add_by_its_key(qtbot, store, window):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_N, CTRL)
    dialog = window.findChild(QuickAddDialog)
    assert dialog.isVisible()
    dialog.form.name.setText("汐海电子有限公司")
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    assert window.tabs["accounts"].detail.sheet.account.name == "汐海电子有限公司"


def test_find_goes_to_the_search_of_the_list_from_any_page(qtbot, window):
    window.run_command("page_history")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is window.tabs["accounts"].list.bar.search


def test_filing_gives_a_number_once(store, window, one, questions):
    window.run_command("file_account")
    with store.read() as session:
        number = session.get_one(Account, one).archive_no
    assert window.toast.text() == f"Filed under {number}."
    window.run_command("file_account")
    assert window.toast.text() == f"It is filed under {number} already."
    assert not window.toast.action().isVisible(), "there is nothing to take back"
    window.run_command("undo")
    with store.read() as session:
        assert session.get_one(Account, one).archive_no is None


def test_deleting_asks_nothing_and_comes_back(store, window, one, questions):
    window.run_command("delete_record")
    assert questions.asked == []
    assert window.tabs["accounts"].list.state() == "empty"
    window.run_command("undo")
    assert window.tabs["accounts"].list.current_id() == one


def test_printing_asks_for_a_printer(window, in_dialog):
    seen = []
    in_dialog(lambda dialog: seen.append(type(dialog).__name__))
    window.run_command("print_record")
    assert seen == ["QPrintDialog"]


def test_quitting_closes_the_window(qtbot, window):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Q, CTRL)
    assert window.isHidden()
