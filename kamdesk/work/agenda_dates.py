"""What else has its day on the agenda: tasks, next contacts, birthdays, steps of developments, money not claimed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.contact import Contact
from kamdesk.model.development import Development, DevelopmentReport, DevelopmentStep
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.vocabulary import ACCOUNT_STATUS, DEVELOPMENT_STATE, TASK_RULE
from kamdesk.work import birthdays as calendar
from kamdesk.work.agenda_entry import (
    KINDS,
    MOST,
    Entry,
    Found,
    Query,
    Scope,
    account_columns,
    due,
    mine_or_nobodys,
    most,
)
from kamdesk.work.development_states import SETTLED

CLAIM_WITHIN = timedelta(days=30)
"""How long money spent may lie before the agenda asks to claim it."""
_NOT_LOST = tuple(code for code in ACCOUNT_STATUS.codes if code != "lost")


# ------------------------------------------------------------------------------------------------------------- tasks

_IS_OPEN_TASK = (
    Task.done_on.is_(None),
    Task.cancelled_on.is_(None),
    Task.deleted_at.is_(None),
)


def tasks(scope: Scope) -> Iterator[Entry]:
    """Open tasks with a day."""
    for row in scope.rows(_tasks):
        yield _task(scope, row, row.due_on)


def undated_tasks(scope: Scope) -> list[Entry]:
    """Open tasks without a day; they stand on the day of the agenda."""
    query = _undated(scope.staff is not None)
    rows = scope.session.execute(query, scope.values | {"most": MOST})
    return [_task(scope, row, scope.on) for row in rows]


def _task(scope: Scope, row: Any, on: date) -> Entry:
    rule = TASK_RULE.label(row.rule) if row.rule else None
    return scope.entry(
        row, "task", Task, on, row.name, starts_at=row.due_at, detail=" · ".join(filter(None, (row.note, rule)))
    )  # fmt: skip


@cache
def _all_tasks(of_staff: bool) -> Query:
    query = (
        select(
            Task.id, Task.uid, Task.updated_at, Task.account_id, Task.owner_id.label("staff_id"), Task.name,
            Task.due_on, Task.due_at, Task.note, Task.rule, *account_columns(),
        )
        .outerjoin(Account, Account.id == Task.account_id)
        .where(*_IS_OPEN_TASK)
        .order_by(Task.due_on, Task.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(Task.owner_id)) if of_staff else query


@cache
def _tasks(of_staff: bool) -> Query:
    return _all_tasks(of_staff).where(*due(Task.due_on))


@cache
def _undated(of_staff: bool) -> Query:
    return _all_tasks(of_staff).where(Task.due_on.is_(None))


# ----------------------------------------------------------------------------------------------------- next contacts


def is_ahead() -> Any:
    """The condition that an account's next contact has not taken place: nobody was in touch on its day or later."""
    return or_(Account.last_contact_on.is_(None), Account.last_contact_on < Account.next_contact_on)


def next_contacts(scope: Scope) -> Iterator[Entry]:
    """The next contact of each account (N8), until somebody was in touch."""
    for row in scope.rows(_next_contacts):
        title = row.next_step or str(KINDS["next_contact"])
        yield scope.entry(row, "next_contact", Account, row.next_contact_on, title)


@cache
def _next_contacts(of_staff: bool) -> Query:
    query = (
        select(
            Account.id, Account.uid, Account.updated_at, Account.id.label("account_id"),
            Account.owner_id.label("staff_id"), Account.next_contact_on, Account.next_step, *account_columns(),
        )
        .where(Account.deleted_at.is_(None), *due(Account.next_contact_on), is_ahead())
        .order_by(Account.next_contact_on, Account.id)
        .limit(most())
    )  # fmt: skip
    return query.where(Account.owner_id == bindparam("staff")) if of_staff else query


# --------------------------------------------------------------------------------------------------------- birthdays


