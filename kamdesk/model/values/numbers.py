"""Reading whole numbers, decimals, percentages and money: exact, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kamdesk.i18n import _
from kamdesk.model.values.reading import (
    Reading,
    folded,
    is_placeholder,
    short,
    significant,
    stands_for_nothing,
    typed_text,
    unreadable,
)
from kamdesk.model.values.units import (
    CHINESE_NUMBER,
    chinese_number,
    split_currency,
    split_unit,
    unit_of_heading,
)

_PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
"""A figure that can be read in one way only."""
_MOST_DIGITS = 24
"""Arithmetic with 28 digits stays exact below it."""
MONEY_LIMIT = Decimal(10) ** 16
"""Amounts stay below it: the database keeps 18 digits, two of them behind the point (`model.types.Exact`)."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    value: Decimal | None = None
    alternatives: tuple[Decimal, ...] = ()
    rounded: bool = False


def read_decimal(raw: object) -> Reading[Decimal]:
    """A number with thousands separators, full-width digits, brackets for negative ones, and 万/亿 (k, million)."""
    number = _number_of(raw)
    if number is not None:
        return Reading(number)
    text = _text_of_number(raw)
    if text is None:
        return unreadable(raw)
    if not text:
        return Reading()
    return _reading(_parse_scaled(text), raw)


def read_integer(raw: object) -> Reading[int]:
    """A whole number; a counting word behind it (人, 家 …) is allowed, a fraction is reported."""
    if isinstance(raw, str):
        raw = re.sub(r"\s*[人名位个家]\s*$", "", raw) or raw
    reading = read_decimal(raw)
    if reading.value is None:
        whole = tuple(
            int(number) for number in reading.alternatives if number == number.to_integral_value()
        )
        return Reading(problem=reading.problem, alternatives=whole, placeholder=reading.placeholder)
    if reading.value != reading.value.to_integral_value():
        return Reading(problem=_("“{text}” is no whole number.").format(text=short(raw)))
    return Reading(int(reading.value))


def read_percent(raw: object, *, heading: str = "") -> Reading[Decimal]:
    """A share: "25 %", "百分之25" and 0.25 give 0.25. Without a percent sign in value or `heading` a number above 1
    is asked; under a heading with one, so is a number up to 1 (a cell with percent format holds 0.25 there)."""
    number = _number_of(raw)
    divisor: int | None = None
    if number is None:
        text = _text_of_number(raw)
        if text is None:
            return unreadable(raw)
        if not text:
            return Reading()
        text, divisor = _split_percent(text)
        parsed = _parse_scaled(text)
        if parsed.value is None:
            reading = _reading(parsed, raw)
            scaled = tuple(one / (divisor or 1) for one in reading.alternatives)
            return Reading(
                problem=reading.problem, alternatives=scaled, placeholder=reading.placeholder
            )
        number = parsed.value
    if divisor is not None:
        return Reading(number / divisor)
    in_hundredths = "%" in folded(heading)
    if not number or (abs(number) > 1) == in_hundredths:
        return Reading(number / 100 if in_hundredths else number)
    return Reading(
        problem=_("“{text}” may mean {first} or {second}.").format(
            text=short(raw), first=f"{number:f} %", second=f"{number * 100:f} %"
        ),
        alternatives=(number / 100, number),
    )


def read_money(
    raw: object, *, heading: str = "", default_currency: str = "CNY", places: int = 2
) -> Reading[Decimal]:
    """An exact amount and its currency: 5000万元, 1.2亿, USD 200万, ¥1,234.50, (1,000).

    A unit or currency in the value goes before one in `heading` (注册资金（万元）), and that before
    `default_currency`. More than `places` decimals are reported, as is what can be read two ways.
    """
    unit, heading_currency = unit_of_heading(heading, default_currency)
    currency = heading_currency or default_currency
    number = _number_of(raw)
    if number is None and isinstance(raw, str) and _PLAIN.fullmatch(raw):
        number = Decimal(raw)  # nearly every amount of a long list
    if number is not None:
        return _fitting(number * unit, raw, currency, places)
    text = _text_of_number(raw)
    if text is None:
        return unreadable(raw)
    if not text:
        return Reading()
    # 5000（万元） and 5000万元（人民币）: what stands in brackets behind the figure belongs to it.
    text = re.sub(r"(?<=[^ ])\s*\(([^()0-9]+)\)$", r" \1", text)
    negative, text = _split_sign(text)
    bare = split_currency(text, default_currency)
    if bare is None:
        return Reading(problem=_("“{text}” names a currency nobody knows.").format(text=short(raw)))
    currency = bare.currency or currency
    parsed = _parse_scaled(bare.amount, Decimal(1) if bare.whole_unit else unit)
    if negative:
        parsed = _negated(parsed)
    reading = _reading(parsed, raw)
    if reading.value is None:
        return Reading(
            problem=reading.problem,
            alternatives=reading.alternatives,
            currency=currency if reading.alternatives else None,
            placeholder=reading.placeholder,
        )
    return _fitting(reading.value, raw, currency, places)


