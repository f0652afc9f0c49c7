"""Counts beside the window what is due, for the number at the Today tab and the line at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from kamdesk.i18n import _
from kamdesk.store.store import Changed, Store
from kamdesk.ui.desk import Desk
from kamdesk.ui.reader import Reader

RECORDS = (
    "Visit", "VisitPerson", "CallbackPlan", "Approval", "Task", "Account", "AccountStatusChange", "Contact",
    "Development", "DevelopmentStep", "DevelopmentReport", "Expense", "ExpenseClaim", "Staff", "SettingValue",
    "Opportunity", "Action", "Risk", "AccountPlan", "PlanMeasure", "Contract",
    "Milestone", "Purchase", "Complaint", "Feedback", "ServicePlan", "ServiceMeasure", "ServiceRequest", "Survey",
    "SurveyAnswer",
)  # fmt: skip
"""What the agenda is made of."""
_LOOK_AT_CLOCK_MS = 30_000


@dataclass(frozen=True)
class Due:
    """How much is due on the day and overdue."""

    on: date
    today: int
    overdue: int


class AgendaReader(QObject):
    """`counted` carries a `Due`, again after every change; `day_began` the new day when midnight has passed.

    It counts in a job and never twice at once: what changes meanwhile is counted once more at the end.
    """

    counted = Signal(object)
    day_began = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._day = desk.today()
        self._reader: Reader[Due] = Reader(_("Counting what is due"), self._take, self)
        desk.events.changed.connect(self._on_changed)
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_AT_CLOCK_MS)
        self._clock.timeout.connect(self.look_at_clock)
        self._clock.start()

    def look_at_clock(self) -> None:
        """Notices that another day has begun."""
        day = self._desk.today()
        if day != self._day:
            self._day = day
            self.day_began.emit(day)
            self.refresh()

    def refresh(self) -> None:
        """Counts anew."""
        store, day = self._desk.store, self._day
        self._reader.want(lambda _progress: _count(store, day))

    def _take(self, found: Due) -> None:
        if found.on == self._day:
            self.counted.emit(found)

    def _on_changed(self, changed: Changed) -> None:
        if changed.touches(*RECORDS):
            self.refresh()


def _count(store: Store, day: date) -> Due:
    from kamdesk.work import agenda, settings  # late: the window is painted without

    with store.read() as session:
        found = agenda.counts(session, day, settings.me(session))
    return Due(day, found.today, found.overdue)
