"""One list query for every kind of record: conditions, text, sorting and a page of columns, all done in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store import search
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
    return int(
        session.scalar(_filtered(session, select(func.count()).select_from(record), query)) or 0
    )


def page(session: Session, query: ListQuery, offset: int, limit: int) -> list[tuple[Any, ...]]:
    """Rows `offset` … as tuples of id and the values of `columns`."""
    record = RECORD_BY_NAME[query.record]
    fields = {each.name: each for each in fields_for(session, record)}
    columns = [fields[name].expression() for name in query.columns]
    statement = _filtered(session, select(record.id, *columns), query)
    statement = statement.order_by(*_order(query, fields)).offset(offset).limit(limit)
    return [tuple(row) for row in session.execute(statement)]


def ids(session: Session, query: ListQuery) -> list[int]:
    """The ids of all rows in the order of the list (for export, select all, and where a record stands)."""
    record = RECORD_BY_NAME[query.record]
    fields = {each.name: each for each in fields_for(session, record)}
    statement = _filtered(session, select(record.id), query).order_by(*_order(query, fields))
    return list(session.scalars(statement))


def counts_by(session: Session, query: ListQuery, field: str) -> dict[Any, int]:
    """How many rows have each value of `field`."""
    record = RECORD_BY_NAME[query.record]
    fields = {each.name: each for each in fields_for(session, record)}
    expression = fields[field].expression()
    statement = _filtered(session, select(expression, func.count()), query).group_by(expression)
    return {row[0]: row[1] for row in session.execute(statement)}


def _order(query: ListQuery, fields: Mapping[str, RecordField]) -> list[ColumnElement[Any]]:
    """Empty values last in both directions; names by pinyin."""
    record = RECORD_BY_NAME[query.record]
    tie: ColumnElement[Any] = record.id.desc() if query.descending else record.id.asc()
    if not query.sort:
        return [tie]
    field = fields[query.sort]
    by_pinyin = record is Account and query.sort == "name"
    expression: ColumnElement[Any] = (
        Account.sort_name.expression if by_pinyin else field.expression()
    )
    direction = expression.desc() if query.descending else expression.asc()
    return [direction.nulls_last() if field.nullable else direction, tie]


def _filtered(session: Session, statement: Select[Any], query: ListQuery) -> Select[Any]:
    record = RECORD_BY_NAME[query.record]
    fields = {each.name: each for each in fields_for(session, record)}
    trash = record.deleted_at.is_not(None) if query.in_trash else record.deleted_at.is_(None)
    statement = statement.where(trash)
    if query.only:
        statement = statement.where(record.id.in_(query.only))
    for condition in query.conditions:
        statement = statement.where(_condition(fields[condition.field], condition))
    found = search.matches(record, query.text)
    return statement if found is None else statement.where(found)


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
