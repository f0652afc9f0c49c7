"""Writes a list to xlsx or csv, whole or not at all, so that reading it again gives the same values."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from kamdesk.errors import RuleError
from kamdesk.exchange.guard import guarded
from kamdesk.exchange.sheets import cell_name
from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.terms import Vocabulary
from kamdesk.model.values import show
from kamdesk.paths import write_whole

FORMATS = ("xlsx", "csv")

_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
"""What a cell of a workbook holds."""
_EXACT_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets count days differently from one another."""
_SAMPLE_ROWS = 200
_NARROWEST, _WIDEST = 6, 50

_NUMBER_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
    Kind.TIME: "hh:mm",
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "#,##0.####",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.0%",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what its values are."""

    heading: str
    kind: Kind = Kind.TEXT
    vocabulary: Vocabulary | None = None
    """For choices: codes are written as their labels."""


def write_table(
    path: Path,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    format: str = "",  # noqa: A002 - the word of every caller and of the command line
) -> int:
    """Writes `rows` of typed values under the headings of `columns` and answers how many there were.

    `format` is xlsx or csv, by default what the name of `path` says. Raises `RuleError` for what the format cannot
    hold and `WorldError` when the file cannot be written; an earlier file then stays as it was.
    """
    chosen = format or path.suffix.lower().removeprefix(".")
    if chosen not in FORMATS:
        raise RuleError(
            _("Lists are written as {formats}, not as “{format}”.").format(
                formats=", ".join(FORMATS), format=chosen
            )
        )
    with write_whole(path) as temporary:
        if chosen == "csv":
            return _write_csv(temporary, columns, rows)
        return _write_xlsx(temporary, title, columns, rows)


def _write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """UTF-8 with a byte-order mark, without which Excel takes it for the local code page."""
    count = 0
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([guarded(column.heading) for column in columns])
        for row in rows:
            writer.writerow(
                [_as_text(column, value) for column, value in zip(columns, row, strict=True)]
            )
            count += 1
    return count


def _as_text(column: Column, value: Any) -> str:
    """A value for a csv file: numbers plain, everything else guarded."""
    if value is None:
        return ""
    if column.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        return f"{Decimal(value):f}"
    text = show(column.kind, value, vocabulary=column.vocabulary)
    plain = column.kind in (Kind.PERCENT, Kind.DATE, Kind.MOMENT, Kind.TIME)
    return text if plain else guarded(text)


