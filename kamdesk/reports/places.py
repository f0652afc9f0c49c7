"""Where the cells and columns of a report stand, so that formulas and charts may call them by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kamdesk.exchange.sheets import cell_name
from kamdesk.exchange.write import sheet_name
from kamdesk.reports.declaration import Report
from kamdesk.reports.layout import DATA_HEAD, lines_of

_NAMED = re.compile(r"\{[^{}!]+![^{}]+\}")


class Places:
    """Addresses of the sheets, named cells and columns of a report."""

    def __init__(self, report: Report, counts: Mapping[str, int] | None = None) -> None:
        """`counts`: how many rows the data sheets turned out to have, by key."""
        self.names = _unique_names(report)
        self._cells: dict[str, tuple[str, int, int]] = {}
        self._columns: dict[str, tuple[str, int, int]] = {}
        """Name → key of the sheet, number of the column, how many rows."""
        for sheet in report.sheets:
            for line in lines_of(report, sheet):
                for piece in line.pieces:
                    if piece.name:
                        key = f"{sheet.key}!{piece.name}"
                        if key in self._cells:
                            raise ValueError(f"two cells are called {key}")
                        self._cells[key] = (sheet.key, line.row, piece.first)
        for data in report.data:
            count = (counts or {}).get(data.key, data.count)
            for number, each in enumerate(data.columns):
                self._columns[f"{data.key}!{each.key}"] = (data.key, number, max(count, 1))

    def formula(self, formula: str) -> str:
        """`formula` with an equals sign, and addresses in the place of names. KeyError for an unknown name."""
        return "=" + _NAMED.sub(lambda found: self.address(found[0][1:-1]), formula)

    def address(self, name: str) -> str:
        """The absolute address of a cell or column, with its sheet.

        ``purchases!value@3`` is one cell of a column, ``purchases!value@3:9`` some of them, counted from 0.
        """
        if name in self._columns:
            key, column, count = self._columns[name]
            first, last = DATA_HEAD + 1, DATA_HEAD + count
            return f"{self.quoted(key)}!{_absolute(first, column)}:{_absolute(last, column)}"
        start, colon, end = name.partition(":")
        key, row, column = self._spot(start)
        address = f"{self.quoted(key)}!{_absolute(row, column)}"
        if not colon:
            return address
        return f"{address}:{_absolute(DATA_HEAD + 1 + int(end), column)}"

    def span(self, first: str, last: str) -> str:
        """The range from one cell to another on the same sheet, as charts want it."""
        key, row, column = self._spot(first)
        _key, last_row, last_column = self._spot(last)
        return f"={self.quoted(key)}!{_absolute(row, column)}:{_absolute(last_row, last_column)}"

    def _spot(self, name: str) -> tuple[str, int, int]:
        column_name, at, number = name.rpartition("@")
        if not at:
            return self._cells[name]
        key, column, _count = self._columns[column_name]
        return key, DATA_HEAD + 1 + int(number), column

    def quoted(self, key: str) -> str:
        """The name of the sheet in quotes."""
        return "'" + self.names[key].replace("'", "''") + "'"


def _unique_names(report: Report) -> dict[str, str]:
    """Key → name in the workbook; no two alike, whatever their case."""
    taken: set[str] = set()
    names = {}
    for each in report.every:
        name, number = sheet_name(each.title), 2
        while name.casefold() in taken:
            name = f"{sheet_name(each.title)[:27]} {number}"
            number += 1
        taken.add(name.casefold())
        names[each.key] = name
    return names


def _absolute(row: int, column: int) -> str:
    letters = cell_name(0, column)[:-1]
    return f"${letters}${row + 1}"
