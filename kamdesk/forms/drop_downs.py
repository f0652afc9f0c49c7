"""What stands behind a form's cells: the hidden sheet of choices, and the one place where text enters a workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kamdesk.model.terms import Term

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Workbooks write control characters as _x000D_; a text that looks so has its first sign escaped."""
_LISTS = Term("Lists", "选项")


class Lists:
    """The hidden sheet that feeds the drop-downs; each list is written once."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.columns: dict[tuple[str, ...], int] = {}

    @property
    def title(self) -> str:
        """Name of the sheet."""
        return _LISTS.in_language(self.language)

    def reference(self, entries: tuple[str, ...]) -> str:
        """The range that holds `entries`."""
        from openpyxl.utils import get_column_letter

        column = self.columns.setdefault(entries, len(self.columns) + 1)
        letter = get_column_letter(column)
        return f"'{self.title}'!${letter}$1:${letter}${len(entries)}"

    def write(self, book: Workbook) -> None:
        """Adds the sheet, when there is any list."""
        if not self.columns:
            return
        sheet = book.create_sheet(self.title)
        sheet.sheet_state = "hidden"
        for entries, column in self.columns.items():
            for row, entry in enumerate(entries, 1):
                put_text(sheet.cell(row, column), entry)


def put_text(cell: Any, text: str) -> None:
    """The one place where text enters a workbook: whatever it begins with or looks like, it comes back as it is."""
    cell.value = _LIKE_ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.number_format = "@"
