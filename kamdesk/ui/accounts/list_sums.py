"""The sums below the list, asked for tier by tier so that the window answers in between."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from kamdesk.model.vocabulary import TIER
from kamdesk.store.store import Store
from kamdesk.work import lists
from kamdesk.work.lists import Condition, ListQuery

_REST = 120
"""Milliseconds after the list was shown: who types on is not held up by sums of what he leaves behind."""
_PARTS: tuple[Condition, ...] = (
    *(Condition("tier", "is", (code,)) for code in TIER.codes),
    Condition("tier", "empty"),
)


class ListSums(QObject):
    """`ready(tiers, mean)`: how many accounts each tier has, and their mean completeness in per cent."""

    ready = Signal(object, float)

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._query: ListQuery | None = None
        self._left: list[Condition] = []
        self._tiers: dict[str | None, int] = {}
        self._degrees = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def ask(self, query: ListQuery) -> None:
        """The sums of another list, or of the same one anew, soon; what was asked before is given up."""
        self._query = query
        self._left = list(_PARTS)
        self._tiers, self._degrees = {}, 0
        self._timer.start(_REST)

    def finish(self) -> None:
        """For whoever cannot wait: what is still missing is asked at once."""
        while self._left:
            self._step()

    def _go_on(self) -> None:
        self._step()
        if self._left:
            self._timer.start(0)

    def _step(self) -> None:
        if self._query is None or not self._left:
            return
        part = self._left.pop(0)
        query = self._query.with_(conditions=(*self._query.conditions, part))
        with self._store.read() as session:
            degrees = lists.counts_by(session, query, "completeness")
        count = sum(degrees.values())
        if count:
            self._tiers[part.values[0] if part.values else None] = count
        self._degrees += sum(degree * each for degree, each in degrees.items())
        if not self._left:
            self._timer.stop()
            total = sum(self._tiers.values())
            self.ready.emit(self._tiers, self._degrees / total if total else 0.0)
