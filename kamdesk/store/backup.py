"""Copies of the database that are proven to open: made, checked, listed and thinned out."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kamdesk.errors import WorldError
from kamdesk.i18n import _
from kamdesk.model.terms import Term
from kamdesk.paths import write_whole
from kamdesk.store import plain
from kamdesk.store.store import ATTACHMENTS_NAME, BACKUPS_NAME, DATABASE_NAME, Store

REASONS: dict[str, Term] = {
    "close": Term("at closing", "关闭时"),
    "regular": Term("every 30 minutes", "每 30 分钟"),
    "migration": Term("before an update of the program", "程序升级前"),
    "import": Term("before an import", "导入前"),
    "merge": Term("before a merge", "合并前"),
    "deletion": Term("before a bulk deletion", "批量删除前"),
    "before-restore": Term("before restoring", "恢复前"),
    "manual": Term("by hand", "手动"),
}
"""Why a copy was made: the word in its file name, and what a list shows."""

_NAME = re.compile(r"kamdesk-(\d{8}-\d{6})-([a-z-]+?)(?:-(\d+))?\.db")
MOMENT = "%Y%m%d-%H%M%S"
_ALL_FOR = timedelta(days=2)
_DAILY_FOR = timedelta(days=31)
_MONTHLY_FOR = timedelta(days=366)
ATTACHMENT_IN_ZIP = re.compile(
    ATTACHMENTS_NAME + r"/([0-9a-f]{2}/[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?)"
)
"""What a filed document is called in the zip of `back_up_to`; nothing else is ever taken out of one."""


@dataclass(frozen=True)
class Backup:
    """A checked copy. `moment` is on this computer's clock, without zone, as the file name says it."""

    path: Path
    moment: datetime
    reason: str
    size: int
    """Bytes."""


def back_up(source: Store | Path, reason: str) -> Backup:
    """Copies the database of the store, or data folder, into its ``backups`` folder and thins out older copies.

    `reason` is one of `REASONS`. Other connections go on writing meanwhile; the copy is of one moment. It gets its
    name only after it was opened and found sound with as many rows as the source. Raises WorldError.
    """
    home = source.home if isinstance(source, Store) else source
    if reason not in REASONS:
        raise ValueError(f"no such reason for a backup: {reason}")
    folder = home / BACKUPS_NAME
    moment = datetime.now().astimezone().replace(tzinfo=None, microsecond=0)
    target = free_name(folder, f"kamdesk-{moment.strftime(MOMENT)}-{reason}")
    with write_whole(target) as temporary:
        copy_verified(home / DATABASE_NAME, temporary)
    thin_out(home)
    return Backup(target, moment, reason, target.stat().st_size)


def back_up_if_changed(source: Store | Path, reason: str) -> Backup | None:
    """`back_up`, unless nothing was done, undone or redone since the newest copy; then None."""
    home = source.home if isinstance(source, Store) else source
    newest = last_backup(home)
    if newest is not None and _state(newest.path, finished=True) == _state(home / DATABASE_NAME):
        return None
    return back_up(home, reason)


def list_backups(home: Path) -> list[Backup]:
    """The copies in the data folder, newest first."""
    found = []
    folder = home / BACKUPS_NAME
    for file in folder.iterdir() if folder.is_dir() else ():
        match = _NAME.fullmatch(file.name)
        if match is not None and match[2] in REASONS:
            moment = datetime.strptime(match[1], MOMENT)  # noqa: DTZ007 - names say local time
            found.append((moment, int(match[3] or 1), match[2], file))
    found.sort(key=lambda each: each[:2], reverse=True)
    return [Backup(file, moment, reason, file.stat().st_size) for moment, _n, reason, file in found]


def last_backup(home: Path) -> Backup | None:
    """The newest copy, for the status bar."""
    found = list_backups(home)
    return found[0] if found else None


def superfluous(moments: Sequence[datetime], now: datetime) -> set[datetime]:
    """Which of `moments` thinning drops: it keeps all of two days, the last of each day for a month, the last of
    each month for a year, the newest whatever its age, and any from the future (a clock may have been moved)."""
    kept: set[datetime] = set()
    periods: set[str] = set()
    for moment in sorted(moments, reverse=True):
        age = now - moment
        if age <= _ALL_FOR or not kept:
            kept.add(moment)
            periods.add(moment.strftime("%Y-%m-%d"))
            periods.add(moment.strftime("%Y-%m"))
            continue
        period = moment.strftime("%Y-%m-%d" if age <= _DAILY_FOR else "%Y-%m")
        if age <= _MONTHLY_FOR and period not in periods:
            kept.add(moment)
        periods.add(moment.strftime("%Y-%m-%d"))
        periods.add(moment.strftime("%Y-%m"))
    return set(moments) - kept


