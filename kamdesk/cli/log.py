"""The log file of the data folder: what went wrong, with everything a developer needs, never shown to the user."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MEGABYTE = 1_000_000


class _FileMadeWhenNeeded(RotatingFileHandler):
    """Makes the folder when there is something to write; failing that, the system's scratch folder takes it."""

    def _open(self) -> TextIOWrapper:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            return super()._open()
        except OSError:
            self.baseFilename = str(Path(tempfile.gettempdir()) / "kamdesk.log")
            return super()._open()


@contextmanager
def written_to(home: Path) -> Iterator[Path]:
    """While the block runs, warnings and errors of all modules go to ``logs/kamdesk.log`` in `home`; gives its path."""
    file = (home / "logs" / "kamdesk.log").absolute()
    handler = _FileMadeWhenNeeded(
        file, maxBytes=_MEGABYTE, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.setLevel(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield file
    finally:
        root.removeHandler(handler)
        handler.close()
