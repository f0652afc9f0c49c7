"""Showing values as text: what a list, an editor or a history line says. What is shown can be read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.terms import Vocabulary
from kamdesk.model.values.reading import plain


def show(
    kind: Kind,
    value: Any,
    *,
    vocabulary: Vocabulary | None = None,
    currency: str | None = None,
    places: int | None = None,
    wan: bool = False,
) -> str:
    """`value` of `kind` as text in the language in use; "" for None.

    `vocabulary` gives the labels of choices, `currency` the ISO code of money (¥ for CNY). `places` fixes the
    decimals of a number, half up; without it all are shown (money: at least two). `wan` shows money in 万.
    """
    if value is None:
        return ""
    if kind is Kind.MONEY:
        return show_money(value, currency, places=places, wan=wan)
    if kind is Kind.PERCENT:
        return f"{_grouped(Decimal(value) * 100, places)}%"
    if kind in (Kind.CHOICE, Kind.CHOICES) and vocabulary is not None:
        return _(", ").join(vocabulary.label(code) for code in str(value).split(",") if code)
    if kind in (Kind.DECIMAL, Kind.INTEGER):
        return _grouped(Decimal(value), places)
    return _SHOWN.get(kind, str)(value)


def show_money(
    amount: Decimal, currency: str | None = None, *, places: int | None = None, wan: bool = False
) -> str:
    """¥1,234.50, USD 1,234.50; with `wan` ¥123.46万, rounded half up to two decimals."""
    if wan:
        digits = _grouped(abs(amount) / 10_000, 2 if places is None else places) + "万"
    else:
        least = max(2, -int(amount.normalize().as_tuple().exponent)) if amount else 2
        digits = _grouped(abs(amount), least if places is None else places)
    sign = "-" if amount < 0 else ""
    if currency is None:
        return sign + digits
    return f"{sign}¥{digits}" if currency == "CNY" else f"{sign}{currency} {digits}"


def _grouped(number: Decimal, places: int | None) -> str:
    if places is None:
        whole, point, fraction = plain(number).partition(".")
        sign = "-" if whole.startswith("-") else ""
        return f"{sign}{int(whole.lstrip('-')):,}{point}{fraction}"
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def _show_moment(moment: datetime) -> str:
    """In local time, to the minute."""
    local = moment.astimezone() if moment.tzinfo else moment
    return local.strftime("%Y-%m-%d %H:%M")


_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.BOOLEAN: lambda value: _("Yes") if value else _("No"),
    Kind.DATE: date.isoformat,
    Kind.MOMENT: _show_moment,
}