def _write_xlsx(
    path: Path, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> int:
    import xlsxwriter  # late: only an export needs it
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(str(path), options)
    try:
        count = _fill(workbook, title, columns, iter(rows))
    finally:
        # Also when a row is refused: the rows so far lie in a file of their own that only this removes.
        try:
            workbook.close()
        except FileCreateError as problem:
            raise problem.args[
                0
            ] from problem  # the OSError inside, for which `write_whole` has a sentence
    return count


def _fill(
    workbook: Any, title: str, columns: Sequence[Column], rows: Iterator[Sequence[Any]]
) -> int:
    workbook.set_properties({"title": title})
    sheet = workbook.add_worksheet(sheet_name(title))
    bold = workbook.add_format({"bold": True, "num_format": "@", "bottom": 1})
    first = list(islice(rows, _SAMPLE_ROWS))
    for number, column in enumerate(columns):
        own = workbook.add_format({"num_format": _NUMBER_FORMATS.get(column.kind, "@")})
        sheet.set_column(number, number, _width(column, [row[number] for row in first]), own)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        write_text_cell(sheet, 0, number, _fitting(column.heading, 0, number), bold)
    writers = [_writer(sheet, workbook, number, column) for number, column in enumerate(columns)]
    count = 0
    for row in chain(first, rows):
        count += 1
        if count > _MOST_ROWS:
            raise RuleError(
                _("A workbook holds {count} rows at most. Export as csv.").format(count=_MOST_ROWS)
            )
        for write, value in zip(writers, row, strict=True):
            if value is not None and value != "":
                write(count, value)
    if columns:
        sheet.autofilter(0, 0, count, len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{cell_name(count, len(columns) - 1)}"})
    return count


def _writer(sheet: Any, workbook: Any, number: int, column: Column) -> Callable[[int, Any], None]:
    """How values of `column` become cells: text always as text, figures as numbers as far as those are exact."""
    text_format = workbook.add_format({"num_format": "@"})

    def write_text(row: int, value: Any) -> None:
        text = value if isinstance(value, str) else _shown(column, value)
        write_text_cell(sheet, row, number, _fitting(text, row, number), text_format)

    # A choice is one of a few, so each is worded once.
    word = cache(partial(_shown, column))

    def write_choice(row: int, value: Any) -> None:
        write_text_cell(sheet, row, number, _fitting(word(value), row, number), text_format)

    if column.kind not in _NUMBER_FORMATS:
        return write_text if column.vocabulary is None else write_choice
    own = workbook.add_format({"num_format": _NUMBER_FORMATS[column.kind]})

    def write_number(row: int, value: Any) -> None:
        if _is_exact(value):
            sheet.write_number(row, number, float(value), own)
        else:
            write_text(row, value)

    def write_day(row: int, value: Any) -> None:
        local = (
            value.astimezone().replace(tzinfo=None)
            if isinstance(value, datetime) and value.tzinfo
            else value
        )
        if (local.date() if isinstance(local, datetime) else local) < _FIRST_DAY:
            write_text(row, value)
        else:
            sheet.write_datetime(row, number, local, own)

    def write_time(row: int, value: Any) -> None:
        sheet.write_datetime(row, number, time.fromisoformat(value), own)

    if column.kind is Kind.TIME:
        return write_time
    return write_day if column.kind in (Kind.DATE, Kind.MOMENT) else write_number


def _is_exact(value: Any) -> bool:
    """Whether a spreadsheet keeps all digits of the number `value`."""
    # What is no longer than that in writing has no more digits: most figures need no closer look.
    return (
        len(str(value)) <= _EXACT_DIGITS
        or len(Decimal(value).normalize().as_tuple().digits) <= _EXACT_DIGITS
    )


def write_text_cell(sheet: Any, row: int, column: int, text: str, cell_format: Any) -> None:
    """Writes `text` as text, whatever it looks like.

    XlsxWriter takes a text within ``<r>`` and ``</r>`` for the XML of formatted text and would damage the workbook;
    in pieces without a format it is the same text, and escaped.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], cell_format)
    else:
        sheet.write_string(row, column, text, cell_format)


def _shown(column: Column, value: Any) -> str:
    return show(column.kind, value, vocabulary=column.vocabulary)


def _fitting(text: str, row: int, column: int) -> str:
    # A sign outside the basic plane counts twice.
    if (
        len(text) > _MOST_CHARACTERS // 2
        and len(text.encode("utf-16-le", "replace")) // 2 > _MOST_CHARACTERS
    ):
        sentence = _(
            "The text for cell {cell} is longer than the {count} characters a workbook holds. Export as csv."
        )
        raise RuleError(sentence.format(cell=cell_name(row, column), count=_MOST_CHARACTERS))
    # Half a sign (a lone surrogate) cannot be written at all; it is not printable.
    return text if text.isprintable() else text.encode("utf-8", "replace").decode("utf-8")


def sheet_name(title: str) -> str:
    """`title` as a sheet may be called: 31 characters, none of them [ ] : * ? / \\."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", title)[:31].strip().strip("'").strip()
    # Excel keeps the name History for itself.
    return name if name and name.casefold() != "history" else "Sheet"


def _width(column: Column, values: Sequence[Any]) -> int:
    """Wide enough for the heading with its filter button and most values; Chinese signs take two places."""
    texts = [
        line for value in values if value is not None for line in _shown(column, value).split("\n")
    ]
    widths = sorted(map(_places, texts))
    usual = widths[int(len(widths) * 0.95)] if widths else 0
    return max(_NARROWEST, min(_WIDEST, max(usual, _places(column.heading) + 2) + 2))


def _places(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[: _WIDEST * 2]
    )
