"""Saving what stands on the record of a visit, with the money spent there: as a draft, or as the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.expense import Expense
from kamdesk.model.fields import field_of
from kamdesk.model.visit import Visit
from kamdesk.work import expenses, visit_states, visits
from kamdesk.work.trash import move_to_trash

EDITABLE = ("open", "refused")
"""States of an expense that was not handed in, or came back."""


@dataclass(frozen=True)
class RecordInput:
    """What was written: field name → value of the visit, rows by table as for `visits.set_rows`, and expenses.

    A table or field that is not named stays as it is; so do the expenses when they are None.
    """

    values: Mapping[str, Any]
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    expenses: Sequence[Mapping[str, Any]] | None = None


def report(session: Session, visit: Visit, given: RecordInput, on: date) -> Visit | None:
    """Writes the record and reports it on day `on`; returns the plan that the next appointment became."""
    planned = visits.write_record(session, visit, given.values, given.tables, on)
    _set_expenses(session, visit, given.expenses)
    return planned


def draft(session: Session, visit: Visit, given: RecordInput, on: date) -> None:
    """Keeps what was written so far. The visit counts as held from then on; nothing is reported or planned by it."""
    if visit.state in visit_states.OPEN:
        held_on = given.values.get("held_on") or min(visit.planned_on or on, on)
        began, ended = given.values.get("held_from"), given.values.get("held_to")
        visits.hold(session, visit, held_on, began, ended)
    visits.change_visit(session, visit, given.values)
    for name, rows in given.tables.items():
        visits.set_rows(session, visit, visits.ROWS[name], rows)
    _set_expenses(session, visit, given.expenses)


def editable_expenses(session: Session, visit_id: int) -> list[Expense]:
    """What was spent on the visit and can still be changed."""
    return [each for each in expenses.of_visit(session, visit_id) if each.state in EDITABLE]


def keep_as_need(session: Session, visit: Visit, words: str) -> PurchaseNeed:
    """Puts a need that was learned into the account's purchase needs.

    Raises RuleError when it is longer than the name of a product may be.
    """
    product = " ".join(words.split())
    limit = field_of(PurchaseNeed, "product").max_length or 120
    if not product:
        raise RuleError(_("Say what they need first."), field="needs")
    if len(product) > limit:
        raise RuleError(
            _(
                "A purchase need is named in {limit} characters. Select the part that names it, or choose the remarks."
            ).format(limit=limit),
            field="needs",
        )
    need = PurchaseNeed(account_id=visit.account_id, product=product)
    session.add(need)
    session.flush()
    return need


def keep_in_remarks(session: Session, visit: Visit, words: str, on: date) -> None:
    """Adds what was learned to the account's remarks, with its day."""
    if not words.strip():
        raise RuleError(_("Say what they need first."), field="needs")
    account = session.get_one(Account, visit.account_id)
    line = f"{on} {words.strip()}"
    account.remarks = f"{account.remarks}\n{line}" if account.remarks else line
    session.flush()


def _set_expenses(session: Session, visit: Visit, rows: Sequence[Mapping[str, Any]] | None) -> None:
    """Makes the editable expenses of the visit those given (``id`` for one that stays); the others go to the basket."""
    if rows is None:
        return
    known = {each.id: each for each in editable_expenses(session, visit.id)}
    for row in rows:
        values = {name: value for name, value in row.items() if name != "id"}
        stays = known.pop(row.get("id") or 0, None)
        if stays is not None:
            expenses.change_expense(session, stays, values)
        else:
            day = visit.held_on or date.today()
            expenses.add_expense(session, {"on": day, **values, "visit_id": visit.id})
    for gone in known.values():
        move_to_trash(session, gone)
