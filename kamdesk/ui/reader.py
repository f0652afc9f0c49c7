"""Reading beside the window, one reading at a time: what pages and figures show that takes longer than a look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from kamdesk.progress import Progress
from kamdesk.ui import faults
from kamdesk.ui.jobs import run_job

Read = TypeVar("Read")


class Reader(QObject, Generic[Read]):
    """Reads in a quiet job and hands what was read to `take`, in the window's thread.

    It never reads twice at once: what is wanted meanwhile is read afterwards, and what is out of date by then is
    handed to nobody.
    """

    def __init__(self, label: str, take: Callable[[Read], object], parent: QObject) -> None:
        super().__init__(parent)
        self._label, self._take = label, take
        self._running = False
        self._next: Callable[[Progress], Read] | None = None

    def want(self, work: Callable[[Progress], Read]) -> None:
        """Reads with `work`, which reaches no widget and returns plain data."""
        if self._running:
            self._next = work
            return
        self._running = True
        run_job(self._label, work, self._on_read, self._on_problem, quiet=True)

    def _on_read(self, found: Read) -> None:
        if not shiboken6.isValid(self):  # the window went before the job ended
            return
        if not self._read_next():
            self._take(found)

    def _on_problem(self, problem: BaseException) -> None:
        if shiboken6.isValid(self):
            self._read_next()
            faults.show_problem(problem)

    def _read_next(self) -> bool:
        """Whether something else was wanted meanwhile; it is read now."""
        self._running = False
        following, self._next = self._next, None
        if following is not None:
            self.want(following)
        return following is not None
