"""Where a record lives: the tab that shows it, and what to ask that tab for.

To add a kind that does not live with its account: one line in `_PLACES` or in `TAB_OF` or, for what belongs to a
project, in `SECTION_OF`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.base import Record
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.store.recorder import above_of, account_of
from kamdesk.ui.accounts.parts import PAGE_OF_PART

SECTION_OF: dict[str, str | None] = {
    "Opportunity": None,
    "Action": "actions",
    "Risk": "risks",
    "Quotation": "quotations",
    "NegotiationRound": "quotations",
    "Review": "review",
    "TeamMember": "team",
    "TeamConflict": "team",
    "ProjectStep": "overview",
    "OpportunityLine": "overview",
    "OpportunityCompetitor": "overview",
    "StageChange": "overview",
    "OutcomeChange": "overview",
    "CloseDateChange": "overview",
    "ChainLink": "map",
    "Analysis": "analysis",
}
"""Class of what belongs to a project → the section of the project page that shows it."""

TAB_OF: dict[str, str] = dict.fromkeys(
    (
        "Contract", "Purchase", "ServicePlan", "Complaint", "Feedback", "ServiceRequest", "Survey", "Activity",
        "LetterTemplate",
    ),
    "service",
) | dict.fromkeys(
    (
        "Target", "Budget", "SalesForecast", "FrozenPeriod", "Assessment", "AssessmentTemplate", "IncentiveRule",
        "Incentive", "Training",
    ),
    "kpi",
)  # fmt: skip
"""Class → the tab that has a page for such records; what belongs to one of them is shown with it."""


class Window(Protocol):
    """What of the main window is needed here."""

    def show_tab(self, key: str) -> Any:
        """Goes to a tab and returns its widget."""

    def say(self, sentence: str) -> None:
        """Tells the user something."""


def _visit(window: Window, record_id: int) -> None:
    window.show_tab("visits").show_visit(record_id)


def _callback(window: Window, record_id: int) -> None:
    window.show_tab("visits").plan_callback(record_id)


def _expense(window: Window, record_id: int) -> None:
    window.show_tab("visits").show_page("expenses", ("Expense", record_id))


def _claim(window: Window, record_id: int) -> None:
    window.show_tab("visits").show_page("expenses", ("ExpenseClaim", record_id))


def _task(window: Window, record_id: int) -> None:
    if not window.show_tab("today").show_task(record_id):
        window.say(_("This task is not open any more; the history has it."))


def _development(window: Window, record_id: int) -> None:
    window.show_tab("accounts").show_page("development", record_id)


def _competitor(window: Window, record_id: int) -> None:
    window.show_tab("accounts").show_page("competitors", ("Competitor", record_id))


def _intelligence(window: Window, record_id: int) -> None:
    window.show_tab("accounts").show_page("competitors", ("Intelligence", record_id))


_PLACES: dict[str, Callable[[Window, int], None]] = {
    "Visit": _visit,
    "CallbackPlan": _callback,
    "Expense": _expense,
    "ExpenseClaim": _claim,
    "Task": _task,
    "Development": _development,
    "Competitor": _competitor,
    "Intelligence": _intelligence,
}


def show(window: Window, session: Session, record: str, record_id: int) -> None:
    """Shows the record in the tab where it lives: what belongs to a project or a development there, else with its
    account."""
    if record in _PLACES:
        _PLACES[record](window, record_id)
        return
    found = session.get(RECORD_BY_NAME[record], record_id)
    shown = _shown_in_tab(session, found)
    if shown is not None:
        kind, number = shown
        window.show_tab(TAB_OF[kind]).show_record(kind, number)
        return
    project = _above(session, found, "Opportunity")
    if project is not None and record in SECTION_OF:
        window.show_tab("opportunities").show_opportunity(project, SECTION_OF[record])
        return
    development = _above(session, found, "Development")
    if development is not None:
        _development(window, development)
        return
    accounts = window.show_tab("accounts")
    plan = _above(session, found, "AccountPlan")
    if plan is not None:
        accounts.show_record("AccountPlan", plan)
        return
    direct = record in ("Account", "Staff", *PAGE_OF_PART)
    account_id = account_of(session, found) if found is not None and not direct else None
    if account_id is not None:
        accounts.show_record("Account", account_id)
    else:
        accounts.show_record(record, record_id)


def _shown_in_tab(session: Session, record: Record | None) -> tuple[str, int] | None:
    """Class name and id of the record of `TAB_OF` that `record` is, or belongs to."""
    while record is not None:
        if type(record).__name__ in TAB_OF:
            return type(record).__name__, record.id
        above = above_of(record)
        record = session.get(*above) if above is not None else None
    return None


def _above(session: Session, record: Record | None, kind: str) -> int | None:
    """The id of the record of class `kind` that `record` is, or belongs to."""
    while record is not None:
        if type(record).__name__ == kind:
            return record.id
        opportunity = getattr(record, "opportunity_id", None)
        if kind == "Opportunity" and opportunity is not None:
            return int(opportunity)
        above = above_of(record)
        record = session.get(*above) if above is not None else None
    return None
