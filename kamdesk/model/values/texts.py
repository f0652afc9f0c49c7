"""Reading text, codes, phones, addresses, yes/no and choices."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.model.terms import Choice, Vocabulary
from kamdesk.model.values.checks import check_email, check_phone
from kamdesk.model.values.reading import (
    Reading,
    clean,
    folded,
    is_placeholder,
    short,
    stands_for_nothing,
    typed_text,
    unreadable,
)

_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_EXACT_DIGITS = 15
"""A spreadsheet keeps no more digits of a number."""


def read_text(raw: object, *, limit: int | None = None, strip: bool = True) -> Reading[str]:
    """`raw` as text: plain line ends, no control characters, NFC, everything else (leading "=", emoji) untouched.

    With `strip`, blanks around it go. Text longer than `limit` characters is reported and not taken, never cut.
    """
    text = typed_text(raw)
    if text is None:
        return unreadable(raw)
    text, damaged = clean(text)
    if not text.strip():
        return Reading()
    if strip:
        text = text.strip()
    if limit is not None and len(text) > limit:
        return Reading(
            problem=_("The text has {count} characters; {limit} is the most.").format(
                count=len(text), limit=limit
            )
        )
    if damaged:
        return Reading(text, _("Damaged characters in the text were replaced by “�”."), kept=True)
    return Reading(text)


def read_code(raw: object, *, limit: int | None = None) -> Reading[str]:
    """`raw` as a code or number kept as text: exactly as typed but for blanks around it.

    A number that a spreadsheet has already rounded, or a code it has turned into a date, is reported, not taken.
    """
    if typed_text(raw) is None:
        return unreadable(raw)
    rounded = (
        isinstance(raw, int | float | Decimal)
        and not isinstance(raw, bool)
        and abs(raw) >= 10**_EXACT_DIGITS
    )
    if rounded or (isinstance(raw, str) and _ROUNDED.fullmatch(raw.strip())):
        return Reading(
            problem=_(
                "“{text}” has been rounded by a spreadsheet program; its last digits are lost."
            ).format(text=short(raw))
        )
    if isinstance(raw, date):
        return Reading(
            problem=_("“{text}” has been turned into a date by a spreadsheet program.").format(
                text=short(raw)
            )
        )
    if isinstance(raw, bool):
        return unreadable(raw)
    return read_text(raw, limit=limit)


def read_phone(raw: object, *, limit: int | None = None) -> Reading[str]:
    """As `read_code`; a number that fails its check is reported and kept as typed (kpi.md, clarification 9)."""
    reading = read_code(raw, limit=limit)
    if reading.value is None or reading.problem is not None or check_phone(reading.value):
        return reading
    return Reading(
        reading.value,
        _("“{text}” does not look like a phone number.").format(text=short(reading.value)),
        kept=True,
        placeholder=is_placeholder(reading.value),
    )


def read_email(raw: object, *, limit: int | None = None) -> Reading[str]:
    """As `read_text`; an address that fails its check is reported and kept as typed."""
    reading = read_text(raw, limit=limit)
    if reading.value is None or reading.problem is not None or check_email(reading.value):
        return reading
    return Reading(
        reading.value,
        _("“{text}” does not look like an e-mail address.").format(text=short(reading.value)),
        kept=True,
        placeholder=is_placeholder(reading.value),
    )


_TRUE = frozenset(
    [
        "是",
        "有",
        "对",
        "真",
        "yes",
        "y",
        "true",
        "t",
        "on",
        "1",
        "x",
        "☑",
        "☒",
        "■",
        "√",
        "✓",
        "✔",
        "v",
    ]
)
_FALSE = frozenset(
    ["否", "不是", "没有", "不", "错", "假", "no", "n", "false", "f", "off", "0", "□", "☐", "○"]
)
_CROSSES = frozenset(["×", "✗", "✘", "✕"])


def read_boolean(raw: object) -> Reading[bool]:
    """Yes or no, in words, digits or ticks. A cross (×) is asked: some tick with it, some strike out."""
    if isinstance(raw, bool):
        return Reading(raw)
    text = typed_text(raw)
    if text is None:
        return unreadable(raw)
    text = folded(text).casefold()
    if not text:
        return Reading()
    if text in _TRUE:
        return Reading(True)
    if text in _FALSE or text == "无":
        return Reading(False)
    if text in _CROSSES:
        return Reading(
            problem=_("“{text}” may mean yes or no.").format(text=short(raw)),
            alternatives=(True, False),
        )
    if is_placeholder(text):
        return stands_for_nothing(raw)
    return Reading(problem=_("“{text}” is neither yes nor no.").format(text=short(raw)))


@dataclass(frozen=True, slots=True)
class Label:
    """A label or heading reduced to what two writings of it have in common."""

    key: str
    """Letters and digits only, lower case, half width; compare this."""
    unit: str
    """What stood in brackets, such as 万元, folded but with its punctuation; empty without brackets."""


_BRACKETS = re.compile(
    r"[(\[{【〔〖〈《「]([^()\[\]{}【】〔〕〖〗〈〉《》「」]*)[)\]}】〕〗〉》」]"
)


_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|[0-9]{1,2}[、.)](?![0-9]))\s*")


def normal_label(text: str) -> Label:
    """`text` for matching: 客 户 名 称：, 客户名称* and 客户名称（必填） have the same key, as has
    1. 客户名称. Brackets around the whole text are no unit."""
    ordinary = _NUMBERING.sub("", folded(text))
    outside = _BRACKETS.sub("", ordinary)
    key = _letters(outside)
    if not key:
        return Label(_letters(ordinary), "")
    return Label(key, " ".join(inside.strip() for inside in _BRACKETS.findall(ordinary)))


def _letters(text: str) -> str:
    # Marks belong to the letters before them; + and # tell C, C+ and C# apart, % is a unit people write bare.
    kept = "".join(
        sign for sign in text.casefold() if unicodedata.category(sign)[0] in "LNM" or sign in "+#%"
    )
    return unicodedata.normalize("NFKC", kept)


def read_choice(raw: object, vocabulary: Vocabulary) -> Reading[str]:
    """The code of the choice that `raw` names by code, label (either language) or another spelling."""
    text = typed_text(raw)
    if text is None:
        return unreadable(raw)
    text = folded(text)
    if not text:
        return Reading()
    found = _codes_of(text, vocabulary)
    if len(found) == 1:
        return Reading(found[0])
    if found:
        return Reading(
            problem=_("“{text}” may mean several choices.").format(text=short(raw)),
            alternatives=found,
        )
    if is_placeholder(text):
        return stands_for_nothing(raw)
    return Reading(
        problem=_("“{text}” is none of the choices: {choices}.").format(
            text=short(raw), choices=short("、".join(str(choice.label) for choice in vocabulary))
        )
    )


def read_choices(raw: object, vocabulary: Vocabulary) -> Reading[str]:
    """The codes of all choices that `raw` names, in the order of the vocabulary, joined by commas, as stored.

    Choices are parted by a comma, semicolon, 、, /, | or a new line. One unknown name and nothing is taken.
    """
    text = typed_text(raw)
    if text is None:
        return unreadable(raw)
    # A label may hold a comma itself; apart from that, "User, Buyer" is two choices and not the code user_buyer.
    whole = _written_as(folded(text), vocabulary)
    parts = [whole[0]] if len(whole) == 1 else re.split(r"[,;，；、/|\n]+", text)
    codes = set()
    for part in parts:
        reading = read_choice(part, vocabulary)
        if reading.problem is not None:
            return Reading(problem=reading.problem, placeholder=reading.placeholder)
        if reading.value is not None:
            codes.add(reading.value)
    return Reading(",".join(code for code in vocabulary.codes if code in codes) or None)


def _codes_of(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Codes whose writing equals `text`: exactly if there is one, else apart from blanks, width and brackets."""
    exact = _written_as(text, vocabulary)
    if exact:
        return exact
    key = normal_label(text).key
    if not key:
        return ()
    return tuple(
        choice.code
        for choice in vocabulary
        if key in {normal_label(name).key for name in _names(choice)}
    )


def _written_as(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Codes of which `text` is a writing but for capitals."""
    sought = text.casefold()
    return tuple(
        choice.code
        for choice in vocabulary
        if sought in {folded(name).casefold() for name in _names(choice)}
    )


def _names(choice: Choice) -> tuple[str, ...]:
    return (choice.code, *choice.label.wordings, *choice.aliases)
