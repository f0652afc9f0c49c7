"""The checks of a data folder, declared one by one, and what each can repair.

To add a check: write its `find` (and `fix`, if it can be repaired without losing anything), add it to `CHECKS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, select, text, union_all
from sqlalchemy.orm import Session, aliased

from kamdesk.i18n import N_, _, message
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange, AccountTierChange
from kamdesk.model.base import Record
from kamdesk.model.completeness import percent_filled
from kamdesk.model.department import NumberSequence
from kamdesk.model.log import Change, ChangedRow, SearchEntry
from kamdesk.model.pinyin import sort_key
from kamdesk.model.registry import RECORD_BY_NAME, RECORDS
from kamdesk.store import attachments, check_visits, derived, plain, search
from kamdesk.store.finding import Check, Finding
from kamdesk.store.prepared import Prepared, prepare
from kamdesk.store.store import Store

_BLOCK = 500


def run_checks(store: Store, fix: bool = False, *, light_only: bool = False) -> list[Finding]:
    """Runs the declared checks; with `fix` repairs what can be repaired and says so in `Finding.fixed`.

    Repairs are changes like any other: in the history, and undone as one.
    """
    found: list[Finding] = []
    for check in CHECKS:
        if light_only and not check.light:
            continue
        findings = list(check.find(store))
        if fix and findings and check.fix is not None:
            check.fix(store, findings)
            left = {(each.text, each.record, each.record_id) for each in check.find(store)}
            findings = [
                replace(each, fixed=(each.text, each.record, each.record_id) not in left)
                for each in findings
            ]
        found += findings
    return found


def _file(store: Store) -> Iterator[Finding]:
    with plain.connected(store.database, read_only=True, immutable=store.immutable) as connection:
        for line in plain.problems(connection, thorough=True):
            yield Finding("file", _("The database file is damaged: {problem}").format(problem=line))


def _references(store: Store) -> Iterator[Finding]:
    names = {record.__tablename__: record.__name__ for record in RECORDS}
    words = {record.__tablename__: str(record.TERM) for record in RECORDS}
    with store.read() as session:
        for table, row_id, target, _number in session.execute(text("PRAGMA foreign_key_check")):
            sentence = _("{kind} {id} points at a record that does not exist: {target}.")
            kind, target_kind = (words.get(name, name) for name in (table, target))
            yield Finding(
                "references",
                sentence.format(kind=kind, id=row_id, target=target_kind),
                names.get(table),
                row_id,
            )


def _log(store: Store) -> Iterator[Finding]:
    """Rows of the log without their change or of an unknown kind, and standing inserts whose record is gone."""
    with store.read() as session:
        lost = (
            select(func.count())
            .select_from(ChangedRow)
            .where(
                ~select(Change.id).where(Change.id == ChangedRow.change_id).exists()
                | ChangedRow.record.not_in(RECORD_BY_NAME)
            )
        )
        count = session.scalar(lost)
        if count:
            yield Finding(
                "log", _("{count} rows of the change log point nowhere.").format(count=count)
            )
        for record in RECORDS:
            for record_id in session.scalars(_vanished(record)):
                yield Finding(
                    "log",
                    _("{kind} {id} is in the change log, but the record is gone.").format(
                        kind=record.TERM, id=record_id
                    ),
                    record.__name__,
                    record_id,
                )


def _vanished(record: type[Record]) -> Any:
    """Ids that a standing change inserted, no standing one deleted, and that are not there."""
    gone = aliased(ChangedRow)
    its_change = aliased(Change)
    deleted = (
        select(gone.id)
        .join(its_change, its_change.id == gone.change_id)
        .where(
            gone.record == record.__name__,
            gone.record_id == ChangedRow.record_id,
            gone.action == "delete",
            its_change.undone_at.is_(None),
        )
        .exists()
    )
    return (
        select(ChangedRow.record_id)
        .join(Change, Change.id == ChangedRow.change_id)
        .where(
            ChangedRow.record == record.__name__,
            ChangedRow.action == "insert",
            Change.undone_at.is_(None),
            ~select(record.id).where(record.id == ChangedRow.record_id).exists(),
            ~deleted,
        )
    )


def _search(store: Store) -> Iterator[Finding]:
    """Builds the index anew in a transaction that is not kept, and compares."""
    if store.read_only:
        return
    query = select(SearchEntry.record, SearchEntry.record_id, SearchEntry.text)
    with store.read() as session:
        present = {(name, key): found for name, key, found in session.execute(query)}
        search.rebuild(session)
        right = {(name, key): found for name, key, found in session.execute(query)}
    for name, key in sorted(present.keys() | right.keys()):
        if present.get((name, key)) != right.get((name, key)):
            kind = RECORD_BY_NAME[name].TERM if name in RECORD_BY_NAME else name
            yield Finding(
                "search",
                _("The search text of {kind} {id} is out of date.").format(kind=kind, id=key),
                name,
                key,
            )


def _rebuild_search(store: Store, _findings: list[Finding]) -> None:
    with store.change(message("Build the search index anew")) as session:
        search.rebuild(session)


def _derived(store: Store) -> Iterator[Finding]:
    with store.read() as session:
        for account, percent in _completeness(session):
            if (account.completeness, account.sort_name) != (percent, sort_key(account.name)):
                yield Finding(
                    "derived",
                    _("Completeness or sorting of “{name}” is out of date.").format(
                        name=account.name
                    ),
                    "Account",
                    account.id,
                )
            session.expunge(account)


def _derive(store: Store, findings: list[Finding]) -> None:
    ids = {each.record_id for each in findings if each.record_id is not None}
    with store.change(message("Work out completeness and sorting anew")) as session:
        for account, contacts in derived.archives(session, ids):
            account.completeness = percent_filled(account, contacts)
            account.sort_name = sort_key(account.name)


def _completeness(session: Session) -> Iterator[tuple[Account, int]]:
    ids = list(session.scalars(select(Account.id)))
    for start in range(0, len(ids), _BLOCK):
        for account, contacts in derived.archives(session, set(ids[start : start + _BLOCK])):
            yield account, percent_filled(account, contacts)


def _cycles(store: Store) -> Iterator[Finding]:
    with store.read() as session:
        for record in RECORDS:
            for column in record.__table__.columns:
                if any(
                    key.column.table is record.__table__ and key.column.name == "id"
                    for key in column.foreign_keys
                ):
                    query = select(record.id, column).where(column.is_not(None))
                    above = {row[0]: row[1] for row in session.execute(query)}
                    for record_id in circular(above):
                        yield Finding(
                            "cycles",
                            _("{kind} {id} is above itself.").format(
                                kind=record.TERM, id=record_id
                            ),
                            record.__name__,
                            record_id,
                        )


def circular(above: dict[int, int]) -> list[int]:
    """The ids that come back to themselves when one follows `above` (id → id of what is above it)."""
    settled: set[int] = set()
    found: list[int] = []
    for start in above:
        path: dict[int, int] = {}
        step: int | None = start
        while step is not None and step not in settled and step not in path:
            path[step] = len(path)
            step = above.get(step)
        if step is not None and step in path:
            found += list(path)[path[step] :]
        settled.update(path)
    return sorted(found)


_FACTS: tuple[tuple[str, type[Record], str, str], ...] = (
    ("status", AccountStatusChange, "to", "on"),
    ("tier", AccountTierChange, "to", "on"),
    ("owner_id", AccountOwner, "staff_id", "since"),
)
"""Column of the account, the record of its dated facts, which column of that is the value, which the day."""


def _last_fact(fact: type[Record], value: str, day: str) -> ColumnElement[Any]:
    columns = fact.__table__.columns
    return (
        select(columns[value])
        .where(columns["account_id"] == Account.id, columns["deleted_at"].is_(None))
        .order_by(columns[day].desc(), columns["id"].desc())
        .limit(1)
        .scalar_subquery()
    )


def _facts(store: Store) -> Iterator[Finding]:
    with store.read() as session:
        for name, fact, value, day in _FACTS:
            columns = fact.__table__.columns
            has_facts = (
                select(columns["id"])
                .where(columns["account_id"] == Account.id, columns["deleted_at"].is_(None))
                .exists()
            )
            query = select(Account.id, Account.name).where(
                has_facts,
                Account.deleted_at.is_(None),
                getattr(Account, name).is_distinct_from(_last_fact(fact, value, day)),
            )
            for account_id, title in session.execute(query):
                sentence = _("{field} of “{name}” differs from the last entry in its history.")
                yield Finding(
                    "facts", sentence.format(field=fact.TERM, name=title), "Account", account_id
                )


def _follow_facts(store: Store, findings: list[Finding]) -> None:
    ids = sorted({each.record_id for each in findings if each.record_id is not None})
    with store.change(message("Set status, tier and owner to the last entry of their history")) as session:  # fmt: skip
        for name, fact, value, day in _FACTS:
            for start in range(0, len(ids), _BLOCK):
                query = select(Account, _last_fact(fact, value, day)).where(
                    Account.id.in_(ids[start : start + _BLOCK])
                )
                for account, last in session.execute(query):
                    if last is not None or name != "status":
                        setattr(account, name, last)


def _attachments(store: Store) -> Iterator[Finding]:
    with store.read() as session:
        known = attachments.known_paths(session)
        for document in attachments.documents(session):
            state = attachments.state_of(store, document)
            if state is attachments.State.MISSING:
                sentence = _("The file of document “{name}” is missing.")
            elif state is attachments.State.CHANGED:
                sentence = _("The file of document “{name}” was changed outside kamdesk.")
            else:
                continue
            yield Finding(
                "attachments", sentence.format(name=document.name), "Document", document.id
            )
    for path in attachments.orphans(store, known):
        sentence = _("The file {path} belongs to no document.")
        yield Finding("attachments", sentence.format(path=path))


def _uids(store: Store) -> Iterator[Finding]:
    every = union_all(*(select(record.uid) for record in RECORDS)).subquery()
    query = select(every.c.uid).group_by(every.c.uid).having(func.count() > 1)
    with store.read() as session:
        for uid in session.scalars(query):
            yield Finding("uids", _("Two records have the identifier {uid}.").format(uid=uid))


def _sequences(store: Store) -> Iterator[Finding]:
    with store.read() as session:
        for sequence, highest in _behind(session):
            yield Finding(
                "sequences",
                _("The numbering {key} is at {last}, though {highest} was given already.").format(
                    key=sequence.key, last=sequence.last, highest=highest
                ),
                "NumberSequence",
                sequence.id,
            )


def _behind(session: Session) -> Iterator[tuple[NumberSequence, int]]:
    """Sequences below a number that stands in the column they are for; the key reads ``column:pattern with #``."""
    for sequence in session.scalars(select(NumberSequence)):
        name, _colon, pattern = sequence.key.partition(":")
        column = Account.__table__.columns.get(name)
        if column is None or "#" not in pattern:
            continue
        before, _mark, after = pattern.partition("#")
        shape = re.compile(re.escape(before) + r"(\d{1,15})" + re.escape(after))
        given = session.scalars(select(column).where(column.startswith(before, autoescape=True)))
        highest = max((int(match[1]) for each in given if (match := shape.fullmatch(each))), default=0)  # fmt: skip
        if highest > sequence.last:
            yield sequence, highest


