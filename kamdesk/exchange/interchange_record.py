"""One record of an interchange file on its way in, and what a record needs at least."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from sqlalchemy import inspect as inspect_mapping

from kamdesk.exchange.applying import DEFAULTS
from kamdesk.exchange.interchange import META, SHAPES, members, subject_column
from kamdesk.exchange.interchange_shape import Shape
from kamdesk.model.base import Record
from kamdesk.model.department import CustomField, LearnedLabel, SavedFilter, SettingValue
from kamdesk.model.document import Document, ImportBatch
from kamdesk.model.expense import Expense
from kamdesk.model.opportunity import Opportunity


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
    links: dict[str, str] = field(default_factory=dict)
    """Column → what it names, of references within the list."""
    subject: str | None = None
    """What the record names as the one it belongs to."""
    action: str = ""
    nested: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@cache
def declared_defaults(record: type[Record]) -> dict[str, Any]:
    """Column → the value that the model gives it where nothing is said."""
    return {
        attribute.key: attribute.columns[0].default.arg
        for attribute in inspect_mapping(record).column_attrs
        if attribute.key not in META
        and attribute.columns[0].default is not None
        and attribute.columns[0].default.is_scalar
        and attribute.key != "version"
    }


def _defaults_of(record: type[Record]) -> dict[str, Any]:
    return dict(declared_defaults(record))


DEFAULTS_OF: dict[type[Record], Callable[[], dict[str, Any]]] = {
    **{shape.record: partial(_defaults_of, shape.record) for shape in SHAPES},
    **DEFAULTS,
    CustomField: lambda: {"kind": "text", "position": 0},
    SavedFilter: lambda: {"query": {}},
    SettingValue: dict,
    LearnedLabel: lambda: {"target": ""},
    Document: lambda: {"record_kind": "Account"},
    ImportBatch: lambda: {"mapping": {}, "counts": {}, "outcome": []},
    Opportunity: lambda: (
        _defaults_of(Opportunity) | dict.fromkeys(("pipeline_id", "stage_id", "stage_since"))
    ),
    Expense: lambda: _defaults_of(Expense) | {"category": "other"},
}
"""What a new record holds in columns that may not be empty."""


@cache
def required(record: type[Record]) -> tuple[str, ...]:
    """Columns without which there is no such record."""
    given = META | DEFAULTS_OF[record]().keys()
    subject = subject_column(record)
    columns = inspect_mapping(record).column_attrs
    named = [member.column for member in members(record).values()]
    if subject:
        named.append(subject)
    return tuple(
        name for name in named if not columns[name].columns[0].nullable and name not in given
    )
