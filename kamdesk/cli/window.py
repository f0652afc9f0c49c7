"""``open``: the window."""

from __future__ import annotations

import argparse
import gc
import os
import sys

from kamdesk.cli.command import Command, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _


def _open(context: Context, _arguments: argparse.Namespace) -> int:
    if sys.platform.startswith("linux") and not _has_display():
        raise WrongUse(
            _(
                "There is no display, so no window. “kamdesk tour --out DIR” shows the main job without one."
            )
        )
    # What is made on the way to the first list stays for good, and looking for garbage in it takes a tenth of the
    # time; the window collects again once it is seen.
    gc.disable()
    # PySide6 looks at every import that comes after it, which makes the hundreds of SQLAlchemy a quarter slower.
    import kamdesk.work.list_views  # noqa: F401 - for that order alone
    from kamdesk.ui import app

    return app.run(context.home)


def _has_display() -> bool:
    """Qt ends the process when it finds none, so somebody has to ask before."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


OPEN = Command("open", N_("Open the window (what kamdesk does without a command)"), _open)
COMMANDS = (OPEN,)
