"""Running numbers: a number once given is never given again, undone or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kamdesk.model.department import NumberSequence


def next_number(
    session: Session,
    key: str,
    written: Callable[[int], str],
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
) -> str:
    """The next number of the sequence `key`, as `written` writes it, that no record has in `column` already."""
    sequence = session.scalars(select(NumberSequence).where(NumberSequence.key == key)).first()
    if sequence is None:
        sequence = NumberSequence(key=key, last=0)
        session.add(sequence)
    while True:
        sequence.last += 1
        number = written(sequence.last)
        if session.scalar(select(column).where(column == number)) is None:
            session.flush()
            return number


def next_by_pattern(
    session: Session, name: str, pattern: str, on: date, column: InstrumentedAttribute[str | None]
) -> str:
    """The next number of a `pattern` with {year}, {month} and {seq:04}, for `on`, never one that was given before.

    Numbers of the kind `name` count anew for each year or month that stands in the pattern.
    """
    fixed = re.sub(r"\{seq[^}]*\}", "#", pattern).format(year=on.year, month=on.month)

    def written(last: int) -> str:
        return pattern.format(year=on.year, month=on.month, seq=last)

    return next_number(session, f"{name}:{fixed}", written, column)
