"""Opening a data folder for the window: who has it open, what is damaged, and the ways on, asked calmly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kamdesk.errors import StoreError, UserError
from kamdesk.i18n import Message, _
from kamdesk.store.damage import DamagedStore, set_aside_and_restore
from kamdesk.store.lock import InUse
from kamdesk.store.opening import NotWritable, open_store
from kamdesk.store.store import Store
from kamdesk.ui import faults, messages

if TYPE_CHECKING:
    from kamdesk.store.restore import Restored


def open_home(home: Path, parent: QWidget | None = None) -> Store | None:
    """The data folder, open for writing or, as the user chose, to read; None when the user gave up.

    Who has the folder open, and what came of a restore, stand first in the store's `warnings`. Raises StoreError,
    already told, when there is no way on.
    """
    read_only = False
    told: list[Message] = []
    while True:
        try:
            store = open_store(home, read_only=read_only, check="later")
        except (InUse, NotWritable) as problem:
            answer = _ask_to_read(problem, parent)
            if answer == "cancel":
                return None
            read_only = answer == "read_only"
            told = [_as_message(problem.sentence)] if read_only else []
        except DamagedStore as problem:
            restored = offer_restore(home, problem, parent)
            if restored is None:
                return None
            told = [_as_message(restored_words(restored))]
            read_only = False
        except StoreError as refusal:
            faults.show_problem(refusal, parent)  # a window may have no terminal behind it
            raise
        else:
            store.warnings[:0] = told
            return store


def _ask_to_read(problem: StoreError, parent: QWidget | None) -> str:
    """What to do about a folder that cannot be written to: ``read_only``, ``again`` or ``cancel``."""
    return messages.ask(
        parent,
        _("The data folder is in use")
        if isinstance(problem, InUse)
        else _("The data folder cannot be written to"),
        problem.sentence,
        [
            ("read_only", _("Open read-only")),
            ("again", _("Try again")),
            ("cancel", _("Quit")),
        ],
        "read_only",
    )


def offer_restore(
    home: Path, problem: DamagedStore, parent: QWidget | None = None
) -> Restored | None:
    """Says what is damaged and what would be lost; puts the newest good backup back when the user wants it.

    The folder must not be open. None: nothing was changed, because the user would not or it could not be done.
    """
    if problem.backup is None:
        messages.tell(parent, _("The database is damaged"), problem.sentence, "warning")
        return None
    answer = messages.ask(
        parent,
        _("The database is damaged"),
        problem.sentence,
        [("restore", _("Restore this backup")), ("cancel", _("Change nothing"))],
        "restore",
        _("The damaged file is put aside whole, into the folder of backups."),
    )
    if answer != "restore":
        return None
    try:
        return set_aside_and_restore(home)
    except UserError as refusal:
        faults.show_problem(refusal, parent)
        return None


def restored_words(restored: Restored) -> str:
    """Which moment was brought back."""
    moment = restored.moment.astimezone() if restored.moment else None
    return _("Restored. The newest change in it is of {moment}.").format(
        moment=f"{moment:%Y-%m-%d %H:%M}" if moment else "—"
    )


def _as_message(sentence: str) -> Message:
    return Message("{sentence}", {"sentence": sentence})
