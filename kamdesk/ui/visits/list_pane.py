"""The list of visits of a view, filtered by account, words, state, kind, visitor and time, sorted by heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kamdesk.i18n import _
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import VISIT_STATE
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.remember import Memory
from kamdesk.ui.view_list_pane import ViewListPane
from kamdesk.ui.visits import views
from kamdesk.ui.visits.calendar.entries import LOOKS
from kamdesk.ui.visits.list_filters import FilterBar, span_of
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.work import visit_calendar
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.visit_states import OPEN

COLUMNS: tuple[str, ...] = (
    "day", "account_id", "subject", "state", "planned_from", "kind", "owner_id", "held_on", "result",
    "next_step",
)  # fmt: skip
_WIDTHS = {"day": 104, "account_id": 160, "subject": 176, "state": 128, "planned_from": 58, "kind": 88,
           "owner_id": 84, "held_on": 100, "result": 92, "next_step": 190}  # fmt: skip
_HEADINGS = {
    "account_id": Term("Account", "客户"),
    "planned_from": Term("From", "时间"),
}
_SORTED: dict[str, tuple[str, bool]] = {
    "missing": ("held_on", False),
    "overdue": ("day", False),
    "waiting": ("day", False),
    "ahead": ("day", False),
}
"""View → the order it begins with, and whether it goes down; any other begins with the latest."""


class VisitListPane(ViewListPane):
    """The list; what is planned late stands in red."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Visit", "Account", "Staff"})
    RECORD = "Visit"
    COLUMNS = COLUMNS
    HEADINGS = _HEADINGS
    ORDER = ("day", True)
    ORDERS = _SORTED
    MEMORY = "visits.columns"
    WHOLE = frozenset({views.LIST})
    START = views.LIST

    plan_wanted = Signal()
    quick_wanted = Signal()

    def __init__(self, desk: Desk, memory: Memory) -> None:
        super().__init__(desk, memory, _("Visits"))

    def _widths(self) -> Mapping[str, int]:
        states = max(theme.text_width(str(each.label)) for each in VISIT_STATE) + 20
        return {**_WIDTHS, "state": states}

    def _of_view(self) -> tuple[Condition, ...]:
        return visit_calendar.conditions(self._view, date.today())

    def _buttons(self) -> Sequence[QWidget]:
        return (
            plain_button(_("Visit held"), "pencil", self.quick_wanted.emit),
            primary_button(_("Plan"), "plus", self.plan_wanted.emit),
        )

    def _filters(self) -> FilterBar:
        return FilterBar(self._store)

    def _none_yet(self) -> EmptyState:
        return EmptyState(
            "map-pin",
            _("No visits yet"),
            _(
                "Plan one, or enter one that was held already: what is written once becomes the record,"
                " the next appointment and the account's timeline."
            ),
            [
                primary_button(_("Plan a visit"), "plus", self.plan_wanted.emit),
                plain_button(_("Visit held"), "pencil", self.quick_wanted.emit),
            ],
        )  # fmt: skip

    def _nothing_found(self) -> str:
        return _("No visit fits these filters.")

    def _empty_view(self) -> str:
        return _("No visit is in this state at the moment.")

    def show_day(self, day: date) -> None:
        """The visits of one day."""
        self.bar.set_filter("day", span_of(day, day))

    def query_of_days(self, first: date, last: date) -> ListQuery:
        """The visits of some days, with the columns of this list."""
        span = span_of(first, last)
        return ListQuery("Visit", self.model.query.columns, conditions=span, sort="day")

    def _role_of(self, name: str, row: Mapping[str, Any]) -> str | None:
        """States in their colours; a day that passed without the visit in red."""
        if name == "state":
            return LOOKS[row["state"]].role
        late = row.get("day") is not None and row["day"] < date.today()
        if name == "day" and row["state"] in OPEN and late:
            return "bad"
        return "text" if name == "account_id" else "muted"
