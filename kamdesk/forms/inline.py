"""Labels that share their cell with the value: 客户名称：某公司, several on one line, or on lines of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kamdesk.forms.meanings import Meaning, Meanings

_STARTS = re.compile(r"(?:^|[\s\u3000;；,，、|]+)", re.MULTILINE)
_BLANK = re.compile(r"[\s\u3000]+")
_LONGEST_TEXT = 500
_LONGEST_LABEL = 40
_MOST_LABELS = 12
"""Of one cell; prose with more colons is no line of a form."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A label inside a text, and what follows it."""

    label: str
    meaning: Meaning
    value: str


def pieces_of(text: str, meanings: Meanings) -> list[Piece]:
    """The known labels with a colon in `text`, each with its value; [] when there is none."""
    colons = list(re.finditer("[:：]", text))
    if not colons or len(text) > _LONGEST_TEXT or len(colons) > _MOST_LABELS:
        return []
    found: list[tuple[int, int, str, Meaning]] = []
    free = 0
    for colon in colons:
        nearest = max(free, colon.start() - _LONGEST_LABEL)
        for start in _STARTS.finditer(text, nearest, colon.start()):
            label = text[start.end() : colon.start()]
            meaning = meanings.find(label) if label.strip() else None
            if meaning is not None and not meaning.heading:
                found.append((start.start(), colon.end(), label.strip(), meaning))
                free = colon.end()
                break
    if not found:
        return []
    ends = [start for start, *_rest in found[1:]] + [len(text)]
    return [
        Piece(label, meaning, text[value:end].strip())
        for (_start, value, label, meaning), end in zip(found, ends, strict=True)
    ]


def piece_without_colon(text: str, meanings: Meanings) -> Piece | None:
    """A Chinese label of four signs or more that only blanks part from its value: 客户名称 某公司."""
    if len(text) > 200 or "\n" in text:
        return None
    for gap in reversed(list(_BLANK.finditer(text.strip()[:_LONGEST_LABEL]))):
        label, value = text.strip()[: gap.start()], text.strip()[gap.end() :]
        signs = re.sub(r"[\s\u3000]", "", label)
        if len(signs) < 4 or signs.isascii():
            continue
        meaning = meanings.find(label)
        if meaning is not None and meaning.own is not None and not meaning.rank:
            return Piece(label, meaning, value)
    return None
