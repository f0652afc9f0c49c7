"""Texts in a picture: about how wide they are, shortened to their room, broken into lines."""

from __future__ import annotations

from kamdesk.charts.style import SMALL, TEXT

_FIRST_WIDE = 0x2E80
"""From this code point on a sign is as wide as it is high."""
_NARROW = 0.56


def width_of(text: str, size: float = SMALL) -> float:
    """About how many points a text of `size` takes."""
    return sum(size if ord(sign) >= _FIRST_WIDE else size * _NARROW for sign in text)


def shortened(text: str, room: float, size: float = SMALL) -> str:
    """`text`, or as much of it as has room, with an ellipsis."""
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept}…"


def wrapped(text: str, room: float, size: float = TEXT, most: int = 3) -> list[str]:
    """Lines that have room, `most` of them: broken anywhere in Chinese, between words otherwise."""
    by_words = text.isascii()
    lines: list[str] = []
    line = ""
    for piece in text.split(" ") if by_words else text:
        longer = f"{line}{' ' if by_words and line else ''}{piece}"
        if line and width_of(longer, size) > room:
            lines.append(line)
            line = piece
        else:
            line = longer
    lines += [line] if line else []
    if len(lines) > most:
        rest = (" " if by_words else "").join(lines[most - 1 :])
        lines = [*lines[: most - 1], shortened(rest, room, size)]
    return lines
