"""业务流程概略图 (M50): the steps of the department's flow, what stands at each of them now, and what of it is overdue.

Each record stands at one step. Count and list of a step are the same query, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.expense import Expense
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import Quotation
from kamdesk.model.terms import Term
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.work.list_views import KEY_STATUSES

AHEAD = 30
"""Days ahead for which call-backs that fall due are counted."""


@dataclass(frozen=True)
class Step:
    """One box of the map. `note` is marked for the catalogue; without `source` nothing is counted."""

    key: str
    label: Term
    note: str
    source: Callable[[date], _Source] | None = None


@dataclass(frozen=True)
class Column:
    """One procedure: its steps from top to bottom; `returns`: (from, to) that a refusal or return takes back."""

    key: str
    label: Term
    steps: tuple[Step, ...]
    returns: tuple[str, str] | None = None


@dataclass(frozen=True)
class Count:
    """How many records stand at a step, how many of them are overdue, and what they are worth by currency."""

    count: int
    overdue: int
    amounts: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class Line:
    """One record at a step: `record` is its class name; `due` the day by which it should have gone on."""

    record: str
    record_id: int
    account_id: int | None
    day: date | None
    due: date | None
    tier: str | None
    account: str
    subject: str
    staff: str

    def over(self, on: date) -> int:
        """Days by which it is overdue on day `on`, 0 while it is not."""
        return max((on - self.due).days, 0) if self.due is not None else 0


@dataclass(frozen=True)
class _Source:
    """Where the records of a step come from: conditions, and the columns of day, due day, subject and person."""

    record: type[Record]
    where: tuple[ColumnElement[bool], ...]
    day: Any
    due: Any
    subject: Any
    staff: Any


def _developments(*states: str) -> Callable[[date], _Source]:
    return lambda _on: _Source(
        Development, (Development.state.in_(states),), Development.state_since, Development.due_on,
        Development.state, Development.owner_id,
    )  # fmt: skip


def _incomplete(_on: date) -> _Source:
    wanted = (Account.status.in_(KEY_STATUSES), Account.completeness < 100)
    return _Source(
        Account, wanted, Account.archive_date, null(), Account.completeness, Account.owner_id
    )


def _visits(wanted: Callable[[date], ColumnElement[bool]]) -> Callable[[date], _Source]:
    day = func.coalesce(Visit.held_on, Visit.planned_on)
    return lambda on: _Source(Visit, (wanted(on),), day, day, Visit.subject, Visit.owner_id)


def _to_hold(on: date) -> ColumnElement[bool]:
    return or_(
        Visit.state.in_(("approved", "prepared")),
        and_(Visit.state == "planned", Visit.planned_on <= on),
    )


def _unpaid(_on: date) -> _Source:
    states = Expense.state.in_(("open", "submitted", "approved"))
    return _Source(Expense, (states,), Expense.on, null(), Expense.note, Expense.staff_id)


def _callbacks(on: date) -> _Source:
    wanted = (
        CallbackPlan.visit_id.is_(None),
        CallbackPlan.cancelled_on.is_(None),
        CallbackPlan.due_on <= on + timedelta(days=AHEAD),
    )
    return _Source(
        CallbackPlan, wanted, CallbackPlan.due_on, CallbackPlan.due_on, CallbackPlan.subject, Account.owner_id,
    )  # fmt: skip


_PROPOSED = 40
"""From a stage of this probability on (per cent) an opportunity is one to make an offer for."""


def _opportunities(wanted: ColumnElement[bool]) -> Callable[[date], _Source]:
    is_open = (Opportunity.outcome == "open", wanted)
    return lambda _on: _Source(
        Opportunity, is_open, Opportunity.stage_since, Opportunity.expected_close_on, Opportunity.name,
        Opportunity.owner_id,
    )  # fmt: skip


def _has_offer(*states: str) -> ColumnElement[bool]:
    return exists().where(
        Quotation.opportunity_id == Opportunity.id,
        Quotation.deleted_at.is_(None),
        Quotation.state.in_(states),
    )


def _is_far_enough() -> ColumnElement[bool]:
    far = select(Stage.id).where(Stage.probability >= _PROPOSED)
    return and_(Opportunity.stage_id.in_(far), ~_has_offer("sent", "accepted"))


COLUMNS: tuple[Column, ...] = (
    Column(
        "development",
        Term("Development", "大客户开发"),
        (
            Step(
                "identify",
                Term("Choose", "确定客户"),
                N_("candidates to survey"),
                _developments("candidate"),
            ),
            Step(
                "find",
                Term("Look into", "找寻"),
                N_("surveyed, to screen"),
                _developments("surveyed"),
            ),
            Step(
                "contact",
                Term("Get in touch", "接触"),
                N_("screening, reviews, application"),
                _developments("evaluated", "manager_review", "application", "director_review"),
            ),
            Step(
                "follow",
                Term("Follow up", "持续跟进"),
                N_("team, filing, carrying out"),
                _developments("team", "filed", "implementing"),
            ),
            Step(
                "archive",
                Term("Build the archive", "建立档案"),
                N_("archives incomplete"),
                _incomplete,
            ),
        ),
        ("contact", "find"),
    ),
    Column(
        "visits",
        Term("Visits", "大客户拜访"),
        (
            Step(
                "plan",
                Term("Plan", "制定拜访计划"),
                N_("planned from tomorrow on"),
                _visits(lambda on: and_(Visit.state == "planned", Visit.planned_on > on)),
            ),
            Step(
                "approve",
                Term("Approve", "审核 / 审批"),
                N_("wait for approval"),
                _visits(lambda _on: Visit.state == "submitted"),
            ),
            Step(
                "hold",
                Term("Visit / receive", "拜访 / 接待"),
                N_("today, or should have been"),
                _visits(_to_hold),
            ),
            Step(
                "report",
                Term("Report", "拜访报告"),
                N_("held, no record yet"),
                _visits(lambda _on: Visit.state == "held"),
            ),
            Step("expenses", Term("Reimburse", "费用报销"), N_("expenses not paid"), _unpaid),
        ),
        ("approve", "plan"),
    ),
    Column(
        "negotiation",
        Term("Negotiation", "大客户谈判"),
        (
            Step(
                "before",
                Term("Before it", "谈判前"),
                N_("offer to be made"),
                _opportunities(_is_far_enough()),
            ),
            Step(
                "rounds",
                Term("At the table", "谈判中"),
                N_("offer made, not accepted"),
                _opportunities(and_(_has_offer("sent"), ~_has_offer("accepted"))),
            ),
            Step(
                "contract",
                Term("Contract", "合同签订"),
                N_("to be signed"),
                _opportunities(_has_offer("accepted")),
            ),
        ),
    ),
    Column(
        "deal",
        Term("Deal", "大客户成交"),
        (
            Step("production", Term("Production", "生产计划"), N_("orders scheduled")),
            Step("logistics", Term("Delivery", "物流"), N_("on the way")),
            Step("payment", Term("Payment", "回款"), N_("to be received")),
        ),
    ),
    Column(
        "service",
        Term("Service", "大客户服务"),
        (
            Step("callback", Term("Call back", "回访"), N_("due within 30 days"), _callbacks),
            Step("complaints", Term("Complaints", "投诉处理"), N_("to be settled")),
            Step("feedback", Term("Feedback", "意见反馈"), N_("to be answered")),
            Step("extras", Term("Added service", "增值服务"), N_("this quarter")),
            Step("parts", Term("Repair, parts", "维修配件"), N_("on the way")),
        ),
    ),
)
"""The flow chart of the department (source 3.1, 3.2.1, 3.3.1), from left to right."""

STEPS: dict[str, Step] = {step.key: step for column in COLUMNS for step in column.steps}


def counts(
    session: Session, on: date, staff_id: int | None = None, tier: str | None = None
) -> dict[str, Count]:
    """Step → what stands there on day `on`; steps of which nothing is kept are left out."""
    return {
        key: _count(session, step.source(on), on, staff_id, tier)
        for key, step in STEPS.items()
        if step.source is not None
    }


def _count(
    session: Session, source: _Source, on: date, staff_id: int | None, tier: str | None
) -> Count:
    late = func.coalesce(func.sum(case((source.due < on, 1), else_=0)), 0)
    query = _narrowed(select(func.count(), late), source, staff_id, tier)
    count, overdue = session.execute(query).one()
    amounts: tuple[tuple[str, Decimal], ...] = ()
    if source.record is Expense and count:
        currency = func.coalesce(Expense.currency, "CNY")
        columns: list[Any] = [currency, func.sum(Expense.amount)]
        sums = _narrowed(select(*columns), source, staff_id, tier).group_by(currency)
        found = session.execute(sums.order_by(currency)).all()
        amounts = tuple((row[0], row[1]) for row in found)
    return Count(count, int(overdue), amounts)


def _narrowed(
    query: Select[Any], source: _Source, staff_id: int | None, tier: str | None
) -> Select[Any]:
    """The records of `source` joined to their accounts, outside the waste basket, of one person or tier only."""
    query = query.select_from(source.record).where(
        source.record.deleted_at.is_(None), *source.where
    )
    if source.record is not Account:
        account_id = source.record.__table__.c.account_id
        query = query.outerjoin(Account, Account.id == account_id)
    if staff_id is not None:
        query = query.where(source.staff == staff_id)
    if tier is not None:
        query = query.where(Account.tier == tier)
    return query


def lines(
    session: Session,
    key: str,
    on: date,
    staff_id: int | None = None,
    tier: str | None = None,
    limit: int = 200,
) -> list[Line]:
    """The records at step `key` on day `on`: the longest overdue first, then by day. [] where nothing is kept."""
    make = STEPS[key].source
    if make is None:
        return []
    source = make(on)
    account_id = (
        Account.id if source.record is Account else source.record.__table__.c.account_id.label("of")
    )
    chosen = select(
        source.record.id, account_id, source.day.label("day"), source.due.label("due"), Account.tier, Account.name,
        func.coalesce(source.subject, literal("")), Staff.name.label("staff"),
    )  # fmt: skip
    query = _narrowed(chosen, source, staff_id, tier).outerjoin(Staff, Staff.id == source.staff)
    late = case((source.due < on, source.due), else_=None)
    query = query.order_by(late.is_(None), late, source.day, source.record.id).limit(limit)
    name = source.record.__name__
    return [
        Line(name, row[0], row[1], row[2], row[3], row[4], row[5] or "", str(row[6]), row[7] or "")
        for row in session.execute(query)
    ]
