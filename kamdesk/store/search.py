"""Find as people type: one normalised text per record with pinyin and initials, looked through with one SQL scan."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, fields_of
from kamdesk.model.log import SearchEntry
from kamdesk.model.pinyin import initials, syllables
from kamdesk.model.registry import RECORD_BY_NAME

SEARCHABLE: tuple[type[Record], ...] = tuple(
    record
    for record in RECORD_BY_NAME.values()
    if any(each.spec.search for each in fields_of(record))
)
_SPOKEN = frozenset({"name", "full_name", "short_name"})
"""Fields that are also found by pinyin."""
_BLOCK = 500


@dataclass(frozen=True)
class Hit:
    """A found record: class name, id, what to call it, and what to show beside it."""

    record: str
    record_id: int
    title: str
    detail: str


def normal(typed: str) -> str:
    """Text as the index keeps it: one width, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())


def words(typed: str) -> list[str]:
    """What each record must contain, all of it."""
    return normal(typed).split(" ") if typed.strip() else []


def matches(record: type[Record], typed: str) -> ColumnElement[bool] | None:
    """A condition on `record`: its search text contains every word of `typed`; None if nothing was typed."""
    wanted = words(typed)
    if not wanted:
        return None
    query = select(SearchEntry.record_id).where(SearchEntry.record == record.__name__)
    for word in wanted:
        query = query.where(func.instr(SearchEntry.text, word) > 0)
    return record.id.in_(query)


def find(
    session: Session,
    typed: str,
    records: Iterable[type[Record]] = (Account, Contact),
    limit: int = 30,
) -> list[Hit]:
    """Records whose text contains `typed`, best first: names that begin with it before those that contain it."""
    hits: list[Hit] = []
    first = normal(typed)
    for record in records:
        condition = matches(record, typed)
        if condition is None:
            continue
        begins = func.instr(SearchEntry.text, first) == 1
        query = (
            select(record)
            .join(
                SearchEntry,
                (SearchEntry.record == record.__name__) & (SearchEntry.record_id == record.id),
            )
            .where(condition, record.deleted_at.is_(None))
            .order_by(begins.desc(), record.id.desc())
            .limit(limit)
        )
        hits.extend(_hits(session, record, query))
    return hits[:limit]


def _hits(session: Session, record: type[Record], query: Select[Any]) -> Iterable[Hit]:
    found = list(session.scalars(query))
    names: dict[int, str] = {}
    if record is Contact:
        ids = {contact.account_id for contact in found}
        rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
        names = dict(rows.tuples().all())
    for each in found:
        if isinstance(each, Contact):
            detail = " · ".join(filter(None, (names.get(each.account_id), each.position)))
        elif isinstance(each, Account):
            detail = each.archive_no or each.account_code or ""
        else:
            detail = str(record.TERM)
        yield Hit(record.__name__, each.id, each.title, detail)


def text_of(record: Record) -> str:
    """The search text of one record, its own values first."""
    parts: list[str] = []
    spoken: list[str] = []
    for each in fields_of(type(record)):
        if not each.spec.search:
            continue
        value = getattr(record, each.name)
        if not value:
            continue
        parts.append(str(value))
        if each.kind is Kind.PHONE:
            parts.append("".join(character for character in str(value) if character.isdigit()))
        if each.name in _SPOKEN and not str(value).isascii():
            spoken += [initials(str(value)), "".join(syllables(str(value)))]
    parts += [
        str(value)
        for value in (getattr(record, "custom", None) or {}).values()
        if isinstance(value, str)
    ]
    return "\n".join(dict.fromkeys(normal(part) for part in parts + spoken))


def refresh(session: Session, touched: Mapping[str, Iterable[int]]) -> None:
    """Writes the search text of the touched records anew; an account's text also holds its people's."""
    accounts = set(touched.get("Account", ()))
    people = set(touched.get("Contact", ()))
    if people:
        for chunk in _chunks(sorted(people)):
            accounts.update(
                session.scalars(select(Contact.account_id).where(Contact.id.in_(chunk)))
            )
    for record in SEARCHABLE:
        ids = accounts if record is Account else set(touched.get(record.__name__, ()))
        for chunk in _chunks(sorted(ids)):
            _refresh_chunk(session, record, chunk)


def _refresh_chunk(session: Session, record: type[Record], ids: list[int]) -> None:
    session.execute(
        delete(SearchEntry).where(
            SearchEntry.record == record.__name__, SearchEntry.record_id.in_(ids)
        ),
        execution_options={"synchronize_session": False},
    )
    texts = {
        each.id: text_of(each)
        for each in session.scalars(
            select(record).where(record.id.in_(ids), record.deleted_at.is_(None))
        )
    }
    if record is Account:
        people = select(Contact).where(Contact.account_id.in_(texts), Contact.deleted_at.is_(None))
        for contact in session.scalars(people):
            texts[contact.account_id] += "\n" + text_of(contact)
    if texts:
        session.execute(
            insert(SearchEntry),
            [
                {"record": record.__name__, "record_id": key, "text": value}
                for key, value in texts.items()
            ],
        )


def rebuild(session: Session) -> None:
    """Writes the whole index anew (after a restore, or when `check` found it wrong)."""
    session.execute(delete(SearchEntry))
    for record in SEARCHABLE:
        for chunk in _chunks(list(session.scalars(select(record.id)))):
            _refresh_chunk(session, record, chunk)


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), _BLOCK):
        yield ids[start : start + _BLOCK]
