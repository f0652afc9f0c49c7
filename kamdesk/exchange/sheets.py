"""Plain sheets: what any table-like file comes down to, whatever program wrote it, and the refusal when it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kamdesk.errors import WorldError


class Reason(StrEnum):
    """Why a file is refused; the sentence of the error says it to the user."""

    MISSING = "missing"
    FOLDER = "folder"
    FORBIDDEN = "forbidden"
    LOCK_FILE = "lock_file"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSAFE = "unsafe"
    """A zip bomb, or XML with entities of its own."""
    NOT_A_TABLE = "not_a_table"
    """Prose, HTML, a picture, a Word file …"""


class UnreadableFile(WorldError):
    """The file gives no sheets; `reason` tells the kind, the text is a whole sentence for the user."""

    def __init__(self, sentence: str, reason: Reason) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds an error value such as #DIV/0!."""

    code: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula whose result the file does not hold. `text` is for showing, never a value."""

    text: str


Value = str | int | float | bool | date | CellError | Formula | None
"""What a cell holds (a datetime is a date too). Whole numbers of workbooks come as float."""


@dataclass(slots=True)
class Sheet:
    """One sheet. Rows and columns count from 0, as the lists do; rows may differ in length."""

    name: str
    rows: list[list[Value]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows hidden by hand or by a filter."""
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row, first column, last row, last column of each; the value stands in the first cell."""
    names: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Defined names that point into this sheet, its own before those of the workbook: row, column of the first cell."""
    constants: dict[str, str] = field(default_factory=dict)
    """Names of this sheet alone that hold a text or number instead of a place."""

    def value(self, row: int, column: int) -> Value:
        """The value of a cell; None outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def cell_name(self, row: int, column: int) -> str:
        """The address people know, such as F11."""
        return cell_name(row, column)


@dataclass(slots=True)
class Book:
    """A file read whole."""

    format: str
    """What it really is, whatever its name says: xlsx, xls, ods, csv, tsv."""
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    """Bare numbers that are days count from 1904. Cells with a date format are dates already."""
    encoding: str = ""
    """Of a text file."""
    delimiter: str = ""
    """Of a text file."""
    defined_names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Names of the whole workbook: sheet, row, column of the first cell."""
    constants: dict[str, str] = field(default_factory=dict)
    """Names of the whole workbook that hold a text or number instead of a place."""
    properties: dict[str, str] = field(default_factory=dict)
    """The document's custom properties."""
    notes: tuple[str, ...] = ()
    """Sentences for the user about how it was read."""


def cell_name(row: int, column: int) -> str:
    """F11 for (10, 5)."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def column_index(letters: str) -> int:
    """5 for F."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


_PLACE = re.compile(
    r"\$?(?:'((?:[^']|'')+)'|([^'!.$:]+))[!.]\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::.*)?", re.DOTALL
)


def place_of_name(reference: str) -> tuple[str, int, int] | None:
    """Sheet, row, column of ``'客户 档案'!$B$3:$D$3`` (workbook) or ``$'客户 档案'.$B$3`` (ods); None for anything
    that is no place."""
    match = _PLACE.fullmatch(reference.strip())
    if match is None:
        return None
    quoted, bare, letters, row = match.groups()
    return (quoted.replace("''", "'") if quoted else bare, int(row) - 1, column_index(letters))


def constant_of_name(reference: str) -> str | None:
    """The text or number that a name like ``"f1"`` or ``3`` holds; None for a calculation or an error."""
    text = reference.strip().removeprefix("of:").removeprefix("=").strip()
    quoted = re.fullmatch(r'"((?:[^"]|"")*)"', text, re.DOTALL)
    if quoted:
        return quoted[1].replace('""', '"')
    return text if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


def put(sheet: Sheet, row: int, column: int, value: Value) -> None:
    """Sets a cell, if there can be one; rows and columns that are missing so far are empty."""
    if not 0 <= row < 1_048_576 or not 0 <= column < 16_384:
        return
    sheet.rows.extend([] for _missing in range(row + 1 - len(sheet.rows)))
    cells = sheet.rows[row]
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value
