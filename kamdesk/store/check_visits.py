"""Checks of what happens with accounts: last contacts, states of visits, claims and their lines, approvals."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.registry import RECORD_BY_NAME, RECORDS
from kamdesk.model.visit import Visit
from kamdesk.model.visit_days import HAPPENED
from kamdesk.model.vocabulary import EXPENSE_STATE, VISIT_STATE
from kamdesk.store.derived import outdated_contacts
from kamdesk.store.finding import Finding
from kamdesk.store.store import Store


def contacts(store: Store) -> Iterator[Finding]:
    """Accounts whose day of the last contact is not that of their last visit."""
    with store.read() as session:
        ids = session.scalars(select(Account.id)).all()
        wrong = outdated_contacts(session, ids)
        for account_id in wrong:
            name = session.get_one(Account, account_id).name
            yield Finding(
                "contacts",
                _("The last contact of “{name}” is not the day of its last visit.").format(
                    name=name
                ),
                "Account",
                account_id,
            )


def fix_contacts(store: Store, findings: list[Finding]) -> None:
    """Sets the days anew."""
    ids = [each.record_id for each in findings if each.record_id is not None]
    with store.change(message("Set the days of last contacts anew")) as session:
        for account_id, day in outdated_contacts(session, ids).items():
            session.get_one(Account, account_id).last_contact_on = day


def states(store: Store) -> Iterator[Finding]:
    """Visits that are said to have taken place without a day, or have the day without having taken place."""
    took_place = Visit.state.in_(HAPPENED)
    query = select(Visit.id, Visit.state, Account.name).join(
        Account, Account.id == Visit.account_id
    )
    wrong = or_(took_place & Visit.held_on.is_(None), ~took_place & Visit.held_on.is_not(None))
    with store.read() as session:
        for visit_id, state, name in session.execute(query.where(wrong).order_by(Visit.id)):
            sentence = _("Visit {id} of “{name}” is “{state}”, which does not fit its days.")
            yield Finding(
                "visits",
                sentence.format(id=visit_id, name=name, state=VISIT_STATE.label(state)),
                "Visit",
                visit_id,
            )


def claims(store: Store) -> Iterator[Finding]:
    """Expenses whose state is not that of the claim they stand in."""
    query = (
        select(Expense.id, Expense.state, ExpenseClaim.number, ExpenseClaim.state.label("claimed"))
        .join(ExpenseClaim, ExpenseClaim.id == Expense.claim_id)
        .where(Expense.state != ExpenseClaim.state, Expense.deleted_at.is_(None))
        .order_by(Expense.id)
    )
    with store.read() as session:
        for expense_id, state, number, claimed in session.execute(query):
            sentence = _("Expense {id} is “{state}”, its claim {number} “{claimed}”.")
            shown = sentence.format(
                id=expense_id, number=number,
                state=EXPENSE_STATE.label(state), claimed=EXPENSE_STATE.label(claimed),
            )  # fmt: skip
            yield Finding("claims", shown, "Expense", expense_id)


def fix_claims(store: Store, findings: list[Finding]) -> None:
    """Lets the expenses follow their claim."""
    ids = [each.record_id for each in findings if each.record_id is not None]
    with store.change(message("Let expenses follow their claim")) as session:
        for expense_id in ids:
            expense = session.get_one(Expense, expense_id)
            if expense.claim_id is not None:
                expense.state = session.get_one(ExpenseClaim, expense.claim_id).state


def subjects(store: Store) -> Iterator[Finding]:
    """Approvals and documents of a record that is gone, of a kind nobody knows, or that lies in the waste basket
    while they do not."""
    with store.read() as session:
        for record in RECORDS:
            if record.SUBJECT is None:
                continue
            own = record.__table__.columns
            kind_column, id_column = (own[name] for name in record.SUBJECT)
            kinds = session.scalars(
                select(kind_column).where(id_column.is_not(None)).distinct()
            ).all()
            for kind in kinds:
                query = select(own["id"]).where(
                    kind_column == kind, id_column.is_not(None), own["deleted_at"].is_(None)
                )
                above = RECORD_BY_NAME.get(kind)
                if above is not None:
                    there = above.__table__.columns
                    living = select(there["id"]).where(there["deleted_at"].is_(None))
                    query = query.where(id_column.not_in(living))
                for record_id in session.scalars(query.order_by(own["id"])):
                    sentence = _("{kind} {id} is about a record that is not there any more.")
                    yield Finding(
                        "subjects",
                        sentence.format(kind=record.TERM, id=record_id),
                        record.__name__,
                        record_id,
                    )
