"""增值服务, 维修 and 配件: what was asked for, what was given, which parts went out, and what all of it cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.expense import Expense
from kamdesk.model.fields import field_of
from kamdesk.model.service import ServicePart, ServiceRequest
from kamdesk.model.terms import Vocabulary, choice
from kamdesk.work import child_rows, record_lists, settings
from kamdesk.work.numbers import next_by_pattern

Values = Mapping[str, Any]

STATE = Vocabulary(
    "service_request_state",
    choice("open", "In hand", "处理中"),
    choice("overdue", "Overdue", "已逾期"),
    choice("done", "Done", "已完成"),
    choice("cancelled", "Cancelled", "已取消"),
)
"""Where it stands; worked out, never kept."""

OPEN = record_lists.named(
    "service_request.open",
    lambda: and_(ServiceRequest.done_on.is_(None), ServiceRequest.cancelled_on.is_(None)),
)
OVERDUE = record_lists.named(
    "service_request.overdue",
    lambda: and_(
        ServiceRequest.done_on.is_(None),
        ServiceRequest.cancelled_on.is_(None),
        ServiceRequest.due_on < date.today(),
    ),
)


def add(session: Session, values: Values) -> ServiceRequest:
    """Notes a request; its number by the department's pattern, unless one is given. Raises RuleError as `change`."""
    given = {"kind": "repair", **{name: each for name, each in values.items() if each is not None}}
    made = record_lists.add(session, ServiceRequest, given)
    assert isinstance(made, ServiceRequest)
    if made.number is None:
        pattern = settings.get(session, "request_number")
        made.number = next_by_pattern(
            session, "request_no", pattern, made.requested_on, ServiceRequest.number
        )
    _refuse_disorder(made)
    session.flush()
    return made


def change(session: Session, request: ServiceRequest, values: Values) -> None:
    """Corrects fields. Raises RuleError for what is out of order: done before it was asked for, done and cancelled."""
    record_lists.change(session, request, values)
    _refuse_disorder(request)
    session.flush()


def finish(session: Session, request: ServiceRequest, values: Values) -> None:
    """Notes that it is done: `values` are done_on, given, cost and charged.

    Raises RuleError for one that is done or cancelled already, or without what was done.
    """
    _refuse_over(request, "done_on")
    for name in ("done_on", "given"):
        if values.get(name, getattr(request, name)) in (None, ""):
            label = field_of(ServiceRequest, name).label
            raise RuleError(_("{field} is needed.").format(field=label), field=name)
    change(session, request, values)


def cancel(session: Session, request: ServiceRequest, on: date) -> None:
    """The customer needs it no more, or it is not given. Raises RuleError for one that is over already."""
    _refuse_over(request, "cancelled_on")
    change(session, request, {"cancelled_on": on})


def state(request: ServiceRequest, today: date) -> str:
    """The code of `STATE` on a day."""
    if request.cancelled_on is not None:
        return "cancelled"
    if request.done_on is not None:
        return "done"
    return "overdue" if request.due_on is not None and request.due_on < today else "open"


@dataclass(frozen=True)
class Costs:
    """What a request cost, in the currency of the request; `unpriced` parts have no cost or no quantity."""

    work: Decimal
    parts: Decimal
    expenses: Decimal
    """Expenses in the same currency that name the request, refused ones left out."""
    charged: Decimal
    unpriced: int

    @property
    def whole(self) -> Decimal:
        """Work, parts and expenses."""
        return self.work + self.parts + self.expenses

    @property
    def balance(self) -> Decimal:
        """What was charged beyond the cost; negative for what the department gave."""
        return self.charged - self.whole


def costs(session: Session, request: ServiceRequest) -> Costs:
    """What the request cost."""
    parts, unpriced = Decimal(0), 0
    for part in child_rows.rows(session, ServicePart, request.id):
        if part.quantity is None or part.unit_cost is None:
            unpriced += 1
        else:
            parts += part.quantity * part.unit_cost
    currency = request.currency or settings.get(session, "default_currency")
    spent = session.execute(
        select(Expense.amount, Expense.currency).where(
            Expense.service_request_id == request.id,
            Expense.state != "refused",
            Expense.deleted_at.is_(None),
        )
    )
    default = settings.get(session, "default_currency")
    expenses = sum(
        (amount for amount, own in spent if (own or default) == currency),
        Decimal(0),
    )
    return Costs(
        request.cost or Decimal(0), parts, expenses, request.charged or Decimal(0), unpriced
    )


def _refuse_over(request: ServiceRequest, field: str) -> None:
    if request.done_on is not None:
        raise RuleError(_("It was done on {day}.").format(day=request.done_on), field=field)
    if request.cancelled_on is not None:
        raise RuleError(
            _("It was cancelled on {day}.").format(day=request.cancelled_on), field=field
        )


def _refuse_disorder(request: ServiceRequest) -> None:
    for name in ("due_on", "done_on", "cancelled_on"):
        day = getattr(request, name)
        if day is not None and day < request.requested_on:
            raise RuleError(
                _("{field} lies before {day}, when it came in.").format(
                    field=field_of(ServiceRequest, name).label, day=request.requested_on
                ),
                field=name,
            )
    if request.done_on is not None and request.cancelled_on is not None:
        raise RuleError(_("It is either done or cancelled."), field="cancelled_on")
