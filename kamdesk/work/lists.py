"""One list query for every kind of record: conditions, text, sorting and a page of columns, all done in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.fields import Field, Kind, RecordField, fields_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.terms import Term
from kamdesk.store import list_indexes, search
from kamdesk.store.prepared import Prepared, prepare
from kamdesk.work.fields import fields_for
from kamdesk.work.list_conditions import sql_condition

OPERATORS: tuple[str, ...] = (
    "is",
    "is_not",
    "contains",
    "at_least",
    "at_most",
    "empty",
    "filled",
    "days_ago",
    "named",
)
"""is, is_not take several values; contains a text; at_least, at_most one; days_ago: N days ago or more, or empty.

named: of no field, but a condition that `record_lists.named` knows by the one value."""


@dataclass(frozen=True)
class Condition:
    """One filter: a field, an operator, and its values as JSON can hold them (days as ISO text, decimals as text)."""

    field: str
    operator: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ListQuery:
    """What a list shows. `columns` and `sort` are field names; equal rows keep the order of their ids."""

    record: str
    columns: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    text: str = ""
    sort: str = ""
    descending: bool = False
    in_trash: bool = False
    only: tuple[int, ...] = ()
    """Ids of a selection; empty: every row that fits."""

    def dump(self) -> dict[str, Any]:
        """As JSON, for a saved filter."""
        return asdict(self)

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> ListQuery:
        """The query that `dump` wrote."""
        conditions = tuple(
            Condition(each["field"], each["operator"], tuple(each["values"]))
            for each in dumped.get("conditions", ())
        )
        plain = {
            key: value
            for key, value in dumped.items()
            if key not in ("conditions", "columns", "only")
        }
        return cls(
            columns=tuple(dumped["columns"]),
            conditions=conditions,
            only=tuple(dumped.get("only", ())),
            **plain,
        )

    def with_(self, **changes: Any) -> ListQuery:
        """A copy with some parts changed."""
        return replace(self, **changes)


def count(session: Session, query: ListQuery) -> int:
    """How many rows the list has."""
    record = RECORD_BY_NAME[query.record]
    if query.text and not query.conditions and not query.in_trash:
        known = search.count(session, record, query.text)
        if known is not None:
            return known
    fields = _fields(session, query)
    found = search.matches(record, query.text)
    statement = _filtered(select(func.count()).select_from(record), query, fields, found)
    return session.scalar(statement) or 0


def page(session: Session, query: ListQuery, offset: int, limit: int) -> list[tuple[Any, ...]]:
    """Rows `offset` … as tuples of id and the values of `columns`."""
    record = RECORD_BY_NAME[query.record]
    fields = _fields(session, query)
    indexed = _is_indexed(session, query)
    plain = query.with_(text="", only=()) if query.text or query.only else query
    kept = (plain, _own(query, fields), _kinds(query), date.today())
    by_order = (
        _is_in_order_of_an_index(query, indexed)
        and not _is_kept_in_order(query)
        and _finds_many(session, kept)
    )
    found = search.condition(session, record, query.text)
    if found is None:
        return _prepared_page(*kept, indexed, by_order).rows(session, offset=offset, limit=limit)
    # How the text is looked for depends on how often it is there: such a query is built each time.
    statement = _page(query, fields, found, indexed=indexed, by_order=by_order)
    given = {"offset": offset, "limit": limit}
    return [tuple(row) for row in session.execute(statement, given)]


def _page(
    query: ListQuery,
    fields: Mapping[str, RecordField],
    found: ColumnElement[bool] | None,
    *,
    indexed: bool,
    by_order: bool,
) -> Select[Any]:
    """Which rows stand on the page is decided on ids alone: an index or a small sorter does it; only the page's own
    rows are then looked up. Parameters: ``offset`` and ``limit``."""
    record = RECORD_BY_NAME[query.record]
    order = _order(query, fields)
    plain = not query.conditions and found is None
    if indexed and (by_order or plain) and _walks_accounts(query, fields):
        wanted = _by_account(query, fields, found)
    else:
        wanted = _filtered(
            select(record.id), query, fields, found, by_order=by_order, indexed=indexed
        ).order_by(*order)
    on_page = (
        wanted.offset(bindparam("offset", type_=Integer))
        .limit(bindparam("limit", type_=Integer))
        .subquery()
    )
    columns = [fields[name].expression() for name in query.columns]
    statement = select(record.id, *columns).join(on_page, on_page.c.id == record.id)
    return statement.order_by(*order)


def _by_account(
    query: ListQuery, fields: Mapping[str, RecordField], found: ColumnElement[bool] | None
) -> Select[Any]:
    """The ids in the order of the names of their accounts. The sum keeps SQLite from looking up the account of each
    row: it is to walk along the accounts."""
    record = RECORD_BY_NAME[query.record]
    reference = fields[query.sort].expression()
    ids = select(record.id).select_from(Account).join(record, reference == Account.id + 0)
    # What belongs to an account is never outside the waste basket while the account is inside.
    ids = _filtered(ids, query, fields, found, by_order=True).where(Account.deleted_at.is_(None))
    along = (Account.sort_name.expression, Account.id.expression, record.id.expression)
    ids = ids.order_by(*(each.desc() if query.descending else each.asc() for each in along))
    if not fields[query.sort].nullable:
        return ids
    # What names no account stands last: SQLite reads the second half where the first has ended.
    nameless = _filtered(select(record.id), query, fields, found, by_order=True)
    nameless = nameless.where(reference.is_(None)).order_by(*_directed(query, fields, []))
    halves = [select(each.subquery().c.id) for each in (ids, nameless)]
    return select(union_all(*halves).subquery().c.id)


_Own = tuple[tuple[str, Kind], ...]
"""Names and kinds of the department's own fields that a query asks for."""
_Kinds = tuple[type[Any], ...]
"""Types of the values of a query's conditions: they tell 1 and True apart, which are equal."""


