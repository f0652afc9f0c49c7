"""Cover and contents of a report: whose it is, its headline figures as links, who signs; every sheet by a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kamdesk.i18n import _
from kamdesk.reports.declaration import (
    Block,
    Cell,
    Column,
    DataSheet,
    Figure,
    Gap,
    Heading,
    Jump,
    Rows,
    Sheet,
    Table,
    Words,
)
from kamdesk.reports.indicator_sheets import FIGURES, IndicatorLine
from kamdesk.reports.states import state_words

COVER, CONTENTS = "cover", "contents"
_WIDTHS = (15.0, 15.0, 15.0, 15.0, 15.0, 15.0)
SIGNED = ("prepared", "reviewed", "approved")


@dataclass(frozen=True)
class About:
    """What the cover says: the rows above the figures (label, text)."""

    title: str
    rows: tuple[tuple[str, str], ...]
    as_of: date
    signed: tuple[tuple[str, str], ...] = ()
    """Name and day of who prepared, reviewed, approved it; blank where nobody did yet."""


def cover_sheet(about: About, headline: Sequence[IndicatorLine]) -> Sheet:
    """The first page; its figures are links to the sheet of indicators."""
    rows = tuple((Cell(label, bold=True, wide=2), Cell(text, wide=4)) for label, text in about.rows)
    figures = tuple(_headline(line) for line in headline)
    columns = (
        Column(_("Indicator"), wide=2), Column(_("Value"), wide=2), Column(_("Target")), Column(_("Attainment")),
    )  # fmt: skip
    signed = about.signed or (("", ""),) * 3
    signatures = tuple(
        (
            Cell(label, bold=True), Cell(name), Cell(_("Date"), bold=True), Cell(day, wide=3),
        )
        for label, (name, day) in zip(
            (_("Prepared by"), _("Reviewed by"), _("Approved by")), signed, strict=True
        )
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Gap(), Rows(rows), Gap(), Heading(_("Headline figures")), Table(columns, figures), Gap(),
        Words(_("Every figure is a formula or a link to the sheet of its data.")), Gap(), Rows(signatures), Gap(),
    )  # fmt: skip
    return Sheet(COVER, about.title, _WIDTHS, blocks)


def _headline(line: IndicatorLine) -> tuple[Cell, ...]:
    value = f"{{{FIGURES}!{line.key}.value}}"
    target = f"{{{FIGURES}!{line.key}.target}}"
    state = f"{{{FIGURES}!{line.key}.state}}"
    return (
        Cell(line.name, wide=2),
        Cell(Figure(value, line.value, line.look), wide=2, name=f"{line.key}.value", bold=True),
        Cell(Figure(target, line.target, line.look)),
        Cell(Figure(state, state_words(line.state) if line.state else "—", "state")),
    )


def contents_sheet(sheets: Sequence[Sheet], data: Sequence[DataSheet]) -> Sheet:
    """Every sheet with a link to it."""

    def lines(some: Sequence[Sheet | DataSheet], first: int) -> tuple[tuple[Cell, ...], ...]:
        return tuple(
            (Cell(str(number)), Cell(Jump(each.key, each.title), wide=5))
            for number, each in enumerate(some, first)
        )

    columns = (Column(_("No.")), Column(_("Sheet"), wide=5))
    blocks = (
        Table(columns, lines(sheets, 1)),
        Heading(_("Data sheets")),
        Table(columns, lines(data, len(sheets) + 1)),
    )
    return Sheet(CONTENTS, _("Contents"), _WIDTHS, blocks)
