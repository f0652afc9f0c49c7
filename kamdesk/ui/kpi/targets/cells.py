"""How a breakdown stands in the table: marks for drafts, sums, late versions and numbers that do not agree."""

from __future__ import annotations

from collections.abc import Collection

from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.values import show
from kamdesk.ui.kpi.grid import Grid, GridCell
from kamdesk.work.periods import Span
from kamdesk.work.target_breakdown import Breakdown, Row

DRAFT, SUM, APART, LATE = "*", "Σ", "≠", "†"
_KINDS = {"department": "", "staff": "  ", "account": "       "}


def shown_rows(known: Breakdown, opened: Collection[int]) -> list[Row]:
    """The department, its people, and the accounts of those who are opened."""
    return [
        row
        for row in known.rows
        if row.subject.level != "account" or row.parent is None or row.parent.id in opened
    ]


def grid_of(known: Breakdown, rows: list[Row], opened: Collection[int], editable: bool) -> Grid:
    """The table of a breakdown."""
    headings = [("whose", _("Whose")), *((each.code, each.code) for each in known.spans)]
    lines = []
    for row in rows:
        sign = ""
        if row.is_person:
            sign = "▾ " if row.subject.id in opened else "▸ "
        words = f"{_KINDS[row.subject.level]}{sign}{row.name}"
        cells = [cell_of(known, row, span, editable) for span in known.spans]
        lines.append(
            (GridCell(words, "text" if row.subject.level != "account" else "muted"), *cells)
        )
    return Grid(headings, lines)


def cell_of(known: Breakdown, row: Row, span: Span, editable: bool) -> GridCell:
    """One number with what there is to say about it."""
    cell = known.cell(row.subject, span)
    apart = [each.sentence(known.measure) for each in known.differences_of(row, span)]
    shown = cell.shown
    words = show(Kind.DECIMAL, shown) if shown is not None else ""
    marks, said, role = "", list(apart), "text"
    if cell.value is None and shown is not None:
        marks, role = f"{SUM} ", "muted"
        said.append(_("The sum of its parts; nothing was entered here."))
    if cell.is_draft:
        marks, role = f"{marks}{DRAFT} ", "accent"
        approved = show(Kind.DECIMAL, cell.approved.value) if cell.approved is not None else "—"
        said.append(_("Draft, not approved yet; approved so far: {value}.").format(value=approved))
    elif cell.is_late:
        marks = f"{marks}{LATE} "
        held = show(Kind.DECIMAL, cell.holds.value) if cell.holds is not None else "—"
        said.append(
            _("Approved after the end of the period, so another version holds: {value}.").format(
                value=held
            )
        )
    if cell.holds is not None and cell.holds.first_value != cell.holds.value:
        said.append(
            _("First version: {value}.").format(value=show(Kind.DECIMAL, cell.holds.first_value))
        )
    if apart:
        marks, role = f"{APART} {marks}", "bad"
    edit = show(Kind.DECIMAL, cell.value) if cell.value is not None else ""
    return GridCell(f"{marks}{words}".strip(), role, editable, edit, "\n".join(said))
