"""联系节奏: how often an account of a tier is to be met or called back, who has been silent too long, what to plan.

The rhythm is that of the tier the account has today, counted from its last contact, or the account's own where one
is set; a change of tier in mid-rhythm therefore counts at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Row, Select, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.department import Staff
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.model.vocabulary import TIER
from kamdesk.store.recorder import insert_many
from kamdesk.work import settings
from kamdesk.work.visit_states import OPEN
from kamdesk.work.working_days import Calendar

KEY_STATUSES = ("developing", "active")
"""Statuses in which an account is looked after in a rhythm."""


def rhythms(session: Session, purpose: str = "rhythm") -> dict[str, int]:
    """Tier → days between contacts, or with `purpose` ``callback`` between call-backs; 0: none."""
    known = settings.get_all(session)
    return {tier: known[f"{purpose}_{tier.lower()}"] for tier in TIER.codes}


def rhythm_of(session: Session, account: Account) -> int | None:
    """Days between contacts with `account`: its own, else its tier's; None where there is no rhythm."""
    own = account.visit_rhythm
    days = own if own is not None else rhythms(session).get(account.tier or "", 0)
    return days if days > 0 else None


@dataclass(frozen=True)
class Contacted:
    """A key account with a rhythm, and since when nobody has been in touch."""

    account_id: int
    name: str
    tier: str | None
    owner_id: int | None
    last_contact_on: date | None
    since: date
    """The last contact; for an account that never had one, the day it became a key account."""
    rhythm: int
    """Days that may pass between contacts."""

    @property
    def due_on(self) -> date:
        """The last day on which the rhythm is still kept."""
        return self.since + timedelta(days=self.rhythm)

    def over(self, on: date) -> int:
        """Days by which it is silent too long on day `on`; not above 0 while the rhythm is kept."""
        return (on - self.due_on).days


@dataclass(frozen=True)
class Silent:
    """A page of the accounts that are silent too long, and how many there are of them."""

    accounts: tuple[Contacted, ...]
    count: int


def silent_accounts(
    session: Session, on: date, staff: Staff | None = None, limit: int = 50, offset: int = 0
) -> Silent:
    """Key accounts (of `staff`) without a contact for longer than their rhythm, the longest overdue first."""
    values = _values(session, on, staff) | {"limit": limit, "offset": offset}
    rows = session.execute(_silent(staff is not None), values).all()
    count = len(rows) if len(rows) < limit and not offset else count_silent(session, on, staff)
    return Silent(tuple(_contacted(row) for row in rows), count)


def count_silent(session: Session, on: date, staff: Staff | None = None) -> int:
    """How many accounts are silent too long."""
    query = _silent_count(staff is not None)
    return int(session.scalar(query, _values(session, on, staff)) or 0)


def _contacted(row: Row[Any]) -> Contacted:
    return Contacted(
        row.id, row.name, row.tier, row.owner_id, row.last_contact_on, row.since, row.rhythm
    )


def _values(session: Session, on: date, staff: Staff | None) -> dict[str, Any]:
    """What the statements below need to know."""
    days = {f"days_{tier}": days for tier, days in rhythms(session).items()}
    return days | {"on": on, "staff": staff.id if staff is not None else None}


def _became_key() -> Any:
    """The day on which the account's present time as a key account began."""
    fact = AccountStatusChange.__table__.alias()
    other = AccountStatusChange.__table__.alias()
    left = (
        select(func.max(other.c.on))
        .where(
            other.c.account_id == Account.id,
            other.c.to.not_in(KEY_STATUSES),
            other.c.deleted_at.is_(None),
        )
        .correlate(Account)
        .scalar_subquery()
    )
    return (
        select(func.min(fact.c.on))
        .where(
            fact.c.account_id == Account.id,
            fact.c.to.in_(KEY_STATUSES),
            fact.c.deleted_at.is_(None),
            or_(left.is_(None), fact.c.on >= left),
        )
        .correlate(Account)
        .scalar_subquery()
    )


def _rhythm_days() -> Any:
    tiers = {tier: bindparam(f"days_{tier}", type_=Integer()) for tier in TIER.codes}
    return func.coalesce(Account.visit_rhythm, case(tiers, value=Account.tier, else_=0))


@cache
def _key_accounts(of_staff: bool) -> Select[Any]:
    """Every key account with a rhythm; building a statement takes longer than asking it, so it is built once."""
    since = func.coalesce(
        Account.last_contact_on, _became_key(), Account.archive_date, func.date(Account.created_at),
        type_=Date(),
    )  # fmt: skip
    rhythm = _rhythm_days()
    query = select(
        Account.id,
        func.coalesce(Account.short_name, Account.name).label("name"),
        Account.sort_name,
        Account.tier,
        Account.owner_id,
        Account.last_contact_on,
        since.label("since"),
        rhythm.label("rhythm"),
    ).where(Account.deleted_at.is_(None), Account.status.in_(KEY_STATUSES), rhythm > 0)
    return query.where(Account.owner_id == bindparam("staff")) if of_staff else query


