"""Every saved action that touched the project, with what it changed and the way to undo it alone."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy.orm import Session

from kamdesk.model.opportunity import Opportunity
from kamdesk.ui.accounts.account_history import AccountHistory
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.work.project_history import project_history


class HistoryPane(ProjectPane):
    """One line a change, below it one line a field."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.history = AccountHistory(desk.store)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.history)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        found = project_history(session, opportunity.id)
        self.history.show_lines("Opportunity", opportunity.id, found)
