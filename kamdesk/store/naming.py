"""What a record is called where records of all kinds stand together: hits, history, the waste basket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense
from kamdesk.model.visit import Visit
from kamdesk.store.recorder import account_of

_WORDS = ("name", "full_name", "title_text", "label")
_OF_PERSONS = frozenset({"Assessment", "Incentive"})
"""What somebody of the department has for a period: everybody's is called the same."""
_DAYS = ("held_on", "planned_on", "due_on", "begun_on", "on")
"""Fields of the day a record is about, the one that tells most first."""


def account_names(session: Session, records: Iterable[Record]) -> dict[int, str]:
    """Id → name of the accounts that `records` belong to by a column of their own."""
    ids = {getattr(each, "account_id", None) for each in records} - {None}
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)} if ids else {}


def has_words(record: Record) -> bool:
    """Whether the record says itself what it is called."""
    return type(record).title is not Record.title or any(
        getattr(record, each, None) for each in _WORDS
    )


def account_name(session: Session, record: Record) -> str:
    """The name of the account that the record belongs to, by whatever stands between them; "" for none."""
    account_id = account_of(session, record)
    account = session.get(Account, account_id) if account_id is not None else None
    return account.name if account is not None and account is not record else ""


def day_of(record: Record) -> date | None:
    """The day the record is about, if it has one."""
    return next((day for name in _DAYS if (day := getattr(record, name, None))), None)


def called(record: Record, account: str) -> tuple[str, str]:
    """What to call a record of the account called `account` ("" for none), and what to show beside it: the account, or
    the kind where the account is all there is to call it by, and the day."""
    own = has_words(record)
    title = record.title if own else account or record.title
    day = day_of(record)
    shown = str(day) if day is not None and str(day) not in title else ""
    beside = account if own and account else str(record.TERM)
    return title, " · ".join(filter(None, (beside, shown)))


def titled(session: Session, record: Record) -> str:
    """What to call it where nothing stands beside it: what happened with an account, or has no name, by the account
    as well; a person or a document by its name."""
    if type(record).__name__ in _OF_PERSONS:
        person = session.get(Staff, getattr(record, "staff_id", None))
        return f"{record.title} · {person.name}" if person is not None else record.title
    account = account_name(session, record)
    if not has_words(record):
        return account or record.title
    by_account = account and isinstance(record, Visit | Expense | Task)
    return f"{record.title} · {account}" if by_account else record.title
