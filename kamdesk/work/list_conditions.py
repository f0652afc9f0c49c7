"""The conditions of a list as SQL, and their values as the types of their fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from kamdesk.model.fields import Kind, RecordField

NAMED: dict[str, Callable[[], ColumnElement[bool]]] = {}
"""Conditions that no single field makes, by the name they go by in a query."""


def sql_condition(
    field: RecordField | None, operator: str, values: Sequence[Any]
) -> ColumnElement[bool]:
    """`field` compared with `values`, as JSON holds them, by `operator` (see `kamdesk.work.lists.OPERATORS`)."""
    if field is None:
        return NAMED[values[0]]()
    expression = field.expression()
    wanted = [typed(field, value) for value in values]
    match operator:
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
                expression <= date.today() - timedelta(days=int(values[0])),
            )
    raise ValueError(f"no such operator: {operator}")


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
