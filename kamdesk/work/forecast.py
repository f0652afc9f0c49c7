"""销售预测: what is won and what may still be won, by month, quarter or owner, worked out in SQL (methods.md 3.12).

Won, commit, best case and pipeline are buckets apart; the weighted amount is another way to look at the open ones and
is never added to them. Amounts are in the default currency; what has no rate is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select, true
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.work import deal_sql, periods, settings
from kamdesk.work.analysis.forecasting import Totals
from kamdesk.work.opportunity_views import limits
from kamdesk.work.periods import Span

NOBODY = 0
"""As an owner: what nobody owns."""
OVERDUE, LATER, UNDATED = "overdue", "later", "undated"
"""Lines beside the periods: expected before the first of them, after the last of them, and without a day."""
_ZERO = Decimal(0)
_BUCKETS = ("won", "commit", "best_case", "pipeline")


@dataclass(frozen=True)
class Line:
    """What is forecast for a period (or an owner): `totals.closed` is what was won in it."""

    key: str
    """The code of the period, `OVERDUE`, `LATER`, `UNDATED`, or the id of an owner."""
    totals: Totals
    count: int
    """How many deals are open."""
    name: str = ""
    """Of an owner; empty for nobody."""
    quota: Decimal | None = None

    @property
    def gap(self) -> Decimal | None:
        """The committed forecast less the quota: negative where something is lacking."""
        return None if self.quota is None else self.totals.committed_forecast - self.quota


@dataclass(frozen=True)
class Cell:
    """Which deals a figure is made of."""

    first: date | None = None
    last: date | None = None
    undated: bool = False
    owner_id: int | None = None
    """None: everybody's; `NOBODY`: what has no owner."""
    bucket: str = ""
    """``won``, ``commit``, ``best_case``, ``pipeline``, ``open`` (the three of them), ``committed`` (won and commit);
    empty: everything."""


@dataclass(frozen=True)
class DealLine:
    """A deal behind a figure, amounts in the default currency (None: no amount, or no rate)."""

    id: int
    number: str
    name: str
    account: str
    owner: str
    amount: Decimal | None
    probability: int
    weighted: Decimal | None
    category: str
    """As in FORECAST_CATEGORY; ``won`` for what is won."""
    day: date | None
    """The expected close, or of a won one the day it was closed."""
    slips: int
    slipped_days: int
    next_step: str


def nothing() -> Totals:
    """A forecast of nothing."""
    return Totals(_ZERO, _ZERO, _ZERO, _ZERO, _ZERO)


def added(totals: Iterable[Totals]) -> Totals:
    """The sums bucket by bucket."""
    sums = [_ZERO] * 5
    for each in totals:
        own = (each.pipeline, each.best_case, each.commit, each.closed, each.weighted)
        sums = [a + b for a, b in zip(sums, own, strict=True)]
    return Totals(*sums)


# ---------------------------------------------------------------------------------------------------- by SQL


def category(session: Session) -> ColumnElement[str]:
    """The category as in FORECAST_CATEGORY, ``won`` for what is won; the query joins `Stage`."""
    chance = deal_sql.probability()
    return case(
        (Opportunity.outcome == "won", "won"),
        (Opportunity.forecast_category.is_not(None), Opportunity.forecast_category),
        (chance >= settings.get(session, "commit_from"), "commit"),
        (chance >= settings.get(session, "best_case_from"), "best_case"),
        else_="pipeline",
    )


def place() -> ColumnElement[date | None]:
    """The day that puts a deal into a period: closed on where it is won, else the expected close."""
    return case(
        (Opportunity.outcome == "won", Opportunity.closed_on), else_=Opportunity.expected_close_on
    )


def of_owner(owner_id: int | None) -> ColumnElement[bool]:
    """Those of an owner, of nobody, or all."""
    if owner_id is None:
        return true()
    return (
        Opportunity.owner_id.is_(None) if owner_id == NOBODY else Opportunity.owner_id == owner_id
    )


