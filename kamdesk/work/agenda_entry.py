"""One thing of the agenda, the kinds there are, and the days and the person an agenda is asked for.

To add a kind: name it in `KINDS`, write the function that finds its entries, and call that in `agenda._entries`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Date, Integer, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import VISIT_KIND

KINDS: dict[str, Term] = {choice.code: choice.label for choice in VISIT_KIND} | {
    "callback_due": Term("Call-back due", "应回访"),
    "record_missing": Term("Record to write", "待写记录"),
    "approval": Term("Decision to give", "待我审批"),
    "returned": Term("Returned to you", "被退回"),
    "complaint": Term("Complaint to answer", "投诉待处理"),
    "feedback": Term("Feedback to answer", "意见待答复"),
    "service_request": Term("Service request", "服务请求"),
    "delivery_due": Term("Delivery due", "应交货"),
    "milestone": Term("Milestone of a contract", "合同节点"),
    "contract_ending": Term("Contract ends", "合同到期"),
    "service_measure": Term("Measure of a service plan", "服务措施"),
    "survey": Term("Survey closes", "调查回收截止"),
    "task": Term("Task", "待办"),
    "next_contact": Term("Next contact", "下次联系"),
    "action": Term("5W2H action", "5W2H 行动"),
    "risk": Term("Measure against a risk", "风险措施"),
    "project_contact": Term("Next contact of a project", "项目下次联系"),
    "measure": Term("Measure of the account plan", "客户计划措施"),
    "plan_review": Term("Review", "计划评审"),
    "birthday": Term("Birthday", "生日"),
    "development": Term("Development", "客户开发"),
    "claim": Term("Expense claim", "费用报销"),
}
"""Kind of an entry → what it is called, in the order in which entries of the same hour stand."""

MOST = 300
"""Entries of one kind that are overdue, and as many that are due: hundreds cannot be worked through on a day."""


@dataclass(frozen=True)
class Entry:
    """One thing to do. `record` and `record_id` say what to open; `uid` and `changed_at` identify it in calendars."""

    kind: str
    on: date
    """The day it is due; of what waits without a day of its own, the day the agenda is for."""
    title: str
    record: str
    record_id: int
    uid: str
    changed_at: datetime
    detail: str = ""
    starts_at: str | None = None
    ends_at: str | None = None
    account_id: int | None = None
    account: str = ""
    """Short name, else name."""
    tier: str | None = None
    staff_id: int | None = None
    """Whose it is to do."""
    who: str = ""
    overdue: int = 0
    """Days since it was due, on the day of the agenda."""
    since: date | None = None
    """From when it waits, for what has no day of its own."""


Query: TypeAlias = "Select[*tuple[Any, ...]]"
Found: TypeAlias = "Row[*tuple[Any, ...]]"
Statement = Callable[[bool], Query]
"""Makes the statement of a source, with or without the condition on `staff`; it is asked for days ``first`` to
``last`` and at most ``most`` rows, by day."""


class Scope:
    """What the sources are asked for: a day, the last day, a person (None: everybody)."""

    def __init__(self, session: Session, on: date, until: date, staff: Staff | None) -> None:
        self.session = session
        self.on = on
        self.until = until
        self.staff = staff
        self.left_out = 0
        """Rows beyond `MOST`."""
        self.values: dict[str, Any] = {"staff": staff.id if staff is not None else None}
        self._names: dict[int, str] | None = None

    def rows(self, statement: Statement) -> Sequence[Found]:
        """The rows of a source up to the last day. Where there are too many, the oldest overdue and the next due."""
        query = statement(self.staff is not None)
        found = self._ask(query, date.min, self.until, MOST + 1)
        if len(found) <= MOST:
            return found
        past = self._ask(query, date.min, self.on - timedelta(days=1), MOST)
        due = self._ask(query, self.on, self.until, MOST)
        every = select(func.count()).select_from(query.limit(None).order_by(None).subquery())
        total = self.session.scalar(every, self.values | {"first": date.min, "last": self.until})
        self.left_out += int(total or 0) - len(past) - len(due)
        return [*past, *due]

    def _ask(self, query: Query, first: date, last: date, most: int) -> Sequence[Found]:
        values = self.values | {"first": first, "last": last, "most": most}
        return self.session.execute(query, values).all()

    def entry(
        self, row: Found, kind: str, record: type[Record] | str, on: date, title: str, **more: Any
    ) -> Entry:
        """The entry for `row`, which has id, uid, updated_at, staff_id, account_id, account and tier. `record`: its
        class, or the name of that."""
        name = record if isinstance(record, str) else record.__name__
        return Entry(
            kind, on, title, name, row.id, more.pop("uid", row.uid), row.updated_at,
            account_id=row.account_id, account=row.account or "", tier=row.tier, staff_id=row.staff_id,
            who=self.who(row.staff_id), overdue=max((self.on - on).days, 0), **more,
        )  # fmt: skip

    def who(self, staff_id: int | None) -> str:
        """The name of a member of staff."""
        if self._names is None:
            rows = self.session.execute(select(Staff.id, Staff.name))
            self._names = {row.id: row.name for row in rows}
        return self._names.get(staff_id or 0, "")


def due(day: Any) -> tuple[Any, ...]:
    """The condition that `day` lies within the days asked for."""
    return (day >= bindparam("first", type_=Date()), day <= bindparam("last", type_=Date()))


def most() -> Any:
    """The number of rows asked for."""
    return bindparam("most", type_=Integer())


def account_columns() -> tuple[Any, ...]:
    """Short name, else name, and tier, as `Scope.entry` wants them."""
    return (func.coalesce(Account.short_name, Account.name).label("account"), Account.tier)


def mine_or_nobodys(column: Any) -> Any:
    """Whether it is that of the person asked for, or of nobody: what has no owner must not fall through."""
    return func.coalesce(column, bindparam("staff")) == bindparam("staff")
