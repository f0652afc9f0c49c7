"""Keeps text in csv files from being run as a formula by the program that opens them, and takes the guard off again.

A text whose first sign starts a formula gets an apostrophe before it, as does one that already has apostrophes there;
reading takes exactly one off. So every text comes back as it went out.
"""

from __future__ import annotations

import re

_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """`text` as it may stand in a csv file."""
    return "'" + text if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
