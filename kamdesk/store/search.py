"""Find as people type: one normalised text per record, and an index of its characters and pairs of characters.

SQLite's own tokenizers find nothing for two Chinese characters, and looking through 200,000 texts for each key takes
too long. So every text is cut into *grams*: its single characters, its pairs of neighbours, runs of three Latin
letters or digits, and the beginnings of its first lines (the name and its pinyin), marked with ``^`` and a letter of
the kind of record. A short word is one gram; of a longer one all grams have to be there, and the few texts that have
them are looked at.
"""

from __future__ import annotations

import operator
import re
import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, delete, func, select
from sqlalchemy import Table as SqlTable
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.fields import Kind, fields_of
from kamdesk.model.pinyin import initials, syllables
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store import bulk

KIND_NUMBERS: dict[str, int] = {
    "Account": 1, "Contact": 2, "Staff": 3, "Document": 4, "Visit": 5, "ExpenseClaim": 6, "Expense": 7,
    "Development": 8, "Task": 9, "Opportunity": 10, "Competitor": 11, "Product": 12, "Action": 13, "Risk": 14,
    "Quotation": 15, "Review": 16, "Intelligence": 17, "AccountPlan": 18, "Contract": 19, "Complaint": 20,
    "Feedback": 21, "ServiceRequest": 22, "ServicePlan": 23, "Survey": 24, "Activity": 25, "LetterTemplate": 26,
    "Training": 27,
}  # fmt: skip
"""A number for each searchable kind, given once: row ``number * 2**40 + id`` of the index is its text, so that the
texts of a kind lie beside each other and those of all others are never looked at."""

_SPOKEN = ("name", "full_name", "short_name")
"""Fields that are also found by pinyin; they come first in the text."""
_BLOCK = 5000
"""Ids in one query; SQLite takes 32,766."""
_ROOM = 1 << 40
_BEGINNING = 12
"""Characters of a name by which it is found as beginning with what was typed."""
_FIRST_LINES = 3
"""The name, its initials, its syllables."""
_SOME = 1000
"""From so many hits on, a page is found sooner by walking in order and leaving out than by sorting all hits."""
_MANY = 10_000
"""From so many on, it is quicker to look at the text of each record one walks past than to collect all hits first."""
_COUNTED = "search counted"
"""Where a session that only reads keeps what it counted last, and how many there were: the page is asked for next."""

_PLAIN = {code: "_" for code in range(128) if chr(code) not in string.ascii_letters + string.digits}
"""In a gram every sign of ASCII is the same one: the tokenizer would cut at it."""

_THREE = re.compile("(?=([0-9a-z]{3}))")

_ENTRY = sql_table(
    "search_entry", sql_column("record"), sql_column("record_id"), sql_column("text")
)
_INDEX = sql_table("search_index", sql_column("rowid"), sql_column("search_index"))


@dataclass(frozen=True)
class Hit:
    """A found record: class name, id, what to call it, and what to show beside it."""

    record: str
    record_id: int
    title: str
    detail: str


def normal(typed: str) -> str:
    """Text as the index keeps it: one width, lower case, single blanks."""
    if typed.isascii():
        return " ".join(typed.lower().split())
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())


def words(typed: str) -> list[str]:
    """What each record must contain, all of it."""
    return normal(typed).split(" ") if typed.strip() else []


def grams(record: type[Record], text: str) -> str:
    """What the index keeps of the `text` of a record: its grams, with blanks between."""
    mark = _mark(record)
    plain = text.translate(_PLAIN)
    found = set(map(operator.add, plain, plain[1:]))
    found.update(plain)
    found.update(_latin_threes(plain))
    start = 0
    for line in text.split("\n", _FIRST_LINES)[:_FIRST_LINES]:
        found.add(mark + plain[start : start + min(len(line), _BEGINNING)])
        start += len(line) + 1
    return " ".join(found)


def _latin_threes(plain: str) -> set[str]:
    return set(_THREE.findall(plain))


def matches(record: type[Record], typed: str) -> ColumnElement[bool] | None:
    """A condition on `record`: its search text contains every word of `typed`; None if nothing was typed."""
    wanted = words(typed)
    if not wanted:
        return None
    return record.id.in_(_matching(record, wanted))


