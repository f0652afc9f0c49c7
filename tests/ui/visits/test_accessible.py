"""The record, approvals, expenses and gifts are named for a screen reader and reached without a mouse."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kamdesk.i18n import message
from kamdesk.ui.visits.approvals_page import ApprovalsPage
from kamdesk.ui.visits.expenses_page import ExpensesPage
from kamdesk.ui.visits.gifts_page import GiftsPage
from kamdesk.ui.visits.record.pane import RecordPane
from kamdesk.work import expenses, settings, visits
from tests.ui.test_accessibility import nameless, out_of_reach, unread_cells

TODAY = date.today()


@pytest.fixture
def busy(store, office) -> int:
    """Something on every page; the id of a visit with a full record."""
    with store.change(message("Busy")) as session:
        settings.put(session, "visit_approval", "manager")
        visit = visits.record_held(
            session,
            {"account_id": office.account, "held_on": TODAY, "kind": "reception", "needs": "quiet",
             "result": "advance", "problem_questions": "What stops you?",
             "next_visit_on": TODAY + timedelta(days=7)},
            {"objections": [{"objection": "dear"}], "gifts": [{"item": "tea", "value": Decimal(9)}],
             "people": [{"contact_id": office.contact}], "programme": [{"what": "tour"}]},
        )  # fmt: skip
        spent = expenses.add_expense(
            session, {"visit_id": visit.id, "on": TODAY, "amount": Decimal(5)}
        )
        expenses.claim(session, [spent], None, TODAY)
        expenses.add_expense(session, {"visit_id": visit.id, "on": TODAY, "amount": Decimal(7)})
        plan = visits.plan_visit(
            session,
            {
                "account_id": office.account,
                "planned_on": TODAY + timedelta(days=1),
                "subject": "plan",
            },
        )
        visits.submit(session, plan, office.staff(session, "specialist"), TODAY)
        return visit.id


def check(page) -> None:
    assert nameless(page) == set()
    assert out_of_reach(page) == set()
    assert unread_cells(page) == set()


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_the_record(desk, busy, open_page, app):
    pane = open_page(RecordPane(desk))
    pane.show_visit(busy)
    for name in ("objections", "gifts", "expenses", "programme"):
        pane.form.tables[name].add_row()
    app.processEvents()
    check(pane)


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_the_pages(desk, busy, open_page, app):
    approvals = open_page(ApprovalsPage(desk))
    for which in ("mine", "all", "decided"):
        approvals.segment.choose(which)
        app.processEvents()
        check(approvals)
    spent = open_page(ExpensesPage(desk))
    for which in ("open", "all", "claims"):
        spent.which.choose(which)
        app.processEvents()
        check(spent)
    check(open_page(GiftsPage(desk)))
