"""Reads and writes rows by plain statements: values are made the database's own a column at a time.

SQLAlchemy makes a dictionary of parameters for each row of an executemany and asks every type about every value, which
takes longer than SQLite takes to write the row; and building a query takes longer than SQLite takes to answer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Table
from sqlalchemy.orm import Session

from kamdesk.store import images

T = TypeVar("T", int, str)


def blocks(keys: Iterable[T], size: int) -> Iterator[list[T]]:
    """The keys in order, as many at a time as one query takes."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]


def read_rows(
    session: Session,
    table: Table,
    names: Sequence[str],
    key: str,
    keys: Sequence[int],
    condition: str = "TRUE",
) -> Iterator[Sequence[Any]]:
    """The columns `names`, as Python values, of the rows whose column `key` is one of `keys` and that meet the SQL
    `condition`, in the order of their ids. What the session has not flushed is not seen."""
    converted = [
        (place, convert)
        for place, name in enumerate(names)
        if (convert := images.from_database(table.c[name])) is not None
    ]
    places = ", ".join("?" for _key in keys)
    rows: Iterable[Sequence[Any]] = session.connection().exec_driver_sql(
        f'SELECT {images.as_text(names)} FROM "{table.name}"'
        f' WHERE "{key}" IN ({places}) AND {condition} ORDER BY id',
        tuple(keys),
    )
    for row in rows:
        values = list(row)
        for place, convert in converted:
            if values[place] is not None:
                values[place] = convert(values[place])
        yield values


def insert_rows(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts `rows` (column → Python value); a column that a row leaves out gets its default.

    Raises ValueError for a name that is no column of `table`.
    """
    if not rows:
        return
    given = set().union(*rows)
    if unknown := given.difference(table.c.keys()):
        raise ValueError(f"no columns of {table.name}: {', '.join(sorted(unknown))}")
    columns = [column for column in table.c if column.name in given or column.default is not None]
    names = images.as_text(column.name for column in columns)
    places = ", ".join("?" for _column in columns)
    session.connection().exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({places})',
        list(zip(*(_stored(column, _values(column, rows)) for column in columns), strict=True)),
    )


def update_rows(
    session: Session,
    table: Table,
    names: Sequence[str],
    rows: Sequence[dict[str, Any]],
    updated_at: Any,
) -> None:
    """Sets the columns `names` of `rows` (each with its ``id``), their time stamp, and the next version."""
    if not rows:
        return
    moment = images.stored(table.c.updated_at, updated_at)
    assignments = "".join(f'"{name}" = ?, ' for name in names)
    columns = [_stored(table.c[name], [row[name] for row in rows]) for name in names]
    moments = [moment] * len(rows)
    ids = [row["id"] for row in rows]
    session.connection().exec_driver_sql(
        f'UPDATE "{table.name}" SET {assignments}updated_at = ?, version = version + 1 WHERE id = ?',
        list(zip(*columns, moments, ids, strict=True)),
    )


def _values(column: Column[Any], rows: Iterable[dict[str, Any]]) -> list[Any]:
    name: str = column.name
    default: Any = column.default
    if default is None:
        return [row.get(name) for row in rows]
    # A default that is a function takes the context of the statement, which none of ours looks at.
    make = default.arg if default.is_callable else lambda _context: default.arg
    return [row[name] if name in row else make(None) for row in rows]


def _stored(column: Column[Any], values: list[Any]) -> list[Any]:
    """`values` as the database keeps them; days, amounts and moments repeat, so each is converted once."""
    convert = images.to_database(column)
    if convert is None:
        return values
    if column.type.hashable:
        convert = cache(convert)
    return [convert(value) for value in values]