def condition(session: Session, record: type[Record], typed: str) -> ColumnElement[bool] | None:
    """As `matches`, in the form that is quickest for a page in the order of an index: it depends on how many hits
    there are."""
    wanted = words(typed)
    if not wanted:
        return None
    asked, number = session.info.get(_COUNTED, (None, 0))
    if asked != (record, wanted):
        number = _number(session, record, wanted, (), _MANY)
    if number < _SOME:
        return matches(record, typed)
    if number >= _MANY:
        return _contains(record, record.id, wanted)
    # A sum is nothing that SQLite would start from: it walks in order, and looks up each id among the collected ones.
    found = (record.id + 0).in_(_candidates(record, _expression(wanted)))
    inexact = _inexact(wanted)
    return found & _contains(record, record.id, inexact) if inexact else found


def count(session: Session, record: type[Record], typed: str) -> int | None:
    """How many records outside the waste basket contain what was typed; None if nothing was typed."""
    wanted = words(typed)
    if not wanted:
        return None
    number = _number(session, record, wanted, _inexact(wanted))
    if "recorder" not in session.info:  # it only reads, and sees one state
        session.info[_COUNTED] = (record, wanted), number
    return number


def _number(
    session: Session,
    record: type[Record],
    wanted: Sequence[str],
    inexact: Sequence[str],
    at_most: int = -1,
) -> int:
    """How many records, at most `at_most`, have the grams of `wanted` and `inexact` in their text. It is asked at
    each key, so SQLite gets it as it is."""
    first = row_of(record, 0)
    texts, values = "", [_expression(wanted), first, first + _ROOM - 1]
    if inexact:
        texts = "CROSS JOIN search_entry ON record = ? AND record_id = i.rowid - ?"
        values = [record.__name__, first, *values, *inexact]
    looks = " AND instr(text, ?) > 0" * len(inexact)
    if session.autoflush:
        session.flush()
    found = session.connection().exec_driver_sql(
        f"SELECT count(*) FROM (SELECT 1 FROM search_index AS i {texts}"
        f" WHERE i.search_index MATCH ? AND i.rowid BETWEEN ? AND ?{looks} LIMIT ?)",
        (*values, at_most),
    )
    return int(found.scalar_one())


def find(
    session: Session,
    typed: str,
    records: Iterable[type[Record]] | None = None,
    limit: int = 30,
) -> list[Hit]:
    """Records whose text contains `typed`, best first: names that begin with it before those that contain it.

    Of `records`, or of accounts and people.
    """
    if records is None:
        records = (Account, RECORD_BY_NAME["Contact"])
    wanted = words(typed)
    hits: list[Hit] = []
    for record in records if wanted else ():
        ids = list(_ids_beginning_with(session, record, normal(typed), limit))
        if len(ids) < limit:
            others = _newest(_matching(record, wanted), limit)
            ids += [each for each in session.scalars(others) if each not in ids]
        hits.extend(_hits(session, record, ids[:limit]))
    return hits[:limit]


def _ids_beginning_with(
    session: Session, record: type[Record], typed: str, limit: int
) -> Iterable[int]:
    first = typed[:_BEGINNING].translate(_PLAIN)
    query = _newest(_candidates(record, f'"{_mark(record)}{first}" *'), limit)
    if len(typed) > _BEGINNING or not typed.isalnum():
        query = query.where(_contains(record, _record_id(record), [typed]))
    return session.scalars(query)


def _newest(query: Select[Any], limit: int) -> Select[Any]:
    return query.order_by(_INDEX.c.rowid.desc()).limit(limit)


def _record_id(record: type[Record]) -> ColumnElement[int]:
    return _INDEX.c.rowid.op("-", return_type=Account.id.type)(row_of(record, 0))


def _candidates(record: type[Record], expression: str) -> Select[Any]:
    """Ids of records that may contain what `expression` of the full-text index asks for."""
    return select(_record_id(record).label("record_id")).where(
        _INDEX.c.search_index.op("MATCH")(expression),
        _INDEX.c.rowid.between(row_of(record, 0), row_of(record, _ROOM - 1)),
    )