def _fitting(amount: Decimal, raw: object, currency: str, places: int) -> Reading[Decimal]:
    """`amount` if the database can keep it exactly."""
    if abs(amount) >= MONEY_LIMIT:
        return Reading(problem=_("“{text}” is too large an amount.").format(text=short(raw)))
    smallest = Decimal(1).scaleb(-places)
    rounded = amount.quantize(smallest, ROUND_HALF_UP)
    if rounded != amount:
        return Reading(
            problem=_("“{text}” has more than {places} decimals.").format(
                text=short(raw), places=places
            ),
            alternatives=(rounded,),
            currency=currency,
        )
    return Reading(rounded, currency=currency)


def _number_of(raw: object) -> Decimal | None:
    """The value of a numeric cell; None for anything else, text included."""
    if isinstance(raw, float):
        # Neither infinity nor "not a number" is below infinity.
        number = significant(raw) if abs(raw) < float("inf") else None
    elif isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        number = Decimal(raw) if typed_text(raw) is not None else None
    else:
        return None
    if number is None or (number and abs(number.adjusted()) >= _MOST_DIGITS):
        return None
    return number


def _text_of_number(raw: object) -> str | None:
    if isinstance(raw, bool | date | int | float | Decimal):
        return None
    text = typed_text(raw)
    return None if text is None else folded(text)


def _reading(parsed: _Parsed, raw: object) -> Reading[Decimal]:
    if parsed.value is not None:
        return Reading(parsed.value)
    text = short(raw)
    if parsed.rounded:
        problem = _("“{text}” has been rounded by a spreadsheet program; its last digits are lost.")
    elif parsed.alternatives:
        problem = _("“{text}” can be read in more than one way: is a sign a decimal point or not?")
    elif isinstance(raw, str) and is_placeholder(raw):
        return stands_for_nothing(raw)
    else:
        problem = _("“{text}” is no number.")
    return Reading(problem=problem.format(text=text), alternatives=parsed.alternatives)


def _split_percent(text: str) -> tuple[str, int | None]:
    """`text` without its percent or per-mille sign, and by what to divide."""
    for sign, divisor in (("%", 100), ("‰", 1000)):
        if text.endswith(sign):
            return text.removesuffix(sign).strip(), divisor
    for words, divisor in (("百分之", 100), ("千分之", 1000)):
        if text.startswith(words):
            return text.removeprefix(words).strip(), divisor
    return text, None


def _split_sign(text: str) -> tuple[bool, str]:
    """Whether `text` is marked negative, and the rest: (1,000), -1,000 and 1,000-."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith("-"):
        return True, text[1:].strip()
    if text.endswith("-") and len(text) > 1:
        return True, text[:-1].strip()
    return False, text.removeprefix("+").strip()


def _negated(parsed: _Parsed) -> _Parsed:
    value = None if parsed.value is None else -parsed.value
    return _Parsed(value, tuple(-one for one in parsed.alternatives), parsed.rounded)


def _parse_scaled(text: str, unit: Decimal = Decimal(1)) -> _Parsed:
    """Number and 万/亿 behind it, also 1亿2000万; without such a unit `unit` holds."""
    negative, text = _split_sign(text)
    if negative:
        return _negated(_parse_scaled(text, unit)) if not text.startswith(("-", "(")) else _Parsed()
    if CHINESE_NUMBER.fullmatch(text):
        spelled = chinese_number(text)
        return _Parsed() if spelled is None else _Parsed(Decimal(spelled))
    combined = re.fullmatch(r"([0-9.,]{1,12})亿([0-9.,]{1,12})万", text)
    if combined:
        great, small = (_parse(part).value for part in combined.groups())
        if great is None or small is None or small >= 10_000:
            return _Parsed()
        return _Parsed(great * 10**8 + small * 10**4)
    bare, factor = split_unit(text)
    parsed = _parse(bare)
    scale = unit if factor is None else factor
    value = None if parsed.value is None else parsed.value * scale
    return _Parsed(value, tuple(one * scale for one in parsed.alternatives), parsed.rounded)


def _parse(text: str) -> _Parsed:
    """Digits with separators. What could be a decimal comma or a group is not decided here."""
    negative, text = _split_sign(text)
    if negative:
        return _negated(_parse(text)) if not text.startswith(("-", "(")) else _Parsed()
    # Only these digits: others (Arabic, Tibetan) pass str.isdigit but come from no sheet we know.
    digits = re.sub(r"(?<=[0-9])[ ’'](?=[0-9]{3}(?![0-9]))", "", text)
    if re.fullmatch(r"[0-9](\.[0-9]+)?E[+-]?[0-9]+", digits, re.IGNORECASE):
        return _Parsed(rounded=True)
    if len(re.sub("[.,]", "", digits)) > _MOST_DIGITS or not re.fullmatch(
        r"[0-9.,]*[0-9][0-9.,]*", digits
    ):
        return _Parsed()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", digits):
        return _Parsed(Decimal(digits))
    if re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", digits):
        return _Parsed(Decimal(digits.replace(",", "")))
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})*(,[0-9]+)?|[0-9]+,[0-9]+", digits):
        return _Parsed(alternatives=(Decimal(digits.replace(".", "").replace(",", ".")),))
    return _Parsed()
