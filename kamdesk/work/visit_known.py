"""What is known when a visit is prepared and written up: the last one, open objections, the people, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import Action
from kamdesk.model.visit import CallbackPlan, Visit, VisitObjection, VisitPerson
from kamdesk.work import behaviour
from kamdesk.work.analysis.style import Result
from kamdesk.work.visit_states import HAPPENED

_MOST_PROJECTS, _MOST_ACTIONS = 5, 3
"""What is read beside a record: the project page has them all."""


@dataclass(frozen=True)
class AdvanceRate:
    """methods.md 3.17: how many of the visits with a result ended in an advance."""

    advances: int
    visits: int

    @property
    def rate(self) -> Decimal | None:
        """Share of advances, 0 … 1; None without a visit that has a result."""
        return Decimal(self.advances) / self.visits if self.visits else None


@dataclass(frozen=True)
class OpenObjection:
    """An objection that was not settled, and the day it was raised."""

    objection: VisitObjection
    on: date | None


@dataclass(frozen=True)
class Present:
    """Somebody of the customer at the visit; `cared_about` is what was learned when they were met before."""

    name: str
    position: str
    contact: Contact | None
    cared_about: str
    met_on: date | None
    style: Result | None = None
    """How they behave, as far as somebody noted it."""


@dataclass(frozen=True)
class Commitment:
    """A task or a call-back of the account that is still to be done; `record` is the class name of what `id` names."""

    record: str
    id: int
    on: date | None
    words: str
    who: str


@dataclass(frozen=True)
class KnownAction:
    """An action of a project that is still to be done."""

    words: str
    due_on: date | None
    who: str


@dataclass(frozen=True)
class KnownProject:
    """An open project of the account, where it stands, and the nearest actions of its 5W2H plan."""

    id: int
    name: str
    stage: str
    next_step: str
    actions: Sequence[KnownAction]


@dataclass(frozen=True)
class Known:
    """Everything beside the record of one visit."""

    account: Account
    last: Visit | None
    last_by: str
    objections: Sequence[OpenObjection]
    present: Sequence[Present]
    commitments: Sequence[Commitment]
    advances: AdvanceRate
    projects: Sequence[KnownProject] = ()


def known(session: Session, visit: Visit) -> Known:
    """What the department knows of the account of `visit`, apart from that visit itself."""
    last = _last_visit(session, visit)
    by = session.get(Staff, last.owner_id) if last is not None and last.owner_id else None
    return Known(
        account=session.get_one(Account, visit.account_id),
        last=last,
        last_by=by.name if by is not None else "",
        objections=open_objections(session, visit.account_id, visit.id),
        present=_present(session, visit),
        commitments=commitments(session, visit.account_id),
        advances=advance_rate(session, visit.account_id),
        projects=open_projects(session, visit.account_id, visit.opportunity_id),
    )


def open_projects(
    session: Session, account_id: int, first: int | None = None
) -> list[KnownProject]:
    """The open projects of the account with their nearest actions, the one with id `first` on top."""
    query = (
        select(Opportunity)
        .where(
            Opportunity.account_id == account_id,
            Opportunity.deleted_at.is_(None),
            Opportunity.outcome == "open",
        )
        .order_by(Opportunity.id != (first or 0), Opportunity.expected_close_on, Opportunity.id)
        .limit(_MOST_PROJECTS)
    )
    found = []
    for each in session.scalars(query):
        stage = session.get_one(Stage, each.stage_id)
        plan = (
            select(Action, Staff.name)
            .outerjoin(Staff, Staff.id == Action.owner_id)
            .where(
                Action.opportunity_id == each.id,
                Action.deleted_at.is_(None),
                Action.state.in_(("open", "doing")),
            )
            .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
            .limit(_MOST_ACTIONS)
        )
        actions = [
            KnownAction(one.name, one.due_on, who or "") for one, who in session.execute(plan)
        ]
        found.append(KnownProject(each.id, each.name, stage.title, each.next_step or "", actions))
    return found


def advance_rate(session: Session, account_id: int) -> AdvanceRate:
    """Counts the visits of the account that took place and have a result; an order is a visit, but no advance."""
    query = (
        select(Visit.result, func.count())
        .where(
            Visit.account_id == account_id,
            Visit.deleted_at.is_(None),
            Visit.state.in_(HAPPENED),
            Visit.result.is_not(None),
        )
        .group_by(Visit.result)
    )
    counts: dict[str | None, int] = dict(session.execute(query).all())
    return AdvanceRate(counts.get("advance", 0), sum(counts.values()))


def open_objections(
    session: Session, account_id: int, apart_from: int | None = None
) -> list[OpenObjection]:
    """What the account objected to and nobody settled, the latest first."""
    query = (
        select(VisitObjection, Visit.held_on)
        .join(Visit, Visit.id == VisitObjection.visit_id)
        .where(
            Visit.account_id == account_id,
            Visit.id != (apart_from or 0),
            Visit.deleted_at.is_(None),
            VisitObjection.deleted_at.is_(None),
            VisitObjection.settled.is_(False),
        )
        .order_by(Visit.held_on.desc(), VisitObjection.id.desc())
    )
    return [OpenObjection(objection, on) for objection, on in session.execute(query)]


def commitments(session: Session, account_id: int) -> list[Commitment]:
    """Tasks and call-backs of the account that are still open, the earliest first; those without a day last."""
    tasks = select(Task).where(
        Task.account_id == account_id,
        Task.deleted_at.is_(None),
        Task.done_on.is_(None),
        Task.cancelled_on.is_(None),
    )
    callbacks = select(CallbackPlan).where(
        CallbackPlan.account_id == account_id,
        CallbackPlan.deleted_at.is_(None),
        CallbackPlan.visit_id.is_(None),
        CallbackPlan.cancelled_on.is_(None),
    )
    found = []
    for task in session.scalars(tasks):
        who = session.get(Staff, task.owner_id) if task.owner_id else None
        name = who.name if who is not None else ""
        found.append(Commitment("Task", task.id, task.due_on, task.name, name))
    for plan in session.scalars(callbacks):
        words = plan.subject or str(CallbackPlan.TERM)
        found.append(Commitment("CallbackPlan", plan.id, plan.due_on, words, ""))
    return sorted(found, key=lambda each: (each.on is None, each.on or date.max, each.id))


def _last_visit(session: Session, visit: Visit) -> Visit | None:
    query = select(Visit).where(
        Visit.account_id == visit.account_id,
        Visit.id != visit.id,
        Visit.deleted_at.is_(None),
        Visit.state.in_(HAPPENED),
    )
    if visit.held_on is not None:
        query = query.where(Visit.held_on <= visit.held_on)
    return session.scalars(query.order_by(Visit.held_on.desc(), Visit.id.desc()).limit(1)).first()


def _present(session: Session, visit: Visit) -> list[Present]:
    people = select(VisitPerson).where(
        VisitPerson.visit_id == visit.id,
        VisitPerson.side == "customer",
        VisitPerson.deleted_at.is_(None),
    )
    found = []
    for each in session.scalars(people.order_by(VisitPerson.id)):
        contact = session.get(Contact, each.contact_id) if each.contact_id else None
        before = _met_before(session, visit, each.contact_id) if each.contact_id else None
        found.append(
            Present(
                name=each.name,
                position=each.position or (contact.position if contact is not None else "") or "",
                contact=contact,
                cared_about=(before.needs or "") if before is not None else "",
                met_on=before.held_on if before is not None else None,
                style=behaviour.style_of(session, each.contact_id),
            )
        )
    return found


def _met_before(session: Session, visit: Visit, contact_id: int) -> Visit | None:
    """The latest other visit at which the contact was present and something was learned."""
    query = (
        select(Visit)
        .join(VisitPerson, VisitPerson.visit_id == Visit.id)
        .where(
            VisitPerson.contact_id == contact_id,
            VisitPerson.deleted_at.is_(None),
            Visit.id != visit.id,
            Visit.deleted_at.is_(None),
            Visit.state.in_(HAPPENED),
            Visit.needs.is_not(None),
        )
        .order_by(Visit.held_on.desc(), Visit.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()
