"""The checks a value has to pass to count as filled in (kpi.md, clarification 9). A value that fails stays as typed."""

from __future__ import annotations

import re
import unicodedata


def check_email(text: str) -> bool:
    """x@y.z."""
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text.strip()) is not None


def check_phone(text: str) -> bool:
    """At least five digits."""
    return sum(map(str.isdecimal, text)) >= 5


def check_postal_code(text: str) -> bool:
    """3–10 letters, digits, blanks, hyphens."""
    return (
        re.fullmatch(r"[A-Za-z0-9 -]{3,10}", unicodedata.normalize("NFKC", text).strip())
        is not None
    )
