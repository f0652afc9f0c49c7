"""The facts of sales, expenses, complaints, feedback, call-backs, visits, deals: which of them lie in a period.

Each function gives one `Facts`; they are called when an indicator is first asked for, because they map their records.
Days and exclusions are those of kpi.md, clarifications 1, 4 and 5.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select

from kamdesk.indicators.facts import AS_OF, CATEGORIES, END, FIRST, LAST, Facts, within


@cache
def purchases() -> Facts:
    """Purchases of the period; returns are negative."""
    from kamdesk.model.purchase import Purchase

    return Facts(
        Purchase, Purchase.on, Purchase.account_id, (within(Purchase.on), Purchase.deleted_at.is_(None)),
        Purchase.amount, Purchase.currency, Purchase.rate,
    )  # fmt: skip


@cache
def profits() -> Facts:
    """What remains of the purchases of the period after their cost; without a cost it is not known."""
    from kamdesk.model.purchase import Purchase

    return Facts(
        Purchase, Purchase.on, Purchase.account_id, (within(Purchase.on), Purchase.deleted_at.is_(None)),
        Purchase.amount - Purchase.cost, Purchase.currency, Purchase.rate,
    )  # fmt: skip


@cache
def quantities() -> Facts:
    """The quantities of the purchases of the period; the product, which has the unit, stands for the currency."""
    from kamdesk.model.purchase import Purchase

    return Facts(
        Purchase, Purchase.on, Purchase.account_id, (within(Purchase.on), Purchase.deleted_at.is_(None)),
        Purchase.quantity, Purchase.product_id,
    )  # fmt: skip


def _expenses(*states: str) -> Facts:
    from kamdesk.model.expense import Expense

    return Facts(
        Expense,
        Expense.on,
        Expense.account_id,
        (
            within(Expense.on),
            Expense.deleted_at.is_(None),
            Expense.state.in_(states),
            CATEGORIES.contains(literal(",") + Expense.category + ","),
        ),
        Expense.amount,
        Expense.currency,
        Expense.rate,
        is_of_its_account=False,
    )


@cache
def service_costs() -> Facts:
    """Expenses of the service categories that were approved or paid."""
    return _expenses("approved", "paid")


@cache
def pending_costs() -> Facts:
    """Expenses of the service categories that are not approved yet; shown beside."""
    return _expenses("open", "submitted")


def _complaints(judgement: str) -> Facts:
    from kamdesk.model.service import Complaint

    return Facts(
        Complaint,
        Complaint.received_on,
        Complaint.account_id,
        (
            within(Complaint.received_on),
            Complaint.deleted_at.is_(None),
            Complaint.judgement == judgement,
        ),
    )


@cache
def valid_complaints() -> Facts:
    """Complaints received in the period and judged valid; one that was reopened counts once."""
    return _complaints("valid")


@cache
def pending_complaints() -> Facts:
    """Complaints received in the period that nobody judged yet; shown beside."""
    return _complaints("pending")


def _feedback(kind: str, *more: Any) -> Facts:
    """Due in the period and past, or answered, by the as-of day; withdrawn by the due day: out (clarification 5)."""
    from kamdesk.model.service import Feedback

    withdrawn = and_(Feedback.withdrawn_on <= Feedback.due_on, Feedback.withdrawn_on <= AS_OF)
    return Facts(
        Feedback,
        Feedback.due_on,
        Feedback.account_id,
        (
            Feedback.due_on >= FIRST,
            Feedback.due_on <= LAST,
            Feedback.deleted_at.is_(None),
            Feedback.kind == kind,
            Feedback.received_on <= AS_OF,
            or_(Feedback.due_on < AS_OF, Feedback.answered_on <= AS_OF),
            or_(Feedback.withdrawn_on.is_(None), ~withdrawn),
            *more,
        ),
    )


def _answered_in_time() -> ColumnElement[bool]:
    from kamdesk.model.service import Feedback

    return and_(Feedback.answered_on <= Feedback.due_on, Feedback.answered_on <= AS_OF)


@cache
def opinions_due() -> Facts:
    """Opinions whose due day lies in the period."""
    return _feedback("opinion")


@cache
def opinions_in_time() -> Facts:
    """Of these, the ones answered on or before their due day."""
    return _feedback("opinion", _answered_in_time())


@cache
def questions_due() -> Facts:
    """Questions whose due day lies in the period."""
    return _feedback("question")


@cache
def questions_in_time() -> Facts:
    """Of these, the ones answered on or before their due day."""
    return _feedback("question", _answered_in_time())


def _callbacks(*more: Any) -> Facts:
    """Accounts with a call-back due in the period; a plan cancelled on or before its due day is out."""
    from kamdesk.model.visit import CallbackPlan

    plan = CallbackPlan
    return Facts(
        plan,
        plan.due_on,
        plan.account_id,
        (
            within(plan.due_on),
            plan.deleted_at.is_(None),
            or_(plan.cancelled_on.is_(None), plan.cancelled_on > plan.due_on),
            *more,
        ),
        by_account=True,
    )


@cache
def callbacks_due() -> Facts:
    """Distinct accounts with a call-back due in the period."""
    return _callbacks()


@cache
def called_back() -> Facts:
    """Of these, accounts with a call-back held in the period, by whomever (clarification 1)."""
    from kamdesk.model.visit import CallbackPlan, Visit

    held = (
        select(Visit.id)
        .where(
            Visit.account_id == CallbackPlan.account_id,
            Visit.kind == "callback",
            Visit.held_on >= FIRST,
            Visit.held_on <= END,
            Visit.deleted_at.is_(None),
        )
        .correlate(CallbackPlan)
        .exists()
    )
    return _callbacks(held)


def _visits(*more: Any) -> Facts:
    """Visits planned for a day of the period; called off or put off on or before that day: out."""
    from kamdesk.model.visit import Visit

    return Facts(
        Visit,
        Visit.planned_on,
        Visit.account_id,
        (
            within(Visit.planned_on),
            Visit.kind == "visit",
            Visit.deleted_at.is_(None),
            or_(Visit.cancelled_on.is_(None), Visit.cancelled_on > Visit.planned_on),
            *more,
        ),
    )


@cache
def visits_planned() -> Facts:
    """Visits planned for the period."""
    return _visits()


@cache
def visits_reported() -> Facts:
    """Of these, the ones held by the end of the period and reported by the as-of day."""
    from kamdesk.model.visit import Visit

    return _visits(Visit.held_on <= END, Visit.reported_on <= AS_OF)


def _measures(*more: Any) -> Facts:
    """Measures of service plans due in the period; 不适用 ones are out."""
    from kamdesk.model.service import ServiceMeasure, ServicePlan

    measure = ServiceMeasure
    return Facts(
        measure,
        measure.due_on,
        ServicePlan.account_id,
        (
            within(measure.due_on),
            measure.deleted_at.is_(None),
            measure.not_applicable.is_(False),
            ServicePlan.deleted_at.is_(None),
            *more,
        ),
        joined=((ServicePlan, ServicePlan.id == measure.service_plan_id),),
    )


@cache
def measures_due() -> Facts:
    """Measures due in the period."""
    return _measures()


@cache
def measures_kept() -> Facts:
    """Of these, the ones done on or before their due day and as planned; an empty answer is no (clarification 10)."""
    from kamdesk.model.service import ServiceMeasure

    measure = ServiceMeasure
    return _measures(measure.done_on <= measure.due_on, measure.as_planned.is_(True))


def _closed(*outcomes: str, money: bool = False) -> Facts:
    from kamdesk.model.opportunity import Opportunity

    deal = Opportunity
    conditions = (within(deal.closed_on), deal.deleted_at.is_(None), deal.outcome.in_(outcomes))
    if not money:
        return Facts(deal, deal.closed_on, deal.account_id, conditions, is_of_its_account=False)
    return Facts(
        deal, deal.closed_on, deal.account_id, conditions, deal.amount, deal.currency, deal.rate,
        is_of_its_account=False,
    )  # fmt: skip


@cache
def won() -> Facts:
    """Opportunities won, by closing day."""
    return _closed("won")


@cache
def decided() -> Facts:
    """Opportunities won or lost, by closing day."""
    return _closed("won", "lost")


@cache
def cancelled() -> Facts:
    """Opportunities cancelled, by closing day; shown apart."""
    return _closed("cancelled")


@cache
def won_amounts() -> Facts:
    """What was won."""
    return _closed("won", money=True)


@cache
def decided_amounts() -> Facts:
    """What was won or lost."""
    return _closed("won", "lost", money=True)


@cache
def developments() -> Facts:
    """Developments begun in the period; those of ordinary customers too (clarification 1)."""
    from kamdesk.model.development import Development

    return Facts(
        Development,
        Development.begun_on,
        Development.account_id,
        (within(Development.begun_on), Development.deleted_at.is_(None)),
        counts_ordinary=True,
    )
