"""The week and the month in the real window: what stands where, walked by keys, dragged, refused, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kamdesk.i18n import message
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.ui.first_paint import is_settled
from kamdesk.ui.visits.calendar.drag import Spot
from kamdesk.ui.visits.calendar.lanes import Lane, lanes
from kamdesk.ui.visits.record.steps import StepDialog
from kamdesk.work import settings, visits
from tests.ui.visits.acting import accounts_of, drag, hours, monday_ahead, plan, point_at, stored

MONDAY = monday_ahead()
TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)


@pytest.fixture
def window(store, office, open_window, qtbot):
    made = open_window(store)
    made.resize(1440, 900)
    made.show_tab("visits")
    qtbot.waitUntil(lambda: is_settled(made))
    return made


@pytest.fixture
def week(window):
    tab = window.tabs["visits"]
    tab.calendar.show_week(MONDAY)
    tab.calendar.week.setFocus()
    return tab.calendar.week


# --------------------------------------------------------------------------------------------------------- placing


@pytest.mark.parametrize(
    ("spans", "most", "expected"),
    [
        ([(540, 600), (600, 660)], 3, [Lane(0, 1), Lane(0, 1)]),
        ([(540, 660), (600, 720), (660, 700)], 3, [Lane(0, 2), Lane(1, 2), Lane(0, 2)]),
        ([(540, 600)] * 3, 2, [Lane(0, 2), Lane(1, 2), Lane(1, 2, True)]),
        ([(540, 600)] * 2, 1, [Lane(0, 1), Lane(0, 1, True)]),
        ([], 3, []),
    ],
)
def test_what_overlaps_stands_side_by_side(spans, most, expected):
    assert lanes(spans, most) == expected


def test_visits_stand_at_their_day_and_hour(store, office, week):
    plan(store, office.account, TUESDAY, "09:00", "10:30")
    plan(store, office.account, TUESDAY, "10:00", "11:00", subject="overlaps")
    plan(store, office.account, FRIDAY, "14:00")
    first, second, third = (week.rect_of(row) for row in range(3))
    assert first.top() == week.y_of(9 * 60)
    assert first.height() == 84 - 1, "an hour is 56 pixels high"
    assert week.column(TUESDAY).contains(first.center())
    assert second.left() > first.right(), "side by side"
    assert third.height() == 56 - 1, "of which nobody said when it ends takes an hour"
    assert third.width() > 1.7 * first.width()


def test_where_there_is_no_room_a_mark_leads_to_the_day(store, office, window, week):
    for _each in range(5):
        plan(store, office.account, TUESDAY, "09:00", "10:00")
    ((mark, day, count),) = week.more
    shown = [row for row in range(5) if not week.rect_of(row).isEmpty()]
    assert (day, count) == (TUESDAY, 5 - len(shown))
    assert week.column(TUESDAY).contains(mark.center())
    QTest.mouseClick(week.viewport(), Qt.MouseButton.LeftButton, pos=mark.center())
    assert window.tabs["visits"].list.count_words() == "5 / 5"


def test_what_has_no_time_stands_below_with_callbacks_that_are_due(store, office, week):
    plan(store, office.account, TUESDAY, subject="安排联系")
    with store.change(message("Due")) as session:
        due_on = date.today() - timedelta(days=5)
        session.add(CallbackPlan(account_id=office.account, due_on=due_on, subject="季度回访"))
    said = accounts_of(week)
    assert len(said) == 2
    assert "季度回访" in said[0]
    assert said[0].endswith("5 d late")
    assert "no time · 云麓食品 · 安排联系" in said[1]
    assert all(week.band().contains(week.rect_of(row)) for row in range(2))


def test_a_screen_reader_walks_the_week_as_a_list(store, office, week):
    plan(store, office.account, TUESDAY, "09:00", "10:30")
    interface = QAccessible.queryAccessibleInterface(week)
    assert interface.role() == QAccessible.Role.List
    said = interface.child(0).text(QAccessible.Text.Name)
    assert said.startswith(f"Tue {TUESDAY:%m-%d} 09:00–10:30 · 云麓食品 · 商务条件沟通 · Visit")
    assert interface.child(0).rect().height() == 84 - 1


def test_a_week_with_holidays_names_them_and_the_days_worked_instead(window):
    tab = window.tabs["visits"]
    tab.calendar.show_week(date(2026, 10, 7))
    names = tab.calendar.week.names
    assert names[date(2026, 10, 7)] == "Day off in exchange"
    assert names[date(2026, 10, 10)] == "Make-up working day"
    assert date(2026, 10, 7) in tab.calendar.week.off
    assert date(2026, 10, 10) not in tab.calendar.week.off
    assert date(2026, 10, 11) in tab.calendar.week.off
    assert tab.calendar.title() == "Week 41 10-05 – 10-11"
    # the Saturday that is worked is as wide as any other day, the Sunday is narrow
    saturday, sunday = (tab.calendar.week.column(date(2026, 10, day)).width() for day in (10, 11))
    assert saturday > 2 * sunday
    tab.calendar.show_week(date(2026, 10, 1))
    assert tab.calendar.week.names[date(2026, 10, 1)] == "National Day"


# --------------------------------------------------------------------------------------------------------- dragging


def test_dragging_moves_a_plan_in_quarters_and_undo_brings_it_back(store, office, window, week):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:30")
    start = point_at(week, TUESDAY, "09:30")
    target = point_at(week, FRIDAY, "13:22")
    drag(week, start, target)
    # taken half an hour below its beginning: 12:52, and the nearest quarter is 12:45
    assert hours(stored(store, visit_id)) == (FRIDAY, "12:45", "14:15")
    window.run_command("undo")
    assert hours(stored(store, visit_id)) == (TUESDAY, "09:00", "10:30")
    assert week.rect_of(0).top() == week.y_of(9 * 60)


def test_the_lower_edge_changes_the_end_alone(store, office, week):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    edge = point_at(week, TUESDAY, "10:00") - QPoint(0, 4)
    drag(week, edge, point_at(week, TUESDAY, "11:31"))
    assert hours(stored(store, visit_id)) == (TUESDAY, "09:00", "11:30")


def test_a_visit_without_an_end_is_moved_without_one(store, office, week):
    visit_id = plan(store, office.account, TUESDAY, "09:00")
    drag(week, point_at(week, TUESDAY, "09:15"), point_at(week, MONDAY, "10:15"))
    assert hours(stored(store, visit_id)) == (MONDAY, "10:00", None)


def test_escape_gives_a_drag_up(store, office, week):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    drag(week, point_at(week, TUESDAY, "09:15"), point_at(week, FRIDAY, "12:00"), drop=False)
    assert week.drag is not None
    assert week.drag.target.day == FRIDAY
    QTest.keyClick(week, Qt.Key.Key_Escape)
    QTest.mouseRelease(
        week.viewport(), Qt.MouseButton.LeftButton, pos=point_at(week, FRIDAY, "12:00")
    )
    assert week.drag is None
    assert hours(stored(store, visit_id)) == (TUESDAY, "09:00", "10:00")


def test_a_chip_gets_its_time_where_it_is_dropped(store, office, week):
    visit_id = plan(store, office.account, TUESDAY)
    drag(week, week.rect_of(0).center(), point_at(week, FRIDAY, "15:00"))
    assert hours(stored(store, visit_id)) == (FRIDAY, "15:00", None)


def test_a_callback_that_is_due_is_planned_where_it_is_dropped(store, office, week):
    with store.change(message("Due")) as session:
        session.add(CallbackPlan(account_id=office.account, due_on=MONDAY, subject="季度回访"))
    drag(week, week.rect_of(0).center(), point_at(week, TUESDAY, "10:00"))
    (item,) = week.entries.items
    assert (item.entry.kind, item.entry.subject) == ("callback", "季度回访")
    assert hours(stored(store, item.entry.id)) == (TUESDAY, "10:00", "11:00")


def test_dragging_on_free_ground_begins_a_plan_for_it(store, office, window, week):
    drag(week, point_at(week, TUESDAY, "13:01"), point_at(week, TUESDAY, "14:31"))
    form = window.tabs["visits"].right.plan.form
    shown = {
        name: form.boxes[name].typed() for name in ("planned_on", "planned_from", "planned_to")
    }
    assert shown == {
        "planned_on": TUESDAY.isoformat(),
        "planned_from": "13:00",
        "planned_to": "14:30",
    }


# --------------------------------------------------------------------------------------------------------- refusals


def test_what_has_happened_is_not_moved_and_says_so(store, office, window, week, questions):
    today = date.today()
    with store.change(message("Held")) as session:
        visit = visits.record_held(
            session,
            {"account_id": office.account, "subject": "已谈", "held_on": today, "held_from": "09:00",
             "held_to": "10:00", "conclusion": "谈妥"},
        )  # fmt: skip
        visit_id = visit.id
    window.tabs["visits"].calendar.show_week(today)
    other = today + timedelta(days=1 if today.weekday() < 4 else -1)
    drag(week, point_at(week, today, "09:20"), point_at(week, other, "12:00"))
    assert questions.told == [
        ("info", f"“已谈” took place on {today}; what has happened is not moved.")
    ]
    assert stored(store, visit_id).held_on == today


def test_a_cancelled_visit_is_not_moved(store, office, week, questions):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    with store.change(message("Cancel")) as session:
        visits.cancel(session, session.get_one(Visit, visit_id), "客户出差", date.today())
    drag(week, point_at(week, TUESDAY, "09:20"), point_at(week, FRIDAY, "12:00"))
    ((_kind, said),) = questions.told
    assert said == "“商务条件沟通” is “Cancelled” and is not moved. Plan another visit instead."
    assert hours(stored(store, visit_id)) == (TUESDAY, "09:00", "10:00")


def test_an_agreed_visit_is_postponed_with_a_reason(store, office, window, week):
    with store.change(message("Set up")) as session:
        settings.put(session, "visit_approval", "manager")
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    with store.change(message("Hand in")) as session:
        visits.submit(session, session.get_one(Visit, visit_id), settings.me(session), date.today())
    drag(
        week,
        point_at(week, TUESDAY, "09:00") + QPoint(0, 8),
        point_at(week, FRIDAY, "14:00") + QPoint(0, 8),
    )
    dialog = window.findChild(StepDialog)
    assert hours(stored(store, visit_id)) == (TUESDAY, "09:00", "10:00")
    assert dialog.boxes["planned_on"].typed() == FRIDAY.isoformat()
    assert dialog.boxes["planned_from"].typed() == "14:00"
    dialog.take()
    assert dialog.boxes["reason"].error() == "Say why; the reason is kept."
    dialog.boxes["reason"].editor.write("客户出差")
    dialog.take()
    before = stored(store, visit_id)
    assert (before.state, before.reason) == ("postponed", "客户出差")
    later = [each.entry for each in week.entries.items if each.entry.id != visit_id]
    assert [(each.day, each.start, each.state) for each in later] == [(FRIDAY, "14:00", "planned")]


# -------------------------------------------------------------------------------------------------------- the keys


def test_arrows_walk_visits_and_days(store, office, week, qtbot):
    early = plan(store, office.account, TUESDAY, "09:00", "10:00")
    late = plan(store, office.account, TUESDAY, "15:00", "16:00")
    friday = plan(store, office.account, FRIDAY, "14:30")
    week.go_to(("visit", early))
    walked = []
    for key in (
        Qt.Key.Key_Down,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
    ):
        QTest.keyClick(week, key)
        item = week.current_item()
        walked.append(item.entry.id if item is not None else (week.spot.day, week.spot.start))
    wednesday, thursday = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)
    assert walked == [
        late,
        (wednesday, 15 * 60),
        (thursday, 15 * 60),
        friday,
        (thursday, 14 * 60 + 30),
    ]
    assert week.accessibleDescription() == f"Thu {thursday:%m-%d} 14:30: nothing planned"


def test_left_of_monday_is_the_week_before(window, week):
    week.go_to_spot(Spot(MONDAY, 10 * 60))
    QTest.keyClick(week, Qt.Key.Key_Left)
    assert week.spot.day == MONDAY - timedelta(days=1)
    assert week.first == MONDAY - timedelta(days=7)
    QTest.keyClick(week, Qt.Key.Key_PageDown)
    assert week.first == MONDAY


def test_alt_and_arrows_move_and_lengthen(store, office, week):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:00")
    week.go_to(("visit", visit_id))
    alt, shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(week, Qt.Key.Key_Down, alt)
    QTest.keyClick(week, Qt.Key.Key_Right, alt)
    QTest.keyClick(week, Qt.Key.Key_Down, alt | shift)
    assert hours(stored(store, visit_id)) == (TUESDAY + timedelta(days=1), "09:15", "10:30")
    assert week.current_key() == ("visit", visit_id), "one stays on it"


def test_n_plans_after_the_visit_one_stands_on_and_enter_opens(store, office, window, week):
    visit_id = plan(store, office.account, TUESDAY, "09:00", "10:10")
    week.go_to(("visit", visit_id))
    QTest.keyClick(week, Qt.Key.Key_N)
    plan_pane = window.tabs["visits"].right.plan
    assert plan_pane.is_new()
    assert plan_pane.form.boxes["planned_from"].typed() == "10:15"
    plan_pane.discard()
    week.setFocus()
    week.go_to(("visit", visit_id))
    QTest.keyClick(week, Qt.Key.Key_Return)
    assert plan_pane.visit_id() == visit_id
    assert plan_pane.isAncestorOf(QApplication.focusWidget())


# --------------------------------------------------------------------------------------------------------- the month


@pytest.fixture
def month(window):
    tab = window.tabs["visits"]
    tab.calendar.show_month(MONDAY)
    tab.calendar.month.setFocus()
    return tab.calendar.month


def test_a_full_day_says_how_many_more(store, office, month, window):
    for number in range(9):
        plan(store, office.account, MONDAY, f"{8 + number:02}:00")
    shown = [row for row in range(9) if not month.rect_of(row).isEmpty()]
    room = (month.cell(MONDAY).height() - 24) // 20
    assert len(shown) == room - 1, "the last line says how many are left"
    assert month.totals == {MONDAY: 9}
    QTest.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=month.more[MONDAY].center())
    tab = window.tabs["visits"]
    assert tab.views.current_key() == "all"
    assert tab.list.count_words() == "9 / 9"


def test_a_visit_is_dragged_to_another_day_and_keeps_its_time(store, office, month, window):
    visit_id = plan(store, office.account, MONDAY, "09:00", "10:00")
    drag(month, month.rect_of(0).center(), month.cell(FRIDAY).center())
    assert hours(stored(store, visit_id)) == (FRIDAY, "09:00", "10:00")
    window.run_command("undo")
    assert hours(stored(store, visit_id)) == (MONDAY, "09:00", "10:00")


def test_keys_walk_the_days_of_the_month_and_into_the_next(store, office, month, window):
    month.go_to_spot(Spot(MONDAY))
    QTest.keyClick(month, Qt.Key.Key_Right)
    assert month.spot.day == TUESDAY
    for _week in range(6):
        QTest.keyClick(month, Qt.Key.Key_Down)
    assert month.spot.day == TUESDAY + timedelta(days=42)
    assert month.first <= month.spot.day <= month.last


def test_the_small_month_goes_to_a_day(window, store, office):
    plan(store, office.account, MONDAY, "09:00")
    tab = window.tabs["visits"]
    tab.month.show_day(MONDAY)
    assert tab.month.grid.busy[MONDAY] == 1
    QTest.keyClick(tab.month.grid, Qt.Key.Key_Return)
    assert tab.calendar.week.first == MONDAY
    assert tab.calendar.week.current_item().entry.day == MONDAY


def test_only_the_visits_of_one_visitor(store, office, window, week):
    plan(store, office.account, TUESDAY, "09:00", owner_id=office.manager)
    mine = plan(store, office.account, TUESDAY, "11:00")
    tab = window.tabs["visits"]
    tab.calendar.show_owner(office.specialist)
    assert [each.entry.id for each in week.entries.items] == [mine]
    assert "专员丁" in tab.calendar.title()
    assert tab.calendar.sums() == "1 visit · 0 recorded"
