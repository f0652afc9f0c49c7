"""How a typed value stands in a cell of a form: as number, real date or text, with its number format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.terms import Term
from kamdesk.model.values.reading import clean, plain
from kamdesk.model.vocabulary import CURRENCY

TICKED, OPEN = "☑", "□"
YES_NO = {True: Term("Yes", "是"), False: Term("No", "否")}

TEXT_FORMAT = "@"
_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.PARTIAL_DATE: "yyyy-mm-dd",
    Kind.INTEGER: "[<10000]0;#,##0",  # a year has no separator
    Kind.DECIMAL: "#,##0.####",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.##%",
}
_EXACT_DIGITS = 15
_MOST_CHARACTERS = 32_767
"""A cell holds no more."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets count days differently from one another."""


@dataclass(frozen=True)
class CellValue:
    """What to write: `value` is a text, a number or a day; None leaves the cell empty."""

    value: str | int | Decimal | date | None
    number_format: str = TEXT_FORMAT


def empty_format(field: RecordField) -> str:
    """The number format of the cell while nobody has filled it in."""
    return _FORMATS.get(field.kind, TEXT_FORMAT)


def cell_value(field: RecordField, value: Any, language: str) -> CellValue:
    """`value` of `field` for a form in `language`; what a number or date cannot hold exactly is text.

    A `CellValue` says itself how it stands there.
    """
    if isinstance(value, CellValue):
        return value
    if value is None or value == "":
        return CellValue(None, empty_format(field))
    match field.kind:
        case Kind.DATE:
            return _day(value)
        case Kind.PARTIAL_DATE:
            return _partial_day(str(value))
        case Kind.INTEGER | Kind.DECIMAL | Kind.MONEY:
            return _number(field.kind, Decimal(value))
        case Kind.PERCENT:
            return _percent(Decimal(value))
        case Kind.BOOLEAN:
            return CellValue(YES_NO[bool(value)].in_language(language))
        case Kind.CHOICE:
            return CellValue(choice_text(field, str(value), language))
        case Kind.CHOICES:
            return CellValue(boxes_text(field, str(value), language))
        case Kind.MOMENT:
            return CellValue(_local(value))
        case _:
            return CellValue(clean(str(value))[0][:_MOST_CHARACTERS])


def choice_text(field: RecordField, code: str, language: str) -> str:
    """The label of `code`; one that is no longer offered stands for itself, and so do currencies everywhere."""
    vocabulary = field.spec.choices
    if vocabulary is None or vocabulary is CURRENCY or code not in vocabulary:
        return code
    return vocabulary.term(code).in_language(language)


def box(field: RecordField, code: str, codes: str | None, language: str) -> str:
    """One check box with its label, ticked if `code` is among the comma-joined `codes`."""
    mark = TICKED if code in (codes or "").split(",") else OPEN
    return f"{mark} {choice_text(field, code, language)}"


def boxes_text(field: RecordField, codes: str | None, language: str) -> str:
    """All boxes of a field in one text."""
    offered = field.spec.choices.codes if field.spec.choices else ()
    return "  ".join(box(field, code, codes, language) for code in offered)


def _day(value: date) -> CellValue:
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY:
        return CellValue(day.isoformat())
    return CellValue(day, _FORMATS[Kind.DATE])


def _partial_day(text: str) -> CellValue:
    """A whole day is a real date; what is incomplete stays text."""
    try:
        return _day(date.fromisoformat(text))
    except ValueError:
        return CellValue(text)


def _number(kind: Kind, number: Decimal) -> CellValue:
    if len(plain(number).lstrip("-").replace(".", "").strip("0")) > _EXACT_DIGITS:
        return CellValue(plain(number))
    exact: int | Decimal = int(number) if number == number.to_integral_value() else number
    return CellValue(exact, _FORMATS[kind])


def _percent(share: Decimal) -> CellValue:
    """More than the whole is written out: 1.5 in a cell could be read as 1.5 %."""
    if abs(share) > 1:
        return CellValue(f"{plain(share * 100)}%")
    hundredths = plain(share * 100)
    decimals = len(hundredths.partition(".")[2])
    return CellValue(share, "0%" if not decimals else f"0.{'0' * decimals}%")


def _local(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
