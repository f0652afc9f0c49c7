"""Everything that happened with an account, as one line of time: facts, documents, people, saved actions."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange, AccountTierChange
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.document import Document
from kamdesk.model.vocabulary import ACCOUNT_STATUS
from kamdesk.store import changes
from kamdesk.work import account_events, account_keeping_events, settings
from kamdesk.work.account_events import Event

Dated = TypeVar("Dated", AccountStatusChange, AccountTierChange, AccountOwner, Document)

# Asked whenever an account is shown: building the queries would take longer than asking them.
_STAFF_NAMES = select(Staff.id, Staff.name).where(Staff.id.in_(bindparam("ids", expanding=True)))
_PEOPLE_WHO_LEFT = select(Contact).where(
    Contact.account_id == bindparam("account_id"),
    Contact.deleted_at.is_(None),
    Contact.left_on.is_not(None),
)


def timeline(session: Session, account_id: int, limit: int = 300) -> list[Event]:
    """The events of the account, newest first; what is planned stands on top with its day."""
    account = session.get(Account, account_id)
    if account is None:
        return []
    events = (
        _facts(session, account) + _documents(session, account_id) + _people(session, account_id)
    )
    events += account_events.of_visits(session, account_id, limit)
    events += account_events.of_the_rest(session, account_id, limit)
    currency = settings.get(session, "default_currency")
    events += account_keeping_events.of_keeping(session, account_id, limit, currency)
    events += _changes(session, account_id, limit)
    planned = {each.on for each in events if each.kind == "planned"}
    # The next contact is that plan.
    events = [each for each in events if each.kind != "next" or each.on not in planned]
    events.sort(key=_order, reverse=True)
    return events[:limit]


def _order(event: Event) -> tuple[date, float]:
    return (event.on, event.at.timestamp() if event.at else 0.0)


def _local_day(moment: datetime) -> date:
    return moment.astimezone().date()


def _facts(session: Session, account: Account) -> list[Event]:
    found = []
    if account.next_contact_on is not None:
        text = account.next_step or _("next contact")
        found.append(Event(account.next_contact_on, "next", text))
    if account.archive_date is not None:
        number = account.archive_no or ""
        found.append(Event(account.archive_date, "filed", _("Archive filed"), number))
    for status in _own(session, AccountStatusChange, account.id):
        text = _("Status: {value}").format(value=ACCOUNT_STATUS.label(status.to))
        found.append(Event(status.on, "status", text, status.reason or "", status.created_by))
    for tier in _own(session, AccountTierChange, account.id):
        text = _("Tier: {value}").format(value=tier.to or _("none"))
        found.append(Event(tier.on, "tier", text, tier.reason or "", tier.created_by))
    owners = _own(session, AccountOwner, account.id)
    staff_ids = {each.staff_id for each in owners}
    names = {row.id: row.name for row in session.execute(_STAFF_NAMES, {"ids": staff_ids})}
    for owner in owners:
        name = names.get(owner.staff_id) if owner.staff_id is not None else None
        text = _("Owner: {value}").format(value=name or _("nobody"))
        found.append(Event(owner.since, "owner", text, "", owner.created_by))
    return found


def _own(session: Session, record: type[Dated], account_id: int) -> list[Dated]:
    return list(session.scalars(_of_account(record), {"account_id": account_id}))


@cache
def _of_account(record: type[Dated]) -> Select[Dated]:
    own = select(record).where(
        record.account_id == bindparam("account_id"), record.deleted_at.is_(None)
    )
    return own.order_by(record.id)


def _documents(session: Session, account_id: int) -> list[Event]:
    return [
        Event(
            each.on or _local_day(each.created_at), "document",
            _("Document: {name}").format(name=each.name), each.note or "", each.created_by,
        )
        for each in session.scalars(_of_account(Document), {"account_id": account_id})
    ]  # fmt: skip


def _people(session: Session, account_id: int) -> list[Event]:
    return [
        Event(
            each.left_on, "left", _("{name} left").format(name=each.full_name), each.position or ""
        )
        for each in session.scalars(_PEOPLE_WHO_LEFT, {"account_id": account_id})
        if each.left_on is not None
    ]


def _changes(session: Session, account_id: int, limit: int) -> list[Event]:
    found: dict[int, Event] = {}
    for each in changes.history(session, account_id=account_id, limit=limit):
        found.setdefault(
            each.change_id,
            Event(_local_day(each.at), "change", each.label, "", each.by, each.at, each.undone),
        )
    return list(found.values())
