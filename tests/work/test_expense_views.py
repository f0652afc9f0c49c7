"""Claims with their sums, as their list shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kamdesk.i18n import message
from kamdesk.work import expense_views, expenses
from tests.work.department import found

TODAY = date.today()


def test_claims_sum_each_currency_by_itself_and_leave_out_what_was_deleted(store):
    office = found(store)
    with store.change(message("Claims")) as session:

        def spend(amount: str, currency: str = "CNY"):
            values = {"on": TODAY, "amount": Decimal(amount), "currency": currency}
            return expenses.add_expense(session, {**values, "staff_id": office.specialist})

        first = [spend("10.10"), spend("20.20"), spend("5", "USD"), spend("99")]
        expenses.claim(session, first, None, TODAY, "first")
        first[3].deleted_at = first[3].created_at
        expenses.claim(session, [spend("7")], None, TODAY, "second")
        spend("3")
    with store.read() as session:
        lines = expense_views.claim_lines(session)
        mine = expense_views.claim_lines(session, staff_id=office.manager)
        unclaimed = expense_views.expense_lines(session, open_only=True)
    assert [(each.claim.purpose, each.count, each.totals) for each in lines] == [
        ("second", 1, {"CNY": Decimal("7.00")}),
        ("first", 3, {"CNY": Decimal("30.30"), "USD": Decimal("5.00")}),
    ]
    assert mine == []
    assert [each.expense.amount for each in unclaimed] == [Decimal("3.00")]
    assert expense_views.money_words(lines[1].totals) == "¥30.30 + USD 5.00"
