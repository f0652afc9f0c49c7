"""Locked forecasts: what they hold, why a forecast moved (the parts add up), and how near it came."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.forecast import ForecastDeal, ForecastSnapshot
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.sales_words import EVENT_OF_DEAL
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME, Store
from kamdesk.work import child_rows, forecast, forecast_snapshots, opportunities, settings
from kamdesk.work.trash import move_to_trash
from tests.work.department import Department, found
from tests.work.test_forecast import deal, won

DAY = date(2024, 11, 17)
LATER = date(2024, 11, 24)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def lock(session: Session, on: date, period: str, **more: Any) -> ForecastSnapshot:
    return forecast_snapshots.take_snapshot(session, on, period, **more)


def change(session: Session, opportunity: Opportunity, **values: Any) -> None:
    opportunities.change_opportunity(session, opportunity, values, LATER)


def test_a_snapshot_stays_as_it_was_locked(session: Session) -> None:
    one = deal(session, "1000", 60, date(2024, 12, 20))
    snapshot = lock(session, DAY, "2024Q4", quota=Decimal(5000))
    change(session, one, amount=Decimal(1), expected_close_on=date(2025, 6, 1))
    won(session, one, LATER)
    totals = forecast_snapshots.locked_totals(session, snapshot)
    assert (totals.best_case, totals.weighted, totals.closed) == (1000, 600, 0)
    assert forecast_snapshots.quotas(session) == {"2024Q4": Decimal(5000)}


def test_a_snapshot_holds_every_open_deal_and_what_was_closed_in_its_period(
    session: Session,
) -> None:
    inside = deal(session, "10", 60, date(2024, 12, 20))
    beyond = deal(session, "20", 60, date(2025, 5, 1))
    undated = deal(session, None, 60, None)
    closed, earlier = (deal(session, "40", 60, date(2024, 12, 1)) for _each in range(2))
    won(session, closed, date(2024, 10, 9))
    won(session, earlier, date(2024, 9, 30))
    snapshot = lock(session, DAY, "2024Q4")
    rows = child_rows.rows(session, ForecastDeal, snapshot.id)
    assert {each.opportunity_id for each in rows} == {inside.id, beyond.id, undated.id, closed.id}
    by_id = {each.opportunity_id: each for each in rows}
    assert by_id[closed.id].expected_close_on == date(2024, 10, 9)
    assert (by_id[closed.id].probability, by_id[closed.id].outcome) == (100, "won")
    assert by_id[undated.id].amount == 0


@pytest.mark.parametrize(
    ("on", "period", "more"),
    [
        (DAY, "2024Q4", {}),
        (DAY, "2024-10", {}),
        (DAY, "next year", {}),
        (DAY, "2024", {"quota": Decimal(-1)}),
        (date.today() + timedelta(days=1), "2999", {}),
    ],
    ids=["twice", "over", "no period", "quota", "to come"],
)
def test_what_cannot_be_locked_is_refused(
    session: Session, on: date, period: str, more: dict[str, Any]
) -> None:
    lock(session, DAY, "2024Q4")
    with pytest.raises(RuleError):
        lock(session, on, period, **more)
    assert len(forecast_snapshots.snapshots(session)) == 1


def test_each_owner_locks_for_himself(session: Session, department: Department) -> None:
    deal(session, "10", 60, date(2024, 12, 20))
    deal(session, "20", 60, date(2024, 12, 20), owner_id=department.manager)
    own = lock(session, DAY, "2024Q4", owner_id=department.manager)
    assert [each.amount for each in forecast_snapshots.locked_deals(session, own)] == [20]
    assert forecast_snapshots.snapshots(session) == []
    assert forecast_snapshots.snapshots(session, department.manager) == [own]


def test_why_it_moved_in_each_of_the_eight_ways(session: Session) -> None:
    day = date(2024, 12, 20)
    names = ("won", "lost", "slipped", "up", "down", "removed", "same")
    made = {name: deal(session, "1000", 50, day) for name in names}
    made["pulled_in"] = deal(session, "1000", 50, date(2025, 2, 1))
    earlier = lock(session, DAY, "2024Q4")
    won(session, made["won"], LATER)
    opportunities.close(session, made["lost"], "lost", LATER, "价格")
    change(session, made["slipped"], expected_close_on=date(2025, 1, 1))
    change(session, made["pulled_in"], expected_close_on=date(2024, 12, 31))
    change(session, made["up"], amount=Decimal(1500))
    change(session, made["down"], probability=20)
    move_to_trash(session, made["removed"])
    made["new"] = deal(session, "300", 50, day)
    found = forecast_snapshots.movement(session, earlier)
    kinds = {each.key: (each.kind, each.part) for each in found.moves}
    assert kinds == {
        made["won"].id: ("won", Decimal(-500)),
        made["lost"].id: ("lost", Decimal(-500)),
        made["slipped"].id: ("slipped", Decimal(-500)),
        made["pulled_in"].id: ("pulled_in", Decimal(500)),
        made["up"].id: ("up", Decimal(250)),
        made["down"].id: ("down", Decimal(-300)),
        made["removed"].id: ("removed", Decimal(-500)),
        made["new"].id: ("new", Decimal(150)),
    }
    assert (found.before, found.after) == (Decimal(3500), Decimal(2100))
    assert sum(found.by_kind().values()) == found.change == Decimal(-1400)
    later = lock(session, LATER, "2024Q4")
    assert forecast_snapshots.movement(session, earlier, later) == found
    committed = forecast_snapshots.movement(session, earlier, later, "committed")
    assert (committed.before, committed.after) == (Decimal(0), Decimal(1000))


def test_snapshots_of_different_periods_or_owners_are_not_compared(
    session: Session, department: Department
) -> None:
    one = lock(session, DAY, "2024Q4")
    for later in (
        lock(session, LATER, "2024"),
        lock(session, LATER, "2024Q4", owner_id=department.manager),
    ):
        with pytest.raises(RuleError):
            forecast_snapshots.movement(session, one, later)
    with pytest.raises(RuleError):
        forecast_snapshots.movement(session, lock(session, LATER, "2024Q4"), one)


# ---------------------------------------------------------------------------------------------------------- accuracy


def test_the_accuracy_of_the_method(session: Session, department: Department) -> None:
    """methods.md 3.12: A forecast 1.0 and sold 0.5, B 0.2 and 1.0: WAPE 86.7 %, though the total looks like 80 %."""
    day = date(2024, 12, 20)
    a = deal(session, "2000000", 50, day, owner_id=department.manager)
    b = deal(session, "2000000", 10, day)
    lock(session, date(2024, 10, 1), "2024Q4")
    opportunities.change_opportunity(session, a, {"amount": Decimal(500_000)}, LATER)
    opportunities.change_opportunity(session, b, {"amount": Decimal(1_000_000)}, LATER)
    won(session, a, date(2024, 12, 1))
    won(session, b, date(2024, 12, 31))
    found = forecast_snapshots.accuracy(session, "2024Q4")
    assert found.taken_on == date(2024, 10, 1)
    assert [(each.name, each.forecast, each.actual) for each in found.owners] == [
        ("经理甲", Decimal(1_000_000), Decimal(500_000)),
        ("专员丁", Decimal(200_000), Decimal(1_000_000)),
    ]
    assert found.total is not None
    assert f"{found.total.error:.1%}" == "86.7%"
    assert f"{found.total.accuracy:.1%}" == "13.3%"
    assert found.owners[0].accuracy is not None
    assert found.owners[0].accuracy.accuracy == 0  # 100 % off: floored
    early = forecast_snapshots.accuracy(session, "2024Q4", until=date(2024, 12, 30))
    assert [each.accuracy is None for each in early.owners] == [False, True]


def test_without_a_snapshot_before_the_period_there_is_no_accuracy(session: Session) -> None:
    won(session, deal(session, "10", 60, date(2024, 12, 20)), date(2024, 12, 1))
    lock(session, date(2024, 10, 2), "2024Q4")
    found = forecast_snapshots.accuracy(session, "2024Q4")
    assert (found.taken_on, found.owners, found.total) == (None, (), None)


def test_an_own_newer_snapshot_goes_before_that_of_everybody(
    session: Session, department: Department
) -> None:
    day = date(2024, 12, 20)
    mine = deal(session, "100", 50, day, owner_id=department.manager)
    deal(session, "100", 50, day)
    lock(session, date(2024, 9, 1), "2024Q4")
    opportunities.change_opportunity(session, mine, {"amount": Decimal(400)}, date(2024, 9, 20))
    lock(session, date(2024, 9, 30), "2024Q4", owner_id=department.manager)
    found = forecast_snapshots.accuracy(session, "2024Q4")
    assert [(each.name, each.forecast) for each in found.owners] == [
        ("经理甲", 200),
        ("专员丁", 50),
    ]


def test_a_week_without_a_snapshot_is_said_while_something_is_open(session: Session) -> None:
    assert not forecast_snapshots.is_snapshot_due(session, LATER)
    deal(session, "10", 60, date(2024, 12, 20))
    assert forecast_snapshots.is_snapshot_due(session, LATER)
    lock(session, DAY, "2024Q4")
    assert forecast_snapshots.is_snapshot_due(session, LATER)
    assert not forecast_snapshots.is_snapshot_due(session, LATER - timedelta(days=1))
    settings.put(session, "forecast_weekly", "no")
    assert not forecast_snapshots.is_snapshot_due(session, LATER)


# --------------------------------------------------------------------------------------------------------- properties

_DAYS = st.sampled_from(
    [None, date(2024, 9, 30), date(2024, 11, 20), date(2024, 12, 31), date(2025, 1, 1)]
)
_FATES = st.sampled_from(["", "", "won", "lost", "cancelled", "removed"])
_DEALS = st.lists(
    st.tuples(
        st.integers(1, 10**11), st.integers(0, 100), _DAYS, st.integers(1, 10**11), st.integers(0, 100), _DAYS, _FATES,
        st.sampled_from([None, "pipeline", "best_case", "commit", "omitted"]),
    ),
    max_size=6,
)  # fmt: skip


@pytest.mark.slow
@tried(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DEALS, st.integers(0, 2), st.sampled_from(["weighted", "committed"]))
def test_the_parts_are_the_change_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory,
    template_database: Path,
    rows: list[Any],
    new: int,
    measure: str,
) -> None:
    home = tmp_path_factory.mktemp("forecast")
    shutil.copyfile(template_database, home / DATABASE_NAME)
    store = open_store(home)
    found(store)
    with store.change(message("Test")) as session:
        made = [
            deal(session, str(Decimal(before).scaleb(-2)), chance, day)
            for before, chance, day, *_rest in rows
        ]
        earlier = lock(session, DAY, "2024Q4")
        for opportunity, (*_was, after, chance, day, fate, kind) in zip(made, rows, strict=True):
            change(
                session, opportunity, amount=Decimal(after).scaleb(-2), probability=chance,
                expected_close_on=day, forecast_category=kind,
            )  # fmt: skip
            if fate == "removed":
                move_to_trash(session, opportunity)
            elif fate:
                opportunities.close(
                    session, opportunity, fate, LATER, "结果", override_reason="已定"
                )  # fmt: skip
        for _each in range(new):
            deal(session, "12.34", 33, date(2024, 12, 1))
        moved = forecast_snapshots.movement(session, earlier, measure=measure)
        later = lock(session, LATER, "2024Q4")
        assert forecast_snapshots.movement(session, earlier, later, measure) == moved
        assert sum((each.part for each in moved.moves), Decimal(0)) == moved.change
        keys = [each.key for each in moved.moves]
        assert len(keys) == len(set(keys))
        assert {each.kind for each in moved.moves} <= set(EVENT_OF_DEAL.codes)
        if measure == "weighted":
            lines = forecast.outlook(session, date(2024, 10, 1), "quarter", count=1)
            assert (
                next(each for each in lines if each.key == "2024Q4").totals.weighted == moved.after
            )
    store.close()


def test_undo_takes_a_lock_back_whole_and_redo_brings_it_again(
    store: Store, department: Department
) -> None:
    with store.change(message("Deals")) as session:
        deal(session, "10", 60, date(2024, 12, 20))
    with store.change(message("Lock")) as session:
        locked = lock(session, DAY, "2024Q4").id
    store.undo()
    with store.read() as session:
        assert forecast_snapshots.snapshots(session) == []
        assert session.scalars(select(ForecastDeal)).all() == []
    store.redo()
    with store.read() as session:
        snapshot = session.get_one(ForecastSnapshot, locked)
        assert [each.amount for each in forecast_snapshots.locked_deals(session, snapshot)] == [10]
