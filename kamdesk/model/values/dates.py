"""Reading days, partial dates and moments as they stand in sheets and exports; nothing is filled up or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.model.values.reading import (
    Reading,
    distinct,
    folded,
    is_placeholder,
    short,
    stands_for_nothing,
    typed_text,
    unreadable,
)

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
"""Years outside are slips of the pen: nothing a customer archive holds lies there."""
_PLACEHOLDERS = frozenset(
    {
        date(1900, 1, 1),
        date(1899, 12, 30),
        date(1899, 12, 31),
        date(1904, 1, 1),
        date(2099, 12, 31),
        date(9999, 12, 31),
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_WEEKDAY = re.compile(r"\s*\(?(星期|周|礼拜)[一二三四五六日天]\)?\s*")
_TIME = re.compile(
    r"(?<=[0-9日号])(?:\s*t\s*|\s+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?\s*(z|[+-][0-9]{2}:?[0-9]{2})?$"
)


@dataclass(frozen=True, slots=True)
class _Written:
    """What a text says: possible full days, or the parts of an incomplete one."""

    days: tuple[tuple[int, int, int], ...] = ()
    partial: str = ""
    asked: bool = False
    """The days are guesses about a short year or the order; even a single one has to be asked."""


def read_date(raw: object, *, date1904: bool = False) -> Reading[date]:
    """The day `raw` names. `date1904`: a bare number counts from 1904, as the workbook says.

    A partial date, an impossible one and a placeholder (1900-01-01, 9999-12-31) are reported and not taken; one that
    can be read two ways comes back as alternatives.
    """
    if isinstance(raw, datetime):
        return _taken(raw.date(), raw)
    if isinstance(raw, date):
        return _taken(raw, raw)
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return _read_number(raw, date1904)
    if not isinstance(raw, str):
        return Reading() if raw is None else unreadable(raw)
    text = folded(raw)
    if not text:
        return Reading()
    if is_placeholder(text) or re.fullmatch(r"0{4}[-/.]0{1,2}[-/.]0{1,2}.*", text):
        return stands_for_nothing(raw)
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        return _read_number(Decimal(text), date1904)
    written = _written(_without_time(text))
    if written.partial:
        return Reading(problem=_no_whole_day(written.partial, raw))
    return _chosen(written, raw)


def read_partial_date(raw: object, *, date1904: bool = False) -> Reading[str]:
    """A day of which only some may be known, as stored: 2004, 2004-05, 2004-05-18, --05-18 (year unknown).

    What is incomplete is kept and reported all the same, so that the reader can see it.
    """
    partial = ""
    if isinstance(raw, str):
        partial = _written(_without_time(folded(raw))).partial
    elif isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) and typed_text(raw):
        partial = _written(str(typed_text(raw))).partial
    if partial:
        return Reading(partial, _no_whole_day(partial, raw), kept=True)
    whole = read_date(raw, date1904=date1904)
    return Reading(
        whole.value.isoformat() if whole.value else None,
        whole.problem,
        alternatives=tuple(day.isoformat() for day in whole.alternatives),
        placeholder=whole.placeholder,
    )


def read_moment(raw: object, *, date1904: bool = False) -> Reading[datetime]:
    """A day and a time, with zone; without one in the text, local time is meant. A bare day means its midnight."""
    if isinstance(raw, datetime):
        return _located(raw, raw)
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        day = read_date(raw, date1904=date1904)
        if day.value is None:
            return Reading(problem=day.problem, placeholder=day.placeholder)
        seconds = round((Decimal(str(raw)) % 1) * 86_400) if raw < 10_000_000 else 0
        return _located(datetime.combine(day.value, time.min) + timedelta(seconds=seconds), raw)
    text = folded(raw).lower() if isinstance(raw, str) else ""
    clock = _TIME.search(_WEEKDAY.sub(" ", text).strip())
    day = read_date(raw, date1904=date1904)
    midnight = tuple(datetime.combine(one, time.min) for one in day.alternatives)
    if day.value is None:
        return Reading(problem=day.problem, alternatives=midnight, placeholder=day.placeholder)
    if clock is None:
        return _located(datetime.combine(day.value, time.min), raw)
    hour, minute, second, fraction, zone = clock.groups()
    zone = "" if zone is None else "+00:00" if zone == "z" else zone
    iso = f"{day.value}T{int(hour):02}:{minute}:{second or '00'}.{(fraction or '0')[:6]:0<6}{zone}"
    try:
        return _located(datetime.fromisoformat(iso), raw)
    except ValueError:
        return Reading(
            problem=_("“{text}” has a time that does not exist.").format(text=short(raw))
        )


def _located(moment: datetime, raw: object) -> Reading[datetime]:
    checked = _taken(moment.date(), raw)
    if checked.value is None:
        return Reading(problem=checked.problem, placeholder=checked.placeholder)
    return Reading(moment if moment.tzinfo else moment.astimezone())


def _taken(day: date, raw: object) -> Reading[date]:
    if day in _PLACEHOLDERS:
        return stands_for_nothing(raw)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return Reading(
            problem=_("“{text}” lies in the year {year}, which can hardly be meant.").format(
                text=short(raw), year=day.year
            )
        )
    return Reading(day)


def _read_number(raw: int | float | Decimal, date1904: bool) -> Reading[date]:
    """A bare number: 20261103, or the spreadsheet's count of days."""
    text = typed_text(raw)
    if text is None:
        return unreadable(raw)
    if re.fullmatch(r"[0-9]{8}", text):
        return _chosen(_written(text), raw)
    written = _written(text)
    if written.partial:
        return Reading(problem=_no_whole_day(written.partial, raw))
    count = int(raw)
    if count == 0 and not date1904:
        return stands_for_nothing(raw)
    if (
        count == 60 and not date1904
    ):  # the 29 February 1900 that spreadsheets count and no calendar has
        return Reading(problem=_impossible(raw))
    if not 0 <= count <= 200_000:
        return Reading(problem=_("“{text}” is no date.").format(text=short(raw)))
    epoch = (
        date(1904, 1, 1) if date1904 else date(1899, 12, 31) if count < 60 else date(1899, 12, 30)
    )
    return _taken(epoch + timedelta(days=count), raw)


