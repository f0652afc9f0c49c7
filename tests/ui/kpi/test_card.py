"""What a card says: how a figure stands to its target, what is restated, what a screen reader hears."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QRectF

from kamdesk.ui.kpi.dashboard import card_words
from kamdesk.ui.kpi.dashboard.card import Card, Declared, Parts, State, Target
from kamdesk.ui.kpi.dashboard.spark import Spark, number_at, place_x
from kamdesk.work.periods import Span

QUARTER = Span(date(2026, 7, 1), date(2026, 9, 30), "2026Q3")


def rate(value: str | None, wanted: str | None = None, better: str = "up", **more) -> Card:
    """A share of hundred cases."""
    number = Decimal(value) if value is not None else None
    live = Parts(None if number is None else number * 100, Decimal(100), number)
    unit = more.pop("unit", "ratio")
    declared = Declared("some_rate", "Some rate", "", "", unit, better, "further", False)
    target = Target(Decimal(wanted) if wanted is not None else None)
    return Card(declared, QUARTER, more.pop("live", live), target=target, **more)


@pytest.mark.parametrize(
    ("value", "wanted", "better", "unit", "state"),
    [
        ("0.95", "0.95", "up", "ratio", State.REACHED),
        (
            "0.924",
            "0.95",
            "up",
            "ratio",
            State.NEAR,
        ),  # 2.6 points short; 5 % of 0.95 are 4.75 points
        ("0.90", "0.95", "up", "ratio", State.MISSED),
        ("0.87", "1", "down", "ratio", State.REACHED),
        ("1.04", "1", "down", "ratio", State.NEAR),
        ("1.06", "1", "down", "ratio", State.MISSED),
        ("3", "2", "down", "count", State.NEAR),
        ("4", "2", "down", "count", State.MISSED),
        ("0.5", None, "up", "ratio", State.NO_TARGET),
        (None, "0.9", "up", "ratio", State.NO_VALUE),
    ],
)
def test_how_a_figure_stands(value, wanted, better, unit, state):
    assert rate(value, wanted, better, unit=unit).state == state


def test_a_frozen_figure_stays_and_the_restated_one_stands_beside_it():
    before = Parts(Decimal(92), Decimal(100), Decimal("0.92"))
    card = rate("0.90", "0.95", frozen=before)
    assert card_words.value(card) == "92.0%"
    assert card_words.restated(card) == "↻ restated 90.0%"
    same = rate("0.92", frozen=before)
    assert not same.is_restated
    assert card_words.restated(same) == ""


def test_a_change_that_the_value_hides_is_told_by_the_parts():
    before = Parts(Decimal(10), Decimal(10), Decimal(1))
    card = rate("1", frozen=before)
    assert card_words.restated(card) == "↻ restated 100 / 100"


def test_a_screen_reader_hears_the_whole_card():
    card = rate("0.924", "0.95", trend=(("2026Q2", None), ("2026Q3", Decimal("0.924"))))
    said = card_words.sentence(card)
    assert said == "Some rate 92.4%, near, Target 95%, numerator and denominator 92.4 / 100"
    assert card_words.trend_sentence(card) == "2026Q2 —, 2026Q3 92.4%"


def test_without_value_the_card_says_why():
    why = "There is no target for this period."
    card = rate(None, live=Parts(Decimal(5), None, None, why))
    assert card_words.value(card) == "—"
    assert why in card_words.sentence(card)


def test_the_small_picture_has_room_for_the_target_and_finds_the_period_under_the_pointer():
    spark = Spark([Decimal(1), None, Decimal(3)], target=Decimal(5))
    assert spark.bounds() == (1.0, 5.0)
    assert Spark([Decimal(2), Decimal(3)], as_columns=True).bounds() == (0.0, 3.0)
    rect = QRectF(0, 0, 109, 40)
    assert number_at(spark, rect, place_x(spark, rect, 1) + 5) == 1
    assert number_at(Spark([]), rect, 5) is None
