"""The window as a whole: its tabs, undo with its messages, the line at the foot, unsaved input, read-only, restore."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Event

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store.store import Store
from kamdesk.ui.accounts.pages import PAGES
from kamdesk.ui.commands import COMMANDS
from kamdesk.ui.jobs import run_job
from kamdesk.ui.opportunities.new_form import NewOpportunityDialog
from kamdesk.work import settings
from tests.ui.acting import add, names, type_into

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


# ----------------------------------------------------------------------------------------------------- its frame


def test_the_keys_go_to_the_list_at_once(store, one, open_window):
    window = open_window(store)
    assert QApplication.focusWidget() is window.tabs["accounts"].list.table


def test_where_the_view_has_nothing_the_keys_go_to_the_search(store, open_window):
    add(store, "no key account", status="lost")
    window = open_window(store)
    assert QApplication.focusWidget() is window.tabs["accounts"].list.bar.search


def test_saving_by_key_keeps_the_cursor_in_the_field(qtbot, store, one, open_window):
    window = open_window(store)
    line = type_into(window, "phone", "0411-99")
    qtbot.keyClick(line, Qt.Key.Key_S, CTRL)
    with store.read() as session:
        assert session.get_one(Account, one).phone == "0411-99"
    assert QApplication.focusWidget() is line


def test_the_tab_has_its_key_and_the_title_says_whose_window_it_is(store, one, open_window):
    with store.change(message("Change settings")) as session:
        settings.put(session, "department", "华东大客户部")
    window = open_window(store)
    assert window.windowTitle() == "kamdesk — 华东大客户部"
    assert window.actions_by_key["tab_accounts"].shortcut().toString() == "Ctrl+2"
    window.run_command("page_trash")
    window.run_command("tab_accounts")
    assert window.stack.currentWidget() is window.tabs["accounts"]


def test_the_foot_says_where_the_data_are_what_is_due_and_what_undo_takes_back(
    store, open_window, settle
):
    today = date.today()
    add(store, "due", next_contact_on=today)
    add(store, "late", next_contact_on=today - timedelta(days=3))
    window = open_window(store)
    settle()
    said = [each.text() for each in window.status.children() if hasattr(each, "text")]
    names_ = [each.accessibleName() for each in window.status.children() if hasattr(each, "text")]
    assert f"Data folder {store.home}" in names_
    assert "No backup yet" in said
    assert "1 due today, 1 overdue" in said
    assert "Undo: New account late" in said


def test_every_page_that_a_command_names_opens(store, one, open_window):
    window = open_window(store)
    tab = window.tabs["accounts"]
    for key in ("history", "trash", "imports", "staff"):
        window.run_command(f"page_{key}")
        assert tab.views.current_key() == f"page:{key}"
        assert tab.isAncestorOf(window.focusWidget())


def test_the_folder_opens_in_the_file_manager(store, one, open_window, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    open_window(store).run_command("open_folder")
    assert opened == [str(store.home)]


def test_reading_again_shows_what_another_program_wrote(store, one, open_window):
    window = open_window(store)
    other = Store(store.home)  # nobody here hears of what it writes
    add(other, "from elsewhere")
    other.close()
    assert window.tabs["accounts"].list.count_words() == "1"
    window.run_command("refresh")
    assert window.tabs["accounts"].list.count_words() == "2"


class _Shown(QObject):
    """Notes every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


def test_nothing_flashes_up_as_a_window_of_its_own(app, store, open_window, settle):
    """A part that is shown before it stands in its page steals the keys from the window for good."""
    shown = _Shown()
    app.installEventFilter(shown)
    window = open_window(store)
    window.act.begin("later")
    add(store, "a")
    window.run_command("tab_accounts")
    tab = window.tabs["accounts"]
    for key in ("archive", "people", "timeline", "documents", "history"):
        tab.detail.show_page(key)
    for key in ("key", "all", "groups", *(f"page:{each.key}" for each in PAGES)):
        tab.views.choose(key)
        settle()
    app.removeEventFilter(shown)
    assert shown.kinds == ["MainWindow"]
    assert window.isActiveWindow()


# ------------------------------------------------------------------------------------------------ undo and redo


def test_undo_and_redo_say_what_they_did_and_offer_the_way_back(qtbot, store, open_window):
    add(store, "first")
    window = open_window(store)
    table = window.tabs["accounts"].list.table
    add(store, "second")
    qtbot.keyClick(table, Qt.Key.Key_Z, CTRL)
    assert names(store) == ["first"]
    assert window.toast.text() == "Undone: New account second"
    window.toast.action().click()
    assert names(store) == ["first", "second"]
    assert window.toast.text() == "Done again: New account second"
    window.toast.action().click()
    assert names(store) == ["first"]
    qtbot.keyClick(table, Qt.Key.Key_Z, CTRL | SHIFT)
    assert names(store) == ["first", "second"]


