"""What was saved about a project: its own changes and those of everything that belongs to it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.base import Record
from kamdesk.model.opportunity import (
    CloseDateChange,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    OutcomeChange,
    StageChange,
)
from kamdesk.model.project import (
    Action,
    NegotiationRound,
    ProjectStep,
    Quotation,
    QuotationLine,
    Review,
    Risk,
    TeamConflict,
    TeamMember,
)
from kamdesk.store import changes
from kamdesk.store.changes import Entry
from kamdesk.work.history_lines import HistoryLine, lines

_PARTS: tuple[type[Record], ...] = (
    StageChange, OutcomeChange, CloseDateChange, OpportunityLine, OpportunityCompetitor, TeamMember, TeamConflict,
    ProjectStep, Action, Risk, Quotation, NegotiationRound, Review,
)  # fmt: skip


def project_history(session: Session, opportunity_id: int, limit: int = 300) -> list[HistoryLine]:
    """The newest `limit` rows that were touched, the newest change first; also of what lies in the waste basket."""
    subjects: list[tuple[str, int]] = [(Opportunity.__name__, opportunity_id)]
    for part in _PARTS:
        table = part.__table__
        query = select(table.c.id).where(table.c.opportunity_id == opportunity_id)
        subjects += [(part.__name__, number) for number in session.scalars(query)]
    of_offers = (
        select(QuotationLine.id)
        .join(Quotation, Quotation.id == QuotationLine.quotation_id)
        .where(Quotation.opportunity_id == opportunity_id)
    )
    subjects += [(QuotationLine.__name__, number) for number in session.scalars(of_offers)]
    found: list[Entry] = []
    for record, record_id in subjects:
        found += changes.history(session, record=record, record_id=record_id, limit=limit)
    found.sort(key=lambda entry: -entry.change_id)
    return lines(session, found[:limit])
