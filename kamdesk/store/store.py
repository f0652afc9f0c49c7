"""The data folder, opened: short sessions to read, labelled changes to write, and an event after each change."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kamdesk.errors import RuleError, StaleError, StoreError, WorldError
from kamdesk.i18n import Message, _
from kamdesk.store import plain
from kamdesk.store.engine import sqlite_engine, writing

DATABASE_NAME = "kamdesk.db"
ATTACHMENTS_NAME = "attachments"
BACKUPS_NAME = "backups"


@dataclass(frozen=True)
class Changed:
    """What a committed change touched: class name → ids. `origin` is whoever made it and need not be told."""

    ids: dict[str, frozenset[int]]
    origin: object | None = None

    def touches(self, *records: str) -> bool:
        """Whether a page that shows `records` has to look again."""
        return any(record in self.ids for record in records)


Listener = Callable[[Changed], None]


class Store:
    """One data folder. Made by `kamdesk.store.opening.open_store`, which locks, checks and migrates first."""

    def __init__(
        self,
        home: Path,
        *,
        journal: str = "WAL",
        read_only: bool = False,
        immutable: bool = False,
    ) -> None:
        self.home = home
        self.read_only = read_only
        self.immutable = immutable
        """Whether nobody at all can write to the file, so that it is read without locks."""
        self.warnings: list[Message] = []
        """What the user ought to know about this data folder, found when it was opened."""
        self.user = ""
        """Name that changes are signed with."""
        self._engine: Engine = sqlite_engine(
            self.database, journal=journal, read_only=read_only, immutable=immutable
        )
        self._writing = writing(self._engine)
        self._listeners: list[Listener] = []
        self._on_close: list[Callable[[], None]] = []

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / DATABASE_NAME

    @property
    def attachments(self) -> Path:
        """The folder of filed documents."""
        return self.home / ATTACHMENTS_NAME

    @property
    def backups(self) -> Path:
        """The folder of verified copies."""
        return self.home / BACKUPS_NAME

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` after every commit (on the thread that committed); the result ends the subscription."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def when_closing(self, action: Callable[[], None]) -> None:
        """Runs `action` when the store closes, the last registered first."""
        self._on_close.append(action)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one consistent state; nothing written through it is kept."""
        with (
            Session(self._engine, expire_on_commit=False, autoflush=False) as session,
            _sentences(self.home),
        ):
            yield session

    @contextmanager
    def change(self, label: Message, origin: object | None = None) -> Iterator[Session]:
        """The only way to write: one transaction, logged under `label`, announced after it is committed.

        Raises RuleError when the data forbid it, StaleError when a record was changed meanwhile, WorldError when
        the disk or another process does; in each case nothing was written.
        """
        from kamdesk.store.recorder import Recorder  # late: it has every record mapped

        with self._write() as session:
            recorder = Recorder(session, label, self.user)
            yield session
            change_id, touched = recorder.finish()
            session.commit()
        if change_id is not None:
            self._announce(Changed(touched, origin))

    def undo(self, change_id: int | None = None, origin: object | None = None) -> str | None:
        """Takes back the newest change, or the one named; returns its label, None if there is nothing to undo."""
        from kamdesk.store import changes

        with self._write() as session:
            change = changes.next_undo(session, change_id)
            if change is None or change.undone_at is not None:
                return None
            label = str(Message.load(change.label))
            touched = changes.undo(session, change, self.user)
            session.commit()
        self._announce(Changed(touched, origin))
        return label

    def redo(self, origin: object | None = None) -> str | None:
        """Does the last undone change again; returns its label, None if there is none."""
        from kamdesk.store import changes

        with self._write() as session:
            change = changes.next_redo(session)
            if change is None:
                return None
            label = str(Message.load(change.label))
            touched = changes.redo(session, change)
            session.commit()
        self._announce(Changed(touched, origin))
        return label

    def undo_id(self) -> int | None:
        """The change that undo would take back."""
        from kamdesk.store import changes

        with self.read() as session:
            change = changes.next_undo(session)
            return change.id if change else None

    def undo_label(self) -> str | None:
        """What undo would take back."""
        from kamdesk.store import changes

        with self.read() as session:
            change = changes.next_undo(session)
            return str(Message.load(change.label)) if change else None

    def close(self) -> None:
        """Ends every connection, runs what was registered with `when_closing`, and gives the folder free.

        What one of these raises is raised at the end: the folder is free even when the last backup failed.
        """
        self._engine.dispose()
        with ExitStack() as stack:
            for action in self._on_close:
                stack.callback(action)
            self._on_close.clear()

    @contextmanager
    def _write(self) -> Iterator[Session]:
        if self.read_only:
            raise StoreError(_("This data folder is open read-only; nothing can be saved here."))
        with _sentences(self.home), Session(self._writing, expire_on_commit=False) as session:
            yield session

    def _announce(self, changed: Changed) -> None:
        for listener in tuple(self._listeners):
            listener(changed)


@contextmanager
def _sentences(home: Path) -> Iterator[None]:
    """Turns what the database says, through SQLAlchemy or directly, into sentences for the user; what is our fault
    passes as it is."""
    try:
        yield
    except StaleDataError as problem:
        raise StaleError(
            _("This record was changed meanwhile. Look at the new values, then save again.")
        ) from problem
    except UnicodeEncodeError as problem:
        raise RuleError(
            _(
                "A text holds half a character that no file can keep. Type it anew. Nothing was saved."
            )
        ) from problem
    except IntegrityError as problem:
        raise RuleError(_integrity_sentence(str(problem.orig))) from problem
    except (OperationalError, sqlite3.OperationalError) as problem:
        cause = str(getattr(problem, "orig", problem))
        if "locked" in cause or "busy" in cause:
            raise WorldError(
                _("Another process is writing to the data folder. Try again in a moment.")
            ) from problem
        if "full" in cause:
            raise WorldError(
                _("The disk is full. Nothing was saved; free some space and save again.")
            ) from problem
        if "readonly" in cause or "unable to open" in cause:
            raise WorldError(
                _("The data folder cannot be written to. Nothing was saved.")
            ) from problem
        if "disk I/O" in cause:
            raise _no_answer() from problem
        raise
    except (DatabaseError, sqlite3.DatabaseError) as problem:
        cause = str(getattr(problem, "orig", problem))
        if "malformed" not in cause and "not a database" not in cause:
            raise
        # The full-text module also says so when it merely could not write, so the file is asked itself.
        if not _is_damaged(home / DATABASE_NAME):
            raise _no_answer() from problem
        raise StoreError(
            _(
                "The database is damaged. Nothing was saved. Close kamdesk and open it again:"
                " it then offers the newest good backup."
            )
        ) from problem


def _is_damaged(database: Path) -> bool:
    try:
        with plain.connected(database, read_only=True) as connection:
            return bool(plain.problems(connection, thorough=False))
    except sqlite3.DatabaseError:
        return True


def _no_answer() -> WorldError:
    return WorldError(
        _(
            "The disk or the network drive did not answer as it should. Nothing was saved."
            " Save again; if that does not help, run the check of the data."
        )
    )


def _integrity_sentence(cause: str) -> str:
    if "account.archive_no" in cause:
        return _("This archive number is given to another account already.")
    if "staff.number" in cause:
        return _("This staff number is given to somebody else already.")
    if "form_role" in cause:
        return _("The account has somebody in this role of the archive form already.")
    if "FOREIGN KEY" in cause:
        return _("Something this record points at does not exist any more. Nothing was saved.")
    return _("This would break a rule of the data: {cause}. Nothing was saved.").format(cause=cause)
