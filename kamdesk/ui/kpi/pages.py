"""The further pages of the KPI tab.

To add a page: write its module in a folder of its own here (a `Page` whose constructor takes the desk; `show_subject`
if it can be opened on something) and one line in `PAGES`. A page without a section stands below the indicators. A page
that shows records of its own has their classes in `PAGE_OF`: it is then opened on ``(class name, id)``.

A page may wish: `figure_wanted(key, period, scope)` opens a card, `page_wanted(key, subject)` another page.
"""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.ui.page_declaration import PageDeclaration

PERIODS = N_("Periods")

PAGES: tuple[PageDeclaration, ...] = (
    PageDeclaration("people", "", N_("Persons compared"), "users", "people_page", "PeoplePage"),
    PageDeclaration("reports", PERIODS, N_("Reports"), "printer", "reports.page", "ReportsPage"),
    PageDeclaration("frozen", PERIODS, N_("Frozen periods"), "history", "frozen_page", "FrozenPage"),
)  # fmt: skip

PAGE_OF: dict[str, str] = {
    "FrozenPeriod": "frozen",
    "FrozenFigure": "frozen",
}
"""Class of records → the page they live on."""
