"""SWOT beyond its worked example: views kept apart, strategies over several pairs, what was noted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.work.analysis.content import ContentError
from kamdesk.work.analysis.swot import QUADRANTS, VIEW, Item, Strategy, Swot

S1, S2 = Item("s1", "S", "one", 5), Item("s2", "S", "two", 2)
T1 = Item("t1", "T", "price", 4)
MARKET = Item("m", "S", "brand", 5, view="market")


def test_pairs_are_made_within_one_view():
    swot = Swot((S1, T1, MARKET))
    assert [pair.keys for pair in swot.pairs("relation")] == [("s1", "t1")]
    assert swot.pairs("market") == ()
    assert swot.labels() == {"s1": "S1", "t1": "T1", "m": "S1"}


def test_one_strategy_may_serve_several_pairs():
    strategy = Strategy("x", "defend", (("s1", "t1"), ("s2", "t1")))
    swot = Swot((S1, S2, T1), (strategy,))
    assert swot.open_pairs("relation") == ()
    assert [(pair.score, of.key) for pair, of in swot.covered_pairs("relation")] == [
        (20, "x"),
        (8, "x"),
    ]


def test_without_an_item_its_pairs_go_and_the_strategy_stays():
    swot = Swot((S1, S2, T1), (Strategy("x", "defend", (("s1", "t1"), ("s2", "t1"))),))
    left = swot.without_item("s1")
    assert left.items == (S2, T1)
    assert left.strategies == (Strategy("x", "defend", (("s2", "t1"),)),)


@pytest.mark.parametrize(
    "item",
    [
        {"quadrant": "X", "text": "…"},
        {"quadrant": "S", "text": 4},
        {"quadrant": "S", "weight": 6},
        {"quadrant": "S", "on": "yesterday"},
    ],
)
def test_what_no_swot_notes_is_refused(item):
    with pytest.raises(ContentError):
        Swot.from_content({"items": [item]})


keys = st.text("abcdef", min_size=1, max_size=4)
items = st.builds(
    Item,
    keys,
    st.sampled_from(QUADRANTS),
    st.text(max_size=8),
    st.integers(1, 5),
    st.sampled_from(VIEW.codes),
    st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.text(max_size=5),
)
strategies = st.builds(
    Strategy, keys, st.text(max_size=8), st.lists(st.tuples(keys, keys), max_size=3).map(tuple)
)
swots = st.builds(
    Swot, st.lists(items, max_size=8).map(tuple), st.lists(strategies, max_size=3).map(tuple)
)


@given(swots)
def test_content_comes_back_as_it_was(swot):
    assert Swot.from_content(swot.to_content()) == swot


@given(swots)
def test_every_pair_is_either_open_or_covered(swot):
    for view in VIEW.codes:
        pairs = swot.pairs(view)
        assert len(pairs) == len(swot.open_pairs(view)) + len(swot.covered_pairs(view))
        scores = [pair.score for pair in pairs]
        assert scores == sorted(scores, reverse=True)
