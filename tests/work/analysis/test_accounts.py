"""Figures of accounts beyond the worked examples: RFM, grades, focus, health."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kamdesk.work.analysis.focus import Standing, loyalty
from kamdesk.work.analysis.grade import Scored, grade_of, points, qualifies, settled_grade
from kamdesk.work.analysis.health import health
from kamdesk.work.analysis.rfm import Orders, Rfm, by_quintiles, by_thresholds, segments


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        (Orders(30, 12, Decimal(5_000_000)), "5-5-5"),
        (Orders(31, 11, Decimal(4_999_999)), "4-4-4"),
        (Orders(180, 2, Decimal(500_000)), "2-2-2"),
        (Orders(181, 1, Decimal(1)), "1-1-1"),
        (Orders(None, 0, Decimal(0)), "1-1-1"),
    ],
)
def test_rfm_at_its_thresholds(orders, expected):
    assert str(by_thresholds(orders)) == expected


def test_quintiles_of_ten_accounts_and_one_without_orders():
    orders = {key: Orders(key, 11 - key, Decimal(11 - key)) for key in range(1, 11)}
    orders[99] = Orders(None, 0, Decimal(0))
    scores = by_quintiles(orders)
    assert [scores[key].recency for key in range(1, 11)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert scores[99] == Rfm(1, 1, 1)


def test_equal_values_get_the_same_quintile():
    scores = by_quintiles(
        {key: Orders(10, 3, Decimal(amount)) for key, amount in enumerate((5, 5, 5, 5, 9))}
    )
    assert {scores[key].monetary for key in range(4)} == {1}
    assert scores[4].monetary == 5
    assert {each.frequency for each in scores.values()} == {1}


def test_segments_by_the_mean():
    scores = {1: Rfm(5, 5, 5), 2: Rfm(5, 1, 5), 3: Rfm(1, 5, 3), 4: Rfm(1, 1, 1)}
    # means: R 3, F 3, M 3.5
    assert segments(scores) == {1: "111", 2: "101", 3: "010", 4: "000"}
    assert segments({}) == {}


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("80", "A"),
        ("79.99", "B"),
        ("60", "B"),
        ("40", "C"),
        ("39.99", "D"),
        ("0", "D"),
        (None, None),
    ],
)
def test_grades_at_their_cuts(total, grade):
    assert grade_of(None if total is None else Decimal(total)) == grade


def test_a_missing_criterion_leaves_no_points():
    assert points([Scored(30, Decimal(90)), Scored(70, None)]) is None
    assert points([Scored(30, Decimal(90)), Scored(0, None)]) == 90
    assert points([]) is None


def test_thresholds_of_the_definition():
    over, under = Scored(1, Decimal(50), 50), Scored(1, Decimal(49), 50)
    open_ = Scored(1, None, 50)
    assert qualifies([over, Scored(1, None)]) is True
    assert qualifies([over, open_]) is None
    assert qualifies([under, open_]) is False


@pytest.mark.parametrize(
    ("current", "reviews", "approved", "expected"),
    [
        (None, ["B"], False, "B"),
        ("B", ["A"], False, "B"),
        ("B", ["A", "A"], False, "A"),
        ("B", ["A", "C"], False, "B"),
        ("B", ["A", "C", "C"], False, "C"),
        ("B", ["D"], True, "D"),
        ("B", ["A", None], False, "B"),
        ("B", ["A", None, "A"], False, "B"),
        ("B", [], True, "B"),
    ],
)
def test_a_grade_changes_after_two_reviews_or_by_approval(current, reviews, approved, expected):
    assert settled_grade(current, reviews, approved) == expected


def test_loyalty_is_the_mean_of_what_is_known():
    # (80 + 50 + 90 + 40) / 4 = 65, less one complaint
    known = loyalty(Decimal("0.8"), Decimal("0.5"), Decimal("4.5"), Decimal(4), valid_complaints=1)
    assert known == 55
    assert loyalty(Decimal("0.8"), years=Decimal(25)) == 90
    assert loyalty(Decimal("0.8"), valid_complaints=3) is None
    assert loyalty(Decimal("0.1"), Decimal("0.1"), valid_complaints=3) == 0


@pytest.mark.parametrize(
    ("potential", "loyal", "place"),
    [(70, 50, "focus"), (70, 51, "watch"), (69, 50, "watch"), (69, 51, "none"), (None, 50, "unknown"),
     (60, None, "none"), (None, None, "none")],
)  # fmt: skip
def test_focus_at_its_limits(potential, loyal, place):
    standing = Standing(
        1,
        None if potential is None else Decimal(potential),
        None if loyal is None else Decimal(loyal),
    )
    assert standing.place == place


def test_health_without_anything_known_has_no_score():
    nothing = health({})
    assert (nothing.score, nothing.shown, nothing.colour, nothing.known, nothing.parts) == (
        None,
        None,
        "",
        0,
        5,
    )


def test_health_takes_off_at_most_twenty_points_and_rounds_before_it_is_coloured():
    all_known = dict.fromkeys(
        ("archive", "key_people", "contact", "plan", "satisfaction"), Decimal(90)
    )
    assert health(all_known, open_complaints=9).score == 70
    almost = {**all_known, "plan": Decimal("12.5")}
    # (4 × 90 + 12.5) / 5 = 74.5 → 75
    assert (health(almost).score, health(almost).shown, health(almost).colour) == (
        Decimal("74.5"),
        75,
        "green",
    )


def test_weights_of_health_are_rescaled_over_what_is_known():
    own = health(
        {"archive": Decimal(100), "plan": Decimal(40)},
        weights={"archive": 30, "plan": 10, "contact": 60},
    )
    # (30 × 100 + 10 × 40) / 40
    assert (own.score, own.known, own.parts) == (85, 2, 3)
