"""Writes a report as a workbook: figures as formulas, charts of Excel's own, A4 pages, in constant memory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from kamdesk.exchange.write import write_text_cell
from kamdesk.forms.look import FONTS, HEADING_SHADE, LINE, SHADE
from kamdesk.i18n import _, language
from kamdesk.paths import write_whole
from kamdesk.progress import Progress, Silent
from kamdesk.reports import chart_parts
from kamdesk.reports.declaration import (
    NO_VALUE,
    NUMBER_FORMATS,
    DataSheet,
    Figure,
    Jump,
    Plain,
    Report,
    Sheet,
)
from kamdesk.reports.layout import DATA_HEAD, Line, Piece, lines_of
from kamdesk.reports.pages import breaks_of, is_landscape
from kamdesk.reports.places import Places
from kamdesk.reports.states import STATE_COLOURS, state_words

_A4 = 9
_EVERY = 500
"""Rows of a data sheet between two steps of progress."""
_HEADING_ROW = 24.0
_FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets count days differently from one another."""


def write_report(path: Path, report: Report, progress: Progress | None = None) -> None:
    """Writes `report` to `path`, whole or not at all.

    Raises `WorldError` when the file cannot be written and `Cancelled` when `progress` says so; an earlier file then
    stays as it was.
    """
    import xlsxwriter  # late: only a report or an export needs it
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with write_whole(path) as temporary:
        workbook = xlsxwriter.Workbook(str(temporary), options)
        try:
            _Writer(workbook, report, progress or Silent()).write()
        finally:
            # Also when it was cancelled: the rows so far lie in files of their own that only this removes.
            try:
                workbook.close()
            except FileCreateError as problem:
                # the OSError inside, for which `write_whole` has a sentence
                raise problem.args[0] from problem


class _Writer:
    """One workbook; data sheets are filled first, because the figures have to know how long they are."""

    def __init__(self, workbook: Any, report: Report, progress: Progress) -> None:
        self.workbook, self.report, self.progress = workbook, report, progress
        self._formats: dict[tuple[str, str, bool], Any] = {}
        self._done = 0
        self._total = sum(each.count for each in report.data) + len(report.sheets)

    def write(self) -> None:
        names = Places(self.report).names
        self.workbook.set_properties({"title": self.report.full_title})
        self.workbook.set_calc_mode("auto")
        tabs = {
            each.key: self.workbook.add_worksheet(names[each.key]) for each in self.report.every
        }
        counts = {each.key: self._data(tabs[each.key], each, names) for each in self.report.data}
        places = Places(self.report, counts)
        for sheet in self.report.sheets:
            self._step(sheet.title)
            self._sheet(tabs[sheet.key], sheet, places)
        if self.report.sheets:
            tabs[self.report.sheets[0].key].activate()

    def _step(self, words: str, rows: int = 1) -> None:
        self._done += rows
        self.progress.step(min(self._done, self._total), self._total, words)

    # ------------------------------------------------------------------------------------------------- sheets to read

    def _sheet(self, tab: Any, sheet: Sheet, places: Places) -> None:
        for number, width in enumerate(sheet.widths):
            tab.set_column(number, number, width)
        last_column = len(sheet.widths) - 1
        last, repeated = 0, None
        for line in lines_of(self.report, sheet):
            last = line.row + line.rows - 1
            for row in range(line.row, last + 1):
                tab.set_row(row, line.height)
            if line.charts:
                self._charts(tab, sheet, line, places)
            if line.repeated:
                repeated = line.row
            for piece in line.pieces:
                self._piece(tab, line.row, piece, places)
        self._conditional(tab, last, last_column)
        tab.print_area(0, 0, last, last_column)
        self._paper(tab, landscape=sheet.landscape, repeated=repeated)
        tab.set_h_pagebreaks(breaks_of(self.report, sheet))

    def _piece(self, tab: Any, row: int, piece: Piece, places: Places) -> None:
        look = self._format(piece.role, piece.look, piece.bold)
        if piece.last > piece.first:
            tab.merge_range(row, piece.first, row, piece.last, "", look)
        value = piece.value
        if isinstance(value, Figure):
            tab.write_formula(
                row, piece.first, places.formula(value.formula), look, _stored(value.value)
            )
        elif isinstance(value, Jump):
            link = f"internal:{places.quoted(value.sheet)}!A1"
            tab.write_url(
                row, piece.first, link, self._format("link", bold=piece.bold), string=value.words
            )
        else:
            write_plain(tab, row, piece.first, value, look)

    def _charts(self, tab: Any, sheet: Sheet, line: Line, places: Places) -> None:
        edges = chart_parts.places(sheet.widths, len(line.charts))
        for chart, (left, width) in zip(line.charts, edges, strict=True):
            made = chart_parts.native(self.workbook, chart, places)
            made.set_size({"width": width, "height": int(chart.rows * line.height / 0.75) - 8})
            tab.insert_chart(
                line.row, 0, made, {"x_offset": left, "y_offset": 4, "object_position": 2}
            )

    def _conditional(self, tab: Any, last: int, last_column: int) -> None:
        """States in their colour, also after somebody changed a figure."""
        for state, (ink, ground) in STATE_COLOURS.items():
            look = self.workbook.add_format({"font_color": ink, "bg_color": ground})
            tab.conditional_format(
                0, 0, last, last_column,
                {"type": "cell", "criteria": "==", "value": f'"{state_words(state)}"', "format": look},
            )  # fmt: skip

    # --------------------------------------------------------------------------------------------------- data sheets

    def _data(self, tab: Any, data: DataSheet, names: dict[str, str]) -> int:
        """Fills a data sheet and answers how many rows it has."""
        for number, each in enumerate(data.columns):
            tab.set_column(number, number, each.width)
        tab.set_row(0, _HEADING_ROW)
        write_text_cell(tab, 0, 0, data.title, self._format("heading"))
        if data.back:
            tab.write_url(
                1,
                0,
                f"internal:'{names[data.back]}'!A1",
                self._format("link"),
                string=_("Back to the figures"),
            )
        if data.note:
            write_text_cell(tab, 1, min(2, len(data.columns) - 1), data.note, self._format("words"))
        head = self._format("head")
        for number, each in enumerate(data.columns):
            write_text_cell(tab, DATA_HEAD, number, each.heading, head)
        looks = [self._format("data", each.look) for each in data.columns]
        count = 0
        for values in data.read():
            count += 1
            for number, (value, look) in enumerate(zip(values, looks, strict=True)):
                if value is not None and value != "":
                    write_plain(tab, DATA_HEAD + count, number, value, look)
            if count % _EVERY == 0:
                self._step(data.title, _EVERY)
        self._step(data.title, count % _EVERY)
        tab.freeze_panes(DATA_HEAD + 1, 0)
        if count:
            tab.autofilter(DATA_HEAD, 0, DATA_HEAD + count, len(data.columns) - 1)
        self._paper(tab, landscape=is_landscape(data), repeated=DATA_HEAD)
        return count

    # --------------------------------------------------------------------------------------------------------- looks

    def _paper(self, tab: Any, *, landscape: bool, repeated: int | None) -> None:
        tab.set_paper(_A4)
        if landscape:
            tab.set_landscape()
        tab.fit_to_pages(1, 0)
        tab.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.65)
        tab.center_horizontally()
        if repeated is not None:
            tab.repeat_rows(repeated)
        tab.hide_gridlines(2)
        title = self.report.full_title.replace("&", "&&")[:100]
        tab.set_header(f"&R&8 {title}", {"margin": 0.3})
        page = _("Page {page} of {count}").format(page="&P", count="&N")
        tab.set_footer(f"&L&8 &A&C&8 {page}&R&8 {self.report.made_on}", {"margin": 0.3})

    def _format(self, role: str, look: str = "text", bold: bool = False) -> Any:
        key = (role, look, bold)
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(_properties(role, look, bold))
        return self._formats[key]