def thin_out(home: Path, now: datetime | None = None) -> list[Path]:
    """Removes the copies that `superfluous` names, and unfinished ones a killed process left; returns their paths."""
    moment = now or datetime.now().astimezone().replace(tzinfo=None)
    backups = list_backups(home)
    dropped = superfluous([each.moment for each in backups], moment)
    gone = [each.path for each in backups if each.moment in dropped]
    for unfinished in (home / BACKUPS_NAME).glob(".kamdesk-*"):
        age = moment.timestamp() - unfinished.stat().st_mtime
        if age > timedelta(hours=1).total_seconds():  # a younger one may be in the making
            gone.append(unfinished)
    for file in gone:
        file.unlink(missing_ok=True)
    return gone


def back_up_to(source: Store | Path, file: Path) -> Path:
    """A checked copy wherever the user wants it; returns `file`.

    A name ending in ``.zip`` gets the database and all filed documents, any other the database alone.
    """
    home = source.home if isinstance(source, Store) else source
    finished = isinstance(source, Store) and source.immutable
    with write_whole(file) as temporary:
        if file.suffix.lower() != ".zip":
            copy_verified(home / DATABASE_NAME, temporary, finished=finished)
        else:
            with tempfile.TemporaryDirectory(prefix=".copy-", dir=file.parent) as folder:
                database = Path(folder) / DATABASE_NAME
                database.touch()
                copy_verified(home / DATABASE_NAME, database, finished=finished)
                _pack(database, home / ATTACHMENTS_NAME, temporary)
    return file


def is_sound(file: Path) -> bool:
    """Whether the finished copy `file` opens and passes SQLite's full check."""
    try:
        with plain.connected(file, immutable=True) as connection:
            return not plain.problems(connection, thorough=True) and bool(plain.tables(connection))
    except sqlite3.Error:
        return False


def copy_verified(source: Path, target: Path, *, finished: bool = False) -> None:
    """Copies the database `source` over the empty file `target` through SQLite, then opens and checks the copy.

    `finished`: nobody writes to `source`, which may lie on a medium that cannot be written. Raises WorldError.
    """
    try:
        with plain.connected(
            source, read_only=not _may_write(source), immutable=finished
        ) as connection:
            connection.execute("BEGIN")  # counting and copying see one state, whoever writes
            rows = plain.row_counts(connection)
            with plain.connected(target) as copy:
                connection.backup(copy)
                # A copy is one file: with the journal mode of the original it would grow side files when opened.
                copy.execute("PRAGMA journal_mode=DELETE")
        with plain.connected(target, immutable=True) as copy:
            found = plain.problems(copy, thorough=True)
            counted = {} if found else plain.row_counts(copy)
    except sqlite3.Error as problem:
        raise _copy_sentence(problem) from problem
    if found or counted != rows:
        raise WorldError(
            _("The copy of the database did not pass its check and was not kept: {problem}").format(
                problem=found[0] if found else _("the numbers of rows differ")
            )
        )


def _copy_sentence(problem: sqlite3.Error) -> WorldError:
    if "full" in str(problem):
        return WorldError(_("The disk is full: the copy of the database was not made."))
    return WorldError(_("The database could not be copied: {problem}").format(problem=problem))


def free_name(folder: Path, stem: str) -> Path:
    """A path in `folder` that nothing has yet: ``stem.db``, ``stem-2.db`` …"""
    target = folder / f"{stem}.db"
    number = 2
    while target.exists():
        target = folder / f"{stem}-{number}.db"
        number += 1
    return target


def _may_write(database: Path) -> bool:
    """The last connection clears the side files away, which one that only reads cannot; so none does that need not."""
    return os.access(database, os.W_OK) and os.access(database.parent, os.W_OK)


def _state(database: Path, *, finished: bool = False) -> tuple[int, int, str] | None:
    """What tells whether anything was done, undone or redone; None when it cannot be read."""
    query = (
        "SELECT coalesce(max(id), 0), count(undone_at), coalesce(max(undone_at), '') FROM change"
    )
    try:
        with plain.connected(
            database, read_only=not _may_write(database), immutable=finished
        ) as connection:
            found: tuple[int, int, str] = connection.execute(query).fetchone()
            return found
    except sqlite3.Error:
        return None


def _pack(database: Path, attachments: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(database, DATABASE_NAME)
        for file in sorted(attachments.rglob("*")) if attachments.is_dir() else ():
            name = f"{ATTACHMENTS_NAME}/{file.relative_to(attachments).as_posix()}"
            if ATTACHMENT_IN_ZIP.fullmatch(name):
                archive.write(file, name)
    with zipfile.ZipFile(target) as archive:
        broken = archive.testzip()
    if broken is not None:
        raise WorldError(
            _("The copy of the database did not pass its check and was not kept: {problem}").format(
                problem=broken
            )
        )
