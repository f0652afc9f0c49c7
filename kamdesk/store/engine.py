"""The database engine: one for reading, one for writing on the same pool, with what SQLite needs to be safe."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from kamdesk.store import plain

BUSY_MILLISECONDS = 5000


def sqlite_engine(
    file: Path, *, journal: str = "WAL", read_only: bool = False, immutable: bool = False
) -> Engine:
    """An engine on the SQLite `file`, which must exist. `journal` is WAL, or DELETE where shared memory does not work.

    The driver's own transaction handling is switched off: a change begins with BEGIN IMMEDIATE, so that two
    writers never deadlock half-way; see `writing`.
    """

    def connect() -> sqlite3.Connection:
        return plain.connect(file, read_only=read_only, immutable=immutable)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=10)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if not read_only:
            cursor.execute(f"PRAGMA journal_mode={journal}")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("kamdesk_write", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # takes no lock yet and cannot fail; said to the driver, as pages are read all day
            driver_connection(connection).execute("BEGIN")

    return engine


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """What `connection` speaks through. What it raises is sqlite3's and not yet SQLAlchemy's."""
    found = connection.connection.driver_connection
    if not isinstance(found, sqlite3.Connection):
        raise TypeError("the engine is not one of SQLite")
    return found


def writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock when they begin."""
    return engine.execution_options(kamdesk_write=True)
