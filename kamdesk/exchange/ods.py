"""ods spreadsheets, read from their XML: calamine would lay out repeated cells by the million and knows no names."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

from kamdesk.exchange.archives import Archive, attributes, damaged, encrypted, local, too_large
from kamdesk.exchange.sheets import (
    Book,
    CellError,
    Formula,
    Sheet,
    Value,
    constant_of_name,
    place_of_name,
)

_MOST_CELLS = 8_000_000
_MOST_COLUMNS = 16_384


def read_ods(archive: Archive, path: Path) -> Book:
    """The spreadsheet in `archive`. Raises `UnreadableFile`."""
    manifest = archive.xml("META-INF/manifest.xml")
    if manifest is not None and any(
        local(element.tag) == "encryption-data" for element in manifest.iter()
    ):
        raise encrypted(path)
    content = archive.read("content.xml")
    if content is None:
        raise damaged(path)
    book = Book("ods", (), properties=_properties(archive))
    reader = _Reader(path)
    try:
        reader.read(content)
    except (ElementTree.ParseError, ValueError) as problem:
        raise damaged(path) from problem
    book.sheets = tuple(reader.sheets)
    book.date1904 = reader.date1904
    _add_names(book, reader.names)
    return book


class _Reader:
    """Goes through content.xml once and forgets each row when it is read."""

    def __init__(self, path: Path) -> None:
        self.sheets: list[Sheet] = []
        self.names: list[tuple[str, str, str]] = []
        """Name, sheet it belongs to ("" for all), what it stands for."""
        self.date1904 = False
        self._path = path
        self._cells = 0
        self._hidden_styles: set[str] = set()

    def read(self, content: bytes) -> None:
        sheet: Sheet | None = None
        hidden_rows: set[int] = set()
        hidden_columns: set[int] = set()
        merged: list[tuple[int, int, int, int]] = []
        row_count = column_count = 0
        depth = 0
        style = ""
        for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
            tag, own = local(element.tag), attributes(element)
            if event == "start":
                if tag == "table" and sheet is None:
                    sheet = Sheet(
                        own.get("name", ""), [], own.get("style-name", "") in self._hidden_styles
                    )
                    hidden_rows, hidden_columns, merged, row_count, column_count = (
                        set(),
                        set(),
                        [],
                        0,
                        0,
                    )
                elif tag == "table":
                    depth += 1  # a table inside a cell is no sheet
                elif tag == "style":
                    style = own.get("name", "")
                continue
            if tag == "table-properties" and own.get("display") == "false":
                self._hidden_styles.add(style)
            elif tag == "null-date":
                self.date1904 = own.get("date-value", "").startswith("1904")
            elif tag in ("named-range", "named-expression"):
                reference = own.get("cell-range-address") or own.get("expression", "")
                self.names.append((own.get("name", ""), sheet.name if sheet else "", reference))
            elif tag == "table" and depth:
                depth -= 1
            elif sheet is None or depth:
                continue
            elif tag == "table-column":
                repeat = _repeat(own, "number-columns-repeated", _MOST_COLUMNS)
                if own.get("visibility", "visible") != "visible":
                    hidden_columns.update(
                        range(column_count, min(column_count + repeat, _MOST_COLUMNS))
                    )
                column_count += repeat
            elif tag == "table-row":
                repeat = _repeat(own, "number-rows-repeated", 1_048_576)
                cells = self._row(element, row_count, merged)
                if own.get("visibility", "visible") != "visible":
                    hidden_rows.update(range(row_count, min(row_count + repeat, 1_048_576)))
                if cells:
                    self._count((len(cells)) * repeat)
                    sheet.rows.extend([] for _row in range(row_count - len(sheet.rows)))
                    sheet.rows.extend(list(cells) for _row in range(repeat))
                row_count += repeat
                element.clear()
            elif tag == "table":
                sheet.hidden_rows = frozenset(row for row in hidden_rows if row < len(sheet.rows))
                sheet.hidden_columns = frozenset(hidden_columns)
                sheet.merged = tuple(merged)
                self.sheets.append(sheet)
                sheet = None
                element.clear()

    def _row(
        self, element: ElementTree.Element, row: int, merged: list[tuple[int, int, int, int]]
    ) -> list[Value]:
        """The cells of a row up to the last that holds something."""
        cells: list[Value] = []
        column = 0
        for cell in _cells(element):
            own = attributes(cell)
            repeat = _repeat(own, "number-columns-repeated", _MOST_COLUMNS)
            spanned_rows = _repeat(own, "number-rows-spanned", 1_048_576)
            spanned_columns = _repeat(own, "number-columns-spanned", _MOST_COLUMNS)
            if spanned_rows > 1 or spanned_columns > 1:
                merged.append((row, column, row + spanned_rows - 1, column + spanned_columns - 1))
            value = _value(cell, own) if local(cell.tag) == "table-cell" else None
            if value is not None:
                cells.extend([None] * (column - len(cells)))
                cells.extend([value] * repeat)
            column += repeat
            if column > _MOST_COLUMNS:
                break
        return cells

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > _MOST_CELLS:
            raise too_large(self._path)


def _cells(row: ElementTree.Element) -> Iterator[ElementTree.Element]:
    return (cell for cell in row if local(cell.tag) in ("table-cell", "covered-table-cell"))


def _repeat(own: dict[str, str], name: str, most: int) -> int:
    return max(1, min(int(own.get(name, "1")), most))


def _value(cell: ElementTree.Element, own: dict[str, str]) -> Value:
    # LibreOffice writes an error as text of type "error" under a name of its own; attributes() merges the two.
    kinds = [value for name, value in cell.attrib.items() if local(name) == "value-type"]
    kind = kinds[0] if kinds else ""
    formula = own.get("formula", "")
    if "error" in kinds:
        return CellError(_text(cell))
    if kind in ("float", "percentage", "currency"):
        return float(own["value"]) if "value" in own else None
    if kind == "boolean":
        return own.get("boolean-value") == "true"
    if kind == "date":
        return _moment(own.get("date-value", ""))
    if kind == "time":
        return _text(cell) or None
    if kind == "string":
        return own.get("string-value") or _text(cell) or None
    if formula:
        return Formula("=" + formula.removeprefix("of:").removeprefix("="))
    return _text(cell) or None


def _moment(text: str) -> Value:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text or None


def _text(cell: ElementTree.Element) -> str:
    """The paragraphs of a cell; its comment is not its text."""
    return "\n".join(_paragraph(child) for child in cell if local(child.tag) == "p")


def _paragraph(element: ElementTree.Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        tag = local(child.tag)
        if tag == "s":
            pieces.append(" " * _repeat(attributes(child), "c", 10_000))
        elif tag == "tab":
            pieces.append("\t")
        elif tag == "line-break":
            pieces.append("\n")
        elif tag != "annotation":
            pieces.append(_paragraph(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _properties(archive: Archive) -> dict[str, str]:
    tree = archive.xml("meta.xml")
    return {
        attributes(element).get("name", ""): "".join(element.itertext())
        for element in (tree.iter() if tree is not None else ())
        if local(element.tag) == "user-defined"
    }


def _add_names(book: Book, names: list[tuple[str, str, str]]) -> None:
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for name, own, reference in names:
        place, constant = place_of_name(reference), constant_of_name(reference)
        if place is not None and place[0] in sheets:
            if own:
                sheets[place[0]].names[name] = place[1:]
            else:
                book.defined_names[name] = place
                sheets[place[0]].names.setdefault(name, place[1:])
        elif constant is not None:
            (sheets[own].constants if own in sheets else book.constants)[name] = constant
