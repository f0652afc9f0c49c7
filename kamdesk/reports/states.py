"""The words for how a figure stands against what is wanted, and their colours on paper."""

from __future__ import annotations

from kamdesk.colours import LIGHT
from kamdesk.i18n import N_, _

STATES = {"reached": N_("reached"), "missed": N_("missed"), "no_target": N_("no target")}
STATE_COLOURS = {
    "reached": (LIGHT.good, LIGHT.good_soft),
    "missed": (LIGHT.bad, LIGHT.bad_soft),
}
"""State → colour of its words and of their ground."""


def state_words(state: str) -> str:
    """What a state is called."""
    return _(STATES[state])


def state_colours(words: str) -> tuple[str, str] | None:
    """The colours of the state with these words."""
    return next(
        (both for state, both in STATE_COLOURS.items() if state_words(state) == words), None
    )
