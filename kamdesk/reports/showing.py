"""The words a value has in the preview: as the number formats of the workbook show it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kamdesk.reports.declaration import NO_VALUE, Figure, Jump, Look, Plain

_PLACES = {"count": 0, "amount": 2, "days": 1, "points": 2}


def shown(value: Plain | Figure | Jump, look: Look) -> str:
    """`value` in words; a figure by what it is worth now."""
    if isinstance(value, Figure):
        return shown(value.value, value.look)
    if isinstance(value, Jump):
        return value.words
    if value is None:
        return NO_VALUE
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    number = Decimal(value)
    if look in ("ratio", "percent_points"):
        percent = _rounded(number * 100, 1)
        return f"{percent:+,}%" if look == "percent_points" and percent else f"{percent:,}%"
    if look in _PLACES:
        return f"{_rounded(number, _PLACES[look]):,}"
    text = f"{_rounded(number, 3):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
