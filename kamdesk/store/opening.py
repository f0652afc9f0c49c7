"""Opening a data folder: lock, refusal of newer files, check, migration; only then is there a `Store`."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from kamdesk.errors import StoreError
from kamdesk.i18n import _, message
from kamdesk.model.types import now
from kamdesk.store import migrate, place, plain
from kamdesk.store.engine import driver_connection
from kamdesk.store.lock import FolderLock
from kamdesk.store.store import BACKUPS_NAME, DATABASE_NAME, Store

_CLOCK_MAY_DIFFER = timedelta(minutes=5)


class NotWritable(StoreError):
    """The data folder can be read at best; it may be opened `read_only`."""


def open_store(
    home: Path, *, read_only: bool = False, check: Literal["now", "later"] = "now"
) -> Store:
    """Opens the data folder `home`, making it if it does not exist; `store.warnings` holds what to tell the user.

    One writer at a time: a second one gets `lock.InUse` and may open it `read_only`. A file of a newer kamdesk is
    refused, an older one backed up and migrated. `check="later"` leaves the pages unread, because reading a large
    file whole takes longer than a window may take to appear: the window opens so and runs `check_soon` on its
    worker. After a kill or a power cut the file is checked here whatever was asked for, and thoroughly.

    Raises `damage.DamagedStore` when the file cannot be trusted, otherwise StoreError; each with a sentence.
    """
    if read_only:
        return _open_read_only(home, check)
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not place.is_writable(home):
            raise PermissionError
        lock = FolderLock(home)
    except OSError as problem:
        raise NotWritable(
            _(
                "The data folder {home} cannot be written to. Open it read-only, or choose another."
            ).format(home=home)
        ) from problem
    try:
        store = _open_locked(home, lock, check)
    except BaseException:
        lock.release()
        raise
    # The last registered runs first: the backup is made while the folder is still ours.
    store.when_closing(lock.release)
    store.when_closing(lambda: _back_up_at_close(store))
    return store


def check_soon(store: Store) -> None:
    """The check that `open_store(check="later")` left out; reads the whole file, so call it on a worker.

    Adds to `store.warnings`. Raises `damage.DamagedStore`: then close the store and offer to restore.
    """
    _refuse_damage(store.home, store.database, thorough=False, immutable=store.immutable)
    _own_checks(store)


def _open_locked(home: Path, lock: FolderLock, check: Literal["now", "later"]) -> Store:
    database = home / DATABASE_NAME
    _sweep(home)
    left_over = _has_left_over(database)
    revision = _known_revision(home, database, may_write=True)
    newest = migrate.newest_revision()
    warnings = place.warnings_about(home)
    journal = "WAL" if not warnings and place.wal_works(home) else "DELETE"
    if revision is not None and (check == "now" or left_over):
        _refuse_damage(home, database, thorough=left_over)
    if revision != newest:
        if revision is not None:
            from kamdesk.store import backup  # late: an up-to-date folder opens without it

            backup.back_up(home, "migration")
        database.touch()
        migrate.upgrade(database)
    store = Store(home, journal=journal)
    store.warnings.extend(warnings)
    behind = lock.left_behind
    if behind is not None and behind.host != lock.holder.host:
        store.warnings.append(
            message(
                "{user} on {host} opened this data folder on {since} and did not close it."
                " If it is still open there, close it before you change anything here.",
                user=behind.user,
                host=behind.host,
                since=behind.since_here,
            )
        )
    try:
        _look_at_clock(store)
    except StoreError as problem:  # the pages were not read yet, and the first one read is bad
        store.close()
        from kamdesk.store.damage import damaged

        raise damaged(home, str(getattr(problem.__cause__, "orig", problem))) from problem
    if check == "now":
        _own_checks(store)
    return store


def _sweep(home: Path) -> None:
    """Removes what a killed process was in the middle of making; the lock says that nobody is at it any more."""
    for pattern in (".probe-*", ".restore-*", ".kamdesk-*"):
        for unfinished in home.glob(pattern):
            if unfinished.is_dir():
                shutil.rmtree(unfinished)
            else:
                unfinished.unlink()


def _open_read_only(home: Path, check: Literal["now", "later"]) -> Store:
    database = home / DATABASE_NAME
    if not database.exists():
        raise StoreError(_("There are no kamdesk data in the folder {home}.").format(home=home))
    # Without the right to write, SQLite cannot make the shared memory that even reading needs in WAL mode. Nobody
    # else has it open then either, or there would be a -wal.
    immutable = not place.is_writable(home) and not _has_left_over(database)
    revision = _known_revision(home, database, may_write=False, immutable=immutable)
    if revision != migrate.newest_revision():
        raise StoreError(
            _(
                "This data folder is of an earlier version. Open it once for writing, so that it is brought up to date."
            )
        )
    if check == "now":
        _refuse_damage(home, database, thorough=False, immutable=immutable)
    return Store(home, read_only=True, immutable=immutable)


def _has_left_over(database: Path) -> bool:
    """Whether somebody did not come to close the file, or, for a reader, has it open."""
    for ending in ("-wal", "-journal"):
        try:
            if database.with_name(database.name + ending).stat().st_size > 0:
                return True
        except FileNotFoundError:
            continue
    return False


def _known_revision(
    home: Path, database: Path, *, may_write: bool, immutable: bool = False
) -> str | None:
    """The file's revision; None for a new data folder. Refuses newer files, unreadable ones and lost ones."""
    revision = None
    if database.exists():
        try:
            # Reading a file at rest as immutable leaves no side files beside one that is then refused. What a killed
            # process left half written has to be rolled back first, which takes the right to write.
            left_over = _has_left_over(database)
            revision = migrate.revision_of(
                database, immutable=immutable or not left_over, recover=left_over and may_write
            )
        except sqlite3.OperationalError as problem:
            raise StoreError(
                _("The database in {home} cannot be opened: {problem}").format(
                    home=home, problem=problem
                )
            ) from problem
        except sqlite3.DatabaseError as problem:
            from kamdesk.store.damage import damaged

            raise damaged(home, str(problem)) from problem
    if revision is None and any((home / BACKUPS_NAME).glob("kamdesk-*.db")):
        from kamdesk.store.damage import damaged

        raise damaged(home, _("it is missing or empty, though there are backups of it"))
    if revision is not None and revision > migrate.newest_revision():
        raise StoreError(
            _(
                "This data folder was written by a newer kamdesk. Install the newer program to open it."
            )
        )
    return revision


