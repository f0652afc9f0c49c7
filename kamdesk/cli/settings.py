"""``settings``: reading and setting what a data folder can be set to."""

from __future__ import annotations

import argparse
from typing import Any

from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, message


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="get|set KEY VALUE",
        help=_("nothing: all settings; get KEY: one of them; set KEY VALUE: change it"),
    )


def _settings(context: Context, arguments: argparse.Namespace) -> int:
    words: list[str] = arguments.words
    match words:
        case [] | ["get"]:
            return _show(context, None)
        case ["get", key]:
            return _show(context, key)
        case ["set", key, value]:
            return _set(context, key, value)
    raise WrongUse(_("Use: settings [get KEY | set KEY VALUE]"))


def _show(context: Context, key: str | None) -> int:
    from kamdesk.settings import SETTING_BY_KEY
    from kamdesk.work import settings

    if key is not None and key not in SETTING_BY_KEY:
        raise WrongUse(_no_such(key))
    with context.reading() as store, store.read() as session:
        values: dict[str, Any] = settings.get_all(session)
    if key is not None:
        context.output.result(str(values[key]))
        values = {key: values[key]}
    else:
        context.output.table(
            (name, str(value), str(SETTING_BY_KEY[name].label)) for name, value in values.items()
        )
    context.output.json(values)
    return Status.DONE


def _set(context: Context, key: str, value: str) -> int:
    from kamdesk.settings import SETTING_BY_KEY
    from kamdesk.work import settings

    if key not in SETTING_BY_KEY:
        raise WrongUse(_no_such(key))
    with context.writing() as store:
        label = SETTING_BY_KEY[key].label
        with store.change(message("Set “{label}”", label=label.zh)) as session:
            settings.put(session, key, value)
        with store.read() as session:
            now = settings.get(session, key)
    context.output.say(f"{key} = {now}")
    context.output.json({key: now})
    return Status.DONE


def _no_such(key: str) -> str:
    from kamdesk.settings import SETTING_BY_KEY

    return _("There is no setting “{key}”. There are: {keys}").format(
        key=key, keys=", ".join(SETTING_BY_KEY)
    )


COMMANDS = (
    Command(
        "settings", N_("Show or change the settings of the data folder"), _settings, _arguments
    ),
)
