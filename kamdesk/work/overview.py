"""Small questions about the whole data folder, for the window's frame."""

from __future__ import annotations

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import SettingValue, Staff
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store.search import Hit


def is_fresh(session: Session) -> bool:
    """Whether nothing was ever entered: the first-start choice belongs here."""
    kinds = (SettingValue, Staff, Account)
    return not session.scalar(select(or_(*(exists(select(kind.id)) for kind in kinds))))


def describe(session: Session, record: str, record_id: int) -> Hit | None:
    """What to call a record and what to show beside it; None when it is not there any more."""
    kind = RECORD_BY_NAME[record]
    found = session.get(kind, record_id)
    if found is None or found.deleted_at is not None:
        return None
    if isinstance(found, Account):
        return Hit(record, record_id, found.title, found.archive_no or found.account_code or "")
    if isinstance(found, Staff):
        return Hit(record, record_id, found.title, "")
    from kamdesk.store import naming  # late: it has every record mapped

    account = naming.account_name(session, found)
    if record == "Contact":
        return Hit(record, record_id, found.title, account)
    return Hit(record, record_id, *naming.called(found, account))
