"""The pages of the Service tab, in the order of the views at the left.

To add a page: write its module in this folder (a `Page` whose constructor takes the desk, most often a `RecordPage`),
one line in `PAGES`, and one in `RECORDS` for each kind of record it shows.
"""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.ui.page_declaration import PageDeclaration

CARE = N_("Care")

PAGES: tuple[PageDeclaration, ...] = (
    PageDeclaration("complaints", CARE, N_("Complaints"), "warning", "complaints", "ComplaintsPage"),
)  # fmt: skip

RECORDS: dict[str, str] = {
    "Complaint": "complaints",
}
"""Class name → key of the page that shows such records."""
