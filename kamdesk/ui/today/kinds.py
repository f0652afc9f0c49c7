"""How each kind of thing on the agenda looks, and what the next thing to do with it is called.

To add a kind: name it in `kamdesk.work.agenda_entry.KINDS`, and here.
"""

from __future__ import annotations

from typing import NamedTuple

from kamdesk.i18n import N_


class Look(NamedTuple):
    """Icon, and the words of the next thing (marked, translated when shown)."""

    icon: str
    next_words: str
    can_be_postponed: bool = True


LOOKS: dict[str, Look] = {
    "visit": Look("map-pin", N_("Start the record")),
    "reception": Look("users", N_("Start the record")),
    "callback": Look("phone", N_("Start the record")),
    "call": Look("phone", N_("Start the record")),
    "online": Look("external", N_("Start the record")),
    "callback_due": Look("phone", N_("Plan it")),
    "record_missing": Look("pencil", N_("Write the record"), can_be_postponed=False),
    "approval": Look("stamp", N_("Decide"), can_be_postponed=False),
    "returned": Look("undo", N_("Look at it"), can_be_postponed=False),
    "task": Look("check", N_("Done")),
    "next_contact": Look("calendar", N_("Enter the contact")),
    "birthday": Look("gift", N_("Open"), can_be_postponed=False),
    "development": Look("kanban", N_("Open"), can_be_postponed=False),
    "claim": Look("money", N_("Open"), can_be_postponed=False),
}
VISITS = ("visit", "reception", "callback", "call", "online")
"""Kinds that are visits still to come."""
