"""A look at one setting of a data folder before it is opened, without loading what opening needs."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

DATABASE = "kamdesk.db"
"""As `kamdesk.store.store.DATABASE_NAME`, which costs SQLAlchemy to import."""


def setting(home: Path, key: str) -> Any:
    """The stored value of setting `key`, None when there is none or the file cannot be read; nothing is written."""
    file = home / DATABASE
    if not file.is_file():
        return None
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=0.5)
        try:
            row = connection.execute(
                "SELECT value FROM setting WHERE key = ? AND deleted_at IS NULL", (key,)
            ).fetchone()
        finally:
            connection.close()
        return json.loads(row[0]) if row else None
    except (sqlite3.Error, ValueError):
        return None  # a damaged or foreign file is named when it is opened
