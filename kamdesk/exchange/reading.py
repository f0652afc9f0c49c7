"""Reads the columns of a list into typed values, each distinct value once, and says why where one cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kamdesk.exchange.headers import IGNORED, Column, Header
from kamdesk.exchange.mapping import ColumnMapping
from kamdesk.exchange.sheets import CellError, Formula, Sheet, Value
from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.values import Reading, normal_label, without_export_mark
from kamdesk.model.values.reading import typed_text
from kamdesk.model.values.units import unit_of_heading
from kamdesk.work.fields import read_value

_TEXTS = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.CODE))
_LONGEST_MARK = 4
_MARK_BEGINS = "nN#\\"
r"""How a text begins that another program may have written for an empty cell: NULL, #N/A, \N."""
_ROUNDED = re.compile(r"[0-9][eE]\+[0-9]")
"""Looks like a number that a spreadsheet has rounded."""
_ANY = 10_000_000
"""Characters of a text without a limit that are still taken as they stand."""

_TOTALS = frozenset(
    normal_label(word).key
    for word in ("合计", "总计", "小计", "共计", "total", "sum", "subtotal", "grand total")
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with one value. `kept`: it was taken all the same, such as a year without a day."""

    reason: str
    kept: bool = False


@dataclass(slots=True)
class ReadColumn:
    """The values of one target in the order of the data rows; money brings its currencies."""

    target: str
    column: Column
    values: list[Any]
    remarks: dict[int, Remark] = field(default_factory=dict)
    """Place among the data rows → what is wrong."""
    currencies: list[str | None] = field(default_factory=list)


@dataclass(slots=True)
class DataRows:
    """The rows below the headings: numbers as in the sheet (from 0), and those that are no record with the reason."""

    numbers: list[int]
    left_out: list[tuple[int, str]]


def data_rows(sheet: Sheet, header: Header) -> DataRows:
    """All rows with something in them; hidden rows, totals and repeated headings are left out with a reason."""
    found = DataRows([], [])
    named = [column for column in header.columns if column.heading]
    headings = [_text(sheet.value(header.row, column.index)) for column in named]
    for number in range(header.row + 1, len(sheet.rows)):
        row = sheet.rows[number]
        first = next((value for value in row if value is not None and value != ""), None)
        if first is None or (
            isinstance(first, str) and first.isspace() and not any(_text(each) for each in row)
        ):
            continue
        if number in sheet.hidden_rows:
            found.left_out.append((number, _("This row is hidden in the file.")))
        elif isinstance(first, str) and normal_label(first).key in _TOTALS:
            found.left_out.append((number, _("This row is a total.")))
        elif (
            all(
                # The first cell tells nearly always, so that the others are not looked at.
                _text(sheet.value(number, column.index)) == heading
                for column, heading in zip(named, headings, strict=True)
            )
            and named
        ):
            found.left_out.append((number, _("This row repeats the headings.")))
        else:
            found.numbers.append(number)
    return found


def _text(value: Value) -> str:
    return "" if value is None else str(value).strip()


def read_columns(
    sheet: Sheet,
    header: Header,
    mapping: ColumnMapping,
    fields: dict[str, RecordField],
    numbers: Sequence[int],
    *,
    date1904: bool = False,
    currency: str = "CNY",
) -> dict[str, ReadColumn]:
    """Target → its column, read. `fields` says what the targets are; references stay text for the caller to find.

    An amount has the currency named in its cell, else in the column of its currency, else in its heading, else
    `currency`.
    """
    columns = {
        mapping.columns[column.name]: column
        for column in header.columns
        if mapping.columns.get(column.name, IGNORED) != IGNORED
    }
    rows = [sheet.rows[number] for number in numbers]
    found: dict[str, ReadColumn] = {}
    for target, column in sorted(
        columns.items(), key=lambda each: fields[each[0]].kind is Kind.MONEY
    ):
        raws = [row[column.index] if column.index < len(row) else None for row in rows]
        spec = fields[target]
        beside = found.get(f"{target.partition('.')[0]}.{spec.spec.currency_field}")
        defaults = beside.values if beside is not None else None
        found[target] = _read(spec, target, column, raws, defaults, date1904, currency)
    return found


def _read(
    spec: RecordField,
    target: str,
    column: Column,
    raws: list[Value],
    defaults: Sequence[str | None] | None,
    date1904: bool,
    currency: str,
) -> ReadColumn:
    known: dict[Any, Reading[Any]] = {}
    read = ReadColumn(target, column, [None] * len(raws))
    is_money = spec.kind is Kind.MONEY
    if is_money:
        read.currencies = [None] * len(raws)
    limit = (spec.max_length or _ANY) if spec.kind in _TEXTS else 0
    for place, raw in enumerate(raws):
        if raw is None:
            continue
        if isinstance(raw, str) and len(raw) <= limit and is_plain(raw):
            read.values[place] = raw
            continue
        default = currency
        if defaults is not None:
            default = defaults[place] or currency
        # 1, 1.0 and True are one key to a dictionary, so the type belongs to it.
        key = (raw.__class__, raw, default)
        reading = known.get(key)
        if reading is None:
            reading = known[key] = read_cell(
                spec, raw, heading=column.heading, date1904=date1904, currency=default
            )
        read.values[place] = reading.value
        if is_money and reading.value is not None:
            read.currencies[place] = reading.currency
        if reading.problem is not None:
            read.remarks[place] = Remark(reading.problem, reading.value is not None)
    return read


def is_plain(text: str) -> bool:
    """Whether reading `text` as a text or code gives the very same: most cells of a list, told in no time."""
    return (
        (len(text) > _LONGEST_MARK or text[:1] not in _MARK_BEGINS)
        and text.isprintable()
        and text[0] != " "
        and text[-1] != " "
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
        and not _ROUNDED.search(text)
    )


def read_cell(
    spec: RecordField,
    raw: Value,
    *,
    heading: str = "",
    date1904: bool = False,
    currency: str = "CNY",
) -> Reading[Any]:
    """One cell of a list as a value of field `spec`; a reference as the text that names it."""
    if isinstance(raw, CellError):
        return Reading(problem=_("The cell holds the error {code}.").format(code=raw.code))
    if isinstance(raw, Formula):
        return Reading(
            problem=_("The formula in the cell has no stored result; open and save it in Excel.")
        )
    raw = without_export_mark(raw)  # type: ignore[assignment]  # a cell's value, or None
    if raw is None:
        return Reading()
    if spec.kind is Kind.REFERENCE:
        text = " ".join((typed_text(raw) or "").split())
        return Reading(text or None)
    reading = read_value(spec, raw, heading=heading, date1904=date1904, currency=currency)
    if spec.kind is Kind.DECIMAL and reading.value is not None:
        # 目标值（万元）: what is no amount of money may be counted in ten thousands, too.
        unit, _currency = unit_of_heading(heading, currency)
        if unit != 1:
            return replace(reading, value=reading.value * unit)
    return reading


def quoted(value: Value) -> str:
    """A cell's value as a list of problems shows it."""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, Formula):
        return value.text
    return typed_text(value) or ""
