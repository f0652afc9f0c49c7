"""How much is due and overdue, counted beside the window: the figures of tab and status bar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from kamdesk.progress import Progress
from kamdesk.store.store import Changed, Store
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.jobs import run_job
from kamdesk.work import settings

CONCERNS = frozenset(
    {
        "Account", "AccountStatusChange", "AccountTierChange", "AccountOwner", "Contact", "Visit", "VisitPerson",
        "CallbackPlan", "Task", "Approval", "Development", "DevelopmentStep", "DevelopmentReport", "Expense",
        "ExpenseClaim", "SettingValue", "Staff", "CalendarDay",
    }
)  # fmt: skip
"""Records from which the agenda follows."""
_PAUSE = 300
"""Milliseconds without a further change before it is counted anew."""


class Due(QObject):
    """`counted` carries `kamdesk.work.agenda.Counts`."""

    counted = Signal(object)

    def __init__(self, store: Store, events: StoreEvents, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._under_way = self._again = self._stopped = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.count)
        events.changed.connect(self._on_changed)

    def _on_changed(self, changed: Changed) -> None:
        if changed.touches(*CONCERNS):
            self._pause.start()

    def count(self) -> None:
        """Counts beside the window."""
        if self._stopped:
            return
        if self._under_way:
            self._again = True
            return
        self._under_way = True

        def work(_progress: Progress) -> object:
            from kamdesk.work import (
                agenda,
            )  # late: holidays and statements take their time, and not the window's

            with self._store.read() as session:
                return agenda.counts(session, date.today(), settings.me(session))

        run_job("", work, self._done, self._failed, quiet=True)

    def stop(self) -> None:
        """Counts no more: the window closes."""
        self._stopped = True
        self._pause.stop()

    def _done(self, counts: object) -> None:
        self._under_way = False
        if self._stopped:
            return
        self.counted.emit(counts)
        if self._again:
            self._again = False
            self.count()

    def _failed(self, problem: BaseException) -> None:
        self._under_way = False
        if not self._stopped:
            raise problem
