"""Visits by person, and projects by stage and outcome, as report sheets."""

from __future__ import annotations

from collections.abc import Sequence

from kamdesk.i18n import _
from kamdesk.reports.declaration import Block, Charts, Column, DataSheet, Heading, Sheet
from kamdesk.reports.linked import Amounts, Linked, Row, share

VISITS, PROJECTS = "visits", "projects"
_VISIT_WIDTHS = (22.0, 14.0, 14.0, 12.0, 14.0, 14.0, 12.0)
_PROJECT_WIDTHS = (26.0, 14.0, 20.0, 20.0, 14.0, 14.0)


def visit_sheets(
    persons: Sequence[Row], months: Sequence[Row]
) -> tuple[Sheet, tuple[DataSheet, ...]]:
    """The sheet and its data.

    Values of a row: ``planned`` visits and those ``held`` in the period and reported, accounts with a call-back ``due``
    and those ``done``.
    """
    shared = (
        Amounts("planned", _("Visits planned"), "count"), Amounts("held", _("Held and reported"), "count"),
        share("held_rate", _("Held share"), "held", "planned"),
        Amounts("due", _("Call-backs due"), "count"), Amounts("done", _("Made"), "count"),
        share("callback_rate", _("Made share"), "done", "due"),
    )  # fmt: skip
    by_person = Linked(
        VISITS, "visits_person", Column(_("Staff member")), shared, persons, title=_("Data · visits by person"),
        note=_("A visit belongs to the person who makes it, a call-back to the owner of the account."),
    )  # fmt: skip
    by_month = Linked(
        VISITS,
        "visits_month",
        Column(_("Month")),
        shared,
        months,
        title=_("Data · visits by month"),
    )
    blocks: list[Block] = [
        Heading(_("By person")),
        by_person.table(),
        Heading(_("By month")),
        by_month.table(),
    ]
    drawn = by_month.chart(_("Visits by month"), "column", "planned", "held")
    if drawn is not None:
        blocks.append(Charts((drawn,)))
    sheet = Sheet(VISITS, _("Visits and call-backs"), _VISIT_WIDTHS, tuple(blocks))
    return sheet, (by_person.data(), by_month.data())


def project_sheets(
    stages: Sequence[Row], owners: Sequence[Row], outcomes: Sequence[Row]
) -> tuple[Sheet, tuple[DataSheet, ...]]:
    """The sheet and its data.

    Values: of stages and owners ``count``, ``amount``, ``weighted`` of what is open at the end; of outcomes ``count``
    and ``amount`` of what was closed in the period.
    """
    open_columns = (
        Amounts("count", _("Projects"), "count"), Amounts("amount", _("Amount")), Amounts("weighted", _("Weighted")),
        share("share", _("Likely share"), "weighted", "amount"),
    )  # fmt: skip
    by_stage = Linked(
        PROJECTS,
        "projects_stage",
        Column(_("Stage"), wide=2),
        open_columns,
        stages,
        title=_("Data · projects by stage"),
    )
    by_owner = Linked(
        PROJECTS,
        "projects_owner",
        Column(_("Owner"), wide=2),
        open_columns,
        owners,
        title=_("Data · projects by owner"),
    )
    closed = Linked(
        PROJECTS, "projects_closed", Column(_("Outcome"), wide=2),
        (Amounts("count", _("Projects"), "count"), Amounts("amount", _("Amount"))), outcomes,
        title=_("Data · closed projects"),
    )  # fmt: skip
    blocks: list[Block] = [
        Heading(_("Open at the end of the period, by stage")), by_stage.table(),
        Heading(_("Open at the end of the period, by owner")), by_owner.table(),
        Heading(_("Closed in the period")), closed.table(),
    ]  # fmt: skip
    drawn = by_stage.chart(_("Open projects by stage"), "bar", "amount", "weighted")
    if drawn is not None:
        blocks.append(Charts((drawn,)))
    sheet = Sheet(PROJECTS, _("Sales projects"), _PROJECT_WIDTHS, tuple(blocks))
    return sheet, (by_stage.data(), by_owner.data(), closed.data())
