"""Quotations and bids that are not decided yet, of all projects; each opens where its rounds are noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from kamdesk.i18n import _
from kamdesk.model.project import Quotation
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.record_list import RecordListModel
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work.lists import Condition, ListQuery

_COLUMNS = (
    "number",
    "version_no",
    "opportunity_id",
    "kind",
    "on",
    "valid_until",
    "sent_on",
    "state",
)
_WIDTHS = (130, 60, 240, 90, 104, 104, 104, 100)
_OPEN = ("draft", "sent")


class QuotationsPage(Page):
    """`open_wanted(id, section)`: the project of a quotation is to be opened."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Quotation", "Opportunity"})
    open_wanted = Signal(int, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._store = desk.store
        self.which = Segment([("open", _("Undecided")), ("all", _("All"))], name=_("Quotations"))
        self.which.chosen.connect(self._on_which)
        self._head = PageHead(_("Quotations, rounds"), self.which)
        self.model = RecordListModel(
            self._store, ListQuery("Quotation", _COLUMNS, sort="valid_until"), _role_of
        )
        self.table = PagedTable(_("Quotations"))
        self.table.setModel(self.model)
        self.table.set_widths(_WIDTHS)
        self.table.set_stretch_column(2)
        self.table.opened.connect(self._open)
        self.table.sort_requested.connect(self._on_sort)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(
            EmptyState(
                "document",
                _("No quotation is waiting"),
                _(
                    "Quotations and bids are written in their project; those not decided yet stand here."
                ),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self.track(desk.events.changed, self.on_changed)

    def refresh(self) -> None:
        is_open = (Condition("state", "is", _OPEN),) if self.which.current() == "open" else ()
        self.model.set_query(self.model.query.with_(conditions=is_open))
        count = self.model.total()
        self._head.set_count(f"{count:,}" if count else "")
        self._stack.setCurrentIndex(0 if count else 1)

    def list_query(self) -> ListQuery:
        """What the list shows, for an export."""
        return self.model.query

    def _on_which(self, _key: str) -> None:
        self.refresh()

    def _on_sort(self, column: int, ascending: bool) -> None:
        query = self.model.query.with_(sort=_COLUMNS[column], descending=not ascending)
        self.model.set_query(query)
        self.table.set_sort(column, ascending)

    def _open(self, row: int) -> None:
        number = self.model.id_at(row)
        if number is not None:
            with self._store.read() as session:
                project = session.get_one(Quotation, number).opportunity_id
            self.open_wanted.emit(project, "quotations")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.table.setFocus()


def _role_of(name: str, row: Mapping[str, Any]) -> str | None:
    """What is out of date while nobody decided is red."""
    until: date | None = row["valid_until"]
    if (
        name == "valid_until"
        and row["state"] in _OPEN
        and until is not None
        and until < date.today()
    ):
        return "bad"
    return "text" if name in ("number", "opportunity_id") else "muted"