def birthdays(scope: Scope) -> Iterator[Entry]:
    """Birthdays of people at customers from the day on; who left, and lost customers, are not thought of."""
    found = []
    for row in birthday_rows(scope, _NOT_LOST):
        birthday = calendar.next_birthday(row.birth_date, row.lunar_birthday, scope.on)
        if birthday is not None and birthday.on <= scope.until:
            found.append((birthday, row))
    found.sort(key=lambda each: (each[0].on, each[1].id))
    scope.left_out += max(len(found) - MOST, 0)
    for birthday, row in found[:MOST]:
        age = _("turns {age}").format(age=birthday.age) if birthday.age else ""
        lunar = _("lunar {date}").format(date=birthday.lunar) if birthday.lunar else ""
        # A calendar that is read again next year gets another entry, not the old one moved.
        yield scope.entry(
            row, "birthday", Contact, birthday.on, row.full_name, uid=f"{row.uid}-{birthday.on.year}",
            detail=" · ".join(filter(None, (row.position, lunar, age, birthday.note))),
        )  # fmt: skip


def birthday_rows(scope: Scope, statuses: tuple[str, ...]) -> Sequence[Found]:
    """The people at accounts of `statuses` whose birthday may lie in the days asked for; `next_birthday` decides."""
    ends = calendar.endings(scope.on, scope.until)
    values = scope.values | {"solar": ends.solar, "lunar": ends.lunar, "statuses": statuses}
    return scope.session.execute(_birthdays(scope.staff is not None), values).all()


@cache
def _birthdays(of_staff: bool) -> Query:
    query = (
        select(
            Contact.id, Contact.uid, Contact.updated_at, Contact.account_id, Account.owner_id.label("staff_id"),
            Contact.full_name, Contact.position, Contact.birth_date, Contact.lunar_birthday, *account_columns(),
        )
        .join(Account, Account.id == Contact.account_id)
        .where(
            Contact.left_on.is_(None),
            Account.deleted_at.is_(None),
            Account.status.in_(bindparam("statuses", expanding=True)),
        )
    )  # fmt: skip
    possible = _may_be_near(Contact.birth_date, Contact.lunar_birthday)
    if of_staff:
        # Through the accounts of one person there are few people to look at.
        return query.where(
            Account.owner_id == bindparam("staff"), Contact.deleted_at.is_(None), possible
        )
    # Everybody's are found in the index of birthdays; a subquery of its own keeps the planner to it.
    other = aliased(Contact)
    ids = select(other.id).where(
        other.birth_date.is_not(None),
        other.deleted_at.is_(None),
        _may_be_near(other.birth_date, other.lunar_birthday),
    )
    return query.where(Contact.id.in_(ids))


def _may_be_near(birth_date: Any, lunar: Any) -> Any:
    ending = func.substr(birth_date, -5)
    return or_(
        and_(lunar.is_(False), ending.in_(bindparam("solar", expanding=True))),
        and_(lunar.is_(True), ending.in_(bindparam("lunar", expanding=True))),
    )


# ------------------------------------------------------------------------------------------------------ developments


def developments(scope: Scope) -> Iterator[Entry]:
    """What a running development asks for: its present step, the steps of its plan, the next report."""
    for row in scope.rows(_steps_of_procedure):
        title = DEVELOPMENT_STATE.label(row.state)
        detail = _("step of the development is due")
        yield scope.entry(row, "development", Development, row.on, title, detail=detail)
    for row in scope.rows(_steps_of_plans):
        yield scope.entry(
            row, "development", DevelopmentStep, row.on, row.what, detail=_("step of the development plan")
        )  # fmt: skip
    for row in scope.rows(_reports):
        title = str(DevelopmentReport.TERM)
        detail = DEVELOPMENT_STATE.label(row.state)
        yield scope.entry(row, "development", DevelopmentReport, row.on, title, detail=detail)


@cache
def _steps_of_procedure(of_staff: bool) -> Query:
    return _of_developments(Development, Development.due_on, Development.owner_id, of_staff)


@cache
def _steps_of_plans(of_staff: bool) -> Query:
    staff = func.coalesce(DevelopmentStep.staff_id, Development.owner_id)
    query = _of_developments(DevelopmentStep, DevelopmentStep.due_on, staff, of_staff)
    return (
        query.add_columns(DevelopmentStep.what)
        .join(DevelopmentStep, DevelopmentStep.development_id == Development.id)
        .where(DevelopmentStep.done_on.is_(None), DevelopmentStep.deleted_at.is_(None))
    )


