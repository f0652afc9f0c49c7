"""A SQLite file without the ORM: what copying, checking and restoring whole files needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database. They belong to that very file: beside another one they would destroy it."""


def connect(file: Path, *, read_only: bool = False, immutable: bool = False) -> sqlite3.Connection:
    """A connection on `file`, which must exist; transactions begin only where they are asked for.

    `immutable` reads without any lock or side file: for finished copies, and for folders that cannot be written.
    """
    mode = "mode=ro&immutable=1" if immutable else f"mode={'ro' if read_only else 'rw'}"
    return sqlite3.connect(
        f"{uri(file)}?{mode}", uri=True, check_same_thread=False, isolation_level=None
    )


@contextmanager
def connected(
    file: Path, *, read_only: bool = False, immutable: bool = False
) -> Iterator[sqlite3.Connection]:
    """`connect`, closed at the end of the block."""
    connection = connect(file, read_only=read_only, immutable=immutable)
    try:
        yield connection
    finally:
        connection.close()


def uri(file: Path) -> str:
    """`file` as SQLite's file address, whatever characters its path has."""
    return "file:" + file.resolve().as_uri().removeprefix("file://")


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables of the database, without SQLite's own and the search index, which only follows from them."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'search_index%' ORDER BY name"
    )
    return [row[0] for row in connection.execute(query)]


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Table → number of rows."""
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in tables(connection)
    }


def problems(connection: sqlite3.Connection, *, thorough: bool) -> list[str]:
    """What SQLite finds wrong with the file, at most ten lines; `thorough` compares the indexes too."""
    pragma = "integrity_check" if thorough else "quick_check"
    try:
        lines = [row[0] for row in connection.execute(f"PRAGMA {pragma}(10)")]
    except sqlite3.DatabaseError as problem:
        return [str(problem)]
    return [] if lines == ["ok"] else lines


def newest_change(connection: sqlite3.Connection) -> tuple[int, str]:
    """Id and moment (ISO text in UTC) of the newest change; (0, "") when there is none."""
    row = connection.execute("SELECT id, at FROM change ORDER BY id DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, "")
