"""Expenses, claims and gifts in the window."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.document import Document
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.ui.visits.expenses_page import ExpensesPage
from kamdesk.ui.visits.gifts_page import GiftsPage
from kamdesk.work import expense_views, expenses, settings, visits

TODAY = date.today()


def spend(store, office, amount: str, who: str = "specialist", **values) -> int:
    with store.change(message("Spent")) as session:
        given = {
            "on": TODAY, "amount": Decimal(amount), "staff_id": getattr(office, who), "note": amount,
        }  # fmt: skip
        return expenses.add_expense(session, {**given, **values}).id


def all_of(store, record) -> list:
    with store.read() as session:
        living = select(record).where(record.deleted_at.is_(None)).order_by(record.id)
        return list(session.scalars(living))


@pytest.fixture
def page(desk, office, open_page) -> ExpensesPage:
    made = open_page(ExpensesPage(desk))
    made.resize(1256, 800)
    return made


def fill(page: ExpensesPage, **typed: str) -> None:
    for name, words in typed.items():
        page.form.boxes[name].editor.input().setText(words)


def test_the_first_expense_is_typed_as_amounts_are_elsewhere(page, store, office, qtbot):
    assert page._stack.currentIndex() == 2
    page.begin_new()
    fill(page, amount="0.032万", note="train", receipt_no="00123", account_id="云麓食品")
    qtbot.keyClick(
        page.form.boxes["note"].editor.input(),
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.ControlModifier,
    )
    spent = all_of(store, Expense)[0]
    assert (spent.amount, spent.currency, spent.note) == (Decimal("320.00"), "CNY", "train")
    assert (spent.receipt_no, spent.account_id) == ("00123", office.account)
    assert (spent.staff_id, spent.on) == (office.specialist, TODAY)
    assert page.model.rowCount() == 1
    store.undo()
    assert all_of(store, Expense) == []


def test_another_currency_stays_beside_it(page, store, office):
    page.begin_new()
    fill(page, amount="USD 40")
    page.form.save_button.click()
    spend(store, office, "100")
    page.table.all_box().click()
    page._toggle_all(True)
    assert "¥100.00" in page._sum.text()
    assert "USD 40.00" in page._sum.text()
    assert "140" not in page._sum.text()


def test_what_is_wrong_stands_at_its_field(page, store):
    page.begin_new()
    fill(page, amount="-5")
    page.form.save_button.click()
    assert "above zero" in page.form.boxes["amount"].error()
    fill(page, amount="5", on=(TODAY + timedelta(days=2)).isoformat())
    page.form.save_button.click()
    assert "has not come yet" in page.form.boxes["on"].error()
    assert all_of(store, Expense) == []


def test_the_visit_brings_its_account(page, store, office):
    with store.change(message("Visit")) as session:
        visit_id = visits.record_held(
            session, {"account_id": office.account, "held_on": TODAY - timedelta(days=1)}
        ).id
    page.show_subject(("Visit", visit_id))
    fill(page, amount="30")
    page.form.save_button.click()
    spent = all_of(store, Expense)[0]
    assert (spent.visit_id, spent.account_id) == (visit_id, office.account)
    assert spent.on == TODAY - timedelta(days=1)


def test_unsaved_input_is_asked_about_once(page, store, office, questions, qtbot):
    spend(store, office, "10")
    page.begin_new()
    fill(page, amount="7")
    questions.answers = ["cancel"]
    page.whose.choose("all")
    assert page.whose.current() == "mine"
    assert len(questions.asked) == 1
    questions.answers = ["save"]
    page.whose.choose("all")
    assert page.whose.current() == "all"
    assert {each.amount for each in all_of(store, Expense)} == {Decimal(10), Decimal(7)}


def test_ticked_expenses_become_a_claim_handed_in_approved_and_paid(page, store, office, qtbot):
    spend(store, office, "10")
    spend(store, office, "20.5")
    kept = spend(store, office, "99")
    rows = [page.model.row_at(row).expense.id for row in range(page.model.rowCount())]
    page._toggle_all(True)
    page._toggle([rows.index(kept)])
    assert "2 ticked · ¥30.50" in page._sum.text()
    page.purpose.setText("week 48")
    page.claim_button.click()
    claim = all_of(store, ExpenseClaim)[0]
    assert (claim.number, claim.purpose, claim.staff_id) == (
        f"EC-{TODAY.year}-0001",
        "week 48",
        office.specialist,
    )
    assert page.which.current() == "claims"
    assert page.claims.claim_id() == claim.id
    assert "Total ¥30.50" in page.claims.sheet.words()
    page.claims.step_buttons["submitted"].click()  # nobody has to agree here
    assert all_of(store, ExpenseClaim)[0].state == "approved"
    page.claims.step_buttons["paid"].click()
    assert {each.state for each in all_of(store, Expense)} == {"paid", "open"}
    store.undo()
    assert all_of(store, ExpenseClaim)[0].state == "approved"


def test_a_claim_that_waits_is_taken_back_and_its_lines_cannot_be_changed(page, store, office):
    with store.change(message("Set")) as session:
        settings.put(session, "claim_approval", "manager")
    spent = spend(store, office, "10")
    page._toggle_all(True)
    page.claim_button.click()
    page.claims.step_buttons["submitted"].click()
    assert all_of(store, ExpenseClaim)[0].state == "submitted"
    assert "paid" not in page.claims.step_buttons
    page.show_subject(("Expense", spent))
    assert not page.form.save_button.isEnabled()
    page.show_subject(("ExpenseClaim", all_of(store, ExpenseClaim)[0].id))
    page.claims.step_buttons["open"].click()
    assert all_of(store, ExpenseClaim)[0].state == "open"
    page.show_subject(("Expense", spent))
    page.form._release.click()
    assert all_of(store, Expense)[0].claim_id is None


def test_each_person_claims_their_own(page, store, office):
    spend(store, office, "10")
    spend(store, office, "20", "manager")
    page.whose.choose("all")
    page._toggle_all(True)
    page.claim_button.click()
    assert "was spent by somebody else" in page._error.text()
    assert all_of(store, ExpenseClaim) == []


def test_mine_are_not_those_of_others(page, store, office):
    spend(store, office, "10")
    spend(store, office, "20", "manager")
    assert page.model.rowCount() == 1
    page.whose.choose("all")
    assert page.model.rowCount() == 2


def test_a_receipt_is_kept_with_its_expense(page, store, office, tmp_path, questions):
    spent = spend(store, office, "10")
    scan = tmp_path / "receipt.pdf"
    scan.write_bytes(b"%PDF scan")
    questions.answers = [[str(scan)]]
    page.table.go_to_row(0)
    page.form.receipts.add_link.click()
    kept = all_of(store, Document)[0]
    assert (kept.record_kind, kept.record_id, kept.name) == ("Expense", spent, "receipt.pdf")
    assert "1 file" in page.model.index(0, 6).data()
    store.undo()
    assert all_of(store, Document) == []


def test_a_deleted_expense_comes_back_by_undo(page, store, office):
    spend(store, office, "10")
    page.table.go_to_row(0)
    page.form.delete_button.click()
    assert all_of(store, Expense) == []
    store.undo()
    assert page.model.rowCount() == 1


# --------------------------------------------------------------------------------------------------------------- gifts


@pytest.fixture
def given(store, office) -> list[int]:
    """Two gifts this month, one two years ago."""
    ids = []
    with store.change(message("Gifts")) as session:
        for days, gifts in (
            (3, [{"item": "tea", "value": Decimal("120"), "given_to": "Ji"}, {"item": "calendar"}]),
            (800, [{"item": "pen", "value": Decimal("80.5")}]),
        ):
            values = {"account_id": office.account, "held_on": TODAY - timedelta(days=days)}
            ids.append(visits.record_held(session, values, {"gifts": gifts}).id)
    return ids


def test_gifts_are_summed_by_account_and_period(desk, store, given, open_page):
    page = open_page(GiftsPage(desk))
    assert page.model.rowCount() == 2
    assert page._total.text() == "¥120.00"
    page.period.choose("all")
    assert page.model.rowCount() == 3
    assert page._total.text() == "¥200.50"
    assert page.sums.row_at(0) == ("云麓食品", "¥200.50")
    page.search.setText("Ji")
    assert [page.model.row_at(row).gift.item for row in range(page.model.rowCount())] == ["tea"]


def test_a_gift_opens_its_visit(desk, store, given, open_page, qtbot):
    page = open_page(GiftsPage(desk))
    with qtbot.waitSignal(desk.signals.record_wanted) as wanted:
        page.table.opened.emit(0)
    assert wanted.args == ["Visit", given[0]]


def test_no_gift_found_says_how_to_see_more(desk, store, given, open_page):
    page = open_page(GiftsPage(desk))
    page.search.setText("nobody")
    assert page._empty.isVisible()


def test_a_gift_without_a_value_counts_nothing(store, given):
    with store.read() as session:
        lines = expense_views.gift_lines(session, TODAY - timedelta(days=30))
        only = [each for each in lines if each.gift.item == "calendar"]
        assert expense_views.gift_sums(only) == {"云麓食品": {}}
        assert session.get_one(Visit, only[0].visit_id).account_id


def test_the_form_of_the_claim_is_written(page, store, office, questions, settle, tmp_path):
    spend(store, office, "10")
    page._toggle_all(True)
    page.claim_button.click()
    target = tmp_path / "claim.xlsx"
    questions.answers = [str(target)]
    page.claims.form_button.click()
    settle()
    book = load_workbook(target)
    said = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert f"EC-{TODAY.year}-0001" in said


def test_a_claim_that_was_not_handed_in_is_dissolved(page, store, office):
    spent = spend(store, office, "10")
    page._toggle_all(True)
    page.claim_button.click()
    page.claims.step_buttons["dissolve"].click()
    assert all_of(store, ExpenseClaim) == []
    assert [(each.id, each.claim_id, each.state) for each in all_of(store, Expense)] == [
        (spent, None, "open")
    ]
    assert page._stack.currentIndex() == 3
    store.undo()
    assert page.claims.step_buttons.keys() == {"submitted", "dissolve"}
