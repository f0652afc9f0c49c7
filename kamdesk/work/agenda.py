"""What is to be done on a day: everything overdue, due and coming, in one shape for window, command line and calendar.

The agenda is a pure function of the data and the day: it writes nothing, and it asks nobody what time it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from kamdesk.model.department import Staff
from kamdesk.work import (
    agenda_approvals,
    agenda_dates,
    agenda_sales,
    agenda_service,
    agenda_visits,
    rhythm,
)
from kamdesk.work.agenda_approvals import WaitingFor
from kamdesk.work.agenda_entry import KINDS, Entry, Scope

SILENT_SHOWN = 20
"""Silent accounts that the agenda lists; the page of silent accounts has all."""
_AT_ONCE = frozenset({"visit", "reception", "callback", "call", "online", "callback_due"})
"""Kinds beside which the next contact of the same account and day says nothing new."""


@dataclass(frozen=True)
class Agenda:
    """The entries of a day and of the days after it. `staff` is whose it is; None: everybody's."""

    on: date
    until: date
    staff: Staff | None
    overdue: tuple[Entry, ...]
    """What should have been done before the day, the oldest first."""
    today: tuple[Entry, ...]
    """By hour; what has none comes last."""
    coming: tuple[Entry, ...]
    """By day and hour, up to `until`."""
    undated: tuple[Entry, ...]
    """Tasks without a day."""
    silent: rhythm.Silent
    """The first of the accounts silent too long for their tier, and how many there are."""
    waiting: tuple[WaitingFor, ...]
    """What waits for others: who has to decide or pay, and since when."""
    left_out: int
    """Entries that were left out because there are hundreds of one kind."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything with a day: overdue, today, coming."""
        return self.overdue + self.today + self.coming


@dataclass(frozen=True)
class Counts:
    """The figures for status bar and tab."""

    overdue: int
    today: int
    approvals: int
    """Decisions that wait for this person; they count as due today, too."""
    silent: int


def agenda(session: Session, on: date, days: int = 7, staff: Staff | None = None) -> Agenda:
    """What is overdue on day `on`, due then, and coming in the `days` days after it, for `staff` or for everybody."""
    scope = Scope(session, on, on + timedelta(days=days), staff)
    entries = _entries(scope)
    return Agenda(
        on,
        scope.until,
        staff,
        overdue=tuple(each for each in entries if each.on < on),
        today=tuple(each for each in entries if each.on == on),
        coming=tuple(each for each in entries if each.on > on),
        undated=tuple(agenda_dates.undated_tasks(scope)),
        silent=rhythm.silent_accounts(session, on, staff, SILENT_SHOWN),
        waiting=tuple(agenda_approvals.waiting_for(scope)),
        left_out=scope.left_out,
    )


def counts(session: Session, on: date, staff: Staff | None = None) -> Counts:
    """How much is overdue and due on day `on`; the same entries that `agenda` lists."""
    scope = Scope(session, on, on, staff)
    entries = _entries(scope)
    kinds = Counter(each.kind for each in entries)
    overdue = sum(1 for each in entries if each.on < on)
    return Counts(
        overdue=overdue + scope.left_out,
        today=len(entries) - overdue,
        approvals=kinds["approval"],
        silent=rhythm.count_silent(session, on, staff),
    )


def _entries(scope: Scope) -> list[Entry]:
    """All with a day up to the end of `scope`, in order, nothing told twice."""
    found = [
        *agenda_visits.planned(scope),
        *agenda_visits.callbacks_due(scope),
        *agenda_visits.records_missing(scope),
        *agenda_approvals.to_decide(scope),
        *agenda_approvals.returned(scope),
        *agenda_dates.tasks(scope),
        *agenda_dates.next_contacts(scope),
        *agenda_sales.actions(scope),
        *agenda_sales.risks(scope),
        *agenda_sales.next_contacts(scope),
        *agenda_sales.measures(scope),
        *agenda_sales.plan_reviews(scope),
        *agenda_service.entries(scope),
        *agenda_dates.birthdays(scope),
        *agenda_dates.developments(scope),
        *agenda_dates.claims(scope),
    ]
    # A call-back that is planned need not be planned; a contact that is arranged need not be arranged.
    called = {each.account_id for each in found if each.kind == "callback"}
    found = [each for each in found if each.kind != "callback_due" or each.account_id not in called]
    arranged = {(each.account_id, each.on) for each in found if each.kind in _AT_ONCE}
    found = [
        each
        for each in found
        if each.kind != "next_contact" or (each.account_id, each.on) not in arranged
    ]
    return sorted(found, key=_order)


_PLACE = {kind: place for place, kind in enumerate(KINDS)}


def _order(entry: Entry) -> tuple[date, str, int, str, int]:
    return (entry.on, entry.starts_at or "~", _PLACE[entry.kind], entry.title, entry.record_id)
