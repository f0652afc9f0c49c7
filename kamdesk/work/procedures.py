"""业务流程概略图 (M50): the steps of the department's flow, what stands at each of them now, and what of it is overdue.

Each record stands at one step. Count and list of a step are the same query, so they cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from kamdesk.i18n import N_
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.terms import Term
from kamdesk.model.visit import Visit
from kamdesk.work import procedure_sources, settings
from kamdesk.work.procedure_sources import Make, Source


@dataclass(frozen=True)
class Step:
    """One box of the map. `note` is marked for the catalogue; without `source` nothing is counted."""

    key: str
    label: Term
    note: str
    source: Make | None = None


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


COLUMNS: tuple[Column, ...] = (
    Column(
        "development",
        Term("Development", "大客户开发"),
        (
            Step(
                "identify",
                Term("Choose", "确定客户"),
                N_("candidates to survey"),
                procedure_sources.developments("candidate"),
            ),
            Step(
                "find",
                Term("Look into", "找寻"),
                N_("surveyed, to screen"),
                procedure_sources.developments("surveyed"),
            ),
            Step(
                "contact",
                Term("Get in touch", "接触"),
                N_("screening, reviews, application"),
                procedure_sources.developments(
                    "evaluated", "manager_review", "application", "director_review"
                ),
            ),
            Step(
                "follow",
                Term("Follow up", "持续跟进"),
                N_("team, filing, carrying out"),
                procedure_sources.developments("team", "filed", "implementing"),
            ),
            Step(
                "archive",
                Term("Build the archive", "建立档案"),
                N_("archives incomplete"),
                procedure_sources.incomplete,
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
                procedure_sources.visits(
                    lambda on: and_(Visit.state == "planned", Visit.planned_on > on)
                ),
            ),
            Step(
                "approve",
                Term("Approve", "审核 / 审批"),
                N_("wait for approval"),
                procedure_sources.visits(lambda _on: Visit.state == "submitted"),
            ),
            Step(
                "hold",
                Term("Visit / receive", "拜访 / 接待"),
                N_("today, or should have been"),
                procedure_sources.visits(procedure_sources.to_hold),
            ),
            Step(
                "report",
                Term("Report", "拜访报告"),
                N_("held, no record yet"),
                procedure_sources.visits(lambda _on: Visit.state == "held"),
            ),
            Step(
                "expenses",
                Term("Reimburse", "费用报销"),
                N_("expenses not paid"),
                procedure_sources.unpaid,
            ),
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
                procedure_sources.opportunities(procedure_sources.is_far_enough()),
            ),
            Step(
                "rounds",
                Term("At the table", "谈判中"),
                N_("offer made, not accepted"),
                procedure_sources.opportunities(
                    and_(
                        procedure_sources.has_offer("sent"),
                        ~procedure_sources.has_offer("accepted"),
                    )
                ),
            ),
            Step(
                "contract",
                Term("Contract", "合同签订"),
                N_("to be signed"),
                procedure_sources.opportunities(procedure_sources.has_offer("accepted")),
            ),
        ),
    ),
    Column(
        "deal",
        Term("Deal", "大客户成交"),
        (
            Step(
                "production",
                Term("Production", "生产计划"),
                N_("orders scheduled"),
                procedure_sources.orders("ordered", "in_production"),
            ),
            Step(
                "logistics",
                Term("Delivery", "物流"),
                N_("on the way"),
                procedure_sources.orders("shipped"),
            ),
            Step(
                "payment", Term("Payment", "回款"), N_("to be received"), procedure_sources.payments
            ),
        ),
    ),
    Column(
        "service",
        Term("Service", "大客户服务"),
        (
            Step(
                "callback",
                Term("Call back", "回访"),
                N_("due within 30 days"),
                procedure_sources.callbacks,
            ),
            Step(
                "complaints",
                Term("Complaints", "投诉处理"),
                N_("to be settled"),
                procedure_sources.complaints,
            ),
            Step(
                "feedback",
                Term("Feedback", "意见反馈"),
                N_("to be answered"),
                procedure_sources.feedback,
            ),
            Step(
                "extras",
                Term("Added service", "增值服务"),
                N_("asked for"),
                procedure_sources.requests("value_added"),
            ),
            Step(
                "parts",
                Term("Repair, parts", "维修配件"),
                N_("under way"),
                procedure_sources.requests("repair", "spare_parts"),
            ),
            Step(
                "improve",
                Term("Improve", "改进"),
                N_("service plans to evaluate"),
                procedure_sources.plans_to_evaluate,
            ),
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
    session: Session, source: Source, on: date, staff_id: int | None, tier: str | None
) -> Count:
    late = func.coalesce(func.sum(case((source.due < on, 1), else_=0)), 0)
    query = _narrowed(select(func.count(), late), source, staff_id, tier)
    count, overdue = session.execute(query).one()
    amounts: tuple[tuple[str, Decimal], ...] = ()
    if source.amount is not None and count:
        currency = func.coalesce(source.currency, settings.get(session, "default_currency"))
        columns: list[Any] = [currency, func.sum(source.amount)]
        sums = _narrowed(select(*columns), source, staff_id, tier).group_by(currency)
        found = session.execute(sums.order_by(currency)).all()
        amounts = tuple((row[0], row[1]) for row in found if row[1] is not None)
    return Count(count, int(overdue), amounts)


def _narrowed(
    query: Select[Any], source: Source, staff_id: int | None, tier: str | None
) -> Select[Any]:
    """The records of `source` joined to their accounts, outside the waste basket, of one person or tier only."""
    query = query.select_from(source.record).where(
        source.record.deleted_at.is_(None), *source.where
    )
    if source.above is not None:
        own = getattr(source.record, source.record.PARENT)
        query = query.join(source.above, source.above.id == own)
    if source.record is not Account:
        query = query.outerjoin(Account, Account.id == _account_id(source))
    if staff_id is not None:
        query = query.where(source.staff == staff_id)
    if tier is not None:
        query = query.where(Account.tier == tier)
    return query


def _account_id(source: Source) -> Any:
    return (source.above or source.record).__table__.c.account_id


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
    account_id = Account.id if source.record is Account else _account_id(source).label("of")
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
