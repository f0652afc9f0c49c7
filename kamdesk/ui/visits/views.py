"""The views of the Visits tab: week, month, list; by state and by kind; the further pages; a small month below."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from kamdesk.i18n import N_, _
from kamdesk.model.expense import Expense
from kamdesk.store.store import Store
from kamdesk.ui.visits.pages import PAGES
from kamdesk.ui.widgets.nav_list import NavList
from kamdesk.work import approvals, settings, visit_calendar

WEEK, MONTH, LIST, PAGE = "week", "month", "all", "page:"

_STATES = (
    ("missing", N_("No record yet"), "pencil"),
    ("overdue", N_("Day passed"), "warning"),
    ("waiting", N_("Waiting for approval"), "stamp"),
    ("ahead", N_("Next 14 days"), "clock"),
)
_KINDS = (
    ("kind:visit", N_("Visits"), "map-pin"),
    ("kind:reception", N_("Receptions"), "users"),
    ("kind:callback", N_("Call-backs"), "phone"),
)
_URGENT = ("missing", "overdue")


class Views(NavList):
    """`chosen` carries the key of a view: week, month, one of `visit_calendar.conditions`, or ``page:`` and its key."""

    def __init__(self, store: Store) -> None:
        super().__init__(_("Views"))
        self._store = store
        self.add_entry(WEEK, _("Week"), "columns")
        self.add_entry(MONTH, _("Month"), "calendar")
        self.add_entry(LIST, _("All visits"), "list")
        self.add_section(_("State"))
        for key, words, icon in _STATES:
            self.add_entry(key, _(words), icon)
        self.add_section(_("Kind"))
        for key, words, icon in _KINDS:
            self.add_entry(key, _(words), icon)
        section = ""
        for entry in PAGES:
            if _(entry.section) != section:
                section = _(entry.section)
                self.add_section(section)
            self.add_entry(f"{PAGE}{entry.key}", _(entry.label), entry.icon)

    def refresh(self) -> None:
        """Counts anew."""
        with self._store.read() as session:
            counts = visit_calendar.view_counts(session, date.today())
            waiting = len(approvals.waiting(session, settings.me(session)))
            spent = select(func.count()).where(
                Expense.state == "open", Expense.deleted_at.is_(None)
            )
            open_expenses = session.scalar(spent) or 0
        for key in (LIST, *(key for key, _words, _icon in (*_STATES, *_KINDS))):
            count = counts.get(key, 0)
            urgent = key in _URGENT and count
            self.set_count(key, f"{count:,}", "bad" if urgent else "muted")
        for key, count in (
            ("gifts", counts["gifts"]),
            ("approvals", waiting),
            ("expenses", open_expenses),
        ):
            self.set_count(f"{PAGE}{key}", f"{count:,}" if count else "")

    @staticmethod
    def title_of(key: str) -> str:
        """What the list of a view is called."""
        known = {key: words for key, words, _icon in (*_STATES, *_KINDS)}
        return _(known[key]) if key in known else _("All visits")


def is_list(key: str) -> bool:
    """Whether a view is shown as a list."""
    return key not in (WEEK, MONTH) and not key.startswith(PAGE)