def _chosen(written: _Written, raw: object) -> Reading[date]:
    """The one possible day, or what has to be asked."""
    if not written.days:
        return Reading(problem=_("“{text}” is no date.").format(text=short(raw)))
    possible = distinct(day for day in map(_day, written.days) if day is not None)
    if not possible:
        return Reading(problem=_impossible(raw))
    if len(possible) == 1 and not written.asked:
        return _taken(possible[0], raw)
    return Reading(
        problem=_("“{text}” can be read as more than one date: {dates}.").format(
            text=short(raw), dates="、".join(map(str, possible))
        )
        if len(possible) > 1
        else _("Does “{text}” mean {date}?").format(text=short(raw), date=possible[0]),
        alternatives=possible,
    )


def _impossible(raw: object) -> str:
    return _("“{text}” is a day that does not exist.").format(text=short(raw))


def _no_whole_day(partial: str, raw: object) -> str:
    if partial.startswith("--"):
        return _("“{text}” has no year.").format(text=short(raw))
    if len(partial) == 4:
        return _("“{text}” is only a year.").format(text=short(raw))
    return _("“{text}” is only a year and month.").format(text=short(raw))


def _day(parts: tuple[int, int, int]) -> date | None:
    try:
        return date(*parts)
    except ValueError:
        return None


def _without_time(text: str) -> str:
    """`text` in lower case without weekday and time of day."""
    text = _WEEKDAY.sub(" ", text.lower()).strip()
    return _TIME.sub("", text).strip()


def _written(text: str) -> _Written:
    """What the folded `text` says about a day."""
    text = text.lower()
    if re.search("[年月]", text):
        text = _chinese_numbers(text)
    for reader in (_year_first, _year_last, _month_named, _incomplete, _short_year):
        written = reader(text)
        if written is not None:
            return written
    return _Written()


def _chinese_numbers(text: str) -> str:
    """二〇二六年十一月三日 with digits."""
    text = text.replace("廿", "二十").replace("元年", "1年")
    return re.sub("([二三])?十([一二三四五六七八九])?", _tens, text).translate(_CHINESE_DIGITS)


