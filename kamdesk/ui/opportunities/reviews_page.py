"""What was won, lost or called off and is large enough for a closing review that nobody has written yet."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from sqlalchemy import select

from kamdesk.i18n import _
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.records import RecordsModel, records_table
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.work.opportunity_views import review_due


class ReviewsPage(Page):
    """`open_wanted(id, section)`: the project is to be opened where its review is written."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Opportunity", "Review", "SettingValue", "Account"}
    )

    open_wanted = Signal(int, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk = desk
        self._head = PageHead(_("Reviews to write"))
        self.model = RecordsModel(desk.store, self)
        self.table = records_table(self.model, _("Reviews to write"))
        self.table.opened.connect(self._open)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(
            EmptyState(
                "check",
                _("Every review is written"),
                _(
                    "What is won, lost or called off and large enough waits here until somebody wrote down what the "
                    "next project should know."
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
        with self._desk.store.read() as session:
            ids = select(Opportunity.id).where(*review_due(session))
        self.model.show_ids(ids)
        count = self.model.rowCount()
        self._head.set_count(f"{count:,}" if count else "")
        self._stack.setCurrentIndex(0 if count else 1)

    def _open(self, row: int) -> None:
        found = self.model.row_at(row)
        if found is not None:
            self.open_wanted.emit(found.id, "review")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.table.setFocus()
