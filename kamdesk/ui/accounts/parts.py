"""Which page of an account's detail shows the records that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kamdesk.ui.accounts.detail import AccountDetail

PAGE_OF_PART: dict[str, str] = {
    "Contact": "people",
    "Document": "documents",
    "AccountPlan": "plan",
    "AccountScore": "plan",
    "GradeReview": "plan",
    "WhiteSpace": "market",
    "CompetitorShare": "market",
    "InformationItem": "market",
}
"""Class name of a record → the page of its account."""


def show_part(detail: AccountDetail, record: str, record_id: int) -> None:
    """Goes to the page that shows the record, and to the record itself where the page can."""
    key = PAGE_OF_PART.get(record)
    if key is None:
        return
    detail.show_page(key)
    if record == "Contact":
        detail.people.open_person(record_id)
    elif record == "AccountPlan":
        from kamdesk.ui.accounts.plan.plan_page import PlanPage  # late: with the page itself

        page = detail.plan.page
        if isinstance(page, PlanPage):
            page.show_plan(record_id)
