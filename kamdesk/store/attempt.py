"""A part of a change that is kept whole or not at all, while the rest of the change goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from kamdesk.store.recorder import Recorder


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """What is written inside is taken back when an exception leaves the block, which it then still does.

    For work functions of several steps, of which a later one may be refused. Only inside `Store.change`.
    """
    recorder: Recorder = session.info["recorder"]
    session.flush()
    before, recorder.rows = recorder.rows, {}
    point = session.begin_nested()
    try:
        yield
        session.flush()
    except BaseException:
        point.rollback()
        recorder.rows = before
        raise
    point.commit()
    inside, recorder.rows = recorder.rows, before
    recorder.take_over(inside)
