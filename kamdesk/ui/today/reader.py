"""Reads the agenda beside the window: for the badge at the tab, the line at the foot and the Today tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.store.store import Changed, Store
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.work import agenda, settings

DAYS = 7
"""Days that the list looks ahead."""
RECORDS = (
    "Visit", "VisitPerson", "CallbackPlan", "Approval", "Task", "Account", "AccountStatusChange", "Contact",
    "Development", "DevelopmentStep", "DevelopmentReport", "Expense", "ExpenseClaim", "Staff", "SettingValue",
    "CalendarDay",
)  # fmt: skip
"""What the agenda is made of."""
_LOOK_AT_CLOCK_MS = 30_000


@dataclass(frozen=True)
class DayRead:
    """The agenda of a day and its figures. `agenda` is None as long as nobody wants to see the list."""

    on: date
    name: str
    """Whose it is; empty: everybody's."""
    counts: agenda.Counts
    agenda: agenda.Agenda | None


class AgendaReader(QObject):
    """`read` carries a `DayRead`, again after every change; `day_began` the new day when midnight has passed.

    It reads in a job and never twice at once: what changes meanwhile is read once more at the end.
    """

    read = Signal(object)
    day_began = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.last: DayRead | None = None
        self.day = desk.today()
        self.wants_list = False
        """Whether the list is to be read, too."""
        self._running = self._again = False
        desk.events.changed.connect(self._on_changed)
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_AT_CLOCK_MS)
        self._clock.timeout.connect(self.look_at_clock)
        self._clock.start()

    def look_at_clock(self) -> None:
        """Notices that another day has begun."""
        day = self._desk.today()
        if day != self.day:
            self.day = day
            self.day_began.emit(day)
            self.refresh()

    def refresh(self) -> None:
        """Reads everything anew."""
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        store, day, wants_list = self._desk.store, self.day, self.wants_list
        run_job(
            _("Reading the agenda"),
            lambda progress: _read(store, day, wants_list, progress),
            self._unless_gone(self._take),
            quiet=True,
        )

    def _unless_gone(self, act: Callable[[Any], None]) -> Callable[[Any], None]:
        """The window may have been closed before the job ends."""

        def answer(result: Any) -> None:
            if shiboken6.isValid(self):
                act(result)

        return answer

    def _take(self, result: DayRead) -> None:
        self._running = False
        if self._again:
            self.refresh()
        if result.on == self.day:
            self.last = result
            self.read.emit(result)

    def _on_changed(self, changed: Changed) -> None:
        if changed.touches(*RECORDS):
            self.refresh()


def _read(store: Store, day: date, wants_list: bool, progress: Progress) -> DayRead:
    with store.read() as session:
        me = settings.me(session)
        counts = agenda.counts(session, day, me)
        progress.check()
        found = agenda.agenda(session, day, DAYS, me) if wants_list else None
        return DayRead(day, me.name if me else "", counts, found)
