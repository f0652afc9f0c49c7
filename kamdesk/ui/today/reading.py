"""Reads beside the window what the Today tab and its weekly review show, so that nobody waits for the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from kamdesk.progress import Progress
from kamdesk.store.store import Store
from kamdesk.ui import faults
from kamdesk.ui.jobs import run_job
from kamdesk.work import agenda, review, rhythm, settings
from kamdesk.work.agenda import Agenda
from kamdesk.work.month_figures import MonthFigures, month_figures

Read = TypeVar("Read")
_SILENT_LISTED = 300


@dataclass(frozen=True)
class Reading:
    """What the tab shows of one day, `days` ahead."""

    on: date
    days: int
    me: str
    """Whose it is; empty: everybody's."""
    owner_id: int | None
    agenda: Agenda
    silent: rhythm.Silent
    rhythms: Mapping[str, int]
    """Tier → days."""
    figures: MonthFigures
    last_review_on: date | None
    since: review.Since | None
    """What happened since the moment that was asked for."""

    def within(self, days: int) -> Reading:
        """The same without what comes later than `days` from now; what was not read, it cannot add."""
        if days >= self.days:
            return self
        until = self.on + timedelta(days=days)
        coming = tuple(each for each in self.agenda.coming if each.on <= until)
        return replace(self, days=days, agenda=replace(self.agenda, until=until, coming=coming))

    def approvals(self) -> int:
        """How many decisions wait for this person."""
        return sum(1 for each in self.agenda.entries if each.kind == "approval")


def read_today(
    store: Store, on: date, days: int, moment: datetime | None, progress: Progress
) -> Reading:
    """Reads it all in one view of the data; `moment`: since when to tell what happened, None: not at all."""
    with store.read() as session:
        me = settings.me(session)
        found = agenda.agenda(session, on, days, me)
        progress.step(1, 3)
        silent = rhythm.silent_accounts(session, on, me, _SILENT_LISTED)
        progress.step(2, 3)
        since = review.since(session, moment, on, me) if moment is not None else None
        return Reading(
            on, days, me.name if me is not None else "", me.id if me is not None else None, found, silent,
            rhythm.rhythms(session), month_figures(session, on, me), review.last_review_on(session), since,
        )  # fmt: skip


def read_review(store: Store, on: date) -> review.Review:
    """Reads the steps of the weekly review of day `on`."""
    with store.read() as session:
        return review.review(session, on, settings.me(session))


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
