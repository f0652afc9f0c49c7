"""The demonstration's visits, expenses, call-backs and tasks: two years of history, and a week in which work waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense
from kamdesk.model.visit import CallbackPlan, Visit, VisitGift, VisitObjection, VisitPerson
from kamdesk.work import approvals, decisions, expenses, rhythm, tasks, visit_states, visits
from kamdesk.work.working_days import Calendar

MANAGER, DIRECTOR = "1002", "1001"
_OLD = 45
"""Days after which the money of a visit has been paid back."""
_LONGEST_OVERDUE, _SPREAD = 9, 3
"""Days: how long the first call-back is overdue, and between one and the next."""
_AGO = {"reported": 1, "checked": 3, "reimbursed": 12, "closed": 20}
"""State → days after the visit on which it was reached."""


@dataclass
class Office:
    """What the visits need of the portfolio: the day of loading, and records by the keys of the data files."""

    session: Session
    day: date
    staff: Mapping[str, Staff]
    accounts: Mapping[str, Account]
    people: Mapping[tuple[str, str], Contact]
    calendar: Calendar = field(init=False)

    def __post_init__(self) -> None:
        self.calendar = Calendar(self.session)

    def working_day(self, days_ago: int) -> date:
        """The day so long ago, or the nearest one away from today on which the department works."""
        day = self.day - timedelta(days=days_ago)
        if days_ago == 0 or self.calendar.is_working_day(day):
            return day
        find = (
            self.calendar.previous_working_day if days_ago > 0 else self.calendar.next_working_day
        )
        return find(day)


Rows = Callable[[str], list[dict[str, str]]]


def add_visits(office: Office, rows: Rows) -> int:
    """Adds everything of ``visits.csv`` and ``tasks.csv``; returns the number of visits."""
    session = office.session
    added: list[tuple[dict[str, str], Visit]] = []
    for row in rows("visits.csv"):
        visit = _visit(office, row)
        session.add(visit)
        added.append((row, visit))
    session.flush()
    postponed: dict[int, Visit] = {}
    for row, visit in added:
        earlier = postponed.pop(visit.account_id, None)
        if earlier is not None and visit.state not in ("cancelled", "postponed"):
            visit.postponed_from_id = earlier.id
        if visit.state == "postponed":
            postponed[visit.account_id] = visit
        session.add_all(_belongings(office, row, visit))
    session.flush()
    for row, visit in added:
        _ask(office, row, visit)
        _plan_next(office, row, visit)
    _claim(office, [visit for _row, visit in added])
    _callbacks(office)
    for row in rows("tasks.csv"):
        _task(office, row)
    return len(added)


def _visit(office: Office, row: Mapping[str, str]) -> Visit:
    """The visit with the days its state implies; plans that still wait are taken through approval afterwards."""
    day, state = office.working_day(int(row["days_ago"])), row["state"]
    texts = (
        "subject", "goal", "agenda", "place", "presented", "needs", "competitor_news", "result", "conclusion",
        "skills", "next_step", "reason",
    )  # fmt: skip
    visit = Visit(
        account_id=office.accounts[row["account"]].id, kind=row["kind"], owner_id=office.staff[row["staff"]].id,
        planned_on=day, planned_from=row["from"] or None, planned_to=row["to"] or None,
        state="planned" if state in ("submitted", "approved") else state,
        **{name: row[name] or None for name in texts if name != "subject"}, subject=row["subject"],
    )  # fmt: skip
    if state in visit_states.HAPPENED:
        visit.held_on, visit.held_from, visit.held_to = day, visit.planned_from, visit.planned_to
    reached = (
        visit_states.HAPPENED[1 : visit_states.HAPPENED.index(state) + 1]
        if state in visit_states.HAPPENED
        else ()
    )
    for each in reached:
        setattr(visit, f"{each}_on", min(office.day, day + timedelta(days=_AGO[each])))
    if visit.checked_on is not None:
        visit.checked_by_id, visit.check_opinion = office.staff[MANAGER].id, row["check"] or None
    if state in ("cancelled", "postponed"):
        visit.cancelled_on = min(office.day, day - timedelta(days=1))
    return visit


def _belongings(office: Office, row: Mapping[str, str], visit: Visit) -> Iterator[Any]:
    for name in filter(None, row["people"].split("、")):
        contact = office.people[row["account"], name]
        yield VisitPerson(
            visit_id=visit.id,
            side="customer",
            name=name,
            position=contact.position,
            contact_id=contact.id,
        )
    for number in filter(None, row["own"].split("、")):
        member = office.staff[number]
        yield VisitPerson(visit_id=visit.id, side="own", name=member.name, staff_id=member.id)
    for objection, answer, settled in _parts(row["objections"]):
        yield VisitObjection(
            visit_id=visit.id, objection=objection, answer=answer, settled=settled == "yes"
        )
    for item, value, given_to in _parts(row["gifts"]):
        yield VisitGift(
            visit_id=visit.id, item=item, value=Decimal(value), currency="CNY", given_to=given_to
        )
    for category, amount, note, receipt in _parts(row["expenses"]):
        yield Expense(
            on=visit.held_on, category=category, amount=Decimal(amount), currency="CNY", note=note,
            receipt_no=receipt, staff_id=visit.owner_id, account_id=visit.account_id, visit_id=visit.id, state="open",
        )  # fmt: skip


def _parts(cell: str) -> Iterator[list[str]]:
    return (each.split("|") for each in filter(None, cell.split("；")))


def _ask(office: Office, row: Mapping[str, str], visit: Visit) -> None:
    """Hands in the plans of these days, and has them agreed to where the file says so."""
    if row["state"] not in ("submitted", "approved"):
        return
    asked = office.day - timedelta(days=3)
    visits.submit(office.session, visit, office.session.get(Staff, visit.owner_id), asked)
    if row["state"] == "submitted":
        return
    deciders = {"manager": office.staff[MANAGER], "director": office.staff[DIRECTOR]}
    while (waiting := approvals.next_step(office.session, visit)) is not None:
        decisions.decide(
            office.session,
            visit,
            "approved",
            deciders[waiting.step],
            asked + timedelta(days=1),
            "同意",
        )


def _plan_next(office: Office, row: Mapping[str, str], visit: Visit) -> None:
    if row["next_in"]:
        values = {"next_visit_on": office.working_day(-int(row["next_in"]))}
        visits.write_record(office.session, visit, values, on=office.day)


def _claim(office: Office, added: Iterable[Visit]) -> None:
    """A claim a month and person: long ago paid, lately waiting for the manager, the newest still to be made."""
    session = office.session
    ids = [visit.id for visit in added]
    months: dict[tuple[int, int, int], list[Expense]] = {}
    spent = session.scalars(
        select(Expense).where(Expense.visit_id.in_(ids)).order_by(Expense.on, Expense.id)
    )
    for each in spent:
        if (office.day - each.on).days > 14:
            months.setdefault((each.on.year, each.on.month, each.staff_id or 0), []).append(each)
    for (year, month, staff_id), lines in sorted(months.items()):
        last = max(each.on for each in lines)
        owner = session.get_one(Staff, staff_id)
        made = expenses.claim(session, lines, owner, last, f"{year} 年 {month} 月拜访费用")
        expenses.submit_claim(session, made, owner, last)
        if (office.day - last).days <= _OLD:
            continue
        for number in (MANAGER, DIRECTOR):
            decisions.decide(session, made, "approved", office.staff[number], last, None)
        expenses.move(session, made, "paid", last + timedelta(days=7))


def _callbacks(office: Office) -> None:
    """What the rhythm asks for, as if it had been planned over the last months: a few are overdue by now."""
    ids = rhythm.plan_callbacks(office.session, office.day)
    for place, plan_id in enumerate(ids):
        plan = office.session.get_one(CallbackPlan, plan_id)
        plan.due_on = office.working_day(_LONGEST_OVERDUE - _SPREAD * place)


def _task(office: Office, row: Mapping[str, str]) -> None:
    account = office.accounts.get(row["account"])
    task = tasks.add_task(
        office.session,
        {
            "name": row["name"], "due_on": office.day - timedelta(days=int(row["days_ago"])),
            "due_at": row["at"] or None, "owner_id": office.staff[row["staff"]].id,
            "account_id": account.id if account else None, "note": row["note"] or None,
        },
    )  # fmt: skip
    if row["done"]:
        tasks.complete(office.session, task, task.due_on or office.day)