def _refuse_damage(home: Path, database: Path, *, thorough: bool, immutable: bool = False) -> None:
    try:
        with plain.connected(database, read_only=True, immutable=immutable) as connection:
            found = plain.problems(connection, thorough=thorough)
    except sqlite3.DatabaseError as problem:
        found = [str(problem)]
    if found:
        from kamdesk.store.damage import damaged

        raise damaged(home, found[0])


def _own_checks(store: Store) -> None:
    """The declared checks that need no more than a glance; what they find is told, `kamdesk check` says more."""
    from kamdesk.store.check import run_checks

    found = run_checks(store, light_only=True)
    if found:
        store.warnings.append(
            message(
                "The check of the data found things to look at: {count}. “kamdesk check” lists them.",
                count=len(found),
            )
        )


def _look_at_clock(store: Store) -> None:
    with store.read() as session:
        text = plain.newest_change(driver_connection(session.connection()))[1]
    if not text:
        return
    newest = datetime.fromisoformat(text).replace(tzinfo=UTC)
    if newest > now() + _CLOCK_MAY_DIFFER:
        store.warnings.append(
            message(
                "The newest change in this data folder is of {moment}, which is still to come."
                " See whether the clock of this computer is right.",
                moment=newest.astimezone().strftime("%Y-%m-%d %H:%M"),
            )
        )


def _back_up_at_close(store: Store) -> None:
    from kamdesk.store import backup

    backup.back_up_if_changed(store, "close")
