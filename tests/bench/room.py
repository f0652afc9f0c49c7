"""What the rows measure with: the large portfolio opened, the same file in plain sqlite3, and scratch folders."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from kamdesk.store.engine import driver_connection
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import demo
from tests.bench import data, keeping_data


class Room:
    """Made once a run; `close` removes what it made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = data.copy_of(data.large_home(), folder / "large")
        self.large: Store = open_store(self.home, check="later")
        self.plain = plain_connection(self.home)
        self.small: Store = open_store(folder / "small")
        demo.load(self.small)

    @cached_property
    def running(self) -> Store:
        """The portfolio with a million purchases, copied when first asked for."""
        home = data.copy_of(keeping_data.running_home(), self.folder / "running")
        return open_store(home, check="later")

    def close(self) -> None:
        """Ends what is open."""
        if "running" in vars(self):
            self.running.close()
        self.plain.close()
        self.large.close()
        self.small.close()

    def fresh(self, name: str) -> Store:
        """An empty data folder."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return open_store(self.folder / name)

    @contextmanager
    def spied(self, session: Session) -> Iterator[list[str]]:
        """Collects the SELECT statements that SQLite gets from `session`, their values filled in."""
        sent: list[str] = []

        def note(statement: str) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                sent.append(statement)

        connection = driver_connection(session.connection())
        connection.set_trace_callback(note)
        try:
            yield sent
        finally:
            connection.set_trace_callback(None)

    def statements(self, store: Store, act: Callable[[Session], object]) -> list[str]:
        """What `act` asks the database."""
        with store.read() as session, self.spied(session) as sent:
            act(session)
        return sent


def plain_connection(home: Path) -> sqlite3.Connection:
    """The database of `home` without anything of ours."""
    connection = sqlite3.connect(home / "kamdesk.db", isolation_level=None)
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def replay(connection: sqlite3.Connection, sent: list[str]) -> Callable[[], object]:
    """An act that asks plain sqlite3 the same."""

    def act() -> object:
        return [connection.execute(statement).fetchall() for statement in sent]

    return act