def _catch_up(store: Store, _findings: list[Finding]) -> None:
    with store.change(message("Bring the numbering up to date")) as session:
        for sequence, highest in _behind(session):
            sequence.last = highest


@cache
def _below_deleted() -> tuple[tuple[type[Record], Prepared], ...]:
    """For each kind that belongs to another: what is not in the waste basket although that is. Made once, because it is
    asked at every opening and takes ten times longer to make than to ask."""
    made = []
    for record in RECORDS:
        if not record.PARENT:
            continue
        own = record.__table__.columns
        key = next(iter(own[record.PARENT].foreign_keys)).column
        above = key.table.alias()
        query = (
            select(own["id"])
            .join(above, above.c.id == own[record.PARENT])
            .where(own["deleted_at"].is_(None), above.c.deleted_at.is_not(None))
        )
        made.append((record, prepare(query)))
    return tuple(made)


def _parents(store: Store) -> Iterator[Finding]:
    """What belongs to something in the waste basket has to be there too, or it could not be seen anywhere."""
    with store.read() as session:
        for record, query in _below_deleted():
            for (record_id,) in sorted(query.rows(session)):
                sentence = _("{kind} {id} belongs to something in the waste basket.")
                yield Finding(
                    "parents",
                    sentence.format(kind=record.TERM, id=record_id),
                    record.__name__,
                    record_id,
                )


