"""Exact arithmetic in SQL: SQLite keeps whole numbers of the smallest unit, PostgreSQL decimals; both round half up."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from kamdesk.model.types import Exact


class converted(FunctionElement[Any]):  # noqa: N801 - used like a function of SQL
    """``converted(amount, rate)``: an amount of two places times a rate of six, with two places."""

    name = "converted"
    inherit_cache = True
    type = Exact(2)


class share_of(FunctionElement[Any]):  # noqa: N801 - the same
    """``share_of(amount, percent)``: so many whole percent of an amount of two places."""

    name = "share_of"
    inherit_cache = True
    type = Exact(2)


@compiles(converted)
def _converted(element: converted, compiler: Any, **options: Any) -> str:
    amount, rate = (compiler.process(each, **options) for each in element.clauses)
    return f"round(({amount}) * ({rate}), 2)"


@compiles(converted, "sqlite")
def _converted_in_units(element: converted, compiler: Any, **options: Any) -> str:
    amount, rate = (compiler.process(each, **options) for each in element.clauses)
    return f"((({amount}) * ({rate}) + 500000) / 1000000)"


@compiles(share_of)
def _share_of(element: share_of, compiler: Any, **options: Any) -> str:
    amount, percent = (compiler.process(each, **options) for each in element.clauses)
    return f"round(({amount}) * ({percent}) / 100, 2)"


@compiles(share_of, "sqlite")
def _share_of_in_units(element: share_of, compiler: Any, **options: Any) -> str:
    amount, percent = (compiler.process(each, **options) for each in element.clauses)
    return f"((({amount}) * ({percent}) + 50) / 100)"


class weighted(FunctionElement[Any]):  # noqa: N801 - the same
    """``weighted(amount, percent)``: so many whole percent of an amount of two places, unrounded, with four places."""

    name = "weighted"
    inherit_cache = True
    type = Exact(4)


@compiles(weighted)
def _weighted(element: weighted, compiler: Any, **options: Any) -> str:
    amount, percent = (compiler.process(each, **options) for each in element.clauses)
    return f"(({amount}) * ({percent}) / 100)"


@compiles(weighted, "sqlite")
def _weighted_in_units(element: weighted, compiler: Any, **options: Any) -> str:
    amount, percent = (compiler.process(each, **options) for each in element.clauses)
    return f"(({amount}) * ({percent}))"
