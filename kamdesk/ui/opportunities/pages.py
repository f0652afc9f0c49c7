"""The further pages of the Opportunities tab.

To add a page: write its module in this folder (a `Page` whose constructor takes the desk; `show_subject` if it can be
opened on something) and one line in `PAGES`. A page without a section stands beside board, list and funnel.
"""

from __future__ import annotations

from kamdesk.i18n import N_
from kamdesk.ui.page_declaration import PageDeclaration

PROJECTS = N_("Projects")
SETTINGS = N_("Set up")

PAGES: tuple[PageDeclaration, ...] = (
    PageDeclaration("funnel", "", N_("Funnel"), "funnel", "funnel.page", "FunnelPage"),
    PageDeclaration("forecast", "", N_("Forecast"), "bar-chart", "forecast.page", "ForecastPage"),
    PageDeclaration("quotations", PROJECTS, N_("Quotations, rounds"), "document", "quotations_page", "QuotationsPage"),
    PageDeclaration("reviews", PROJECTS, N_("Reviews to write"), "history", "reviews_page", "ReviewsPage"),
    PageDeclaration("pipelines", SETTINGS, N_("Pipelines, gates"), "settings", "pipelines.page", "PipelinesPage"),
)  # fmt: skip
