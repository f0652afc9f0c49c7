"""The sections of the project page. To add one: write its pane and one line in `SECTIONS`.

A pane is a `Page` made with the desk; `show_opportunity(id)` shows a project, unless its line says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from kamdesk.i18n import N_
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui.desk import Desk

_HERE = "kamdesk.ui.opportunities.project"
Show = Callable[[Any, Opportunity], object]


def _by_id(pane: Any, opportunity: Opportunity) -> object:
    return pane.show_opportunity(opportunity.id)


def _as_map(pane: Any, opportunity: Opportunity) -> object:
    return pane.show_map(opportunity.account_id, opportunity.id)


@dataclass(frozen=True)
class Section:
    """`key` as `gate_message.SECTION_OF_GATE` names it; `module` and `name`: its pane.

    `needs_account`: it shows nothing without one.
    """

    key: str
    label: str
    icon: str
    module: str
    name: str
    show: Show = _by_id
    needs_account: bool = False

    def is_there(self) -> bool:
        """Whether the module of its pane exists."""
        return find_spec(self.module) is not None

    def make(self, desk: Desk) -> Any:
        """The pane."""
        return getattr(import_module(self.module), self.name)(desk)


SECTIONS: tuple[Section, ...] = (
    Section("overview", N_("Overview"), "info", f"{_HERE}.overview", "OverviewPane"),
    Section("team", N_("Team"), "users", f"{_HERE}.team", "TeamPane"),
    Section("map", N_("Decision map"), "tree", "kamdesk.ui.relations.map_pane", "MapPane", _as_map, needs_account=True),
    Section("analysis", N_("Analysis"), "pentagon", "kamdesk.ui.opportunities.analysis.pane", "AnalysisPane"),
    Section("strategy", N_("Strategies"), "flag", f"{_HERE}.strategy", "StrategyPane"),
    Section("actions", N_("5W2H plan"), "list", f"{_HERE}.actions_pane", "ActionsPane"),
    Section("risks", N_("Risks"), "warning", f"{_HERE}.risks_pane", "RisksPane"),
    Section("quotations", N_("Offers"), "document", f"{_HERE}.quotations_pane", "QuotationsPane"),
    Section("visits", N_("Visits"), "map-pin", f"{_HERE}.visits_pane", "VisitsPane"),
    Section("documents", N_("Documents"), "folder", f"{_HERE}.documents_pane", "DocumentsPane"),
    Section("review", N_("Closing review"), "check", f"{_HERE}.review_pane", "ReviewPane"),
    Section("history", N_("History"), "history", f"{_HERE}.history_pane", "HistoryPane"),
)  # fmt: skip
