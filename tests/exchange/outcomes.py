"""What tests of lists ask of the outcome of an import."""

from __future__ import annotations

from typing import Any


def numbers(outcome: dict[str, Any]) -> dict[str, int]:
    """The counts that are not zero, checked to add up to what was read."""
    actions = ("created", "updated", "unchanged", "skipped", "rejected")
    assert outcome["read"] == sum(outcome[action] for action in actions)
    return {action: outcome[action] for action in ("read", *actions) if outcome[action]}
