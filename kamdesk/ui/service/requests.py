"""Service requests: value-added service, repairs and spare parts, with what was given and what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _, ngettext
from kamdesk.model.service import ServicePart, ServiceRequest
from kamdesk.model.terms import Term
from kamdesk.model.values.showing import show_money
from kamdesk.ui.accounts.development.row_tables import TableShape
from kamdesk.ui.record_pages.declaration import (
    Cell,
    Deed,
    OwnColumn,
    QuickFilter,
    RecordDeclaration,
)
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.work import service_requests, settings
from kamdesk.work.lists import Condition
from kamdesk.work.service_requests import STATE

_PILLS = {"open": "accent", "overdue": "bad", "done": "good", "cancelled": "neutral"}


def _state_cell(request: ServiceRequest, today: date) -> Cell:
    code = service_requests.state(request, today)
    return Cell(STATE.label(code), _PILLS[code])


def _state(session: Session, request: ServiceRequest, today: date) -> Cell:
    del session
    return _state_cell(request, today)


def _read_states(session: Session, ids: Sequence[int]) -> Mapping[int, Cell]:
    today = date.today()
    found = session.scalars(select(ServiceRequest).where(ServiceRequest.id.in_(ids)))
    return {each.id: _state_cell(each, today) for each in found}


def _note(session: Session, request: ServiceRequest, today: date) -> str:
    """What it cost with parts and expenses, and what was charged."""
    del today
    known = service_requests.costs(session, request)
    currency = request.currency or settings.get(session, "default_currency")
    parts = []
    if known.whole:
        parts.append(
            _("Cost {whole} (work {work}, parts {parts}, expenses {expenses})").format(
                whole=show_money(known.whole, currency),
                work=show_money(known.work, currency),
                parts=show_money(known.parts, currency),
                expenses=show_money(known.expenses, currency),
            )
        )
    if known.charged:
        parts.append(_("charged {amount}").format(amount=show_money(known.charged, currency)))
    if known.unpriced:
        words = ngettext("{count} part without cost", "{count} parts without cost", known.unpriced)
        parts.append(words.format(count=known.unpriced))
    return " · ".join(parts)


def _begin(session: Session, today: date) -> Mapping[str, Any]:
    user = settings.me(session)
    return {
        "kind": "repair",
        "requested_on": today,
        "handler_id": user.id if user is not None else None,
    }


def _cancel(session: Session, request: ServiceRequest, values: Mapping[str, Any]) -> None:
    service_requests.cancel(session, request, values["cancelled_on"] or date.today())


def _in_hand(session: Session, request: ServiceRequest, today: date) -> bool:
    del session, today
    return request.done_on is None and request.cancelled_on is None


REQUESTS = RecordDeclaration(
    record=ServiceRequest,
    title=N_("Service requests"),
    icon="truck",
    empty=(
        N_("No service requests"),
        N_("Value-added services, repairs and spare parts are noted here, with what was given and what it cost."),
    ),
    new_words=N_("New service request"),
    columns=("number", "kind", "requested_on", "account_id", "state", "content", "handler_id", "due_on", "cost"),
    own=(OwnColumn("state", Term("State", "状态"), _read_states, 88, sort="done_on"),),
    headings={"account_id": Term("Account", "客户")},
    stretch="content",
    widths={"account_id": 130, "requested_on": 100, "handler_id": 72, "due_on": 100},
    quick=(
        QuickFilter("open", N_("In hand"), lambda today: (service_requests.OPEN,), order=("due_on", False)),
        QuickFilter("overdue", N_("Overdue"), lambda today: (service_requests.OVERDUE,), True, ("due_on", False)),
        QuickFilter("value_added", N_("Value-added"), lambda today: (Condition("kind", "is", ("value_added",)),)),
        QuickFilter("repair", N_("Repairs"), lambda today: (Condition("kind", "is", ("repair",)),)),
        QuickFilter("spare_parts", N_("Spare parts"), lambda today: (Condition("kind", "is", ("spare_parts",)),)),
    ),
    filters=("handler_id",),
    time="requested_on",
    order=("requested_on", True),
    tables=(
        TableShape("parts", ServicePart, (("name", 110, 2), ("quantity", 60, 1), ("unit_cost", 80, 1))),
    ),
    asks=("account_id", "kind", "requested_on", "due_on", "handler_id", "content"),
    defaults=_begin,
    add=service_requests.add,
    change=service_requests.change,
    deeds=(
        Deed("finish", N_("Finish"), "check", N_("Service request “{name}” is done"), service_requests.finish,
             asks=("done_on", "given", "cost", "charged"),
             suggest=lambda session, record, today: {"done_on": today}, offered=_in_hand),
        Deed("cancel", N_("Call off"), "x", N_("Service request “{name}” is cancelled"), _cancel,
             asks=("cancelled_on",), suggest=lambda session, record, today: {"cancelled_on": today}, offered=_in_hand),
    ),
    state=_state,
    note=_note,
    kinds=("Expense",),
)  # fmt: skip


class RequestsPage(RecordPage):
    """The list of service requests, the chosen one beside it."""

    DECLARATION = REQUESTS
