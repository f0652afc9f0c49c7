"""What the list of opportunities is filtered by: account and words typed, pipeline, stage, outcome, owner, time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QMenu

from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.sales_words import FORECAST_CATEGORY, OUTCOME
from kamdesk.ui.visits.list_filters import FilterBar
from kamdesk.work import pipelines
from kamdesk.work.opportunity_views import last_of_month


class OpportunityFilters(FilterBar):
    """The chips of the list of opportunities."""

    RECORD: ClassVar[type[Record]] = Opportunity
    TIME: ClassVar[str] = "expected_close_on"

    def name_of_words(self) -> str:
        return _("Name, number, need")

    def fillers(self) -> tuple[tuple[str, Callable[[QMenu], None]], ...]:
        return (
            ("pipeline_id", self._fill_pipelines),
            ("stage_id", self._fill_stages),
            ("outcome", partial(self.fill_choices, "outcome", OUTCOME)),
            ("owner_id", self.fill_staff),
            (self.TIME, self.fill_spans),
            ("forecast_category", partial(self.fill_choices, "forecast_category", FORECAST_CATEGORY)),
        )  # fmt: skip

    def spans(self, today: date) -> tuple[tuple[str, date, date], ...]:
        month = today.replace(day=1)
        quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
        following = last_of_month(quarter, 2) + timedelta(days=1)
        return (
            (_("Overdue"), date(2000, 1, 1), today - timedelta(days=1)),
            (_("This month"), month, last_of_month(month, 0)),
            (_("Next month"), last_of_month(month, 0) + timedelta(days=1), last_of_month(month, 1)),
            (_("This quarter"), quarter, last_of_month(quarter, 2)),
            (_("Next quarter"), following, last_of_month(following, 2)),
            (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31)),
        )

    def _fill_pipelines(self, menu: QMenu) -> None:
        menu.clear()
        with self._store.read() as session:
            for each in pipelines.all_pipelines(session):
                self.offer(menu, each.title, "pipeline_id", (each.id,))

    def _fill_stages(self, menu: QMenu) -> None:
        menu.clear()
        chosen: tuple[Any, ...] = ()
        if "pipeline_id" in self.filters:
            chosen = self.filters["pipeline_id"][0].values
        with self._store.read() as session:
            stages = pipelines.all_stages(session)
            titles = {each.id: each.title for each in pipelines.all_pipelines(session)}
            last = None
            for each in stages:
                if chosen and each.pipeline_id not in chosen:
                    continue
                if each.pipeline_id != last and not chosen:
                    menu.addSection(titles[each.pipeline_id])
                    last = each.pipeline_id
                self.offer(menu, each.title, "stage_id", (each.id,))
