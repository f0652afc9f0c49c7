"""Whom an activity, a survey or a letter is for: the accounts of a saved filter, and the people among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import SavedFilter
from kamdesk.model.vocabulary import TIER
from kamdesk.work import lists
from kamdesk.work.fields import fields_for
from kamdesk.work.list_views import KEY_STATUSES, view_counts
from kamdesk.work.lists import Condition, ListQuery

EVERYBODY, MAIN = "everybody", "main"
_AT_ONCE = 500


@dataclass(frozen=True)
class Segment:
    """One of the groups of accounts there are: its key, what it is called, how many accounts it has now."""

    key: str
    words: str
    count: int


def segments(session: Session) -> list[Segment]:
    """The key accounts, those of each tier, and the saved filters of the account list that can still be used."""
    counts = view_counts(session)
    found = [Segment("key", _("Key accounts"), counts.key)]
    for choice in TIER:
        if counts.tiers.get(choice.code):
            words = _("Tier {tier}").format(tier=choice.label)
            found.append(Segment(f"tier:{choice.code}", words, counts.tiers[choice.code]))
    found += [
        Segment(f"filter:{each.id}", each.name, each.count or 0)
        for each in counts.saved
        if each.usable
    ]
    return found


def accounts_of(session: Session, key: str) -> list[int]:
    """The accounts of a segment by its key. Raises RuleError for one that is gone."""
    kind, _colon, which = key.partition(":")
    if kind == "filter":
        return of_filter(session, int(which))
    if kind == "tier":
        tier = (Condition("tier", "is", (which,)),)
        return lists.ids(session, ListQuery("Account", ("name",), tier, sort="name"))
    return key_accounts(session)


def of_filter(session: Session, filter_id: int) -> list[int]:
    """The accounts that a saved filter of the account list finds now, in its order.

    Raises RuleError for a filter that is gone, or that names a field there is no more.
    """
    saved = session.get(SavedFilter, filter_id)
    if saved is None or saved.deleted_at is not None or saved.record != "Account":
        raise RuleError(_("This filter is not there any more."))
    query = ListQuery.load(saved.query)
    known = {each.name for each in fields_for(session, Account)}
    if not {each.field for each in query.conditions if each.field} <= known:
        raise RuleError(
            _("The filter “{name}” names a field that is gone.").format(name=saved.name)
        )
    return lists.ids(session, query)


def key_accounts(session: Session) -> list[int]:
    """The key accounts by name."""
    active = (Condition("status", "is", KEY_STATUSES),)
    return lists.ids(session, ListQuery("Account", ("name",), active, sort="name"))


def main_contacts(session: Session, account_ids: Sequence[int]) -> dict[int, int]:
    """Account → its main contact, unless they left."""
    found: dict[int, int] = {}
    for start in range(0, len(account_ids), _AT_ONCE):
        query = select(Contact.account_id, Contact.id).where(
            Contact.account_id.in_(account_ids[start : start + _AT_ONCE]),
            Contact.form_role == "main_contact",
            Contact.left_on.is_(None),
            Contact.deleted_at.is_(None),
        )
        found |= {row.account_id: row.id for row in session.execute(query)}
    return found


def people(
    session: Session, account_ids: Iterable[int], which: str = MAIN, *, staying: bool = False
) -> list[int]:
    """The contacts of accounts, account by account: the ``main`` contact of each, or ``everybody``.

    Those who left are among them unless only those `staying` are wanted: who writes letters tells that they are left
    out.
    """
    wanted = list(dict.fromkeys(account_ids))
    by_account: dict[int, list[int]] = {each: [] for each in wanted}
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(Contact.account_id, Contact.id).where(
            Contact.account_id.in_(wanted[start : start + _AT_ONCE]), Contact.deleted_at.is_(None)
        )
        if which == MAIN:
            query = query.where(Contact.form_role == "main_contact")
        if staying:
            query = query.where(Contact.left_on.is_(None))
        for row in session.execute(query.order_by(Contact.id)):
            by_account[row.account_id].append(row.id)
    return [contact for each in wanted for contact in by_account[each]]
