"""Running numbers: a number once given is never given again, undone or not."""

from __future__ import annotations

from collections.abc import Callable

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
