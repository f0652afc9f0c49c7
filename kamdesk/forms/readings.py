"""What was read from a form: each value with its cell and how it was found, and what nobody understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kamdesk.exchange.sheets import CellError, Formula
from kamdesk.forms.boxes import read_boxes
from kamdesk.forms.declaration import Item
from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.values import Reading, show
from kamdesk.model.values.units import unit_of_heading
from kamdesk.work.fields import read_value

BY_NAME, BY_LABEL, BY_BOX, BY_TABLE, BY_LEARNED = "name", "label", "check_box", "table", "learned"


def how_text(how: str) -> str:
    """How a value was found, in words."""
    return {
        BY_NAME: _("named cell"),
        BY_LABEL: _("label"),
        BY_BOX: _("check box"),
        BY_TABLE: _("table heading"),
        BY_LEARNED: _("label you explained"),
    }[how]


@dataclass(frozen=True)
class FoundValue:
    """One value of a form. Empty in the form: no `value` and no `problem`."""

    key: str
    raw: Any
    """What stands in the cell."""
    value: Any
    """Typed; for a reference the text as it stands."""
    problem: str | None
    kept: bool
    """`value` is good although there is a problem."""
    alternatives: tuple[Any, ...]
    currency: str | None
    sheet: str
    cell: str
    """Address such as F11."""
    how: str
    label: str
    """The label it was found by, or what stands beside the named cell."""
    offered: tuple[str, ...] = ()
    """For boxes of which a template has only some: the codes it has; what is stored of the others stays."""

    @property
    def empty(self) -> bool:
        """Nothing stands there."""
        return self.value is None and self.problem is None


@dataclass(frozen=True)
class UnknownLabel:
    """A label nobody knows, with what stands beside it."""

    text: str
    value: str
    sheet: str
    cell: str


@dataclass
class FormReading:
    """One record's form: a sheet, or part of one."""

    form: str
    sheet: str
    found: dict[str, FoundValue] = field(default_factory=dict)
    """Key of the cell → what was found, in the order of the form."""
    unknown_labels: list[UnknownLabel] = field(default_factory=list)
    uid: str = ""
    """Of the record the form was made for; empty if the form does not say."""
    version: str = ""
    row_uids: dict[str, str] = field(default_factory=dict)
    """``needs[0]`` → uid of the record that row was made for."""
    by: str = BY_LABEL
    """How most of it was found: by names or by labels."""

    def value(self, key: str) -> Any:
        """The typed value of `key`; None when it is empty or was not found."""
        found = self.found.get(key)
        return None if found is None else found.value


@dataclass
class BookReading:
    """All forms of a workbook; without any, `problem` says why."""

    forms: list[FormReading] = field(default_factory=list)
    problem: str | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Circumstances:
    """What holds for all values of a book."""

    date1904: bool
    currency: str


_UNIT_WORDS = {10**3: "千", 10**4: "万", 10**6: "百万", 10**8: "亿"}
_NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)
_GREATEST = 2**31 - 1
"""Of whole numbers, on any database."""
_BLANKS = re.compile(r"\s*(?:(?:[_＿﹏]\s*){2,})?")
"""A line to write on, of two underscores or more, is an empty cell."""
_EMPTY_DATE = re.compile(r"[\s_＿/\-.]*年?[\s_＿/\-.]*月?[\s_＿/\-.]*日?[\s_＿]*")


def interpret(
    item: Item,
    raw: Any,
    around: Circumstances,
    *,
    sheet: str,
    cell: str,
    how: str,
    label: str,
    heading: str = "",
) -> FoundValue:
    """`raw` as a value of `item`. `heading` tells unit and currency where the value itself does not."""
    reading = _read(item, raw, around, heading or label)
    return FoundValue(
        item.key, raw, reading.value, reading.problem, reading.kept, reading.alternatives,
        reading.currency, sheet, cell, how, label,
    )  # fmt: skip


def found_reading(
    item: Item, reading: Reading[Any], raw: Any, *, sheet: str, cell: str, how: str, label: str,
    offered: tuple[str, ...] = (),
) -> FoundValue:  # fmt: skip
    """A value that was read already."""
    return FoundValue(
        item.key, raw, reading.value, reading.problem, reading.kept, reading.alternatives,
        reading.currency, sheet, cell, how, label, offered,
    )  # fmt: skip


def _read(item: Item, raw: Any, around: Circumstances, heading: str) -> Reading[Any]:
    if isinstance(raw, Formula):
        return Reading(
            problem=_(
                "The file holds a formula here without its result; open and save it in a "
                "spreadsheet program."
            )
        )
    if isinstance(raw, CellError):
        return Reading(problem=_("The cell shows the error {code}.").format(code=raw.code))
    if isinstance(raw, str):
        if _BLANKS.fullmatch(raw):
            return Reading()
        dated = item.field.kind in (Kind.DATE, Kind.PARTIAL_DATE)
        if dated and _EMPTY_DATE.fullmatch(raw) and not any(sign.isdigit() for sign in raw):
            return Reading()
    if item.field.kind is Kind.REFERENCE:
        return Reading(" ".join(str(raw).split())) if raw not in (None, "") else Reading()
    if item.field.spec.choices is not None and isinstance(raw, str):
        reading = read_boxes(item.field, [raw])
        if reading is not None:
            return reading
    reading = read_value(
        item.field, raw, heading=heading, date1904=around.date1904, currency=around.currency
    )
    return _fitting(item.field, reading)


def one_or_many(item: Item, ticked: Sequence[str]) -> Reading[str]:
    """The codes of ticked boxes; several are a question where the field takes one."""
    if item.field.kind is Kind.CHOICES or len(ticked) < 2:
        return Reading(",".join(ticked) or None)
    choices = item.field.spec.choices
    labels = "、".join(choices.label(code) if choices else code for code in ticked)
    return Reading(
        problem=_("Several boxes are ticked where only one may be: {labels}.").format(
            labels=labels
        ),
        alternatives=tuple(ticked),
    )


def with_currency(label: str, code: str | None) -> str:
    """`label` with the currency of the cell beside the amount; its own unit (万元) stays in force."""
    if code is None:
        return label
    unit, named = unit_of_heading(label, code)
    if named is not None and named != code:
        return label
    return f"({_UNIT_WORDS.get(int(unit), '')}{code})"


def _fitting(field: RecordField, reading: Reading[Any]) -> Reading[Any]:
    """The value if its column holds it exactly; a longer fraction or a huge number is reported, never rounded."""
    value = reading.value
    if value is None or field.custom or field.kind not in _NUMBERS:
        return reading
    if field.kind is Kind.INTEGER and abs(value) > _GREATEST:
        return Reading(problem=_("“{number}” is too large a number.").format(number=value))
    column = getattr(field.record, field.name, None)  # none for a field that only the form has
    places = getattr(getattr(column, "type", None), "places", None)
    if places is None or not isinstance(value, Decimal):
        return reading
    rounded = value.quantize(Decimal(1).scaleb(-places))
    if rounded == value:
        return reading
    return Reading(
        problem=_("“{number}” has more decimals than are kept.").format(
            number=show(field.kind, value)
        ),
        alternatives=(rounded,),
    )
