"""One record of an interchange file on its way in, and what a record needs at least."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kamdesk.exchange.applying import DEFAULTS
from kamdesk.exchange.interchange import META, Shape, members
from kamdesk.model.base import Record
from kamdesk.model.department import CustomField, LearnedLabel, SavedFilter, SettingValue
from kamdesk.model.document import Document, ImportBatch


@dataclass
class Taken:
    """One record of the file on its way in."""

    shape: Shape
    place: int
    """From 1, within its list."""
    given: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    """Column → value, of what could be read."""
    custom: dict[str, Any] = field(default_factory=dict)
    record_id: int | None = None
    superior: str | None = None
    action: str = ""
    nested: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


DEFAULTS_OF: dict[type[Record], Callable[[], dict[str, Any]]] = {
    **DEFAULTS,
    CustomField: lambda: {"kind": "text", "position": 0},
    SavedFilter: lambda: {"query": {}},
    SettingValue: dict,
    LearnedLabel: lambda: {"target": ""},
    Document: lambda: {"record_kind": "Account"},
    ImportBatch: lambda: {"mapping": {}, "counts": {}, "outcome": []},
}
"""What a new record holds in columns that may not be empty."""


@cache
def required(record: type[Record]) -> tuple[str, ...]:
    """Columns without which there is no such record."""
    given = META | DEFAULTS_OF[record]().keys()
    return tuple(
        member.column
        for member in members(record).values()
        if not member.nullable and member.column not in given
    )
