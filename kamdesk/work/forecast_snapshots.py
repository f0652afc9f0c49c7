"""预测快照: forecasts locked with every deal in them, why a forecast moved since, and how near earlier ones came.

A snapshot is never worked out again: it holds every open deal as it stood, and the closed ones of its period. What is
compared is what was locked, never a re-reading of what is there now (methods.md 3.12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.department import Staff
from kamdesk.model.forecast import ForecastDeal, ForecastSnapshot
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.types import Exact
from kamdesk.store.recorder import insert_many
from kamdesk.work import deal_sql, periods, settings
from kamdesk.work.analysis import forecasting
from kamdesk.work.analysis.forecasting import Accuracy, Deal, Movement, Period, Totals
from kamdesk.work.forecast import category, of_owner, owner_names

_CENT = Decimal("0.01")
_COLUMNS = (
    "opportunity_id", "owner_id", "amount", "probability", "category", "outcome", "expected_close_on",
)  # fmt: skip
_WEEK = 7


# ------------------------------------------------------------------------------------------------------------ locking


def take_snapshot(
    session: Session,
    on: date,
    period: str,
    owner_id: int | None = None,
    quota: Decimal | None = None,
    note: str | None = None,
) -> ForecastSnapshot:
    """Locks the forecast of `period` as it stands, of one owner or of everybody, noted for day `on`.

    Raises RuleError for a word that is no period, a period that is over, a quota below zero, a day to come, and where
    this forecast was locked on that day already.
    """
    span = periods.read_period(period, periods.start_month(session))
    if on > date.today():
        raise RuleError(_("{day} has not come yet.").format(day=on), field="taken_on")
    if span.last < on:
        raise RuleError(
            _("{period} is over; there is nothing left to forecast.").format(period=span.code),
            field="period",
        )
    if quota is not None and quota < 0:
        raise RuleError(_("A quota is not negative."), field="quota")
    if _locked_on(session, on, span.code, owner_id):
        raise RuleError(
            _("The forecast of {period} was locked on {day} already; it stays as it is.").format(
                period=span.code, day=on
            ),
            field="period",
        )
    snapshot = ForecastSnapshot(
        taken_on=on, period=span.code, owner_id=owner_id, quota=quota, note=(note or "").strip() or None,
        currency=settings.get(session, "default_currency"),
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    rows = session.execute(_standing(session, span, owner_id)).all()
    insert_many(
        session,
        ForecastDeal,
        [{"snapshot_id": snapshot.id, **dict(zip(_COLUMNS, row, strict=True))} for row in rows],
    )
    return snapshot


def _locked_on(session: Session, on: date, period: str, owner_id: int | None) -> bool:
    query = _snapshots(owner_id).where(
        ForecastSnapshot.taken_on == on, ForecastSnapshot.period == period
    )
    return session.scalars(query).first() is not None


def _standing(session: Session, span: periods.Span, owner_id: int | None) -> Select[Any]:
    """The columns of `ForecastDeal` for the deals as they stand: open, closed in `span`, or locked before and closed.

    What is closed stands on the day it was closed. Without an amount or a rate a deal counts with 0.
    """
    currency = settings.get(session, "default_currency")
    kind = category(session)
    locked = (
        select(ForecastDeal.opportunity_id)
        .join(ForecastSnapshot, ForecastSnapshot.id == ForecastDeal.snapshot_id)
        .where(ForecastSnapshot.period == span.code)
    )
    return (
        select(
            Opportunity.id.label("opportunity_id"),
            Opportunity.owner_id.label("owner_id"),
            func.coalesce(deal_sql.amount_in(currency), literal(Decimal(0), Exact(2))).label("amount"),
            deal_sql.probability().label("probability"),
            case((kind == "won", "commit"), else_=kind).label("category"),
            Opportunity.outcome.label("outcome"),
            case(
                (Opportunity.outcome == "open", Opportunity.expected_close_on),
                else_=Opportunity.closed_on,
            ).label("expected_close_on"),
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(
            Opportunity.deleted_at.is_(None),
            of_owner(owner_id),
            or_(
                Opportunity.outcome == "open",
                Opportunity.closed_on.between(span.first, span.last),
                Opportunity.id.in_(locked),
            ),
        )
        .order_by(Opportunity.id)
    )  # fmt: skip


def _locked(snapshot: ForecastSnapshot) -> Select[Any]:
    """The same columns as they were locked."""
    columns = [getattr(ForecastDeal, name) for name in _COLUMNS]
    return select(*columns).where(
        ForecastDeal.snapshot_id == snapshot.id, ForecastDeal.deleted_at.is_(None)
    )


# ------------------------------------------------------------------------------------------------------------ reading


def _snapshots(owner_id: int | None) -> Select[ForecastSnapshot]:
    own = (
        ForecastSnapshot.owner_id.is_(None)
        if owner_id is None
        else ForecastSnapshot.owner_id == owner_id
    )
    return select(ForecastSnapshot).where(ForecastSnapshot.deleted_at.is_(None), own)


def snapshots(
    session: Session, owner_id: int | None = None, period: str | None = None
) -> list[ForecastSnapshot]:
    """Those of one owner, or those of everybody, the newest first; `period`: only of it."""
    query = _snapshots(owner_id)
    if period is not None:
        query = query.where(ForecastSnapshot.period == period)
    return list(
        session.scalars(
            query.order_by(ForecastSnapshot.taken_on.desc(), ForecastSnapshot.id.desc())
        )
    )


def locked_deals(session: Session, snapshot: ForecastSnapshot) -> list[Deal]:
    """Every deal as it was locked."""
    return _deals(session, _locked(snapshot))


def locked_totals(session: Session, snapshot: ForecastSnapshot) -> Totals:
    """What was forecast for the period of the snapshot."""
    span = periods.read_period(snapshot.period, periods.start_month(session))
    return forecasting.totals(
        each for each in locked_deals(session, snapshot) if each.expected_close_on in span
    )


def quotas(session: Session, owner_id: int | None = None) -> dict[str, Decimal]:
    """Period → the quota last noted for it."""
    found: dict[str, Decimal] = {}
    for each in reversed(snapshots(session, owner_id)):
        if each.quota is not None:
            found[each.period] = each.quota
    return found


def days_since_last(session: Session, on: date) -> int | None:
    """Days from the last snapshot of anybody to `on`; None when there is none."""
    query = select(func.max(ForecastSnapshot.taken_on)).where(
        ForecastSnapshot.deleted_at.is_(None), ForecastSnapshot.taken_on <= on
    )
    last = session.scalar(query)
    return None if last is None else (on - last).days


def is_snapshot_due(session: Session, on: date) -> bool:
    """Whether a week has gone by since the last one while something is open (setting forecast_weekly)."""
    if settings.get(session, "forecast_weekly") == "no":
        return False
    since = days_since_last(session, on)
    if since is not None and since < _WEEK:
        return False
    some = select(Opportunity.id).where(
        Opportunity.deleted_at.is_(None), Opportunity.outcome == "open"
    )
    return session.scalar(some.limit(1)) is not None


def _deals(session: Session, query: Select[Any]) -> list[Deal]:
    return [
        Deal(key, amount, probability, kind, outcome, day, owner)
        for key, owner, amount, probability, kind, outcome, day in session.execute(query)
    ]


# ------------------------------------------------------------------------------------------------------ why it moved


def weighted(deal: Deal) -> Decimal:
    """Amount × probability of an open deal to the cent, rounded half up as SQL does it."""
    return forecasting.weighted_amount(deal).quantize(_CENT, ROUND_HALF_UP)


def committed(deal: Deal) -> Decimal:
    """The whole amount of what is won or commit."""
    counts = deal.outcome == "won" or (deal.is_open and deal.category == "commit")
    return deal.amount if counts else Decimal(0)


MEASURES = {"weighted": weighted, "committed": committed}


def movement(
    session: Session,
    earlier: ForecastSnapshot,
    later: ForecastSnapshot | None = None,
    measure: str = "weighted",
) -> Movement:
    """Why the forecast of the period of `earlier` moved until `later`, a snapshot of the same, or until now (None).

    Each deal is exactly one of the kinds of EVENT_OF_DEAL; the parts are the change. `measure`: ``weighted`` or
    ``committed``. Raises RuleError for two snapshots that cannot be compared.
    """
    span = periods.read_period(earlier.period, periods.start_month(session))
    if later is not None:
        _refuse_pair(earlier, later)
    after = _standing(session, span, earlier.owner_id) if later is None else _locked(later)
    before = _locked(earlier)
    # Only what stands in the period before or after has a part in it.
    concerned = _in(before, span).union(_in(after, span))
    then, now = (_deals(session, _only(each, concerned)) for each in (before, after))
    return forecasting.movement(then, now, Period(span.first, span.last), MEASURES[measure])


def _refuse_pair(earlier: ForecastSnapshot, later: ForecastSnapshot) -> None:
    if (earlier.period, earlier.owner_id) != (later.period, later.owner_id):
        raise RuleError(_("Only snapshots of the same period and owner can be compared."))
    if earlier.currency != later.currency:
        raise RuleError(_("The two snapshots are in different currencies."))
    if earlier.taken_on >= later.taken_on:
        raise RuleError(_("The first snapshot has to be the earlier one."))


def _in(query: Select[Any], span: periods.Span) -> Select[Any]:
    rows = query.order_by(None).subquery()
    return select(rows.c.opportunity_id).where(
        rows.c.expected_close_on.between(span.first, span.last)
    )


def _only(query: Select[Any], keys: Any) -> Select[Any]:
    rows = query.order_by(None).subquery()
    return select(*rows.c).where(rows.c.opportunity_id.in_(keys)).order_by(rows.c.opportunity_id)


# ---------------------------------------------------------------------------------------------------------- accuracy


@dataclass(frozen=True)
class OwnerAccuracy:
    """How near the forecast of one owner came; `accuracy` is None where nothing was won, for then there is no value."""

    owner_id: int | None
    name: str
    forecast: Decimal
    actual: Decimal
    accuracy: Accuracy | None


@dataclass(frozen=True)
class PeriodAccuracy:
    """How near the forecasts of a period came: each owner by itself, and all as WAPE over owners."""

    period: str
    taken_on: date | None
    """The day of the newest snapshot it is measured by; None: nothing was locked before the period began."""
    owners: tuple[OwnerAccuracy, ...] = ()
    total: Accuracy | None = None


def accuracy(
    session: Session, period: str, measure: str = "weighted", until: date | None = None
) -> PeriodAccuracy:
    """What was locked by the first day of `period` against what was won in it, up to day `until` (all of it).

    An owner is measured by the last own snapshot, or the last of everybody, whichever is newer.
    """
    span = periods.read_period(period, periods.start_month(session))
    chosen = _at_start(session, span.first)
    forecast: dict[int | None, Decimal] = {}
    worth = MEASURES[measure]
    for snapshot, only in chosen:
        for deal in locked_deals(session, snapshot):
            if deal.expected_close_on in span and (only is None or deal.owner in only):
                value = deal.amount if deal.outcome == "won" else worth(deal)
                forecast[deal.owner] = forecast.get(deal.owner, Decimal(0)) + value
    if not chosen:
        return PeriodAccuracy(span.code, None)
    came = _won(session, span.first, min(until or span.last, span.last))
    everybody = any(snapshot.owner_id is None for snapshot, _only in chosen)
    if not everybody:
        own = {snapshot.owner_id for snapshot, _only in chosen}
        came = {owner: sum_ for owner, sum_ in came.items() if owner in own}
    each, total = forecasting.accuracy_by_owner(forecast, came)
    names = owner_names(session, each)
    owners = tuple(
        OwnerAccuracy(
            owner, names.get(owner or 0, ""), forecast.get(owner, Decimal(0)),
            came.get(owner, Decimal(0)), value,
        )
        for owner, value in each.items()
        if forecast.get(owner) or came.get(owner)
    )  # fmt: skip
    return PeriodAccuracy(
        span.code, max(snapshot.taken_on for snapshot, _only in chosen), owners, total
    )


def _at_start(
    session: Session, first: date
) -> list[tuple[ForecastSnapshot, frozenset[int | None] | None]]:
    """The snapshots that hold on `first`, each with the owners it is asked for (None: all)."""
    query = (
        select(ForecastSnapshot)
        .where(ForecastSnapshot.deleted_at.is_(None), ForecastSnapshot.taken_on <= first)
        .order_by(ForecastSnapshot.taken_on, ForecastSnapshot.id)
    )
    newest: dict[int | None, ForecastSnapshot] = {
        each.owner_id: each for each in session.scalars(query)
    }
    whole = newest.pop(None, None)
    own = {
        owner: each
        for owner, each in newest.items()
        if whole is None or each.taken_on >= whole.taken_on
    }
    chosen: list[tuple[ForecastSnapshot, frozenset[int | None] | None]] = [
        (each, frozenset({owner})) for owner, each in own.items()
    ]
    if whole is not None:
        others: set[int | None] = {*_all_owners(session), None} - own.keys()
        chosen.append((whole, frozenset(others)))
    return chosen


def _all_owners(session: Session) -> Iterable[int]:
    return session.scalars(select(Staff.id))


def _won(session: Session, first: date, last: date) -> dict[int | None, Decimal]:
    currency = settings.get(session, "default_currency")
    rows = session.execute(
        select(Opportunity.owner_id, func.sum(deal_sql.amount_in(currency)))
        .where(
            and_(
                Opportunity.deleted_at.is_(None),
                Opportunity.outcome == "won",
                Opportunity.closed_on.between(first, last),
            )
        )
        .group_by(Opportunity.owner_id)
    )
    return {owner: total or Decimal(0) for owner, total in rows}