@lru_cache(maxsize=256)
def _prepared_page(
    query: ListQuery, own: _Own, _kinds: _Kinds, _today: date, indexed: bool, by_order: bool
) -> Prepared:
    """Kept for all that the statement follows from: a filter may count from today."""
    statement = _page(query, _named(query, own), None, indexed=indexed, by_order=by_order)
    return prepare(statement, ("offset", "limit"))


@lru_cache(maxsize=256)
def _prepared_many(query: ListQuery, own: _Own, _kinds: _Kinds, _today: date) -> Prepared:
    record = RECORD_BY_NAME[query.record]
    some = _filtered(select(record.id), query, _named(query, own), None)
    some = some.limit(bindparam("limit", type_=Integer))
    return prepare(select(func.count()).select_from(some.subquery()), ("limit",))


def _kinds(query: ListQuery) -> _Kinds:
    return tuple(type(value) for each in query.conditions for value in each.values)


def _own(query: ListQuery, fields: Mapping[str, RecordField]) -> _Own:
    return tuple((name, fields[name].kind) for name in _names(query) if fields[name].custom)


def _named(query: ListQuery, own: _Own) -> Mapping[str, RecordField]:
    record = RECORD_BY_NAME[query.record]
    fields = {
        name: RecordField(name, Field(Term(name, name), kind), record, custom=True)
        for name, kind in own
    }
    return {**_declared(record), **fields}


def ids(session: Session, query: ListQuery) -> list[int]:
    """The ids of all rows in the order of the list (for export, select all, and where a record stands)."""
    record = RECORD_BY_NAME[query.record]
    fields = _fields(session, query)
    found = search.matches(record, query.text)
    indexed = _is_indexed(session, query)
    statement = _filtered(select(record.id), query, fields, found, indexed=indexed)
    return list(session.scalars(statement.order_by(*_order(query, fields))))


