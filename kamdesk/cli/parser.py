"""The parser: every declared command with its help in the language in use, common options before and after it."""

from __future__ import annotations

import argparse
import gettext
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kamdesk import __version__
from kamdesk.cli.command import Command, Commands
from kamdesk.i18n import LANGUAGES, N_, _, language
from kamdesk.paths import resources_dir

GROUPS = {
    "form": N_("The Excel forms: blank, filled, and read back"),
    "visit": N_("Visits, receptions and call-backs: plan, record, move on"),
    "expense": N_("Money spent on customers"),
    "claim": N_("Expense claims"),
    "task": N_("Things to do"),
    "days": N_("Days off and days worked"),
    "development": N_("The development of new key accounts"),
    "opportunity": N_("Opportunities and sales projects: add, move, win, lose"),
    "forecast": N_("What is expected, and what was expected earlier"),
}
"""Commands of two words → what the group is for."""

ARGPARSE_SENTENCES = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
)
"""What argparse itself says; it looks them up through the process-wide gettext (see `speaking`)."""


def build(commands: Commands) -> argparse.ArgumentParser:
    """The parser of all `commands`; each leaves its declaration in ``namespace.command``."""
    parser = argparse.ArgumentParser(
        prog="kamdesk",
        allow_abbrev=False,
        description=_("A desk for key-account management. Without a command the window opens."),
    )
    parser.add_argument(
        "--version", action="version", version=f"kamdesk {__version__}",
        help=_("show program's version number and exit"),
    )  # fmt: skip
    _add_common(parser)
    verbs = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for command in commands:
        group, _blank, verb = command.name.rpartition(" ")
        if group and group not in groups:
            sentence = _(GROUPS[group])
            parent = verbs.add_parser(group, help=_escaped(sentence), description=sentence)
            groups[group] = parent.add_subparsers(
                title=_("commands"), metavar=_("COMMAND"), required=True
            )
        _add(groups[group] if group else verbs, verb, command)
    return parser


def without_command(arguments: Sequence[str]) -> argparse.Namespace | None:
    """What a call that names no command says, found without declaring all of them; None when there is more to it."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    _add_common(parser)
    try:
        namespace, more = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None  # the whole parser says it better
    return None if more else namespace


def _add(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], verb: str, command: Command
) -> None:
    sentence = _(command.help)
    parser = verbs.add_parser(verb, help=_escaped(sentence), description=sentence)
    parser.set_defaults(command=command)
    if command.arguments is not None:
        command.arguments(parser)
    _add_common(parser)


def _escaped(sentence: str) -> str:
    """argparse formats help with %, so a per cent sign in a sentence is doubled."""
    return sentence.replace("%", "%%")


def _add_common(parser: argparse.ArgumentParser) -> None:
    """The options every command takes; SUPPRESS, so that those given before the command are not overwritten."""
    group = parser.add_argument_group(_("common options"))
    hidden = argparse.SUPPRESS
    group.add_argument(
        "--home", type=Path, default=hidden, metavar="DIR",
        help=_("the data folder (default: KAMDESK_HOME, else the usual place for user data)"),
    )  # fmt: skip
    group.add_argument(
        "--lang", choices=tuple(LANGUAGES), default=hidden,
        help=_("the language of this call (default: that of the data folder)"),
    )  # fmt: skip
    group.add_argument(
        "--database", default=hidden, metavar="URL",
        help=_("a shared database; this version works on the local file only"),
    )  # fmt: skip
    group.add_argument(
        "--json", action="store_true", default=hidden,
        help=_("print one JSON object on standard output"),
    )  # fmt: skip
    group.add_argument(
        "--quiet", action="store_true", default=hidden, help=_("no progress, no messages")
    )


@contextmanager
def speaking() -> Iterator[None]:
    """Lets argparse's own sentences come from our catalogue, in the language in use, while it builds and parses."""
    domain = gettext.textdomain()
    wanted = os.environ.get("LANGUAGE")
    gettext.bindtextdomain("kamdesk", str(resources_dir() / "locale"))
    gettext.textdomain("kamdesk")
    os.environ["LANGUAGE"] = {"zh": "zh_CN"}.get(language(), "en")
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if wanted is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = wanted


def option_in(arguments: Sequence[str], name: str) -> str | None:
    """The value of option `name` as typed, found before there is a parser (which needs the language first)."""
    value = None
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == name and place + 1 < len(arguments):
            value = arguments[place + 1]
        elif argument.startswith(name + "="):
            value = argument.partition("=")[2]
    return value
