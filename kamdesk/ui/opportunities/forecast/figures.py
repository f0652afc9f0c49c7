"""What the forecast page shows, read at once beside the window: plain values, in the language in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.forecast import ForecastSnapshot
from kamdesk.model.opportunity import Opportunity
from kamdesk.work import forecast, forecast_snapshots, periods, settings
from kamdesk.work.analysis.forecasting import Movement
from kamdesk.work.forecast import DealLine, Line
from kamdesk.work.forecast_snapshots import PeriodAccuracy
from kamdesk.work.periods import Span

MONTHS, QUARTERS = 6, 4
_NAMED = 2000
"""Deals of a movement that are named; a chart holds them all."""


@dataclass(frozen=True)
class Wish:
    """What is to be read."""

    today: date
    by: str = "month"
    """``month``, ``quarter`` or ``owner``."""
    owner_id: int | None = None
    period: str = ""
    """Of the lines by owner; empty: this quarter."""
    earlier_id: int | None = None
    later_id: int | None = None
    measure: str = "weighted"


@dataclass(frozen=True)
class Locked:
    """A snapshot in the lists to choose from."""

    id: int
    taken_on: date
    period: str

    @property
    def words(self) -> str:
        """Day and period."""
        return f"{self.taken_on} · {self.period}"


@dataclass(frozen=True)
class MovedDeal:
    """A deal that moved, with its part in the change."""

    id: int
    name: str
    account: str
    kind: str
    part: Decimal


@dataclass(frozen=True)
class Figures:
    """Everything on the page."""

    wish: Wish
    lines: tuple[Line, ...]
    spans: tuple[Span, ...]
    """The periods of the lines; for lines by owner the one they are about."""
    owners: tuple[tuple[int, str], ...]
    snapshots: tuple[Locked, ...]
    earlier: Locked | None
    later: Locked | None
    movement: Movement | None
    moved: tuple[MovedDeal, ...]
    accuracy: PeriodAccuracy
    accuracy_span: Span
    slipping: tuple[DealLine, ...]
    without_rate: tuple[DealLine, ...]
    since_last: int | None
    is_due: bool
    wan: bool
    currency: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is forecast at all."""
        return not any(
            each.count or each.totals.closed or each.totals.open_amount for each in self.lines
        )

    def line(self, key: str) -> Line | None:
        """The line with this key."""
        return next((each for each in self.lines if each.key == key), None)


def read_figures(session: Session, wish: Wish) -> Figures:
    """Reads the page for `wish`; an earlier snapshot that is not there any more is replaced by the last one."""
    lines, spans = _lines(session, wish)
    locked = _snapshots(session, wish.owner_id)
    earlier, later = _pair(locked, wish)
    movement = _movement(session, earlier, later, wish.measure)
    start = periods.start_month(session)
    quarter = periods.period_of(wish.today, "quarter", start)
    last = periods.period_of(quarter.first - timedelta(days=1), "quarter", start)
    return Figures(
        wish, tuple(lines), tuple(spans), _owners(session), locked, earlier, later, movement,
        _moved(session, movement), forecast_snapshots.accuracy(session, last.code, wish.measure), last,
        tuple(forecast.slipping(session, wish.owner_id)),
        tuple(forecast.without_rate(session, wish.owner_id)),
        forecast_snapshots.days_since_last(session, wish.today),
        forecast_snapshots.is_snapshot_due(session, wish.today),
        settings.get(session, "money_display") == "wan", settings.get(session, "default_currency"),
    )  # fmt: skip


def _lines(session: Session, wish: Wish) -> tuple[list[Line], list[Span]]:
    start = periods.start_month(session)
    quotas = forecast_snapshots.quotas(session, wish.owner_id)
    if wish.by == "owner":
        span = (
            periods.read_period(wish.period, start)
            if wish.period
            else periods.period_of(wish.today, "quarter", start)
        )
        own = forecast.by_owner(session, span, wish.owner_id)
        return [
            replace(each, quota=_own_quota(session, each.key, span.code)) for each in own
        ], [span]  # fmt: skip
    count = MONTHS if wish.by == "month" else QUARTERS
    spans = periods.following(periods.period_of(wish.today, wish.by, start), count, start)
    found = forecast.outlook(session, wish.today, wish.by, wish.owner_id, count)
    return [replace(each, quota=quotas.get(each.key)) for each in found], spans


def _own_quota(session: Session, key: str, period: str) -> Decimal | None:
    if key == str(forecast.NOBODY):
        return None
    return forecast_snapshots.quotas(session, int(key)).get(period)


def _owners(session: Session) -> tuple[tuple[int, str], ...]:
    """Who owns open or closed deals, by name."""
    own = select(Opportunity.owner_id).where(Opportunity.deleted_at.is_(None))
    query = select(Staff.id, Staff.name).where(Staff.id.in_(own)).order_by(Staff.name, Staff.id)
    return tuple((row.id, row.name) for row in session.execute(query))


def _snapshots(session: Session, owner_id: int | None) -> tuple[Locked, ...]:
    return tuple(
        Locked(each.id, each.taken_on, each.period)
        for each in forecast_snapshots.snapshots(session, owner_id)
    )


def _pair(locked: Sequence[Locked], wish: Wish) -> tuple[Locked | None, Locked | None]:
    """The snapshots to compare: those wished for, else the last one of an earlier day for the quarter; and now."""
    by_id = {each.id: each for each in locked}
    earlier = by_id.get(wish.earlier_id or 0)
    if earlier is None:
        past = [each for each in locked if each.taken_on < wish.today]
        quarters = [each for each in past if "Q" in each.period]
        earlier = next(iter(quarters or past or locked), None)
    later = by_id.get(wish.later_id or 0)
    if earlier is None or later is None:
        return earlier, None
    is_later = later.period == earlier.period and later.taken_on > earlier.taken_on
    return earlier, later if is_later else None


def _movement(
    session: Session, earlier: Locked | None, later: Locked | None, measure: str
) -> Movement | None:
    if earlier is None:
        return None
    first = session.get_one(ForecastSnapshot, earlier.id)
    second = session.get_one(ForecastSnapshot, later.id) if later is not None else None
    return forecast_snapshots.movement(session, first, second, measure)


def _moved(session: Session, movement: Movement | None) -> tuple[MovedDeal, ...]:
    if movement is None:
        return ()
    moves = sorted(movement.moves, key=lambda each: -abs(each.part))[:_NAMED]
    query = (
        select(
            Opportunity.id, Opportunity.name, func.coalesce(Account.short_name, Account.name, "")
        )
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .where(Opportunity.id.in_([each.key for each in moves]))
    )
    names = {number: (name, account) for number, name, account in session.execute(query)}
    gone = (_("taken away for good"), "")
    return tuple(
        MovedDeal(each.key, *names.get(each.key, gone), each.kind, each.part) for each in moves
    )
