"""决策链: the map of an account or a project as it is read: people, lines, last contacts, what is wrong with it.

Rules: methods.md 3.6. Attributes belong to one map; the same person may stand otherwise on another. It is changed by
`kamdesk.work.chain_changes` and kept by `kamdesk.work.chain_versions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action
from kamdesk.model.relations import ChainLine, ChainLink
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.work import settings
from kamdesk.work.analysis import chain
from kamdesk.work.visit_states import HAPPENED

FACT_OF: dict[str, str] = {
    "buying_role": "buying_role",
    "support_level": "support_level",
    "influence": "influence",
    "coverage": "coverage",
    "relation_now": "relation_now",
    "criteria": "criteria",
    "business_agenda": "agenda",
    "personal_agenda": "agenda",
    "reports_to_id": "reports_to",
}
"""Field → the statement (`MAP_FACT`) that it is part of."""
STAND: tuple[str, ...] = (
    "buying_role", "influence", "support_level", "support_wanted", "coverage", "relation_now",
    "relation_wanted", "response_mode", "orientation", "criteria", "business_agenda",
    "personal_agenda", "evidence",
)  # fmt: skip
"""Fields of what is said of a person, which another map of the account may hand over."""
_SHOWN_BY_NODE = ("buying_role", "support_level", "influence")
_SETTING_OF = {
    "decision_maker": "contact_days_decision_maker",
    "influencer": "contact_days_influencer",
    "evaluator": "contact_days_influencer",
    "user_buyer": "contact_days_user",
}
OPEN_ACTIONS = ("open", "doing")


@dataclass(frozen=True)
class MapPerson:
    """Somebody on a map. What is None is unknown, which is not nought."""

    id: int
    uid: str
    contact_id: int | None = None
    name: str = ""
    position: str = ""
    is_external: bool = False
    roles: tuple[str, ...] = ()
    influence: int | None = None
    support_level: int | None = None
    support_wanted: int | None = None
    coverage: str | None = None
    relation_now: str | None = None
    relation_wanted: str | None = None
    response_mode: str | None = None
    orientation: str | None = None
    criteria: str | None = None
    business_agenda: str | None = None
    personal_agenda: str | None = None
    evidence: str | None = None
    confirmed: tuple[str, ...] = ()
    """Statements (`MAP_FACT`) that are confirmed; the others are assumed."""
    confirmed_on: date | None = None
    reports_to_id: int | None = None
    x: int | None = None
    y: int | None = None
    met_on: date | None = None
    """The day of the last visit, call or meeting they took part in."""
    days: int | None = None
    """Days since then; None when there was no contact."""
    limit: int = chain.OTHER_LIMIT
    """Days that their role may go without contact."""
    actions: int = 0
    """Open actions of the project for this person."""
    has_left: bool = False

    @property
    def is_placeholder(self) -> bool:
        """A position that must exist, with nobody known in it."""
        return self.contact_id is None and not self.name

    @property
    def title(self) -> str:
        """The name; of somebody unknown the position with a question mark."""
        return self.name or "? " + (self.position or _("Unknown"))

    @property
    def is_overdue(self) -> bool:
        """Whether contact is due: silent longer than the role may be, or never met."""
        return not self.is_placeholder and (self.days is None or self.days > self.limit)

    def is_confirmed(self, fact: str | None = None) -> bool:
        """Whether a statement is confirmed; without one, whether all that the node shows is."""
        if fact is not None:
            return fact in self.confirmed
        held: Mapping[str, object] = {
            "buying_role": self.roles or None,
            "support_level": self.support_level,
            "influence": self.influence,
        }
        said = [name for name in _SHOWN_BY_NODE if held[name] is not None]
        return bool(said) and all(name in self.confirmed for name in said)


@dataclass(frozen=True)
class MapLine:
    """A line between two people that is not the reporting line; `kind` is one of `LINE_KIND`."""

    id: int
    from_id: int
    to_id: int
    kind: str
    note: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class Share:
    """How much of the influence is known: `known` of `whole`."""

    known: int
    whole: int
    share: Decimal | None


@dataclass(frozen=True)
class ChainMap:
    """A map at one moment, with what it comes to."""

    account_id: int
    opportunity_id: int | None
    people: tuple[MapPerson, ...]
    lines: tuple[MapLine, ...]
    today: date

    def person(self, link_id: int | None) -> MapPerson | None:
        """Who has this id."""
        return next((each for each in self.people if each.id == link_id), None)

    def line(self, line_id: int | None) -> MapLine | None:
        """The line with this id."""
        return next((each for each in self.lines if each.id == line_id), None)

    @property
    def balance(self) -> Decimal | None:
        """Support balance, −1 … +1; None when nobody counts."""
        return chain.support_balance(self.as_rules())

    @property
    def known(self) -> Share:
        """Influence of those whose support is known, of all influence."""
        whole = sum(each.influence or 0 for each in self.people)
        known = sum(each.influence or 0 for each in self.people if each.support_level is not None)
        return Share(known, whole, chain.known_share(self.as_rules()))

    @property
    def flags(self) -> tuple[chain.Flag, ...]:
        """What is wrong; of nobody nothing is said."""
        return chain.flags(self.as_rules(), self.today) if self.people else ()

    def say(self, flag: chain.Flag) -> str:
        """The sentence of a flag."""
        return chain.say(flag, self.as_rules())

    @property
    def has_coach(self) -> bool:
        """Whether somebody is coach by role or stands as one."""
        return any(
            "coach" in each.roles or each.support_level == chain.STRONGEST_SUPPORT
            for each in self.people
            if not each.is_placeholder
        )

    def as_rules(self) -> list[chain.Person]:
        """The people as the rules of the decision chain see them."""
        return [
            chain.Person(
                key=each.id, name=each.name or each.position or _("Unknown"), roles=each.roles,
                influence=each.influence, support=each.support_level, met_on=each.met_on,
                has_action=each.actions > 0, is_placeholder=each.is_placeholder, limit=each.limit,
            )
            for each in self.people
        ]  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- reading


def read_map(
    session: Session, account_id: int, opportunity_id: int | None = None, today: date | None = None
) -> ChainMap:
    """The map of a project, or without one of the account itself, as of `today`."""
    found = people(session, account_id, opportunity_id, today)
    ids = {each.id for each in found}
    query = select(ChainLine).where(
        ChainLine.from_link_id.in_(ids), ChainLine.deleted_at.is_(None)
    )  # fmt: skip
    drawn = tuple(
        MapLine(each.id, each.from_link_id, each.to_link_id, each.kind, each.note or "", each.is_confirmed)
        for each in session.scalars(query.order_by(ChainLine.id))
        if each.to_link_id in ids
    )  # fmt: skip
    return ChainMap(account_id, opportunity_id, tuple(found), drawn, today or date.today())


def people(
    session: Session, account_id: int, opportunity_id: int | None = None, today: date | None = None
) -> list[MapPerson]:
    """Everybody on the map with what is said of them, in the order they were added."""
    day = today or date.today()
    rows = list(session.scalars(_links(account_id, opportunity_id)))
    contacts = _contacts(session, [each.contact_id for each in rows if each.contact_id])
    met = _last_contacts(session, account_id, rows)
    actions = _open_actions(session, account_id, opportunity_id, rows)
    limits = _limits(session)
    ids = {each.id for each in rows}
    return [
        _person(each, contacts, met.get(each.id), actions.get(each.id, 0), limits, day, ids)
        for each in rows
    ]


def other_maps(
    session: Session, account_id: int, opportunity_id: int | None
) -> list[tuple[int | None, str, int]]:
    """The other maps of the same account with anybody on them: project (None: the account), its name, people."""
    query = (
        select(ChainLink.opportunity_id, Opportunity.name, func.count())
        .outerjoin(Opportunity, Opportunity.id == ChainLink.opportunity_id)
        .where(ChainLink.account_id == account_id, ChainLink.deleted_at.is_(None))
        .group_by(ChainLink.opportunity_id, Opportunity.name)
        .order_by(func.max(ChainLink.updated_at).desc())
    )
    return [
        (project, name or "", count)
        for project, name, count in session.execute(query)
        if project != opportunity_id
    ]


def _links(account_id: int, opportunity_id: int | None) -> Select[ChainLink]:
    return (
        select(ChainLink)
        .where(
            ChainLink.account_id == account_id,
            ChainLink.opportunity_id == opportunity_id
            if opportunity_id is not None
            else ChainLink.opportunity_id.is_(None),
            ChainLink.deleted_at.is_(None),
        )
        .order_by(ChainLink.id)
    )


def _person(
    link: ChainLink,
    contacts: Mapping[int, Contact],
    met: date | None,
    actions: int,
    limits: Mapping[str, int],
    today: date,
    ids: set[int],
) -> MapPerson:
    contact = contacts.get(link.contact_id or 0)
    roles = tuple(filter(None, (link.buying_role or "").split(",")))
    stand = {name: getattr(link, name) for name in STAND if name != "buying_role"}
    return MapPerson(
        id=link.id, uid=link.uid, contact_id=link.contact_id,
        name=(contact.full_name if contact is not None else link.name) or "",
        position=(link.position or (contact.position if contact is not None else "")) or "",
        is_external=bool(link.is_external), roles=roles, **stand,
        confirmed=tuple(filter(None, (link.confirmed or "").split(","))),
        confirmed_on=link.confirmed_on,
        reports_to_id=link.reports_to_id if link.reports_to_id in ids else None,
        x=link.x, y=link.y,
        met_on=met, days=(today - met).days if met else None,
        limit=limit_of(roles, limits), actions=actions,
        has_left=contact is not None and contact.left_on is not None,
    )  # fmt: skip


def _limits(session: Session) -> dict[str, int]:
    stored = settings.get_all(session)
    limits = {role: int(stored[key]) for role, key in _SETTING_OF.items()}
    return limits | {"": int(stored["contact_days_other"])}


def limit_of(roles: Iterable[str], limits: Mapping[str, int]) -> int:
    """Days that may pass between contacts: the strictest of the roles; `limits` by role, ``""`` for others."""
    return min((limits.get(role, limits[""]) for role in roles), default=limits[""])


def _contacts(session: Session, ids: Sequence[int]) -> dict[int, Contact]:
    found = session.scalars(select(Contact).where(Contact.id.in_(ids)))
    return {each.id: each for each in found}


def _last_contacts(session: Session, account_id: int, rows: Sequence[ChainLink]) -> dict[int, date]:
    """Link → day of the last contact. Who is no contact is found by the name they were noted under."""
    by_contact = [each.contact_id for each in rows if each.contact_id]
    by_name = [each.name for each in rows if each.contact_id is None and each.name]
    day = func.max(Visit.held_on)
    by_id = _met(VisitPerson.contact_id, day).where(VisitPerson.contact_id.in_(by_contact))
    named = _met(VisitPerson.name, day).where(
        Visit.account_id == account_id,
        VisitPerson.contact_id.is_(None),
        VisitPerson.name.in_(by_name),
    )
    met: dict[int, date] = dict(session.execute(by_id.group_by(VisitPerson.contact_id)).all())
    names: dict[str, date] = {}
    if by_name:
        names = dict(session.execute(named.group_by(VisitPerson.name)).all())
    found = {}
    for each in rows:
        on = met.get(each.contact_id) if each.contact_id else names.get(each.name or "")
        if on is not None:
            found[each.id] = on
    return found


def _met(*columns: Any) -> Select[Any]:
    """Of the customer's people at visits that took place."""
    return (
        select(*columns)
        .select_from(VisitPerson)
        .join(Visit, Visit.id == VisitPerson.visit_id)
        .where(
            VisitPerson.side == "customer",
            VisitPerson.deleted_at.is_(None),
            Visit.deleted_at.is_(None),
            Visit.state.in_(HAPPENED),
            Visit.held_on.is_not(None),
        )
    )


