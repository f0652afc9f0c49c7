"""``report``: the management workbook of a month, a quarter or a year, or the indicators alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.cli.kpi import scope_arguments, scope_json, scope_of
from kamdesk.i18n import N_, _

_KINDS = ("month", "quarter", "year")


def _arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("length", choices=_KINDS, help=_("of a month, a quarter or a year"))
    add("--period", required=True, metavar="PERIOD", help=_("2026, 2026Q4 or 2026-11"))
    add("--out", required=True, type=Path, metavar="FILE", help=_("the workbook, .xlsx"))
    add("--as-of", type=references.day, metavar="DAY", help=_("as of this day; else today"))
    add(
        "--indicators",
        action="store_true",
        help=_("the indicators alone (F16), also of a person, account or tier"),
    )
    scope_arguments(parser)


def _report(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.reports import kinds
    from kamdesk.reports.workbook import write_report

    if arguments.out.suffix.lower() != ".xlsx":
        raise WrongUse(_("A report is written as .xlsx."))
    kind = kinds.INDICATORS_REPORT if arguments.indicators else kinds.MANAGEMENT_REPORT
    with context.reading() as store, store.read() as session:
        scope = scope_of(session, arguments)
        asked = kinds.asked_for(session, arguments.period, arguments.as_of, scope)
        if asked.span.kind != arguments.length:
            lengths = {"month": _("a month"), "quarter": _("a quarter"), "year": _("a year")}
            raise WrongUse(
                _("{period} is not {length}.").format(
                    period=asked.span.code, length=lengths[arguments.length]
                )
            )
        report = kinds.build(session, kind, asked, context.output)
        write_report(arguments.out, report, context.output)
    context.output.say(_("{file} is written.").format(file=arguments.out))
    context.output.json(
        {
            "report": kind.key, "period": asked.span.code, "as_of": asked.as_of, "scope": scope_json(arguments),
            "file": str(arguments.out), "sheets": [each.title for each in report.every],
        }
    )  # fmt: skip
    return Status.DONE


COMMANDS = (
    Command("report", N_("The management workbook of a period"), _report, _arguments),
)  # fmt: skip