def _sums(session: Session, keys: Sequence[ColumnElement[Any]], *conditions: Any) -> Select[Any]:
    """Keys, category, count, amount, weighted amount of the open and won deals that meet `conditions`."""
    currency = settings.get(session, "default_currency")
    kind = category(session).label("kind")
    return (
        select(
            *keys, kind, func.count(), func.sum(deal_sql.amount_in(currency)),
            func.sum(deal_sql.weighted_in(currency)),
        )
        .select_from(Opportunity)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(
            Opportunity.deleted_at.is_(None), Opportunity.outcome.in_(("open", "won")), *conditions
        )
        .group_by(*keys, kind)
    )  # fmt: skip


def _gather(rows: Iterable[tuple[str, str, int, Any, Any]]) -> dict[str, Line]:
    """Line by key from rows of key, category, count, amount, weighted amount."""
    lines: dict[str, Line] = {}
    for key, kind, number, amount, weighted in rows:
        line = lines.setdefault(key, Line(key, nothing(), 0))
        if kind == "omitted":
            continue
        totals, sum_ = line.totals, amount or _ZERO
        if kind == "won":
            lines[key] = replace(line, totals=replace(totals, closed=totals.closed + sum_))
            continue
        grown = {
            kind: getattr(totals, kind) + sum_,
            "weighted": totals.weighted + (weighted or _ZERO),
        }
        lines[key] = replace(line, count=line.count + number, totals=replace(totals, **grown))
    return lines


def outlook(
    session: Session, on: date, kind: str = "month", owner_id: int | None = None, count: int = 6
) -> list[Line]:
    """A line for each of `count` months or quarters (`kind`) from that of day `on`, in order.

    Before them stands what should have been closed earlier and is still open, after them what is expected later and
    what has no day, each only when there is some.
    """
    start = periods.start_month(session)
    spans = periods.following(periods.period_of(on, kind, start), count, start)
    day = place()
    known = (extract("year", day).label("year"), extract("month", day).label("month"))
    # What was won before the first period is no forecast any more.
    wanted = or_(Opportunity.outcome == "open", Opportunity.closed_on >= spans[0].first)
    found = session.execute(_sums(session, known, of_owner(owner_id), wanted)).all()
    lines = _gather(
        (_key(spans, year, month), bucket, number, amount, weighted)
        for year, month, bucket, number, amount, weighted in found
    )
    empty = (Line(each.code, nothing(), 0) for each in spans)
    shown = [lines.get(each.key, each) for each in empty]
    before = [lines[OVERDUE]] if _has_open(lines.get(OVERDUE)) else []
    after = [lines[key] for key in (LATER, UNDATED) if _has_open(lines.get(key))]
    return [*before, *shown, *after]


def _has_open(line: Line | None) -> bool:
    return line is not None and line.count > 0


def _key(spans: Sequence[Span], year: int | None, month: int | None) -> str:
    if year is None or month is None:
        return UNDATED
    day = date(int(year), int(month), 1)
    if day < spans[0].first:
        return OVERDUE
    return next((each.code for each in spans if day in each), LATER)


def by_owner(session: Session, span: Span, owner_id: int | None = None) -> list[Line]:
    """A line for each owner with deals won or expected in the period, the largest open amount first."""
    day = place()
    owner = func.coalesce(Opportunity.owner_id, NOBODY).label("owner")
    within = day.between(span.first, span.last)
    found = session.execute(_sums(session, (owner,), of_owner(owner_id), within)).all()
    lines = _gather((str(key), kind, number, *sums) for key, kind, number, *sums in found)
    names = owner_names(session, [int(key) for key in lines])
    named = [replace(each, name=names.get(int(each.key), "")) for each in lines.values()]
    return sorted(
        named, key=lambda each: (-each.totals.open_amount - each.totals.closed, each.name, each.key)
    )


