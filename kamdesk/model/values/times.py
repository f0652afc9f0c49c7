"""Reading a time of day as people type it and as sheets hold it."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.model.values.reading import (
    Reading,
    folded,
    is_placeholder,
    short,
    stands_for_nothing,
    typed_text,
)

_MORNING, _NOON, _AFTERNOON, _NIGHT = range(4)
_HALVES = {
    "上午": _MORNING, "早上": _MORNING, "清晨": _MORNING, "凌晨": _MORNING, "am": _MORNING,
    "中午": _NOON, "下午": _AFTERNOON, "傍晚": _AFTERNOON, "pm": _AFTERNOON, "晚上": _NIGHT,
}  # fmt: skip
_WRITTEN = re.compile(
    r"(?P<before>上午|早上|清晨|凌晨|下午|傍晚|晚上|中午|am|pm)?\s*(?P<hour>\d{1,2})\s*"
    r"(?:[:.h]\s*(?P<minute>\d{2})(?::\d{2})?|[时点]\s*(?:钟|整|(?P<part>半|一刻|三刻|\d{1,2}\s*分?))?)?"
    r"\s*(?P<after>am|pm)?"
)
_PACKED = re.compile(r"(\d{1,2})(\d{2})")
_PARTS = {"半": 30, "一刻": 15, "三刻": 45}
_SPOKEN_HOUR = re.compile(
    r"(二十[一二三]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])(?=[时点])"
)
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_DAY = 24 * 60 * 60
_FIRST_YEAR = 1905
"""A cell with a day before that year holds a time of day only: sheets count from 1900 or 1904."""


def read_time(raw: object) -> Reading[str]:
    """The time of day `raw` names as ``HH:MM``: 9:30, 930, 9点半, 下午两点, 2 pm, a cell that holds a time or a
    fraction of a day. Seconds are dropped; what is no time of day, or may be two, is reported."""
    if isinstance(raw, datetime) and raw.time() == time() and raw.year >= _FIRST_YEAR:
        return _unreadable(raw)  # a day, without a time
    if isinstance(raw, datetime | time):
        return Reading(f"{raw.hour:02}:{raw.minute:02}")
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) and 0 <= raw < 1:
        # To the second first: 9:30 is 0.39583…, a little less than it should be.
        seconds = min(round(float(raw) * _DAY), _DAY - 1)
        return _time(seconds // 3600, seconds // 60 % 60, raw)
    text = typed_text(raw)
    if text is None:
        return _unreadable(raw)
    plain = folded(text).casefold().replace("a.m.", "am").replace("p.m.", "pm")
    if not plain:
        return Reading()
    if is_placeholder(plain) and plain != "0":
        return stands_for_nothing(raw)
    packed = _PACKED.fullmatch(plain)
    if packed is not None:
        return _time(int(packed[1]), int(packed[2]), raw)
    match = _WRITTEN.fullmatch(_SPOKEN_HOUR.sub(lambda found: str(_number(found[1])), plain))
    if match is None or (match["before"] and match["after"]):
        return _unreadable(raw)
    half = match["before"] or match["after"]
    hour = _of_day(int(match["hour"]), half) if half else int(match["hour"])
    part = (match["minute"] or match["part"] or "0").removesuffix("分").strip()
    if hour is None:
        return _unreadable(raw)
    return _time(hour, _PARTS[part] if part in _PARTS else int(part), raw)


def _of_day(hour: int, word: str) -> int | None:
    """The hour of 24 that `hour` with the word beside it is; None where they disagree or may mean two."""
    half = _HALVES[word]
    if half == _NOON:
        return {11: 11, 12: 12, 1: 13, 13: 13, 2: 14, 14: 14}.get(hour)
    if half == _MORNING:
        if hour == 12:  # noon to those who speak, midnight to a sheet that shows 上午12:00
            return 0 if word in ("am", "凌晨") else None
        return hour if hour < 12 else None
    if half == _AFTERNOON:
        return hour if hour >= 12 else hour + 12
    if hour == 12:
        return 0
    # 晚上1点 is after midnight.
    return hour + 12 if 5 <= hour < 12 else hour


def _number(spoken: str) -> int:
    """A whole number below 30 in Chinese."""
    tens, ten, ones = spoken.rpartition("十")
    value = _DIGITS[ones] if ones else 0
    return value + 10 * (_DIGITS[tens] if tens else 1) if ten else value


def _time(hour: int, minute: int, raw: object) -> Reading[str]:
    if hour > 23 or minute > 59:
        return _unreadable(raw)
    return Reading(f"{hour:02}:{minute:02}")


def _unreadable(raw: object) -> Reading[str]:
    return Reading(problem=_("“{text}” is no time of day such as 09:30.").format(text=short(raw)))
