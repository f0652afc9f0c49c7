"""The record of a visit, written through its own widgets into a real data folder."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.contact import Contact
from kamdesk.model.expense import Expense
from kamdesk.model.visit import Visit, VisitObjection, VisitPerson, VisitProgramme
from kamdesk.store.opening import open_store
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.visits.record.head import running_minutes
from kamdesk.ui.visits.record.pane import RecordPane
from kamdesk.work import child_rows, settings, visits
from kamdesk.work.working_days import set_day

TODAY = date.today()


def plan(store, office, **values) -> int:
    given = {"account_id": office.account, "planned_on": TODAY, "subject": "terms", **values}
    with store.change(message("Plan")) as session:
        return visits.plan_visit(session, given, [{"contact_id": office.contact}]).id


def stored(store, visit_id: int) -> Visit:
    with store.read() as session:
        return session.get_one(Visit, visit_id)


def all_of(store, record) -> list:
    with store.read() as session:
        living = select(record).where(record.deleted_at.is_(None)).order_by(record.id)
        return list(session.scalars(living))


@pytest.fixture
def pane(desk, open_page) -> RecordPane:
    return open_page(RecordPane(desk))


class Hands:
    """Presses keys where the keyboard is, and counts: one for a key with its modifiers, one for a text typed."""

    def __init__(self, qtbot) -> None:
        self._qtbot, self.steps = qtbot, 0

    def press(self, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.keyClick(QApplication.focusWidget(), key, modifier)
        self.steps += 1

    def type(self, words: str) -> None:
        self._qtbot.keyClicks(QApplication.focusWidget(), words)
        self.steps += 1


CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_a_record_takes_fewer_than_twelve_steps(store, office, pane, qtbot):
    visit_id = plan(store, office, planned_from="09:30", planned_to="11:00")
    hands = Hands(qtbot)
    pane.start_record(visit_id)
    hands.steps += 1  # the key that starts it from the list
    hands.type("pay in 24 parts")
    hands.press(Qt.Key.Key_1, ALT)
    hands.type("send the offer")
    hands.press(Qt.Key.Key_Tab)
    hands.type("7")
    hands.press(Qt.Key.Key_Return, CTRL)
    visit = stored(store, visit_id)
    assert visit.state == "reported"
    assert (visit.needs, visit.result, visit.next_step) == (
        "pay in 24 parts",
        "advance",
        "send the offer",
    )
    assert (visit.held_on, visit.held_from, visit.held_to) == (TODAY, "09:30", "11:00")
    following = stored(store, visit.next_visit_id)
    assert following.state == "planned"
    assert following.planned_on >= TODAY + timedelta(days=7)
    assert following.planned_on.weekday() < 5 or following.planned_on > TODAY + timedelta(days=7)
    assert hands.steps < 12


def test_the_whole_record_with_its_expenses_is_one_change(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    form = pane.form
    qtbot.keyClicks(form.boxes["presented"].editor.input(), "measured savings")
    form.tables["objections"].add_row()
    qtbot.keyClicks(QApplication.focusWidget(), "too dear")
    objection = form.tables["objections"].editors(0)
    qtbot.keyClicks(objection[1].input(), "three years of power")
    objection[2].input().click()
    form.tables["expenses"].add_row()
    expense = form.tables["expenses"].editors(0)
    qtbot.keyClicks(expense[1].input(), "320.5")
    qtbot.keyClicks(expense[2].input(), "train")
    qtbot.keyClicks(expense[3].input(), "00123")
    form.result.choose_number(2)
    assert "expense" in pane.foot.also()
    pane.foot.finish.click()
    with store.read() as session:
        objections = child_rows.rows(session, VisitObjection, visit_id)
        people = {
            (each.side, each.name) for each in child_rows.rows(session, VisitPerson, visit_id)
        }
    assert [(each.objection, each.answer, each.settled) for each in objections] == [
        ("too dear", "three years of power", True)
    ]
    assert people == {("customer", "受访人戊"), ("own", "专员丁")}
    spent = all_of(store, Expense)
    assert [(each.amount, each.note, each.receipt_no, each.visit_id) for each in spent] == [
        (Decimal("320.50"), "train", "00123", visit_id)
    ]
    assert (spent[0].account_id, spent[0].staff_id, spent[0].on) == (
        office.account,
        office.specialist,
        TODAY,
    )
    store.undo()
    assert stored(store, visit_id).state == "planned"
    assert all_of(store, Expense) == []
    assert all_of(store, VisitObjection) == []


def test_ctrl_enter_adds_an_objection_and_in_the_empty_row_it_finishes(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    table = pane.form.tables["objections"]
    pane.form.result.choose_number(1)
    table.add_row()
    hands = Hands(qtbot)
    hands.type("too dear")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert stored(store, visit_id).state == "planned"
    hands.type("too late")
    assert table.count() == 2
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert stored(store, visit_id).state == "reported"
    assert [each.objection for each in all_of(store, VisitObjection)] == ["too dear", "too late"]


def test_a_record_without_content_is_refused_at_the_result(store, office, pane):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    pane.foot.finish.click()
    assert "what came of it" in pane.form.result.error()
    assert stored(store, visit_id).state == "planned"


def test_what_does_not_read_is_said_at_its_field_and_nothing_is_written(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    qtbot.keyClicks(pane.form.boxes["needs"].editor.input(), "quick delivery")
    pane.form.boxes["held_to"].editor.input().setText("late")
    pane.form.tables["expenses"].add_row()
    qtbot.keyClicks(pane.form.tables["expenses"].editors(0)[1].input(), "a lot")
    pane.foot.finish.click()
    assert "late" in pane.form.boxes["held_to"].error()
    assert "a lot" in pane.form.tables["expenses"].error()
    assert stored(store, visit_id).needs is None
    assert pane.has_unsaved()


def test_an_end_before_the_beginning_is_said_at_the_end(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    pane.form.result.choose_number(1)
    pane.form.boxes["held_from"].editor.input().setText("11:00")
    pane.form.boxes["held_to"].editor.input().setText("930")
    pane.foot.finish.click()
    assert "before it begins" in pane.form.boxes["held_to"].error()
    assert stored(store, visit_id).state == "planned"


def test_a_draft_is_kept_without_reporting(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    qtbot.keyClicks(pane.form.boxes["needs"].editor.input(), "quick delivery")
    pane.foot.draft.click()
    visit = stored(store, visit_id)
    assert (visit.state, visit.needs, visit.held_on) == ("held", "quick delivery", TODAY)
    assert not pane.has_unsaved()
    assert pane.is_writing()


def test_leaving_asks_once_and_saving_there_keeps_a_draft(store, office, pane, qtbot, questions):
    visit_id, other = plan(store, office), plan(store, office, subject="other")
    pane.start_record(visit_id)
    qtbot.keyClicks(pane.form.boxes["needs"].editor.input(), "quick delivery")
    questions.answers = ["cancel"]
    assert not pane.show_visit(other)
    assert pane.visit_id() == visit_id
    questions.answers = ["save"]
    assert pane.show_visit(other)
    assert len(questions.asked) == 2
    assert stored(store, visit_id).state == "held"
    assert pane.visit_id() == other


def test_discarding_writes_nothing_and_shows_the_plan_again(store, office, pane, qtbot, questions):
    visit_id, other = plan(store, office), plan(store, office, subject="other")
    pane.start_record(visit_id)
    qtbot.keyClicks(pane.form.boxes["needs"].editor.input(), "quick delivery")
    questions.answers = ["discard"]
    assert pane.show_visit(other)
    assert (stored(store, visit_id).state, stored(store, visit_id).needs) == ("planned", None)
    assert not pane.is_writing()


def test_looking_at_a_record_asks_nothing(store, office, pane):
    visit_id, other = plan(store, office), plan(store, office, subject="other")
    pane.start_record(visit_id)
    assert not pane.has_unsaved()
    assert pane.show_visit(other)
    assert stored(store, visit_id).state == "planned"


def test_a_change_of_somebody_else_is_not_overwritten_unseen(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    qtbot.keyClicks(pane.form.boxes["needs"].editor.input(), "mine")
    with store.change(message("Another")) as session:
        session.get_one(Visit, visit_id).needs = "theirs"
    pane.foot.finish.click()
    assert "theirs" in pane.form.boxes["needs"].error()
    assert stored(store, visit_id).needs == "theirs"
    pane.foot.finish.click()
    assert stored(store, visit_id).needs == "mine"


def test_a_record_that_was_reported_is_corrected(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    pane.form.result.choose_number(1)
    pane.foot.finish.click()
    assert pane.is_writing()
    pane.form.result.choose_number(4)
    assert pane.has_unsaved()
    pane.save_record()
    assert (stored(store, visit_id).result, stored(store, visit_id).state) == (
        "refusal",
        "reported",
    )


def test_a_visit_that_needs_approval_cannot_be_started(store, office, pane):
    with store.change(message("Set")) as session:
        settings.put(session, "visit_approval", "manager")
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    assert not pane.is_writing()
    assert pane.foot.error() == "This visit needs approval first: hand it in."
    pane.foot.steps["submitted"].click()
    assert stored(store, visit_id).state == "submitted"
    assert "Waiting for approval" in pane.head.state.words
    pane.foot.steps["planned"].click()
    assert stored(store, visit_id).state == "planned"


def test_a_plan_is_cancelled_with_its_reason_only(store, office, pane, qtbot):
    visit_id = plan(store, office, planned_on=TODAY + timedelta(days=3))
    pane.show_visit(visit_id)
    pane.foot.steps["cancelled"].click()
    dialog = QApplication.activeModalWidget()
    dialog.take()
    assert "reason" in dialog.boxes["reason"].error()
    qtbot.keyClicks(dialog.boxes["reason"].editor.input(), "customer ill")
    dialog.take()
    assert (stored(store, visit_id).state, stored(store, visit_id).reason) == (
        "cancelled",
        "customer ill",
    )
    assert "customer ill" in pane.sheet.words()
    assert not pane.is_writing()


def test_a_postponed_visit_shows_its_new_plan(store, office, pane, qtbot):
    visit_id = plan(store, office, planned_on=TODAY + timedelta(days=3))
    pane.show_visit(visit_id)
    pane.foot.steps["postponed"].click()
    dialog = QApplication.activeModalWidget()
    later = TODAY + timedelta(days=10)
    qtbot.keyClicks(dialog.boxes["planned_on"].editor.input(), later.isoformat())
    qtbot.keyClicks(dialog.boxes["reason"].editor.input(), "trade fair")
    dialog.take()
    assert stored(store, visit_id).state == "postponed"
    assert pane.visit_id() != visit_id
    assert stored(store, pane.visit_id()).planned_on == later


def test_escape_leaves_the_dialog_of_a_step_from_any_field(store, office, pane, qtbot):
    visit_id = plan(store, office, planned_on=TODAY + timedelta(days=3))
    pane.show_visit(visit_id)
    for name in ("planned_on", "reason"):
        pane.foot.steps["postponed"].click()
        dialog = QApplication.activeModalWidget()
        line = dialog.boxes[name].editor.input()
        line.setFocus()
        qtbot.keyClicks(line, "fair")
        qtbot.keyClick(line, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
    assert stored(store, visit_id).state == "planned"


def test_the_report_is_checked_by_somebody_else(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    pane.form.result.choose_number(1)
    pane.foot.finish.click()
    pane.foot.steps["checked"].click()
    dialog = QApplication.activeModalWidget()
    dialog.take()
    assert "own report" in dialog.boxes["checked_by_id"].error()
    who = dialog.boxes["checked_by_id"].editor.input()
    who.setText("经理甲")
    qtbot.keyClicks(dialog.boxes["check_opinion"].editor.input(), "good")
    dialog.take()
    visit = stored(store, visit_id)
    assert (visit.state, visit.checked_by_id, visit.check_opinion) == (
        "checked",
        office.manager,
        "good",
    )


def test_people_are_ticked_and_others_named(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    assert pane.form.met.ticks()["受访人戊"].isChecked()
    pane.form.met.ticks()["受访人戊"].click()
    qtbot.keyClicks(pane.form.met.line, "Guest, buyer")
    qtbot.keyClick(pane.form.met.line, Qt.Key.Key_Return)
    pane.form.own.line.setText("经理甲")
    pane.form.result.choose_number(1)
    pane.foot.finish.click()
    with store.read() as session:
        there = child_rows.rows(session, VisitPerson, visit_id)
    assert {(each.side, each.name, each.position, each.staff_id) for each in there} == {
        ("customer", "Guest", "buyer", None),
        ("own", "专员丁", None, office.specialist),
        ("own", "经理甲", None, office.manager),
    }


def test_what_was_learned_becomes_a_need_or_a_remark(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    qtbot.keyClicks(pane.form.boxes["needs"].editor.input(), "two drives")
    pane.form._keep_need()
    pane.form._keep_remark()
    assert [each.product for each in all_of(store, PurchaseNeed)] == ["two drives"]
    assert all_of(store, Account)[0].remarks == f"{TODAY} two drives"
    store.undo()
    assert all_of(store, Account)[0].remarks is None
    assert pane.form.boxes["needs"].typed() == "two drives"


def test_prepared_questions_are_answered_in_the_needs(store, office, pane):
    visit_id = plan(store, office, problem_questions="What stops you?\nHow often?")
    pane.start_record(visit_id)
    assert pane.form.questions.isVisible()
    pane.form.questions._want()
    assert pane.form.boxes["needs"].typed() == "What stops you? — \nHow often? — "
    pane.show_visit(visit_id)


def test_under_way_between_its_times_on_its_day():
    day = date(2026, 11, 24)
    visit = Visit(state="planned", planned_on=day, planned_from="09:30", planned_to="11:00")

    def at(hour: int, minute: int, on: date = day) -> int | None:
        return running_minutes(visit, datetime(on.year, on.month, on.day, hour, minute))  # noqa: DTZ001 - a wall clock

    assert at(10, 26) == 56
    assert at(9, 30) == 0
    assert at(9, 29) is None
    assert at(11, 0) is None
    assert at(10, 0, date(2026, 11, 25)) is None
    visit.state = "held"
    assert at(10, 26) is None


def test_what_is_known_stands_beside_it_and_folds_away(store, office, pane):
    with store.change(message("Earlier")) as session:
        visits.record_held(
            session,
            {"account_id": office.account, "held_on": TODAY - timedelta(days=41),
             "result": "advance", "conclusion": "payback matters"},
            {"objections": [{"objection": "first payment"}],
             "people": [{"contact_id": office.contact}]},
        )  # fmt: skip
    visit_id = plan(store, office)
    pane.show_visit(visit_id)
    said = pane.known.words()
    assert "payback matters" in said
    assert "专员丁 · Advance · 41 days ago" in said
    assert "first payment" in said
    assert "受访人戊 · 采购部长" in said
    assert "100.0 %" in said
    pane.head.known_button.click()
    assert pane.known.isHidden()
    pane.head.known_button.click()
    assert pane.known.isVisible()


def test_a_closed_visit_is_only_read(store, office, pane):
    with store.change(message("Closed")) as session:
        visit = visits.record_held(
            session, {"account_id": office.account, "held_on": TODAY, "needs": "quiet fans"}
        )
        visits.close(session, visit, TODAY)
        visit_id = visit.id
    pane.show_visit(visit_id)
    assert not pane.is_writing()
    assert "quiet fans" in pane.sheet.words()
    assert not pane.foot.steps


def test_a_visit_that_is_not_there_shows_nothing(store, office, pane):
    assert not pane.show_visit(4711)
    assert pane.visit_id() is None


def test_saving_what_is_wrong_raises_for_whoever_closes_the_window(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    pane.form.boxes["held_from"].editor.input().setText("noon-ish")
    with pytest.raises(RuleError):
        pane.save()


@pytest.mark.parametrize("kind", ["visit", "reception", "callback"])
def test_the_form_of_the_visit_is_written(store, office, pane, questions, settle, tmp_path, kind):
    visit_id = plan(store, office, kind=kind)
    pane.show_visit(visit_id)
    target = tmp_path / "form.xlsx"
    questions.answers = [str(target)]
    pane.head.form_button.click()
    settle()
    book = load_workbook(target)
    said = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert any("云麓食品" in each for each in said)


def test_a_step_taken_elsewhere_leaves_what_is_typed_in_view(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    qtbot.keyClicks(pane.form.boxes["needs"].editor.input(), "quick delivery")
    with store.change(message("Cancelled")) as session:
        visits.cancel(session, session.get_one(Visit, visit_id), "ill", TODAY)
    assert pane.show_visit(visit_id)
    assert pane.form.boxes["needs"].typed() == "quick delivery"
    pane.foot.finish.click()
    assert "closed" in pane.foot.error()
    assert stored(store, visit_id).needs is None


def test_a_postponed_visit_leads_to_the_plan_in_its_place(store, office, pane, desk, qtbot):
    visit_id = plan(store, office, planned_on=TODAY + timedelta(days=2))
    with store.change(message("Postponed")) as session:
        visit = session.get_one(Visit, visit_id)
        later = visits.postpone(session, visit, TODAY + timedelta(days=9), "fair", TODAY).id
    pane.show_visit(visit_id)
    with qtbot.waitSignal(desk.signals.record_wanted) as wanted:
        pane.foot.steps["later"].click()
    assert wanted.args == ["Visit", later]


def test_a_reception_has_its_programme_and_send_off(store, office, pane, qtbot):
    visit_id = plan(store, office, kind="reception", visitor_count=3)
    pane.start_record(visit_id)
    programme = pane.form.tables["programme"]
    assert programme.isVisible()
    programme.add_row()
    editors = programme.editors(0)
    qtbot.keyClicks(editors[0].input(), "930")
    qtbot.keyClicks(editors[2].input(), "factory tour")
    qtbot.keyClicks(pane.form.boxes["send_off"].editor.input(), "car to the station")
    pane.form.result.choose_number(1)
    pane.foot.finish.click()
    with store.read() as session:
        lines = child_rows.rows(session, VisitProgramme, visit_id)
    assert [(each.starts_at, each.what) for each in lines] == [("09:30", "factory tour")]
    assert stored(store, visit_id).send_off == "car to the station"


def test_a_row_that_is_emptied_goes_to_the_basket(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    pane.form.result.choose_number(1)
    table = pane.form.tables["objections"]
    table.add_row()
    qtbot.keyClicks(table.editors(0)[0].input(), "too dear")
    pane.foot.finish.click()
    table = pane.form.tables["objections"]
    table.editors(0)[0].input().setText("")
    assert pane.has_unsaved()
    pane.save_record()
    assert all_of(store, VisitObjection) == []


def test_of_many_people_some_are_shown_and_the_others_are_one_press_away(
    store, office, pane, qtbot
):
    with store.change(message("More people")) as session:
        for number in range(9):
            session.add(
                Contact(account_id=office.account, full_name=f"Guest {number}",
                        lunar_birthday=False, custom={})
            )  # fmt: skip
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    met = pane.form.met
    assert len(met.ticks()) == 5
    assert met._more.text() == "5 more"
    met.line.setText("Guest 8")
    qtbot.keyClick(met.line, Qt.Key.Key_Return)
    assert met.ticks()["Guest 8"].isChecked()
    met._more.click()
    assert len(met.ticks()) == 10
    assert not met._more.isVisible()
    met.line.setText("Guest 8")
    pane.form.result.choose_number(1)
    pane.foot.finish.click()
    with store.read() as session:
        there = child_rows.rows(session, VisitPerson, visit_id)
    assert sorted(each.name for each in there if each.side == "customer") == ["Guest 8", "受访人戊"]


def test_the_result_is_chosen_by_its_number_and_taken_back_by_zero(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    first = pane.form.result.segment._parts["advance"]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_3)
    assert pane.form.result.code() == "order"
    qtbot.keyClick(first, Qt.Key.Key_0)
    assert pane.form.result.code() == ""
    assert not pane.has_unsaved()


def test_the_next_appointment_in_words_by_number_and_taken_back(store, office, pane, qtbot):
    visit_id = plan(store, office)
    pane.start_record(visit_id)
    following = pane.form.next
    for days, button in following.buttons.items():
        button.click()
        day = following.read()[0].value
        assert day >= TODAY + timedelta(days=days)
        assert button.isChecked()
    following.buttons[30].click()
    assert following.read()[0].value is None
    qtbot.keyClicks(following.day.input(), "2 weeks")
    qtbot.keyClick(following.day.input(), Qt.Key.Key_Return)
    assert following.typed()[0] == (TODAY + timedelta(days=14)).isoformat()
    qtbot.keyClicks(following.at.input(), "9:30")
    pane.form.result.choose_number(1)
    pane.foot.finish.click()
    made = stored(store, stored(store, visit_id).next_visit_id)
    assert (made.planned_on, made.planned_from) == (TODAY + timedelta(days=14), "09:30")


def test_days_off_are_passed_over(store, office, pane, qtbot):
    with store.change(message("Off")) as session:
        set_day(session, TODAY + timedelta(days=3), "holiday", "works outing")
        set_day(session, TODAY + timedelta(days=4), "working_day")
    pane.start_record(plan(store, office))
    pane.form.next.buttons[3].click()
    assert pane.form.next.read()[0].value == TODAY + timedelta(days=4)


def test_a_folder_that_is_only_read_shows_the_record_without_a_form(store, home, office, open_page):
    with store.change(message("Held")) as session:
        visit_id = visits.record_held(
            session, {"account_id": office.account, "held_on": TODAY, "needs": "quiet fans"}
        ).id
    reading = open_store(home, read_only=True)
    events = StoreEvents(reading)
    pane = open_page(RecordPane(Desk(reading, events)))
    pane.show_visit(visit_id)
    assert not pane.is_writing()
    assert "quiet fans" in pane.sheet.words()
    assert not pane.foot.steps
    events.stop()
    reading.close()
