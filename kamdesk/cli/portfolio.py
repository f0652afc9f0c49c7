"""``demo``: the demonstration portfolio."""

from __future__ import annotations

import argparse

from kamdesk.cli.command import Command, Status
from kamdesk.cli.context import Context
from kamdesk.i18n import N_, _


def _demo(context: Context, _arguments: argparse.Namespace) -> int:
    from kamdesk.work import demo

    with context.writing() as store:
        loaded = demo.load(store, context.output)
    context.output.say(
        _(
            "{accounts} accounts, {contacts} contacts, {staff} staff, {visits} visits and {opportunities}"
            " opportunities are in {home} now."
        ).format(
            accounts=loaded.accounts,
            contacts=loaded.contacts,
            staff=loaded.staff,
            visits=loaded.visits,
            opportunities=loaded.opportunities,
            home=context.home,
        )
    )
    context.output.json(
        {
            "home": str(context.home),
            "accounts": loaded.accounts,
            "contacts": loaded.contacts,
            "staff": loaded.staff,
            "documents": loaded.documents,
            "visits": loaded.visits,
            "opportunities": loaded.opportunities,
        }
    )
    return Status.DONE


COMMANDS = (
    Command("demo", N_("Fill an empty data folder with the demonstration portfolio"), _demo),
)
