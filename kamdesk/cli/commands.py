"""All commands in the order help lists them. To add one: see `kamdesk.cli.command`."""

from __future__ import annotations

from kamdesk.cli import (
    agenda,
    chart,
    claims,
    development,
    forms,
    funnel,
    history,
    kpi,
    lists,
    opportunities,
    portfolio,
    report,
    safety,
    settings,
    tour,
    visits,
    window,
)
from kamdesk.cli.command import Commands

COMMANDS: Commands = (
    *window.COMMANDS,
    *portfolio.COMMANDS,
    *tour.COMMANDS,
    *lists.COMMANDS,
    *forms.COMMANDS,
    *agenda.COMMANDS,
    *visits.COMMANDS,
    *claims.COMMANDS,
    *development.COMMANDS,
    *opportunities.COMMANDS,
    *funnel.COMMANDS,
    *kpi.COMMANDS,
    *report.COMMANDS,
    *chart.COMMANDS,
    *history.COMMANDS,
    *safety.COMMANDS,
    *settings.COMMANDS,
)
"""Without one of them the window opens; see `kamdesk.cli.main`."""
