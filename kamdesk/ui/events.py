"""The store's change events as a Qt signal, so that a change made by a job reaches pages in the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from kamdesk.store.store import Changed, Store


class StoreEvents(QObject):
    """`changed` carries a `Changed`; it is emitted at once for changes of the window, queued for those of a job."""

    changed = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._from_any_thread.connect(self.changed, Qt.ConnectionType.AutoConnection)
        self._end: Callable[[], None] | None = store.subscribe(self._tell)

    _from_any_thread = Signal(object)

    def _tell(self, changed: Changed) -> None:
        self._from_any_thread.emit(changed)

    def stop(self) -> None:
        """Hears nothing more; may be called again."""
        if self._end is not None:
            self._end()
            self._end = None