CHECKS: tuple[Check, ...] = (
    Check("file", N_("The database file is sound"), _file),
    Check("references", N_("What records point at exists"), _references, light=True),
    Check("log", N_("The change log agrees with the records"), _log),
    Check("search", N_("Search finds what the records say"), _search, _rebuild_search),
    Check("derived", N_("Completeness and sorting are up to date"), _derived, _derive),
    Check("cycles", N_("Nobody is above himself"), _cycles, light=True),
    Check("facts", N_("Status, tier and owner follow their history"), _facts, _follow_facts),
    Check("parents", N_("Nothing is hidden behind the waste basket"), _parents, light=True),
    Check("attachments", N_("Filed documents are there and unchanged"), _attachments),
    Check("uids", N_("Identifiers are unique"), _uids),
    Check(
        "contacts",
        N_("Accounts know the day of their last contact"),
        check_visits.contacts,
        check_visits.fix_contacts,
    ),
    Check("visits", N_("The state of each visit fits its days"), check_visits.states),
    Check(
        "claims",
        N_("Expenses are as far as their claim"),
        check_visits.claims,
        check_visits.fix_claims,
    ),
    Check(
        "subjects", N_("Approvals and documents have what they are about"), check_visits.subjects
    ),
    Check("sequences", N_("No number is given twice"), _sequences, _catch_up, light=True),
)
