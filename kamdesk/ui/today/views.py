"""The views of the Today tab."""

from __future__ import annotations

from kamdesk.i18n import N_, _
from kamdesk.ui.widgets.nav_list import NavList

TODAY, WEEK, ALL, APPROVALS, WAITING, SILENT, BIRTHDAYS, REVIEW = (
    "today", "week", "all", "approvals", "waiting", "silent", "birthdays", "review",
)  # fmt: skip
LISTS = (TODAY, WEEK, ALL, APPROVALS, WAITING, SILENT, BIRTHDAYS)
"""Views that are lists."""
_SECTIONS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "",
        (
            (TODAY, N_("Due today"), "calendar-check"),
            (WEEK, N_("Next 7 days"), "calendar"),
            (ALL, N_("All to do"), "list"),
        ),
    ),
    (
        N_("Waiting"),
        ((APPROVALS, N_("To decide"), "stamp"), (WAITING, N_("Waiting for others"), "clock")),
    ),
    (
        N_("Watch"),
        ((SILENT, N_("Silent accounts"), "moon"), (BIRTHDAYS, N_("Birthdays"), "gift")),
    ),
    (N_("Review"), ((REVIEW, N_("Weekly review"), "refresh"),)),
)  # fmt: skip


class Views(NavList):
    """`chosen` carries the key of a view."""

    def __init__(self) -> None:
        super().__init__(_("Views"))
        for section, entries in _SECTIONS:
            if section:
                self.add_section(_(section))
            for key, words, icon in entries:
                self.add_entry(key, _(words), icon)


def title_of(key: str) -> str:
    """What a view is called."""
    return next(
        _(words) for _section, entries in _SECTIONS for one, words, _icon in entries if one == key
    )
