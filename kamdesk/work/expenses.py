"""费用与报销: money spent on customers, claims that hand it in, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.fields import fields_of
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import EXPENSE_STATE
from kamdesk.work import approvals, settings, visit_states
from kamdesk.work.numbers import next_number

STEPS: dict[str, tuple[str, ...]] = {
    "open": ("submitted", "approved"),
    "submitted": ("open", "approved", "refused"),
    "approved": ("paid",),
    "refused": ("open",),
    "paid": (),
}
"""State of a claim → the states that may follow; open → approved only where nobody has to agree."""


def add_expense(session: Session, values: Mapping[str, Any]) -> Expense:
    """Adds money spent; what it was spent on at a visit belongs to the visit's account and owner.

    Raises RuleError, naming the field, for a missing day or amount.
    """
    user = settings.me(session)
    expense = Expense(category="travel", state="open", staff_id=user.id if user else None)
    _set(session, expense, values)
    session.add(expense)
    session.flush()
    return expense


def change_expense(session: Session, expense: Expense, values: Mapping[str, Any]) -> None:
    """Sets `values`. Raises RuleError once the expense was handed in."""
    if expense.state not in ("open", "refused"):
        raise RuleError(_("This expense was handed in and cannot be changed."), field="state")
    _set(session, expense, values)
    session.flush()


def _set(session: Session, expense: Expense, values: Mapping[str, Any]) -> None:
    known = {each.name: each for each in fields_of(Expense)}
    for name, value in values.items():
        if known[name].spec.dated or name == "claim_id":
            raise RuleError(_("The state moves step by step."), field=name)
        known[name].set(expense, value)
    if expense.visit_id:
        visit = session.get_one(Visit, expense.visit_id)
        expense.account_id = visit.account_id
        if "staff_id" not in values:
            expense.staff_id = expense.staff_id or visit.owner_id
    if expense.on is None:
        raise RuleError(_("An expense needs its day."), field="on")
    if expense.on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=expense.on), field="on")
    if not expense.amount or expense.amount <= 0:
        raise RuleError(_("An expense needs an amount above zero."), field="amount")
    expense.currency = expense.currency or settings.get(session, "default_currency")


def claim(
    session: Session,
    expenses: Sequence[Expense],
    staff: Staff | None,
    on: date,
    purpose: str | None = None,
) -> ExpenseClaim:
    """Puts open expenses of one person into a new claim. Raises RuleError for none, or one that is claimed already."""
    if not expenses:
        raise RuleError(_("Choose the expenses to claim."))
    owner = staff.id if staff is not None else expenses[0].staff_id
    for each in expenses:
        if each.claim_id is not None:
            raise RuleError(_("“{name}” stands in a claim already.").format(name=each.title))
        if each.staff_id is not None and owner is not None and each.staff_id != owner:
            raise RuleError(
                _("“{name}” was spent by somebody else; each person claims their own.").format(
                    name=each.title
                )
            )
    number = next_number(
        session, f"claim_no:{on.year}", lambda last: f"EC-{on.year}-{last:04}", ExpenseClaim.number
    )
    made = ExpenseClaim(
        number=number, staff_id=owner, on=on, state="open",
        purpose=(purpose or _purpose_of(session, expenses))[:200] or None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for each in expenses:
        each.claim_id, each.state = made.id, "open"
    session.flush()
    return made


def _purpose_of(session: Session, expenses: Sequence[Expense]) -> str:
    """The subjects of the visits it was spent on."""
    ids = dict.fromkeys(each.visit_id for each in expenses if each.visit_id)
    return "；".join(session.get_one(Visit, each).title for each in ids)


def release(session: Session, expense: Expense) -> None:
    """Takes an expense out of a claim that was not handed in."""
    holder = session.get(ExpenseClaim, expense.claim_id) if expense.claim_id else None
    if holder is None:
        return
    if holder.state not in ("open", "refused"):
        raise RuleError(_("This expense was handed in and cannot be changed."), field="state")
    expense.claim_id, expense.state = None, "open"
    session.flush()


def submit_claim(session: Session, made: ExpenseClaim, by: Staff | None, on: date) -> None:
    """Hands the claim in; where nobody has to agree it is approved at once."""
    if not lines(session, made.id):
        raise RuleError(_("There is nothing in this claim."))
    steps = approvals.chain(session, "claim_approval")
    if not steps:
        move(session, made, "approved", on)
        return
    move(session, made, "submitted", on)
    approvals.ask(session, made, steps, by, on)


def withdraw_claim(session: Session, made: ExpenseClaim, on: date) -> None:
    """Takes a claim back that still waits, or begins a refused one anew."""
    move(session, made, "open", on)
    approvals.call_off(session, made)


def decided(session: Session, made: ExpenseClaim, outcome: str, on: date) -> None:
    """What a decision makes of the claim and its lines."""
    target = {"approved": "approved", "returned": "open", "refused": "refused"}.get(outcome)
    if target is not None:
        move(session, made, target, on)


def pay(session: Session, made: ExpenseClaim, on: date) -> None:
    """Notes that the money was paid back; visits all of whose expenses are paid become reimbursed."""
    move(session, made, "paid", on)
    visit_ids = {each.visit_id for each in lines(session, made.id) if each.visit_id}
    for visit_id in sorted(visit_ids):
        visit = session.get_one(Visit, visit_id)
        unpaid = session.scalar(
            select(func.count()).where(
                Expense.visit_id == visit_id, Expense.state != "paid", Expense.deleted_at.is_(None)
            )
        )
        if not unpaid and visit_states.why_not(session, visit, "reimbursed") is None:
            visit_states.move(session, visit, "reimbursed", on)


def why_not(session: Session, made: ExpenseClaim, to: str) -> str | None:
    """The sentence that says why the claim cannot go to state `to`; None when it can."""
    if to not in STEPS[made.state]:
        return _("A claim that is “{state}” cannot become “{to}”.").format(
            state=EXPENSE_STATE.label(made.state), to=EXPENSE_STATE.label(to)
        )
    if made.state == "open" and to == "approved" and approvals.chain(session, "claim_approval"):
        return _("This claim needs approval first: hand it in.")
    return None


def move(session: Session, made: ExpenseClaim, to: str, on: date) -> None:
    """Takes the claim and its lines to state `to`. Raises RuleError when that is not allowed."""
    refusal = why_not(session, made, to)
    if refusal is not None:
        raise RuleError(refusal, field="state")
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="on")
    made.state = to
    if to == "open":
        made.submitted_on = made.approved_on = None
    if to in ("submitted", "approved", "paid"):
        setattr(made, f"{to}_on", on)
    for each in lines(session, made.id):
        each.state = to
    session.flush()


def lines(session: Session, claim_id: int) -> list[Expense]:
    """The expenses of a claim by day."""
    query = select(Expense).where(Expense.claim_id == claim_id, Expense.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Expense.on, Expense.id)))


def of_visit(session: Session, visit_id: int) -> list[Expense]:
    """What was spent on a visit."""
    query = select(Expense).where(Expense.visit_id == visit_id, Expense.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Expense.on, Expense.id)))


def totals(expenses: Sequence[Expense]) -> dict[str, Decimal]:
    """Currency → sum; the currencies in the order of their first expense."""
    found: dict[str, Decimal] = {}
    for each in expenses:
        currency = each.currency or "CNY"
        found[currency] = found.get(currency, Decimal(0)) + each.amount
    return found
