"""The Visits tab in the real window: planning, quick entry, the list, the steps of a visit, undo, a week at once."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.visit import Visit, VisitPerson, VisitProgramme
from kamdesk.store.recorder import insert_many
from kamdesk.ui import file_jobs
from kamdesk.ui.first_paint import is_settled
from kamdesk.ui.visits.calendar.drag import Spot
from kamdesk.ui.visits.plan_week import PlanWeekDialog
from kamdesk.ui.visits.quick_entry import QuickEntryDialog
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.work import child_rows, settings, visits
from kamdesk.work.accounts import create_account
from tests.ui.visits.acting import hours, monday_ahead, plan, stored

MONDAY = monday_ahead()
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def tab(store, office, open_window, qtbot):
    window = open_window(store)
    window.resize(1440, 900)
    made = window.show_tab("visits")
    qtbot.waitUntil(lambda: is_settled(window))
    return made


def _all(store) -> list[Visit]:
    with store.read() as session:
        living = select(Visit).where(Visit.deleted_at.is_(None)).order_by(Visit.id)
        return list(session.scalars(living))


def _write(box, words: str) -> None:
    """Types into a field as a user does: it has the keys."""
    box.setFocus()
    QTest.keyClick(box.editor.input(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box.editor.input(), words) if words.isascii() else box.editor.write(words)
    box.editor.edited.emit()


# --------------------------------------------------------------------------------------------------------- planning


def test_a_plan_is_written_and_stands_in_the_calendar(store, office, tab):
    tab.calendar.show_week(MONDAY)
    tab.plan(day=TUESDAY)
    form = tab.right.plan.form
    assert form.boxes["account_id"].isAncestorOf(QApplication.focusWidget())
    _write(form.boxes["account_id"], "ylsp")  # the initials of the only account
    _write(form.boxes["subject"], "商务条件沟通")
    _write(form.boxes["planned_from"], "930")
    QTest.mouseClick(form.customers.ticks()["受访人戊"], Qt.MouseButton.LeftButton)
    tab.right.plan.step_buttons["plan"].click()
    (visit,) = _all(store)
    assert (visit.account_id, visit.subject, visit.owner_id) == (
        office.account,
        "商务条件沟通",
        office.specialist,
    )
    assert hours(visit) == (TUESDAY, "09:30", None)
    assert tab.calendar.week.current_key() == ("visit", visit.id)
    with store.read() as session:
        people = child_rows.rows(session, VisitPerson, visit.id)
    assert [(each.name, each.side) for each in people] == [
        ("受访人戊", "customer"),
        ("专员丁", "own"),
    ]
    tab.window().run_command("undo")
    assert _all(store) == []
    assert tab.right.visit_id() is None


def test_a_plan_that_took_place_meanwhile_is_shown_as_a_record(store, office, tab):
    visit_id = plan(store, office.account, date.today())
    tab.show_visit(visit_id)
    assert tab.right.currentWidget() is tab.right.plan
    with store.change(message("Held")) as session:
        visits.hold(session, session.get_one(Visit, visit_id), date.today())
    assert tab.right.currentWidget() is tab.right.record
    assert tab.right.visit_id() == visit_id


def test_the_day_is_read_in_words_and_by_distance(store, tab):
    tab.plan()
    when = tab.right.plan.form.day
    _write(when.box, "3 days")
    assert when.box.read().value == date.today() + timedelta(days=3)
    when.buttons[7].click()
    chosen = when.box.read().value
    assert chosen >= date.today() + timedelta(days=7)
    assert chosen.weekday() < 5 or chosen > date.today() + timedelta(days=7)


def test_the_end_that_was_proposed_goes_along_with_the_start(store, office, tab):
    tab.calendar.show_week(MONDAY)
    tab._plan_at(Spot(TUESDAY, 9 * 60, 10 * 60))
    form = tab.right.plan.form
    _write(form.boxes["planned_from"], "1400")
    assert form.boxes["planned_to"].typed() == "15:00"
    _write(form.boxes["planned_from"], "2330")
    assert form.boxes["planned_to"].typed() == "23:59"
    _write(form.boxes["planned_to"], "2345")
    _write(form.boxes["planned_from"], "800")
    assert form.boxes["planned_to"].typed() == "2345", "an end that was typed stays"


def test_a_plan_that_lacks_something_says_so_at_the_field(store, office, tab):
    tab.plan()
    tab.right.plan.store_new()
    form = tab.right.plan.form
    assert form.boxes["account_id"].error() == "Whom is the visit for? Name the account."
    _write(form.boxes["account_id"], "nobody")
    tab.right.plan.store_new()
    assert form.boxes["account_id"].error() == "There is no “nobody” here."
    assert _all(store) == []


def test_a_field_is_stored_when_it_is_left_and_undo_takes_it_back(store, office, tab):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    tab.show_visit(visit_id)
    form = tab.right.plan.form
    _write(form.boxes["goal"], "price agreed")
    form.boxes["agenda"].setFocus()
    assert stored(store, visit_id).goal == "price agreed"
    tab.window().run_command("undo")
    assert stored(store, visit_id).goal is None
    assert form.boxes["goal"].typed() == ""


def test_a_wrong_time_stays_as_typed_and_is_not_stored(store, office, tab):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    tab.show_visit(visit_id)
    form = tab.right.plan.form
    _write(form.boxes["planned_to"], "08:30")
    form.boxes["goal"].setFocus()
    assert form.boxes["planned_to"].error() == "It would end before it begins."
    assert form.boxes["planned_to"].typed() == "08:30"
    assert hours(stored(store, visit_id)) == (TUESDAY, "09:00", "10:00")


def test_a_sentence_below_one_field_leaves_the_others_in_their_row_as_they_are(store, office, tab):
    tab.show_visit(plan(store, office.account, TUESDAY, "09:00", "10:00"))
    form = tab.right.plan.form
    beside = form.boxes["planned_from"]
    before = (beside.box.height(), beside.box.pos())
    _write(form.boxes["planned_to"], "08:30")
    form.boxes["goal"].setFocus()
    form.boxes["planned_to"].show_error("It would end before it begins, " * 4)
    QApplication.processEvents()
    assert form.boxes["planned_to"].height() > beside.height()
    assert (beside.box.height(), beside.box.pos()) == before


def test_enter_on_a_visit_without_a_record_begins_to_write_it(store, office, tab, qtbot):
    yesterday = date.today() - timedelta(days=1)
    visit_id = plan(store, office.account, yesterday, "09:00", "10:00")
    with store.change(message("Held")) as session:
        visits.hold(session, session.get_one(Visit, visit_id), yesterday)
    tab.show_view("missing")
    tab.list.go_to(visit_id)
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Return)
    assert tab.right.record.form.boxes["needs"].editor.input().hasFocus()


def test_ctrl_s_says_a_wrong_amount_once_and_at_its_field(store, office, tab):
    tab.show_page("expenses")
    page = tab._stack.currentWidget()
    page.begin_new()
    page.form.boxes["amount"].editor.input().setText("abc")
    tab.save()
    assert "abc" in page.form.boxes["amount"].error()


def test_a_plan_that_was_handed_in_is_not_changed_in_what_was_agreed(store, office, tab):
    with store.change(message("Set up")) as session:
        settings.put(session, "visit_approval", "manager")
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    tab.show_visit(visit_id)
    tab.right.plan.step_buttons["submitted"].click()
    assert stored(store, visit_id).state == "submitted"
    form = tab.right.plan.form
    _write(form.boxes["planned_on"], MONDAY.isoformat())
    form.boxes["goal"].setFocus()
    said = "The plan was handed in. Take it back, or postpone it, to change it."
    assert form.boxes["planned_on"].error() == said
    assert stored(store, visit_id).planned_on == TUESDAY


def test_a_reception_asks_for_more_and_keeps_its_programme(store, office, tab):
    visit_id = plan(store, office.account, TUESDAY, "09:00", kind="reception")
    tab.show_visit(visit_id)
    form = tab.right.plan.form
    assert form.reception.isVisibleTo(form)
    form.programme.add_row()
    editors = {editor.field.name: editor for editor in form.programme.editors(0)}
    editors["what"].write("参观产线")
    editors["starts_at"].write("10:00")
    form.programme.edited.emit()
    assert tab.right.plan.store_typed()
    with store.read() as session:
        (line,) = child_rows.rows(session, VisitProgramme, visit_id)
    assert (line.what, line.starts_at) == ("参观产线", "10:00")
    visit = plan(store, office.account, TUESDAY, "14:00")
    tab.show_visit(visit)
    assert not form.reception.isVisibleTo(form)


def test_unsaved_input_of_a_new_plan_is_asked_about_once(store, office, tab, questions):
    other = plan(store, office.account, TUESDAY, "09:00")
    tab.plan()
    _write(tab.right.plan.form.boxes["subject"], "draft")
    questions.answers = ["cancel"]
    assert not tab.show_visit(other)
    assert tab.right.plan.form.boxes["subject"].typed() == "draft"
    questions.answers = ["discard"]
    assert tab.show_visit(other)
    assert len(questions.asked) == 2
    assert [each.id for each in _all(store)] == [other]


# ------------------------------------------------------------------------------------------------------------- steps


def test_the_menu_offers_what_may_follow_and_cancelling_needs_a_reason(store, office, tab):
    visit_id = plan(store, office.account, TUESDAY, "09:00")
    menu = tab.actions_of_visits.menu(visit_id)
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:4] == ["Start the record", "All prepared", "Postpone…", "Cancel the visit…"]
    menu.actions()[3].trigger()
    dialog = tab.findChild(StepDialog)
    dialog.take()
    assert dialog.boxes["reason"].error() == "Say why; the reason is kept."
    dialog.boxes["reason"].editor.write("客户出差")
    dialog.take()
    assert (stored(store, visit_id).state, stored(store, visit_id).reason) == (
        "cancelled",
        "客户出差",
    )
    tab.window().run_command("undo")
    assert stored(store, visit_id).state == "planned"


def test_a_visit_goes_to_the_waste_basket_and_comes_back(store, office, tab):
    visit_id = plan(store, office.account, TUESDAY, "09:00")
    tab.show_visit(visit_id)
    tab.delete_selected()
    assert _all(store) == []
    assert tab.right.visit_id() is None
    tab.window().run_command("undo")
    assert [each.id for each in _all(store)] == [visit_id]


def test_all_plans_of_a_week_are_handed_in_at_once_or_not_at_all(store, office, tab, questions):
    with store.change(message("Set up")) as session:
        settings.put(session, "visit_approval", "manager")
    ids = [plan(store, office.account, TUESDAY, f"{hour:02}:00") for hour in (9, 11)]
    nameless = plan(store, office.account, MONDAY, "09:00", subject="")
    tab.calendar.show_week(MONDAY)
    tab.hand_in_week()
    ((_kind, said),) = questions.told
    assert said.endswith("Say what the visit is for before handing it in.")
    assert {each.state for each in _all(store)} == {"planned"}
    tab.actions_of_visits.delete([nameless])
    tab.hand_in_week()
    assert [stored(store, one).state for one in ids] == ["submitted", "submitted"]
    tab.window().run_command("undo")
    assert [stored(store, one).state for one in ids] == ["planned", "planned"]


def test_a_week_is_planned_by_the_rhythm_in_one_step(store, tab, office):
    with store.change(message("Test data")) as session:
        for number in range(3):
            values = {
                "name": f"silent {number}",
                "status": "active",
                "tier": "A",
                "owner_id": office.specialist,
            }
            account = create_account(session, values, date(2025, 1, 1))
            account.last_contact_on = date.today() - timedelta(days=100 + number)
    tab.calendar.show_week(MONDAY)
    tab.plan_week()
    dialog = tab.findChild(PlanWeekDialog)
    assert [each.proposal.name for each in dialog.proposals] == ["silent 2", "silent 1", "silent 0"]
    dialog.list.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.ok.text() == "Plan 2 visits"
    dialog.take()
    planned = _all(store)
    assert len(planned) == 2
    assert all(MONDAY <= each.planned_on <= MONDAY + timedelta(days=6) for each in planned)
    assert len(tab.calendar.week.entries.items) == 2
    tab.window().run_command("undo")
    assert _all(store) == []


# ------------------------------------------------------------------------------------------------------- quick entry


def test_a_visit_that_was_held_is_entered_in_nine_steps(store, office, tab, qtbot):
    steps = 0

    def press(key: Qt.Key) -> None:
        nonlocal steps
        steps += 1
        QTest.keyClick(QApplication.focusWidget(), key)

    def type_words(words: str) -> None:
        nonlocal steps
        steps += 1
        QTest.keyClicks(QApplication.focusWidget(), words)

    tab.calendar.quick.click()
    steps += 1
    dialog = tab.findChild(QuickEntryDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    type_words("ylsp")
    press(Qt.Key.Key_Return)
    type_words("price agreed")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.next
    type_words("send the offer in 7 days")
    press(Qt.Key.Key_Return)
    assert steps == 9
    held, following = _all(store)
    assert (held.account_id, held.conclusion, held.state) == (
        office.account,
        "price agreed",
        "reported",
    )
    assert (held.held_on, held.day, held.result) == (date.today(), date.today(), "advance")
    assert held.planned_on is None, "nobody planned it: the rate of plans kept must not count it"
    week_on = date.today() + timedelta(days=7)
    assert (held.next_step, held.next_visit_on) == ("send the offer", week_on)
    assert (following.planned_on, following.state) == (week_on, "planned")
    assert tab.right.visit_id() == held.id
    tab.window().run_command("undo")
    assert _all(store) == [], "one step"


def test_quick_entry_says_what_is_wrong_at_the_field(store, office, tab):
    tab.quick_entry()
    dialog = tab.findChild(QuickEntryDialog)
    dialog.take()
    assert dialog.account.error() == "Whom is the visit for? Name the account."
    _write(dialog.account, "ylsp")
    _write(dialog.day, (date.today() + timedelta(days=1)).isoformat())
    dialog.take()
    assert dialog.day.error().endswith("has not come yet.")
    assert _all(store) == []


# ---------------------------------------------------------------------------------------------------------- the list


def _subjects(pane) -> list[str]:
    column = pane.model.query.columns.index("subject")
    return [pane.model.index(row, column).data() for row in range(pane.model.rowCount())]


@pytest.fixture
def some(store, office) -> dict[str, int]:
    """Four visits of two accounts: key of the test → id."""
    with store.change(message("Test data")) as session:
        other = create_account(session, {"name": "北屿重工"}).id
    today = date.today()
    ids = {
        "far": plan(store, office.account, today + timedelta(days=40), subject="far"),
        "soon": plan(store, other, today + timedelta(days=3), subject="soon", kind="callback"),
        "late": plan(
            store, other, today - timedelta(days=3), subject="late", owner_id=office.manager
        ),
    }
    with store.change(message("Held")) as session:
        values = {
            "account_id": office.account,
            "subject": "held",
            "held_on": today,
            "planned_on": today,
        }
        ids["held"] = visits.record_held(session, values).id
    return ids


def test_views_list_their_visits_and_count_them(tab, some, qtbot):
    counts = {
        "all": ["far", "soon", "held", "late"],
        "missing": ["held"],
        "overdue": ["late"],
        "waiting": [],
        "ahead": ["soon"],
        "kind:callback": ["soon"],
    }
    for key, expected in counts.items():
        tab.views.choose(key)
        assert _subjects(tab.list) == expected, key
        item = tab.views._item(key)
        assert item.text().endswith(str(len(expected)))


def test_the_list_is_sorted_by_its_headings(tab, some, qtbot):
    tab.views.choose("all")
    header = tab.list.table.horizontalHeader()
    column = tab.list.model.query.columns.index("account_id")
    seen = []
    for _click in range(2):
        point = header.viewport().rect().topLeft()
        point.setX(header.sectionViewportPosition(column) + 20)
        point.setY(10)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)
        seen.append(_subjects(tab.list))
    # 北屿 (bei yu) before 云麓 (yun lu); of one account in the order they were added
    assert seen == [["soon", "late", "far", "held"], ["held", "far", "late", "soon"]]


def test_filters_by_account_words_and_chips_add_up_and_are_taken_away(tab, some, office, qtbot):
    tab.views.choose("all")
    tab.find()
    assert QApplication.focusWidget() is tab.list.bar.search
    qtbot.keyClicks(tab.list.bar.search, "byzg")
    qtbot.waitUntil(lambda: _subjects(tab.list) == ["soon", "late"])
    assert tab.list.count_words() == "2 / 4"
    tab.list.bar.words.setText("soon")
    qtbot.waitUntil(lambda: _subjects(tab.list) == ["soon"])
    tab.list.bar.words.clear()
    qtbot.waitUntil(lambda: len(_subjects(tab.list)) == 2)
    menu = tab.list.bar.chips["owner_id"]._menu
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "经理甲").trigger()
    assert _subjects(tab.list) == ["late"]
    assert tab.list.bar.chips["owner_id"].text() == "Visited by: 经理甲"
    tab.list.bar.search.setText("nobody at all")
    qtbot.waitUntil(lambda: _subjects(tab.list) == [])
    tab.list.clear_filters()
    assert len(_subjects(tab.list)) == 4


def test_walking_the_list_shows_each_visit(tab, some):
    tab.views.choose("all")
    tab.list.table.setFocus()
    tab.list.table.go_to_row(0)
    assert tab.right.visit_id() == some["far"]
    QTest.keyClick(tab.list.table, Qt.Key.Key_Down)
    assert tab.right.visit_id() == some["soon"]
    QTest.keyClick(tab.list.table, Qt.Key.Key_Down)
    assert tab.right.currentWidget() is tab.right.record, "it was held: its record"


def test_what_the_list_shows_is_exported(tab, some, tmp_path, settle):
    tab.views.choose("all")
    tab.list._on_sort(tab.list.model.query.columns.index("day"), True)
    target = tmp_path / "visits.csv"
    file_jobs.export_list(tab.desk, tab.list_query(), target)
    settle()
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["Subject"] for row in rows] == ["late", "held", "soon", "far"]
    assert rows[0]["Account"] == "北屿重工"


def test_deleting_in_the_list_takes_the_selected_ones(tab, some, store):
    tab.views.choose("all")
    tab.list.table.selectAll()
    QTest.keyClick(tab.list.table, Qt.Key.Key_Delete)
    assert _all(store) == []
    tab.window().run_command("undo")
    assert len(_all(store)) == 4


def test_an_empty_list_offers_two_ways_to_begin(tab):
    tab.views.choose("all")
    body = tab.list._bodies.currentWidget()
    assert body.accessibleName() == "No visits yet"
    tab.views.choose("waiting")
    assert tab.list._bodies.currentWidget().accessibleName() == "Nothing here"


def test_a_long_list_reads_the_pages_in_view(tab, store, office):
    day = date.today()
    rows = [
        {"account_id": office.account, "kind": "visit", "subject": f"v{n:04}", "state": "planned",
         "planned_on": day + timedelta(days=n)}
        for n in range(2500)
    ]  # fmt: skip
    with store.change(message("Many")) as session:
        insert_many(session, Visit, rows)
    tab.views.choose("all")
    model = tab.list.model
    assert model.rowCount() == 2500
    column = model.query.columns.index("subject")
    assert [model.index(row, column).data() for row in (0, 1234, 2499)] == [
        "v2499",
        "v1265",
        "v0000",
    ]
    with store.read() as session:
        last = session.scalars(select(Visit.id).where(Visit.subject == "v0000")).one()
    assert tab.list.go_to(last)
    assert tab.list.table.current_row() == 2499


# -------------------------------------------------------------------------------------------------------- coming back


def test_view_width_and_visitor_come_back_at_the_next_start(store, office, open_window, qtbot):
    first = open_window(store)
    tab = first.show_tab("visits")
    tab.views.choose("month")
    tab.calendar.show_owner(office.manager)
    first.remember()
    second = open_window(store)
    again = second.show_tab("visits")
    assert again.views.current_key() == "month"
    assert again.calendar.is_month
    assert again.calendar.owner_id == office.manager


def test_the_spot_that_is_planned_for_stays_marked(tab, store):
    tab.calendar.show_week(MONDAY)
    week = tab.calendar.week
    week.plan_wanted.emit(Spot(TUESDAY, 10 * 60, 11 * 60))
    assert week.is_planning
    tab.right.plan.discard()
    assert not week.is_planning


def test_the_account_is_known_to_commands_of_the_window(tab, store, office):
    visit_id = plan(store, office.account, TUESDAY)
    tab.show_visit(visit_id)
    with store.read() as session:
        name = session.get_one(Account, office.account).name
    assert tab.current_account() == (office.account, name)
    assert isinstance(tab.right.currentWidget(), QWidget)
