"""Breaks the sheets of a report into pages of A4: for the preview, and for the page breaks of the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from kamdesk.reports.declaration import DataSheet, Report, Sheet
from kamdesk.reports.layout import Line, data_lines, lines_of

POINTS_A_PIXEL = 0.75
SHORT, LONG = 595.0, 842.0
"""A4 in points."""
SIDE, TOP, BOTTOM = 36.0, 43.0, 47.0
"""Margins in points."""
_FILLED = 0.95
"""How much of a page is filled: programs and their fonts differ in how high a row is."""
_LANDSCAPE_COLUMNS = 6
"""A data sheet with more columns lies on its side."""


@dataclass(frozen=True)
class Page:
    """One page: the lines on it, and how everything is made smaller so that the columns fit."""

    sheet: Sheet | DataSheet
    number: int
    """Within its sheet, from 1."""
    lines: tuple[Line, ...]
    widths: tuple[float, ...]
    """Of the columns, in points before `scale`."""
    scale: float
    landscape: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper in points."""
        return (LONG, SHORT) if self.landscape else (SHORT, LONG)


def column_pixels(width: float) -> int:
    """How wide a column of so many characters is on the screen."""
    return int(width * 7 + 5)


def pages_of(
    report: Report, sheet: Sheet | DataSheet, most_rows: int | None = None
) -> Iterator[Page]:
    """The pages of a sheet; of a data sheet those of its first `most_rows` rows."""
    if isinstance(sheet, DataSheet):
        lines: Iterable[Line] = data_lines(sheet, most_rows)
        characters = tuple(each.width for each in sheet.columns)
    else:
        lines, characters = lines_of(report, sheet), sheet.widths
    landscape = is_landscape(sheet)
    widths = tuple(column_pixels(each) * POINTS_A_PIXEL for each in characters)
    scale = scale_of(characters, landscape)
    page = partial(Page, widths=widths, scale=scale, landscape=landscape)
    for number, group in enumerate(_groups(lines, scale, landscape), 1):
        yield page(sheet, number, tuple(group))


def is_landscape(sheet: Sheet | DataSheet) -> bool:
    """Whether the sheet is printed on paper that lies on its side."""
    if isinstance(sheet, DataSheet):
        return len(sheet.columns) > _LANDSCAPE_COLUMNS
    return sheet.landscape


def scale_of(characters: Sequence[float], landscape: bool) -> float:
    """By how much columns of so many characters are made smaller to fit the paper; never larger."""
    room = (LONG if landscape else SHORT) - 2 * SIDE
    return min(1.0, room / (sum(map(column_pixels, characters)) * POINTS_A_PIXEL))


def breaks_of(report: Report, sheet: Sheet) -> list[int]:
    """The rows of a sheet for people before which a page ends, counted from 0."""
    found = []
    for page in pages_of(report, sheet):
        own = [line for line in page.lines if not (line.repeated and page.number > 1)]
        if page.number > 1 and own:
            found.append(own[0].row)
    return found


def _groups(lines: Iterable[Line], scale: float, landscape: bool) -> Iterator[list[Line]]:
    """The lines of each page; headings that are repeated stand first on every later one."""
    room = ((SHORT if landscape else LONG) - TOP - BOTTOM) * _FILLED / scale
    repeated: list[Line] = []
    page: list[Line] = []
    used = 0.0
    for line in lines:
        height = line.height * line.rows
        if used + height > room and len(page) > len(repeated):
            yield page
            page = list(repeated)
            used = sum(each.height for each in page)
        if line.repeated:
            repeated = [line]
        page.append(line)
        used += height
    if page:
        yield page
