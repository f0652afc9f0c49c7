"""One writer per data folder over all processes: the lock, who holds it, and since when."""

from __future__ import annotations

import errno
import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from kamdesk.errors import StoreError
from kamdesk.i18n import _

LOCK_NAME = "kamdesk.lock"
_LOCKED_BYTE = 1 << 30
"""Windows keeps others from reading what is locked, so a byte far behind the text is locked there."""


@dataclass(frozen=True)
class Holder:
    """Who has, or last had, the folder open; `since` is an ISO moment in UTC."""

    host: str
    user: str
    pid: int
    since: str

    @property
    def since_here(self) -> str:
        """The moment on this computer's clock, to the minute."""
        return datetime.fromisoformat(self.since).astimezone().strftime("%Y-%m-%d %H:%M")

    @classmethod
    def this_process(cls) -> Holder:
        """What this process writes into the lock."""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(socket.gethostname(), _user(), os.getpid(), moment)


class InUse(StoreError):
    """Another process has the folder open for writing; `holder` says who, when that could be read."""

    def __init__(self, holder: Holder | None) -> None:
        if holder is None:
            sentence = _(
                "Another kamdesk has this data folder open. Close it there, or open the folder read-only."
            )
        else:
            sentence = _(
                "{user} on {host} has this data folder open since {since}."
                " Close kamdesk there, or open the folder read-only."
            ).format(user=holder.user, host=holder.host, since=holder.since_here)
        super().__init__(sentence)
        self.holder = holder


class FolderLock:
    """Held from construction until `release`. The system gives it free when the process ends, however it ends.

    Raises InUse when another process, or another store of this one, has it; OSError when the folder cannot be
    written. `left_behind` is whoever had the folder open and did not close it.
    """

    def __init__(self, home: Path) -> None:
        self._stream: IO[bytes] | None = (home / LOCK_NAME).open("a+b")
        try:
            known = _read(self._stream)
            if not _take(self._stream) and known is not None and _is_alive(known):
                raise InUse(known)
        except BaseException:
            self._stream.close()
            raise
        self.left_behind = known
        self.holder = Holder.this_process()
        _write(self._stream, json.dumps(asdict(self.holder), ensure_ascii=False))

    def release(self) -> None:
        """Gives the folder free. The file stays: removing it would let two processes lock two files of one name."""
        if self._stream is not None:
            _write(self._stream, "")
            _give(self._stream)
            self._stream.close()
            self._stream = None


def holder_of(home: Path) -> Holder | None:
    """Who is written in the folder's lock; None after a proper close."""
    try:
        with (home / LOCK_NAME).open("rb") as stream:
            return _read(stream)
    except OSError:
        return None


def _take(stream: IO[bytes]) -> bool:
    """Locks the file. False where the file system knows no locks; then only the text in it can tell."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(_LOCKED_BYTE)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
            return False
        if problem.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            raise InUse(_read(stream)) from problem
        raise
    return True


def _give(stream: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        stream.seek(_LOCKED_BYTE)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
    # Elsewhere closing the file gives the lock free.


def _read(stream: IO[bytes]) -> Holder | None:
    stream.seek(0)
    try:
        found = json.loads(stream.read(4096))
        holder = Holder(
            str(found["host"]), str(found["user"]), int(found["pid"]), str(found["since"])
        )
        datetime.fromisoformat(holder.since)
    except (ValueError, KeyError, TypeError):
        return None  # empty after a proper close, or half written at this very moment
    return holder


def _write(stream: IO[bytes], text: str) -> None:
    stream.seek(0)
    stream.truncate()
    stream.write(text.encode())
    stream.flush()


def _is_alive(holder: Holder) -> bool:
    """Whether the process may still run. Another computer's cannot be asked and counts as running."""
    if holder.host != socket.gethostname() or sys.platform == "win32":
        return True
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in some containers
        return "?"
