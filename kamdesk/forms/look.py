"""How forms look: fonts, lines, colours, paper, and how high a row must be for its text."""

from __future__ import annotations

import unicodedata
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FONTS = {"zh": "宋体", "en": "Calibri"}
"""Both come with Excel and WPS; where they are missing, the system puts a font with Chinese signs in their place."""
LINE, SHADE, HEADING_SHADE = "8A93A3", "F3F5F8", "E6EAF1"
_SIZE = 10.5
_LINE_HEIGHT = 14.5
ROW_HEIGHT = 22.0
_OF_A_FIGURE = 0.92
"""How wide the Latin letters of a label are on average, measured in figures."""
_HIGHEST_ROW = 400.0
"""Spreadsheet programs refuse rows above 409 points."""

TITLE, LABEL, HEADING, VALUE, NUMBER, CENTRED, HIDDEN, SMALL, TOTAL = (
    f"kamdesk {name}"
    for name in (
        "title",
        "label",
        "heading",
        "value",
        "number",
        "centred",
        "hidden",
        "small",
        "total",
    )
)


def add_styles(book: Workbook, language: str) -> None:
    """Registers the named styles of forms in `book`."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

    thin = Side(style="thin", color=LINE)
    frame = Border(left=thin, right=thin, top=thin, bottom=thin)
    font = FONTS[language]

    def add(name: str, *, size: float = _SIZE, bold: bool = False, fill: str = "", open_: bool = False,
            framed: bool = True, across: str = "left") -> None:  # fmt: skip
        # Numbers stand at the right: one too long for its cell gets smaller instead of becoming ###.
        is_number = across == "right"
        style = NamedStyle(name)
        style.font = Font(name=font, size=size, bold=bold)
        if framed:
            style.border = frame
        if fill:
            style.fill = PatternFill("solid", fgColor=fill)
        style.protection = Protection(locked=not open_)
        style.alignment = Alignment(
            horizontal=across,
            vertical="center",
            wrap_text=not is_number,
            shrink_to_fit=is_number,
            indent=0 if across == "center" else 1,
        )
        book.add_named_style(style)

    add(TITLE, size=18, bold=True, framed=False, across="center")
    add(LABEL, fill=SHADE, across="center")
    add(HEADING, size=11, bold=True, fill=HEADING_SHADE, across="center")
    add(VALUE, open_=True)
    add(NUMBER, open_=True, across="right")
    add(CENTRED, open_=True, across="center")
    add(SMALL, size=9, framed=True, across="center")
    add(HIDDEN, framed=False)
    add(TOTAL, bold=True, fill=SHADE, across="right")


def set_up_paper(
    sheet: Worksheet, *, landscape: bool, repeated_rows: str, record: str, page_of: str
) -> None:
    """A4, one page wide, narrow margins, centred, heading rows repeated, the record's name at the head of each page
    and page numbers at its foot."""
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = _fit_to_page()
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom = 0.55, 0.65
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = repeated_rows
    head = sheet.oddHeader.right if sheet.oddHeader is not None else None
    if head is not None and record:
        head.text, head.size = record.replace("&", "&&")[:100], 8
    foot = sheet.oddFooter.center if sheet.oddFooter is not None else None
    if foot is not None:
        foot.text, foot.size = page_of, 8
    sheet.sheet_view.showGridLines = False


def _fit_to_page() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)


def protect(sheet: Worksheet) -> None:
    """Labels locked without a password; rows and columns may be made higher and wider."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False
    sheet.protection.formatCells = False


def lock(sheet: Worksheet, row: int, columns: tuple[int, int]) -> None:
    """Closes fill-in cells that say what somebody else decided."""
    from openpyxl.styles import Protection

    for column in range(columns[0], columns[1] + 1):
        sheet.cell(row, column).protection = Protection(locked=True)


def text_width(text: str) -> int:
    """Columns that `text` needs on one line: Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def height_for(text: str, width: float, style: str = VALUE) -> float:
    """Points that `text` needs, wrapped in a cell `width` characters wide.

    Values are indented, and may consist of figures and capitals; labels are neither: their Latin letters are narrower.
    """
    narrower = _OF_A_FIGURE if style in (LABEL, SMALL) and text.isascii() else 1.0
    room = max(width if style in (LABEL, SMALL) else width - 1, 2)
    lines = sum(max(1, ceil(text_width(line) * narrower / room)) for line in text.split("\n"))
    return min(max(ROW_HEIGHT, lines * _LINE_HEIGHT + 5), _HIGHEST_ROW)
