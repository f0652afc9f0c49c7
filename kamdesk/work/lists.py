"""One list query for every kind of record: conditions, text, sorting and a page of columns, all done in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session

from kamdesk.model.account import LISTED_BY, Account
from kamdesk.model.base import Record
from kamdesk.model.fields import Field, Kind, RecordField, fields_of
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.model.terms import Term
from kamdesk.store import list_indexes, search
from kamdesk.store.prepared import Prepared, prepare
from kamdesk.work.fields import fields_for

OPERATORS: tuple[str, ...] = (
    "is",
    "is_not",
    "contains",
    "at_least",
    "at_most",
    "empty",
    "filled",
    "days_ago",
)
"""is, is_not take several values; contains a text; at_least, at_most one; days_ago: N days ago or more, or empty."""


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
    plain = query.with_(text="", only=())
    kept = (plain, _own(query, fields), _kinds(query), date.today())
    by_order = _is_in_order_of_an_index(query, indexed) and _finds_many(session, kept)
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
    some = _filtered(select(record.id), query, _named(query, own), None).limit(_MANY).subquery()
    return prepare(select(func.count()).select_from(some))


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
    key = _sort_key(query, fields)
    here = search.condition(session, record, query.text)  # quick for the one row it is asked of
    own = _filtered(select(record.id, key), query, fields, here).where(record.id == record_id)
    row = session.execute(own).first()
    if row is None:
        return count(session, query), None
    before: ColumnElement[bool] = (
        record.id > record_id if query.descending else record.id < record_id
    )
    if row[1] is None:
        before = or_(key.is_not(None), before)
    else:
        beyond = key > row[1] if query.descending else key < row[1]
        before = or_(beyond, and_(key == row[1], before))
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
    names = {*query.columns, *(each.field for each in query.conditions)}
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
    """Empty values last in both directions; names by pinyin."""
    record = RECORD_BY_NAME[query.record]
    tie: ColumnElement[Any] = record.id.desc() if query.descending else record.id.asc()
    if not query.sort:
        return [tie]
    expression = _sort_key(query, fields)
    direction = expression.desc() if query.descending else expression.asc()
    return [direction.nulls_last() if fields[query.sort].nullable else direction, tie]


def _sort_key(query: ListQuery, fields: Mapping[str, RecordField]) -> ColumnElement[Any]:
    """What the rows are sorted by before their ids; of a list that is not sorted, the ids."""
    record = RECORD_BY_NAME[query.record]
    if not query.sort:
        key: ColumnElement[Any] = record.id.expression
        return key
    if record is Account and query.sort == "name":
        return Account.sort_name.expression
    return fields[query.sort].expression()


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
        condition = _condition(fields[each.field], each)
        statement = statement.where(_off_index(condition) if by_order else condition)
    return statement if found is None else statement.where(found)


_MANY = 2000
"""With so many rows, the first page is found sooner by walking in order and leaving out than by sorting them all."""


def _finds_many(session: Session, kept: tuple[ListQuery, _Own, _Kinds, date]) -> bool:
    return bool(_prepared_many(*kept).rows(session)[0][0] == _MANY)


def _is_in_order_of_an_index(query: ListQuery, indexed: bool) -> bool:
    return bool(query.conditions) and bool(query.sort) and not query.in_trash and indexed


def _reads_everything(query: ListQuery, indexed: bool) -> bool:
    """Whether the whole table has to be read in any case: then in its own order, not jumping along an index."""
    plain = query.conditions or query.text
    return not plain and bool(query.sort) and not indexed


def _is_indexed(session: Session, query: ListQuery) -> bool:
    """Whether an index keeps the order of the list."""
    column = sort_column(query)
    if query.record != "Account" or not column:
        return not column
    return column in LISTED_BY or column in list_indexes.indexed(session)


def sort_column(query: ListQuery) -> str:
    """The field by whose values the list is sorted: names by pinyin."""
    return "sort_name" if query.record == "Account" and query.sort == "name" else query.sort


def _off_index(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, but none that SQLite can answer by an index."""
    return and_(condition.op("IS", is_comparison=True)(true()))


def _condition(field: RecordField, condition: Condition) -> ColumnElement[bool]:
    expression = field.expression()
    wanted = [typed(field, value) for value in condition.values]
    match condition.operator:
        case "is":
            return _is_one_of(field, expression, wanted)
        case "is_not":
            return or_(~_is_one_of(field, expression, wanted), expression.is_(None))
        case "contains":
            return and_(
                *(
                    func.lower(expression).contains(str(value).lower(), autoescape=True)
                    for value in wanted
                )
            )
        case "at_least":
            at_least: ColumnElement[bool] = expression >= wanted[0]
            return at_least
        case "at_most":
            at_most: ColumnElement[bool] = expression <= wanted[0]
            return at_most
        case "empty":
            return (
                or_(expression.is_(None), expression == "")
                if _is_text(field)
                else expression.is_(None)
            )
        case "filled":
            return (
                and_(expression.is_not(None), expression != "")
                if _is_text(field)
                else expression.is_not(None)
            )
        case "days_ago":
            return or_(
                expression.is_(None),
                expression <= date.today() - timedelta(days=int(condition.values[0])),
            )
    raise ValueError(f"no such operator: {condition.operator}")


def _is_one_of(
    field: RecordField, expression: ColumnElement[Any], wanted: Sequence[Any]
) -> ColumnElement[bool]:
    if field.kind is Kind.CHOICES:
        return or_(
            *(("," + expression + ",").contains(f",{value},", autoescape=True) for value in wanted)
        )
    values = [value for value in wanted if value is not None]
    parts: list[ColumnElement[bool]] = [expression.in_(values)] if values else []
    if len(values) < len(wanted):
        parts.append(expression.is_(None))
    return or_(*parts)


def _is_text(field: RecordField) -> bool:
    return field.kind not in (
        Kind.DATE, Kind.MOMENT, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.BOOLEAN, Kind.REFERENCE,
    )  # fmt: skip


def typed(field: RecordField, value: Any) -> Any:
    """A condition's value, as JSON holds it, as the field's type."""
    if value is None:
        return None
    if field.kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if field.kind in (Kind.MONEY, Kind.DECIMAL, Kind.PERCENT) and not field.custom:
        return Decimal(str(value))
    return value
