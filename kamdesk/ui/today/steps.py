"""What the next thing to do with a line of Today is, and what it is called."""

from __future__ import annotations

from kamdesk.i18n import _
from kamdesk.model.vocabulary import VISIT_KIND
from kamdesk.ui.today.lines import Line
from kamdesk.work.agenda_sales import DAY_OF
from kamdesk.work.agenda_service import FINISHED_HERE

VISITS = frozenset(VISIT_KIND.codes)
"""Kinds of lines that are planned visits."""

ICONS = {
    "record": "play",
    "write": "pencil",
    "decide": "stamp",
    "done": "check",
    "plan": "calendar",
    "contact": "message",
    "open": "external",
}
"""Step → icon of its button."""


def next_step(line: Line) -> str:
    """record, write, decide, done, plan (a call-back), contact (enter one that took place) or open."""
    if line.kind in VISITS:
        return "record"
    if line.kind in FINISHED_HERE:
        return "done"
    return {
        "record_missing": "write",
        "approval": "decide",
        "task": "done",
        "action": "done",
        "measure": "done",
        "callback_due": "plan",
        "next_contact": "contact",
        "silent": "contact",
    }.get(line.kind, "open")


def words_of(step: str) -> str:
    """What the button says."""
    return {
        "record": _("Start record"),
        "write": _("Write record"),
        "decide": _("Decide…"),
        "done": _("Done"),
        "plan": _("Plan for today"),
        "contact": _("Enter contact"),
        "open": _("Open"),
    }[step]


def can_postpone(line: Line) -> bool:
    """Whether a later day can be given to it."""
    return (
        line.kind in VISITS
        or line.kind in ("task", "callback_due", "next_contact", "silent")
        or line.record in DAY_OF
    )


def needs_reason(line: Line) -> bool:
    """Whether putting it off wants a reason, which is kept."""
    return line.kind in VISITS or line.kind == "callback_due"
