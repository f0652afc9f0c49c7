"""One change to many opportunities: what each of them allows is done, the rest is refused and said by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.store.attempt import attempt
from kamdesk.work import opportunities

_BLOCK = 500


@dataclass(frozen=True)
class BulkResult:
    """How many were changed, how many were so already, and the refused ones: id, name, why."""

    changed: int
    unchanged: int
    refused: tuple[tuple[int, str, str], ...]


def move_many(
    session: Session, ids: Sequence[int], stage: Stage, on: date, reason: str | None = None
) -> BulkResult:
    """Takes each of them to `stage`, through the gates of its own way; back only with `reason`."""
    changed = unchanged = 0
    refused: list[tuple[int, str, str]] = []
    for each in _records(session, ids):
        if each.stage_id == stage.id:
            unchanged += 1
            continue
        try:
            opportunities.check_move(session, each, stage, on, reason)
        except RuleError as refusal:
            refused.append((each.id, each.name, refusal.sentence))
            continue
        opportunities.move(session, each, stage, on, reason=reason)
        changed += 1
    return BulkResult(changed, unchanged, tuple(refused))


def change_many(
    session: Session, ids: Sequence[int], values: Mapping[str, Any], on: date
) -> BulkResult:
    """Gives all of them the same values; a close date that moves later counts as put off."""
    changed = unchanged = 0
    refused: list[tuple[int, str, str]] = []
    for each in _records(session, ids):
        if all(getattr(each, name) == value for name, value in values.items()):
            unchanged += 1
            continue
        name = each.name
        try:
            with attempt(session):
                opportunities.change_opportunity(session, each, values, on)
        except RuleError as refusal:
            refused.append((each.id, name, refusal.sentence))
            continue
        changed += 1
    return BulkResult(changed, unchanged, tuple(refused))


def _records(session: Session, ids: Sequence[int]) -> Iterable[Opportunity]:
    for start in range(0, len(ids), _BLOCK):
        query = select(Opportunity).where(
            Opportunity.id.in_(ids[start : start + _BLOCK]), Opportunity.deleted_at.is_(None)
        )
        yield from session.scalars(query).all()
