"""Chinese names as people type and sort them: full pinyin and initials."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypinyin.core import Pinyin


@lru_cache(maxsize=65536)
def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of each character, other text as it stands, in lower case; phrases decide between readings."""
    if text.isascii():
        return (text.casefold(),)
    return tuple(part for phrase in _cutter().seg(text) for part in _reading(phrase))


@lru_cache(maxsize=1)
def _cutter() -> Pinyin:
    from pypinyin import load_single_dict  # late: costs 0.2 s
    from pypinyin.core import Pinyin

    # By itself 长 reads zhǎng; in the names of companies and places it is cháng (长风, 长岭).
    load_single_dict({ord("长"): "cháng,zhǎng"})
    return Pinyin()


@lru_cache(maxsize=65536)
def _reading(phrase: str) -> tuple[str, ...]:
    """Names are made of the same few phrases, and reading one costs far more than cutting a name into them."""
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(phrase, style=Style.NORMAL, strict=False)
    return tuple(part.casefold() for part in parts)


def sort_key(name: str) -> str:
    """The text a directory sorts by: pinyin, then the name itself to tell homophones apart."""
    if name.isascii():
        return name.casefold()[:400]
    return f"{' '.join(syllables(name))} {name}"[:400]


def initials(name: str) -> str:
    """First letters: 重庆长安 → ``cqca``; other characters stand for themselves."""
    if name.isascii():
        return ""
    return "".join(part[:1] if part.isalpha() else part for part in syllables(name))
