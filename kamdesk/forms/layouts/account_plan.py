"""F9 客户计划书: needs, strategy, product mix and price policy of a period, with goals, measures and the review."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Values, Writing
from kamdesk.forms.declaration import Cells, Form, FormKind, Page, Section, Table
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, fields_known, rows_known
from kamdesk.forms.layouts.parts import (
    ACCOUNT_CELLS,
    account_values,
    cell,
    cells,
    named_account,
    names_another,
)
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of
from kamdesk.model.strategy import AccountPlan, PlanGoal, PlanMeasure
from kamdesk.model.terms import Term
from kamdesk.work import account_plans, child_rows
from kamdesk.work.trash import move_to_trash

TITLE = Term("Account plan", "客户计划书")
_GOALS, _MEASURES = Term("Goals", "目标"), Term("Measures", "措施")
_ROWS: dict[str, Any] = {"goals": PlanGoal, "measures": PlanMeasure}


class AccountPlanFiling(Filing):
    """The plan of an account for the period the form names; a new one where there is none."""

    record = AccountPlan

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, then by account and period."""
        known = by_uid(session, reading.uid)
        if known is not None:
            account = session.get_one(Account, known.account_id)
            doubt = names_another(reading, account)
            return FormDifference(
                reading, "uid", known.id, _called(account, known), account.id, doubt=doubt
            )
        named, why = named_account(session, reading)
        if named is None:
            name = str(reading.value("account.name") or "")
            return FormDifference(reading, "none", None, name, refusal=why)
        period = str(reading.value("plan.period") or "").strip()
        found = next(
            (each for each in account_plans.plans(session, named.id) if each.period == period), None
        )
        return FormDifference(
            reading, "name" if found else "none", found.id if found else None, named.name, named.id,
        )  # fmt: skip

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """An account has one plan for a period."""
        period = str(difference.reading.value("plan.period") or "").strip()
        yield difference.record_id or (difference.account_id, period)

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The plan, its account, goals and measures."""
        found = session.get_one(AccountPlan, record_id)
        account = session.get_one(Account, found.account_id)
        values = account_values(account) | fields_known(form, "plan", found)
        rows = {
            key: rows_known(form, key, child_rows.rows(session, record, found.id))
            for key, record in _ROWS.items()
        }
        return Known(found.uid, _called(account, found), account.id, values, rows)

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The account, for a plan that is not here yet."""
        account = session.get_one(Account, account_id)
        return Known("", account.name, account.id, account_values(account))

    def file(self, work: Writing) -> None:
        """Makes the plan when there is none; then field by field, table by table."""
        session, keys = work.session, work.keys("plan")
        if work.difference.record_id is None:
            plan = self._begin(work)
            keys = [key for key in keys if key not in ("plan.period", "plan.on")]
        else:
            plan = session.get_one(AccountPlan, work.difference.record_id)
        for key in keys:
            change = partial(account_plans.change_plan, session, plan, work.values([key]))
            work.attempt([key], change)
        for table in work.form.tables:
            _file_rows(work, plan, table)

    @staticmethod
    def _begin(work: Writing) -> AccountPlan:
        if work.difference.account_id is None:
            raise RuleError(_("The form names no customer, so it cannot be filed."))
        period, on = work.read("plan.period"), work.read("plan.on") or work.on
        if not period:
            raise RuleError(_("Say which period the plan is for."))
        values = {"period": str(period)}
        made = account_plans.add_plan(work.session, work.difference.account_id, values, on)
        work.made(made.id, {"plan.period", "plan.on"} & set(work.chosen))
        return made


def _file_rows(work: Writing, plan: AccountPlan, table: Table) -> None:
    session, record = work.session, _ROWS[table.key]

    def add(values: Values) -> Any:
        return account_plans.put_row(session, plan, record, None, values).id

    def change(row_id: int, values: Values) -> None:
        account_plans.put_row(session, plan, record, session.get_one(record, row_id), values)

    def remove(row_id: int) -> None:
        move_to_trash(session, session.get_one(record, row_id))

    work.rows(table, add=add, change=change, remove=remove)


def by_uid(session: Session, uid: str) -> AccountPlan | None:
    """The plan with this mark."""
    query = select(AccountPlan).where(AccountPlan.uid == uid, AccountPlan.deleted_at.is_(None))
    return session.scalars(query).first() if uid else None


def _called(account: Account, plan: AccountPlan) -> str:
    return f"{account.name} {plan.period}"


def _table(key: str, label: Term, *names: str) -> Table:
    record = _ROWS[key]
    fields = tuple(field_of(record, name) for name in names)
    return Table(key, label, record, fields, blank_rows=5, fewest=2, as_part=False)


def declare(_session: Session) -> Form:
    """Analysis and strategy on top, then goals and measures, then the review."""
    head = Cells(
        (
            *ACCOUNT_CELLS,
            *(cell("plan", field_of(AccountPlan, name)) for name in ("period", "on", "owner_id", "state")),
        )
    )  # fmt: skip
    sections = (
        Section(None, (head,)),
        Section(
            AccountPlan.SECTIONS["analysis"],
            (cells("plan", AccountPlan, "needs", "buying_habits", "competition"),),
        ),
        Section(
            AccountPlan.SECTIONS["strategy"],
            (cells("plan", AccountPlan, "strategy", "product_mix", "price_policy", "sales_goal"),),
        ),
        Section(
            _GOALS, (_table("goals", _GOALS, "name", "measured_by", "target", "actual", "due_on"),)
        ),
        Section(
            _MEASURES,
            (_table("measures", _MEASURES, "name", "owner_id", "due_on", "done_on", "note"),),
        ),
        Section(
            AccountPlan.SECTIONS["review"], (cells("plan", AccountPlan, "review_on", "review"),)
        ),
    )
    return Form(
        key=ACCOUNT_PLAN.key,
        version=1,
        title=TITLE,
        pages=(Page(TITLE, sections),),
        filing=AccountPlanFiling(),
        main="plan",
        titles=("客户计划", "大客户计划书", "年度客户计划", "account plan"),
    )


ACCOUNT_PLAN = FormKind(
    "account_plan",
    "F9",
    TITLE,
    Term(
        "An account's needs and strategy of a period, with goals, measures and review",
        "一个计划期的客户需求与策略、目标、措施与评审",
    ),
    declare,
    "AccountPlan",
)