def test_a_message_takes_back_what_it_tells_of_though_something_else_was_done_since(
    store, one, open_window
):
    window = open_window(store)
    window.run_command("undo")
    window.run_command("redo")
    assert window.toast.text() == "Done again: New account 朔原重工有限公司"
    add(store, "newer")
    window.toast.action().click()
    assert names(store) == ["newer"]


def test_with_nothing_to_undo_the_keys_say_nothing(store, open_window):
    window = open_window(store)
    window.run_command("undo")
    window.run_command("redo")
    assert not window.toast.isVisible()


# ---------------------------------------------------------------------------------------------- unsaved input


@pytest.mark.parametrize(
    ("answer", "closes", "phone"),
    [("save", True, "0411-77"), ("discard", True, "0411-1"), ("cancel", False, "0411-1")],
)
def test_closing_with_unsaved_input_asks_once(
    qtbot, store, one, open_window, questions, answer, closes, phone
):
    window = open_window(store)
    type_into(window, "phone", "0411-77")
    questions.answers = [answer]
    window.close()
    assert [asked[1] for asked in questions.asked] == [["save", "discard", "cancel"]]
    assert window.isHidden() is closes
    with store.read() as session:
        assert session.get_one(Account, one).phone == phone
    if not closes:
        assert window.tabs["accounts"].detail.has_unsaved(), "what was typed is still there"


def test_closing_while_work_is_under_way_asks_and_may_wait(store, one, open_window, questions):
    window = open_window(store)
    go_on = Event()

    def work(progress) -> None:
        go_on.wait(20)
        progress.check()

    run_job("Importing list.csv", work, print)
    questions.answers = ["cancel", "stop"]
    window.close()
    assert window.isVisible()
    window.close()
    assert window.isHidden()
    assert "Importing list.csv" in questions.asked[0][0]
    go_on.set()


def test_what_is_open_comes_back_at_the_next_start(store, open_window):
    add(store, "a")
    second = add(store, "b")
    first = open_window(store)
    first.open_record("Account", second)
    first.tabs["accounts"].detail.show_page("people")
    first.resize(1000, 700)
    first.close()
    again = open_window(store)
    detail = again.tabs["accounts"].detail
    assert (detail.account_id(), detail.page()) == (second, "people")
    assert (again.width(), again.height()) == (1000, 700)


def test_listening_may_be_ended_twice(store, one, open_window):
    window = open_window(store)
    window.events.stop()
    window.close()
    assert window.isHidden()


def test_commands_go_to_the_pages_of_opportunities(store, one, open_window):
    window = open_window(store)
    for key, shown in (("page_funnel", "FunnelPage"), ("page_pipelines", "PipelinesPage")):
        window.actions_by_key[key].trigger()
        tab = window.current_tab()
        assert tab is window.tabs["opportunities"]
        assert type(tab._stack.currentWidget()).__name__ == shown
    window.actions_by_key["page_board"].trigger()
    assert tab.board.isVisible()


def test_a_new_opportunity_is_of_the_account_in_view(store, one, open_window):
    window = open_window(store)
    window.open_record("Account", one)
    window.actions_by_key["new_opportunity"].trigger()
    dialog = window.tabs["opportunities"].findChild(NewOpportunityDialog)
    assert dialog is not None
    assert dialog.boxes["account_id"].read().value == one
    dialog.reject()


# ---------------------------------------------------------------------------------------------- every command


def test_every_command_is_tried_somewhere():
    """Whoever adds a command writes what it is to do: here, in the tests of dialogs, or of its page."""
    tried = {
        "quick_add", "import_list", "import_all", "load_demo", "export_list", "export_all", "backup",
        "backup_to", "restore", "open_folder", "settings", "quit", "undo", "redo", "find", "palette",
        "tab_today", "new_task", "review", "tab_accounts", "tab_visits",
        "tab_opportunities", "tab_service", "tab_kpi", "page_complaints", "page_feedback",
        "new_opportunity", "page_board", "page_funnel", "page_pipelines",
        "page_history", "page_trash", "page_imports", "refresh", "save_record",
        "file_account", "delete_record", "print_record", "form_read", "form_read_folder",
        "form_blank", "form_blank_other", "form_fill", "form_many", "form_template",
        "page_staff", "custom_fields", "check",
        "keys", "about", "develop_account", "page_development", "page_process_map",
    }  # fmt: skip
    assert {command.key for command in COMMANDS} == tried
