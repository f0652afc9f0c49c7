"""How many required fields of an archive are filled at the end of a period (kpi.md, clarification 9).

The account keeps how complete its archive is; only a date that was still to come, at the end of the period or when the
account was written, makes another number, so only archives with such a date are looked at field by field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.completeness import REQUIRED, missing
from kamdesk.model.contact import Contact
from kamdesk.store.derived import archives

NUMBER = len(REQUIRED)
"""Required fields of an archive."""
_BLOCK = 5000
"""Ids in one query; SQLite takes 32,766."""


def filed_on(session: Session) -> dict[int, date]:
    """Account → the day its archive was filed."""
    query = select(Account.id, Account.archive_date).where(
        Account.archive_date.is_not(None), Account.deleted_at.is_(None)
    )
    return {key: day for key, day in session.execute(query) if day is not None}


def filled(session: Session, account_ids: Mapping[int, Any], end: date) -> dict[int, int]:
    """Account → its filled required fields, a date after `end` being none."""
    found = {}
    for block in _blocks(account_ids):
        query = select(Account.id, Account.completeness).where(Account.id.in_(block))
        for key, percent in session.execute(query):
            found[key] = -(-percent * NUMBER // 100)
    late = _with_late_dates(session, end) & found.keys()
    for account, persons in archives(session, late):
        found[account.id] = NUMBER - len(missing(account, persons, end))
    return found


def _with_late_dates(session: Session, end: date) -> set[int]:
    day = end.isoformat()
    accounts = select(Account.id).where(
        or_(Account.founded_on > day, Account.founded_on > func.substr(Account.updated_at, 1, 10))
    )
    persons = select(Contact.account_id).where(
        Contact.form_role.is_not(None),
        or_(Contact.birth_date > day, Contact.birth_date > func.substr(Contact.updated_at, 1, 10)),
    )
    return {*session.scalars(accounts), *session.scalars(persons)}


def _blocks(ids: Iterable[int]) -> Iterator[list[int]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BLOCK):
        yield wanted[start : start + _BLOCK]
