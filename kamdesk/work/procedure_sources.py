"""Where the records at each step of the process map come from; each record stands at one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, exists, func, null, or_, select

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.development import Development
from kamdesk.model.expense import Expense
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import Quotation
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint, Feedback, ServicePlan, ServiceRequest
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.work import purchases, service_plans
from kamdesk.work.list_views import KEY_STATUSES

AHEAD = 30
"""Days ahead for which call-backs that fall due are counted."""


@dataclass(frozen=True)
class Source:
    """Where the records of a step come from: conditions, and the columns of day, due day, subject and person."""

    record: type[Record]
    where: tuple[ColumnElement[bool], ...]
    day: Any
    due: Any
    subject: Any
    staff: Any
    above: type[Record] | None = None
    """The record through which it belongs to an account, where it does so."""
    amount: Any = None
    currency: Any = None
    """Columns of what the records are worth."""


Make = Callable[[date], Source]


def developments(*states: str) -> Make:
    return lambda _on: Source(
        Development, (Development.state.in_(states),), Development.state_since, Development.due_on,
        Development.state, Development.owner_id,
    )  # fmt: skip


def incomplete(_on: date) -> Source:
    wanted = (Account.status.in_(KEY_STATUSES), Account.completeness < 100)
    return Source(
        Account, wanted, Account.archive_date, null(), Account.completeness, Account.owner_id
    )


def visits(wanted: Callable[[date], ColumnElement[bool]]) -> Make:
    day = func.coalesce(Visit.held_on, Visit.planned_on)
    return lambda on: Source(Visit, (wanted(on),), day, day, Visit.subject, Visit.owner_id)


def to_hold(on: date) -> ColumnElement[bool]:
    return or_(
        Visit.state.in_(("approved", "prepared")),
        and_(Visit.state == "planned", Visit.planned_on <= on),
    )


def unpaid(_on: date) -> Source:
    states = Expense.state.in_(("open", "submitted", "approved"))
    return Source(
        Expense, (states,), Expense.on, null(), Expense.note, Expense.staff_id, amount=Expense.amount,
        currency=Expense.currency,
    )  # fmt: skip


def callbacks(on: date) -> Source:
    wanted = (
        CallbackPlan.visit_id.is_(None),
        CallbackPlan.cancelled_on.is_(None),
        CallbackPlan.due_on <= on + timedelta(days=AHEAD),
    )
    return Source(
        CallbackPlan, wanted, CallbackPlan.due_on, CallbackPlan.due_on, CallbackPlan.subject, Account.owner_id,
    )  # fmt: skip


_PROPOSED = 40
"""From a stage of this probability on (per cent) an opportunity is one to make an offer for."""


def opportunities(wanted: ColumnElement[bool]) -> Make:
    is_open = (Opportunity.outcome == "open", wanted)
    return lambda _on: Source(
        Opportunity, is_open, Opportunity.stage_since, Opportunity.expected_close_on, Opportunity.name,
        Opportunity.owner_id,
    )  # fmt: skip


def has_offer(*states: str) -> ColumnElement[bool]:
    return exists().where(
        Quotation.opportunity_id == Opportunity.id,
        Quotation.deleted_at.is_(None),
        Quotation.state.in_(states),
    )


def is_far_enough() -> ColumnElement[bool]:
    far = select(Stage.id).where(Stage.probability >= _PROPOSED)
    return and_(Opportunity.stage_id.in_(far), ~has_offer("sent", "accepted"))


# ------------------------------------------------------------------------------------------------ carrying out, serving


def orders(*states: str) -> Make:
    """Purchases that wait for delivery, by how far they are."""
    return lambda _on: Source(
        Purchase, (Purchase.state.in_(states), purchases.is_undelivered()), Purchase.on, Purchase.due_on,
        Purchase.number, Account.owner_id, amount=Purchase.amount, currency=Purchase.currency,
    )  # fmt: skip


def payments(_on: date) -> Source:
    """Payments to be received under contracts that hold."""
    wanted = (
        Milestone.kind == "payment", Milestone.done_on.is_(None), Contract.state.in_(("draft", "running")),
        Contract.deleted_at.is_(None),
    )  # fmt: skip
    return Source(
        Milestone, wanted, Milestone.due_on, Milestone.due_on, Milestone.name,
        func.coalesce(Contract.owner_id, Account.owner_id), above=Contract, amount=Milestone.amount,
        currency=Contract.currency,
    )  # fmt: skip


def complaints(_on: date) -> Source:
    """Complaints that the customer has not confirmed as settled; overdue only while they are not answered."""
    due = case((Complaint.answered_on.is_(None), Complaint.due_on))
    return Source(
        Complaint, (Complaint.confirmed_on.is_(None),), Complaint.received_on, due, Complaint.content,
        func.coalesce(Complaint.handler_id, Account.owner_id),
    )  # fmt: skip


def feedback(_on: date) -> Source:
    """Opinions and questions to be answered."""
    return Source(
        Feedback, (Feedback.answered_on.is_(None), Feedback.withdrawn_on.is_(None)), Feedback.received_on,
        Feedback.due_on, Feedback.content, func.coalesce(Feedback.handler_id, Account.owner_id),
    )  # fmt: skip


def requests(*kinds: str) -> Make:
    """Service requests of these kinds that are under way."""
    return lambda _on: Source(
        ServiceRequest,
        (
            ServiceRequest.kind.in_(kinds), ServiceRequest.done_on.is_(None), ServiceRequest.cancelled_on.is_(None),
        ),
        ServiceRequest.requested_on, ServiceRequest.due_on, ServiceRequest.content,
        func.coalesce(ServiceRequest.handler_id, Account.owner_id),
    )  # fmt: skip


def plans_to_evaluate(on: date) -> Source:
    """Service plans of years that are over, still to be evaluated: what is learned goes into the next one."""
    return Source(
        ServicePlan, (service_plans.is_to_evaluate(on),), func.date(ServicePlan.created_at, type_=Date()),
        null(), ServicePlan.goal,
        func.coalesce(ServicePlan.owner_id, Account.owner_id),
    )  # fmt: skip
