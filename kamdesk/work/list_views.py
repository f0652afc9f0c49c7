"""The views at the left of the account list: key accounts, all, tiers and states with their counts, saved filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import SavedFilter
from kamdesk.work import lists
from kamdesk.work.fields import fields_for
from kamdesk.work.lists import ListQuery

KEY_STATUSES: tuple[str, ...] = ("active", "developing")
"""States of an account that make it one of the department's key accounts."""


@dataclass(frozen=True)
class ViewCounts:
    """How many accounts each view of the tab has."""

    key: int
    all: int
    groups: int
    tiers: dict[str, int]
    statuses: dict[str, int]
    saved: tuple[SavedView, ...]
    in_trash: int


@dataclass(frozen=True)
class SavedView:
    """A saved filter with the number of accounts it finds.

    `usable` is false when a field it names is gone; `count` is None then, and where nobody counted.
    """

    id: int
    name: str
    query: dict[str, Any]
    count: int | None
    usable: bool = True


def view_counts(session: Session) -> ViewCounts:
    """Counts for the views at the left."""
    everything = ListQuery("Account", ("name",))
    statuses = lists.counts_by(session, everything, "status")
    return ViewCounts(
        key=sum(count for status, count in statuses.items() if status in KEY_STATUSES),
        all=sum(statuses.values()),
        groups=_group_count(session),
        tiers={tier: n for tier, n in lists.counts_by(session, everything, "tier").items() if tier},
        statuses={status: n for status, n in statuses.items() if status},
        saved=saved_views(session),
        in_trash=lists.count(session, everything.with_(in_trash=True)),
    )


def _group_count(session: Session) -> int:
    heads = select(Account.parent_id).where(
        Account.parent_id.is_not(None), Account.deleted_at.is_(None)
    )
    query = select(func.count(Account.id)).where(
        Account.id.in_(heads), Account.parent_id.is_(None), Account.deleted_at.is_(None)
    )
    return session.scalar(query) or 0


def saved_views(session: Session, *, counted: bool = True) -> tuple[SavedView, ...]:
    """The saved filters of the account list by name, with or without the number each finds."""
    query = (
        select(SavedFilter)
        .where(SavedFilter.record == "Account", SavedFilter.deleted_at.is_(None))
        .order_by(SavedFilter.name, SavedFilter.id)
    )
    known = {each.name for each in fields_for(session, Account)}
    found = []
    for each in session.scalars(query):
        count = None
        loaded = ListQuery.load(each.query)
        used = {one.field for one in loaded.conditions} | set(loaded.columns)
        usable = used <= known
        if usable and counted:
            count = lists.count(session, loaded)
        found.append(SavedView(each.id, each.name, each.query, count, usable))
    return tuple(found)


def save_filter(session: Session, name: str, query: ListQuery) -> SavedFilter:
    """Keeps the list under `name`; one of that name is replaced."""
    name = _filter_name(name)
    row = session.scalars(
        select(SavedFilter).where(
            SavedFilter.record == "Account",
            SavedFilter.name == name,
            SavedFilter.deleted_at.is_(None),
        )
    ).first()
    if row is None:
        row = SavedFilter(name=name, record="Account", query=query.dump())
        session.add(row)
    else:
        row.query = query.dump()
    session.flush()
    return row


def rename_filter(session: Session, filter_id: int, name: str) -> None:
    """Gives a saved filter another name."""
    row = session.get(SavedFilter, filter_id)
    if row is not None:
        row.name = _filter_name(name)


def _filter_name(name: str) -> str:
    if not name.strip():
        raise RuleError(_("A saved filter needs a name."), field="name")
    return name.strip()[:80]
