"""When the database is damaged: say it calmly, name the newest good backup and what would be lost, put it back."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from kamdesk.errors import StoreError
from kamdesk.i18n import _, ngettext
from kamdesk.store import plain
from kamdesk.store.store import DATABASE_NAME

if TYPE_CHECKING:  # a sound folder opens without them
    from kamdesk.store.backup import Backup
    from kamdesk.store.restore import Restored


class DamagedStore(StoreError):
    """The database cannot be trusted; nothing was written to it. `set_aside_and_restore` is the way on.

    `problem` is what SQLite says, `backup` the newest copy that passes its check (None: there is none),
    `changes_lost` how many changes were made after it (None: the file does not tell).
    """

    def __init__(self, problem: str, backup: Backup | None, changes_lost: int | None) -> None:
        super().__init__(_sentence(problem, backup, changes_lost))
        self.problem = problem
        self.backup = backup
        self.changes_lost = changes_lost


def damaged(home: Path, problem: str) -> DamagedStore:
    """The exception to raise, after looking for the newest good backup of `home`."""
    backup = newest_good_backup(home)
    lost = _changes_after(home, backup) if backup is not None else None
    return DamagedStore(problem, backup, lost)


def newest_good_backup(home: Path) -> Backup | None:
    """The newest copy that opens and passes the full check."""
    from kamdesk.store.backup import is_sound, list_backups

    return next((each for each in list_backups(home) if is_sound(each.path)), None)


def set_aside_and_restore(home: Path) -> Restored:
    """Puts the damaged database aside whole and the newest good backup in its place.

    Raises StoreError when there is no good backup; InUse when the folder is open.
    """
    from kamdesk.store.restore import restore

    backup = newest_good_backup(home)
    if backup is None:
        raise StoreError(_("There is no good backup in this data folder; nothing was changed."))
    return restore(home, backup.path)


def _changes_after(home: Path, backup: Backup) -> int | None:
    try:
        with plain.connected(backup.path, immutable=True) as connection:
            newest = plain.newest_change(connection)[0]
        with plain.connected(home / DATABASE_NAME, read_only=True) as connection:
            query = "SELECT count(*) FROM change WHERE id > ?"
            return int(connection.execute(query, (newest,)).fetchone()[0])
    except sqlite3.Error:
        return None


def _sentence(problem: str, backup: Backup | None, lost: int | None) -> str:
    parts = [
        _("The database of this data folder is damaged ({problem}). Nothing was changed.").format(
            problem=problem
        )
    ]
    if backup is None:
        parts.append(_("There is no good backup in this data folder."))
    else:
        moment = backup.moment.strftime("%Y-%m-%d %H:%M")
        parts.append(_("The newest good backup is of {moment}.").format(moment=moment))
        if lost is None:
            parts.append(_("What was done after it would be lost."))
        elif lost == 0:
            parts.append(_("Nothing was done after it, so nothing would be lost."))
        else:
            parts.append(
                ngettext(
                    "{count} change made after it would be lost.",
                    "{count} changes made after it would be lost.",
                    lost,
                ).format(count=lost)
            )
    return " ".join(parts)
