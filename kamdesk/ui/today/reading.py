"""Reads beside the window what the Today tab and its weekly review show, so that nobody waits for the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kamdesk.progress import Progress
from kamdesk.store.store import Store
from kamdesk.work import agenda, review, rhythm, settings
from kamdesk.work.agenda import Agenda
from kamdesk.work.month_figures import MonthFigures, month_figures

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
