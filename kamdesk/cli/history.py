"""``history``, ``undo``, ``redo``: what was done, and taking it back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from kamdesk.store.changes import ChangeLine, Entry


def _history_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ref",
        nargs="?",
        metavar="REF",
        help=_("an account (archive number, code, uid or name); without: all changes"),
    )
    parser.add_argument(
        "--limit", type=count, default=50, metavar="N", help=_("at most N entries (50)")
    )


def _history(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.store import changes

    with context.reading() as store, store.read() as session:
        if arguments.ref is None:
            lines = changes.recent(session, arguments.limit)
            context.output.table(_line(each) for each in lines)
            context.output.json({"changes": [_change(each) for each in lines]})
        else:
            account = references.account(session, arguments.ref)
            entries = changes.history(session, account_id=account.id, limit=arguments.limit)
            for entry in entries:
                context.output.result(_entry_line(entry))
            context.output.json({"account": account.uid, "entries": list(map(_entry, entries))})
    return Status.DONE


def _line(change: ChangeLine) -> tuple[str, ...]:
    undone = _("(undone)") if change.undone else ""
    rows = ngettext("{count} record", "{count} records", change.rows).format(count=change.rows)
    return (str(change.id), _local(change.at), change.by, change.label, rows, undone)


def _change(change: ChangeLine) -> dict[str, Any]:
    return {
        "id": change.id,
        "label": change.label,
        "at": change.at.isoformat(),
        "by": change.by,
        "undone": change.undone,
        "rows": change.rows,
    }


def _entry_line(entry: Entry) -> str:
    from kamdesk.model.fields import fields_of
    from kamdesk.model.registry import RECORD_BY_NAME

    record = RECORD_BY_NAME[entry.record]
    labels = {each.name: each.label for each in fields_of(record)}
    actions = {"insert": _("added"), "update": _("changed"), "delete": _("deleted")}
    values = "; ".join(
        f"{labels[name]}: {_shown(entry.before.get(name))} → {_shown(value)}"
        for name, value in entry.after.items()
        if name in labels
    )
    parts = (
        _local(entry.at),
        entry.by,
        entry.label,
        f"{record.TERM} {actions[entry.action]}",
        values,
        _("(undone)") if entry.undone else "",
    )
    return "  ".join(part for part in parts if part)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "change": entry.change_id,
        "label": entry.label,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "undone": entry.undone,
        "record": entry.record,
        "id": entry.record_id,
        "action": entry.action,
        "before": dict(entry.before),
        "after": dict(entry.after),
    }


def _shown(value: Any) -> str:
    return "—" if value in (None, "") else str(value)


def _local(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def count(typed: str) -> int:
    """A whole number of at least one, for argparse."""
    number = int(typed)
    if number < 1:
        raise ValueError
    return number


def _steps_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "steps", nargs="?", type=count, default=1, metavar="N", help=_("how many changes (1)")
    )


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    _steps_arguments(parser)
    parser.add_argument(
        "--change",
        type=count,
        metavar="ID",
        help=_("this change alone, if nothing touched it since"),
    )


def _undo(context: Context, arguments: argparse.Namespace) -> int:
    with context.writing() as store:
        if arguments.change is not None:
            done = _repeated(lambda: store.undo(arguments.change), 1)
        else:
            done = _repeated(store.undo, arguments.steps)
    return _tell(context, done, "undone", _("Undone: {label}"), _("There is nothing to undo."))


def _redo(context: Context, arguments: argparse.Namespace) -> int:
    with context.writing() as store:
        done = _repeated(store.redo, arguments.steps)
    return _tell(context, done, "redone", _("Done again: {label}"), _("There is nothing to redo."))


def _repeated(action: Callable[[], str | None], steps: int) -> list[str]:
    labels = []
    for _step in range(steps):
        label = action()
        if label is None:
            break
        labels.append(label)
    return labels


def _tell(context: Context, labels: list[str], key: str, done: str, nothing: str) -> int:
    for label in labels:
        context.output.say(done.format(label=label))
    if not labels:
        context.output.say(nothing)
    context.output.json({key: labels})
    return Status.DONE


COMMANDS = (
    Command(
        "history", N_("What was done: everything, or to one account"), _history, _history_arguments
    ),
    Command("undo", N_("Take back the last change, or the last N"), _undo, _undo_arguments),
    Command("redo", N_("Do again what was undone"), _redo, _steps_arguments),
)
