"""Where things lie: the program's own resources (checkout, wheel or frozen folder) and the user's data folder."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kamdesk.errors import WorldError

_PACKAGE = Path(__file__).resolve().parent


def _program_data() -> Path:
    """The folder that holds ``resources`` and ``migrations``."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "kamdesk" / "_data"
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent


def resources_dir() -> Path:
    """Icons, catalogues, demonstration data, help."""
    return _program_data() / "resources"


def migrations_dir() -> Path:
    """The alembic environment."""
    return _program_data() / "migrations"


def default_home() -> Path:
    """The data folder when nobody names one: ``KAMDESK_HOME``, else the platform's place for user data."""
    named = os.environ.get("KAMDESK_HOME")
    if named:
        return Path(named).expanduser()
    import platformdirs  # late: only needed when no folder is named

    return Path(platformdirs.user_data_dir("kamdesk", appauthor=False))


def safe_file_name(name: str) -> str:
    """`name` without what file systems refuse; a record's text never becomes a path."""
    kept = "".join(
        "_" if character in '<>:"/\\|?*' or ord(character) < 32 else character for character in name
    )
    return kept.strip(" .")[:80] or "kamdesk"


def name_apart(name: str, taken: set[str]) -> str:
    """`name`, with a number where it is `taken` already, capitals apart; it is taken from then on."""
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found.casefold())
    return found


@contextmanager
def write_whole(target: Path) -> Iterator[Path]:
    """Gives a temporary path beside `target`; when the block ends well, it is flushed and takes the target's place.

    Either the whole new file is there afterwards or the old one, untouched. Raises `WorldError` with a sentence
    when the target is open elsewhere, the disk is full or the folder cannot be written.
    """
    from kamdesk.i18n import _  # late: i18n needs this module for the catalogues

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent
        )
        os.close(handle)
    except OSError as problem:
        raise _sentence(problem, target) from problem
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        _copy_mode(target, temporary)
        temporary.replace(target)
        _sync_folder(target.parent)
    except PermissionError as problem:
        raise WorldError(
            _(
                "“{name}” is open in another program. Close it there, or save under another name."
            ).format(name=target.name)
        ) from problem
    except OSError as problem:
        raise _sentence(problem, target) from problem
    finally:
        temporary.unlink(missing_ok=True)


def _copy_mode(target: Path, temporary: Path) -> None:
    """A replaced file keeps its permissions; a new one gets the usual ones instead of mkstemp's private ones."""
    try:
        mode = target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself durable where the system lets a folder be flushed."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sentence(problem: OSError, target: Path) -> WorldError:
    from kamdesk.i18n import _

    if problem.errno == errno.ENOSPC:
        text = _(
            "The disk is full: “{name}” was not written. The earlier file, if any, is untouched."
        )
    elif problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        text = _("The folder “{folder}” cannot be written to. Choose another place for “{name}”.")
    else:
        text = _("“{name}” could not be written: {problem}")
    return WorldError(
        text.format(name=target.name, folder=target.parent, problem=problem.strerror or problem)
    )
