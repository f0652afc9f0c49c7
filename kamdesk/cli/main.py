"""Runs one command: chooses the language, parses, and turns whatever goes wrong into a sentence and a status."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kamdesk import i18n, paths
from kamdesk.cli import log, parser, window
from kamdesk.cli.command import Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.cli.output import Output
from kamdesk.errors import Cancelled, RuleError, StoreError, UserError
from kamdesk.i18n import _

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Runs `arguments` (without the program's name) and returns the exit status; nothing is raised."""
    _use_utf8()
    home = Path(parser.option_in(arguments, "--home") or paths.default_home()).expanduser()
    _choose_language(parser.option_in(arguments, "--lang"), home)
    try:
        with parser.speaking():
            namespace = parser.without_command(arguments)
            if namespace is None:
                from kamdesk.cli import commands  # late: the window does not wait for the others

                namespace = parser.build(commands.COMMANDS).parse_args(arguments)
    except SystemExit as end:  # argparse has printed help, the version or what is wrong
        return int(end.code or 0)
    as_json = getattr(namespace, "json", False)
    output = Output(as_json=as_json, quiet=getattr(namespace, "quiet", False))
    command = getattr(namespace, "command", window.OPEN)
    with log.written_to(home) as file:
        try:
            _refuse_server(namespace)
            return command.run(Context(home, output), namespace)
        except KeyboardInterrupt:
            return _failed(output, Status.STOPPED, _("Stopped. Nothing of it was kept."))
        except (UserError, WrongUse) as problem:
            return _failed(output, _status_of(problem), str(problem), _missing(problem))
        except BrokenPipeError:  # the reader of our output went away, as `| head` does
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - the interpreter flushes it at exit
            return Status.DONE
        except Exception:  # noqa: BLE001 - whatever it is, it is our fault, and the log has it
            _log.exception("unexpected problem in %s", command.name)
            sentence = _(
                "That did not work, and it is our fault. What was saved is safe. The details are in the log: {path}"
            ).format(path=file)
            return _failed(output, Status.FAULT, sentence)


def _status_of(problem: UserError | WrongUse) -> Status:
    if isinstance(problem, WrongUse):
        return Status.WRONG_USE
    if isinstance(problem, StoreError):
        return Status.NO_FOLDER
    if isinstance(problem, RuleError):
        return Status.REFUSED
    return Status.STOPPED if isinstance(problem, Cancelled) else Status.UNREADABLE


def _missing(problem: UserError | WrongUse) -> dict[str, list[str]]:
    """The keys of what is missing, where a gate refuses."""
    report = getattr(problem, "report", None)
    return {"missing": [each.key for each in report.missing]} if report is not None else {}


def _failed(
    output: Output, status: Status, sentence: str, more: dict[str, list[str]] | None = None
) -> int:
    output.warn(sentence)
    output.json({"error": sentence, "status": int(status)} | (more or {}))
    return status


def _choose_language(typed: str | None, home: Path) -> None:
    """What was typed, else the data folder's setting, else the system's language."""
    if typed in i18n.LANGUAGES:
        i18n.set_language(typed)
        return
    from kamdesk.store import peek

    known = peek.setting(home, "language")
    i18n.set_language(known if known in i18n.LANGUAGES else i18n.system_language())


def _refuse_server(namespace: argparse.Namespace) -> None:
    if getattr(namespace, "database", None) or os.environ.get("KAMDESK_DATABASE"):
        raise StoreError(
            _(
                "This version works on the local file of a data folder only;"
                " leave out --database (and KAMDESK_DATABASE)."
            )
        )


def _use_utf8() -> None:
    """A pipe on a machine without a locale would not take Chinese."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure") and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
