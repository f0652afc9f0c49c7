"""Units and currencies in amounts and headings: 万, 亿, million, 人民币, US$, and numbers written out in Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kamdesk.model.values.reading import folded

_CHINESE_UNITS = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6,
    "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
}  # fmt: skip
_ENGLISH_UNITS = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "mio": 10**6, "mn": 10**6, "m": 10**6, "billion": 10**9,
    "bn": 10**9, "b": 10**9, "10k": 10**4,
}  # fmt: skip

_UNITS = _CHINESE_UNITS | _ENGLISH_UNITS

_CURRENCIES = {
    "CNY": ("人民币", "rmb", "cny"),
    "USD": ("美元", "美金", "usd", "us$", "$"),
    "EUR": ("欧元", "eur", "€"),
    "HKD": ("港币", "港元", "hkd", "hk$"),
    "JPY": ("日元", "日圆", "日币", "円", "jpy", "jp¥"),
    "GBP": ("英镑", "gbp", "£"),
    "TWD": ("新台币", "台币", "twd", "nt$"),
    "KRW": ("韩元", "韩币", "krw", "₩"),
    "SGD": ("新加坡元", "新币", "sgd", "s$"),
    "CHF": ("瑞士法郎", "瑞郎", "chf"),
    "AUD": ("澳元", "澳币", "aud", "a$", "au$"),
    "CAD": ("加元", "加币", "cad", "c$", "ca$"),
    "MOP": ("澳门元", "澳门币", "mop"),
    "RUB": ("卢布", "rub", "₽"),
    "INR": ("印度卢比", "卢比", "inr", "₹"),
    "THB": ("泰铢", "thb"),
    "MYR": ("马来西亚林吉特", "林吉特", "myr"),
    "VND": ("越南盾", "vnd"),
}
_CURRENCY_OF = {name: code for code, names in _CURRENCIES.items() for name in names}
# The longest first: US$ before $, 新台币 before 台币.
_NAMES = sorted((*_CURRENCY_OF, "¥", "元", "圆"), key=len, reverse=True)
_FIGURE = re.compile(r"[0-9.,]+")
_UNIT_PATTERN = "|".join(sorted(_CHINESE_UNITS, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Bare:
    """An amount without its currency."""

    amount: str
    currency: str | None
    whole_unit: bool
    """A word for the currency stood behind the number (5000元), so no other unit applies to it."""


def split_currency(text: str, default: str) -> Bare | None:
    """`text` without the currencies before and behind it; None when it names none that is known, or two."""
    if _FIGURE.fullmatch(text):
        return Bare(text, None, whole_unit=False)  # nearly every amount of a long list
    amount = re.sub("(整|正)$", "", text.casefold().strip()).strip()
    found: set[str] = set()
    whole_unit = False
    for _repeat in range(3):  # RMB ¥ 5000 元
        for name in _NAMES:
            code = _code_of(name, default)
            if amount.startswith(name):
                amount = amount.removeprefix(name).lstrip(" :")
            elif amount.endswith(name):
                amount = amount.removesuffix(name).rstrip()
                # 1000 USD under "(thousand)" stays open to the heading; 1000元 and 1000美元 say what they are.
                whole_unit = whole_unit or name.endswith(("元", "圆", "金", "币", "円"))
            else:
                continue
            if code:
                found.add(code)
            break
    other = split_unit(amount)[0]
    if len(found) > 1 or re.search(r"^[a-z]{3}[ :]*[0-9]|[0-9] *[a-z]{3}$", other):
        return None
    return Bare(amount, found.pop() if found else None, whole_unit)


def split_unit(text: str) -> tuple[str, Decimal | None]:
    """`text` without a unit such as 万 behind the number, and the unit."""
    chinese = re.fullmatch(rf"(.*[0-9.])\s*({_UNIT_PATTERN})", text)
    if chinese:
        return chinese[1], Decimal(_CHINESE_UNITS[chinese[2]])
    english = re.fullmatch(r"(.*[0-9.])\s*([a-z]+)\.?", text.casefold())
    if english and english[2] in _ENGLISH_UNITS:
        return english[1], Decimal(_ENGLISH_UNITS[english[2]])
    return text, None


@lru_cache(maxsize=512)
def unit_of_heading(heading: str, default: str) -> tuple[Decimal, str | None]:
    """Unit and currency that a label or heading names in brackets, behind 单位：, or at its end: 注册资金（万美元）."""
    text = folded(heading).casefold()
    places = re.findall(r"[(\[【]([^)\]】]*)[)\]】]", text) + re.findall(r"单位\s*:?\s*(\S+)", text)
    places += re.split(r"[/,，]", text)[1:]
    trailing = re.search(rf"(?:{_UNIT_PATTERN})?(?:人民币|美|港|欧|日)?元$", text)
    if trailing:
        places.append(trailing[0])
    for place in places:
        found = _unit_and_currency(place.removeprefix("单位").lstrip(" :"), default)
        if found is not None:
            return found
    return Decimal(1), None


def _unit_and_currency(phrase: str, default: str) -> tuple[Decimal, str | None] | None:
    """What a phrase like 万元, USD million or k€ says; None when it says anything else."""
    rest = phrase.replace(" ", "").replace("'000", "thousand")
    found: set[str] = set()
    for name in _NAMES:
        if name in rest:
            rest = rest.replace(name, "", 1)
            found.add(_code_of(name, default))
    codes = found - {""}
    if not phrase.strip() or len(codes) > 1:
        return None
    unit = _UNITS.get(rest) if rest else 1
    return None if unit is None else (Decimal(unit), codes.pop() if codes else None)


def _code_of(name: str, default: str) -> str:
    """The currency a name means: ¥ is the default one if that is written so; 元 alone means none."""
    if name == "¥":
        return default if default in ("CNY", "JPY") else "CNY"
    return _CURRENCY_OF.get(name, "")


_DIGITS = {sign: value for value, signs in enumerate(
    ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for sign in signs}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
CHINESE_NUMBER = re.compile(f"[{''.join((*_DIGITS, *_TENS, *_GROUPS))}]+")


def chinese_number(text: str) -> int | None:
    """The number written out as 三百万 or 伍佰万; None when the signs make none. Colloquial 三万五 is none."""
    total = section = digit = 0
    last_unit = 0
    pending = False
    for sign in text:
        if sign in _DIGITS:
            if pending and digit:
                return None
            digit, pending = _DIGITS[sign], True
        elif sign in _TENS:
            section += (digit if pending else 1) * _TENS[sign]
            digit, pending, last_unit = 0, False, _TENS[sign]
        else:
            if not (section + digit or total):
                return None
            total = (
                (total + section + digit) * _GROUPS[sign]
                if sign == "亿"
                else total + (section + digit) * 10**4
            )
            section, digit, pending, last_unit = 0, 0, False, _GROUPS[sign]
    if pending and digit and last_unit > 10 and text[-2] not in "零〇":
        return None
    return total + section + digit
