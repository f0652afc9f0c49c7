"""xls workbooks of Excel 97–2003: values by calamine; date system and what is hidden from the records of the file."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kamdesk.exchange.archives import damaged, encrypted, too_large
from kamdesk.exchange.sheets import Book, CellError, Sheet, put
from kamdesk.exchange.typed_cells import load, sheet_rows

_FREE = 0xFFFFFFFA
"""Sector numbers from here on mean an end or a special sector."""
_FILEPASS, _DATEMODE, _BOUNDSHEET, _EOF = 0x2F, 0x22, 0x85, 0x0A
_ROW, _COLINFO, _BOOLERR, _FORMULA = 0x208, 0x7D, 0x205, 0x06
_MULRK = 0xBD
_DIMENSIONS = 0x200
_CELLS = frozenset({_FORMULA, _BOOLERR, _MULRK, 0xD6, 0xFD, 0x203, 0x204, 0x27E})
_MOST_CELLS = 8_000_000
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def read_xls(stream: io.BytesIO, path: Path) -> Book:
    """The workbook in `stream`. Raises `UnreadableFile`."""
    try:
        records = _workbook_stream(stream.getvalue())
    except (struct.error, IndexError, ValueError) as problem:
        raise damaged(path) from problem
    book = Book("xls", ())
    places: list[int] = []
    for kind, body in _records(records, 0):
        if kind == _FILEPASS:
            raise encrypted(path)
        if kind == _DATEMODE:
            book.date1904 = body[:1] == b"\x01"
        elif kind == _BOUNDSHEET and len(body) > 5:
            places.append(struct.unpack_from("<I", body)[0])
    details = [_details(records, place) for place in places]
    if any(one.impossible for one in details):
        raise damaged(path)
    if any(one.cells > _MOST_CELLS for one in details):
        raise too_large(path)
    workbook = load(stream, path)
    worksheets = [
        (index, about)
        for index, about in enumerate(workbook.sheets_metadata)
        if str(about.typ).endswith("WorkSheet")
    ]
    sheets = []
    details.extend(_Details() for _missing in worksheets[len(details) :])
    for (index, about), detail in zip(worksheets, details, strict=False):
        sheet = Sheet(
            about.name,
            sheet_rows(workbook, index, path),
            not str(about.visible).endswith(".Visible"),
        )
        merged = workbook.get_sheet_by_index(index).merged_cell_ranges or []
        sheet.merged = tuple((*first, *last) for first, last in merged)
        sheet.hidden_rows, sheet.hidden_columns = frozenset(detail.rows), frozenset(detail.columns)
        for row, column, code in detail.errors:
            put(sheet, row, column, CellError(_ERRORS.get(code, "#N/A")))
        sheets.append(sheet)
    book.sheets = tuple(sheets)
    return book


@dataclass
class _Details:
    """What calamine does not tell of a sheet."""

    rows: set[int] = field(default_factory=set)
    """Hidden ones."""
    columns: set[int] = field(default_factory=set)
    """Hidden ones."""
    errors: list[tuple[int, int, int]] = field(default_factory=list)
    """Row, column and code of each error value."""
    impossible: bool = False
    """It claims a size that no sheet has."""
    last_row: int = -1
    last_column: int = -1

    @property
    def cells(self) -> int:
        """Of the rectangle that calamine lays out."""
        return (self.last_row + 1) * (self.last_column + 1)


def _details(records: bytes, place: int) -> _Details:
    found = _Details()
    for kind, body in _records(records, place):
        if kind in _CELLS and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            if kind == _MULRK:
                column += len(body) // 6
            found.last_row, found.last_column = (
                max(row, found.last_row),
                max(column, found.last_column),
            )
            if kind == _BOOLERR and len(body) >= 8 and body[7] == 1:
                found.errors.append((row, column, body[6]))
            elif (
                kind == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff"
            ):
                found.errors.append((row, column, body[8]))
        elif kind == _DIMENSIONS and len(body) >= 12:
            # calamine makes room for as many cells as this says, and a lie of any size would end the program.
            first_row, end_row = struct.unpack_from("<II", body)
            first_column, end_column = struct.unpack_from("<HH", body, 8)
            found.impossible = (
                first_row > end_row
                or first_column > end_column
                or end_row > 65_536
                or end_column > 256
            )
        elif kind == _ROW and len(body) >= 16 and body[12] & 0x20:
            found.rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            found.columns.update(range(first, min(last, 255) + 1))
    return found


def _records(data: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record from `place` to the end of its part; a record that breaks off ends it."""
    while place + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, place)
        end = place + 4 + size
        if kind == _EOF or end > len(data):
            return
        yield kind, data[place + 4 : end]
        place = end


def _workbook_stream(data: bytes) -> bytes:
    """The stream named Workbook (or Book) of a compound file (MS-CFB)."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise ValueError(sector)
    first_directory, cutoff = (
        struct.unpack_from("<I", data, 48)[0],
        struct.unpack_from("<I", data, 56)[0],
    )
    first_mini_fat = struct.unpack_from("<I", data, 60)[0]
    fat = _fat(data, sector)
    directory = _chain(data, first_directory, fat, sector)
    root_start, found = 0, None
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place : place + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:
            root_start = start
        elif entry[66] == 2 and name.casefold() in ("workbook", "book"):
            found = (start, size)
    if found is None:
        raise ValueError("no workbook")
    start, size = found
    if size >= cutoff:
        return _chain(data, start, fat, sector)[:size]
    mini_fat_bytes = _chain(data, first_mini_fat, fat, sector)
    mini_fat = struct.unpack(f"<{len(mini_fat_bytes) // 4}I", mini_fat_bytes)
    mini = _chain(data, root_start, fat, sector)
    pieces = []
    for _step in range(len(mini_fat) + 1):
        if start >= _FREE:
            break
        pieces.append(mini[start * 64 : start * 64 + 64])
        start = mini_fat[start]
    return b"".join(pieces)[:size]


def _fat(data: bytes, sector: int) -> tuple[int, ...]:
    """Which sector follows which."""
    lists = list(struct.unpack_from("<109I", data, 76))
    further, count = struct.unpack_from("<II", data, 68)
    for _step in range(min(count, len(data) // sector)):
        if further >= _FREE:
            break
        *more, further = struct.unpack_from(f"<{sector // 4}I", data, (further + 1) * sector)
        lists.extend(more)
    table: list[int] = []
    for number in lists:
        if number < _FREE:
            table.extend(struct.unpack_from(f"<{sector // 4}I", data, (number + 1) * sector))
    return tuple(table)


def _chain(data: bytes, start: int, fat: tuple[int, ...], sector: int) -> bytes:
    """The sectors of a stream from `start` on; one that bites its own tail ends after as many as there are."""
    pieces = []
    for _step in range(len(fat) + 1):
        if start >= _FREE:
            break
        pieces.append(data[(start + 1) * sector : (start + 2) * sector])
        start = fat[start]
    return b"".join(pieces)
