"""Typed cell values of xlsx and xls by calamine, with its failures turned into refusals."""

from __future__ import annotations

import io
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamdesk.exchange.archives import damaged, encrypted
from kamdesk.exchange.sheets import Value

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


_ODD = frozenset({time, timedelta})


def load(stream: io.BytesIO, path: Path) -> CalamineWorkbook:
    """The workbook in `stream`; `path` is only for the sentence of a refusal."""
    import python_calamine  # late: only a file that is read needs it

    try:
        return python_calamine.load_workbook(stream)
    except python_calamine.PasswordError as problem:
        raise encrypted(path) from problem
    except BaseException as problem:
        raise _refusal(problem, path) from problem


def sheet_rows(workbook: CalamineWorkbook, index: int, path: Path) -> list[list[Value]]:
    """All rows of a sheet from A1 on; an empty cell is None."""
    try:
        rows: list[list[Any]] = workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
    except BaseException as problem:
        raise _refusal(problem, path) from problem
    # A large list has half a million cells: most rows need no look at each type.
    return [
        [None if value == "" else value for value in row]
        if _ODD.isdisjoint(map(type, row))
        else [_plain(value) for value in row]
        for row in rows
    ]


def _refusal(problem: BaseException, path: Path) -> BaseException:
    """A damaged file makes calamine raise, or panic with an exception that is no Exception; neither is our fault."""
    if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
        return problem
    return damaged(path)


def _plain(value: Any) -> Value:
    """Empty text is an empty cell; a time of day or a duration is text, as a field of times holds it."""
    if value == "":
        return None
    if isinstance(value, time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return (
            f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
            if seconds
            else f"{minutes // 60}:{minutes % 60:02}"
        )
    return value  # type: ignore[no-any-return]  # str, float, int, bool, date or datetime, as calamine promises
