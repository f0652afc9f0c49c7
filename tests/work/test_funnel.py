"""The funnel: each figure against a plain recomputation over random histories, and one small case by hand."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity, StageChange
from kamdesk.store.store import Store
from kamdesk.work import funnel, pipelines
from kamdesk.work.funnel import Asked
from tests.work.department import Department, found

FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
CENT = Decimal("0.01")


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def put(
    session: Session,
    moves: list[tuple[int, date]],
    outcome: str = "open",
    closed_on: date | None = None,
    **values: Any,
) -> Opportunity:
    """An opportunity with the moves (place of the stage from 0, day) as they would have been written."""
    stages = pipelines.stages_of(pipelines.all_stages(session), None)
    last = stages[moves[-1][0]]
    number = len(session.scalars(select(Opportunity.id)).all()) + 1
    one = Opportunity(
        number=f"T{number}", name=f"商机{number}", pipeline_id=last.pipeline_id, stage_id=last.id,
        stage_since=moves[-1][1], outcome=outcome, closed_on=closed_on, slips=0, slipped_days=0,
        custom={}, **values,
    )  # fmt: skip
    session.add(one)
    session.flush()
    for place, day in moves:
        session.add(StageChange(opportunity_id=one.id, to_id=stages[place].id, on=day))
    session.flush()
    return one


def asked(session: Session, owner_id: int | None = None) -> Asked:
    return Asked(pipelines.all_pipelines(session)[0].id, FIRST, LAST, owner_id)


def test_a_funnel_of_four_worked_out_by_hand(session: Session) -> None:
    # A: in 1 for 10 days, in 2 for 20 and still in 3; B: lost in 1 after 30 days; C waits in 1
    # since May, 860,000 dollars without a rate; D: came into 1 before the period,
    # skipped 2, won from 3 after 5 days there
    put(session, [(0, date(2026, 1, 1)), (1, date(2026, 1, 11)), (2, date(2026, 1, 31))],
        amount=Decimal("1000000"), currency="CNY")  # fmt: skip
    put(session, [(0, date(2026, 2, 1)), (7, date(2026, 3, 3))], "lost", date(2026, 3, 3))
    put(session, [(0, date(2026, 5, 1))], amount=Decimal("860000"), currency="USD")
    put(session, [(0, date(2025, 6, 1)), (1, date(2025, 8, 1)), (2, date(2025, 8, 1)), (7, date(2025, 8, 6))],
        "won", date(2025, 8, 6), amount=Decimal("50"), currency="CNY")  # fmt: skip
    read = funnel.read(session, asked(session))
    one, two, three = read.stages[:3]
    assert (one.count, one.amount, one.entered, one.went_on, one.lost, one.waiting) == (
        1,
        0,
        3,
        1,
        1,
        1,
    )
    assert one.conversion == Decimal("33.3")
    assert one.median_days == 30  # of 10, 30 and 61 days
    assert (two.entered, two.went_on, two.median_days) == (2, 2, 20)  # skipping takes no time
    assert (three.count, three.amount, three.weighted) == (1, 1_000_000, 300_000)
    assert (three.entered, three.went_on, three.waiting, three.median_days) == (2, 1, 1, 5)
    assert (read.won, read.won_amount, read.lost, read.win_rate) == (1, 50, 1, 50)
    assert read.without_rate == 1
    assert read.narrowest == one
    assert read.longest == one


def test_half_of_a_tenth_is_rounded_up() -> None:
    assert funnel.percent(1, 16) == Decimal("6.3")  # 6.25
    assert funnel.percent(17, 24) == Decimal("70.8")
    assert funnel.percent(0, 0) is None


def test_nothing_at_all(session: Session) -> None:
    read = funnel.read(session, asked(session))
    assert [each.entered for each in read.stages] == [0] * 7
    assert (read.count, read.amount, read.win_rate, read.longest, read.narrowest) == (
        0,
        0,
        None,
        None,
        None,
    )


def test_random_histories_give_what_a_plain_recomputation_gives(
    session: Session, department: Department
) -> None:
    chance = random.Random(20261124)
    owners = (department.specialist, department.manager, None)
    for _one in range(300):
        put(session, *history(chance), owner_id=chance.choice(owners), **money(chance))
    gone = session.scalars(select(Opportunity).limit(5)).all()
    for one in gone:
        one.deleted_at = one.created_at
    session.flush()
    for owner in (None, department.specialist):
        check_against_plain(session, asked(session, owner))


def history(chance: random.Random) -> tuple[list[tuple[int, date]], str, date | None]:
    """Moves forward, sometimes back, sometimes over a stage; then perhaps an end."""
    day = date(2025, 1, 1) + timedelta(days=chance.randrange(500))
    place, moves = 0, [(0, day)]
    for _move in range(chance.randrange(9)):
        day += timedelta(days=chance.randrange(40))
        if chance.random() < 0.15 and place:
            place -= 1
        elif place < 6:
            place += 1
            if chance.random() < 0.2 and place < 6:
                moves.append((place, day))
                place += 1
        else:
            break
        moves.append((place, day))
    outcome = chance.choice(["open", "open", "won", "lost", "cancelled"])
    if outcome == "open":
        return moves, outcome, None
    day += timedelta(days=chance.randrange(30))
    return [*moves, (7, day)], outcome, day


def money(chance: random.Random) -> dict[str, Any]:
    currency = chance.choice(["CNY", "CNY", "USD", "EUR"])
    rate = {"USD": Decimal("7.123456")}.get(currency)
    amount = chance.choice([None, Decimal(chance.randrange(10_000_000)) / 100])
    own = chance.choice([None, None, chance.randrange(101)])
    return {"amount": amount, "currency": currency, "rate": rate, "probability": own}


def check_against_plain(session: Session, wanted: Asked) -> None:
    read = funnel.read(session, wanted)
    query = select(Opportunity).where(Opportunity.deleted_at.is_(None))
    if wanted.owner_id is not None:
        query = query.where(Opportunity.owner_id == wanted.owner_id)
    every = session.scalars(query).all()
    stages = pipelines.stages_of(pipelines.all_stages(session), None)[:7]
    places = {stage.id: n for n, stage in enumerate(stages)}
    moves: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for change in session.scalars(select(StageChange).order_by(StageChange.on, StageChange.id)):
        if change.on <= LAST:
            moves[change.opportunity_id].append((change.on, places.get(change.to_id, -1)))
    for n, (stage, figures) in enumerate(zip(stages, read.stages, strict=True)):
        there = [one for one in every if one.outcome == "open" and one.stage_id == stage.id]
        amounts = [in_yuan(one) for one in there]
        weights = [
            None if amount is None
            else (amount * (one.probability if one.probability is not None else stage.probability) / 100)
            .quantize(CENT, ROUND_HALF_UP)
            for one, amount in zip(there, amounts, strict=True)
        ]  # fmt: skip
        assert figures.count == len(there)
        assert figures.amount == sum(filter(None, amounts))
        assert figures.weighted == sum(filter(None, weights))
        came = [one for one in every if any(on >= FIRST and at == n for on, at in moves[one.id])]
        on_it = [one for one in came if went_on(one, n, moves[one.id])]
        ended = [one for one in came if one not in on_it and ended_as(one, "lost", "cancelled")]
        for measure, ones in (
            ("entered", came), ("went_on", on_it), ("lost", ended), ("open", there),
            ("waiting", [one for one in came if one not in on_it and one not in ended]),
        ):  # fmt: skip
            ids = session.scalars(funnel.records(wanted, measure, stage.id)).all()  # type: ignore[arg-type]  # from a list of these
            assert sorted(ids) == sorted(one.id for one in ones), (measure, n)
        assert (figures.entered, figures.went_on, figures.lost) == (
            len(came),
            len(on_it),
            len(ended),
        )
        times = [t for one in every if (t := time_in(one, n, moves[one.id])) is not None]
        assert figures.median_days == (Decimal(str(median(times))) if times else None)
        assert len(session.scalars(funnel.records(wanted, "timed", stage.id)).all()) == len(times)
    closed = [one for one in every if one.closed_on is not None and FIRST <= one.closed_on <= LAST]
    won = [one for one in closed if one.outcome == "won"]
    assert read.won == len(won)
    assert read.won_amount == sum(filter(None, map(in_yuan, won)))
    assert read.lost == sum(one.outcome == "lost" for one in closed)
    assert read.without_rate == sum(
        one.outcome == "open" and one.currency == "EUR" and one.amount is not None for one in every
    )


def in_yuan(one: Opportunity) -> Decimal | None:
    if one.amount is None or one.currency == "EUR":
        return None
    if one.currency == "CNY":
        return one.amount
    return (one.amount * one.rate).quantize(CENT, ROUND_HALF_UP)


def ended_as(one: Opportunity, *outcomes: str) -> bool:
    return one.outcome in outcomes and one.closed_on is not None and one.closed_on <= LAST


def went_on(one: Opportunity, place: int, moves: list[tuple[date, int]]) -> bool:
    return any(at > place for _on, at in moves) or ended_as(one, "won")


def time_in(one: Opportunity, place: int, moves: list[tuple[date, int]]) -> int | None:
    """Days in the stage altogether, if it was left within the period and took any."""
    days, left = 0, None
    for (on, at), following in zip(moves, [*moves[1:], None], strict=True):
        end = (
            following[0]
            if following
            else one.closed_on
            if ended_as(one, "won", "lost", "cancelled")
            else None
        )
        if at == place and end is not None:
            days += (end - on).days
            left = max(left or end, end)
    return days if left is not None and left >= FIRST and days > 0 else None
