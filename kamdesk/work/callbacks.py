"""Call-backs as a list: which are due, overdue, ahead, answered, called off. When one falls due stands in
`kamdesk.work.rhythm`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import String, and_, cast, func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import SettingValue, Staff
from kamdesk.model.terms import Vocabulary, choice
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.work import record_lists, rhythm

STATE = Vocabulary(
    "callback_state",
    choice("ahead", "Ahead", "未到期"),
    choice("today", "Due today", "今日应回访"),
    choice("overdue", "Overdue", "已逾期"),
    choice("answered", "Held", "已回访"),
    choice("cancelled", "Called off", "已取消"),
)
"""Where a call-back stands; worked out, never kept."""

_OPEN = rhythm.IS_OPEN[:2]

DUE = record_lists.named("callback.due", lambda: and_(*_OPEN, CallbackPlan.due_on <= date.today()))
OVERDUE = record_lists.named(
    "callback.overdue", lambda: and_(*_OPEN, CallbackPlan.due_on < date.today())
)
AHEAD = record_lists.named(
    "callback.ahead", lambda: and_(*_OPEN, CallbackPlan.due_on > date.today())
)
ANSWERED = record_lists.named("callback.answered", lambda: CallbackPlan.visit_id.is_not(None))
CANCELLED = record_lists.named("callback.cancelled", lambda: CallbackPlan.cancelled_on.is_not(None))


def _mine() -> Any:
    """Accounts of whoever uses this computer."""
    number = (
        select(func.json_extract(cast(SettingValue.value, String), "$"))
        .where(SettingValue.key == "me", SettingValue.deleted_at.is_(None))
        .scalar_subquery()
    )
    me = select(Staff.id).where(Staff.number == number, Staff.deleted_at.is_(None))
    mine = select(Account.id).where(Account.owner_id.in_(me))
    return and_(*_OPEN, CallbackPlan.account_id.in_(mine))


MINE = record_lists.named("callback.mine", _mine)


def add(session: Session, values: Mapping[str, Any]) -> CallbackPlan:
    """Makes a call-back due by hand. Raises RuleError as `rhythm.plan_callback` does, and for what is missing."""
    for name in ("account_id", "due_on"):
        if values.get(name) is None:
            raise RuleError(_("Say with which account, and on which day."), field=name)
    account = session.get_one(Account, values["account_id"])
    return rhythm.plan_callback(session, account, values["due_on"], values.get("subject"))


def change(session: Session, plan: CallbackPlan, values: Mapping[str, Any]) -> None:
    """Corrects day and subject of one that is due. Raises RuleError for one that was answered or called off."""
    if "due_on" in values and state(plan, date.today()) in ("answered", "cancelled"):
        raise RuleError(_("This call-back is over already."), field="due_on")
    record_lists.change(session, plan, values)
    session.flush()


def state(plan: CallbackPlan, today: date) -> str:
    """The code of `STATE` on a day."""
    if plan.visit_id is not None:
        return "answered"
    if plan.cancelled_on is not None:
        return "cancelled"
    if plan.due_on < today:
        return "overdue"
    return "today" if plan.due_on == today else "ahead"


def last_held(session: Session, account_id: int) -> Visit | None:
    """The last call-back that was held with an account."""
    query = (
        select(Visit)
        .where(
            Visit.account_id == account_id,
            Visit.kind == "callback",
            Visit.held_on.is_not(None),
            Visit.deleted_at.is_(None),
        )
        .order_by(Visit.held_on.desc(), Visit.id.desc())
    )
    return session.scalars(query.limit(1)).first()
