"""What every command is given: the data folder, opened when first needed, and where to print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kamdesk.cli.output import Output

if TYPE_CHECKING:  # opening a store costs SQLAlchemy, which `--help` does not need
    from kamdesk.store.store import Store


@dataclass(frozen=True)
class Context:
    """The data folder and the output of one call."""

    home: Path
    output: Output

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The store, open for writing. Raises StoreError when the folder is in use or cannot be opened."""
        from kamdesk.store.opening import open_store

        store = open_store(self.home)
        try:
            self._begin(store)
            yield store
        finally:
            store.close()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The store to read from: also while a window has it open, or where nothing can be written."""
        from kamdesk.store.lock import InUse
        from kamdesk.store.opening import open_store
        from kamdesk.store.place import is_writable

        if self.home.is_dir() and not is_writable(self.home):
            store = open_store(self.home, read_only=True)
        else:
            try:
                store = open_store(self.home)
            except InUse:
                store = open_store(self.home, read_only=True)
        try:
            self._begin(store)
            yield store
        finally:
            store.close()

    def _begin(self, store: Store) -> None:
        from kamdesk.work import settings

        for warning in store.warnings:
            self.output.warn(str(warning))
        with store.read() as session:
            me = settings.me(session)
        store.user = me.name if me else ""
