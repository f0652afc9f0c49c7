"""How far a 5W2H plan is, and how much of it was on time (methods.md 3.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class ActionRow:
    """An action as the plan counts it: `state` is a code of ACTION_STATE, `effort` in days."""

    state: str
    due_on: date | None = None
    done_on: date | None = None
    effort: Decimal | None = None


@dataclass(frozen=True)
class Progress:
    """Counts of a plan. The shares are None where there is nothing to divide by."""

    planned: int
    """All that was not cancelled."""
    done: int
    overdue: int
    """Open past its day."""
    due: int
    """With a day: done, or the day is past."""
    on_time: int
    """Of those, done on its day or before."""
    by_effort: Decimal | None
    """Σ effort of what is done / Σ effort of what was planned, of the actions whose effort is known."""

    @property
    def by_count(self) -> Decimal | None:
        """Done / planned."""
        return Decimal(self.done) / self.planned if self.planned else None

    @property
    def on_time_rate(self) -> Decimal | None:
        """On time / due."""
        return Decimal(self.on_time) / self.due if self.due else None


def progress(actions: Iterable[ActionRow], today: date) -> Progress:
    """Counts `actions` as of `today`."""
    planned = [action for action in actions if action.state != "cancelled"]
    done = [action for action in planned if action.state == "done"]
    overdue = [
        action
        for action in planned
        if action.state != "done" and action.due_on is not None and action.due_on < today
    ]
    due = [action for action in done if action.due_on is not None]
    on_time = [
        action
        for action in due
        if action.done_on is not None
        and action.due_on is not None
        and action.done_on <= action.due_on
    ]
    effort = sum((action.effort or Decimal(0) for action in planned), Decimal(0))
    spent = sum((action.effort or Decimal(0) for action in done), Decimal(0))
    return Progress(
        len(planned),
        len(done),
        len(overdue),
        len(due) + len(overdue),
        len(on_time),
        spent / effort if effort else None,
    )
