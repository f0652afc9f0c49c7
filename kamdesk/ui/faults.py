"""What went wrong, said to the user: a refusal by its sentence, our own fault calmly and with the place of the log."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication, QWidget

from kamdesk.errors import Cancelled, UserError, WorldError
from kamdesk.i18n import _
from kamdesk.ui import messages

_log = logging.getLogger(__name__)
_showing = False


def show_problem(problem: BaseException, parent: QWidget | None = None) -> None:
    """Tell the user about `problem`; a fault of ours is written to the log with all we know."""
    global _showing
    if isinstance(problem, Cancelled):
        return
    if not isinstance(problem, UserError):
        _log.error("unexpected problem", exc_info=problem)
    if _showing:  # a fault inside a dialog about a fault: the log has it, a second dialog would hide the first
        return
    _showing = True
    try:
        if isinstance(problem, UserError):
            kind: messages.Kind = "warning" if isinstance(problem, WorldError) else "info"
            messages.tell(parent, _("Not possible"), problem.sentence, kind)
        else:
            messages.tell(
                parent,
                _("Something went wrong"),
                _("That did not work, and it is our fault. What you had saved is safe."),
                "error",
                _where_to_look(),
            )
    finally:
        _showing = False


def install_excepthook() -> None:
    """Show whatever escapes from a slot or an event, and go on."""
    sys.excepthook = _hook


def _hook(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt) or QApplication.instance() is None:
        sys.__excepthook__(kind, problem, trace)
        return
    show_problem(problem.with_traceback(trace), QApplication.activeWindow())


def log_file() -> Path | None:
    """The file the log is written to, if there is one."""
    for one in reversed(logging.getLogger().handlers):
        if isinstance(one, logging.FileHandler):
            return Path(one.baseFilename)
    return None


def _where_to_look() -> str:
    path = log_file()
    if path is None:
        return ""
    return _("The details are in the log, please send it along: {path}").format(path=path)
