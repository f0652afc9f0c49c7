"""One person of a decision map: the actions for them and what changed about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.project import Action
from kamdesk.model.relations import ChainLink
from kamdesk.store import changes
from kamdesk.work import settings
from kamdesk.work.decision_chain import OPEN_ACTIONS, MapPerson
from kamdesk.work.history_lines import HistoryLine, lines


@dataclass(frozen=True)
class Countermeasure:
    """An action for a person."""

    id: int
    name: str
    due_on: date | None
    who: str
    is_open: bool


def countermeasures(session: Session, person: MapPerson) -> list[Countermeasure]:
    """The actions for a person, open ones first, the earliest first."""
    query = (
        select(Action, Staff.name)
        .outerjoin(Staff, Staff.id == Action.owner_id)
        .where(
            Action.why_kind == "person",
            Action.why_uid == person.uid,
            Action.deleted_at.is_(None),
            Action.state != "cancelled",
        )
    )
    found = [
        Countermeasure(
            each.id, each.name, each.due_on, who or "", each.state in OPEN_ACTIONS
        )
        for each, who in session.execute(query)
    ]  # fmt: skip
    return sorted(found, key=lambda each: (not each.is_open, each.due_on or date.max, each.id))


def add_countermeasure(session: Session, link: ChainLink, what: str, due_on: date) -> Action:
    """Adds an action for somebody to the plan of the project; whoever uses this computer is to do it."""
    if link.opportunity_id is None:
        raise RuleError(_("Actions belong to projects."))
    user = settings.me(session)
    action = Action(
        opportunity_id=link.opportunity_id, name=what.strip()[:200], why_kind="person",
        why_uid=link.uid, why=_who(session, link), owner_id=user.id if user else None,
        due_on=due_on, state="open",
    )  # fmt: skip
    session.add(action)
    session.flush()
    return action


def _who(session: Session, link: ChainLink) -> str:
    contact = session.get(Contact, link.contact_id) if link.contact_id else None
    return (contact.full_name if contact is not None else link.title)[:200]


def history(session: Session, link_id: int, limit: int = 50) -> list[HistoryLine]:
    """What changed about a person on this map, newest first, without what was undone or where it stands drawn."""
    entries = [
        replace(entry, after={k: v for k, v in entry.after.items() if k not in ("x", "y")})
        for entry in changes.history(session, record="ChainLink", record_id=link_id, limit=limit)
        if not entry.undone
    ]
    return [line for line in lines(session, entries) if line.field or line.after]
