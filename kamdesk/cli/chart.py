"""``chart``: one picture of a project, an account or the department, as PNG, SVG or PDF."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kamdesk.charts.known import CHARTS, Chart
from kamdesk.cli import references
from kamdesk.cli.command import Command, Status, WrongUse
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.model.base import Record


def _list(context: Context) -> int:
    context.output.table(
        (each.name, str(each.label), _(", ").join(map(_called, each.of)) or _("the department"))
        for each in CHARTS
    )
    context.output.json(
        {
            "charts": [
                {"name": each.name, "label": str(each.label), "for": list(each.of)}
                for each in CHARTS
            ]
        }
    )
    return Status.DONE


def _called(record: str) -> str:
    from kamdesk.model.registry import RECORD_BY_NAME

    return str(RECORD_BY_NAME[record].TERM)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help=_("which one; without it they are listed")
    )
    parser.add_argument(
        "--for", dest="ref", metavar="REF", help=_("number of the project, or of the account")
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("a .png, .svg or .pdf file"))
    parser.add_argument(
        "--on", type=references.day, metavar="DAY", help=_("as of this day; else today")
    )


def _chart(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.name is None:
        return _list(context)
    chart = next((each for each in CHARTS if each.name == arguments.name), None)
    if chart is None:
        names = _(", ").join(each.name for each in CHARTS)
        raise WrongUse(
            _("There is no chart “{name}”. There are: {names}.").format(
                name=arguments.name, names=names
            )
        )
    if arguments.out is None:
        raise WrongUse(_("Say where the picture goes: --out FILE."))
    if chart.of and not arguments.ref:
        raise WrongUse(_("Say what the chart is of: --for REF."))
    day = arguments.on or date.today()
    from kamdesk.charts.save import save

    with context.reading() as store, store.read() as session:
        record = _record(session, chart, arguments.ref) if chart.of else None
        path = save(lambda: chart.figure(session, record, day), arguments.out)
    context.output.say(_("{file} is written.").format(file=path))
    context.output.json({"chart": chart.name, "file": str(path)})
    return Status.DONE


def _record(session: Session, chart: Chart, ref: str) -> Record:
    """The project with this number; else, where the chart is of accounts too, the account."""
    if references.find_opportunities(session, ref) or "Account" not in chart.of:
        return references.opportunity(session, ref)
    return references.account(session, ref)


COMMANDS = (Command("chart", N_("one picture as PNG, SVG or PDF"), _chart, _arguments),)
