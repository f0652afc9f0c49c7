"""How the KPI tab words figures: by their unit, one decimal for a share, 万 where the department shows money so."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kamdesk.i18n import _
from kamdesk.ui.opportunities.words import short_money

DASH = "—"
_MINUS = "−"
_MOST_PLACES = 8
"""More of them has only a number that does not end, such as a mean of marks."""


def value_words(value: Decimal | None, unit: str, wan: bool = False) -> str:
    """A value of an indicator, rounded half up for the eye; a dash where there is none."""
    if value is None:
        return DASH
    if unit == "ratio":
        return f"{_rounded(value * 100, 1)}%"
    if unit == "amount":
        return short_money(value, wan=wan).replace("-", _MINUS)
    if unit == "points":
        return _rounded(value * 100, 1)
    if unit == "days":
        return _("{days} d").format(days=number_words(value))
    return number_words(value)


def aimed_words(value: Decimal | None, unit: str, wan: bool = False) -> str:
    """What is aimed at: as a value, but a round share without its .0."""
    return value_words(value, unit, wan).replace(".0%", "%")


def number_words(value: Decimal | None) -> str:
    """A count or a sum: whole where it is, else at most two decimals."""
    if value is None:
        return DASH
    places = min(2, max(0, -int(value.normalize().as_tuple().exponent)))
    return _rounded(value, places)


def part_words(value: Decimal | None, is_money: bool, wan: bool) -> str:
    """A numerator or denominator."""
    if value is None:
        return DASH
    return value_words(value, "amount", wan) if is_money else number_words(value)


def pair_words(
    numerator: Decimal | None, denominator: Decimal | None, is_money: bool, wan: bool
) -> str:
    """Numerator / denominator; the 万 of both is said once."""
    first = part_words(numerator, is_money, wan)
    if denominator is None and numerator is None:
        return DASH
    second = part_words(denominator, is_money, wan)
    if is_money and wan and first.endswith("万") and second.endswith("万"):
        return f"{first.removesuffix('万')} / {second.removesuffix('万')} 万"
    return f"{first} / {second}"


def exact_words(value: Decimal | None) -> str:
    """All digits there are, with thousands separators, as a sum under a list is written; of an endless one four."""
    if value is None:
        return DASH
    if -int(value.as_tuple().exponent) > _MOST_PLACES:
        value = value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    plain = value.normalize()
    if plain == plain.to_integral():
        plain = plain.quantize(Decimal(1))
    return f"{plain:,f}".replace("-", _MINUS)


def money_words(value: Decimal | None) -> str:
    """An amount in full, two decimals."""
    return DASH if value is None else _rounded(value, 2)


def short_period(code: str) -> str:
    """A period as it stands below a small picture: 24Q4, 26-09, 2026."""
    return code if len(code) == len("2026") else code[2:]


def _rounded(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if not rounded:
        rounded = abs(rounded)  # nobody reads a −0
    return f"{rounded:,f}".replace("-", _MINUS)
