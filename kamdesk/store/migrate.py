"""Brings a database to the program's schema: a backup first, one transaction, foreign keys off, everything counted."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kamdesk import paths


def newest_revision() -> str:
    """The revision this program wants, read off the file names so that alembic need not be imported at each start."""
    names = sorted(file.stem for file in (paths.migrations_dir() / "versions").glob("[0-9]*.py"))
    return names[-1].split("_", 1)[0]


def revision_of(file: Path) -> str | None:
    """The revision the database has; None when it holds no schema yet."""
    connection = sqlite3.connect(file)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return row[0] if row else None


def upgrade(file: Path) -> None:
    """Runs the missing migrations on `file` in one transaction. The caller made a backup and holds the lock."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations_dir()).replace("%", "%%"))
    config.attributes["file"] = file
    command.upgrade(config, "head")
