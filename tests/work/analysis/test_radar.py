"""The radar beyond its worked example: sub-items, comparing with last time, weights, what was noted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.errors import RuleError
from kamdesk.work.analysis.content import ContentError
from kamdesk.work.analysis.radar import Axis, Mark, Player, Radar, SubItem, shipped_axes

AXIS = shipped_axes()[0]


def scored(points: dict[str, int]) -> Decimal | None:
    radar = Radar(ours=Player(marks={AXIS.key: Mark(points=points)}))
    return radar.score(radar.ours, AXIS)


def test_five_sub_items_make_ten_points():
    keys = [sub.key for sub in AXIS.subs]
    assert scored(dict(zip(keys, (2, 1, 2, 0, 2), strict=True))) == 7
    assert scored(dict.fromkeys(keys, 2)) == 10


def test_a_sub_item_without_an_answer_leaves_the_axis_open():
    assert scored({AXIS.subs[0].key: 2}) is None


def test_other_numbers_of_sub_items_are_brought_to_ten():
    axis = Axis("own", 100, (SubItem("a"), SubItem("b"), SubItem("c"), SubItem("d")))
    radar = Radar((axis,), Player(marks={"own": Mark(points={"a": 2, "b": 1, "c": 0, "d": 0})}))
    assert radar.scores(radar.ours) == (Decimal("3.75"),)


def test_last_time_is_compared_axis_by_axis():
    last = Radar(
        ours=Player(
            marks={a.key: Mark(s) for a, s in zip(shipped_axes(), (6, 7, 5, 6), strict=True)}
        )
    )
    now = Radar(
        ours=Player(
            marks={a.key: Mark(s) for a, s in zip(shipped_axes(), (7, 8, 5, 8), strict=True)}
        )
    )
    *axes, total = now.compared_with(last)
    assert [each.change for each in axes] == [1, 1, 0, 2]
    # 6×.3 + 7×.3 + 5×.25 + 6×.15 = 6.05, and 6.95 now
    assert (total.before, total.now, total.change) == (
        Decimal("6.05"),
        Decimal("6.95"),
        Decimal("0.90"),
    )


def test_an_axis_that_was_not_there_has_no_change():
    now = Radar(ours=Player(marks={AXIS.key: Mark(4)}))
    assert now.compared_with(Radar())[0].change is None


def test_of_equally_weak_axes_the_one_further_behind_is_short():
    mine = {"relationship": 5, "solution": 5, "commercial": 6, "delivery": 7}
    theirs = {"relationship": 6, "solution": 9, "commercial": 10, "delivery": 1}
    radar = Radar(
        ours=Player(marks={key: Mark(score) for key, score in mine.items()}),
        rivals=(Player("r", "对手", {key: Mark(score) for key, score in theirs.items()}),),
    )
    short = radar.short_board()
    assert short is not None
    assert (short.axis.key, short.gap) == ("solution", -4)


def test_the_best_of_several_rivals_is_compared_with():
    radar = Radar(
        ours=Player(marks={AXIS.key: Mark(5)}),
        rivals=(
            Player("1", "甲", {AXIS.key: Mark(4)}),
            Player("2", "乙", {AXIS.key: Mark(8)}),
            Player("3", "丙"),
        ),
    )
    first = radar.gaps()[0]
    assert (first.best, first.rival, first.gap) == (8, "乙", -3)


def test_weights_have_to_make_a_hundred():
    with pytest.raises(RuleError, match="105") as refused:
        Radar().with_weights({"relationship": 35})
    assert refused.value.field == "weight"
    changed = Radar().with_weights({"relationship": 35, "delivery": 10})
    assert [axis.weight for axis in changed.axes] == [35, 30, 25, 10]


def test_a_rival_is_there_once():
    radar = Radar().with_rival("u", "对手").with_rival("u", "对手")
    assert [rival.name for rival in radar.rivals] == ["对手"]
    marked = radar.with_player(radar.rivals[0].with_mark(AXIS.key, Mark(3)))
    assert marked.score(marked.rivals[0], AXIS) == 3
    assert marked.ours == radar.ours


@pytest.mark.parametrize(
    "content",
    [
        {"ours": {"marks": {"solution": {"score": 11}}}},
        {"ours": {"marks": {"solution": {"score": True}}}},
        {"rivals": "nobody"},
        {"axes": [{"key": "a", "weight": -1}]},
    ],
)
def test_what_no_radar_notes_is_refused(content):
    with pytest.raises(ContentError):
        Radar.from_content(content)


keys = st.text("abcdef", min_size=1, max_size=4)
marks_of = st.builds(
    Mark, st.none() | st.integers(0, 10), st.dictionaries(keys, st.integers(0, 2), max_size=3)
)
players = st.builds(
    Player, st.text(max_size=5), st.text(max_size=5), st.dictionaries(keys, marks_of, max_size=4)
)
axes = st.builds(
    Axis,
    keys,
    st.integers(0, 100),
    st.lists(st.builds(SubItem, keys, st.text(max_size=5)), max_size=4).map(tuple),
    st.text(max_size=5),
)


@given(
    st.builds(
        Radar,
        st.lists(axes, min_size=1, max_size=8).map(tuple),
        players,
        st.lists(players, max_size=4).map(tuple),
    )
)
def test_content_comes_back_as_it_was(radar):
    assert Radar.from_content(radar.to_content()) == radar


@given(st.lists(st.integers(0, 10), min_size=4, max_size=4))
def test_a_total_lies_between_the_weakest_and_the_strongest(scores):
    radar = Radar(
        ours=Player(marks={a.key: Mark(s) for a, s in zip(shipped_axes(), scores, strict=True)})
    )
    total = radar.total(radar.ours)
    assert total is not None
    assert min(scores) <= total <= max(scores)
