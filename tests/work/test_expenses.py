"""Money spent at a visit: claimed, agreed to, paid, and the visit reimbursed by it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import decisions, expenses, visits
from tests.work.department import Department, found

DAY = date(2026, 3, 2)


def _reported(store: Store, department: Department) -> int:
    with store.change(message("Record")) as session:
        values = {
            "account_id": department.account,
            "subject": "走访",
            "result": "advance",
            "held_on": DAY,
        }
        return visits.record_held(session, values, on=DAY).id


def _spent(store: Store, visit_id: int, *amounts: str, **more) -> list[int]:
    with store.change(message("Spend")) as session:
        return [
            expenses.add_expense(
                session, {"on": DAY, "amount": Decimal(amount), "visit_id": visit_id, **more}
            ).id
            for amount in amounts
        ]


def _claim(store: Store, department: Department, ids: list[int]) -> int:
    with store.change(message("Claim")) as session:
        chosen = [session.get_one(Expense, each) for each in ids]
        made = expenses.claim(session, chosen, department.staff(session, "specialist"), DAY)
        return made.id


def test_an_expense_of_a_visit_is_of_its_account_and_owner(store: Store) -> None:
    department = found(store)
    [expense_id] = _spent(store, _reported(store, department), "86.00")
    with store.read() as session:
        expense = session.get_one(Expense, expense_id)
        assert (expense.account_id, expense.staff_id, expense.currency) == (
            department.account, department.specialist, "CNY",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(-5)}, "amount"),
        ({"amount": None}, "amount"),
        ({"on": None}, "on"),
        ({"on": date(2999, 1, 1)}, "on"),
        ({"state": "paid"}, "state"),
        ({"claim_id": 1}, "claim_id"),
    ],
)
def test_what_is_no_expense_names_the_field(
    store: Store, values: dict[str, object], field: str
) -> None:
    found(store)
    with pytest.raises(RuleError) as refusal, store.change(message("Spend")) as session:
        expenses.add_expense(session, {"on": DAY, "amount": Decimal(10)} | values)
    assert refusal.value.field == field


def test_alone_a_claim_is_approved_at_once_and_paying_reimburses_the_visit(store: Store) -> None:
    department = found(store)
    visit_id = _reported(store, department)
    claim_id = _claim(store, department, _spent(store, visit_id, "86.00", "1200.50"))
    with store.change(message("Hand in")) as session:
        made = session.get_one(ExpenseClaim, claim_id)
        assert (made.number, made.purpose) == ("EC-2026-0001", "走访")
        assert expenses.totals(expenses.lines(session, claim_id)) == {"CNY": Decimal("1286.50")}
        expenses.submit_claim(session, made, department.staff(session, "specialist"), DAY)
        assert made.state == "approved"
    with store.change(message("Pay")) as session:
        expenses.pay(session, session.get_one(ExpenseClaim, claim_id), date(2026, 3, 9))
    with store.read() as session:
        visit = session.get_one(Visit, visit_id)
        assert (visit.state, visit.reimbursed_on) == ("reimbursed", date(2026, 3, 9))
        assert {each.state for each in expenses.lines(session, claim_id)} == {"paid"}


def test_a_visit_is_reimbursed_only_when_all_of_it_is_paid(store: Store) -> None:
    department = found(store)
    visit_id = _reported(store, department)
    first, _second = _spent(store, visit_id, "50.00", "60.00")
    claim_id = _claim(store, department, [first])
    with store.change(message("Pay")) as session:
        made = session.get_one(ExpenseClaim, claim_id)
        expenses.submit_claim(session, made, None, DAY)
        expenses.pay(session, made, DAY)
    with store.read() as session:
        assert session.get_one(Visit, visit_id).state == "reported"


def test_with_approval_a_claim_waits_and_its_lines_with_it(store: Store) -> None:
    department = found(store, claim_approval="manager_director_finance")
    visit_id = _reported(store, department)
    ids = _spent(store, visit_id, "99.90")
    claim_id = _claim(store, department, ids)
    with store.change(message("Hand in")) as session:
        made = session.get_one(ExpenseClaim, claim_id)
        expenses.submit_claim(session, made, department.staff(session, "specialist"), DAY)
    with pytest.raises(RuleError, match="cannot become"), store.change(message("Pay")) as session:
        expenses.pay(session, session.get_one(ExpenseClaim, claim_id), DAY)
    with pytest.raises(RuleError, match="handed in"), store.change(message("Change")) as session:
        expenses.change_expense(session, session.get_one(Expense, ids[0]), {"amount": Decimal(1)})
    for who in ("manager", "director", "finance"):
        with store.change(message("Decide")) as session:
            made = session.get_one(ExpenseClaim, claim_id)
            decisions.decide(session, made, "approved", department.staff(session, who), DAY)
    with store.read() as session:
        assert session.get_one(ExpenseClaim, claim_id).state == "approved"
        assert session.get_one(Expense, ids[0]).state == "approved"


def test_no_expense_stands_in_two_claims_or_in_somebody_elses(store: Store) -> None:
    department = found(store)
    visit_id = _reported(store, department)
    ids = _spent(store, visit_id, "10.00")
    _claim(store, department, ids)
    with pytest.raises(RuleError, match="stands in a claim already"):
        _claim(store, department, ids)
    other = _spent(store, visit_id, "20.00", staff_id=department.manager)
    with pytest.raises(RuleError, match="somebody else"):
        _claim(store, department, other)
    with pytest.raises(RuleError, match="Choose"):
        _claim(store, department, [])


def test_a_claim_number_is_never_given_again(store: Store) -> None:
    department = found(store)
    visit_id = _reported(store, department)
    _claim(store, department, _spent(store, visit_id, "10.00"))
    store.undo()
    second = _claim(store, department, _spent(store, visit_id, "11.00"))
    with store.read() as session:
        assert session.get_one(ExpenseClaim, second).number == "EC-2026-0002"


def test_totals_keep_currencies_apart(store: Store) -> None:
    department = found(store)
    visit_id = _reported(store, department)
    ids = _spent(store, visit_id, "0.10", "0.20") + _spent(store, visit_id, "8.00", currency="USD")
    with store.read() as session:
        spent = [session.get_one(Expense, each) for each in ids]
        assert expenses.totals(spent) == {"CNY": Decimal("0.30"), "USD": Decimal("8.00")}