@cache
def _reports(of_staff: bool) -> Query:
    """The day that the last report of each development names for the next one."""
    last = (
        select(DevelopmentReport.id)
        .where(
            DevelopmentReport.development_id == Development.id,
            DevelopmentReport.deleted_at.is_(None),
        )
        .order_by(DevelopmentReport.on.desc(), DevelopmentReport.id.desc())
        .limit(1)
        .correlate(Development)
        .scalar_subquery()
    )
    query = _of_developments(
        DevelopmentReport, DevelopmentReport.next_report_on, Development.owner_id, of_staff
    )
    return query.join(DevelopmentReport, DevelopmentReport.id == last)


def _of_developments(record: Any, day: Any, staff: Any, of_staff: bool) -> Query:
    query = (
        select(
            record.id, record.uid, record.updated_at, Development.account_id, staff.label("staff_id"),
            Development.state, day.label("on"), *account_columns(),
        )
        .select_from(Development)
        .join(Account, Account.id == Development.account_id)
        .where(
            Development.state.not_in(SETTLED), Development.deleted_at.is_(None), *due(day)
        )
        .order_by(day, record.id)
        .limit(most())
    )  # fmt: skip
    return query.where(mine_or_nobodys(staff)) if of_staff else query


# -------------------------------------------------------------------------------------------------------------- money


def claims(scope: Scope) -> Iterator[Entry]:
    """Money spent and not claimed in time, claims not handed in, and for finance the claims to pay."""
    query = _unclaimed(scope.staff is not None)
    for row in scope.session.execute(query, scope.values):
        on = row.on + CLAIM_WITHIN
        if on <= scope.until:
            title = ngettext(
                "{count} expense not claimed", "{count} expenses not claimed", row.how_many
            ).format(count=row.how_many)
            since = _("the first of {day}").format(day=row.on)
            yield scope.entry(row, "claim", Expense, on, title, detail=since, since=row.on)
    pays = scope.staff is None or scope.staff.position == "finance"
    query = _claims(scope.staff is not None)
    for row in scope.session.execute(query, scope.values | {"pays": pays}):
        detail = _("approved, to be paid") if row.state == "approved" else _("not handed in yet")
        yield scope.entry(
            row, "claim", ExpenseClaim, scope.on, row.number,
            detail=" · ".join(filter(None, (detail, row.purpose))), since=row.on,
        )  # fmt: skip


_NO_ACCOUNT: tuple[Any, ...] = (
    bindparam("no_account", None).label("account_id"),
    bindparam("no_account", None).label("account"),
    bindparam("no_account", None).label("tier"),
)


@cache
def _unclaimed(of_staff: bool) -> Query:
    """One line for each person; the first of the expenses stands for all of them."""
    query = (
        select(
            func.min(Expense.on).label("on"), func.count().label("how_many"), Expense.id, Expense.uid,
            Expense.updated_at, Expense.staff_id, *_NO_ACCOUNT,
        )
        .where(Expense.state == "open", Expense.claim_id.is_(None), Expense.deleted_at.is_(None))
        .group_by(Expense.staff_id)
    )  # fmt: skip
    return query.where(mine_or_nobodys(Expense.staff_id)) if of_staff else query


@cache
def _claims(of_staff: bool) -> Query:
    own = ExpenseClaim.state == "open"
    if of_staff:
        own = and_(own, mine_or_nobodys(ExpenseClaim.staff_id))
    to_pay = and_(ExpenseClaim.state == "approved", bindparam("pays"))
    return (
        select(
            ExpenseClaim.id, ExpenseClaim.uid, ExpenseClaim.updated_at, ExpenseClaim.staff_id, ExpenseClaim.number,
            ExpenseClaim.purpose, ExpenseClaim.state, ExpenseClaim.on, *_NO_ACCOUNT,
        )
        .where(ExpenseClaim.deleted_at.is_(None), or_(own, to_pay))
        .order_by(ExpenseClaim.on, ExpenseClaim.id)
        .limit(MOST)
    )  # fmt: skip
