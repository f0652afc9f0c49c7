"""The tabs of the window: which opens, where records live, commands in the tab in view, counts, rules, a new day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.visit import Visit
from kamdesk.store.opening import open_store
from kamdesk.ui.main_window import TABS
from kamdesk.work import agenda, rhythm, settings, tasks, visits
from tests.ui.acting import add
from tests.work.department import Department, found

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date.today()


@pytest.fixture
def office(store) -> Department:
    return found(store)


def plan(store, office, days: int, subject: str = "方案讨论") -> int:
    values = {
        "account_id": office.account, "planned_on": TODAY + timedelta(days=days), "subject": subject,
        "owner_id": office.specialist,
    }  # fmt: skip
    with store.change(message("Plan")) as session:
        return visits.plan_visit(session, values).id


def task(store, name: str, days: int) -> int:
    with store.change(message("Task")) as session:
        return tasks.add_task(session, {"name": name, "due_on": TODAY + timedelta(days=days)}).id


def shown(window) -> str:
    return next(key for key, tab in window.tabs.items() if tab is window.stack.currentWidget())


def badge(window) -> str:
    return window.tab_bar.accessibleTabName([each.key for each in TABS].index("today"))


def due_words(window) -> list[str]:
    texts = [each.text() for each in window.status.findChildren(QPushButton)]
    return [each for each in texts if "today" in each]


# ------------------------------------------------------------------------------------------------- which tab opens


def test_the_first_start_shows_today_and_the_next_one_the_tab_left_open(store, office, open_window):
    window = open_window(store, "today")
    assert shown(window) == "today"
    window.show_tab("visits")
    window.close()
    assert shown(open_window(store, "")) == "visits"


def test_a_tab_that_is_not_known_any_more_is_passed_over(store, office, open_window):
    (store.home / "ui.json").write_text('{"window.tab": "elsewhere"}', encoding="utf-8")
    window = open_window(store, "today")
    assert list(window.tabs) == ["today"]


def test_each_tab_has_its_key(qtbot, store, office, open_window):
    window = open_window(store, "today")
    for key, tab in ((Qt.Key.Key_2, "accounts"), (Qt.Key.Key_3, "visits"), (Qt.Key.Key_1, "today")):
        qtbot.keyClick(QApplication.focusWidget(), key, CTRL)
        assert shown(window) == tab
        assert window.tabs[tab].isAncestorOf(QApplication.focusWidget())


# -------------------------------------------------------------------------------------------- where a record lives


def test_records_open_in_the_tab_where_they_live(store, office, open_window):
    visit_id, task_id = plan(store, office, 1), task(store, "寄样本", 0)
    with store.change(message("Call-back")) as session:
        due = rhythm.plan_callback(session, account_of(session, office), TODAY)
    window = open_window(store, "today")
    window.open_record("Account", office.account)
    assert shown(window) == "accounts"
    window.open_record("Visit", visit_id)
    assert shown(window) == "visits"
    assert window.tabs["visits"].current_visit() == visit_id
    window.open_record("Task", task_id)
    assert shown(window) == "today"
    window.open_record("Contact", office.contact)
    assert shown(window) == "accounts"
    window.open_record("CallbackPlan", due.id)
    assert shown(window) == "visits"


def account_of(session, office) -> Account:
    return session.get_one(Account, office.account)


def test_a_task_that_is_done_is_not_open_any_more(store, office, open_window):
    done = task(store, "寄样本", 0)
    with store.change(message("Done")) as session:
        tasks.complete(session, session.get_one(Task, done), TODAY)
    window = open_window(store, "accounts")
    window.open_record("Task", done)
    assert window.toast.text() == "This task is not open any more; the history has it."


def test_what_was_opened_is_known_at_the_next_start(store, office, open_window):
    window = open_window(store, "today")
    window.open_record("Contact", office.contact)
    window.open_record("Account", office.account)
    window.close()
    again = open_window(store, "today")
    assert [each.title for each in again.palette_field.recent()] == ["云麓食品", "受访人戊"]


# --------------------------------------------------------------------------------------- commands in the tab in view


def test_commands_stay_in_the_tab_in_view(store, office, open_window):
    plan(store, office, 1)
    window = open_window(store, "visits")
    for command in ("find", "save_record", "refresh", "print_record"):
        window.run_command(command)
        assert shown(window) == "visits"
    assert window.toast.text() == "There is nothing here that this command could act on."


def test_deleting_in_the_visits_tab_deletes_the_visit_and_no_account(store, office, open_window):
    visit_id = plan(store, office, 1)
    window = open_window(store, "visits")
    window.open_record("Visit", visit_id)
    window.run_command("delete_record")
    with store.read() as session:
        assert session.get_one(Visit, visit_id).deleted_at is not None
        assert account_of(session, office).deleted_at is None


def test_what_today_cannot_export_is_said(store, office, open_window):
    window = open_window(store, "today")
    window.run_command("export_list")
    assert window.toast.text() == "There is nothing here that this command could act on."


def test_new_task_and_review_are_commands_from_everywhere(store, office, open_window):
    window = open_window(store, "accounts")
    window.run_command("new_task")
    assert shown(window) == "today"
    assert QApplication.focusWidget().accessibleName() == "New task"
    window.show_tab("accounts")
    window.run_command("review")
    assert shown(window) == "today"
    assert window.tabs["today"].views.current_key() == "review"


# ----------------------------------------------------------------------------------------------- counts beside it


def test_the_counts_are_those_of_the_agenda_and_follow_each_change(
    store, office, open_window, settle
):
    plan(store, office, 0)
    late, _due = task(store, "报价", -2), task(store, "寄样本", 0)
    window = open_window(store, "accounts")
    settle()
    with store.read() as session:
        counts = agenda.counts(session, TODAY, settings.me(session))
    assert (counts.today, counts.overdue) == (2, 1)
    assert badge(window) == "Today 3"
    assert due_words(window) == ["2 due today, 1 overdue"]
    with store.change(message("Done")) as session:
        tasks.complete(session, session.get_one(Task, late), TODAY)
    settle()
    assert badge(window) == "Today 2"
    assert due_words(window) == ["2 due today, 0 overdue"]
    window.run_command("undo")
    settle()
    assert badge(window) == "Today 3"


def test_pressing_what_is_due_goes_to_today(store, office, open_window, settle):
    task(store, "寄样本", 0)
    window = open_window(store, "accounts")
    settle()
    next(
        each for each in window.status.findChildren(QPushButton) if "due today" in each.text()
    ).click()
    assert shown(window) == "today"


def test_another_day_begins_while_the_window_is_open(store, office, open_window, settle):
    task(store, "寄样本", 1)
    window = open_window(store, "today")
    settle()
    assert badge(window) == "Today"
    window.desk.today = lambda: TODAY + timedelta(days=3)
    window.due.look_at_clock()
    settle()
    assert badge(window) == "Today 1"
    assert due_words(window) == ["0 due today, 1 overdue"]


# ----------------------------------------------------------------------------------------------------------- rules


def open_tasks(store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(Task.name).where(Task.deleted_at.is_(None))))


def test_the_rules_make_their_tasks_once_and_say_so(store, open_window, settle):
    office = found(store, rule_no_next_contact="yes")
    add(store, "朔原重工", tier="A", owner_id=office.specialist, status="active")
    window = open_window(store, "today")
    window.run_rules()
    settle()
    assert open_tasks(store) == ["Arrange the next contact with 朔原重工"]
    assert window.toast.text() == "The rules added 1 thing to do."
    window.run_rules()
    settle()
    assert len(open_tasks(store)) == 1
    window.toast.action().click()
    assert open_tasks(store) == []
    window.run_rules()
    settle()
    assert open_tasks(store) == [], "what was taken back does not come again"


def test_the_rules_let_a_folder_be_that_is_only_read(home, store, open_window, settle):
    office = found(store, rule_no_next_contact="yes")
    add(store, "朔原重工", tier="A", owner_id=office.specialist, status="active")
    store.close()
    reading = open_store(home, read_only=True)
    window = open_window(reading, "today")
    window.run_rules()
    settle()
    assert open_tasks(reading) == []
    reading.close()
