"""Which state of a visit goes with the days it carries: for files that tell of visits, and for the checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HAPPENED = ("held", "reported", "checked", "reimbursed", "closed")
"""States of a visit that took place."""

_STATE_OF_DAY = (
    ("closed_on", "closed"),
    ("reimbursed_on", "reimbursed"),
    ("checked_on", "checked"),
    ("reported_on", "reported"),
    ("held_on", "held"),
    ("cancelled_on", "cancelled"),
    ("prepared_on", "prepared"),
    ("approved_on", "approved"),
    ("submitted_on", "submitted"),
)
"""The last of a visit's days tells its state."""

DAYS = tuple(day for day, _state in _STATE_OF_DAY)


def state_of(days: Mapping[str, Any]) -> str:
    """The state that follows from the days of a visit (name of the field → day or None)."""
    return next((state for day, state in _STATE_OF_DAY if days.get(day)), "planned")


def fits(state: str, days: Mapping[str, Any]) -> bool:
    """Whether the visit has the day it was held exactly if its state says that it took place."""
    return (state in HAPPENED) == (days.get("held_on") is not None)
