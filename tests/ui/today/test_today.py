"""The Today tab through the real window: its lines are the agenda's, and its keys do what they say."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt

from kamdesk.i18n import message
from kamdesk.model.agenda import Task
from kamdesk.ui.today.postpone_dialog import PostponeDialog
from kamdesk.work import agenda, tasks
from tests.ui.acting import add


def _task(store, name, due_on) -> int:
    with store.change(message("New task “{name}”", name=name)) as session:
        return tasks.add_task(session, {"name": name, "due_on": due_on}).id


def _task_of(store, task_id) -> Task:
    with store.read() as session:
        return session.get_one(Task, task_id)


def test_the_lines_are_those_of_the_agenda(store, one, open_window, settle):
    today = date.today()
    _task(store, "late", today - timedelta(days=2))
    _task(store, "now", today)
    _task(store, "soon", today + timedelta(days=3))
    tab = open_window(store).show_tab("today")
    settle()
    shown = [each.record_id for each in tab.list.lines.lines if not each.is_heading]
    with store.read() as session:
        wanted = [each.record_id for each in agenda.agenda(session, today).entries]
    assert len(wanted) == 3
    assert shown == wanted


def test_space_marks_a_task_done_and_undo_takes_it_back(qtbot, store, one, open_window, settle):
    task = _task(store, "call the buyer", date.today())
    window = open_window(store)
    tab = window.show_tab("today")
    settle()
    qtbot.keyClick(tab.list, Qt.Key.Key_Space)
    assert _task_of(store, task).done_on == date.today()
    window.run_command("undo")
    assert _task_of(store, task).done_on is None


def test_a_task_is_added_in_one_line_with_its_day(qtbot, store, one, open_window, settle):
    tab = open_window(store).show_tab("today")
    settle()
    tab.new_task()
    qtbot.keyClicks(tab.task, "send the offer tomorrow")
    qtbot.keyClick(tab.task, Qt.Key.Key_Return)
    settle()
    line = tab.list.current()
    assert line is not None
    made = _task_of(store, line.record_id)
    assert made.name == "send the offer"
    assert made.due_on == date.today() + timedelta(days=1)
    assert tab.task.text() == ""


def test_a_later_day_chosen_by_button_moves_a_task(store, one, open_window, settle):
    task = _task(store, "call the buyer", date.today())
    tab = open_window(store).show_tab("today")
    settle()
    tab.act.postpone(tab.list.current())
    dialog = tab.findChild(PostponeDialog)
    dialog.buttons[7].click()
    assert _task_of(store, task).due_on == tab.act.later(7)


def test_a_silent_account_gets_its_next_contact(store, open_window, settle):
    account = add(store, "silent", tier="A")
    window = open_window(store)
    tab = window.show_tab("today")
    settle()
    tab.act.plan_contact(account, 3)
    settle()
    assert [
        each.account_id for each in tab.reading.agenda.coming if each.kind == "next_contact"
    ] == [account]
    window.run_command("undo")
    settle()
    assert [each for each in tab.reading.agenda.coming if each.kind == "next_contact"] == []
