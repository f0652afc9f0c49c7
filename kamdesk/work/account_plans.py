"""客户计划书: the plan of an account for a period with goals and measures; written, agreed, reviewed, closed (M5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import fields_of
from kamdesk.model.strategy import AccountPlan, PlanGoal, PlanMeasure
from kamdesk.work import settings
from kamdesk.work.child_rows import rows


def add_plan(session: Session, account_id: int, values: Mapping[str, Any], on: date) -> AccountPlan:
    """Adds a plan of an account, written on day `on`; without a period it is for the year of that day.

    Its owner is that of the account unless `values` (field name → typed value) say otherwise. Raises RuleError, naming
    the field, for an account that is not there, or a period that has a plan already.
    """
    account = session.get(Account, account_id)
    if account is None or account.deleted_at is not None:
        raise RuleError(_("This account is not there any more."), field="account_id")
    plan = AccountPlan(
        account_id=account_id, period=str(on.year), on=on, owner_id=account.owner_id, state="draft"
    )
    _set(session, plan, values)
    session.add(plan)
    session.flush()
    return plan


def change_plan(session: Session, plan: AccountPlan, values: Mapping[str, Any]) -> None:
    """Sets `values` (field name → typed value) of a plan. Raises RuleError, naming the field."""
    _set(session, plan, values)
    session.flush()


def _set(session: Session, plan: AccountPlan, values: Mapping[str, Any]) -> None:
    known = {each.name: each for each in fields_of(AccountPlan)}
    for name, value in values.items():
        known[name].set(plan, value)
    plan.period = (plan.period or "").strip()
    if not plan.period:
        raise RuleError(_("Say which period the plan is for."), field="period")
    if plan.on is None:
        raise RuleError(_("Say when it was written."), field="on")
    if plan.sales_goal is not None and plan.sales_goal < 0:
        raise RuleError(
            _("“{field}” is not negative.").format(field=known["sales_goal"].label),
            field="sales_goal",
        )
    if plan.sales_goal is not None and not plan.currency:
        plan.currency = settings.get(session, "default_currency")
    with session.no_autoflush:
        other = session.scalar(
            select(AccountPlan.id).where(
                AccountPlan.account_id == plan.account_id, AccountPlan.period == plan.period,
                AccountPlan.deleted_at.is_(None), AccountPlan.id != (plan.id or 0),
            )
        )  # fmt: skip
    if other is not None:
        raise RuleError(
            _("There is a plan for {period} already.").format(period=plan.period), field="period"
        )


Row = TypeVar("Row", PlanGoal, PlanMeasure)


def put_row(
    session: Session,
    plan: AccountPlan,
    record: type[Row],
    row: Row | None,
    values: Mapping[str, Any],
) -> Row:
    """Sets `values` of a goal or measure, of a new one without `row`. Raises RuleError for one without a name."""
    fields = {each.name: each for each in fields_of(record)}
    if row is None:
        row = record(plan_id=plan.id, name="")
    for name, value in values.items():
        fields[name].set(row, value)
    if not (row.name or "").strip():
        raise RuleError(
            _("A row needs a {field}.").format(field=fields["name"].label), field="name"
        )
    session.add(row)
    session.flush()
    return row


def plans(session: Session, account_id: int) -> list[AccountPlan]:
    """The plans of an account, the newest period first."""
    query = (
        select(AccountPlan)
        .where(AccountPlan.account_id == account_id, AccountPlan.deleted_at.is_(None))
        .order_by(AccountPlan.period.desc(), AccountPlan.id.desc())
    )
    return list(session.scalars(query))


@dataclass(frozen=True)
class PlanSheet:
    """A plan with its rows and how far its measures are."""

    plan: AccountPlan
    goals: tuple[PlanGoal, ...]
    measures: tuple[PlanMeasure, ...]

    @property
    def done(self) -> int:
        """How many measures are done."""
        return sum(each.done_on is not None for each in self.measures)

    def overdue(self, on: date) -> int:
        """How many measures were due before day `on` and are not done."""
        return sum(
            each.done_on is None and each.due_on is not None and each.due_on < on
            for each in self.measures
        )


def sheet(session: Session, plan: AccountPlan) -> PlanSheet:
    """A plan with its goals and measures."""
    return PlanSheet(
        plan, tuple(rows(session, PlanGoal, plan.id)), tuple(rows(session, PlanMeasure, plan.id))
    )
