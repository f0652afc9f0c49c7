"""Points of an assessment sheet: each rule, what has no value, the shown total and the warning, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.errors import RuleError
from kamdesk.work import scores
from kamdesk.work.scores import Judged

SIXTY = Decimal(60)


def number(text):
    return None if text is None else Decimal(text)


def judged(rule, weight="100", target=None, **more):
    values = {name: number(value) for name, value in more.items() if name != "bands"}
    return Judged(rule, Decimal(weight), number(target), bands=more.get("bands", ()), **values)


def score(line, actual):
    return scores.sheet([line], [number(actual)], SIXTY).lines[0].score


@pytest.mark.parametrize(
    ("actual", "target", "cap", "expected"),
    [
        ("0.9", "1", None, "27.00"),  # 30 × 0.9
        ("1.5", "1", None, "36.00"),  # capped: 30 × 1.2
        ("1.5", "1", "1", "30.00"),  # its own cap: 30 × 1
        ("-0.2", "1", None, "0.00"),  # not below 0
        ("2", "3", None, "20.00"),  # 30 × 2/3, exact although 2/3 has no end
        ("0.85035", "1", None, "25.51"),  # 30 × 0.85035 = 25.5105
        ("0.8505", "1", None, "25.52"),  # 25.515: half up
        ("0", "1", None, "0.00"),
    ],
)
def test_a_ratio_counts_up_to_its_cap(actual, target, cap, expected):
    assert score(judged("ratio", "30", target, cap=cap), actual) == Decimal(expected)


@pytest.mark.parametrize(
    ("actual", "target", "expected"),
    [
        ("0.05", "0.05", "20.00"),  # 2 − 1
        ("0.08", "0.05", "8.00"),  # 2 − 1.6 = 0.4
        ("0.2", "0.05", "0.00"),  # 2 − 4, not below 0
        ("0.01", "0.05", "24.00"),  # 2 − 0.2 = 1.8, capped at 1.2
        ("0", "0", "20.00"),  # target 0 and nothing happened
        ("1", "0", "0.00"),  # target 0 and something did
    ],
)
def test_an_inverse_line_falls_as_the_figure_grows(actual, target, expected):
    assert score(judged("inverse", "20", target), actual) == Decimal(expected)


@pytest.mark.parametrize(
    ("count", "expected"), [("0", "15.00"), ("1", "12.00"), ("3", "6.00"), ("5", "0.00"), ("9", "0.00")]
)  # fmt: skip
def test_each_case_takes_something_off(count, expected):
    assert score(judged("per_case", "15", step="0.2"), count) == Decimal(expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("0.95", "25.00"),  # on the bound itself
        ("0.9499", "20.00"),
        ("0.8", "20.00"),
        ("0.7999", "12.50"),
        ("0.59", "0.00"),  # below the lowest
        ("1.3", "25.00"),
    ],
)
def test_the_highest_band_reached_counts_whatever_their_order(actual, expected):
    bands = scores.bands_of([["0.8", "0.8"], ["0.95", "1"], ["0.6", "0.5"]])
    assert score(judged("bands", "25", bands=bands), actual) == Decimal(expected)


def test_points_given_by_a_person_are_hundredths():
    assert score(judged("manual", "25", points="86"), None) == Decimal("21.50")
    assert score(judged("manual", "25", points="0"), None) == Decimal("0.00")


def test_the_quarter_of_a_specialist_on_paper():
    """销售计划完成率 96 % of 100 %, 档案完整率 0.9 of 1, 流失率 1/12 against 1/10, 新开发率 has no value."""
    lines = [
        judged("ratio", "40", "1"),
        judged("ratio", "20", "1"),
        judged("inverse", "20", "0.1"),
        judged("ratio", "20", "0.2"),
    ]
    actuals = [Decimal("0.96"), Decimal("0.9"), Decimal(1) / 12, None]
    found = scores.sheet(lines, actuals, SIXTY)
    # 20 is spread over 40, 20, 20 as 10, 5, 5: 50 × 0.96, 25 × 0.9, 25 × (2 − 10/12) = 25 × 7/6 = 29.1666…
    assert [each.weight for each in found.lines] == [Decimal(50), Decimal(25), Decimal(25), None]
    assert [each.score for each in found.lines] == [
        Decimal("48.00"), Decimal("22.50"), Decimal("29.17"), None,
    ]  # fmt: skip
    assert found.total == Decimal("99.67")
    assert found.spread == Decimal(20)
    assert found.lines[3].reason == "The indicator has no value."
    assert not found.warning


def test_the_total_is_the_sum_of_what_is_shown():
    """Three lines of 33.33, 33.33, 33.34 at 1/2: 16.665 each is shown as 16.67, and 16.67 × 3 are 50.01."""
    lines = [judged("manual", weight, points="50") for weight in ("33.33", "33.33", "33.34")]
    found = scores.sheet(lines, [None] * 3, SIXTY)
    assert [each.score for each in found.lines] == [Decimal("16.67")] * 3
    assert found.total == Decimal("50.01")


def test_under_the_threshold_there_is_a_warning_and_on_it_none():
    under = scores.sheet([judged("manual", points="59.99")], [None], SIXTY)
    on_it = scores.sheet([judged("manual", points="60")], [None], SIXTY)
    assert (under.total, under.warning) == (Decimal("59.99"), True)
    assert (on_it.total, on_it.warning) == (Decimal("60.00"), False)


def test_half_a_cent_of_a_figure_without_an_end_goes_up():
    """1.5 × (0.01 / 3) is 0.005 exactly, though 0.01 / 3 comes cut off after 28 digits."""
    assert score(judged("ratio", "1.5", "1"), str(Decimal("0.01") / 3)) == Decimal("0.01")


def test_what_is_missing_is_said_and_never_zero():
    lines = [
        judged("ratio", "20"),
        judged("ratio", "20", "0"),
        judged("per_case", "20"),
        judged("bands", "20"),
        judged("manual", "20"),
    ]
    found = scores.sheet(lines, [Decimal(1)] * 5, SIXTY)
    assert [each.reason for each in found.lines] == [
        "There is no target.",
        "Nothing can be compared with a target of 0.",
        "It is not said how much each case takes off.",
        "There are no bands.",
        "No points were given yet.",
    ]
    assert found.total is None
    assert found.spread == Decimal(100)
    assert not found.warning


@pytest.mark.parametrize("stored", [[["a", "1"]], [["1"]], [["NaN", "1"]], [3]])
def test_bands_that_are_no_numbers_are_refused(stored):
    with pytest.raises(RuleError) as refusal:
        scores.bands_of(stored)
    assert refusal.value.field == "bands"


WEIGHTS = st.lists(
    st.decimals("0.01", "100", places=2), min_size=1, max_size=8
)  # fmt: skip
ACTUALS = st.one_of(st.none(), st.decimals("-10", "10", places=4))


@given(WEIGHTS, st.data())
def test_the_weight_of_lines_without_value_is_kept_whole(weights, data):
    lines = [Judged("ratio", weight, Decimal(1)) for weight in weights]
    actuals = [data.draw(ACTUALS) for _each in lines]
    found = scores.sheet(lines, actuals, SIXTY)
    counted = [each.weight for each in found.lines if each.weight is not None]
    assert len(counted) == sum(actual is not None for actual in actuals)
    if counted:
        # each of them is rounded to a cent
        assert abs(sum(counted) - sum(weights)) <= Decimal("0.005") * len(counted)
        assert found.total == sum(each.score for each in found.lines if each.score is not None)
    else:
        assert found.total is None


@given(
    st.decimals("-5", "5", places=4),
    st.decimals("0", "5", places=4),
    st.sampled_from(("ratio", "inverse")),
)
def test_a_factor_lies_between_0_and_its_cap_and_follows_the_direction(actual, more, rule):  # fmt: skip
    line = Judged(rule, Decimal(100), Decimal("0.8"))
    lower, higher = (scores.factor_of(line, value).value for value in (actual, actual + more))
    assert 0 <= lower <= Fraction(6, 5)
    assert 0 <= higher <= Fraction(6, 5)
    assert lower <= higher if rule == "ratio" else lower >= higher


@given(st.fractions(-1000, 1000, max_denominator=10**6))
def test_rounding_is_never_further_off_than_half_a_cent(value):
    rounded = scores.half_up(value)
    assert abs(Fraction(rounded) - value) <= Fraction(1, 200)
    if abs(Fraction(rounded) - value) == Fraction(1, 200):
        assert abs(Fraction(rounded)) > abs(value)
