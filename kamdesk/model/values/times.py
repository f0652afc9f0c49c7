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

_HALVES = {
    "上午": 0, "早上": 0, "凌晨": 0, "am": 0, "下午": 12, "晚上": 12, "pm": 12, "中午": 12,
}  # fmt: skip
_WRITTEN = re.compile(
    r"(?P<before>上午|早上|凌晨|下午|晚上|中午|am|pm)?\s*(?P<hour>\d{1,2})\s*"
    r"(?:[:.h]\s*(?P<minute>\d{2})|[时点]\s*(?P<chinese>\d{1,2}|半|一刻|三刻)?)?"
    r"\s*分?(?::\d{2})?\s*(?P<after>am|pm)?"
)
_PACKED = re.compile(r"(\d{1,2})(\d{2})")
_PARTS = {"半": 30, "一刻": 15, "三刻": 45}
_MINUTES = 24 * 60


def read_time(raw: object) -> Reading[str]:
    """The time of day `raw` names as ``HH:MM``: 9:30, 930, 9点半, 下午2点, 2 pm, a cell that holds a time or a
    fraction of a day. Seconds are dropped; what is no time of day is reported."""
    if isinstance(raw, datetime | time):
        return Reading(f"{raw.hour:02}:{raw.minute:02}")
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) and 0 <= raw < 1:
        minutes = round(float(raw) * _MINUTES)
        return _time(minutes // 60, minutes % 60, raw)
    text = typed_text(raw)
    if text is None:
        return _unreadable(raw)
    plain = folded(text).casefold()
    if not plain:
        return Reading()
    if is_placeholder(plain) and plain != "0":
        return stands_for_nothing(raw)
    packed = _PACKED.fullmatch(plain)
    if packed is not None:
        return _time(int(packed[1]), int(packed[2]), raw)
    match = _WRITTEN.fullmatch(plain)
    if match is None:
        return _unreadable(raw)
    hour, minute = int(match["hour"]), match["minute"] or match["chinese"] or "0"
    half = match["before"] or match["after"]
    if half is not None and hour <= 12:
        hour = hour % 12 + _HALVES[half] if half != "中午" else (12 if hour == 12 else hour + 12)
    return _time(hour, _PARTS[minute] if minute in _PARTS else int(minute), raw)


def _time(hour: int, minute: int, raw: object) -> Reading[str]:
    if hour > 23 or minute > 59:
        return _unreadable(raw)
    return Reading(f"{hour:02}:{minute:02}")


def _unreadable(raw: object) -> Reading[str]:
    return Reading(problem=_("“{text}” is no time of day such as 09:30.").format(text=short(raw)))