def last_visit_id(session: Session, person: MapPerson, account_id: int) -> int | None:
    """The visit at which a person was met last."""
    query = _met(Visit.id)
    if person.contact_id is not None:
        query = query.where(VisitPerson.contact_id == person.contact_id)
    else:
        query = query.where(
            Visit.account_id == account_id,
            VisitPerson.contact_id.is_(None),
            VisitPerson.name == person.name,
        )
    found: int | None = session.scalar(
        query.order_by(Visit.held_on.desc(), Visit.id.desc()).limit(1)
    )
    return found


def _open_actions(
    session: Session, account_id: int, opportunity_id: int | None, rows: Sequence[ChainLink]
) -> dict[int, int]:
    """Link → open actions for that person; on the map of the account those of all its projects count."""
    uids = {each.uid: each.id for each in rows}
    if opportunity_id is None:
        of_contact = {each.contact_id: each.id for each in rows if each.contact_id}
        others = select(ChainLink.uid, ChainLink.contact_id).where(
            ChainLink.account_id == account_id, ChainLink.contact_id.in_(of_contact)
        )
        for uid, contact_id in session.execute(others):
            uids[uid] = of_contact[contact_id or 0]
    query = (
        select(Action.why_uid, func.count())
        .where(
            Action.why_kind == "person",
            Action.why_uid.in_(uids),
            Action.state.in_(OPEN_ACTIONS),
            Action.deleted_at.is_(None),
        )
        .group_by(Action.why_uid)
    )
    found: dict[int, int] = {}
    for linked, count in session.execute(query):
        link_id = uids[linked or ""]
        found[link_id] = found.get(link_id, 0) + count
    return found
