"""What the pages of an account share that list records of the Service tab: sections, their heights, the way there."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.ui.widgets.section import SectionHeader


def add_section(column: QVBoxLayout, title: str, body: QWidget) -> SectionHeader:
    """Adds a heading that folds `body` and the body below it."""
    head = SectionHeader(title)
    head.set_body(body)
    column.addWidget(head)
    column.addWidget(body)
    return head


def fit_rows(table: PagedTable) -> None:
    """Makes a table as high as its rows: the page scrolls, not the table. One without rows takes no room."""
    count = table.model().rowCount()
    table.setVisible(count > 0)
    height = table.horizontalHeader().sizeHint().height()
    table.setFixedHeight(height + count * table.verticalHeader().defaultSectionSize() + 4)


def new_in_service(widget: QWidget, page: str, subject: object) -> None:
    """Goes to a page of the Service tab, working on `subject`."""
    window: Any = widget.window()
    window.show_tab("service").show_page(page, subject)
