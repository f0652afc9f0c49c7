"""The files of the project, filed with its account too."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy.orm import Session

from kamdesk.model.opportunity import Opportunity
from kamdesk.ui.accounts.documents_page import DocumentsPage
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.project.pane import ProjectPane


class DocumentsPane(ProjectPane):
    """The page of an account's documents, of this project only."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.page = DocumentsPage(desk)
        self.page.saved.connect(self.saved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def forms(self) -> tuple[Form, ...]:
        return (self.page,)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        del session
        self.page.show_record(
            "Opportunity", opportunity.id, opportunity.account_id, opportunity.name
        )
