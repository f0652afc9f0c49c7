"""信息清单: what must be known of an account or a project, from whom, how sure, and what is still unknown (M7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.competitor import InformationItem
from kamdesk.model.fields import fields_of
from kamdesk.model.terms import Term
from kamdesk.work.competitors import MOST_RELIABLE

ACCOUNT_QUESTIONS: tuple[Term, ...] = (
    Term("Business goals and strategy of the customer", "客户的经营目标与战略"),
    Term("Yearly purchases of what we sell", "我方产品的年采购量"),
    Term("Present suppliers and their shares", "现有供应商及份额"),
    Term("Who decides, and in which steps", "决策人员与决策环节"),
    Term("How long a decision takes", "决策周期"),
    Term("Budget and when it is made", "预算及编制时间"),
    Term("What they are not content with", "对现状的不满"),
    Term("Investment plans of the next year", "未来一年的投资计划"),
    Term("Payment habits and credit", "付款习惯与信用"),
    Term("Rules and policies that bind them", "政策与行业规定的影响"),
)
"""What must be known of every key account."""

PROJECT_QUESTIONS: tuple[Term, ...] = (
    Term("Why they buy, and why now", "采购原因与时机"),
    Term("Budget, and whether it is approved", "预算及是否已批准"),
    Term("Decision criteria in their order", "决策标准及排序"),
    Term("Steps and dates of the purchase", "采购流程与时间表"),
    Term("Who has the last word", "最终决策人"),
    Term("Who else offers, and at which price", "竞争对手及其报价"),
    Term("Technical requirements that exclude somebody", "排他性的技术要求"),
    Term("Terms of contract and payment", "合同与付款条件"),
)
"""What must be known of every sales project."""


@dataclass(frozen=True)
class Checklist:
    """The lines of a checklist in their order."""

    items: tuple[InformationItem, ...]

    @property
    def unknown(self) -> int:
        """How many have no answer."""
        return sum(not (each.answer or "").strip() for each in self.items)


def checklist(session: Session, account_id: int, opportunity_id: int | None = None) -> Checklist:
    """The checklist of an account, or of one of its projects."""
    return Checklist(tuple(session.scalars(_query(account_id, opportunity_id))))


def _query(account_id: int, opportunity_id: int | None) -> Any:
    of_project = (
        InformationItem.opportunity_id.is_(None)
        if opportunity_id is None
        else InformationItem.opportunity_id == opportunity_id
    )
    return (
        select(InformationItem)
        .where(
            InformationItem.account_id == account_id, of_project,
            InformationItem.deleted_at.is_(None),
        )
        .order_by(InformationItem.position, InformationItem.id)
    )  # fmt: skip


def add_template(session: Session, account_id: int, opportunity_id: int | None = None) -> int:
    """Adds the questions of the template that are not there yet; returns how many.

    They are written in the language in use; a question that stands there in the other language counts as there.
    """
    questions = ACCOUNT_QUESTIONS if opportunity_id is None else PROJECT_QUESTIONS
    known = checklist(session, account_id, opportunity_id).items
    there = {each.question for each in known}
    wanted = [each for each in questions if not there.intersection(each.wordings)]
    last = max((each.position for each in known), default=0)
    session.add_all(
        InformationItem(
            account_id=account_id, opportunity_id=opportunity_id, position=last + place,
            question=str(term),
        )
        for place, term in enumerate(wanted, 1)
    )  # fmt: skip
    session.flush()
    return len(wanted)


def put_item(
    session: Session,
    account_id: int,
    item: InformationItem | None,
    values: Mapping[str, Any],
    on: date,
    opportunity_id: int | None = None,
) -> InformationItem:
    """Sets `values` (field name → typed value) of a line, of a new one at the end without `item`.

    An answer without a day is of day `on`. Raises RuleError, naming the field, for a line without a question, or a
    reliability that is not 1–5.
    """
    fields = {each.name: each for each in fields_of(InformationItem)}
    if item is None:
        known = checklist(session, account_id, opportunity_id).items
        item = InformationItem(
            account_id=account_id, opportunity_id=opportunity_id, question="",
            position=max((each.position for each in known), default=0) + 1,
        )  # fmt: skip
    for name, value in values.items():
        fields[name].set(item, value)
    item.question = (item.question or "").strip()
    if not item.question:
        raise RuleError(_("Say what must be known."), field="question")
    if item.reliability is not None and not 1 <= item.reliability <= MOST_RELIABLE:
        raise RuleError(
            _("Reliability is 1 (a rumour) to 5 (seen in writing)."), field="reliability"
        )
    if (item.answer or "").strip() and item.on is None:
        item.on = on
    session.add(item)
    session.flush()
    return item


def unknown_count(session: Session, account_id: int) -> int:
    """How many questions about the account and its projects have no answer."""
    query = select(func.count()).where(
        InformationItem.account_id == account_id,
        func.coalesce(func.trim(InformationItem.answer), "") == "",
        InformationItem.deleted_at.is_(None),
    )
    return int(session.scalar(query) or 0)
