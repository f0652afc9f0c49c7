"""目标: what is wanted of department, persons and accounts by year, quarter, month, and its versions (kpi.md rule 9).

A target is known by period, measure, level and whose it is. Which of its approved versions holds, `target_values`
knows; one without a day of approval is a draft and does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.running_words import TARGET_MEASURE
from kamdesk.model.target import Target
from kamdesk.work import periods, target_values
from kamdesk.work.periods import Span
from kamdesk.work.target_values import Held, Version

PLACES = {
    "sales_amount": 2,
    "gross_profit": 2,
    "sales_quantity": 3,
    "new_accounts": 0,
    "visits": 0,
    "callbacks": 0,
}
"""Decimals of what is broken down, by measure."""


@dataclass(frozen=True, order=True)
class Subject:
    """Of whom something is wanted."""

    level: str = "department"
    """A code of TARGET_LEVEL."""
    id: int | None = None
    """Of the person or account."""


DEPARTMENT = Subject()


@dataclass
class Wishes:
    """All that is noted for one subject: by period its approved versions, and its draft."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    drafts: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    """Code of a period → id and value of the newest draft."""


def parts_of(span: Span, start: int) -> list[Span]:
    """The quarters of a year, the months of a quarter; a month has no parts."""
    if span.kind == "month":
        return []
    kind, count = ("quarter", 4) if span.kind == "year" else ("month", 3)
    return periods.following(periods.period_of(span.first, kind, start), count, start)


def spans_of_year(year: Span, start: int) -> list[Span]:
    """The year, then each quarter followed by its months: seventeen periods."""
    found = [year]
    for quarter in parts_of(year, start):
        found += [quarter, *parts_of(quarter, start)]
    return found


def wanted(
    session: Session, measure: str, span: Span, level: str = "department", *,
    staff_id: int | None = None, account_id: int | None = None, as_of: date | None = None,
) -> Held | None:  # fmt: skip
    """What holds for a period of department, person or account; None where nothing does.

    The wanted value of an indicator is that of exactly the period; its parts are never added up.
    """
    subject = Subject(level, {"staff": staff_id, "account": account_id}.get(level))
    known = of_level(session, measure, level, [span], as_of or date.today(), only=subject.id)
    return known.get(subject, {}).get(span.code)


def of_level(
    session: Session, measure: str, level: str, spans: Iterable[Span], as_of: date,
    only: int | None = None,
) -> dict[Subject, dict[str, Held]]:  # fmt: skip
    """Whose → code of the period → what holds, for everybody on a level (or the one with id `only`)."""
    start = periods.start_month(session)
    asked = list(spans)
    found: dict[Subject, dict[str, Held]] = {}
    for subject, wishes in wishes_of(session, measure, asked, level=level, only=only).items():
        known = {each.code: holding(measure, wishes.versions, each, as_of, start) for each in asked}
        found[subject] = {code: value for code, value in known.items() if value is not None}
    return found


def holding(
    measure: str, versions: Mapping[str, list[Version]], span: Span, as_of: date, start: int
) -> Held | None:
    """Of the versions of one subject what holds for a period."""
    if measure not in TARGET_MEASURE:
        versions = {span.code: versions.get(span.code, [])}
    return target_values.held(versions, span, as_of, start)


def wishes_of(
    session: Session, measure: str, spans: Iterable[Span], *, level: str = "", only: int | None = None
) -> dict[Subject, Wishes]:  # fmt: skip
    """What is noted for the periods and all their parts; `level`: on one level, `only`: of one person or account."""
    start = periods.start_month(session)
    codes = {
        each.code
        for span in spans
        for part in (span, *parts_of(span, start))
        for each in (part, *parts_of(part, start))
    }
    query = select(
        Target.level, Target.staff_id, Target.account_id, Target.period, Target.id, Target.value, Target.approved_on,
    ).where(
        Target.measure == measure, Target.period.in_(codes), Target.deleted_at.is_(None)
    )  # fmt: skip
    if level:
        query = query.where(Target.level == level)
    if only is not None:
        query = query.where((Target.staff_id if level == "staff" else Target.account_id) == only)
    found: dict[Subject, Wishes] = {}
    for row in session.execute(query.order_by(Target.approved_on, Target.id)):
        owner = {"staff": row.staff_id, "account": row.account_id}.get(row.level)
        wishes = found.setdefault(Subject(row.level, owner), Wishes())
        if row.approved_on is None:
            wishes.drafts[row.period] = (row.id, row.value)
        else:
            version = Version(row.id, row.value, row.approved_on)
            wishes.versions.setdefault(row.period, []).append(version)
    return found