def standing(session: Session, query: ListQuery, record_id: int) -> tuple[int, int | None]:
    """How many rows the list has, and how many of them stand before the record; None when it is not in the list."""
    record = RECORD_BY_NAME[query.record]
    fields = _fields(session, query)
    found = search.matches(record, query.text)
    keys = _sort_keys(query, fields)
    here = search.condition(session, record, query.text)  # quick for the one row it is asked of
    own = _filtered(select(record.id, *keys), query, fields, here).where(record.id == record_id)
    row = session.execute(own).first()
    if row is None:
        return count(session, query), None
    before: ColumnElement[bool] = (
        record.id > record_id if query.descending else record.id < record_id
    )
    for key, value in reversed(list(zip(keys, row[1:], strict=True))):
        if value is None:
            before = or_(key.is_not(None), before)
        else:
            beyond = key > value if query.descending else key < value
            before = or_(beyond, and_(key == value, before))
    all_rows = _filtered(select(func.count()).select_from(record), query, fields, found)
    both = all_rows.add_columns(func.count().filter(before))
    total, place = session.execute(both).one()
    return total, place


def counts_by(session: Session, query: ListQuery, field: str) -> dict[Any, int]:
    """How many rows have each value of `field`."""
    record = RECORD_BY_NAME[query.record]
    fields = _fields(session, query, field)
    expression = fields[field].expression()
    found = search.matches(record, query.text)
    statement = _filtered(select(expression, func.count()), query, fields, found)
    return {row[0]: row[1] for row in session.execute(statement.group_by(expression))}


def _names(query: ListQuery) -> set[str]:
    """The fields that `query` asks for in any way."""
    names = {*query.columns, *(each.field for each in query.conditions if each.field)}
    return names | {query.sort} if query.sort else names


@cache
def _declared(record: type[Record]) -> Mapping[str, RecordField]:
    return {each.name: each for each in fields_of(record)}


def _fields(session: Session, query: ListQuery, *others: str) -> Mapping[str, RecordField]:
    """Name → field. The department's own are asked for only if the query needs one, and once by a session that only
    reads, as it sees one state."""
    record = RECORD_BY_NAME[query.record]
    declared = _declared(record)
    if declared.keys() >= _names(query).union(others):
        return declared
    if "recorder" in session.info:
        return {each.name: each for each in fields_for(session, record)}
    known: dict[type[Record], Mapping[str, RecordField]] = session.info.setdefault("fields", {})
    if record not in known:
        known[record] = {each.name: each for each in fields_for(session, record)}
    return known[record]


def _order(query: ListQuery, fields: Mapping[str, RecordField]) -> list[ColumnElement[Any]]:
    """Empty values last in both directions; names, those of accounts referred to as well, by pinyin."""
    return _directed(query, fields, _sort_keys(query, fields))


def _directed(
    query: ListQuery, fields: Mapping[str, RecordField], keys: Sequence[ColumnElement[Any]]
) -> list[ColumnElement[Any]]:
    record = RECORD_BY_NAME[query.record]
    order: list[ColumnElement[Any]] = [
        key.desc() if query.descending else key.asc() for key in (*keys, record.id.expression)
    ]
    if keys and fields[query.sort].nullable:
        order[0] = order[0].nulls_last()
    return order


def _sort_keys(query: ListQuery, fields: Mapping[str, RecordField]) -> list[ColumnElement[Any]]:
    """What the rows are sorted by before their ids; nothing for a list that is not sorted."""
    record = RECORD_BY_NAME[query.record]
    if not query.sort:
        return []
    if record is Account and query.sort == "name":
        return [Account.sort_name.expression]
    field = fields[query.sort]
    if field.spec.refers_to != Account.__name__:
        return [field.expression()]
    name = select(Account.sort_name).where(Account.id == field.expression())
    if record is Account:
        above = aliased(Account)
        name = select(above.sort_name).where(above.id == field.expression())
    return [name.scalar_subquery(), field.expression()]


