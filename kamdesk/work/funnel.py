"""The funnel of a pipeline: what stands in each stage, what came in and went on in a period, and how long it took.

Everything is worked out in the database, from the opportunities and from the dated rows of their moves. Definitions
stand at `StageFigures` and `Funnel`; `records` gives the opportunities behind each of the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from kamdesk.model.opportunity import Opportunity, StageChange
from kamdesk.model.pipeline import Stage
from kamdesk.store.day_sql import days_between
from kamdesk.work import pipelines, settings
from kamdesk.work.deal_sql import amount_in, lacks_rate, weighted_in

Measure = Literal["open", "entered", "went_on", "lost", "waiting", "timed", "won", "lost_all"]
_NONE = Decimal(0)


@dataclass(frozen=True)
class Asked:
    """Of which pipeline, over which period (both days belong to it), and of whom: None is everybody."""

    pipeline_id: int
    first: date
    last: date
    owner_id: int | None = None


@dataclass(frozen=True)
class StageFigures:
    """One stage; amounts in the default currency.

    `count`, `amount`, `weighted`: open opportunities that stand in it now. `entered`: different opportunities that came
    into it in the period, however often; those that skipped it or came back count. `went_on`: those of them that have
    been in a later stage by the end of the period, or were won by then. `lost`: those that did not go on and were lost
    or called off by then. `waiting`: the rest. `entered` = `went_on` + `lost` + `waiting`.
    `median_days`: the median over all opportunities that left the stage in the period of the days they spent in it
    altogether (methods.md 3.1: stays add up), without those that left it on the day they came; None without any.
    """

    stage_id: int
    title: str
    count: int = 0
    amount: Decimal = _NONE
    weighted: Decimal = _NONE
    entered: int = 0
    went_on: int = 0
    lost: int = 0
    median_days: Decimal | None = None

    @property
    def waiting(self) -> int:
        """Of those that came in, how many neither went on nor ended."""
        return self.entered - self.went_on - self.lost

    @property
    def conversion(self) -> Decimal | None:
        """Went on ÷ entered, in percent with one place, rounded half up; None where nothing came in."""
        return percent(self.went_on, self.entered)


@dataclass(frozen=True)
class Funnel:
    """All stages but the one for what is closed. `won`, `lost`: closed as such in the period; called-off ones are
    in neither. `without_rate`: open ones that the amounts leave out, for want of a rate to the default currency."""

    stages: tuple[StageFigures, ...]
    won: int = 0
    won_amount: Decimal = _NONE
    lost: int = 0
    without_rate: int = 0

    @property
    def count(self) -> int:
        """Open ones of all stages."""
        return sum(each.count for each in self.stages)

    @property
    def amount(self) -> Decimal:
        """The amount of all open ones."""
        return sum((each.amount for each in self.stages), _NONE)

    @property
    def weighted(self) -> Decimal:
        """Amount × probability of all open ones."""
        return sum((each.weighted for each in self.stages), _NONE)

    @property
    def win_rate(self) -> Decimal | None:
        """Won ÷ (won + lost) in percent; None where nothing was decided."""
        return percent(self.won, self.won + self.lost)

    @property
    def longest(self) -> StageFigures | None:
        """The stage with the highest median of days; None where nothing was timed."""
        timed = [each for each in self.stages if each.median_days is not None]
        return max(timed, key=lambda each: each.median_days or _NONE) if timed else None

    @property
    def narrowest(self) -> StageFigures | None:
        """The stage after which the smallest share goes on; None where nothing came in."""
        rated = [each for each in self.stages if each.conversion is not None]
        return min(rated, key=lambda each: each.conversion or _NONE) if rated else None

    @property
    def days_altogether(self) -> Decimal | None:
        """The sum of the medians; None where no stage has one."""
        known = [each.median_days for each in self.stages if each.median_days is not None]
        return sum(known, _NONE) if known else None


def percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent with one place, rounded half up; None of nothing."""
    if not whole:
        return None
    return Decimal((part * 2000 + whole) // (2 * whole)) / 10


def read(session: Session, asked: Asked) -> Funnel:
    """Every figure of the funnel."""
    currency = settings.get(session, "default_currency")
    stages = _stages(session, asked)
    standing = {row[0]: row[1:] for row in session.execute(_standing(asked, currency))}
    flow = _flow(session, asked, stages)
    medians = _twice_medians(session, asked)
    won, won_amount, lost = session.execute(_ended(asked, currency)).one()
    return Funnel(
        tuple(
            _figures(each, standing.get(each.id), flow.get(each.id), medians.get(each.id))
            for each in stages
        ),
        won,
        won_amount or _NONE,
        lost,
        sum(row[3] for row in standing.values()),
    )


def _figures(stage: Stage, standing: Any, flow: Any, twice_median: int | None) -> StageFigures:
    count, amount, weighted, _without_rate = standing or (0, None, None, 0)
    entered, went_on, lost = flow or (0, 0, 0)
    median = None if twice_median is None else Decimal(twice_median) / 2
    return StageFigures(
        stage.id, stage.title, count, amount or _NONE, weighted or _NONE, entered, went_on, lost,
        median,
    )  # fmt: skip


def _stages(session: Session, asked: Asked) -> list[Stage]:
    own = pipelines.stages_of(pipelines.all_stages(session), asked.pipeline_id)
    return [each for each in own if not each.is_review]


def _of_owner(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    there = Opportunity.deleted_at.is_(None)
    return (there,) if asked.owner_id is None else (there, Opportunity.owner_id == asked.owner_id)


def _standing(asked: Asked, currency: str) -> Any:
    """Stage → count, amount, weighted, how many have no rate."""
    query = (
        select(
            Opportunity.stage_id,
            func.count(),
            func.sum(amount_in(currency)),
            func.sum(weighted_in(currency)),
            func.count().filter(lacks_rate(currency)),
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Stage.pipeline_id == asked.pipeline_id, Opportunity.outcome == "open")
        .group_by(Opportunity.stage_id)
    )
    return query.where(*_of_owner(asked))


def _reached(asked: Asked) -> Any:
    """A row for each opportunity and stage it has been in by the end of the period: `inside` tells whether it came in
    within the period, `furthest` the place of the last stage it ever reached."""
    inside = func.max(case((StageChange.on >= asked.first, 1), else_=0))
    query = (
        select(
            StageChange.opportunity_id.label("opportunity_id"),
            Stage.id.label("stage_id"),
            Stage.position.label("position"),
            inside.label("inside"),
            func.max(Stage.position)
            .over(partition_by=StageChange.opportunity_id)
            .label("furthest"),
        )
        .join(Stage, Stage.id == StageChange.to_id)
        .where(
            Stage.pipeline_id == asked.pipeline_id,
            Stage.deleted_at.is_(None),
            Stage.is_review.is_(False),
            StageChange.deleted_at.is_(None),
            StageChange.on <= asked.last,
        )
        .group_by(StageChange.opportunity_id, Stage.id)
    )
    return query.cte("reached")


def _ended_by(asked: Asked, *outcomes: str) -> Any:
    return and_(Opportunity.outcome.in_(outcomes), Opportunity.closed_on <= asked.last)


def _went_on(asked: Asked, reached: Any) -> Any:
    return or_(reached.c.furthest > reached.c.position, _ended_by(asked, "won"))


def _flow(
    session: Session, asked: Asked, stages: Sequence[Stage]
) -> dict[int, tuple[int, int, int]]:
    """Stage → entered, went on, lost. One row for each opportunity is worked out along the index of its moves, so that
    nothing has to be sorted; `_reached` finds the same for the records of one number."""
    if not stages:
        return {}
    place = case({each.id: each.position for each in stages}, value=StageChange.to_id, else_=0)
    inside = [
        func.max(
            case((and_(StageChange.to_id == each.id, StageChange.on >= asked.first), 1), else_=0)
        )
        for each in stages
    ]
    trail = (
        select(
            StageChange.opportunity_id,
            func.max(place).label("furthest"),
            *(column.label(f"inside_{n}") for n, column in enumerate(inside)),
        )
        .where(StageChange.deleted_at.is_(None), StageChange.on <= asked.last)
        .group_by(StageChange.opportunity_id)
        .subquery()
    )
    counts: list[Any] = []
    for n, each in enumerate(stages):
        came = trail.c[f"inside_{n}"] == 1
        went_on = or_(trail.c.furthest > each.position, _ended_by(asked, "won"))
        lost = and_(~went_on, _ended_by(asked, "lost", "cancelled"))
        counts += [
            func.count().filter(each_) for each_ in (came, and_(came, went_on), and_(came, lost))
        ]
    query = select(*counts).select_from(trail)
    query = query.join(Opportunity, Opportunity.id == trail.c.opportunity_id)
    row = session.execute(query.where(*_of_owner(asked))).one()
    return {each.id: (row[3 * n], row[3 * n + 1], row[3 * n + 2]) for n, each in enumerate(stages)}


def _stays(asked: Asked) -> Any:
    """A row for each stay that has ended: opportunity, stage, the days of it, and the day it ended."""
    ends = func.lead(StageChange.on).over(
        partition_by=StageChange.opportunity_id, order_by=(StageChange.on, StageChange.id)
    )
    moves = select(
        StageChange.opportunity_id, StageChange.to_id, StageChange.on, ends.label("ended_on")
    ).where(StageChange.deleted_at.is_(None), StageChange.on <= asked.last)
    rows = moves.subquery()
    ended = case(
        (rows.c.ended_on.is_not(None), rows.c.ended_on),
        else_=case((_ended_by(asked, "won", "lost", "cancelled"), Opportunity.closed_on)),
    )
    query = (
        select(
            rows.c.opportunity_id,
            rows.c.to_id.label("stage_id"),
            func.sum(days_between(rows.c.on, ended)).label("days"),
            func.max(ended).label("left_on"),
        )
        .join(Stage, Stage.id == rows.c.to_id)
        .join(Opportunity, Opportunity.id == rows.c.opportunity_id)
        .where(
            Stage.pipeline_id == asked.pipeline_id,
            Stage.is_review.is_(False),
            ended.is_not(None),
        )
        .group_by(rows.c.opportunity_id, rows.c.to_id)
        .having(and_(func.max(ended) >= asked.first, func.sum(days_between(rows.c.on, ended)) > 0))
    )
    return query.where(*_of_owner(asked)).subquery()


def _times(asked: Asked) -> Any:
    """Stage, days spent in it, how many spent so many: so few rows that the median is found in them, not by sorting
    all stays in the database."""
    stays = _stays(asked)
    return (
        select(stays.c.stage_id, stays.c.days, func.count())
        .group_by(stays.c.stage_id, stays.c.days)
        .order_by(stays.c.stage_id, stays.c.days)
    )


def _twice_medians(session: Session, asked: Asked) -> dict[int, int]:
    """Stage → twice the median of the days."""
    counted: dict[int, list[tuple[int, int]]] = {}
    for stage_id, days, count in session.execute(_times(asked)):
        counted.setdefault(stage_id, []).append((days, count))
    found = {}
    for stage_id, times in counted.items():
        number = sum(count for _days, count in times)
        found[stage_id] = _at(times, (number - 1) // 2) + _at(times, number // 2)
    return found


def _at(times: Sequence[tuple[int, int]], place: int) -> int:
    """The value at `place` among the sorted ones, each as often as it is counted."""
    for days, count in times:
        if place < count:
            return days
        place -= count
    raise IndexError(place)


def _ended(asked: Asked, currency: str) -> Any:
    """Won, the amount of these, lost."""
    won = Opportunity.outcome == "won"
    query = select(
        func.count().filter(won),
        func.sum(amount_in(currency)).filter(won),
        func.count().filter(Opportunity.outcome == "lost"),
    ).where(*_closed_in(asked))
    return query.where(*_of_owner(asked))


def _closed_in(asked: Asked) -> tuple[Any, ...]:
    return (
        Opportunity.pipeline_id == asked.pipeline_id,
        Opportunity.closed_on.between(asked.first, asked.last),
    )


def records(asked: Asked, measure: Measure, stage_id: int | None = None) -> Select[Any]:
    """The ids of the opportunities behind a number; without `stage_id` those of all stages."""
    return _behind(asked, measure, stage_id).where(*_of_owner(asked))


def _behind(asked: Asked, measure: Measure, stage_id: int | None) -> Select[Any]:
    if measure in ("won", "lost_all"):
        outcome = "won" if measure == "won" else "lost"
        return select(Opportunity.id).where(*_closed_in(asked), Opportunity.outcome == outcome)
    if measure == "open":
        query = (
            select(Opportunity.id)
            .join(Stage, Stage.id == Opportunity.stage_id)
            .where(
                Stage.pipeline_id == asked.pipeline_id,
                Stage.is_review.is_(False),
                Opportunity.outcome == "open",
            )
        )
        return query if stage_id is None else query.where(Opportunity.stage_id == stage_id)
    if measure == "timed":
        stays = _stays(asked)
        query = select(Opportunity.id).join(stays, stays.c.opportunity_id == Opportunity.id)
        return query if stage_id is None else query.where(stays.c.stage_id == stage_id)
    reached = _reached(asked)
    query = (
        select(Opportunity.id)
        .join(reached, reached.c.opportunity_id == Opportunity.id)
        .where(reached.c.inside == 1)
    )
    went_on, ended = _went_on(asked, reached), _ended_by(asked, "lost", "cancelled")
    wanted = {
        "entered": (),
        "went_on": (went_on,),
        "lost": (~went_on, ended),
        "waiting": (~went_on, ~ended),
    }[measure]
    query = query.where(*wanted)
    return query if stage_id is None else query.where(reached.c.stage_id == stage_id)
