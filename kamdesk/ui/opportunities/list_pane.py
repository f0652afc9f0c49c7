"""The list of opportunities of a view: filtered, sorted by heading, several changed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.model.terms import Term
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities import views
from kamdesk.ui.opportunities.list_filters import OpportunityFilters
from kamdesk.ui.remember import Memory
from kamdesk.ui.view_list_pane import ViewListPane
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.work import opportunity_views
from kamdesk.work.lists import Condition

COLUMNS: tuple[str, ...] = (
    "name", "account_id", "stage_id", "amount", "expected_close_on", "owner_id", "next_step",
    "next_contact_on", "stage_since", "outcome", "slips", "slipped_days", "number", "closed_on",
)  # fmt: skip
_WIDTHS = {"name": 180, "account_id": 140, "stage_id": 96, "amount": 120, "expected_close_on": 104, "owner_id": 76,
           "next_step": 150, "next_contact_on": 100, "stage_since": 100, "outcome": 76, "slips": 66,
           "slipped_days": 66, "number": 112, "closed_on": 100}  # fmt: skip
_HEADINGS = {
    "name": Term("Opportunity", "商机"),
    "account_id": Term("Account", "客户"),
    "expected_close_on": Term("Close", "预计签约"),
    "stage_since": Term("Since", "进入阶段"),
    "slips": Term("Put off", "推迟"),
    "slipped_days": Term("by days", "推迟天数"),
}
_SORTED: dict[str, tuple[str, bool]] = {
    "stalled": ("stage_since", False),
    "won": ("closed_on", True),
    "ended": ("closed_on", True),
    "all": ("number", True),
}
"""View → the order it begins with, and whether it goes down; any other begins with what closes first."""


class OpportunityListPane(ViewListPane):
    """The list. `bulk_wanted(ids)`: those selected are to be changed at once."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Opportunity", "Account", "Staff", "Stage", "Pipeline", "SettingValue"}
    )
    RECORD = "Opportunity"
    COLUMNS = COLUMNS
    HEADINGS = _HEADINGS
    ORDER = ("expected_close_on", False)
    ORDERS = _SORTED
    MEMORY = "opportunities.columns"
    WHOLE = frozenset({views.LIST, "all"})

    bulk_wanted = Signal(list)
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, desk: Desk, memory: Memory) -> None:
        with desk.store.read() as session:
            self._limits = opportunity_views.limits(session)
        super().__init__(desk, memory, _("Opportunities"))
        self.table.selectionModel().selectionChanged.connect(self._on_selection)

    def _widths(self) -> Mapping[str, int]:
        return _WIDTHS

    def _of_view(self) -> tuple[Condition, ...]:
        return opportunity_views.conditions(self._view, date.today(), self._limits)

    def _buttons(self) -> Sequence[QWidget]:
        self.bulk_button = plain_button(_("Change several…"), "pencil", self._on_bulk)
        return (
            self.bulk_button,
            primary_button(_("New opportunity"), "plus", self.new_wanted.emit),
        )

    def _filters(self) -> OpportunityFilters:
        return OpportunityFilters(self._store)

    def _none_yet(self) -> EmptyState:
        return EmptyState(
            "funnel",
            _("No opportunity yet"),
            _(
                "What an account may buy stands here, with what it is worth, how far it is and what comes next. "
                "A list from Excel or another program can be imported."
            ),
            [
                primary_button(_("New opportunity"), "plus", self.new_wanted.emit),
                plain_button(_("Import a list"), "upload", self.import_wanted.emit),
            ],
        )

    def _nothing_found(self) -> str:
        return _("No opportunity fits these filters.")

    def _empty_view(self) -> str:
        return _("No opportunity is in this list at the moment.")

    def show_stage(self, stage_id: int) -> None:
        """What stands in one stage."""
        self.bar.set_filter("stage_id", (Condition("stage_id", "is", (stage_id,)),))

    def refresh(self) -> None:
        with self._store.read() as session:
            self._limits = opportunity_views.limits(session)
        super().refresh()

    def _show_state(self) -> None:
        super()._show_state()
        self._on_selection()

    def _on_bulk(self) -> None:
        self.bulk_wanted.emit(self.selected_ids())

    def _on_selection(self, *_changed: object) -> None:
        count = len(self.table.selected_rows()) if self.model.total() else 0
        self.bulk_button.setVisible(count > 1 and not self._store.read_only)
        words = ngettext("Change {count}…", "Change {count}…", count).format(count=f"{count:,}")
        self.bulk_button.setText(words)

    def _role_of(self, name: str, row: Mapping[str, Any]) -> str | None:
        """Overdue contacts and closes, and what stands still, in red; slipping ones warn; ends in their colours."""
        today = date.today()
        is_open = row["outcome"] == "open"
        if name == "outcome":
            return {"won": "good", "lost": "bad"}.get(row["outcome"], "muted")
        if is_open and name in ("next_contact_on", "expected_close_on"):
            on = row[name]
            return "bad" if on is not None and on < today else "text"
        if is_open and name == "stage_since":
            return "bad" if self._limits.is_stalled(row[name], today) else "muted"
        if is_open and name in ("slips", "slipped_days"):
            return (
                "warn" if self._limits.is_slipping(row["slips"], row["slipped_days"]) else "muted"
            )
        if name == "amount":
            amount: Decimal | None = row["amount"]
            return "text" if amount else "muted"
        return "text" if name in ("name", "account_id", "next_step") else "muted"
