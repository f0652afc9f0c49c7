"""``open``: the window."""

from __future__ import annotations

import argparse

from kamdesk.cli.command import Command
from kamdesk.cli.context import Context
from kamdesk.i18n import N_


def _open(context: Context, _arguments: argparse.Namespace) -> int:
    from kamdesk.store.opening import open_store
    from kamdesk.ui import app

    return app.run(open_store(context.home, check="later"))


OPEN = Command("open", N_("Open the window (what kamdesk does without a command)"), _open)
COMMANDS = (OPEN,)