def _matching(record: type[Record], wanted: Sequence[str]) -> Select[Any]:
    """Ids of records that contain all of `wanted`; only texts of which the index cannot tell are looked at."""
    candidates = _candidates(record, _expression(wanted))
    inexact = _inexact(wanted)
    if not inexact:
        return candidates
    entry = (_ENTRY.c.record == record.__name__) & (_ENTRY.c.record_id == _record_id(record))
    candidates = candidates.join_from(_INDEX, _ENTRY, entry)
    return candidates.where(*(func.instr(_ENTRY.c.text, word) > 0 for word in inexact))


def _expression(wanted: Sequence[str]) -> str:
    parts = {gram for word in wanted for gram in _grams_of(word)}
    return " AND ".join(f'"{part}"' for part in sorted(parts))


def _grams_of(word: str) -> set[str]:
    """Those grams of `word` that few texts have: beside a run of three, pairs of Latin letters, digits and signs only
    cost time."""
    plain = word.translate(_PLAIN)
    threes = _latin_threes(plain)
    pairs = set(map(operator.add, plain, plain[1:]))
    if threes:
        pairs = {pair for pair in pairs if not pair.isascii()}
    return threes | pairs or {plain}


def _inexact(wanted: Iterable[str]) -> list[str]:
    return [word for word in wanted if not _is_exact(word)]


def _is_exact(word: str) -> bool:
    """Whether having the grams of `word` is the same as containing it."""
    plain = word.translate(_PLAIN)
    return plain == word and (len(word) <= 2 or (len(word) == 3 and word.isascii()))


def _contains(
    record: type[Record], record_id: ColumnExpressionArgument[int], wanted: Iterable[str]
) -> ColumnElement[bool]:
    query = select(_ENTRY.c.record_id).where(
        _ENTRY.c.record == record.__name__, _ENTRY.c.record_id == record_id
    )
    for word in wanted:
        query = query.where(func.instr(_ENTRY.c.text, word) > 0)
    return query.exists()


def _hits(session: Session, record: type[Record], ids: list[int]) -> Iterable[Hit]:
    if record is Account:
        query = select(Account.id, Account.name, Account.archive_no, Account.account_code)
        found = {
            row.id: Hit("Account", row.id, row.name, row.archive_no or row.account_code or "")
            for row in session.execute(query.where(Account.id.in_(ids)))
        }
    elif record.__name__ == "Contact":
        from kamdesk.model.contact import Contact  # late: the first list has no people

        query = (
            select(Contact.id, Contact.full_name, Contact.position, Account.name)
            .join(Account, Account.id == Contact.account_id)
            .where(Contact.id.in_(ids))
        )
        found = {
            key: Hit("Contact", key, name, " · ".join(filter(None, (account, position))))
            for key, name, position, account in session.execute(query)
        }
    else:
        from kamdesk.store import naming  # it asks the recorder, which writes the index

        records = session.scalars(select(record).where(record.id.in_(ids))).all()
        names = naming.account_names(session, records)
        found = {
            each.id: Hit(
                record.__name__,
                each.id,
                *naming.called(each, names.get(getattr(each, "account_id", None) or 0, "")),
            )
            for each in records
        }
    return [found[key] for key in ids if key in found]


