"""What a check of the data folder is, and what one finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kamdesk.store.store import Store


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: a sentence, and the record it concerns where there is one."""

    check: str
    text: str
    record: str | None = None
    """Class name."""
    record_id: int | None = None
    fixed: bool = False


@dataclass(frozen=True)
class Check:
    """`find` looks, `fix` repairs what was found; without `fix` a person has to decide. `light` ones need no more
    than a glance at indexed columns and run at each opening."""

    key: str
    label: str
    """Marked for the catalogue; translate it when shown."""
    find: Callable[[Store], Iterable[Finding]]
    fix: Callable[[Store, list[Finding]], None] | None = None
    light: bool = False
