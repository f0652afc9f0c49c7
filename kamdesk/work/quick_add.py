"""Quick add: an account from three things one knows, and next steps dated in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.values import read_date
from kamdesk.work import settings
from kamdesk.work.accounts import change_person, create_account

_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
            "半": 0}  # fmt: skip
_COUNT = r"([0-9]{1,3}|[一两二三四五六七八九十])"
_RELATIVE = {
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
    "today": 0,
    "tomorrow": 1,
}


@dataclass(frozen=True)
class NextStep:
    """A next step as typed: its day, if the words name one, and what is left of the words."""

    on: date | None
    text: str


def read_next_step(typed: str, today: date) -> NextStep:
    """Finds a day in `typed`: 今天, 周四 (the next one to come), 下周四, 3天后, 两周后, 月底, tomorrow, next Friday,
    in 3 days, 11-30, 11月30日, 2026-11-30. A day and month that lie behind mean next year."""
    text = " ".join(typed.split())
    for pattern, day_of in _WORDS:
        match = pattern.search(text)
        if match is None:
            continue
        day = day_of(match, today)
        if day is None:
            continue
        rest = (text[: match.start()] + " " + text[match.end() :]).strip(" ,，、:：;；-")
        # 2099-12-31 and the like are typed where a form insists on a date: they mean none
        known = None if read_date(day.isoformat()).placeholder else day
        return NextStep(known, " ".join(rest.split()))
    return NextStep(None, text)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def _whole_date(match: re.Match[str], _today: date) -> date | None:
    return _day(int(match[1]), int(match[2]), int(match[3]))


def _month_day(match: re.Match[str], today: date) -> date | None:
    month, day = int(match[1]), int(match[2])
    found = _day(today.year, month, day)
    if found is not None and found < today:
        return _day(today.year + 1, month, day)
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days_on(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_number(match[1]))


def _weeks_on(match: re.Match[str], today: date) -> date:
    return today + timedelta(weeks=_number(match[1]))


def _months_on(match: re.Match[str], today: date) -> date:
    months = today.month - 1 + _number(match[1])
    year, month = today.year + months // 12, months % 12 + 1
    for day in range(today.day, 27, -1):
        found = _day(year, month, day)
        if found is not None:
            return found
    return date(year, month, min(today.day, 28))


def _end_of_month(_match: re.Match[str], today: date) -> date:
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return first - timedelta(days=1)


def _chinese_weekday(match: re.Match[str], today: date) -> date:
    return _weekday("日" if match[2] == "天" else match[2], _WEEKDAYS, match[1], today)


def _english_weekday(match: re.Match[str], today: date) -> date:
    return _weekday(match[2][:3].lower(), _ENGLISH_DAYS, match[1], today)


def _weekday(name: str, names: str | tuple[str, ...], next_week: str | None, today: date) -> date:
    wanted = names.index(name)
    if next_week:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
        return monday + timedelta(days=wanted)
    ahead = (wanted - today.weekday()) % 7
    return today + timedelta(days=ahead or 7)


def _relative(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_RELATIVE[match[0].lower()])


_WORDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), day_of)
    for pattern, day_of in (
        (r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?", _whole_date),
        (r"(?<![\d-])(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", _month_day),
        (r"(?<![\d-])(\d{1,2})[-/](\d{1,2})(?![\d-])", _month_day),
        (r"大后天|今天|今日|明天|明日|后天|\btoday\b|\btomorrow\b", _relative),
        (_COUNT + r"\s*[天日](之?后|以后)?", _days_on),
        (_COUNT + r"\s*个?(?:周|星期|礼拜)(?:之?后|以后)", _weeks_on),
        (_COUNT + r"\s*个月(?:之?后|以后)?", _months_on),
        (r"(?:本|这个?)?月底", _end_of_month),
        (r"(下个?)?(?:周|星期|礼拜)([一二三四五六日天])", _chinese_weekday),
        (r"\b(?:in\s+)?([0-9]{1,3})\s*days?\b(?:\s+from\s+now)?", _days_on),
        (r"\b(?:in\s+)?([0-9]{1,2})\s*weeks?\b(?:\s+from\s+now)?", _weeks_on),
        (r"\b(?:in\s+)?([0-9]{1,2})\s*months?\b(?:\s+from\s+now)?", _months_on),
        (r"\b(next\s+)?(?:on\s+)?(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b", _english_weekday),
    )
)  # fmt: skip


@dataclass(frozen=True)
class PersonOrPhone:
    """What the second field of quick add says."""

    name: str
    phone: str


_PHONE = re.compile(r"\+?\(?[0-9][0-9()\-– ]{4,}[0-9]")


def read_person_or_phone(typed: str) -> PersonOrPhone:
    """A name, a number of six digits or more, or both in either order."""
    text = " ".join(typed.split())
    match = _PHONE.search(text)
    if match is None:
        return PersonOrPhone(text, "")
    name = (text[: match.start()] + " " + text[match.end() :]).strip(" ,，、:：;；")
    return PersonOrPhone(" ".join(name.split()), match[0].strip())


def quick_add(
    session: Session, name: str, person: str = "", step: str = "", today: date | None = None
) -> Account:
    """Adds a prospect that belongs to whoever uses this computer; the person becomes the main contact.

    A number without a name is the company's. Raises RuleError for an empty name.
    """
    day = today or date.today()
    next_step = read_next_step(step, day)
    reached = read_person_or_phone(person)
    user = settings.me(session)
    account = create_account(
        session,
        {
            "name": " ".join(name.split()),
            "phone": reached.phone or None if not reached.name else None,
            "next_contact_on": next_step.on,
            "next_step": next_step.text[:200] or None,
            "owner_id": user.id if user is not None else None,
        },
        day,
    )
    if reached.name:
        number = "".join(sign for sign in reached.phone if sign.isdigit())
        mobile = len(number) in (11, 13) and number[-11] == "1"
        values = {"full_name": reached.name[:80]}
        if reached.phone:
            values["mobile" if mobile else "phone"] = reached.phone
        change_person(session, account, "main_contact", values)
    return account
