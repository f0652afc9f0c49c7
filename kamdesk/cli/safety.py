"""``backup``, ``restore``, ``check``: copies that are proven to open, and a folder that is proven sound."""

from __future__ import annotations

import argparse
from pathlib import Path

from kamdesk.cli.command import Command, Status
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, metavar="FILE",
        help=_("where to (default: the folder backups); a name ending in .zip takes the documents along"),
    )  # fmt: skip


def _backup(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.store import backup

    with context.reading() as store:
        if arguments.out is None:
            file = backup.back_up(store, "manual").path
        else:
            file = backup.back_up_to(store, arguments.out)
    size = file.stat().st_size
    context.output.say(
        _("A checked copy of {size} kB lies in {file}.").format(size=-(-size // 1000), file=file)
    )
    context.output.json({"file": str(file), "size": size})
    return Status.DONE


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("a copy made by backup"))


def _restore(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.store.restore import restore

    restored = restore(context.home, arguments.file)
    moment = restored.moment.astimezone() if restored.moment else None
    if moment is None:
        context.output.say(_("Restored; nothing had been saved in that copy yet."))
    else:
        context.output.say(
            _("Restored to the state of {moment}.").format(moment=f"{moment:%Y-%m-%d %H:%M}")
        )
    if restored.kept is not None:
        context.output.say(_("What was there before is kept as {file}.").format(file=restored.kept))
    context.output.json(
        {
            "moment": moment.isoformat() if moment else None,
            "rows": restored.rows,
            "kept": str(restored.kept) if restored.kept else None,
        }
    )
    return Status.DONE


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help=_("repair what can be repaired"))


def _check(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.store.check import run_checks

    with context.writing() if arguments.fix else context.reading() as store:
        findings = run_checks(store, arguments.fix)
    repaired = _("(repaired)")
    for each in findings:
        context.output.result(f"{each.text} {repaired if each.fixed else ''}".rstrip())
    left = [each for each in findings if not each.fixed]
    if not findings:
        context.output.say(_("Everything is sound."))
    context.output.json({"findings": [vars(each) for each in findings], "left": len(left)})
    return Status.REJECTED if left else Status.DONE


COMMANDS = (
    Command("backup", N_("Make a checked copy of the data"), _backup, _backup_arguments),
    Command("restore", N_("Put a copy in the place of the data"), _restore, _restore_arguments),
    Command("check", N_("Look whether the data folder is sound"), _check, _check_arguments),
)