def _tens(match: re.Match[str]) -> str:
    return f"{match[1] or '一'}{match[2] or '〇'}"


def _year_first(text: str) -> _Written | None:
    match = re.fullmatch(
        r"([0-9]{4})\s*[-/.年 ]\s*([0-9]{1,2})\s*[-/.月 ]\s*([0-9]{1,2})\s*[日号]?", text
    )
    match = match or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    if match:
        return _Written((_numbers(match.groups()),))
    match = re.fullmatch(
        r"(?:中华)?民国\s*([0-9]{1,3})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?",
        text,
    )
    if match:
        year, month, day = _numbers(match.groups())
        return _Written(((1911 + year, month, day),))
    match = re.fullmatch(r"(1[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", text)
    if match:  # perhaps a year of the Republic (民国), perhaps a slip
        year, month, day = _numbers(match.groups())
        return _Written(((1911 + year, month, day),), asked=True)
    return None


def _year_last(text: str) -> _Written | None:
    match = re.fullmatch(r"([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2})\s*[-/. ]\s*([0-9]{4})", text)
    if not match:
        return None
    first, second, year = _numbers(match.groups())
    return _Written(((year, second, first), (year, first, second)))


def _month_named(text: str) -> _Written | None:
    """3 November 2026, Nov. 3, 2026, 03-Nov-26."""
    match = re.fullmatch(
        rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[-/., ]*{_MONTH}[-/., ]*([0-9]{{4}}|[0-9]{{2}})?", text
    )
    if match:
        day, name, year = match.groups()
    else:
        match = re.fullmatch(
            rf"{_MONTH}[-/., ]*([0-9]{{1,2}})(?:st|nd|rd|th)?(?:[-/., ]+([0-9]{{4}}))?", text
        )
        if match:
            name, day, year = match.groups()
        else:
            match = re.fullmatch(rf"{_MONTH}[-/., ]*([0-9]{{4}})", text)
            if not match:
                return None
            return _year_and_month(int(match[2]), _MONTHS.index(match[1]) + 1)
    month = _MONTHS.index(name) + 1
    if year is None:
        return _month_and_day(month, int(day))
    if len(year) == 2:
        return _Written(_centuries(((int(year), month, int(day)),)), asked=True)
    return _Written(((int(year), month, int(day)),))


def _incomplete(text: str) -> _Written | None:
    match = re.fullmatch(r"([0-9]{4})\s*年?", text)
    if match and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
        return _Written(partial=match[1])
    match = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*月?", text)
    match = match or re.fullmatch(r"((?:18|19|20|21)[0-9]{2})(0[1-9]|1[0-2])", text)
    if match:
        return _year_and_month(int(match[1]), int(match[2]))
    match = re.fullmatch(r"--([0-9]{2})-([0-9]{2})", text)
    match = match or re.fullmatch(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?", text)
    if match:
        return _month_and_day(int(match[1]), int(match[2]))
    return None


def _short_year(text: str) -> _Written | None:
    match = re.fullmatch(r"([0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?", text)
    match = match or re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{2})", text)
    if match:
        return _Written(_centuries((_numbers(match.groups()),)), asked=True)
    match = re.fullmatch(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})", text)
    if match:
        first, second, third = _numbers(match.groups())
        orders = ((first, second, third), (third, second, first), (third, first, second))
        return _Written(_centuries(orders), asked=True)
    return None


def _centuries(orders: Iterable[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Both centuries a year of two digits may mean, the present one first."""
    return tuple(
        (century + year, month, day) for year, month, day in orders for century in (2000, 1900)
    )


def _year_and_month(year: int, month: int) -> _Written:
    if 1 <= month <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR:
        return _Written(partial=f"{year:04}-{month:02}")
    return _Written(((year, month, 0),))


def _month_and_day(month: int, day: int) -> _Written:
    # 29 February is a birthday in a year that is not known.
    if _day((2000, month, day)):
        return _Written(partial=f"--{month:02}-{day:02}")
    return _Written(((2000, month, 0),))


def _numbers(groups: Iterable[str]) -> tuple[int, int, int]:
    first, second, third = (int(group) for group in groups)
    return first, second, third
