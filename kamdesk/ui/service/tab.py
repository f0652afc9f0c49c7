"""The Service tab."""

from __future__ import annotations

from typing import ClassVar

from kamdesk.ui.page_tab import PageTab
from kamdesk.ui.service.pages import PAGES, RECORDS


class ServiceTab(PageTab):
    """Its pages are named in `kamdesk.ui.service.pages`."""

    KEY: ClassVar[str] = "service"
    PACKAGE: ClassVar[str] = "kamdesk.ui.service"
    PAGES = PAGES
    RECORDS = RECORDS
