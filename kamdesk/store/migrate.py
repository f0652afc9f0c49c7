"""Brings a database to the program's schema: one transaction, foreign keys off, everything counted before and after."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kamdesk import paths
from kamdesk.errors import StoreError
from kamdesk.i18n import _
from kamdesk.store import plain


def newest_revision(scripts: Path | None = None) -> str:
    """The revision this program wants, read off the file names so that alembic need not be imported at each start."""
    folder = (scripts or paths.migrations_dir()) / "versions"
    names = sorted(file.stem for file in folder.glob("[0-9]*.py"))
    return names[-1].split("_", 1)[0]


def revision_of(file: Path, *, immutable: bool = False, recover: bool = False) -> str | None:
    """The revision the database has; None when it holds no schema yet.

    Nothing is written, unless `recover` lets SQLite roll back what a killed process was in the middle of writing;
    without that such a file cannot be read. Raises sqlite3.DatabaseError when `file` is no database or unreadable.
    """
    with plain.connected(file, read_only=not recover, immutable=immutable) as connection:
        if "alembic_version" not in plain.tables(connection):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def upgrade(file: Path, scripts: Path | None = None, revision: str = "head") -> None:
    """Runs the missing migrations on `file`, all of them or none. The caller made a backup and holds the lock.

    `scripts` is another alembic environment than the program's own, `revision` another aim than the newest: both
    are for making and testing files of earlier versions. Raises StoreError; the file then is what it was.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    config = Config()
    location = str(scripts or paths.migrations_dir())
    config.set_main_option("script_location", location.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["file"] = file
    try:
        command.upgrade(config, revision)
    except (SQLAlchemyError, CommandError, MigrationHarm) as problem:
        raise StoreError(
            _(
                "The data folder could not be brought to this version of kamdesk and was left as it was: {problem}"
            ).format(problem=problem)
        ) from problem


class MigrationHarm(Exception):
    """A migration would have broken references or lost rows; its transaction is rolled back."""


@dataclass(frozen=True)
class Promise:
    """What a migration has to keep: the rows of every table, and that an id once given is never given again."""

    rows: dict[str, int]
    last_ids: dict[str, int]
    """Table with AUTOINCREMENT → the last id given, which may be that of a row long deleted."""

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> Promise:
        """Taken before the migrations run, in their transaction."""
        counted = "SELECT name, 0 FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
        last_ids = dict(connection.execute(counted).fetchall())
        if last_ids:
            last_ids.update(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        return cls(plain.row_counts(connection), last_ids)


def keep(connection: sqlite3.Connection, promise: Promise) -> None:
    """Called by the alembic environment just before it commits. Tables that came or went are not compared.

    Rebuilding a table forgets the last id given, so that is set again here. Raises MigrationHarm.
    """
    after = Promise.of(connection)
    for table, count in promise.rows.items():
        if table != "alembic_version" and after.rows.get(table, count) != count:
            raise MigrationHarm(f"{table} had {count} rows and would have {after.rows[table]}")
    for table, last in promise.last_ids.items():
        if table not in after.rows:
            continue
        if table not in after.last_ids:
            raise MigrationHarm(
                f"{table} would give ids twice: rebuild it with"
                ' batch_alter_table(…, table_kwargs={"sqlite_autoincrement": True})'
            )
        if after.last_ids[table] < last:
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))  # fmt: skip
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise MigrationHarm(f"{len(broken)} broken references, the first in {broken[0][0]}")
    found = plain.problems(connection, thorough=False)
    if found:
        raise MigrationHarm(found[0])
