"""Reads the noted content of an analysis: what is not of its shape is refused, for it may come from a foreign file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from kamdesk.errors import RuleError
from kamdesk.i18n import _

Content = Mapping[str, Any]


class ContentError(RuleError):
    """The content of an analysis is not what its tool notes."""

    def __init__(self, where: str) -> None:
        super().__init__(
            _("The content of this analysis cannot be read: “{part}” is not as expected.").format(
                part=where
            )
        )


def new_key() -> str:
    """A key for a new entry; it stays with the entry when the assessment is copied forward."""
    return uuid4().hex[:8]


def text(content: Content, name: str) -> str:
    """A text; empty where there is none."""
    value = content.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ContentError(name)
    return value


def number(content: Content, name: str, least: int, most: int) -> int | None:
    """A whole number from `least` to `most`; None where there is none."""
    value = content.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ContentError(name)
    return value


def number_or(content: Content, name: str, least: int, most: int, default: int) -> int:
    """The same, with `default` where there is none."""
    value = number(content, name, least, most)
    return default if value is None else value


def yes_or_no(content: Content, name: str) -> bool | None:
    """True, False or None."""
    value = content.get(name)
    if value is not None and not isinstance(value, bool):
        raise ContentError(name)
    return value


def one_of(content: Content, name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of the words in `allowed`."""
    value = text(content, name) or default
    if value not in allowed:
        raise ContentError(name)
    return value


def day(content: Content, name: str) -> date | None:
    """A day, noted as ISO text."""
    value = text(content, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ContentError(name) from error


def entries(content: Content, name: str) -> list[dict[str, Any]]:
    """A list of entries; empty where there is none."""
    value = content.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ContentError(name)
    return value


def texts(content: Content, name: str) -> tuple[str, ...]:
    """A list of texts; empty where there is none."""
    value = content.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ContentError(name)
    return tuple(value)


def table(content: Content, name: str) -> dict[str, Any]:
    """Values by key; empty where there are none."""
    value = content.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ContentError(name)
    return value


def noted(**values: Any) -> dict[str, Any]:
    """What is written: everything that says something; days as ISO text, tuples as lists."""
    written: dict[str, Any] = {}
    for name, value in values.items():
        if value is None or value in ("", ()) or value == {}:
            continue
        if isinstance(value, date):
            written[name] = value.isoformat()
        else:
            written[name] = list(value) if isinstance(value, tuple) else value
    return written
