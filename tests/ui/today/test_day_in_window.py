"""A day's work through the real window: plans put off, decisions, midnight, long lists, what is only read, no data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.agenda import Task
from kamdesk.model.department import LearnedLabel
from kamdesk.model.visit import Visit
from kamdesk.store.opening import open_store
from kamdesk.ui.today.decision_dialog import DecisionDialog
from kamdesk.ui.today.postpone_dialog import PostponeDialog
from kamdesk.ui.today.task_dialog import TaskDialog
from kamdesk.work import agenda, settings, tasks, visits
from tests.work.department import Department, found

TODAY = date.today()
Key = Qt.Key


@pytest.fixture
def office(store) -> Department:
    return found(store, visit_approval="manager")


@pytest.fixture
def today(store, open_window, settle):
    """Opens the window at the Today tab and waits for its list."""

    def make(opened=None):
        window = open_window(opened or store, "today")
        settle()
        return window, window.tabs["today"]

    return make


def plan(store, office, days: int, subject: str = "terms") -> int:
    values = {
        "account_id": office.account, "planned_on": TODAY + timedelta(days=days), "subject": subject,
        "owner_id": office.specialist,
    }  # fmt: skip
    with store.change(message("Plan")) as session:
        return visits.plan_visit(session, values).id


def task(store, name: str, days: int | None) -> int:
    due_on = TODAY + timedelta(days=days) if days is not None else None
    with store.change(message("Task")) as session:
        return tasks.add_task(session, {"name": name, "due_on": due_on}).id


def hand_in(store, office, visit_id: int, by: str, reader: str) -> None:
    """`by` hands the plan in; `reader` uses this computer afterwards."""
    with store.change(message("Hand in")) as session:
        staff = office.staff(session, by)
        visits.submit(session, session.get_one(Visit, visit_id), staff, TODAY)
        settings.put(session, "me", office.staff(session, reader).number)


def titles(tab) -> list[str]:
    return [each.title for each in tab.list.lines.lines if not each.is_heading]


def headings(tab) -> list[tuple[str, str]]:
    return [(each.title, each.count) for each in tab.list.lines.lines if each.is_heading]


def view_words(tab, *keys: str) -> list[str]:
    """What the entries at the left say to a screen reader, with their counts."""
    order = [tab.views.item(row) for row in range(tab.views.count())]
    return [each.text() for each in order if any(each.text().startswith(key) for key in keys)]


def chosen(tab) -> str:
    line = tab.list.current()
    return line.title if line is not None else ""


# ------------------------------------------------------------------------------------------------------- postponing


def test_a_visit_put_off_asks_for_day_and_reason_and_becomes_a_new_plan(
    qtbot, store, office, today, settle
):
    visit_id = plan(store, office, 0)
    window, tab = today()
    qtbot.keyClick(tab.list, Key.Key_P)
    dialog = tab.findChild(PostponeDialog)
    dialog.buttons[3].click()
    new_day = tab.act.later(3)
    dialog.ok.click()
    assert dialog.error.text() == "Say why; the reason is kept."
    qtbot.keyClicks(dialog.reason, "buyer is away")
    dialog.ok.click()
    settle()
    with store.read() as session:
        old = session.get_one(Visit, visit_id)
        new = session.scalars(select(Visit).where(Visit.postponed_from_id == visit_id)).one()
        assert (old.state, old.reason) == ("postponed", "buyer is away")
        assert (new.state, new.planned_on, new.subject) == ("planned", new_day, "terms")
    assert [each.record_id for each in tab.list.lines.lines if each.record == "Visit"] == [new.id]
    window.run_command("undo")
    settle()
    with store.read() as session:
        assert session.get_one(Visit, visit_id).state == "planned"
    assert [each.record_id for each in tab.list.lines.lines if each.record == "Visit"] == [visit_id]


def test_what_is_done_goes_at_once_and_the_keys_act_on_the_next_line(qtbot, store, office, today):
    first, second = task(store, "a", 0), task(store, "b", 0)
    _window, tab = today()
    qtbot.keyClick(tab.list, Key.Key_Space)
    qtbot.keyClick(tab.list, Key.Key_Space)
    with store.read() as session:
        done = [session.get_one(Task, each).done_on for each in (first, second)]
    assert done == [TODAY, TODAY]
    assert titles(tab) == []


def test_what_was_chosen_stays_chosen_when_something_is_added_before_it(
    store, office, today, settle
):
    task(store, "b", 0)
    task(store, "c", 0)
    _window, tab = today()
    tab.list.go_to_row(2)
    assert chosen(tab) == "Task: c"
    task(store, "a", 0)
    settle()
    assert titles(tab) == ["Task: a", "Task: b", "Task: c"]
    assert chosen(tab) == "Task: c"


def test_a_task_opens_its_fields_and_is_changed_there(qtbot, store, office, today, settle):
    task_id = task(store, "call", 0)
    _window, tab = today()
    qtbot.keyClick(tab.list, Key.Key_Return)
    dialog = tab.findChild(TaskDialog)
    name = dialog.boxes["name"].findChild(type(tab.task))
    name.setText("call twice")
    dialog.take()
    settle()
    with store.read() as session:
        assert session.get_one(Task, task_id).name == "call twice"
    assert titles(tab) == ["Task: call twice"]


def test_letters_that_are_keys_work_from_the_list(qtbot, store, office, today):
    task(store, "call", 0)
    _window, tab = today()
    qtbot.keyClick(tab.list, Key.Key_N)
    assert QApplication.focusWidget() is tab.task


# --------------------------------------------------------------------------------------------------------- deciding


def test_the_manager_decides_from_the_list(qtbot, store, office, today, settle):
    visit_id = plan(store, office, 5)
    hand_in(store, office, visit_id, "specialist", "manager")
    _window, tab = today()
    tab.show_view("approvals")
    settle()
    assert len(titles(tab)) == 1
    qtbot.keyClick(tab.list, Key.Key_Space)
    dialog = tab.findChild(DecisionDialog)
    qtbot.keyClicks(dialog.opinion, "go")
    dialog.buttons["approved"].click()
    settle()
    with store.read() as session:
        assert session.get_one(Visit, visit_id).state == "approved"
    assert titles(tab) == []
    assert tab.middle.is_empty()


def test_a_decision_that_is_taken_already_is_refused_with_the_reason(
    qtbot, store, office, today, settle
):
    visit_id = plan(store, office, 5)
    hand_in(store, office, visit_id, "specialist", "manager")
    _window, tab = today()
    tab.show_view("approvals")
    settle()
    qtbot.keyClick(tab.list, Key.Key_Space)
    dialog = tab.findChild(DecisionDialog)
    with store.change(message("Taken back")) as session:
        visits.withdraw(session, session.get_one(Visit, visit_id), TODAY)
    dialog.buttons["approved"].click()
    assert dialog.isVisible()
    assert dialog.error.text()
    with store.read() as session:
        assert session.get_one(Visit, visit_id).state == "planned"


# --------------------------------------------------------------------------------------------------- days and counts


def test_at_midnight_the_list_moves_to_the_new_day(store, office, today, settle):
    task(store, "tomorrow's", 1)
    window, tab = today()
    assert headings(tab) == [("Next 7 days", "1")]
    window.desk.today = lambda: TODAY + timedelta(days=1)
    window.due.look_at_clock()
    settle()
    assert headings(tab) == [("Due today", "1")]
    window.desk.today = lambda: TODAY + timedelta(days=3)
    window.due.look_at_clock()
    settle()
    assert headings(tab) == [("Overdue", "1")]
    assert tab.list.current().when == "2 days overdue"


def test_the_counts_of_the_views_are_those_of_the_agenda(store, office, today, settle):
    for name, days in (("a", -9), ("b", 0), ("c", 0), ("d", 7), ("e", 8), ("f", None)):
        task(store, name, days)
    _window, tab = today()
    with store.read() as session:
        counted = agenda.counts(session, TODAY, settings.me(session))
    assert (counted.today, counted.overdue) == (2, 1)
    assert view_words(tab, "Due today", "Next 7") == ["Due today 3", "Next 7 days 3"]
    tab.show_view("all")
    settle()
    assert titles(tab) == [f"Task: {each}" for each in "abcdef"]
    assert headings(tab)[-1] == ("Without a day", "1")
    assert view_words(tab, "Due today", "Next 7") == ["Due today 3", "Next 7 days 3"]


def test_a_task_far_ahead_is_gone_to_when_it_is_opened_from_elsewhere(store, office, today, settle):
    far = task(store, "in spring", 120)
    task(store, "now", 0)
    window, tab = today()
    window.show_tab("accounts")
    window.open_record("Task", far)
    settle()
    assert chosen(tab) == "Task: in spring"


def test_by_account_the_same_things_stand_below_their_accounts(store, office, today):
    plan(store, office, 0)
    task(store, "loose", 0)
    _window, tab = today()
    tab.segment.choose("account")
    assert headings(tab) == [("云麓食品", "1"), ("Without an account", "1")]


def test_five_hundred_things_are_listed_and_the_last_is_reached(qtbot, store, office, today):
    with store.change(message("Many")) as session:
        for number in range(250):
            for days in (-1, 0):
                values = {"name": f"{number:03}", "due_on": TODAY + timedelta(days=days)}
                tasks.add_task(session, values)
    _window, tab = today()
    assert headings(tab) == [("Overdue", "250"), ("Due today", "250")]
    qtbot.keyClick(tab.list, Key.Key_End)
    assert chosen(tab) == "Task: 249"
    qtbot.keyClick(tab.list, Key.Key_Home)
    assert chosen(tab) == "Task: 000"
    assert tab.list.current().role == "bad"


# ------------------------------------------------------------------------------------------------ read only, no data


def test_a_folder_that_is_only_read_offers_nothing_that_writes(
    qtbot, home, store, office, open_window, settle
):
    task_id = task(store, "call", 0)
    plan(store, office, 0)
    store.close()
    reading = open_store(home, read_only=True)
    window = open_window(reading, "today")
    settle()
    tab = window.tabs["today"]
    assert not tab.task.isEnabled()
    assert not any(button.isEnabled() for button in tab.side.plan_buttons.values())
    for row, line in enumerate(tab.list.lines.lines):
        if line.is_heading:
            continue
        tab.list.go_to_row(row)
        assert not tab.list.next_button.isEnabled()
        assert not tab.list.postpone_button.isVisible()
        words = [each.text() for each in tab.act.menu(line).actions() if each.text()]
        assert set(words) <= {"Open", "Show the account"}
        for key in (Key.Key_Space, Key.Key_P, Key.Key_D):
            qtbot.keyClick(tab.list, key)
            assert "read-only" in window.toast.text()
    assert tab.findChild(PostponeDialog) is None
    with reading.read() as session:
        assert session.get_one(Task, task_id).done_on is None
    reading.close()


@pytest.mark.parametrize(
    ("view", "title"),
    [
        ("today", "Nothing is due today"),
        ("approvals", "Nothing waits for you"),
        ("waiting", "Nothing waits for others"),
        ("silent", "No account is silent too long"),
        ("birthdays", "No birthday in the next 30 days"),
    ],
)
def test_an_empty_view_says_what_belongs_there_and_how_to_begin(
    store, office, today, settle, view, title
):
    _window, tab = today()
    tab.show_view(view)
    settle()
    page = tab.middle.body.currentWidget()
    words = [each.text() for each in page.findChildren(QLabel)]
    assert title in words
    buttons = [each for each in page.findChildren(QPushButton) if each.isEnabled()]
    assert len(buttons) == 2
    assert buttons[0].text() == "Plan a visit"


# ------------------------------------------------------------------------------------------------------- since last


def test_what_became_due_since_the_last_time_is_told_and_closed(store, office, today, settle):
    task(store, "due now", 0)
    seen = datetime.now(UTC) - timedelta(days=3)
    kept = json.dumps({"today.seen_at": seen.isoformat()})
    (store.home / "ui.json").write_text(kept, encoding="utf-8")
    _window, tab = today()
    # The customer of the specialist was set up by somebody else.
    assert tab.strip.words() == (
        "Since last time: 1 thing became due: due now · 1 change by others: tester Set up"
    )
    tab.strip.close_button.click()
    assert tab.strip.words() == ""
    task(store, "another", 0)
    settle()
    assert tab.strip.words() == "", "what was closed stays closed"


# ------------------------------------------------------------------------------------------------------ the review


def test_the_weekly_review_from_the_first_step_to_the_last_by_keys(
    qtbot, store, office, today, settle
):
    task(store, "late", -2)
    task(store, "later", -1)
    window, tab = today()
    window.run_command("review")
    settle()
    page = tab.review
    assert page.place() == (1, 6)

    def press(key) -> None:
        qtbot.keyClick(QApplication.focusWidget(), key)
        settle()

    press(Key.Key_Right)
    words = [each.text() for each in page.head.findChildren(QLabel)]
    assert words == ["Weekly review", "Step 2 of 6 · Overdue"]
    assert page.list.current().title == "Task: late"
    press(Key.Key_Space)
    assert page.list.current().title == "Task: later"
    press(Key.Key_S)
    assert page.list.current() is None
    press(Key.Key_Left)
    assert page.place() == (1, 6)
    for _step in range(6):
        press(Key.Key_Right)
    assert tab.views.current_key() == "today"
    with store.read() as session:
        assert settings.get(session, "last_review_on") == TODAY.isoformat()
        names = session.scalars(select(Task.name).where(Task.done_on.is_not(None))).all()
    assert names == ["late"]
    assert tab.side.review_words() == "Reviewed today"
    window.run_command("undo")
    settle()
    assert tab.side.review_words() == "No weekly review yet"


def test_whoever_moves_on_while_a_longer_list_is_read_stays_where_they_are(
    qtbot, store, office, today, settle
):
    for name, days in (("a", 0), ("b", 1), ("c", 200)):
        task(store, name, days)
    _window, tab = today()
    tab.show_view("all")
    assert titles(tab) == ["Task: a", "Task: b"], "what is known stands there at once"
    qtbot.keyClick(tab.list, Key.Key_Down)
    settle()
    assert titles(tab) == ["Task: a", "Task: b", "Task: c"]
    assert chosen(tab) == "Task: b"
    tab.show_view("today")
    assert titles(tab) == ["Task: a", "Task: b"]
    assert headings(tab)[-1] == ("Next 7 days", "1")


def test_what_the_day_does_not_depend_on_is_no_reason_to_read_it_again(
    store, office, today, settle
):
    _window, tab = today()
    before = tab.reading
    with store.change(message("Label")) as session:
        session.add(LearnedLabel(record="Account", label="传真号", target="fax"))
    settle()
    assert tab.reading is before
    task(store, "call", 0)
    settle()
    assert tab.reading is not before
