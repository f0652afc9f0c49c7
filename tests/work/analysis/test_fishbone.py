"""The fishbone: its tree, its text outline, Pareto beyond the worked example."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.errors import RuleError
from kamdesk.work.analysis.fishbone import (
    Bone,
    Cause,
    Fishbone,
    missing_for_closing,
    pareto,
    vital_few,
)
from kamdesk.work.analysis.outline import from_outline, to_outline

LATE = Cause("1", "Financing began late", "process")
WHY = Cause("2", "Nobody asked", "process", parent="1")
DEEP = Cause("3", "No list of questions", "process", parent="2", is_root=True)


def test_a_tree_three_deep_stands():
    fish = Fishbone("Lost", causes=(LATE, WHY, DEEP))
    assert [fish.depth(cause) for cause in fish.causes] == [1, 2, 3]
    assert fish.on_bone("process") == (LATE,)
    assert fish.behind("1") == (WHY,)
    assert fish.roots == (DEEP,)


def test_a_fourth_level_is_refused():
    fish = Fishbone("Lost", causes=(LATE, WHY, replace(DEEP, is_root=False)))
    with pytest.raises(RuleError, match="3 levels"):
        fish.with_cause(Cause("4", "Deeper still", "process", parent="3"))


def test_a_root_has_nothing_behind_it():
    fish = Fishbone("Lost", causes=(LATE, WHY))
    with pytest.raises(RuleError, match="not the root") as refused:
        fish.with_cause(replace(LATE, is_root=True))
    assert refused.value.field == "is_root"
    assert fish.with_cause(replace(WHY, is_root=True)).roots[0].key == "2"


def test_causes_in_a_ring_are_refused():
    ring = {
        "causes": [
            {"key": "a", "bone": "process", "parent": "b"},
            {"key": "b", "bone": "process", "parent": "a"},
        ]
    }
    with pytest.raises(RuleError):
        Fishbone.from_content(ring)


def test_what_a_lost_project_still_needs():
    assert missing_for_closing(Fishbone(causes=(LATE,))) == ("root", "action")
    root = replace(LATE, is_root=True)
    assert missing_for_closing(Fishbone(causes=(root,))) == ("action",)
    assert missing_for_closing(Fishbone(causes=(replace(root, action_uid="x"),))) == ()


def test_an_outline_is_read():
    read = from_outline(
        "Relationship\n"
        "  ◆ Finance was never met ×3 ✓\n"
        "Our own process\n"
        "  Financing began late ~\n"
        "    ◆ Nobody asked\n"
        "My bone\n",
        Fishbone("Lost"),
    )
    assert [bone.title for bone in read.bones] == ["Relationship", "Our own process", "My bone"]
    assert read.bones[0].key == "relationship"
    first, second, third = read.causes
    assert (first.text, first.is_root, first.votes, first.controllable) == (
        "Finance was never met",
        True,
        3,
        True,
    )
    assert (second.text, second.controllable, second.bone) == (
        "Financing began late",
        False,
        "process",
    )
    assert (third.parent, third.is_root) == (second.key, True)
    assert read.effect == "Lost"


def test_an_outline_keeps_what_is_noted_of_a_cause():
    fish = Fishbone(causes=(replace(LATE, evidence="minutes", action_uid="x"), WHY))
    text = to_outline(fish).replace("Nobody asked", "Nobody in finance asked")
    read = from_outline(text, fish)
    assert read.causes[0] == fish.causes[0]
    assert read.causes[1].key != "2"
    assert read.causes[1].parent == "1"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("  A cause", "Line 1: a cause needs a bone"),
        ("Bone\n    Too far", "Line 2: it is indented too far"),
        ("Bone\n  a\n    b\n      c\n        d", "Line 5: causes go 3 levels"),
        ("Bone\n  ◆ a\n    b", "Line 3: there is nothing behind a root"),
        ("Bone\n  ◆", "Line 2: a cause needs words"),
        ("Relationship\nRelationship", "Two bones have the same name"),
    ],
)
def test_an_outline_against_the_rules_is_refused_by_line(text, why):
    with pytest.raises(RuleError, match=why):
        from_outline(text, Fishbone())


def test_own_bones_count_by_their_name():
    own = [
        Fishbone(bones=(Bone(key, "Weather"),), causes=(Cause("1", "rain", key, is_root=True),))
        for key in ("x", "y")
    ]
    rows = pareto([*own, Fishbone(causes=(replace(LATE, is_root=True),))])
    assert [(row.title, row.count) for row in rows] == [("Weather", 2), ("Our own process", 1)]
    assert [row.title for row in vital_few(rows, Decimal("0.5"))] == ["Weather"]
    assert pareto([]) == ()


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).map(
    lambda t: " ".join(t.split())
)
texts = st.one_of(
    words,
    st.sampled_from(
        ["◆ x", "\\x", "\\◆", "x ×3", "×3", "x ?", "x ✓", "~", "? ~", "◆", "x ×2 ~", "×9999"]
    ),
).filter(bool)


@st.composite
def fishbones(draw):
    causes: list[Cause] = []
    for number in range(draw(st.integers(0, 9))):
        open_above = [
            c for c in causes if not c.is_root and Fishbone(causes=tuple(causes)).depth(c) < 3
        ]
        above = draw(st.none() | st.sampled_from(open_above)) if open_above else None
        bone = above.bone if above else draw(st.sampled_from(("relationship", "process")))
        causes.append(
            Cause(
                f"k{number}",
                draw(texts),
                bone,
                above.key if above else "",
                draw(st.booleans()),
                draw(st.integers(0, 999)),
                draw(st.none() | st.booleans()),
            )
        )
    return Fishbone(draw(words), causes=tuple(causes))


@given(fishbones())
def test_content_comes_back_as_it_was(fish):
    assert Fishbone.from_content(fish.to_content()) == fish


@given(fishbones())
def test_an_outline_comes_back_as_it_was(fish):
    text = to_outline(fish)
    read = from_outline(text, fish)
    assert to_outline(read) == text

    def seen(of: Fishbone) -> list[tuple]:
        return sorted(
            (c.bone, c.text, c.is_root, c.votes, str(c.controllable), of.depth(c))
            for c in of.causes
        )

    assert seen(read) == seen(fish)
