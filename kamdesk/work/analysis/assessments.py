"""Assessments in the database: the newest, the one before, all of them, and saving one without losing the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.analysis import Analysis
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.sales_words import ANALYSIS


def newest(session: Session, subject: Record, kind: str) -> Analysis | None:
    """The last assessment of `subject` by the tool `kind` (a code of ANALYSIS)."""
    return session.scalar(_of(type(subject).__name__, subject.id, kind).limit(1))


def newest_labelled(session: Session, subject: Record, kind: str, label: str) -> Analysis | None:
    """The last one about `label`: the effect of a fishbone, the key of a scorecard template."""
    query = _of(type(subject).__name__, subject.id, kind).where(Analysis.label == label)
    return session.scalar(query.limit(1))


def history(session: Session, subject: Record, kind: str) -> list[Analysis]:
    """Every assessment of `subject` by the tool, the newest first."""
    return list(session.scalars(_of(type(subject).__name__, subject.id, kind)))


def previous(session: Session, analysis: Analysis) -> Analysis | None:
    """The last assessment of an earlier day, of the same subject by the same tool (and template, for a scorecard)."""
    query = _of(analysis.subject_kind, analysis.subject_id, analysis.kind).where(
        Analysis.on < analysis.on
    )
    if analysis.kind == "scorecard":
        query = query.where(Analysis.label == analysis.label)
    return session.scalar(query.limit(1))


def save(
    session: Session,
    subject: Record,
    kind: str,
    content: Mapping[str, Any],
    on: date,
    by: Staff | None,
    label: str | None = None,
) -> Analysis:
    """Notes an assessment of day `on` by `by`: changes the one of the same day, person (and label, for a scorecard),
    else leaves the last one as it is and makes a new one.
    """
    if kind not in ANALYSIS:
        raise ValueError(f"no such tool: {kind}")
    if on > date.today():
        raise RuleError(_("An assessment cannot be of a day to come."), field="on")
    by_id = by.id if by is not None else None
    query = _of(type(subject).__name__, subject.id, kind).where(
        Analysis.on == on, Analysis.by_id.is_(None) if by_id is None else Analysis.by_id == by_id
    )
    if kind == "scorecard":
        query = query.where(Analysis.label == label)
    analysis = session.scalar(query.limit(1))
    if analysis is None:
        analysis = Analysis(
            subject_kind=type(subject).__name__,
            subject_id=subject.id,
            kind=kind,
            on=on,
            by_id=by_id,
            label=label,
            content=dict(content),
        )
        session.add(analysis)
    else:
        analysis.content = dict(content)
        if label is not None:
            analysis.label = label
    session.flush()
    return analysis


def _of(subject_kind: str, subject_id: int, kind: str) -> Select[Analysis]:
    return (
        select(Analysis)
        .where(
            Analysis.subject_kind == subject_kind,
            Analysis.subject_id == subject_id,
            Analysis.kind == kind,
            Analysis.deleted_at.is_(None),
        )
        .order_by(Analysis.on.desc(), Analysis.id.desc())
    )
