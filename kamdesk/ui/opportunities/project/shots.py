"""What pictures are taken of the project page: every section of a project under way, the review of one that ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action, Review
from kamdesk.store.store import Store
from kamdesk.ui.opportunities.project.sections import SECTIONS

if TYPE_CHECKING:
    from kamdesk.ui.opportunities.tab import OpportunitiesTab

Step = tuple[str, Callable[[], object]]


def steps(tab: OpportunitiesTab, store: Store) -> Iterator[Step]:
    """Name of a picture and what brings its subject into view; nothing without a project."""
    with store.read() as session:
        under_way = session.scalar(
            select(Opportunity.id)
            .outerjoin(Action, Action.opportunity_id == Opportunity.id)
            .where(Opportunity.outcome == "open", Opportunity.deleted_at.is_(None))
            .group_by(Opportunity.id)
            .order_by(func.count(Action.id).desc(), Opportunity.id)
            .limit(1)
        )
        reviewed = session.scalar(select(Review.opportunity_id).order_by(Review.id).limit(1))
        young = session.scalar(
            select(Opportunity.id)
            .where(Opportunity.outcome == "open", Opportunity.deleted_at.is_(None))
            .order_by(Opportunity.stage_since.desc(), Opportunity.id)
            .limit(1)
        )
    if under_way is None:
        return
    for entry in SECTIONS:
        if entry.is_there():
            yield f"project-{entry.key}", partial(tab.show_opportunity, under_way, entry.key)
    yield "project-step", partial(_tell_step, tab, under_way)
    tab.project.close_step()
    if reviewed is not None:
        yield "project-reviewed", partial(tab.show_opportunity, reviewed, "review")
    if young is not None:
        for key in ("actions", "risks", "quotations", "strategy"):
            yield f"project-young-{key}", partial(tab.show_opportunity, young, key)
    tab.show_view("board")


def _tell_step(tab: OpportunitiesTab, opportunity_id: int) -> None:
    tab.show_opportunity(opportunity_id, "overview")
    with tab.desk.store.read() as session:
        stage_id = session.get_one(Opportunity, opportunity_id).stage_id
    tab.project.tell_step(stage_id, toggle=False)
