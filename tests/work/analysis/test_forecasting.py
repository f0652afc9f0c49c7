"""Forecast beyond its worked examples: categories, what moved, slipping."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.work.analysis.forecasting import (
    Deal,
    Period,
    accuracy,
    category_of,
    movement,
    open_amount,
    probability_now,
    slipping,
    totals,
    weighted_amount,
)

Q4 = Period(date(2026, 10, 1), date(2026, 12, 31))
NOVEMBER, JANUARY = date(2026, 11, 20), date(2027, 1, 20)


def deal(key: int, amount: int, on: date = NOVEMBER, outcome: str = "open", **other) -> Deal:
    return Deal(
        key,
        Decimal(amount),
        other.get("probability", 50),
        other.get("category", "pipeline"),
        outcome,
        on,
    )


@pytest.mark.parametrize(
    ("probability", "chosen", "expected"),
    [
        (80, None, "commit"),
        (79, None, "best_case"),
        (50, None, "best_case"),
        (49, None, "pipeline"),
        (10, "commit", "commit"),
    ],
)
def test_categories(probability, chosen, expected):
    assert category_of(probability, chosen) == expected


def test_probability_of_what_is_closed_is_certain():
    assert probability_now("won", 30, 60) == 100
    assert probability_now("lost", 30, 60) == probability_now("cancelled", None, 60) == 0
    assert (probability_now("open", None, 60), probability_now("open", 0, 60)) == (60, 0)


def test_buckets_are_apart():
    made = totals([deal(1, 100, outcome="won"), deal(2, 40, category="commit"), deal(3, 30, category="best_case"),
                   deal(4, 20), deal(5, 1000, category="omitted"), deal(6, 500, outcome="lost")])  # fmt: skip
    assert (made.closed, made.commit, made.best_case, made.pipeline) == (100, 40, 30, 20)
    assert (made.committed_forecast, made.best_case_forecast, made.open_amount) == (140, 170, 90)
    assert made.weighted == 45


def test_nothing_came_so_there_is_no_accuracy():
    assert accuracy([(Decimal(5), Decimal(0))]) is None
    assert accuracy([]) is None


def test_an_error_above_the_whole_is_shown_as_no_accuracy():
    wide = accuracy([(Decimal(30), Decimal(10))])
    assert wide is not None
    assert (wide.error, wide.accuracy, wide.bias) == (2, 0, 2)


def test_each_deal_moved_in_one_way_and_the_parts_add_up():
    before = [deal(1, 100), deal(2, 80), deal(3, 60), deal(4, 50, JANUARY), deal(5, 40), deal(6, 30), deal(8, 20),
              deal(9, 10)]  # fmt: skip
    after = [deal(1, 100, outcome="won"), deal(2, 80, outcome="lost"), deal(3, 60, JANUARY), deal(4, 50),
             deal(5, 45), deal(6, 25), deal(7, 70), deal(9, 10)]  # fmt: skip
    moved = movement(before, after, Q4)
    assert {move.key: (move.kind, move.part) for move in moved.moves} == {
        1: ("won", -100),
        2: ("lost", -80),
        3: ("slipped", -60),
        4: ("pulled_in", 50),
        5: ("up", 5),
        6: ("down", -5),
        7: ("new", 70),
        8: ("removed", -20),
    }
    assert (moved.before, moved.after, moved.change) == (340, 200, -140)
    assert sum(moved.by_kind().values()) == -140


def test_a_deal_that_slips_within_the_period_is_listed_with_nothing():
    moved = movement([deal(1, 10)], [deal(1, 10, date(2026, 12, 20))], Q4)
    assert [(move.kind, move.part) for move in moved.moves] == [("slipped", 0)]


days = st.sampled_from([None, NOVEMBER, date(2026, 12, 31), JANUARY, date(2026, 9, 30)])
deals = st.builds(
    Deal,
    st.integers(1, 8),
    st.integers(0, 9).map(Decimal),
    st.integers(0, 100),
    st.sampled_from(["pipeline", "best_case", "commit", "omitted"]),
    st.sampled_from(["open", "won", "lost", "cancelled"]),
    days,
)
snapshots = st.lists(deals, max_size=8, unique_by=lambda each: each.key)


def closed_too(each: Deal) -> Decimal:
    """What is won counts as well, as in the committed forecast."""
    return each.amount if each.outcome == "won" else open_amount(each)


@given(
    snapshots,
    snapshots,
    st.sampled_from([None, Q4]),
    st.sampled_from([open_amount, weighted_amount, closed_too]),
)
def test_parts_always_add_up_to_the_change(before, after, period, worth):
    moved = movement(before, after, period, worth)
    assert sum((move.part for move in moved.moves), Decimal(0)) == moved.change
    assert len({move.key for move in moved.moves}) == len(moved.moves)


def test_slipping_counts_what_was_put_off():
    said = [date(2026, 6, 1), date(2026, 7, 1), None, date(2026, 6, 20), date(2026, 7, 15)]
    slipped = slipping(said)
    assert (slipped.times, slipped.days) == (2, 44)
    assert slipped.is_flagged()
    once = slipping([date(2026, 6, 1), date(2026, 8, 1)])
    assert (once.times, once.days, once.is_flagged()) == (1, 61, True)
    assert not slipping([date(2026, 6, 1), date(2026, 7, 31)]).is_flagged()
    assert slipping([]).days == 0
