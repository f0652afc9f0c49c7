"""What every page shares: it hears of changes, refreshes when it is seen, and is asked before it is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QEvent, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.ui import faults, messages


class Changed(Protocol):
    """The part of the store's change event that a page looks at."""

    @property
    def origin(self) -> object | None:
        """Who made the change and knows already."""

    def touches(self, *records: str) -> bool:
        """Whether one of these classes of records was changed."""


class Page(QWidget):
    """One screen: names the `kinds` it shows and writes `refresh`; an editing one also the three below it."""

    kinds: ClassVar[frozenset[str]] = frozenset()
    """Class names of records whose change concerns this page; empty: every change does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tracked: list[tuple[SignalInstance, Callable[..., Any]]] = []
        self._stale = True

    # ------------------------------------------------------------------------------------- for subclasses to write

    def refresh(self) -> None:
        """Read and show everything anew, keeping selection and scroll position."""

    def has_unsaved(self) -> bool:
        """Whether something was typed that is not in the store."""
        return False

    def save(self) -> None:
        """Store what was typed; raises a `UserError` that says why not."""

    def save_record(self) -> None:
        """Ctrl+S: as `save`; a page that says at the field what is wrong does not raise it as well."""
        self.save()

    def discard(self) -> None:
        """Forget what was typed."""

    # --------------------------------------------------------------------------------------------------- the common

    def track(self, signal: Any, slot: Callable[..., Any]) -> None:
        """Connect to a signal of something that lives longer than the page; undone when the page goes."""
        signal.connect(slot)
        self._tracked.append((signal, slot))

    def release(self) -> None:
        """Undo all `track`; called by itself before deletion."""
        while self._tracked:
            signal, slot = self._tracked.pop()
            signal.disconnect(slot)

    def on_changed(self, changed: Changed) -> None:
        """Refresh if the change concerns this page: at once when seen, later when hidden or while input is unsaved."""
        if changed.origin is self:
            return
        if self.kinds and not changed.touches(*self.kinds):
            return
        if self.isVisible() and not self.has_unsaved():
            self._stale = False
            self.refresh()
        else:
            self._stale = True

    def mark_stale(self) -> None:
        """Refresh when the page is next shown."""
        self._stale = True

    def is_stale(self) -> bool:
        """Whether it still shows what was before a change."""
        return self._stale

    def can_close(self) -> bool:
        """Ask once about unsaved input: saves, discards, or answers False when the user wants to stay."""
        if not self.has_unsaved():
            return True
        answer = messages.ask(
            self,
            _("Unsaved input"),
            _("What you typed is not saved yet."),
            [
                ("save", _("Save")),
                messages.Choice("discard", _("Discard"), destructive=True),
                ("cancel", _("Go on editing")),
            ],
            "save",
        )
        if answer == "discard":
            self.discard()
            return True
        if answer != "save":
            return False
        try:
            self.save()
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return False
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and not self.has_unsaved():
            self._stale = False
            self.refresh()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DeferredDelete:
            self.release()
        return super().event(event)
