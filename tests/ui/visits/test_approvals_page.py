"""Approvals in the window: decided by keys and buttons, refused with the reason, several at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit
from kamdesk.ui.visits.approvals_page import ApprovalsPage
from kamdesk.work import approvals, development, settings, visits

TODAY = date.today()


@pytest.fixture
def asked(store, office) -> list[int]:
    """Two plans of the specialist, handed in; the manager uses this computer."""
    with store.change(message("Handed in")) as session:
        settings.put(session, "visit_approval", "manager_director")
        ids = []
        for number, subject in enumerate(("terms", "noise")):
            values = {
                "account_id": office.account,
                "planned_on": TODAY + timedelta(days=number + 2),
                "subject": subject,
            }
            visit = visits.plan_visit(session, values)
            visits.submit(session, visit, office.staff(session, "specialist"), TODAY)
            ids.append(visit.id)
        settings.put(session, "me", office.staff(session, "manager").number)
    return ids


@pytest.fixture
def page(desk, asked, open_page) -> ApprovalsPage:
    return open_page(ApprovalsPage(desk))


def state(store, visit_id: int) -> str:
    with store.read() as session:
        return session.get_one(Visit, visit_id).state


def choose(page: ApprovalsPage, store, who: str) -> None:
    with store.read() as session:
        name = session.get_one(Staff, who).name
    page.who.setCurrentIndex(page.who.findText(name))


def test_what_i_may_decide_stands_beside_its_request(page):
    assert page.model.rowCount() == 2
    assert "terms" in page.sheet.words()
    assert "Round 1: KA department manager Waiting" in page.sheet.words()


def test_one_key_agrees_and_the_next_step_is_not_mine(page, store, asked, qtbot):
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_1)
    assert state(store, asked[0]) == "submitted"
    assert [page.model.row_at(row).record_id for row in range(page.model.rowCount())] == [asked[1]]
    store.undo()
    assert page.model.rowCount() == 2


def test_a_press_below_the_rows_leaves_the_request_in_view_to_be_decided(page, store, asked, qtbot):
    page.table.go_to_row(1)
    page.table.clearSelection()
    assert "noise" in page.sheet.words()
    page.buttons["approved"].click()
    with store.read() as session:
        left = approvals.waiting(session, settings.me(session))
    assert [each.record.id for each in left] == [asked[0]]


def test_a_development_is_asked_for_by_its_account_and_step(store, office, asked, desk, open_page):
    with store.change(message("Begun")) as session:
        settings.put(session, "development_approval", "manager_director")
        begun = development.begin(session, session.get_one(Account, office.account), TODAY)
        approvals.ask(session, begun, ("manager",), office.staff(session, "specialist"), TODAY)
        name = session.get_one(Account, office.account).name
    page = open_page(ApprovalsPage(desk))
    titles = [page.model.row_at(row).title for row in range(page.model.rowCount())]
    assert f"{name} · Candidate" in titles


def test_several_are_returned_at_once_with_an_opinion(page, store, asked, qtbot):
    page.table.selectAll()
    assert "2 chosen" in page._chosen.text()
    qtbot.keyClicks(page.opinion.editor.input(), "say what for")
    page.buttons["returned"].click()
    with store.read() as session:
        told = [session.get_one(Visit, each) for each in asked]
    assert [(each.state, each.reason) for each in told] == [("planned", "say what for")] * 2
    assert page._empty.isVisible()
    store.undo()
    assert [state(store, each) for each in asked] == ["submitted", "submitted"]


def test_who_asked_cannot_decide_and_the_reason_is_said(page, store, office, asked):
    page.segment.choose("all")
    choose(page, store, office.specialist)
    page.buttons["approved"].click()
    assert page._error.text() == "专员丁 asked for this and cannot decide it."
    assert state(store, asked[0]) == "submitted"


def test_out_of_turn_is_refused_for_all_that_were_chosen(page, store, office, asked):
    page.segment.choose("all")
    choose(page, store, office.finance)
    page.table.selectAll()
    page.buttons["approved"].click()
    assert "terms" in page._error.text()
    assert "财务丙 is not KA department manager" in page._error.text()
    assert [state(store, each) for each in asked] == ["submitted", "submitted"]


def test_a_decision_on_paper_is_recorded_with_who_and_when(page, store, office, asked):
    page.segment.choose("all")
    choose(page, store, office.manager)
    page.buttons["approved"].click()
    assert page.segment.current() == "all"
    row = next(
        row for row in range(page.model.rowCount()) if page.model.row_at(row).step == "director"
    )
    page.table.go_to_row(row)
    choose(page, store, office.director)
    page.buttons["approved"].click()
    assert state(store, asked[0]) == "approved"
    page.segment.choose("decided")
    assert page.model.rowCount() == 2
    assert page.model.row_at(0).by == "总监乙"
    assert not page._decision.isVisible()


def test_a_day_before_it_was_asked_for_is_refused(page, store, asked):
    page.on.editor.input().setText((TODAY - timedelta(days=3)).isoformat())
    page.buttons["approved"].click()
    assert "the decision cannot be earlier" in page._error.text()
    assert state(store, asked[0]) == "submitted"


def test_decided_twice_is_refused_with_what_was_decided(page, store, office, asked):
    from kamdesk.work import approval_views

    page.segment.choose("all")
    with store.read() as session:
        stale = approval_views.waiting(session)[0]
    choose(page, store, office.manager)
    page.buttons["refused"].click()
    assert page._error.text() == ""
    assert state(store, asked[0]) == "rejected"
    page.model.show_rows([stale])
    page.table.go_to_row(0)
    choose(page, store, office.manager)
    page.buttons["approved"].click()
    assert "decided already: Disagree, 经理甲" in page._error.text()


def test_an_opinion_without_a_decision_is_asked_about(page, qtbot, questions):
    qtbot.keyClicks(page.opinion.editor.input(), "hm")
    assert page.has_unsaved()
    questions.answers = ["discard"]
    assert page.can_close()
    assert not page.has_unsaved()


def test_without_requests_the_page_says_what_belongs_here(desk, office, open_page):
    page = open_page(ApprovalsPage(desk))
    assert page._empty.isVisible()
    assert page._empty.currentWidget().accessibleName() == "Nothing waits for you"
