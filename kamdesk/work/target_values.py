"""Which target or budget holds for a period: the versions of `kpi.md`, rule 9 and clarification 6."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.target import Budget, Target
from kamdesk.work import settings
from kamdesk.work.periods import Span, following, period_of, start_month


@dataclass(frozen=True)
class Version:
    """One approved version of a period's value. `value` is None where a foreign amount has no rate."""

    record_id: int
    value: Decimal | None
    approved_on: date


@dataclass(frozen=True)
class Held:
    """The value that holds for a period, and what it is made of."""

    value: Decimal
    first_value: Decimal
    """By the first version that was approved; the same where there was only one."""
    approved_on: date
    """Of a sum of parts, the latest of theirs."""
    number: int
    """Which version it is, from 1; of a sum of parts, the highest of theirs."""
    record_ids: tuple[int, ...]
    from_parts: bool = False
    without_rate: tuple[int, ...] = ()
    """Those of `record_ids` that the value leaves out, because a foreign amount has no rate (rule 10)."""

    @property
    def is_known(self) -> bool:
        """Whether there is anything that the value does not leave out."""
        return len(self.without_rate) < len(self.record_ids)


Versions = Mapping[str, Sequence[Version]]
"""Period → its approved versions, in the order in which they were approved."""


def target_of(
    session: Session,
    measure: str,
    level: str,
    span: Span,
    as_of: date,
    staff_id: int | None = None,
    account_id: int | None = None,
) -> Held | None:
    """The target of exactly that level for `span`, else the sum of its parts; None where there is none."""
    query = select(Target.period, Target.id, Target.value, Target.approved_on).where(
        Target.measure == measure,
        Target.level == level,
        Target.approved_on.is_not(None),
        Target.deleted_at.is_(None),
    )
    if level == "staff":
        query = query.where(Target.staff_id == staff_id)
    elif level == "account":
        query = query.where(Target.account_id == account_id)
    rows = session.execute(query.order_by(Target.approved_on, Target.id)).all()
    versions = _by_period((row.period, Version(row.id, row.value, row.approved_on)) for row in rows)
    return held(versions, span, as_of, start_month(session))


def budgets_of(
    session: Session, categories: Sequence[str], span: Span, as_of: date
) -> dict[str, Held]:
    """Category → the budget that holds for `span` in the default currency; a category without one is left out, one
    whose rate is missing is not (`Held.without_rate`)."""
    found = {}
    for category, versions in budget_versions(session, categories).items():
        value = held(versions, span, as_of, start_month(session))
        if value is not None:
            found[category] = value
    return found


def budget_versions(session: Session, categories: Sequence[str]) -> dict[str, Versions]:
    """Category → its approved versions by period, amounts in the default currency (unrounded)."""
    currency = settings.get(session, "default_currency")
    query = (
        select(
            Budget.category, Budget.period, Budget.id, Budget.amount, Budget.currency, Budget.rate,
            Budget.approved_on,
        )
        .where(
            Budget.category.in_(categories),
            Budget.approved_on.is_not(None),
            Budget.deleted_at.is_(None),
        )
        .order_by(Budget.approved_on, Budget.id)
    )  # fmt: skip
    rows: dict[str, list[tuple[str, Version]]] = {}
    for row in session.execute(query):
        amount: Decimal | None = row.amount
        if row.currency not in (None, currency):
            amount = row.amount * row.rate if row.rate is not None else None
        version = Version(row.id, amount, row.approved_on)
        rows.setdefault(row.category, []).append((row.period, version))
    return {category: _by_period(each) for category, each in rows.items()}


def held(versions: Versions, span: Span, as_of: date, start: int) -> Held | None:
    """The value of `versions` that holds for `span`: its own, else four quarters, else twelve (three) months."""
    own = _holding(versions.get(span.code, ()), min(span.last, as_of))
    if own is not None:
        return own
    for parts in _divisions(span, start):
        values = [_holding(versions.get(part.code, ()), min(part.last, as_of)) for part in parts]
        whole = [value for value in values if value is not None]
        if len(whole) == len(parts):
            return Held(
                sum((each.value for each in whole), Decimal(0)),
                sum((each.first_value for each in whole), Decimal(0)),
                max(each.approved_on for each in whole),
                max(each.number for each in whole),
                tuple(key for each in whole for key in each.record_ids),
                from_parts=True,
                without_rate=tuple(key for each in whole for key in each.without_rate),
            )
    return None


def _divisions(span: Span, start: int) -> Iterable[list[Span]]:
    if span.kind == "year":
        yield following(period_of(span.first, "quarter", start), 4, start)
        yield following(period_of(span.first, "month", start), 12, start)
    elif span.kind == "quarter":
        yield following(period_of(span.first, "month", start), 3, start)


def _holding(versions: Sequence[Version], until: date) -> Held | None:
    approved = [each for each in versions if each.approved_on <= until]
    if not approved:
        return None
    first, last = approved[0], approved[-1]
    missing = (last.record_id,) if last.value is None else ()
    return Held(
        last.value or Decimal(0),
        first.value or Decimal(0),
        last.approved_on,
        len(approved),
        (last.record_id,),
        without_rate=missing,
    )


def _by_period(rows: Iterable[tuple[str, Version]]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for period, version in rows:
        found.setdefault(period, []).append(version)
    return found
