"""The program around the window: another language, restore, folders in use and damaged ones."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from kamdesk.errors import WorldError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import backup
from kamdesk.store.lock import holder_of
from kamdesk.store.opening import open_store
from kamdesk.store.store import BACKUPS_NAME, DATABASE_NAME
from kamdesk.ui.app import run
from kamdesk.ui.main_window import MainWindow
from kamdesk.ui.open_home import open_home
from kamdesk.work import settings
from kamdesk.work.accounts import create_account
from tests.ui.acting import add, names, type_into

# --------------------------------------------------------------------------------------------------- the program


def test_another_language_replaces_the_window_and_keeps_what_is_open(
    home, start_program, in_dialog, settle
):
    program = start_program()
    program.window.act.begin("later")
    with program.store.change(message("Change settings")) as session:
        settings.put(session, "language", "en")
    add(program.store, "a")
    wanted = add(program.store, "b")
    old = program.window
    old.open_record("Account", wanted)

    def choose(dialog) -> None:
        box = dialog._fields["language"]
        box.setCurrentIndex(box.findData("zh"))
        dialog.accept()

    in_dialog(choose)
    old.run_command("settings")
    window = program.window
    assert window is not old
    assert not old.isVisible()
    assert window.tabs["accounts"].detail.account_id() == wanted
    assert window.actions_by_key["settings"].text() == "设置…"
    window.run_command("undo")
    assert window.toast.text() == "已撤销：修改设置"


def test_unsaved_input_outlives_another_language(home, start_program, questions):
    program = start_program()
    program.window.act.begin("later")
    add(program.store, "a", phone="1")
    program.window.tabs["accounts"].refresh()
    type_into(program.window, "phone", "22")
    questions.answers = ["cancel"]
    before = program.window
    program.use_language("zh")
    assert program.window is before
    assert before.toast.text() == "The language changes when kamdesk is started again."
    assert before.tabs["accounts"].detail.has_unsaved()
    before.tabs["accounts"].discard()


def test_restoring_brings_the_moment_back_in_a_usable_window(
    home, start_program, in_dialog, settle
):
    program = start_program()
    program.window.act.begin("later")
    add(program.store, "kept")
    program.window.run_command("backup")
    settle()
    assert program.window.toast.text().startswith("Backed up and checked: kamdesk-")
    add(program.store, "later")
    in_dialog(lambda dialog: dialog._restore.click())
    program.window.run_command("restore")
    assert names(program.store) == ["kept"]
    assert program.window.toast.text().startswith("Restored. The newest change in it is of ")
    assert program.window.tabs["accounts"].list.count_words() == "1"
    add(program.store, "goes on")
    assert program.window.tabs["accounts"].list.count_words() == "2"
    kept = [each.reason for each in backup.list_backups(home)]
    assert "before-restore" in kept


def test_a_backup_that_fails_while_closing_to_restore_is_told_and_stops_nothing(
    home, start_program, questions
):
    program = start_program()
    program.window.act.begin("later")
    add(program.store, "kept")
    made = backup.back_up(program.store, "manual")
    add(program.store, "later")

    def fail() -> None:
        raise WorldError("The disk is full.")

    program.store.when_closing(fail)
    program.restore(made.path)
    assert questions.told == [("warning", "The disk is full.")]
    assert names(program.store) == ["kept"]
    add(program.store, "goes on")


def test_a_copy_that_cannot_be_restored_leaves_everything_as_it_was(
    home, start_program, questions, tmp_path
):
    program = start_program()
    program.window.act.begin("later")
    add(program.store, "kept")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database")
    program.restore(broken)
    assert questions.told == [("warning", "“broken.db” is no copy of a kamdesk database.")]
    assert names(program.store) == ["kept"]
    assert program.window.isVisible()
    add(program.store, "goes on")


def test_what_fails_at_the_end_is_told(home, start_program, questions):
    program = start_program()

    def fail() -> None:
        raise WorldError("The disk is full.")

    program.store.when_closing(fail)
    with pytest.raises(WorldError):
        program.close()
    assert questions.told == [("warning", "The disk is full.")]


def test_from_start_to_end_the_window_is_gone_before_the_closing_backup(app, home, monkeypatch):
    """As `kamdesk open` runs it: the window comes up, something is saved, the window is closed."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    seen: list[bool] = []

    def work() -> None:
        window = next(
            (each for each in app.topLevelWidgets() if isinstance(each, MainWindow)), None
        )
        if window is None or not window.isVisible():
            QTimer.singleShot(10, work)
            return
        window.store.when_closing(lambda: seen.append(window.isVisible()))
        window.act.begin("later")
        add(window.store, "kept")
        window.close()

    QTimer.singleShot(0, work)
    assert run(home) == 0
    assert seen == [False]
    assert backup.list_backups(home)[0].reason == "close"
    again = open_store(home)
    assert names(again) == ["kept"]
    again.close()


