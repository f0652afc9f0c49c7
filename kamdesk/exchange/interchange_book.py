"""The interchange file as a workbook: a sheet per kind, headings are the identifiers, every cell is text.

Lists inside a record (``accounts.status_changes`` …) have sheets of their own, whose first column names the record by
its uid. A text longer than a cell holds stands in pieces in the sheet ``long_texts``. Values that may be
of several types (settings, the department's own fields, lists and objects) are written as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON
from sqlalchemy import inspect as inspect_mapping

from kamdesk.exchange.archives import Archive
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.interchange import FORMAT, SHAPES, VERSION, members
from kamdesk.exchange.interchange_shape import Shape
from kamdesk.exchange.sheets import Sheet, Value
from kamdesk.exchange.write import write_text_cell
from kamdesk.model.fields import fields_of
from kamdesk.paths import write_whole

_PIECE = 30_000
"""Characters in a cell; a workbook holds 32,767, in which some signs count twice."""
_MARK = "kamdesk"
_LONG = "long_texts"
_OF = "of"


def write_book(
    path: Path, kinds: Iterable[tuple[Shape, Iterator[dict[str, Any]]]]
) -> dict[str, int]:
    """Writes the records of each kind; answers how many. The same records give the same bytes."""
    import xlsxwriter  # late: only an export needs it

    counts = {}
    with write_whole(path) as temporary:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        workbook = xlsxwriter.Workbook(str(temporary), options)
        # The moment of writing would make every file different.
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the format has no zones
        text = workbook.add_format({"num_format": "@"})
        writer = _Writer(workbook, text)
        writer.row(_MARK, ["format", FORMAT])
        writer.row(_MARK, ["version", str(VERSION)])
        for shape, records in kinds:
            counts[shape.name] = writer.kind(shape, list(records))
        workbook.close()
    return counts


class _Writer:
    """Writes rows of text into sheets that begin when they are first named."""

    def __init__(self, workbook: Any, text_format: Any) -> None:
        self.workbook = workbook
        self.text_format = text_format
        self.sheets: dict[str, Any] = {}
        self.rows: dict[str, int] = {}

    def row(self, sheet: str, cells: Iterable[str | None]) -> None:
        if sheet not in self.sheets:
            self.sheets[sheet] = self.workbook.add_worksheet(sheet)
            self.rows[sheet] = 0
        for column, cell in enumerate(cells):
            if cell:
                write_text_cell(
                    self.sheets[sheet], self.rows[sheet], column, cell, self.text_format
                )
        self.rows[sheet] += 1

    def kind(self, shape: Shape, records: list[dict[str, Any]]) -> int:
        nested = {each.name for each in shape.nested}
        names = list(dict.fromkeys(name for record in records for name in record))
        names = [name for name in names if name not in nested]
        as_json = {name for name in names if _is_json(shape, name)}
        self.row(shape.name, names)
        for record in records:
            cells = [
                self._cell(
                    _dumped(record.get(name)) if name in as_json else record.get(name),
                    shape.name,
                    record["uid"],
                    name,
                )
                for name in names
            ]
            self.row(shape.name, cells)
        for each in shape.nested:
            columns = [*each.columns, "deleted_at"]
            sheet = f"{shape.name}.{each.name}"
            self.row(sheet, [_OF, *columns])
            for record in records:
                for place, entry in enumerate(record[each.name], 1):
                    own = _entry_name(record["uid"], place)
                    cells = [self._cell(entry.get(name), sheet, own, name) for name in columns]
                    self.row(sheet, [record["uid"], *cells])
        return len(records)

    def _cell(self, value: Any, kind: str, uid: str, name: str) -> str | None:
        if value is None:
            return None
        text = value if isinstance(value, str) else json.dumps(value)
        if len(text) <= _PIECE // 2 or len(text.encode("utf-16-le")) <= _PIECE * 2:
            return text
        if _LONG not in self.sheets:
            self.row(_LONG, ["kind", "uid", "field", "text"])
        for start in range(0, len(text), _PIECE // 2):
            self.row(_LONG, [kind, uid, name, text[start : start + _PIECE // 2]])
        return None


def read_book(path: Path) -> dict[str, Any] | None:
    """What the json file would hold; None for a workbook that is no interchange file."""
    names = Archive(path.read_bytes(), path).read("xl/workbook.xml")
    if names is None or f'"{_MARK}"'.encode() not in names:
        return None
    sheets = {sheet.name: sheet for sheet in open_sheets(path).sheets}
    mark = sheets.get(_MARK)
    if mark is None or mark.value(0, 0) != "format":
        return None
    found: dict[str, Any] = {
        "format": mark.value(0, 1),
        "version": _number(mark.value(1, 1)),
    }
    long_texts = _long_texts(sheets.pop(_LONG, None))
    shapes = {shape.name: shape for shape in SHAPES}
    for name, sheet in sheets.items():
        if name != _MARK and "." not in name:
            found[name] = _records(sheet, shapes.get(name), long_texts)
    for name, sheet in sheets.items():
        kind, dot, list_name = name.partition(".")
        if dot and kind in found:
            _nest(found[kind], list_name, _records(sheet, None, {}))
            for record in found[kind]:
                for place, entry in enumerate(record[list_name], 1):
                    entry.update(
                        long_texts.get((name, _entry_name(str(record.get("uid")), place)), {})
                    )
    return found


def _number(value: Value) -> Any:
    text = str(value)
    return int(float(text)) if text.replace(".", "", 1).isdigit() else value


def _records(
    sheet: Sheet, shape: Shape | None, long_texts: dict[tuple[str, str], dict[str, str]]
) -> list[dict[str, Any]]:
    names = [str(name) if name is not None else "" for name in sheet.rows[0]] if sheet.rows else []
    as_json = {name for name in names if shape is not None and _is_json(shape, name)}
    currencies = {
        each.spec.currency_field for each in (fields_of(shape.record) if shape is not None else ())
    }
    records = []
    for number in range(1, len(sheet.rows)):
        record: dict[str, Any] = {}
        for column, name in enumerate(names):
            value = sheet.value(number, column)
            if name and value is not None:
                text = _text(value)
                record[name] = _loaded(text) if name in as_json else text
            elif name in currencies:
                record[name] = None  # not the default one: the sheet speaks of it
        for name, text in long_texts.get((sheet.name, str(record.get("uid"))), {}).items():
            record[name] = _loaded(text) if name in as_json else text
        if any(value is not None for value in record.values()):
            records.append(record)
    return records


def _text(value: Value) -> str:
    """A cell that somebody typed as a number in place of the text that was written."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _is_json(shape: Shape, name: str) -> bool:
    member = members(shape.record).get(name)
    if member is None:
        return True
    column = inspect_mapping(shape.record).column_attrs[member.column].columns[0]
    return isinstance(column.type, JSON)


def _dumped(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _loaded(text: str) -> Any:
    """JSON, or the text itself if somebody typed it without quotation marks."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _long_texts(sheet: Sheet | None) -> dict[tuple[str, str], dict[str, str]]:
    """(kind, uid) → field → its text, put together."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    if sheet is None:
        return found
    for number in range(1, len(sheet.rows)):
        kind, uid, name, text = (_text(sheet.value(number, column)) for column in range(4))
        texts = found.setdefault((kind, uid), {})
        texts[name] = texts.get(name, "") + text
    return found


def _entry_name(uid: str, place: int) -> str:
    """What the sheet of long texts calls an entry of a list inside a record; `place` counts from 1."""
    return f"{uid}/{place}"


def _nest(records: list[dict[str, Any]], name: str, entries: list[dict[str, Any]]) -> None:
    by_uid = {record.get("uid"): record for record in records}
    for record in records:
        record.setdefault(name, [])
    for entry in entries:
        of = by_uid.get(entry.pop(_OF, None))
        if of is not None:
            of[name].append(entry)
