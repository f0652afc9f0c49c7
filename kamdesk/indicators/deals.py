"""Open deals at the end of a period, passage through the stages, and what was forecast before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from kamdesk.i18n import _
from kamdesk.indicators import sources
from kamdesk.indicators.facts import AS_OF, END, Facts, within
from kamdesk.indicators.parts import Found, Money
from kamdesk.indicators.question import Question
from kamdesk.indicators.reading import Reading
from kamdesk.store.exact_sql import weighted as weighted_amount

WON = Money(sources.won_amounts)


def _open_at_the_end() -> tuple[Any, ...]:
    """Begun by then, and not closed yet; a deal without a beginning was always there."""
    from kamdesk.model.opportunity import Opportunity

    deal = Opportunity
    return (
        deal.deleted_at.is_(None),
        or_(deal.begun_on.is_(None), deal.begun_on <= END),
        or_(deal.outcome == "open", deal.closed_on > END),
        deal.amount.is_not(None),
    )


@cache
def pipeline() -> Facts:
    """Opportunities open at the end of the period; those without an amount add nothing."""
    from kamdesk.model.opportunity import Opportunity

    return Facts(
        Opportunity, END, Opportunity.account_id, _open_at_the_end(), Opportunity.amount, Opportunity.currency,
        Opportunity.rate, is_of_its_account=False,
    )  # fmt: skip


@cache
def weighted() -> Facts:
    """The same, each with its own probability, else that of the stage it stood in at the end."""
    from kamdesk.model.opportunity import Opportunity, StageChange
    from kamdesk.model.pipeline import Stage

    change, stage, now = (
        StageChange.__table__.alias("then"),
        Stage.__table__.alias("stage_then"),
        Stage.__table__.alias("stage_now"),
    )
    then = (
        select(stage.c.probability)
        .select_from(change)
        .join(stage, stage.c.id == change.c.to_id)
        .where(
            change.c.opportunity_id == Opportunity.id,
            change.c.on <= END,
            change.c.deleted_at.is_(None),
        )
        .order_by(change.c.on.desc(), change.c.id.desc())
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )
    at_present = (
        select(now.c.probability)
        .where(now.c.id == Opportunity.stage_id)
        .correlate(Opportunity)
        .scalar_subquery()
    )
    percent = func.coalesce(Opportunity.probability, then, at_present)
    return Facts(
        Opportunity, END, Opportunity.account_id, _open_at_the_end(),
        weighted_amount(Opportunity.amount, percent), Opportunity.currency, Opportunity.rate,
        is_of_its_account=False,
    )  # fmt: skip


def _entries(*more: Any) -> Facts:
    """Entries of stages in the period: each opportunity once for a stage, the last stage of a pipeline not."""
    from kamdesk.model.opportunity import Opportunity, StageChange
    from kamdesk.model.pipeline import Stage

    change = StageChange
    earlier = change.__table__.alias("earlier")
    later = Stage.__table__.alias("later_stage")
    first = ~(
        select(earlier.c.id)
        .where(
            earlier.c.opportunity_id == change.opportunity_id,
            # A sum, so that SQLite looks among the few moves of the opportunity, not among all moves to the stage.
            earlier.c.to_id + 0 == change.to_id,
            within(earlier.c.on),
            or_(
                earlier.c.on < change.on, and_(earlier.c.on == change.on, earlier.c.id < change.id)
            ),
            earlier.c.deleted_at.is_(None),
        )
        .correlate(change)
        .exists()
    )
    leads_on = (
        select(later.c.id)
        .where(
            later.c.pipeline_id == Stage.pipeline_id,
            later.c.position > Stage.position,
            later.c.is_review.is_(False),
            later.c.deleted_at.is_(None),
        )
        .correlate(Stage)
        .exists()
    )
    return Facts(
        change,
        change.on,
        Opportunity.account_id,
        (
            within(change.on),
            change.deleted_at.is_(None),
            Opportunity.deleted_at.is_(None),
            first,
            leads_on,
            *more,
        ),
        joined=(
            (Opportunity, Opportunity.id == change.opportunity_id),
            (Stage, Stage.id == change.to_id),
        ),
        is_of_its_account=False,
    )


@cache
def entered() -> Facts:
    """Stages entered in the period."""
    return _entries()


@cache
def passed() -> Facts:
    """Of these, the ones after which a later stage was reached by the as-of day, or the deal was won."""
    from kamdesk.model.opportunity import Opportunity, StageChange
    from kamdesk.model.pipeline import Stage

    change = StageChange
    next_change = change.__table__.alias("next_change")
    reached = Stage.__table__.alias("reached_stage")
    went_on = (
        select(next_change.c.id)
        .join(reached, reached.c.id == next_change.c.to_id)
        .where(
            next_change.c.opportunity_id == change.opportunity_id,
            next_change.c.on >= change.on,
            next_change.c.on <= AS_OF,
            next_change.c.deleted_at.is_(None),
            reached.c.pipeline_id == Stage.pipeline_id,
            reached.c.position > Stage.position,
        )
        .correlate(change, Stage)
        .exists()
    )
    was_won = and_(Opportunity.outcome == "won", Opportunity.closed_on <= AS_OF)
    return _entries(or_(went_on, was_won))


def time_in_stage(reading: Reading, question: Question) -> Found:
    """The median days of the stages that were left in the period, by a move or by the end of the deal."""
    rows = list(_stays(reading, question))
    days = sorted(row[3] for row in rows)
    if not days:
        return Found(None, [])
    middle = len(days) // 2
    median = days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
    return Found(median, rows)


def _stays(reading: Reading, question: Question) -> Iterable[tuple[int, date, int | None, Decimal]]:
    for row in reading.session.execute(_left_stages(question)):
        if row.account_id is None:
            counts = question.scope.kind == "department"
        else:
            counts = reading.standings.counts(row.account_id, row.left_on, question)
        if counts:
            yield row.id, row.left_on, row.account_id, Decimal((row.left_on - row.on).days)


def _left_stages(question: Question) -> Select[Any]:
    """Opportunity, account, the day a stage was entered and the day it was left, in the period."""
    from kamdesk.model.opportunity import Opportunity, StageChange

    change, deal = StageChange, Opportunity
    following = func.lead(change.on).over(
        partition_by=change.opportunity_id, order_by=(change.on, change.id)
    )
    closed = case((deal.outcome != "open", deal.closed_on), else_=None)
    stays = (
        select(deal.id, deal.account_id, change.on, func.coalesce(following, closed).label("left"))
        .join(deal, deal.id == change.opportunity_id)
        .where(change.deleted_at.is_(None), deal.deleted_at.is_(None))
        .subquery()
    )
    left_on = stays.c["left"].label("left_on")
    return select(stays.c.id, stays.c.account_id, stays.c.on, left_on).where(
        left_on.between(question.span.first, question.end), left_on >= stays.c.on
    )


def forecast_error(reading: Reading, question: Question) -> Found:
    """Σ|won − forecast| over the accounts, from the snapshots locked before the period; None where there is none."""
    forecast = _forecasts(reading, question)
    if forecast is None:
        return Found(None, [], _("No forecast of this period was locked before it began."))
    actual: dict[int, Decimal] = {}
    for _key, _day, account_id, value in WON.rows(reading, question, -1, 0, descending=False):
        actual[account_id or 0] = actual.get(account_id or 0, Decimal(0)) + value
    rows = [
        (key, question.end, key or None, abs(actual.get(key, Decimal(0)) - forecast.get(key, Decimal(0))))
        for key in sorted(actual.keys() | forecast.keys())
    ]  # fmt: skip
    return Found(sum((row[3] for row in rows), Decimal(0)), rows)


def _forecasts(reading: Reading, question: Question) -> dict[int, Decimal] | None:
    """Account (0: none) → amount × probability of what the snapshots expected to be won in the period."""
    from kamdesk.model.forecast import ForecastDeal, ForecastSnapshot
    from kamdesk.model.opportunity import Opportunity

    snapshots = _snapshots(reading, question)
    if not snapshots:
        return None
    query = (
        select(Opportunity.account_id, ForecastDeal.amount, ForecastDeal.probability)
        .select_from(ForecastDeal)
        .join(Opportunity, Opportunity.id == ForecastDeal.opportunity_id)
        .join(ForecastSnapshot, ForecastSnapshot.id == ForecastDeal.snapshot_id)
        .where(
            ForecastDeal.snapshot_id.in_(snapshots),
            ForecastDeal.deleted_at.is_(None),
            ForecastDeal.outcome == "open",
            ForecastDeal.expected_close_on.between(question.span.first, question.span.last),
        )
    )
    found: dict[int, Decimal] = {}
    for account_id, amount, percent in reading.session.execute(query):
        if account_id is None:
            counts = question.scope.kind == "department"
        else:
            counts = reading.standings.counts(account_id, question.end, question)
        if counts:
            weight = amount * percent / 100
            found[account_id or 0] = found.get(account_id or 0, Decimal(0)) + weight
    return found


def _snapshots(reading: Reading, question: Question) -> list[int]:
    """The last snapshot of everybody before the period, else the last of each owner."""
    from kamdesk.model.forecast import ForecastSnapshot

    snapshot = ForecastSnapshot
    query = (
        select(snapshot.id, snapshot.owner_id)
        .where(
            snapshot.period == question.span.code,
            snapshot.taken_on < question.span.first,
            snapshot.taken_on <= question.as_of,
            snapshot.deleted_at.is_(None),
        )
        .order_by(snapshot.taken_on, snapshot.id)
    )
    last = {owner_id: key for key, owner_id in reading.session.execute(query)}
    return [last[None]] if None in last else list(last.values())