def test_a_folder_that_is_not_opened_ends_the_program_with_a_status(app, home, store, questions):
    questions.answers = ["cancel"]
    assert run(home) == 1


def test_settings_of_a_folder_that_is_only_read_are_refused_in_words(
    store, start_program, questions, in_dialog
):
    questions.answers = ["read_only"]
    program = start_program()

    def act(dialog) -> None:
        box = dialog._fields["department"]
        box.setText("x")
        dialog.accept()
        assert dialog.isVisible()

    in_dialog(act)
    program.window.run_command("settings")
    assert [kind for kind, _text in questions.told] == ["warning"]


# ------------------------------------------------------------------------------------------- in use, damaged


def test_a_second_window_says_who_has_it_and_reads(
    home, store, one, start_program, questions, settle
):
    holder = holder_of(home)
    questions.answers = ["read_only"]
    program = start_program()
    settle()
    assert questions.asked[0][1:] == (["read_only", "again", "cancel"], "read_only")
    assert (
        f"{holder.user} on {holder.host} has this data folder open since" in questions.asked[0][0]
    )
    window = program.window
    assert holder.user in window.status.read_only_words()
    undo = next(each for each in window.status.findChildren(QPushButton) if "Undo" in each.text())
    assert not undo.isEnabled()
    assert window.show_tab("accounts").list.count_words() == "1"
    type_into(window, "phone", "0411-55")
    window.run_command("save_record")
    sentence = "This data folder is open read-only; nothing can be saved here."
    assert questions.told == [("warning", sentence)]
    with store.read() as session:
        assert session.get_one(Account, one).phone == "0411-1"
    window.tabs["accounts"].discard()


def test_in_a_window_that_only_reads_every_command_is_refused_or_works(
    home, store, one, start_program, questions, in_dialog, settle, tmp_path
):
    with store.change(message("New account {name}", name="x")) as session:
        create_account(session, {"name": "second"})
    before = names(store)  # the second is no key account, so the list has the first alone
    questions.answers = ["read_only"]
    program = start_program()
    window = program.window
    for key in ("undo", "redo", "file_account", "delete_record", "load_demo", "restore"):
        window.run_command(key)
        settle()
    assert names(store) == before
    assert {kind for kind, _text in questions.told} == {"warning"}
    assert all("read-only" in text for _kind, text in questions.told)
    assert len(questions.told) == 6
    target = tmp_path / "list.csv"
    questions.answers = [str(target)]
    window.run_command("export_list")
    settle()
    assert target.read_text(encoding="utf-8-sig").count("\n") == 2


def test_a_user_may_turn_back_from_a_folder_in_use(home, store, questions):
    questions.answers = ["again", "cancel"]
    assert open_home(home) is None
    assert len(questions.asked) == 2


def test_a_damaged_file_is_said_calmly_and_the_newest_backup_put_back(
    home, start_program, questions
):
    store = open_store(home)
    add(store, "kept")
    store.close()  # makes the backup
    damage(home)
    questions.answers = ["restore"]
    program = start_program()
    assert "is damaged" in questions.asked[0][0]
    assert "The newest good backup is of" in questions.asked[0][0]
    assert questions.asked[0][1] == ["restore", "cancel"]
    assert names(program.store) == ["kept"]
    assert str(program.store.warnings[0]).startswith("Restored.")
    assert any(each.name.startswith("damaged-") for each in (home / BACKUPS_NAME).iterdir())


def test_damage_without_a_backup_changes_nothing(home, questions):
    (home / DATABASE_NAME).write_bytes(b"this is no database" * 100)
    before = (home / DATABASE_NAME).read_bytes()
    assert open_home(home) is None
    assert "There is no good backup in this data folder." in questions.told[0][1]
    assert (home / DATABASE_NAME).read_bytes() == before


@pytest.mark.parametrize("answer", ["restore", "cancel"])
def test_damage_found_after_the_start_ends_in_a_sound_window_or_none(
    home, start_program, questions, settle, answer
):
    store = open_store(home)
    add(store, "kept")
    store.close()
    program = start_program()
    settle()
    damage_unseen(home)
    questions.answers = [answer]
    program.check_soon()
    settle()
    assert "is damaged" in questions.asked[0][0]
    if answer == "restore":
        assert names(program.store) == ["kept"]
        assert program.window.isVisible()
        add(program.store, "goes on")
    else:
        assert not program.window.isVisible()


def damage(home: Path) -> None:
    """Overwrites everything after the first page."""
    file = home / DATABASE_NAME
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * (file.stat().st_size - 4096))


def damage_unseen(home: Path) -> None:
    """Overwrites the first page of a table that the window does not read."""
    connection = sqlite3.connect(home / DATABASE_NAME)
    query = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'import_batch'"
    page = connection.execute(query).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with (home / DATABASE_NAME).open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xa5" * size)