@cache
def _silent(of_staff: bool) -> Select[Any]:
    found = _key_accounts(of_staff).subquery()
    due = func.julianday(found.c.since) + found.c.rhythm
    return (
        select(found)
        .where(due < func.julianday(bindparam("on", type_=Date())))
        .order_by(due, found.c.sort_name, found.c.id)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )


@cache
def _silent_count(of_staff: bool) -> Select[Any]:
    found = _key_accounts(of_staff).subquery()
    due = func.julianday(found.c.since) + found.c.rhythm
    return select(func.count()).where(due < func.julianday(bindparam("on", type_=Date())))


# ------------------------------------------------------------------------------------------------------ what to plan


@dataclass(frozen=True)
class Proposal:
    """A contact that the rhythm asks for: `on` is a working day after the day it was proposed."""

    account_id: int
    name: str
    tier: str | None
    owner_id: int | None
    on: date
    due_on: date
    """The day the rhythm names; in the past for an account that is silent too long already."""


def propose_visits(
    session: Session, day: date, until: date, staff: Staff | None = None
) -> list[Proposal]:
    """The contacts that the rhythm of key accounts (of `staff`) asks for after `day` up to `until`, by day.

    Each stands on a working day, tomorrow at the earliest. What is planned already counts as a contact, so that the
    proposals go on after it.
    """
    calendar = Calendar(session)
    query = _key_accounts(staff is not None)
    planned = _last_planned(session, day, staff)
    found = []
    for row in session.execute(query, _values(session, day, staff)):
        account = _contacted(row)
        since = max(filter(None, (account.since, planned.get(account.account_id))))
        while True:
            due = since + timedelta(days=account.rhythm)
            on = calendar.next_working_day(max(due, day + timedelta(days=1)))
            if on > until:
                break
            found.append(
                Proposal(account.account_id, account.name, account.tier, account.owner_id, on, due)
            )
            since = on
    return sorted(found, key=lambda each: (each.on, each.due_on, each.tier or "Z", each.account_id))


def _last_planned(session: Session, day: date, staff: Staff | None) -> dict[int, date]:
    """Account → the last day from `day` on for which something is planned with it."""
    query = (
        select(Visit.account_id, func.max(Visit.planned_on))
        .where(Visit.state.in_(OPEN), Visit.planned_on >= day, Visit.deleted_at.is_(None))
        .group_by(Visit.account_id)
    )
    if staff is not None:
        query = query.join(Account, Account.id == Visit.account_id).where(
            Account.owner_id == staff.id
        )
    return {account_id: last for account_id, last in session.execute(query) if last is not None}


# --------------------------------------------------------------------------------------------------- call-backs due

IS_OPEN = (
    CallbackPlan.visit_id.is_(None),
    CallbackPlan.cancelled_on.is_(None),
    CallbackPlan.deleted_at.is_(None),
)
"""That nobody has answered a call-back, nor called it off."""


def open_plan(session: Session, account_id: int) -> CallbackPlan | None:
    """The call-back that is due from the account; the earliest where several were brought in from outside."""
    query = (
        select(CallbackPlan)
        .where(CallbackPlan.account_id == account_id, *IS_OPEN)
        .order_by(CallbackPlan.due_on, CallbackPlan.id)
    )
    return session.scalars(query).first()


def plan_callbacks(session: Session, day: date, staff: Staff | None = None) -> list[int]:
    """Makes the call-backs of `callbacks_to_plan`; returns their ids."""
    rows = callbacks_to_plan(session, day, staff)
    return insert_many(session, CallbackPlan, rows) if rows else []


