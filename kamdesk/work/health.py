"""客户健康度: how well an account is looked after, 0–100, from five parts and how many of them are known.

A part that is not known leaves the total to the others, and the total says on how many it rests (methods.md 3.15).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.analysis import Analysis
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action
from kamdesk.model.relations import ChainLink
from kamdesk.model.strategy import AccountPlan, PlanMeasure
from kamdesk.work import rhythm
from kamdesk.work.analysis import assessments, content
from kamdesk.work.analysis.health import PART, Health, health

_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)
_INFLUENTIAL = 2
_ROLES = {"green": "good", "yellow": "warn", "red": "bad", "": "muted"}


@dataclass(frozen=True)
class Part:
    """One part: its points 0–100 (None: not known) and what they come from."""

    key: str
    points: Decimal | None
    why: str

    @property
    def label(self) -> str:
        """What it is called."""
        return PART.label(self.key)


@dataclass(frozen=True)
class AccountHealth:
    """The whole with its parts."""

    parts: tuple[Part, ...]
    total: Health

    @property
    def role(self) -> str:
        """Its colour role: ``good``, ``warn``, ``bad``; ``muted`` when nothing is known."""
        return _ROLES[self.total.colour]

    def to_content(self) -> dict[str, Any]:
        """As it is noted."""
        points = {part.key: str(part.points) for part in self.parts if part.points is not None}
        return content.noted(score=self.total.shown, parts=points)


def account_health(session: Session, account: Account, on: date) -> AccountHealth:
    """The health of `account` on day `on`, worked out from what the records say then."""
    parts = tuple(_part(key, session, account, on) for key in PART.codes)
    return AccountHealth(parts, health({part.key: part.points for part in parts}))


def _part(key: str, session: Session, account: Account, on: date) -> Part:
    points, why = _READ[key](session, account, on)
    rounded = points.quantize(_TENTH, ROUND_HALF_UP) if points is not None else None
    return Part(key, rounded, why)


Read = tuple[Decimal | None, str]


def _archive(_session: Session, account: Account, _on: date) -> Read:
    return Decimal(account.completeness), _("filled to {percent}").format(
        percent=f"{account.completeness} %"
    )


def _people(session: Session, account: Account, _on: date) -> Read:
    """A decision maker, a sponsor (support, and influence of 2 or more) and a champion (coach): a third each."""
    people = [*_chain(session, account.id), *_contacts(session, account.id)]
    found = {
        _("decision maker"): any("decision_maker" in roles for roles, _i, _s in people),
        _("sponsor"): any((s or 0) > 0 and (i or 0) >= _INFLUENTIAL for _r, i, s in people),
        _("champion"): any("coach" in roles for roles, _i, _s in people),
    }
    missing = [words for words, there in found.items() if not there]
    points = _HUNDRED * (len(found) - len(missing)) / len(found)
    why = _("missing: {people}").format(people=_(", ").join(missing)) if missing else _("all known")
    return points, why


Person = tuple[tuple[str, ...], int | None, int | None]


def _chain(session: Session, account_id: int) -> Iterable[Person]:
    query = select(ChainLink.buying_role, ChainLink.influence, ChainLink.support_level).where(
        ChainLink.account_id == account_id,
        ChainLink.deleted_at.is_(None),
        ChainLink.contact_id.is_not(None) | ChainLink.name.is_not(None),
    )
    return [_person(*row) for row in session.execute(query)]


def _contacts(session: Session, account_id: int) -> Iterable[Person]:
    query = select(Contact.buying_role, Contact.influence, Contact.support_level).where(
        Contact.account_id == account_id, Contact.left_on.is_(None), Contact.deleted_at.is_(None)
    )
    return [_person(*row) for row in session.execute(query)]


def _person(roles: str | None, influence: int | None, support: int | None) -> Person:
    return tuple((roles or "").split(",")), influence, support


def _contact(session: Session, account: Account, on: date) -> Read:
    """100 while the rhythm is kept, then less day by day, 0 from twice the rhythm on."""
    days = rhythm.rhythm_of(session, account)
    if days is None:
        return None, _("no rhythm for this tier")
    if account.last_contact_on is None:
        return Decimal(0), _("no contact yet")
    silent = (on - account.last_contact_on).days
    late = max(silent - days, 0)
    points = max(_HUNDRED - _HUNDRED * late / days, Decimal(0))
    return points, _("{days} of {rhythm} d").format(days=silent, rhythm=days)


def _plan(session: Session, account: Account, _on: date) -> Read:
    """Done of all measures of running account plans and 5W2H actions of running projects, without cancelled ones."""
    measures = (
        select(func.count(), func.count(PlanMeasure.done_on))
        .join(AccountPlan, AccountPlan.id == PlanMeasure.plan_id)
        .where(
            AccountPlan.account_id == account.id, AccountPlan.state != "closed",
            AccountPlan.deleted_at.is_(None), PlanMeasure.deleted_at.is_(None),
        )
    )  # fmt: skip
    actions = (
        select(func.count(), func.count().filter(Action.state == "done"))
        .join(Opportunity, Opportunity.id == Action.opportunity_id)
        .where(
            Opportunity.account_id == account.id, Opportunity.outcome == "open",
            Opportunity.deleted_at.is_(None), Action.state != "cancelled", Action.deleted_at.is_(None),
        )
    )  # fmt: skip
    counts = [session.execute(query).one() for query in (measures, actions)]
    count, done = (sum(row[place] for row in counts) for place in (0, 1))
    if not count:
        return None, _("no measures or actions")
    return _HUNDRED * done / count, _("{done} of {count} done").format(done=done, count=count)


def _satisfaction(_session: Session, _account: Account, _on: date) -> Read:
    return None, _("no survey yet")


_READ: Mapping[str, Callable[[Session, Account, date], Read]] = {
    "archive": _archive,
    "key_people": _people,
    "contact": _contact,
    "plan": _plan,
    "satisfaction": _satisfaction,
}


# ------------------------------------------------------------------------------------------------------- the trend


@dataclass(frozen=True)
class Noted:
    """A health that was noted on a day."""

    on: date
    score: int


def note(session: Session, account: Account, on: date, by: Staff | None) -> Analysis:
    """Notes the health of day `on`, so that the trend has it; a second one of the same day takes its place."""
    found = account_health(session, account, on)
    return assessments.save(session, account, "health", found.to_content(), on, by)


def trend(session: Session, account: Account) -> list[Noted]:
    """What was noted of the account, the oldest first."""
    rows = reversed(assessments.history(session, account, "health"))
    scores = [(row.on, content.number(row.content, "score", 0, 100)) for row in rows]
    return [Noted(on, score) for on, score in scores if score is not None]


def based_on(found: Health) -> str:
    """On how many parts it rests, in words."""
    return _("based on {known} of {count}").format(known=found.known, count=found.parts)
