"""Row images: a row, or some of its columns, as a JSON object of the values the database itself stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

_SQLITE: Dialect = sqlite_dialect()
_ARGUMENTS = 120
"""SQLite takes at most 127 arguments in one json_object."""


@cache
def to_database(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What makes a Python value of `column` the database's own; None where it is that already."""
    return column.type.dialect_impl(_SQLITE).bind_processor(_SQLITE)


@cache
def from_database(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What makes the database's own value of `column` a Python value; None where it is that already."""
    return column.type.dialect_impl(_SQLITE).result_processor(_SQLITE, None)


def stored(column: Column[Any], value: Any) -> Any:
    """`value` as the database keeps it: text, number or None."""
    convert = to_database(column)
    return convert(value) if convert else value


def loaded(column: Column[Any], value: Any) -> Any:
    """The Python value of what the database keeps."""
    convert = from_database(column)
    return convert(value) if convert and value is not None else value


def dump(table: Table, values: Mapping[str, Any]) -> str:
    """An image of Python `values` (column name → value)."""
    return json.dumps(
        {name: stored(table.c[name], value) for name, value in values.items()}, ensure_ascii=False
    )


def load(image: str | None) -> dict[str, Any]:
    """Column name → stored value; nothing for no image."""
    return json.loads(image) if image else {}


def image_in_sql(table: Table) -> str:
    """An SQL expression that makes the image of a row of `table`; empty columns are left out of it."""
    names = [column.name for column in table.columns]
    size = _ARGUMENTS // 2
    parts = [
        "json_object(" + ", ".join(f"'{name}', {table.name}.\"{name}\"" for name in chunk) + ")"
        for chunk in (names[start : start + size] for start in range(0, len(names), size))
    ]
    expression = parts[0]
    for part in parts[1:]:
        expression = f"json_patch({expression}, {part})"
    return f"json_patch('{{}}', {expression})"


def as_text(values: Iterable[str]) -> str:
    """Quoted column names for an SQL statement."""
    return ", ".join(f'"{value}"' for value in values)
