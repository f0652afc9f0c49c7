"""How much there is in each section of a project, counted in the database."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.model.base import Record
from kamdesk.model.document import Document
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action, Quotation, Risk, TeamMember
from kamdesk.model.relations import ChainLink
from kamdesk.model.visit import Visit
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.swot import Swot

_COUNTED: dict[str, type[Record]] = {
    "team": TeamMember,
    "map": ChainLink,
    "actions": Action,
    "risks": Risk,
    "quotations": Quotation,
    "visits": Visit,
}


def section_counts(session: Session, opportunity: Opportunity) -> dict[str, int]:
    """Key of a section → how many records it has."""
    counts = {}
    for key, record in _COUNTED.items():
        owner = record.__table__.c.opportunity_id
        query = (
            select(func.count())
            .select_from(record)
            .where(owner == opportunity.id, record.deleted_at.is_(None))
        )
        counts[key] = session.scalar(query) or 0
    documents = select(func.count()).where(
        Document.record_kind == "Opportunity",
        Document.record_id == opportunity.id,
        Document.deleted_at.is_(None),
    )
    counts["documents"] = session.scalar(documents) or 0
    swot = assessments.newest(session, opportunity, "swot")
    counts["strategy"] = len(Swot.from_content(swot.content).strategies) if swot else 0
    return counts
