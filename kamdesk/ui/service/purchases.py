"""Purchases and their deliveries: what was ordered, what waits, what is late, what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, ngettext
from kamdesk.model.keeping_words import PURCHASE_STATE
from kamdesk.model.purchase import Purchase
from kamdesk.model.terms import Term
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.work import purchases

Values = Mapping[str, Any]
_PILLS = {
    "ordered": "neutral",
    "in_production": "accent",
    "shipped": "accent",
    "delivered": "good",
}


def _state_cell(purchase: Purchase, today: date) -> Cell:
    """How far it is; by how many days it is or was late."""
    if purchase.amount < 0:
        return Cell(_("Return"), "warn")
    late = purchases.lateness(purchase, today)
    if not late:
        return Cell(PURCHASE_STATE.label(purchase.state), _PILLS[purchase.state])
    if purchase.delivered_on is not None:
        words = ngettext("{count} day late", "{count} days late", late)
        return Cell(words.format(count=late), "warn")
    words = ngettext("{count} day overdue", "{count} days overdue", late)
    return Cell(words.format(count=late), "bad")


def _read_states(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    found = session.scalars(select(Purchase).where(Purchase.id.in_(ids)))
    return {each.id: _state_cell(each, today) for each in found}


def _state(_session: Session, purchase: Purchase, today: date) -> Cell:
    return _state_cell(purchase, today)


def _role(name: str, row: Mapping[str, Any]) -> str | None:
    amount = row.get("amount")
    return "bad" if name == "amount" and amount is not None and amount < 0 else None


def _deliver(session: Session, purchase: Purchase, values: Values) -> None:
    purchases.deliver(session, purchase, values["delivered_on"] or date.today())


def _add(session: Session, values: Values) -> Purchase:
    return purchases.add_purchase(session, values)


PURCHASES = RecordDeclaration(
    record=Purchase,
    title=N_("Purchases and deliveries"),
    icon="money",
    empty=(
        N_("No purchases"),
        N_("What accounts buy stands here with its delivery; the sales figures are made of it. Lists can be imported."),
    ),
    new_words=N_("New purchase"),
    columns=("on", "number", "account_id", "product_id", "quantity", "amount", "due_on", "delivered_on", "state_now"),
    own=(OwnColumn("state_now", Term("State", "状态"), _read_states, 108, sort="state"),),
    headings={"account_id": Term("Account", "客户"), "due_on": Term("Due on", "应交货"),
              "delivered_on": Term("Delivered", "实际交货")},
    stretch="product_id",
    widths={"on": 96, "number": 112, "account_id": 140, "quantity": 70, "amount": 110, "due_on": 96,
            "delivered_on": 96},
    role_of=_role,
    quick=(
        QuickFilter("waiting", N_("To be delivered"), lambda today: (purchases.WAITING,), order=("due_on", False)),
        QuickFilter("overdue", N_("Overdue"), lambda today: (purchases.OVERDUE,), True, ("due_on", False)),
        QuickFilter("returned", N_("Returns"), lambda today: (purchases.RETURNED,)),
    ),
    filters=("state",),
    time="on",
    order=("on", True),
    asks=("account_id", "on", "number", "product_id", "quantity", "amount", "cost", "due_on"),
    defaults=lambda session, today: {"on": today},
    add=_add,
    change=purchases.change_purchase,
    deeds=(
        Deed("deliver", N_("Delivered"), "truck", N_("Purchase “{name}” is delivered"), _deliver,
             asks=("delivered_on",),
             suggest=lambda session, record, today: {"delivered_on": today},
             offered=lambda session, record, today: record.delivered_on is None and record.amount >= 0, primary=True),
    ),
    state=_state,
    kinds=("Product",),
)  # fmt: skip


class PurchasesPage(RecordPage):
    """The list of purchases, the chosen one beside it."""

    DECLARATION = PURCHASES
