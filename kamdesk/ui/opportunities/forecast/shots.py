"""What pictures are taken of the forecast: by month, quarter and owner, with the accuracy of each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kamdesk.ui.opportunities.forecast.page import ForecastPage
from kamdesk.ui.opportunities.tab import OpportunitiesTab

Step = tuple[str, Callable[[], object]]


def steps(tab: OpportunitiesTab) -> Iterator[Step]:
    """Name of a picture and what brings its subject into view."""
    yield "forecast", partial(tab.show_page, "forecast")
    page = tab.findChild(ForecastPage)
    if page is None:  # not before the page is shown
        return
    yield "forecast-by-quarter", partial(page.by.choose, "quarter")
    yield "forecast-by-owner", partial(page.by.choose, "owner")
    yield "forecast-per-person", page.moved.people_link.click
    page.by.choose("month")
