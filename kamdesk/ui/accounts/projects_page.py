"""The opportunities of an account: what is under way, what was won and lost, and the way to a new one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.words import short_money
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.work import opportunity_rows

if TYPE_CHECKING:
    from kamdesk.ui.opportunities.records import RecordsModel

_HIDDEN = ("tier", "account", "probability")
"""Columns that say the same in every row here, or too little."""


class ProjectsPage(QWidget):
    """Open ones first, the nearest close on top; Enter opens the project."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._account_id = 0
        self.stack = QStackedLayout(self)

    @cached_property
    def model(self) -> RecordsModel:
        """The rows; everything here is made when it is first shown."""
        from kamdesk.ui.opportunities.records import RecordsModel, records_table

        model = RecordsModel(self._desk.store, self)
        self.table = records_table(model, _("Opportunities"))
        self._build(model)
        return model

    def _build(self, model: RecordsModel) -> None:
        self._said = ElidedLabel("", "muted")
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(self._said, 1)
        bar.addWidget(plain_button(_("New opportunity"), "plus", self._begin))
        for column, key in enumerate(model.keys()):
            self.table.setColumnHidden(column, key in _HIDDEN)
        self.table.opened.connect(self._open)
        listed = QWidget()
        column_ = QVBoxLayout(listed)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(0)
        column_.addLayout(bar)
        column_.addWidget(self.table, 1)
        empty = EmptyState(
            "funnel",
            _("No opportunity yet"),
            _("What this account may buy stands here, from the first hint to the contract."),
            [primary_button(_("New opportunity"), "plus", self._begin)],
        )
        self.stack.addWidget(listed)
        self.stack.addWidget(empty)

    def show_account(self, account_id: int) -> None:
        """Shows the opportunities of an account, or those of the same one anew."""
        model, is_same = self.model, account_id == self._account_id
        row = self.table.current_row() if is_same else 0
        self._account_id = account_id
        model.show_ids(opportunity_rows.of_account(account_id))
        count = self.model.rowCount()
        self.stack.setCurrentIndex(0 if count else 1)
        if count:
            self.table.go_to_row(min(max(row, 0), count - 1))
        sums = self.model.sums
        if sums is not None:
            words = ngettext("{count} opportunity", "{count} opportunities", count).format(
                count=count
            )
            amount = short_money(sums.amount, wan=self.model.wan)
            weighted = short_money(sums.weighted, wan=self.model.wan)
            self._said.setText(
                _("{words} · {amount} · weighted {weighted}").format(
                    words=words, amount=amount, weighted=weighted
                )
            )

    def _open(self, row: int) -> None:
        found = self.model.row_at(row)
        if found is not None:
            self._desk.open_record("Opportunity", found.id)

    def _begin(self) -> None:
        self._desk.signals.opportunity_wanted.emit(self._account_id)
