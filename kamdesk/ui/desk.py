"""What a page may ask of the window around it, without knowing the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.store.store import Store
from kamdesk.ui import faults
from kamdesk.ui.events import StoreEvents


class DeskSignals(QObject):
    """Wishes of pages that the window fulfils."""

    record_wanted = Signal(str, int)
    """Class name and id: show this record."""
    said = Signal(str, str, object)
    """Sentence, words of an action (empty: none), and what the action calls."""
    page_wanted = Signal(str, object)
    """Key of a page of the Accounts tab, and what it is to work on."""
    visit_wanted = Signal(str, int)
    """In the Visits tab: ``plan`` or ``quick_entry`` and the account (0: none), ``plan_project`` and the
    opportunity, ``record`` and the visit, ``day`` and
    its ordinal, ``month`` or ``show`` and 0."""
    opportunity_wanted = Signal(int)
    """A new opportunity of this account (0: none yet)."""


@dataclass
class Desk:
    """The open data folder with its events, and the window's ear."""

    store: Store
    events: StoreEvents
    signals: DeskSignals = field(default_factory=DeskSignals)
    today: Callable[[], date] = date.today
    """Which day it is."""

    def say(self, sentence: str, action: str = "", act: Callable[[], Any] | None = None) -> None:
        """Shows a message that goes by itself, with one thing to do about it."""
        self.signals.said.emit(sentence, action, act)

    def say_undoable(self, sentence: str) -> None:
        """Tells what was done last and offers to take exactly that back, even when something else was saved since."""
        change_id = self.store.undo_id()
        self.say(sentence, _("Undo"), lambda: self.take_back(change_id))

    def take_back(self, change_id: int | None) -> None:
        """Undoes the change; a refusal is told."""
        try:
            self.store.undo(change_id)
        except UserError as refusal:
            faults.show_problem(refusal)

    def open_record(self, record: str, record_id: int) -> None:
        """Shows a record where it lives."""
        self.signals.record_wanted.emit(record, record_id)

    def open_page(self, key: str, subject: object = None) -> None:
        """Goes to a page of the Accounts tab."""
        self.signals.page_wanted.emit(key, subject)
