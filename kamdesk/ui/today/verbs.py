"""What the next thing is for each kind of line, and which of them can be put off or marked done."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import N_, _
from kamdesk.model.vocabulary import VISIT_KIND
from kamdesk.ui.today.lines import Line

_WRITE = (N_("Start record"), "play")
_OPEN = (N_("Open"), "chevron-right")
_VERBS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(VISIT_KIND.codes, _WRITE),
    "callback_due": (N_("Call back"), "phone"),
    "record_missing": (N_("Write record"), "pencil"),
    "approval": (N_("Decide"), "stamp"),
    "task": (N_("Mark done"), "check"),
    "next_contact": (N_("Note contact"), "pencil"),
    "silent": (N_("Plan contact"), "calendar"),
}
WORDS = tuple({words for words, _icon in _VERBS.values()})
"""What the first button may say."""
_PUT_OFF = frozenset({*VISIT_KIND.codes, "callback_due", "task", "next_contact", "silent"})
_CLOSED = frozenset({"task", "callback_due", *VISIT_KIND.codes})


def verb_of(line: Line) -> tuple[str, str]:
    """The next thing in English, and its icon: a visit that is still to come is opened."""
    if line.kind in VISIT_KIND and line.on is not None and line.on > date.today():
        return _OPEN
    return _VERBS.get(line.kind, _OPEN)


def words_of(line: Line) -> tuple[str, str]:
    """The same in the language in use."""
    words, icon = verb_of(line)
    return _(words), icon


def can_postpone(line: Line) -> bool:
    """Whether it has a day that can be moved."""
    return line.kind in _PUT_OFF


def can_close(line: Line) -> bool:
    """Whether it can be said that nothing will come of it."""
    return line.kind in _CLOSED