@dataclass(frozen=True)
class _Source:
    """Which columns of a kind make its text: those spoken first, each with whether it is a phone number."""

    columns: tuple[tuple[str, bool, bool], ...]
    custom: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that `text` takes the values of."""
        names = tuple(name for name, _spoken, _phone in self.columns)
        return (*names, "custom") if self.custom else names

    def text(self, values: Sequence[Any]) -> str:
        parts: list[str] = []
        for (_name, spoken, phone), value in zip(self.columns, values, strict=False):
            if not value:
                continue
            value = str(value)
            parts.append(normal(value))
            if spoken and not value.isascii():
                parts.append(normal(initials(value)))
                parts.append(normal("".join(syllables(value))))
            elif phone:
                parts.append("".join(character for character in value if character.isdigit()))
        if self.custom and values[-1]:
            parts += [normal(value) for value in values[-1].values() if isinstance(value, str)]
        return "\n".join(dict.fromkeys(parts))


@cache
def _source(record: type[Record]) -> _Source:
    searched = [each for each in fields_of(record) if each.spec.search]
    searched.sort(key=lambda each: _SPOKEN.index(each.name) if each.name in _SPOKEN else 9)
    columns = tuple((each.name, each.name in _SPOKEN, each.kind is Kind.PHONE) for each in searched)
    return _Source(columns, "custom" in record.__table__.c)


@cache
def looked_at() -> Mapping[str, frozenset[str]]:
    """Class → the columns from which its search text, or that of the account it belongs to, follows."""
    return {
        name: frozenset((*_source(RECORD_BY_NAME[name]).names, "deleted_at", "account_id"))
        for name in KIND_NUMBERS
    }


def _texts(
    session: Session, record: type[Record], key: str, ids: Sequence[int]
) -> Iterable[tuple[int, str]]:
    """Of the records outside the waste basket whose column `key` is one of `ids`: that value and the text."""
    source = _source(record)
    table: SqlTable = record.__table__  # type: ignore[assignment]  # it is mapped to a Table
    names = (key, *source.names)
    for value, *values in bulk.read_rows(session, table, names, key, ids, "deleted_at IS NULL"):
        yield value, source.text(values)


def refresh(session: Session, touched: Mapping[str, Iterable[int]]) -> None:
    """Writes the search text of the touched records anew. An account's text also holds its people's: the accounts
    whose people were touched, or were theirs before, are among the touched ones."""
    for name in KIND_NUMBERS:
        for chunk in bulk.blocks(touched.get(name, ()), _BLOCK):
            _refresh_chunk(session, RECORD_BY_NAME[name], chunk)


def _refresh_chunk(session: Session, record: type[Record], ids: list[int]) -> None:
    places = ", ".join("?" for _id in ids)
    entries = session.connection().exec_driver_sql(
        f"SELECT record_id, text FROM search_entry WHERE record = ? AND record_id IN ({places})",
        (record.__name__, *ids),
    )
    old: dict[int, str] = dict(map(tuple, entries))
    new = dict(_texts(session, record, "id", ids))
    if record is Account and new:
        for account_id, text in _texts(session, RECORD_BY_NAME["Contact"], "account_id", ids):
            if account_id in new:
                new[account_id] += "\n" + text
    gone = [(key, text) for key, text in old.items() if new.get(key) != text]
    come = [(key, text) for key, text in new.items() if old.get(key) != text]
    _take_out(session, record, gone)
    _put_in(session, record, come)


def _take_out(session: Session, record: type[Record], entries: Sequence[tuple[int, str]]) -> None:
    """The index does not know what it holds of a record: it is told the grams again to forget them."""
    if not entries:
        return
    connection = session.connection()
    connection.exec_driver_sql(
        "INSERT INTO search_index(search_index, rowid, grams) VALUES ('delete', ?, ?)",
        [(row_of(record, key), grams(record, text)) for key, text in entries],
    )
    connection.exec_driver_sql(
        "DELETE FROM search_entry WHERE record = ? AND record_id = ?",
        [(record.__name__, key) for key, _text in entries],
    )


def _put_in(session: Session, record: type[Record], entries: Sequence[tuple[int, str]]) -> None:
    if not entries:
        return
    connection = session.connection()
    connection.exec_driver_sql(
        "INSERT INTO search_entry(record, record_id, text) VALUES (?, ?, ?)",
        [(record.__name__, key, text) for key, text in entries],
    )
    connection.exec_driver_sql(
        "INSERT INTO search_index(rowid, grams) VALUES (?, ?)",
        [(row_of(record, key), grams(record, text)) for key, text in entries],
    )


def _mark(record: type[Record]) -> str:
    """What begins the gram of a beginning: those of a kind are found without those of all others."""
    return "^" + (string.ascii_lowercase + string.digits)[KIND_NUMBERS[record.__name__]]


def row_of(record: type[Record], record_id: int) -> int:
    """The row of the index that is about this record."""
    return KIND_NUMBERS[record.__name__] * _ROOM + record_id


def rebuild(session: Session) -> None:
    """Writes the whole index anew (after a restore, or when `check` found it wrong)."""
    session.execute(delete(_ENTRY))
    session.connection().exec_driver_sql(
        "INSERT INTO search_index(search_index) VALUES ('delete-all')"
    )
    for name in KIND_NUMBERS:
        record = RECORD_BY_NAME[name]
        for chunk in bulk.blocks(session.scalars(select(record.id)), _BLOCK):
            _refresh_chunk(session, record, chunk)
