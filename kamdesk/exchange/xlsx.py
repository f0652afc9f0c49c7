"""xlsx and xlsm workbooks (macros are never looked at): values by calamine, what is around them from the XML parts."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kamdesk.exchange.archives import Archive, attributes, damaged, local, too_large
from kamdesk.exchange.sheets import (
    Book,
    CellError,
    Formula,
    Sheet,
    Value,
    cell_name,
    column_index,
    constant_of_name,
    place_of_name,
    put,
)
from kamdesk.exchange.typed_cells import load, sheet_rows

_MOST_CELLS = 8_000_000
"""Cells of the rectangle that calamine lays out; beyond it the empty rows and columns are taken out first."""
_TRUE = ("1", "true")

# Sheet XML is scanned as bytes: a parser would take ten times as long as calamine does. Text in cells has its "<"
# escaped, so a tag found is a tag; comments are taken out before.
_CELL = re.compile(rb"<(?:\w+:)?(?:row\b([^>]*)>|c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>))", re.DOTALL)
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_CELL_LETTERS = re.compile(rb' r="([A-Za-z]+)[0-9]')
_CELL_ROW = re.compile(rb' r="[A-Za-z]+([0-9]+)')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_STORED = re.compile(rb"<(?:\w+:)?v\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?v>)", re.DOTALL)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


@dataclass
class _Part:
    """A worksheet as the workbook lists it."""

    name: str
    hidden: bool
    path: str
    index: int
    """Among all sheets, charts included; calamine and local names count so."""
    data: bytes = b""
    squeezed: bytes | None = None
    """`data` without the empty rows and columns, for calamine alone."""
    row_numbers: list[int] | None = None
    """Where the rows really stand, when the empty ones were taken out for calamine."""
    column_numbers: list[int] = field(default_factory=list)


def read_xlsx(archive: Archive, path: Path) -> Book:
    """The workbook in `archive`. Raises `UnreadableFile`."""
    workbook_path = _workbook_path(archive)
    workbook = archive.xml(workbook_path)
    if workbook is None:
        raise damaged(path)
    parts = _parts(archive, workbook, workbook_path)
    for part in parts:
        part.data = _without_comments(archive.read(part.path) or b"") if part.path else b""
    book = Book("xlsx", (), properties=_properties(archive))
    for element in workbook.iter():
        if local(element.tag) == "workbookPr":
            book.date1904 = attributes(element).get("date1904", "0") in _TRUE
    values = load(_repacked(archive, parts, path), path)
    book.sheets = tuple(_sheet(part, values, path) for part in parts)
    all_names = [part.name for part in _all_sheets(workbook)]
    _add_names(book, workbook, all_names)
    return book


def _without_comments(data: bytes) -> bytes:
    return _COMMENT.sub(b"", data) if b"<!--" in data else data


def _workbook_path(archive: Archive) -> str:
    relations = archive.xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if attributes(relation).get("Type", "").endswith("/officeDocument"):
            return attributes(relation).get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _all_sheets(workbook: Any) -> list[_Part]:
    found: list[_Part] = []
    for element in workbook.iter():
        if local(element.tag) == "sheet":
            own = attributes(element)
            hidden = own.get("state", "visible") != "visible"
            found.append(_Part(own.get("name", ""), hidden, own.get("id", ""), len(found)))
    return found


def _parts(archive: Archive, workbook: Any, workbook_path: str) -> list[_Part]:
    folder, name = posixpath.split(workbook_path)
    relations = archive.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
    targets = {}
    for relation in relations if relations is not None else ():
        own = attributes(relation)
        if own.get("Type", "").endswith("/worksheet"):
            target = own.get("Target", "")
            targets[own.get("Id", "")] = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
    parts = [part for part in _all_sheets(workbook) if part.path in targets]
    for part in parts:
        part.path = targets[part.path]
    return parts


def _repacked(archive: Archive, parts: list[_Part], path: Path) -> io.BytesIO:
    """The parts calamine needs, checked, in an archive of their own: sizes in the original may be forged."""
    sheets = {}
    for part in parts:
        if _cells_at_most(part.data, path) > _MOST_CELLS:
            _squeeze(part, path)
        sheets[part.path] = part.data if part.squeezed is None else part.squeezed
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for name in dict.fromkeys(archive.names):
            if name in sheets:
                target.writestr(name, sheets[name])
            elif _wanted(name):
                target.writestr(name, archive.read(name) or b"")
    packed.seek(0)
    return packed


def _wanted(name: str) -> bool:
    """Whether calamine needs the part: types, relations, workbook, styles, shared strings."""
    lower = name.lower()
    if not lower.endswith((".xml", ".rels")):
        return False
    return not re.search(
        r"worksheets/|chartsheets/|drawings/|charts/|media/|comments|pivot|theme|printer|custom",
        lower,
    )


def _cells_at_most(data: bytes, path: Path) -> int:
    """An upper bound of the rectangle from A1 to the last cell. calamine lays it out in memory, and a cell with an
    address out of the world would not make it fail but end the program."""
    if not _says_where_cells_stand(data):
        return _counted_cells(data, path)
    letters, rows = set(_CELL_LETTERS.findall(data)), set(_CELL_ROW.findall(data))
    if any(len(one) > 3 for one in letters) or any(len(one) > 7 for one in rows):
        raise damaged(path)
    columns = max((column_index(one.decode()) + 1 for one in letters), default=0)
    return columns * max(map(int, rows), default=0)


def _says_where_cells_stand(data: bytes) -> bool:
    """Whether each cell and row has its address, written as all the usual programs write it."""
    tags = (
        data.count(b"<c")
        - sum(data.count(other) for other in (b"<co", b"<cf", b"<cu"))
        + data.count(b"<row")
    )
    return b":sheetData" not in data and tags <= data.count(b' r="')


def _counted_cells(data: bytes, path: Path) -> int:
    """The rectangle when cells or rows follow one another without saying where they stand."""
    row = column = last_row = last_column = 0
    for match in _CELL.finditer(data):
        own = match[1] if match[1] is not None else match[2]
        address = _ADDRESS.search(own)
        if address is None and re.search(rb"\br\s*=", own):
            raise damaged(path)
        if match[1] is not None:
            row, column = int(address[2]) if address else row + 1, 0
        else:
            column = column_index(address[1].decode()) + 1 if address and address[1] else column + 1
            last_row = max(last_row, int(address[2]) if address else row)
            last_column = max(last_column, column)
    return last_row * last_column


def _squeeze(part: _Part, path: Path) -> None:
    """Takes empty rows and columns out of a sheet with a lone cell far away, and remembers where the others stood."""
    cells: dict[int, list[tuple[int, bytes, re.Match[bytes]]]] = {}
    for match in _CELL.finditer(part.data):
        address = _ADDRESS.search(match[2]) if match[3] else None
        if address is not None:
            without = match[2][: address.start()] + match[2][address.end() :]
            cells.setdefault(int(address[2]), []).append(
                (column_index(address[1].decode()), without, match)
            )
    columns = sorted({column for row in cells.values() for column, *_rest in row})
    furthest = sum(max(column for column, *_rest in row) + 1 for row in cells.values())
    if max(len(cells) * len(columns), furthest) > 2 * _MOST_CELLS:
        raise too_large(path)
    opening = re.search(rb"<((?:\w+:)?)sheetData[^>]*>", part.data)
    if opening is None:
        return
    prefix = opening[1]
    new_column = {column: cell_name(0, new)[:-1] for new, column in enumerate(columns)}
    squeezed = [part.data[: opening.end()]]
    for new, row in enumerate(sorted(cells), 1):
        squeezed.append(b'<%srow r="%d">' % (prefix, new))
        for column, rest, match in cells[row]:
            address_now = f"{new_column[column]}{new}".encode()
            squeezed.append(
                b'<%sc r="%s" %s>%s</%sc>' % (prefix, address_now, rest, match[3], prefix)
            )
        squeezed.append(b"</%srow>" % prefix)
    squeezed.append(b"</%ssheetData></%sworksheet>" % (prefix, prefix))
    part.squeezed = b"".join(squeezed)
    part.row_numbers = [number - 1 for number in sorted(cells)]
    part.column_numbers = columns


def _sheet(part: _Part, values: Any, path: Path) -> Sheet:
    rows = sheet_rows(values, part.index, path)
    if part.row_numbers is not None:
        rows = _spread(rows, part.row_numbers, part.column_numbers)
    data = part.data
    sheet = Sheet(part.name, rows, part.hidden)
    if b"mergeCell" in data:
        sheet.merged = tuple(
            (
                int(match[2]) - 1,
                column_index(match[1].decode()),
                int(match[4]) - 1,
                column_index(match[3].decode()),
            )
            for match in _MERGE.finditer(data, data.rfind(b"sheetData"))
        )
    if b"hidden=" in data:
        sheet.hidden_columns = frozenset(_hidden_columns(data))
        sheet.hidden_rows = frozenset(_hidden_rows(data))
    # Finding plain bytes is many times faster than searching by pattern; too many hits only cost time.
    if any(sign in data for sign in (b't="e"', b"<f", b":f>", b":f ")):
        _mark_cells(sheet, data)
    return sheet


def _spread(
    rows: list[list[Value]], row_numbers: list[int], column_numbers: list[int]
) -> list[list[Value]]:
    """The rows where they stood before `_squeeze`."""
    spread: list[list[Value]] = [[] for _row in range(row_numbers[-1] + 1)] if row_numbers else []
    for number, row in zip(row_numbers, rows, strict=False):
        last = max((new for new, value in enumerate(row) if value is not None), default=-1)
        if last >= 0:
            spread[number] = [None] * (column_numbers[last] + 1)
            for new in range(last + 1):
                spread[number][column_numbers[new]] = row[new]
    return spread


def _attribute(attributes_: bytes, name: bytes) -> str:
    match = re.search(rb'\b%s="([^"]*)"' % name, attributes_)
    return match[1].decode() if match else ""


def _hidden_columns(data: bytes) -> list[int]:
    found: list[int] = []
    for match in _COLUMN.finditer(data):
        if _attribute(match[1], b"hidden") in _TRUE:
            first, last = _attribute(match[1], b"min"), _attribute(match[1], b"max")
            if first.isdecimal() and last.isdecimal():
                found.extend(range(int(first) - 1, min(int(last), 16_384)))
    return found


def _hidden_rows(data: bytes) -> list[int]:
    found = []
    row = 0
    for match in _ROW.finditer(data):
        number = _attribute(match[1], b"r")
        row = int(number) if number.isdecimal() else row + 1
        if _attribute(match[1], b"hidden") in _TRUE:
            found.append(row - 1)
    return found


def _mark_cells(sheet: Sheet, data: bytes) -> None:
    """Puts marks where calamine leaves nothing: error values, and formulas without a stored result."""
    row = column = 0
    for match in _CELL.finditer(data):
        own = match[1] if match[1] is not None else match[2]
        address = _ADDRESS.search(own)
        if match[1] is not None:
            row, column = int(address[2]) if address else row + 1, 0
            continue
        column = column_index(address[1].decode()) + 1 if address and address[1] else column + 1
        content = match[3]
        if not content:
            continue
        stored = _STORED.search(content)
        result = html.unescape((stored[1] or b"").decode("utf-8", "replace")) if stored else None
        kind = _attribute(own, b"t")
        if kind == "e" and result:
            put(sheet, row - 1, column - 1, CellError(result))
            continue
        formula = _FORMULA.search(content)
        # An empty result of a text formula is a result; an empty one of any other is what a program writes that
        # does not calculate.
        if formula and not result and not (kind == "str" and stored):
            text = html.unescape((formula[1] or b"").decode("utf-8", "replace"))
            put(sheet, row - 1, column - 1, Formula("=" + text))


def _properties(archive: Archive) -> dict[str, str]:
    tree = archive.xml("docProps/custom.xml")
    return {
        attributes(element).get("name", ""): "".join(element.itertext())
        for element in (tree if tree is not None else ())
        if local(element.tag) == "property"
    }


def _add_names(book: Book, workbook: Any, all_names: list[str]) -> None:
    """Files the defined names: places with their sheets, constants apart; built-in ones (print areas) are none."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for element in workbook.iter():
        name = attributes(element).get("name", "")
        if local(element.tag) != "definedName" or name.startswith("_xlnm."):
            continue
        text = element.text or ""
        scope = attributes(element).get("localSheetId", "")
        own = all_names[int(scope)] if scope.isdecimal() and int(scope) < len(all_names) else None
        place, constant = place_of_name(text), constant_of_name(text)
        if place is not None and place[0] in sheets:
            if own is None:
                book.defined_names[name] = place
                sheets[place[0]].names.setdefault(name, place[1:])
            else:
                sheets[place[0]].names[name] = place[1:]
        elif constant is not None:
            if own is None:
                book.constants[name] = constant
            elif own in sheets:
                sheets[own].constants[name] = constant