def owner_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Id → name of members of staff, those in the waste basket too."""
    wanted = [each for each in ids if each]
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))
    return {row.id: row.name for row in rows}


# ------------------------------------------------------------------------------------------------- the deals behind it


def _met(session: Session, cell: Cell) -> list[Any]:
    day, kind = place(), category(session)
    conditions: list[Any] = [Opportunity.deleted_at.is_(None), of_owner(cell.owner_id)]
    if cell.undated:
        conditions.append(day.is_(None))
    if cell.first is not None:
        conditions.append(day >= cell.first)
    if cell.last is not None:
        conditions.append(day <= cell.last)
    wanted = {
        "": _BUCKETS, "open": _BUCKETS[1:], "committed": _BUCKETS[:2],
    }.get(cell.bucket, (cell.bucket,))  # fmt: skip
    outcomes = {"won" if each == "won" else "open" for each in wanted}
    return [*conditions, Opportunity.outcome.in_(outcomes), kind.in_(wanted)]


def cell_of(line_key: str, spans: Sequence[Span], bucket: str, owner_id: int | None) -> Cell:
    """The deals of a line of `outlook` over `spans`."""
    if line_key == UNDATED:
        return Cell(undated=True, owner_id=owner_id, bucket=bucket)
    if line_key == OVERDUE:
        still_open = {"": "open", "committed": "commit"}.get(bucket, bucket)
        return Cell(last=_day_before(spans[0].first), owner_id=owner_id, bucket=still_open)
    if line_key == LATER:
        return Cell(first=_day_after(spans[-1].last), owner_id=owner_id, bucket=bucket)
    span = next(each for each in spans if each.code == line_key)
    return Cell(span.first, span.last, owner_id=owner_id, bucket=bucket)


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def count_of(session: Session, cell: Cell) -> int:
    """How many deals a figure is made of."""
    query = (
        select(func.count())
        .select_from(Opportunity)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(*_met(session, cell))
    )
    return session.scalar(query) or 0


def deals(session: Session, cell: Cell, limit: int = 200) -> list[DealLine]:
    """The largest `limit` deals of a figure."""
    return _lines(session, _met(session, cell), limit)


def slipping(session: Session, owner_id: int | None = None, limit: int = 50) -> list[DealLine]:
    """Open deals put off too often or too far (settings slip_count, slip_days), the most often first."""
    known = limits(session)
    conditions = [
        Opportunity.deleted_at.is_(None),
        Opportunity.outcome == "open",
        of_owner(owner_id),
        or_(Opportunity.slips >= known.slips, Opportunity.slipped_days > known.slipped_days),
    ]
    return _lines(
        session, conditions, limit, Opportunity.slips.desc(), Opportunity.slipped_days.desc()
    )


def without_rate(session: Session, owner_id: int | None = None, limit: int = 20) -> list[DealLine]:
    """Open deals whose amount no figure holds, because it has no rate to the default currency."""
    currency = settings.get(session, "default_currency")
    conditions = [
        Opportunity.deleted_at.is_(None),
        Opportunity.outcome == "open",
        of_owner(owner_id),
        deal_sql.lacks_rate(currency),
    ]
    return _lines(session, conditions, limit)


def _lines(session: Session, conditions: Sequence[Any], limit: int, *order: Any) -> list[DealLine]:
    currency = settings.get(session, "default_currency")
    amount = deal_sql.amount_in(currency)
    query = (
        select(
            Opportunity.id, Opportunity.number, Opportunity.name,
            func.coalesce(Account.short_name, Account.name, ""), func.coalesce(Staff.name, ""),
            amount, deal_sql.probability(), deal_sql.weighted_in(currency), category(session), place(),
            Opportunity.slips, Opportunity.slipped_days, func.coalesce(Opportunity.next_step, ""),
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Staff, Staff.id == Opportunity.owner_id)
        .where(and_(*conditions))
        .order_by(*order, amount.desc(), Opportunity.id)
        .limit(limit)
    )  # fmt: skip
    return [DealLine(*row) for row in session.execute(query)]
