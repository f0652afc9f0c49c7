"""``funnel``, ``forecast …``: what stands in each stage, and what a period is expected to bring."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from kamdesk.cli import references
from kamdesk.cli.command import Command, Status
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _, message

if TYPE_CHECKING:
    from kamdesk.work.analysis.forecasting import Totals


def _funnel_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--pipeline", metavar="PIPELINE", help=_("of which pipeline (the first)"))
    add("--owner", metavar="NO", help=_("only those somebody is in charge of"))
    add("--period", metavar="PERIOD", help=_("2026, 2026Q4 or 2026-11 (the quarter of today)"))


def _funnel(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.model.pipeline import Stage
    from kamdesk.work import funnel, periods

    with context.reading() as store, store.read() as session:
        start = periods.start_month(session)
        span = (
            periods.read_period(arguments.period, start)
            if arguments.period
            else periods.period_of(date.today(), "quarter", start)
        )
        pipeline = references.pipeline(session, arguments.pipeline)
        owner = references.staff(session, arguments.owner) if arguments.owner else None
        asked = funnel.Asked(pipeline.id, span.first, span.last, owner.id if owner else None)
        found = funnel.read(session, asked)
        keys = {each.stage_id: session.get_one(Stage, each.stage_id).key for each in found.stages}
    context.output.table(
        (
            each.title, str(each.count), f"{each.amount:,.0f}", f"{each.weighted:,.0f}",
            f"{each.conversion} %" if each.conversion is not None else "–",
            str(each.median_days) if each.median_days is not None else "–",
        )
        for each in found.stages
    )  # fmt: skip
    context.output.json(
        {
            "pipeline": pipeline.key, "period": span.code, "first": span.first, "last": span.last,
            "owner": owner.number if owner else None,
            "stages": [
                {
                    "stage": keys[each.stage_id], "name": each.title, "count": each.count, "amount": each.amount,
                    "weighted": each.weighted, "entered": each.entered, "went_on": each.went_on, "lost": each.lost,
                    "conversion": each.conversion, "median_days": each.median_days,
                }
                for each in found.stages
            ],
            "count": found.count, "amount": found.amount, "weighted": found.weighted,
            "won": found.won, "won_amount": found.won_amount, "lost": found.lost, "win_rate": found.win_rate,
            "without_rate": found.without_rate,
        }
    )  # fmt: skip
    return Status.DONE


def _snapshot_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("period", metavar="PERIOD", help=_("2026, 2026Q4 or 2026-11"))
    add("--on", type=references.day, metavar="DAY", help=_("the day (today)"))
    add("--owner", metavar="NO", help=_("only those somebody is in charge of"))
    add("--quota", metavar="AMOUNT", help=_("what was to be reached"))
    add("--note", metavar="TEXT", help=_("a note"))


def _snapshot(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import forecast_snapshots

    with context.writing() as store:
        with store.read() as session:
            owner = references.staff(session, arguments.owner).id if arguments.owner else None
            typed = [f"quota={arguments.quota}"] if arguments.quota else []
            quota = references.field_values(session, "ForecastSnapshot", typed).get("quota")
        day = arguments.on or date.today()
        label = message("Lock the forecast of {period}", period=arguments.period)
        with store.change(label) as session:
            made = forecast_snapshots.take_snapshot(
                session, day, arguments.period, owner, quota, arguments.note
            )
            totals = forecast_snapshots.locked_totals(session, made)
            context.output.say(_totals_in_words(made.period, totals))
            context.output.json(
                {
                    "snapshot": made.id,
                    "taken_on": made.taken_on,
                    "period": made.period,
                    "quota": made.quota,
                }
                | _dumped(totals)
            )
    return Status.DONE


def _totals_in_words(period: str, totals: Totals) -> str:
    return _("{period}: won {won}, commit {commit}, weighted {weighted}").format(
        period=period, won=f"{totals.closed:,.0f}", commit=f"{totals.commit:,.0f}",
        weighted=f"{totals.weighted:,.0f}",
    )  # fmt: skip


def _dumped(totals: Totals) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(totals)


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--by", choices=("month", "quarter"), default="quarter", help=_("lines of what (quarter)"))
    add("--count", type=int, default=4, metavar="N", help=_("how many (4)"))
    add("--owner", metavar="NO", help=_("only those somebody is in charge of"))


def _show(context: Context, arguments: argparse.Namespace) -> int:
    from kamdesk.work import forecast, forecast_snapshots

    with context.reading() as store, store.read() as session:
        owner = references.staff(session, arguments.owner).id if arguments.owner else None
        lines = forecast.outlook(session, date.today(), arguments.by, owner, arguments.count)
        quotas = forecast_snapshots.quotas(session, owner)
        taken = forecast_snapshots.snapshots(session, owner)
        for each in lines:
            context.output.result(_totals_in_words(each.key, each.totals))
        context.output.json(
            {
                "lines": [
                    {"period": each.key, "count": each.count, "quota": quotas.get(each.key)} | _dumped(each.totals)
                    for each in lines
                ],
                "snapshots": [
                    {"snapshot": each.id, "taken_on": each.taken_on, "period": each.period, "quota": each.quota}
                    for each in taken
                ],
            }
        )  # fmt: skip
    return Status.DONE


COMMANDS = (
    Command("funnel", N_("Count, amount and conversion of each stage"), _funnel, _funnel_arguments),
    Command("forecast show", N_("What the coming periods are expected to bring"), _show, _show_arguments),
    Command("forecast snapshot", N_("Lock the forecast of a period"), _snapshot, _snapshot_arguments),
)  # fmt: skip
