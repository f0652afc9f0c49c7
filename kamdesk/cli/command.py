"""What a command of the command line is, and the exit statuses all of them share.

To add a command: write its function in the module of its group, declare it there in `COMMANDS`, and describe it in
``docs/command-line.md`` (a test compares the two).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from kamdesk.cli.context import Context


class Status(IntEnum):
    """Exit statuses."""

    DONE = 0
    REJECTED = 1
    """Done, with rows or files rejected; they are listed."""
    WRONG_USE = 2
    NO_FOLDER = 3
    """The data folder is in use or cannot be opened."""
    UNREADABLE = 4
    """A file given cannot be read or written."""
    REFUSED = 5
    """A rule forbids it."""
    FAULT = 70
    """A fault of kamdesk; the log has it."""
    STOPPED = 130
    """Stopped by Ctrl+C; nothing of it was kept."""


class WrongUse(Exception):
    """The arguments make no sense together, or name something that is not there; carries a translated sentence."""


@dataclass(frozen=True)
class Command:
    """A verb: `name` has a blank when it belongs to a group (``form blank``)."""

    name: str
    help: str
    """Marked for the catalogue; translated when the parser is built."""
    run: Callable[[Context, argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None] | None = None
    """Declares the command's own arguments; common ones are added to every command."""


Commands = tuple[Command, ...]
