"""Fixtures for looking at a database as it is, without the program's own eyes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kamdesk.store.store import Store

Contents = dict[str, list[tuple[Any, ...]]]
_UNDO_LEAVES_ALONE = {"change", "changed_row", "number_sequence", "alembic_version"}


@pytest.fixture
def contents() -> Callable[[Store | Path], Contents]:
    """Table → rows by id, all columns but `version`: what undo has to restore to the letter."""

    def read(source: Store | Path) -> Contents:
        file = source.database if isinstance(source, Store) else source
        connection = sqlite3.connect(file)
        try:
            tables = [
                row[0]
                for row in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                )
            ]
            found: Contents = {}
            for table in sorted(set(tables) - _UNDO_LEAVES_ALONE):
                if table.startswith("search_index"):
                    continue  # the index of the search entries, which are compared
                columns = [
                    row[1]
                    for row in connection.execute(f'PRAGMA table_info("{table}")')
                    if row[1] != "version"
                ]
                names = ", ".join(f'"{column}"' for column in columns)
                found[table] = connection.execute(
                    f'SELECT {names} FROM "{table}" ORDER BY 1, 2'
                ).fetchall()
            return found
        finally:
            connection.close()

    return read
