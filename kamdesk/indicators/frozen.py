"""Closing a period: every figure is kept with its records; what is entered later shows beside it as restated (rule 3).

Frozen are the figures of the department, of each person and of each tier. A frozen figure is never worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.indicators import engine, scopes
from kamdesk.indicators.declaration import Indicator
from kamdesk.indicators.known import INDICATORS
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.indicators.scopes import Scope
from kamdesk.model.account import AccountTierChange
from kamdesk.model.department import Staff
from kamdesk.model.frozen import FrozenFigure, FrozenPeriod
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.progress import Progress, Silent
from kamdesk.store import bulk
from kamdesk.store.recorder import insert_many
from kamdesk.work.periods import Span

PARTS = ("numerator", "denominator")
_BLOCK = 5000
"""Ids in one query; SQLite takes 32,766."""


@dataclass(frozen=True)
class Frozen:
    """One figure as it stood when its period was closed."""

    key: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    note: str
    on: date
    as_of: date
    by: str
    record_id: int
    """Of the FrozenFigure."""


@dataclass(frozen=True)
class Late:
    """A record that a frozen figure does not hold as it is today. `before`: its value then, None if it was not there;
    `now`: its value today, None if it does not count any more."""

    part: str
    record: str
    uid: str
    record_id: int | None
    """None for a record that is gone for good."""
    before: Decimal | None
    now: Decimal | None


def freeze(
    session: Session,
    span: Span,
    as_of: date | None = None,
    by: str = "",
    progress: Progress | None = None,
) -> FrozenPeriod:
    """Closes `span` as of a day (default today). Raises RuleError for a period that is closed, or not over by then."""
    day = as_of or date.today()
    if frozen_of(session, span) is not None:
        raise RuleError(_("{period} is frozen already.").format(period=span.code), field="period")
    if span.last > day:
        raise RuleError(
            _("{period} is not over on {day}; only a period that is over can be frozen.").format(
                period=span.code, day=day
            ),
            field="period",
        )
    period = FrozenPeriod(period=span.code, as_of=day, frozen_on=date.today(), frozen_by=by)
    session.add(period)
    session.flush()
    reading = Reading(session)
    told = progress or Silent()
    asked = list(_scopes(session))
    for place, scope in enumerate(asked, 1):
        told.step(place, len(asked), _("Freezing {period} …").format(period=span.code))
        question = engine.ask(reading, span, day, scope)
        rows = [_row(reading, period.id, shown, question) for shown in INDICATORS.values()]
        insert_many(session, FrozenFigure, rows)
    return period


def _scopes(session: Session) -> Iterator[Scope]:
    yield scopes.DEPARTMENT
    for staff_id in session.scalars(select(Staff.id).where(Staff.deleted_at.is_(None))):
        yield scopes.of_staff(staff_id)
    tiers = select(AccountTierChange.to).where(AccountTierChange.deleted_at.is_(None)).distinct()
    for tier in session.scalars(tiers):
        if tier:
            yield scopes.of_tier(tier)


def _row(reading: Reading, period_id: int, shown: Indicator, question: Question) -> dict[str, Any]:
    figure = engine.answer(reading, shown, question)
    scope = question.scope
    return {
        "frozen_period_id": period_id,
        "indicator": shown.key,
        "scope": scope.kind,
        "staff_id": scope.staff_id,
        "tier": scope.tier,
        "numerator": _text(figure.numerator),
        "denominator": _text(figure.denominator),
        "value": _text(figure.value),
        "note": figure.note[:400] or None,
        "behind": {
            part: [[uid, _text(value)] for uid, value in _named(reading, shown, part, question)]
            for part in PARTS
        },
    }


def _named(
    reading: Reading, shown: Indicator, part: str, question: Question
) -> Iterator[tuple[str, Decimal]]:
    """Uid and value of the records behind a part: ids say nothing in another data folder."""
    found = engine.behind_of(reading, shown, part, question)
    if found is None:
        return
    rows = found.page(descending=False)
    uids = _uids(reading, found.record, [row[0] for row in rows])
    for record_id, _day, _account_id, value in rows:
        yield uids[record_id], value


def _uids(reading: Reading, record: str, ids: Sequence[int]) -> dict[int, str]:
    kept: dict[int, str] = reading.kept.setdefault(("uids", record), {})
    kind = RECORD_BY_NAME[record]
    for block in bulk.blocks({*ids} - kept.keys(), _BLOCK):
        rows = reading.session.execute(select(kind.id, kind.uid).where(kind.id.in_(block)))
        kept.update((key, uid) for key, uid in rows)
    return kept


def frozen_of(session: Session, span: Span) -> FrozenPeriod | None:
    """The closing of a period, if it was closed."""
    query = select(FrozenPeriod).where(
        FrozenPeriod.period == span.code, FrozenPeriod.deleted_at.is_(None)
    )
    return session.scalars(query.order_by(FrozenPeriod.id.desc())).first()


def frozen_figures(session: Session, span: Span, scope: Scope) -> dict[str, Frozen]:
    """Key → figure as it was frozen; empty for a period that is open, and for a single account."""
    period = frozen_of(session, span)
    if period is None or scope.kind == "account":
        return {}
    columns = FrozenFigure
    query = select(
        columns.id, columns.indicator, columns.numerator, columns.denominator, columns.value, columns.note,
    ).where(*_of(period, scope))  # fmt: skip
    return {
        row.indicator: Frozen(
            row.indicator, _number(row.numerator), _number(row.denominator), _number(row.value),
            row.note or "", period.frozen_on, period.as_of, period.frozen_by, row.id,
        )
        for row in session.execute(query)
    }  # fmt: skip


def frozen_figure(session: Session, key: str, span: Span, scope: Scope) -> Frozen | None:
    """One of them."""
    return frozen_figures(session, span, scope).get(key)


def changed_since(session: Session, key: str, span: Span, scope: Scope) -> list[Late]:
    """The records that make the difference between a frozen figure and the same figure as the facts are today."""
    frozen = frozen_figure(session, key, span, scope)
    if frozen is None:
        return []
    kept = session.get_one(FrozenFigure, frozen.record_id)
    shown = engine.indicator(key)
    reading = Reading(session)
    question = engine.ask(reading, span, frozen.as_of, scope)
    found: list[Late] = []
    for part in PARTS:
        behind = engine.behind_of(reading, shown, part, question)
        if behind is None:
            continue
        before = _summed((uid, Decimal(value)) for uid, value in (kept.behind or {}).get(part, ()))
        now = _summed(_named(reading, shown, part, question))
        changed = [uid for uid in before | now if before.get(uid) != now.get(uid)]
        ids = _ids(session, behind.record, changed)
        found += [
            Late(part, behind.record, uid, ids.get(uid), before.get(uid), now.get(uid))
            for uid in changed
        ]
    return found


def _summed(rows: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """A record may stand in a list twice: as this year's and as last year's."""
    found: dict[str, Decimal] = {}
    for uid, value in rows:
        found[uid] = found.get(uid, Decimal(0)) + value
    return found


def _ids(session: Session, record: str, uids: Iterable[str]) -> dict[str, int]:
    kind = RECORD_BY_NAME[record]
    found: dict[str, int] = {}
    for block in bulk.blocks(uids, _BLOCK):
        rows = session.execute(select(kind.uid, kind.id).where(kind.uid.in_(block)))
        found.update((uid, key) for uid, key in rows)
    return found


def _of(period: FrozenPeriod, scope: Scope) -> tuple[Any, ...]:
    conditions = (
        FrozenFigure.frozen_period_id == period.id,
        FrozenFigure.scope == scope.kind,
        FrozenFigure.deleted_at.is_(None),
    )
    if scope.kind == "staff":
        return (*conditions, FrozenFigure.staff_id == scope.staff_id)
    if scope.kind == "tier":
        return (*conditions, FrozenFigure.tier == scope.tier)
    return conditions


def _text(value: Decimal | None) -> str | None:
    return f"{value:f}" if value is not None else None


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None
