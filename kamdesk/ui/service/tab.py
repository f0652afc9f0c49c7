"""The Service tab: its pages, and beside each how much waits there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.orm import Session

from kamdesk.ui.page_declaration import PageDeclaration
from kamdesk.ui.page_tab import PageTab
from kamdesk.ui.service.pages import COUNTS, PAGES, RECORDS
from kamdesk.work import lists
from kamdesk.work.lists import ListQuery


class ServiceTab(PageTab):
    """Its pages are named in `kamdesk.ui.service.pages`."""

    KEY: ClassVar[str] = "service"
    PACKAGE: ClassVar[str] = "kamdesk.ui.service"
    PAGES: ClassVar[tuple[PageDeclaration, ...]] = PAGES
    RECORDS: ClassVar[Mapping[str, str]] = RECORDS

    def read_counts(self, session: Session) -> dict[str, tuple[int, bool]]:
        return {
            key: (lists.count(session, ListQuery(record, (), conditions=conditions)), urgent)
            for key, (record, conditions, urgent) in COUNTS.items()
        }
