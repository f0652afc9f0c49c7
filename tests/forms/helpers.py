"""Builds small workbooks cell by cell and reads them as forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from kamdesk.exchange.files import open_sheets
from kamdesk.forms.read import FormReader
from kamdesk.forms.readings import BookReading, FormReading


class Text(str):
    """Written as text whatever it begins with."""


Cells = Mapping[str, Any]


def save(
    path: Path,
    cells: Cells,
    merged: Sequence[str] = (),
    *,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    title: str = "客户档案表",
    more: Mapping[str, Cells] | None = None,
) -> Path:
    """A workbook with `cells` (address → value) on its first sheet, and further sheets by name."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for address, value in cells.items():
        sheet[address] = value
        if isinstance(value, Text):
            sheet[address].data_type = "s"
    for area in merged:
        sheet.merge_cells(area)
    for row in hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in hidden_columns:
        sheet.column_dimensions[column].hidden = True
    for name, own in (more or {}).items():
        other = book.create_sheet(name)
        for address, value in own.items():
            other[address] = value
    book.save(path)
    return path


def read(reader: FormReader, path: Path) -> BookReading:
    """All forms of a file."""
    return reader.read(open_sheets(path))


def values(reading: FormReading) -> dict[str, Any]:
    """Key → value of everything that was read to a value."""
    return {key: found.value for key, found in reading.found.items() if found.value is not None}


def problems(reading: FormReading) -> dict[str, str]:
    """Key → cell of everything that could not be taken as it stands."""
    return {key: found.cell for key, found in reading.found.items() if found.problem is not None}
