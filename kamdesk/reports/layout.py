"""Lays out the sheets of a report row by row: what stands in which columns, in which role, how high the row is.

Workbook and preview both draw these rows, so that what is seen is what is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kamdesk.forms.look import SMALL, height_for
from kamdesk.reports.declaration import (
    Cell,
    Chart,
    Charts,
    DataSheet,
    Figure,
    Gap,
    Heading,
    Jump,
    Look,
    Plain,
    Report,
    Rows,
    Sheet,
    Table,
    Words,
)

ROW_HEIGHT, CHART_ROW = 18.0, 18.0
_TITLE_HEIGHT, _HEADING_HEIGHT = 32.0, 24.0
DATA_HEAD = 2
"""The row of the headings of a data sheet, counted from 0: above are its title and a note with the way back."""
_ROLES = {"head": "head", "total": "total"}


@dataclass(frozen=True)
class Piece:
    """What stands in the columns `first` to `last` of a row; `role` says how it looks."""

    first: int
    last: int
    value: Plain | Figure | Jump
    role: str
    look: Look = "text"
    bold: bool = False
    name: str = ""


@dataclass(frozen=True)
class Line:
    """A row, or as many rows as its charts are high; `height` in points is that of one row."""

    row: int
    height: float
    pieces: tuple[Piece, ...] = ()
    charts: tuple[Chart, ...] = ()
    repeated: bool = False
    """Headings that every page repeats."""

    @property
    def rows(self) -> int:
        """How many rows of the sheet it takes."""
        return max((each.rows for each in self.charts), default=1)


def lines_of(report: Report, sheet: Sheet) -> Iterator[Line]:
    """Every row of a sheet for people, from the control block to the control block."""
    row = 0
    controlled = bool(report.control) and sheet.controlled
    for line in _all_lines(report, sheet, controlled):
        yield Line(row, line.height, line.pieces, line.charts, line.repeated)
        row += line.rows


def _all_lines(report: Report, sheet: Sheet, controlled: bool) -> Iterator[Line]:
    last = len(sheet.widths) - 1
    if controlled:
        yield from _control(sheet, report.control[:6])
    yield Line(0, _TITLE_HEIGHT, (Piece(0, last, sheet.title, "title"),))
    yield Line(0, ROW_HEIGHT, (Piece(0, last, sheet.subtitle or report.subtitle, "subtitle"),))
    for block in sheet.blocks:
        if isinstance(block, Gap):
            yield Line(0, ROW_HEIGHT / 2)
        elif isinstance(block, Heading):
            yield Line(0, _HEADING_HEIGHT, (Piece(0, last, block.words, "heading"),))
        elif isinstance(block, Words):
            height = max(ROW_HEIGHT, height_for(block.words, sum(sheet.widths)) - 4)
            role = "muted" if block.muted else "words"
            yield Line(0, height, (Piece(0, last, block.words, role),))
        elif isinstance(block, Charts):
            yield Line(0, CHART_ROW, charts=block.charts)
        elif isinstance(block, Rows):
            for cells in block.rows:
                yield _cells(sheet, cells, "plain")
        else:
            yield from _table(sheet, block)
    if controlled:
        yield from _control(sheet, report.control[6:])


def _table(sheet: Sheet, table: Table) -> Iterator[Line]:
    head = tuple(Cell(each.heading, wide=each.wide) for each in table.columns)
    yield _cells(sheet, head, "head", repeated=table.repeated)
    for cells in table.rows:
        yield _cells(sheet, cells, "cell")
    for cells in table.totals:
        yield _cells(sheet, cells, "total")


def _cells(sheet: Sheet, cells: Sequence[Cell], role: str, *, repeated: bool = False) -> Line:
    pieces, first, height = [], 0, ROW_HEIGHT
    for cell in cells:
        last = first + cell.wide - 1
        look = cell.value.look if isinstance(cell.value, Figure) else cell.look
        own = "label" if cell.bold and role == "plain" else role
        pieces.append(Piece(first, last, cell.value, own, look, cell.bold, cell.name))
        text = cell.value.words if isinstance(cell.value, Jump) else cell.value
        if isinstance(text, str):
            height = max(height, height_for(text, sum(sheet.widths[first : last + 1])) - 4)
        first = last + 1
    return Line(0, height, tuple(pieces), repeated=repeated)


def _control(sheet: Sheet, entries: Sequence[tuple[str, str]]) -> Iterator[Line]:
    """Half of the control block, three entries a row."""
    edges = thirds(sheet.widths)
    for start in range(0, len(entries), len(edges)):
        pieces, height = [], ROW_HEIGHT
        for (label, text), (first, middle, last) in zip(
            entries[start : start + len(edges)], edges, strict=False
        ):
            for words, begin, end in ((label, first, middle - 1), (text, middle, last)):
                pieces.append(Piece(begin, end, words, "small"))
                needed = height_for(words, sum(sheet.widths[begin : end + 1]), SMALL)
                height = max(height, needed - 4)
        yield Line(0, height, tuple(pieces))


def thirds(widths: Sequence[float]) -> list[tuple[int, int, int]]:
    """First column, first column of the text, last column of each entry of the control block: at most three a row."""
    count = max(1, min(3, len(widths) // 2))
    whole, first = sum(widths), 0
    found = []
    for number in range(count):
        last = first + 1
        most = len(widths) - 1 - 2 * (count - number - 1)
        while last < most and sum(widths[: last + 1]) < whole * (number + 1) / count - 0.01:
            last += 1
        if number == count - 1:
            last = len(widths) - 1
        middle = first + 1
        while middle < last and sum(widths[first:middle]) < 0.3 * sum(widths[first : last + 1]):
            middle += 1
        found.append((first, middle, last))
        first = last + 1
    return found


def data_lines(data: DataSheet, most: int | None = None) -> Iterator[Line]:
    """The rows of a data sheet, or the first `most` of them with their headings."""
    last = len(data.columns) - 1
    yield Line(0, _HEADING_HEIGHT, (Piece(0, last, data.title, "heading"),))
    yield Line(1, ROW_HEIGHT, (Piece(0, last, data.note, "muted"),))
    head = tuple(Piece(n, n, each.heading, "head") for n, each in enumerate(data.columns))
    yield Line(DATA_HEAD, ROW_HEIGHT, head, repeated=True)
    for number, values in enumerate(data.rows(most), DATA_HEAD + 1):
        yield Line(
            number, ROW_HEIGHT,
            tuple(
                Piece(n, n, value, "data", column.look)
                for n, (column, value) in enumerate(zip(data.columns, values, strict=True))
                if value is not None and value != ""
            ),
        )  # fmt: skip
