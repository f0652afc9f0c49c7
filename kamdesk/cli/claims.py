"""``decide``, ``expense add``, ``claim …``: approvals and expenses without the window."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, message

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.expense import ExpenseClaim


def _decide_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("kind", choices=("visit", "claim", "development"), help=_("what is decided about"))
    add(
        "ref",
        metavar="REF",
        help=_("number of the visit or claim, or the account under development"),
    )
    add("decision", choices=("approved", "returned", "refused"), help=_("what was decided"))
    add("--by", metavar="NO", help=_("staff number of who decided (yours)"))
    add("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    add(
        "--step", choices=("manager", "director", "finance"), help=_("which step it is, to be sure")
    )
    add("--opinion", metavar="TEXT", help=_("what they said"))


def _decide(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import decisions

    with context.writing() as store, store.change(message("Decision")) as session:
        record: Any
        match arguments.kind:
            case "visit":
                record = references.visit(session, arguments.ref)
            case "claim":
                record = _claim(session, arguments.ref)
            case _:
                record = references.development(session, arguments.ref)
        by = references.acting(session, arguments.by)
        if by is None:
            raise WrongUse(_("Say who decided: --by with a staff number."))
        outcome = decisions.decide(
            session, record, arguments.decision, by, arguments.on or date.today(), arguments.opinion, arguments.step,
        )  # fmt: skip
    waits = _("further steps wait") if outcome == "pending" else _("all decided")
    context.output.say(f"{record.TERM} {record.title}: {waits}")
    context.output.json({"outcome": outcome, "state": record.state})
    return Status.DONE


def _expense_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "amount", metavar="AMOUNT", help=_("how much, with its currency if it is not the usual one")
    )
    add("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    add(
        "--category",
        default="travel",
        metavar="CATEGORY",
        help=_("travel, lodging, meals, gift … (travel)"),
    )
    add("--note", metavar="TEXT", help=_("what for"))
    add("--receipt", metavar="NO", help=_("number of the receipt"))
    add("--visit", metavar="VISIT", help=_("the visit it was spent at"))
    add("--account", metavar="REF", help=_("the account it was spent on"))
    add("--by", metavar="NO", help=_("staff number of who spent it (yours)"))


def _expense(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.values import read_money
    from kamdesk.model.vocabulary import EXPENSE_CATEGORY
    from kamdesk.work import expenses, settings

    if arguments.category not in EXPENSE_CATEGORY:
        words = ", ".join(EXPENSE_CATEGORY.codes)
        raise WrongUse(_("A category is one of: {categories}").format(categories=words))
    with context.writing() as store, store.change(message("Expense")) as session:
        amount = read_money(
            arguments.amount, default_currency=settings.get(session, "default_currency")
        )
        if amount.value is None:
            raise WrongUse(amount.problem or _("An expense needs an amount above zero."))
        values: dict[str, Any] = {
            "amount": amount.value, "currency": amount.currency, "category": arguments.category,
            "on": arguments.on or date.today(), "note": arguments.note, "receipt_no": arguments.receipt,
        }  # fmt: skip
        if arguments.visit:
            values["visit_id"] = references.visit(session, arguments.visit).id
        if arguments.account:
            values["account_id"] = references.account(session, arguments.account).id
        if arguments.by:
            values["staff_id"] = references.staff(session, arguments.by).id
        spent = expenses.add_expense(session, values)
    context.output.say(_("Expense {number} is noted.").format(number=spent.id))
    context.output.json({"expense": spent.id, "uid": spent.uid})
    return Status.DONE


def _claims(context: Context, _arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from kamdesk.model.expense import ExpenseClaim
    from kamdesk.model.vocabulary import EXPENSE_STATE

    with context.reading() as store, store.read() as session:
        query = select(ExpenseClaim).where(ExpenseClaim.deleted_at.is_(None))
        told = [
            _claim_told(session, each) for each in session.scalars(query.order_by(ExpenseClaim.id))
        ]
    context.output.table(
        (
            each["number"], str(each["on"]), EXPENSE_STATE.label(each["state"]),
            " + ".join(f"{amount} {currency}" for currency, amount in each["totals"].items()), each["purpose"] or "",
        )
        for each in told
    )  # fmt: skip
    context.output.json({"claims": told})
    return Status.DONE


def _claim_told(session: Session, made: ExpenseClaim) -> dict[str, Any]:
    from kamdesk.work import expenses

    totals = expenses.totals(expenses.lines(session, made.id))
    return {
        "number": made.number, "on": made.on, "state": made.state, "purpose": made.purpose,
        "totals": {currency: str(amount) for currency, amount in totals.items()},
    }  # fmt: skip


def _claim(session: Session, number: str) -> ExpenseClaim:
    from sqlalchemy import select

    from kamdesk.model.expense import ExpenseClaim

    query = select(ExpenseClaim).where(ExpenseClaim.number == number)
    found = session.scalars(query.where(ExpenseClaim.deleted_at.is_(None))).first()
    if found is None:
        raise WrongUse(_("There is no claim {number}.").format(number=number))
    return found


def _make_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--by", metavar="NO", help=_("staff number of whose expenses they are (yours)"))
    add("--purpose", metavar="TEXT", help=_("what for (the subjects of the visits)"))


def _make(context: Context, arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from kamdesk.model.expense import Expense
    from kamdesk.work import expenses

    with context.writing() as store, store.change(message("Claim expenses")) as session:
        owner = references.acting(session, arguments.by)
        if owner is None:
            raise WrongUse(_("Say whose expenses: --by with a staff number."))
        query = select(Expense).where(
            Expense.staff_id == owner.id, Expense.claim_id.is_(None), Expense.deleted_at.is_(None)
        )
        open_ones = list(session.scalars(query.order_by(Expense.on, Expense.id)))
        made = expenses.claim(session, open_ones, owner, date.today(), arguments.purpose)
        told = _claim_told(session, made)
    context.output.say(_("Claim {number}").format(number=made.number))
    context.output.json(told)
    return Status.DONE


def _claim_move_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("number", metavar="NUMBER", help=_("the number of the claim"))
    add(
        "state",
        choices=("submitted", "open", "paid"),
        help=_("hand it in, take it back, or note that it is paid"),
    )
    add("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    add("--by", metavar="NO", help=_("staff number of who does it (yours)"))


def _claim_move(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import expenses

    on = arguments.on or date.today()
    with (
        context.writing() as store,
        store.change(message("Claim {number}", number=arguments.number)) as session,
    ):
        made = _claim(session, arguments.number)
        match arguments.state:
            case "submitted":
                expenses.submit_claim(session, made, references.acting(session, arguments.by), on)
            case "open":
                expenses.withdraw_claim(session, made, on)
            case _:
                expenses.pay(session, made, on)
        told = _claim_told(session, made)
    context.output.say(f"{told['number']}: {told['state']}")
    context.output.json(told)
    return Status.DONE


COMMANDS = (
    Command("decide", N_("Record a decision about a visit, claim or development"), _decide, _decide_arguments),
    Command("expense add", N_("Note money spent on a customer"), _expense, _expense_arguments),
    Command("claim list", N_("List expense claims"), _claims),
    Command("claim make", N_("Put a person's open expenses into a claim"), _make, _make_arguments),
    Command("claim move", N_("Hand a claim in, take it back, or note that it is paid"), _claim_move,
            _claim_move_arguments),
)  # fmt: skip
