"""Labels and headings that a person mapped to a field once; asked once, remembered for forms and lists alike."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.department import LearnedLabel
from kamdesk.model.values import normal_label


def learned(session: Session, record_name: str) -> dict[str, str]:
    """What was learned for class `record_name`: normalised label → field name, or "" for a label to ignore."""
    query = (
        select(LearnedLabel.label, LearnedLabel.target)
        .where(LearnedLabel.record == record_name, LearnedLabel.deleted_at.is_(None))
        .order_by(LearnedLabel.id)
    )
    return dict(session.execute(query).all())


def remember(session: Session, record_name: str, label: str, field_name: str) -> None:
    """Remembers that `label` means `field_name` ("": nothing); a later answer replaces an earlier one."""
    key = normal_label(label).key[:120]
    if not key:
        return
    query = select(LearnedLabel).where(
        LearnedLabel.record == record_name,
        LearnedLabel.label == key,
        LearnedLabel.deleted_at.is_(None),
    )
    known = session.scalars(query).first()
    if known is None:
        session.add(LearnedLabel(record=record_name, label=key, target=field_name))
    elif known.target != field_name:
        known.target = field_name