def write_plain(tab: Any, row: int, column: int, value: Plain, look: Any) -> None:
    """Writes a plain value: text as text whatever it looks like, numbers and days as such; None leaves a dash."""
    if value is None:
        write_text_cell(tab, row, column, NO_VALUE, look)
    elif isinstance(value, str):
        text = value if value.isprintable() else value.encode("utf-8", "replace").decode("utf-8")
        write_text_cell(tab, row, column, text, look)
    elif isinstance(value, date):
        if value < _FIRST_DAY:
            write_text_cell(tab, row, column, value.isoformat(), look)
        else:
            tab.write_datetime(row, column, value, look)
    else:
        tab.write_number(row, column, float(value), look)


def _stored(value: Plain) -> float | str:
    """What a formula gave when it was written, for programs that do not work it out anew."""
    if value is None:
        return NO_VALUE
    return float(value) if isinstance(value, Decimal | int) else str(value)


def _properties(role: str, look: str, bold: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "font_name": FONTS[language()], "font_size": 10, "valign": "vcenter", "text_wrap": role != "data",
    }  # fmt: skip
    if look in NUMBER_FORMATS:
        made |= {"num_format": NUMBER_FORMATS[look], "align": "right"}
    elif look == "state":
        made |= {"align": "center"}
    else:
        made |= {"num_format": "@", "align": "left", "indent": 0 if role == "data" else 1}
    frame = {"border": 1, "border_color": f"#{LINE}"}
    roles: dict[str, dict[str, Any]] = {
        "title": {"font_size": 18, "bold": True, "align": "center", "indent": 0},
        "subtitle": {"font_size": 10, "align": "center", "indent": 0},
        "heading": {"font_size": 11, "bold": True, "indent": 0, "text_wrap": False},
        "words": {"text_wrap": False, "indent": 0},
        "muted": {"font_color": "#5E6672", "font_size": 9, "indent": 0},
        "small": {"font_size": 9, "align": "center", "indent": 0} | frame,
        "head": {"bold": True, "bg_color": f"#{HEADING_SHADE}", "align": "center", "indent": 0}
        | frame,
        "cell": frame,
        "total": {"bold": True, "bg_color": f"#{SHADE}"} | frame,
        "label": {"bg_color": f"#{SHADE}", "align": "center", "indent": 0} | frame,
        "plain": frame,
        "data": {},
        "link": {"font_color": "#2B5CC4", "underline": 1, "text_wrap": False, "indent": 0},
    }
    made |= roles[role]
    if bold and role != "label":
        made["bold"] = True
    return made
