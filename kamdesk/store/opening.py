"""Opening a data folder: lock, refusal of newer files, migration, checks; only then is there a `Store`."""

from __future__ import annotations

from pathlib import Path

from kamdesk.errors import StoreError
from kamdesk.i18n import _
from kamdesk.store import migrate
from kamdesk.store.store import DATABASE_NAME, Store


def open_store(home: Path, *, read_only: bool = False) -> Store:
    """Opens the data folder `home`, making it if it does not exist. Raises StoreError with a sentence."""
    home.mkdir(parents=True, exist_ok=True)
    database = home / DATABASE_NAME
    revision = migrate.revision_of(database) if database.exists() else None
    newest = migrate.newest_revision()
    if revision is not None and revision > newest:
        raise StoreError(
            _(
                "This data folder was written by a newer kamdesk. Install the newer program to open it."
            )
        )
    if revision != newest:
        migrate.upgrade(database)
    return Store(home, read_only=read_only)
