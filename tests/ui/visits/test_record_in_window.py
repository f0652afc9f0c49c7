"""The record where it lives: in the Visits tab of the real window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kamdesk.i18n import message
from kamdesk.model.expense import ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.ui.visits.approvals_page import ApprovalsPage
from kamdesk.ui.visits.expenses_page import ExpensesPage
from kamdesk.work import expenses, settings, visits

TODAY = date.today()
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(store, office, open_window, settle):
    made = open_window(store)
    made.show_tab("visits")
    settle()
    return made


def planned(store, office, **values) -> int:
    given = {"account_id": office.account, "planned_on": TODAY, "subject": "terms", **values}
    with store.change(message("Plan")) as session:
        return visits.plan_visit(session, given).id


def stored(store, visit_id: int) -> Visit:
    with store.read() as session:
        return session.get_one(Visit, visit_id)


def press(key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def test_written_with_the_keyboard_and_taken_back_with_it(store, office, window):
    visit_id = planned(store, office)
    tab = window.tabs["visits"]
    tab.start_record(visit_id)
    QTest.keyClicks(QApplication.focusWidget(), "quick delivery")
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_Return, CTRL)
    assert (stored(store, visit_id).state, stored(store, visit_id).result) == (
        "reported",
        "continuation",
    )
    assert tab.right.record.is_writing()
    window.act.undo()
    assert stored(store, visit_id).state == "planned"


def test_the_reason_why_a_record_cannot_be_begun_stays_in_view(store, office, window, settle):
    with store.change(message("Set")) as session:
        settings.put(session, "visit_approval", "manager")
    visit_id = planned(store, office)
    tab = window.tabs["visits"]
    tab.start_record(visit_id)
    settle()
    assert tab.right.currentWidget() is tab.right.record
    assert tab.right.record.foot.error() == "This visit needs approval first: hand it in."
    assert not tab.right.record.is_writing()


def test_leaving_for_another_visit_asks_and_keeps_a_draft(store, office, window, questions):
    first, second = planned(store, office), planned(store, office, subject="noise")
    tab = window.tabs["visits"]
    tab.start_record(first)
    QTest.keyClicks(QApplication.focusWidget(), "quick delivery")
    questions.answers = ["save"]
    assert tab.show_visit(second)
    assert len(questions.asked) == 1
    assert (stored(store, first).state, stored(store, first).needs) == ("held", "quick delivery")


def test_saving_keeps_a_draft(store, office, window):
    visit_id = planned(store, office)
    tab = window.tabs["visits"]
    tab.start_record(visit_id)
    QTest.keyClicks(QApplication.focusWidget(), "quick delivery")
    tab.save()
    assert stored(store, visit_id).state == "held"
    assert not tab.has_unsaved()


def test_cancelled_from_the_menu_of_the_record(store, office, window):
    visit_id = planned(store, office)
    tab = window.tabs["visits"]
    tab.start_record(visit_id)
    tab.right.record._actions.do(visit_id, "cancelled")
    dialog = QApplication.activeModalWidget()
    dialog.boxes["reason"].editor.write("ill")
    dialog.boxes["reason"].editor.edited.emit()
    dialog.take()
    assert stored(store, visit_id).state == "cancelled"
    assert not tab.right.record.is_writing()
    assert "ill" in tab.right.record.sheet.words()


def test_escape_closes_the_names_that_are_offered_and_then_the_dialog(store, office, window):
    with store.change(message("Held")) as session:
        visit = visits.record_held(
            session, {"account_id": office.account, "held_on": TODAY, "conclusion": "agreed"}
        )
    tab = window.tabs["visits"]
    tab.show_visit(visit.id)
    tab.actions_of_visits.do(visit.id, "checked")
    dialog = QApplication.activeModalWidget()
    line = dialog.boxes["checked_by_id"].editor.input()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "S0")
    offered = QApplication.activePopupWidget()
    assert offered is not None
    QTest.keyClick(offered, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert dialog.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    assert stored(store, visit.id).state == "reported"


def test_the_approval_of_a_plan_is_given_on_its_page(store, office, window):
    with store.change(message("Set")) as session:
        settings.put(session, "visit_approval", "manager")
    visit_id = planned(store, office, planned_on=TODAY + timedelta(days=2))
    with store.change(message("Hand in")) as session:
        visits.submit(
            session, session.get_one(Visit, visit_id), office.staff(session, "specialist"), TODAY
        )
        settings.put(session, "me", office.staff(session, "manager").number)
    tab = window.tabs["visits"]
    tab.show_page("approvals", ("Visit", visit_id))
    page = tab.findChild(ApprovalsPage)
    page.setFocus()
    press(Qt.Key.Key_1)
    assert stored(store, visit_id).state == "approved"


def test_a_claim_is_shown_by_its_id(store, office, window):
    with store.change(message("Claimed")) as session:
        spent = [
            expenses.add_expense(session, {"on": TODAY, "amount": amount}) for amount in (1, 2)
        ]
        ids = [expenses.claim(session, [each], None, TODAY).id for each in spent]
    tab = window.tabs["visits"]
    for claim_id in ids:
        tab.show_page("expenses", ("ExpenseClaim", claim_id))
        page = tab.findChild(ExpensesPage)
        assert page.claims.claim_id() == claim_id
    with store.read() as session:
        number = session.get_one(ExpenseClaim, ids[1]).number
    assert number in page.claims._title.text()
