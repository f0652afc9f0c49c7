"""How figures and their parts are written on cards and below lists."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kamdesk.ui.kpi import words


@pytest.mark.parametrize(
    ("value", "unit", "wan", "shown"),
    [
        ("0.9235", "ratio", False, "92.4%"),  # half up: 92.35 → 92.4
        ("0.92349", "ratio", False, "92.3%"),
        ("-0.0004", "ratio", False, "0.0%"),
        ("-0.125", "ratio", False, "−12.5%"),
        ("3", "count", False, "3"),
        ("57284000", "amount", True, "5,728.4万"),
        ("-41600", "amount", False, "−41,600"),
        ("2.50", "days", False, "2.5 d"),
    ],
)
def test_a_value_is_written_by_its_unit(value, unit, wan, shown):
    assert words.value_words(Decimal(value), unit, wan) == shown


def test_no_value_is_a_dash_and_not_zero():
    assert words.value_words(None, "ratio") == "—"
    assert words.exact_words(None) == "—"
    assert words.value_words(Decimal(0), "count") == "0"


def test_numerator_and_denominator_say_wan_once():
    pair = words.pair_words(Decimal(57_284_000), Decimal(62_000_000), is_money=True, wan=True)
    assert pair == "5,728.4 / 6,200 万"
    assert words.pair_words(Decimal(4), Decimal(5), is_money=False, wan=True) == "4 / 5"
    assert words.pair_words(Decimal(0), None, is_money=False, wan=False) == "0 / —"


def test_a_sum_keeps_its_digits_and_an_endless_one_four():
    assert words.exact_words(Decimal("34025584.48000000")) == "34,025,584.48"
    assert words.exact_words(Decimal(13) / Decimal(3)) == "4.3333"
    assert words.exact_words(Decimal("-37.2")) == "−37.2"


def test_what_is_aimed_at_drops_a_zero_after_the_point():
    assert words.aimed_words(Decimal("0.95"), "ratio") == "95%"
    assert words.aimed_words(Decimal("0.975"), "ratio") == "97.5%"


@pytest.mark.parametrize(
    ("code", "shown"), [("2024Q4", "24Q4"), ("2026-09", "26-09"), ("2026", "2026")]
)
def test_a_period_is_short_below_the_small_picture(code, shown):
    assert words.short_period(code) == shown
