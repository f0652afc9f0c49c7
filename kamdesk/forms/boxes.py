"""Check boxes as people fill them in: □ ☑ ■ √ ✓ x 是 1, before or behind their options, in one cell or in many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.values import Reading, read_choices
from kamdesk.model.values.reading import short, typed_text

_ON = "☑☒■√✓✔●◉⊠▣🗹\uf0fe\uf052\uf0fc"
_OFF = "□☐○◻▢◯\uf0a8\uf06f\uf0a3\uf071"
"""The last ones are boxes of the Wingdings fonts."""
_ON_WORDS = frozenset({"x", "是", "1", "v", "y", "yes", "true", "有", "对"})
_OFF_WORDS = frozenset({"否", "0", "n", "no", "false", "无"})
_BRACKETS = re.compile(r"[\[(（【]\s*([xXvV√✓✔☑■●*]?)\s*[\])）】]")


def has_marks(text: str) -> bool:
    """Whether `text` holds a check box."""
    return any(sign in _ON or sign in _OFF for sign in _plain(text))


def is_ticked(raw: Any) -> bool | None:
    """For the cell of one box: whether it is ticked; None when that cannot be told."""
    text = _plain(typed_text(raw) or "").strip()
    if any(sign in _ON for sign in text):
        return True
    if not text or any(sign in _OFF for sign in text):
        return False
    if text.casefold() in _ON_WORDS:
        return True
    return False if text.casefold() in _OFF_WORDS else None


def read_boxes(field: RecordField, cells: Sequence[Any]) -> Reading[str] | None:
    """The codes ticked in the `cells` of a group of boxes; None when there is no box among them."""
    tokens = _tokens(field, cells)
    marks = [number for number, (kind, _value) in enumerate(tokens) if kind in ("on", "off")]
    if not marks:
        return None
    names = [number for number, (kind, _value) in enumerate(tokens) if kind in ("code", "other")]
    before = not names or marks[0] < names[0]
    ticked = _ticked_before(tokens) if before else _ticked_behind(tokens)
    unknown = [text for kind, text in ticked if kind == "other"]
    if unknown:
        return Reading(
            problem=_("“{text}” is ticked, which is none of the choices.").format(
                text=short("、".join(unknown))
            )
        )
    codes = {code for _kind, code in ticked}
    vocabulary = field.spec.choices
    ordered = [code for code in vocabulary.codes if code in codes] if vocabulary else []
    if field.kind is not Kind.CHOICES and len(ordered) > 1:
        labels = "、".join(vocabulary.label(code) for code in ordered) if vocabulary else ""
        return Reading(
            problem=_("Several boxes are ticked where only one may be: {labels}.").format(
                labels=labels
            ),
            alternatives=tuple(ordered),
        )
    return Reading(",".join(ordered) or None)


def read_words(field: RecordField, cells: Sequence[Any]) -> Reading[str]:
    """The choices named in `cells` that hold no box."""
    text = "、".join(filter(None, (typed_text(cell) for cell in cells)))
    return read_choices(text, field.spec.choices) if field.spec.choices else Reading()


Token = tuple[str, str]


def _tokens(field: RecordField, cells: Sequence[Any]) -> list[Token]:
    """Marks (on, off), options (code) and other words, in order."""
    words: dict[str, str] = {}
    for choice in field.spec.choices or ():
        for word in (*choice.label.wordings, *choice.aliases):
            words.setdefault(word.casefold(), choice.code)
    ordered = sorted(words, key=len, reverse=True)
    names = "|".join(
        rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
        for word in ordered
    )
    pattern = re.compile(f"([{_ON}])|([{_OFF}])|({names or '(?!)'})", re.IGNORECASE)
    found: list[Token] = []
    for cell in cells:
        text = _plain(typed_text(cell) or "")
        whole = text.strip().casefold()
        if whole not in words and whole in _ON_WORDS | _OFF_WORDS:
            found.append(("on" if whole in _ON_WORDS else "off", whole))
            continue
        end = 0
        for match in pattern.finditer(text):
            _add_other(found, text[end : match.start()])
            if match[1]:
                found.append(("on", match[1]))
            elif match[2]:
                found.append(("off", match[2]))
            else:
                found.append(("code", words[match[3].casefold()]))
            end = match.end()
        _add_other(found, text[end:])
    return found


def _add_other(found: list[Token], text: str) -> None:
    word = text.strip(" \t\n\u3000,，;；、/|_＿:：()（）")
    if word:
        found.append(("other", word))


def _ticked_before(tokens: list[Token]) -> list[Token]:
    """What stands behind a ticked box; words behind an option only explain it (其他：合伙)."""
    ticked: list[Token] = []
    state = ""
    for kind, value in tokens:
        if kind in ("on", "off"):
            # □☑ is a box somebody ticked beside the printed one
            state = "on" if "on" in (kind, state) else kind
        else:
            if state == "on":
                ticked.append((kind, value))
            state = ""
    return ticked


def _ticked_behind(tokens: list[Token]) -> list[Token]:
    ticked: list[Token] = []
    last: Token | None = None
    for kind, value in tokens:
        if kind in ("on", "off"):
            if kind == "on" and last is not None:
                ticked.append(last)
            last = None
        else:
            last = (kind, value)
    return ticked


def _plain(text: str) -> str:
    """Bracketed boxes such as [x] and （ ） as signs."""
    return _BRACKETS.sub(lambda match: "☑" if match[1] else "□", text)
