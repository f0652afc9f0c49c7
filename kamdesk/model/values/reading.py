"""What came of reading one value somebody typed: the typed value, or why there is none and what it might have been."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from kamdesk.i18n import _

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """The result of reading one raw value. Nothing typed in and nothing wrong: ``Reading()``."""

    value: T | None = None
    problem: str | None = None
    """A whole sentence in the language in use; None when the value is good."""
    kept: bool = False
    """`value` is taken although there is a problem (a partial date, an odd e-mail address)."""
    alternatives: tuple[T, ...] = ()
    """What the text may mean when that has to be asked."""
    currency: str | None = None
    """For money with a value or alternatives: the ISO code."""
    placeholder: bool = False
    """The text stands for "not known" (无, 不详, 1900-01-01 …)."""

    @property
    def empty(self) -> bool:
        """Nothing was typed."""
        return self.value is None and self.problem is None


_PLACEHOLDERS = frozenset({"无", "不详", "未知", "-", "—", "0", "1900-01-01", "n/a"})
_EXPORT_MARKS = frozenset({"null", "#n/a", r"\n"})


def is_placeholder(text: str | None) -> bool:
    """Whether the whole `text` stands for "nothing known" (kpi.md, clarification 9: blanks at the ends and capitals
    apart). A number field with 0 holds 0: ask only for text."""
    return text is not None and text.strip().casefold() in _PLACEHOLDERS


def without_export_mark(raw: object) -> object:
    r"""`raw` of a list, or None where another program's export wrote NULL, #N/A or \N for an empty cell."""
    if isinstance(raw, str) and raw.strip().casefold() in _EXPORT_MARKS:
        return None
    return raw


def significant(number: float) -> Decimal:
    """A spreadsheet's number as the 15 significant digits it really has (0.1+0.2 is 0.3)."""
    return Decimal(f"{number:.15g}")


def plain(number: Decimal) -> str:
    """The digits of `number` without exponent and without zeros at the end of its fraction."""
    if not number:
        return "0"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def typed_text(raw: object) -> str | None:
    """The text a person would have typed for `raw`; None for a kind of value no file gives."""
    if isinstance(raw, str):
        return raw
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime):
        if raw.time() == datetime.min.time():
            return raw.date().isoformat()
        return raw.isoformat(sep=" ", timespec="minutes" if not raw.second else "seconds")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, int):
        # Python refuses to spell out whole numbers of many thousand digits; no cell holds one.
        return str(raw) if raw.bit_length() < 4096 else None
    if isinstance(raw, float):
        return plain(significant(raw)) if abs(raw) < float("inf") else None
    if isinstance(raw, Decimal):
        return plain(raw) if raw.is_finite() and abs(raw.adjusted()) < 1000 else None
    return None


def folded(text: str) -> str:
    """`text` with full-width signs as ordinary ones and one kind of blank and hyphen, without outer blanks."""
    ordinary = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", " ", re.sub("[‐‑‒–−]", "-", ordinary)).strip()


def short(raw: object) -> str:
    """`raw` for quoting inside a sentence."""
    text = raw if isinstance(raw, str) else str(typed_text(raw) or type(raw).__name__)
    text = clean(re.sub(r"\s+", " ", text[:200]).strip())[0]
    return text if len(text) <= 40 else text[:39] + "…"


def unreadable(raw: object) -> Reading[T]:
    """A value of a type no reader takes, such as the error value of a cell."""
    return Reading(problem=_("“{text}” is no value that can be read.").format(text=short(raw)))


def stands_for_nothing(raw: object) -> Reading[T]:
    """A placeholder where a typed value is wanted."""
    return Reading(
        problem=_("“{text}” only stands for an unknown value.").format(text=short(raw)),
        placeholder=True,
    )


def distinct(values: Iterable[T]) -> tuple[T, ...]:
    """`values` in order, each once."""
    return tuple(dict.fromkeys(values))


_CONTROLS = {
    code: None for code in (*range(32), *range(127, 160), 0xFFFE, 0xFFFF) if code not in (9, 10)
}
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def clean(text: str) -> tuple[str, bool]:
    """`text` with plain line ends, without control characters, composed (NFC); and whether half characters (lone
    surrogates), which no file can hold, had to be replaced."""
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        # Nothing below changes such a text, and nearly every text is one.
        return text, False
    damaged = False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        damaged = joined.count("\N{REPLACEMENT CHARACTER}") > text.count(
            "\N{REPLACEMENT CHARACTER}"
        )
        text = joined
    text = _LINE_ENDS.sub("\n", text).translate(_CONTROLS)
    return unicodedata.normalize("NFC", text), damaged
