"""Differences of days in SQL: SQLite keeps days as text, PostgreSQL as days."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801 - used like a function of SQL
    """``days_between(first, last)``: how many days `last` is after `first`."""

    name = "days_between"
    inherit_cache = True
    type = Integer()


@compiles(days_between)
def _days_between(element: days_between, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(each, **options) for each in element.clauses)
    return f"(({last}) - ({first}))"


@compiles(days_between, "sqlite")
def _days_between_texts(element: days_between, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"
