"""Puts a copy of the database back: checked first, the present one kept, compared afterwards."""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kamdesk.errors import StoreError, WorldError
from kamdesk.i18n import _
from kamdesk.paths import write_whole
from kamdesk.store import backup, migrate, plain
from kamdesk.store.lock import FolderLock
from kamdesk.store.store import ATTACHMENTS_NAME, BACKUPS_NAME, DATABASE_NAME

_SQLITE_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True)
class Restored:
    """What a restore brought back: the moment of the newest change in it (None if it holds none), its rows, and
    where the file that was replaced is kept (None if there was none)."""

    moment: datetime | None
    rows: int
    kept: Path | None


def restore(home: Path, file: Path) -> Restored:
    """Puts the copy `file` (a database, or the ``.zip`` of `back_up_to`) in place of the data folder's database.

    The folder must not be open: this takes its lock, raising InUse. The copy is checked first; the present database
    is kept as a backup, or put aside whole when it is damaged; afterwards the restored one is opened and compared
    with the copy. Documents of a zip are added, none is removed. Raises WorldError with nothing changed.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(home)
    try:
        with _database_in(file, home) as source:
            rows = _check_copy(source, file.name)
            database = home / DATABASE_NAME
            with write_whole(database) as temporary:
                backup.copy_verified(source, temporary, finished=_is_finished(source))
                kept = _clear_away(home)
            with plain.connected(database, read_only=True) as connection:
                found = plain.problems(connection, thorough=True)
                same = not found and plain.row_counts(connection) == rows
                moment = plain.newest_change(connection)[1] if same else ""
            if not same:
                raise StoreError(
                    _("The restored database differs from the copy; the earlier one is kept as {name}.").format(
                        name=kept
                    )
                )  # fmt: skip
        if _is_zip(file):
            _unpack_attachments(file, home / ATTACHMENTS_NAME)
    finally:
        lock.release()
    newest = datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    return Restored(newest, sum(rows.values()), kept)


def _check_copy(source: Path, name: str) -> dict[str, int]:
    try:
        revision = migrate.revision_of(source, immutable=_is_finished(source))
        with plain.connected(source, read_only=True, immutable=_is_finished(source)) as connection:
            found = plain.problems(connection, thorough=True)
            rows = {} if found else plain.row_counts(connection)
    except sqlite3.Error as problem:
        raise WorldError(_("“{name}” is no copy of a kamdesk database.").format(name=name)) from problem  # fmt: skip
    if found:
        raise WorldError(
            _("“{name}” is damaged and was not restored: {problem}").format(
                name=name, problem=found[0]
            )
        )
    if revision is None:
        raise WorldError(_("“{name}” is no copy of a kamdesk database.").format(name=name))
    if revision > migrate.newest_revision():
        raise StoreError(
            _("“{name}” was written by a newer kamdesk. Install the newer program to restore it.").format(name=name)
        )  # fmt: skip
    return rows


def _clear_away(home: Path) -> Path | None:
    """Keeps the present database and removes its side files, which must never meet another database."""
    database = home / DATABASE_NAME
    if not database.exists():
        return put_aside(home) if any(_side_files(database)) else None
    try:
        kept = backup.back_up(home, "before-restore").path
        with plain.connected(database) as connection:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except (WorldError, sqlite3.DatabaseError):
        if not _is_damaged(database):
            raise
        return put_aside(home)
    if mode != "delete":
        raise StoreError(
            _("Another program is reading the database. Close it there, then restore again.")
        )
    return kept


def put_aside(home: Path) -> Path | None:
    """Moves the database with its side files, as they are, into the backups folder; returns where it lies now."""
    database = home / DATABASE_NAME
    folder = home / BACKUPS_NAME
    folder.mkdir(exist_ok=True)
    moment = datetime.now().astimezone().strftime(backup.MOMENT)
    target = backup.free_name(folder, f"damaged-{moment}")
    for side in _side_files(database):
        side.replace(target.with_name(target.name + side.name.removeprefix(database.name)))
    if not database.exists():
        return None
    database.replace(target)
    return target


def _side_files(database: Path) -> Iterator[Path]:
    for ending in plain.SIDE_FILES:
        side = database.with_name(database.name + ending)
        if side.exists():
            yield side


def _is_damaged(database: Path) -> bool:
    try:
        with plain.connected(database, read_only=True) as connection:
            return bool(plain.problems(connection, thorough=True)) or not plain.tables(connection)
    except sqlite3.DatabaseError:
        return True


@contextmanager
def _database_in(file: Path, home: Path) -> Iterator[Path]:
    """The database in `file`: itself, or unpacked from a zip beside the data folder's own."""
    if not file.is_file():
        raise WorldError(_("There is no file “{name}”.").format(name=file))
    if not _is_zip(file):
        yield file
        return
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
        try:
            with zipfile.ZipFile(file) as archive:
                unpacked = Path(archive.extract(DATABASE_NAME, folder))
        except (KeyError, zipfile.BadZipFile) as problem:
            raise WorldError(
                _("“{name}” is no copy of a kamdesk database.").format(name=file.name)
            ) from problem
        yield unpacked


def _unpack_attachments(file: Path, attachments: Path) -> None:
    """Adds the documents of the zip that are missing; only names this program gives are taken."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            match = backup.ATTACHMENT_IN_ZIP.fullmatch(name)
            if match is None or (attachments / match[1]).exists():
                continue
            with write_whole(attachments / match[1]) as temporary:
                temporary.write_bytes(archive.read(name))


def _is_zip(file: Path) -> bool:
    """A database may hold, near its end, bytes that look like a zip's, so its beginning decides."""
    with file.open("rb") as stream:
        return stream.read(len(_SQLITE_MAGIC)) != _SQLITE_MAGIC and zipfile.is_zipfile(file)


def _is_finished(source: Path) -> bool:
    """Whether the copy stands alone. A database file from another data folder may have side files with rows in them."""
    return not any(_side_files(source))