def callbacks_to_plan(
    session: Session, day: date, staff: Staff | None = None
) -> list[dict[str, Any]]:
    """The call-back that is due next for each key account (of `staff`) whose tier has a rhythm for them.

    Due on the first working day that the rhythm names, counted from the last call-back held or called off, `day` at
    the earliest. An account has one open call-back at most, and never two for the same day.
    """
    days = {tier: count for tier, count in rhythms(session, "callback").items() if count > 0}
    query = select(Account.id, Account.tier, _became_key()).where(
        Account.deleted_at.is_(None),
        Account.status.in_(KEY_STATUSES),
        Account.tier.in_(days),
        ~exists().where(CallbackPlan.account_id == Account.id, *IS_OPEN),
    )
    if staff is not None:
        query = query.where(Account.owner_id == staff.id)
    accounts = session.execute(query.order_by(Account.id)).all()
    last = _last_callbacks(session, {row[0] for row in accounts})
    calendar = Calendar(session)
    rows = []
    for account_id, tier, became_key in accounts:
        known = last.get(account_id, _Last())
        since = max(filter(None, (known.held_on, known.called_off)), default=became_key or day)
        due = calendar.next_working_day(max(since + timedelta(days=days[tier]), day))
        if due not in known.due:
            rows.append({"account_id": account_id, "due_on": due})
    return rows


@dataclass
class _Last:
    """What is known of the call-backs of one account."""

    held_on: date | None = None
    called_off: date | None = None
    """The last due day of a plan that was cancelled: that round is over."""
    due: set[date] = field(default_factory=set)


def _last_callbacks(session: Session, account_ids: set[int]) -> dict[int, _Last]:
    found: dict[int, _Last] = {}
    held = (
        select(Visit.account_id, func.max(Visit.held_on))
        .where(Visit.kind == "callback", Visit.held_on.is_not(None), Visit.deleted_at.is_(None))
        .group_by(Visit.account_id)
    )
    plans = select(CallbackPlan.account_id, CallbackPlan.due_on, CallbackPlan.cancelled_on)
    if len(account_ids) < 500:
        held = held.where(Visit.account_id.in_(account_ids))
        plans = plans.where(CallbackPlan.account_id.in_(account_ids))
    for account_id, held_on in session.execute(held):
        found.setdefault(account_id, _Last()).held_on = held_on
    for account_id, due_on, cancelled_on in session.execute(plans):
        known = found.setdefault(account_id, _Last())
        known.due.add(due_on)
        if cancelled_on is not None:
            known.called_off = max(filter(None, (known.called_off, due_on)))
    return found


def plan_callback(
    session: Session, account: Account, due_on: date, subject: str | None = None
) -> CallbackPlan:
    """Makes a call-back due by hand. Raises RuleError while the account has one open, or had one for that day."""
    known = open_plan(session, account.id)
    if known is not None:
        raise RuleError(
            _("A call-back is due already, on {day}. Answer it, or call it off.").format(
                day=known.due_on
            ),
            field="due_on",
        )
    plan = CallbackPlan(
        account_id=account.id, due_on=due_on, subject=(subject or "").strip()[:200] or None
    )
    session.add(plan)
    session.flush()
    return plan


def fulfil(session: Session, visit: Visit) -> CallbackPlan | None:
    """Lets the call-back `visit` answer what is due from its account, and makes the next one by the tier's rhythm.

    Returns the plan it answers; None when nothing was due. Asked again about the same visit, nothing more happens.
    """
    answered = session.scalars(
        select(CallbackPlan).where(
            CallbackPlan.visit_id == visit.id, CallbackPlan.deleted_at.is_(None)
        )
    ).first()
    if answered is not None:
        return answered
    plan = open_plan(session, visit.account_id)
    if plan is None or visit.held_on is None:
        return None
    plan.visit_id = visit.id
    session.flush()
    account = session.get_one(Account, visit.account_id)
    days = rhythms(session, "callback").get(account.tier or "", 0)
    if days > 0 and account.status in KEY_STATUSES and open_plan(session, account.id) is None:
        due = Calendar(session).next_working_day(visit.held_on + timedelta(days=days))
        known = _last_callbacks(session, {account.id})
        if due not in known[account.id].due:
            plan_callback(session, account, due)
    return plan


def cancel_callback(session: Session, plan: CallbackPlan, reason: str, on: date) -> None:
    """Calls a call-back off that is due; the reason stays, and the rhythm goes on from its day."""
    if plan.visit_id is not None or plan.cancelled_on is not None:
        raise RuleError(_("This call-back is over already."), field="cancelled_on")
    if not reason.strip():
        raise RuleError(_("Say why; the reason is kept."), field="cancel_reason")
    plan.cancelled_on, plan.cancel_reason = on, reason.strip()[:400]
    session.flush()


def postpone_callback(
    session: Session, plan: CallbackPlan, due_on: date, reason: str, on: date
) -> CallbackPlan:
    """Calls a call-back off with its reason and makes it due on `due_on` instead."""
    if due_on <= plan.due_on:
        raise RuleError(_("Choose a day after {day}.").format(day=plan.due_on), field="due_on")
    cancel_callback(session, plan, reason, on)
    account = session.get_one(Account, plan.account_id)
    return plan_callback(session, account, due_on, plan.subject)