def _walks_accounts(query: ListQuery, fields: Mapping[str, RecordField]) -> bool:
    """Whether a list sorted by account is read account by account, in the order of their names, along two indexes."""
    field = fields.get(query.sort)
    return (
        field is not None
        and field.spec.refers_to == Account.__name__
        and query.record != Account.__name__
        and not query.in_trash
    )


def _filtered(
    statement: Select[Any],
    query: ListQuery,
    fields: Mapping[str, RecordField],
    found: ColumnElement[bool] | None,
    *,
    by_order: bool = False,
    indexed: bool = True,
) -> Select[Any]:
    """`found` is the condition that the text of the query makes, None for no text. `by_order`: rows are walked
    through in the order of the list, so no index on a filtered column is to be used. `indexed`: whether an index
    keeps the order of the list."""
    record = RECORD_BY_NAME[query.record]
    trash: ColumnElement[bool] = record.deleted_at.is_(None)
    if query.in_trash:
        trash = record.deleted_at.is_not(None)
    if _reads_everything(query, indexed):
        trash = _off_index(trash)
    statement = statement.where(trash)
    for each in query.conditions:
        condition = sql_condition(fields.get(each.field), each.operator, each.values)
        statement = statement.where(_off_index(condition) if by_order else condition)
    return statement if found is None else statement.where(found)


_MANY = 2000
"""With so many rows, the first page is found sooner by walking in order and leaving out than by sorting them all."""
_ONE_IN = 15
"""Where an index finds the rows, they have to be one in so many of all for that: the others are walked past."""


def _finds_many(session: Session, kept: tuple[ListQuery, _Own, _Kinds, date]) -> bool:
    query = kept[0]
    record = RECORD_BY_NAME[query.record]
    many = _MANY
    if any(each.field in _leading(record) for each in query.conditions):
        many = max(many, (session.scalar(_highest_id(record)) or 0) // _ONE_IN)
    return bool(_prepared_many(*kept).rows(session, limit=many)[0][0] == many)


@cache
def _highest_id(record: type[Record]) -> Select[int]:
    return select(func.max(record.id))


@cache
def _leading(record: type[Record]) -> Mapping[str, frozenset[str]]:
    """Column that an index begins with → the columns that come second in such indexes."""
    found: dict[str, frozenset[str]] = {}
    for index in record.__table__.indexes:  # type: ignore[attr-defined]  # every record is mapped to a Table
        first, *others = (column.name for column in index.columns)
        found[first] = found.get(first, frozenset()).union(others[:1])
    return found


def _is_kept_in_order(query: ListQuery) -> bool:
    """Whether an index holds the rows of the one condition in the order of the list: SQLite finds that itself."""
    if len(query.conditions) != 1:
        return False
    [condition] = query.conditions
    second = _leading(RECORD_BY_NAME[query.record]).get(condition.field, frozenset())
    return condition.operator == "is" and len(condition.values) == 1 and query.sort in second


def _is_in_order_of_an_index(query: ListQuery, indexed: bool) -> bool:
    return bool(query.conditions) and bool(query.sort) and not query.in_trash and indexed


def _reads_everything(query: ListQuery, indexed: bool) -> bool:
    """Whether the whole table has to be read in any case: then in its own order, not jumping along an index."""
    plain = query.conditions or query.text
    return not plain and bool(query.sort) and not indexed


def _is_indexed(session: Session, query: ListQuery) -> bool:
    """Whether an index keeps the order of the list."""
    column = sort_column(query)
    return not column or column in list_indexes.indexed(session, RECORD_BY_NAME[query.record])


def sort_column(query: ListQuery) -> str:
    """The field by whose values the list is sorted: names by pinyin."""
    return "sort_name" if query.record == "Account" and query.sort == "name" else query.sort


def _off_index(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, but none that SQLite can answer by an index."""
    return and_(condition.op("IS", is_comparison=True)(true()))
