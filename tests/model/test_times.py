"""A time of day, as it is typed, spoken of, and kept by sheets."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from kamdesk.model.fields import Kind
from kamdesk.model.values import read_time, show


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("9:30", "09:30"),
        ("09:30", "09:30"),
        ("９：３０", "09:30"),
        (" 9 : 30 ", "09:30"),
        ("9.30", "09:30"),
        ("9h30", "09:30"),
        ("23:59:59", "23:59"),
        ("930", "09:30"),
        ("0930", "09:30"),
        ("1430", "14:30"),
        ("0005", "00:05"),
        (930, "09:30"),
        (930.0, "09:30"),
        (1430, "14:30"),
        ("9", "09:00"),
        (14, "14:00"),
        ("0", "00:00"),
        ("24", None),
        ("24:00", None),
        ("9:60", None),
        ("2400", None),
        ("9:5", None),
        ("093000", None),
        ("9-10", None),
        ("9:30-10:30", None),
        ("-9:30", None),
        ("全天", None),
        ("2026-11-24", None),
    ],
)
def test_figures(raw: object, expected: str | None) -> None:
    reading = read_time(raw)
    assert reading.value == expected
    assert (reading.problem is None) == (expected is not None)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("9点", "09:00"),
        ("9点半", "09:30"),
        ("9点一刻", "09:15"),
        ("9点三刻", "09:45"),
        ("9点5分", "09:05"),
        ("9时30分", "09:30"),
        ("9点钟", "09:00"),
        ("9点整", "09:00"),
        ("上午9:30", "09:30"),
        ("上午 11 点", "11:00"),
        ("下午2点", "14:00"),
        ("下午两点半", "14:30"),
        ("下午14:00", "14:00"),
        ("下午12:30", "12:30"),
        ("十点半", "10:30"),
        ("十二点", "12:00"),
        ("二十一点", "21:00"),
        ("二十点", "20:00"),
        ("早上八点", "08:00"),
        ("中午12点", "12:00"),
        ("中午一点", "13:00"),
        ("中午11点半", "11:30"),
        ("中午9点", None),
        ("傍晚6点", "18:00"),
        ("晚上8点", "20:00"),
        ("晚上12点", "00:00"),
        ("晚上1点", "01:00"),
        ("凌晨12点", "00:00"),
        ("凌晨3点", "03:00"),
        ("上午12点", None),
        ("上午14点", None),
        ("三十点", None),
    ],
)
def test_as_it_is_said_in_chinese(raw: str, expected: str | None) -> None:
    assert read_time(raw).value == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2 pm", "14:00"),
        ("2:15PM", "14:15"),
        ("2:15 p.m.", "14:15"),
        ("12 am", "00:00"),
        ("12:30 am", "00:30"),
        ("12 pm", "12:00"),
        ("11:59 p.m.", "23:59"),
        ("pm 2:15", "14:15"),
        ("13 am", None),
        ("pm 2 am", None),
    ],
)
def test_as_it_is_said_in_english(raw: str, expected: str | None) -> None:
    assert read_time(raw).value == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (time(9, 30, 59), "09:30"),
        (datetime(1899, 12, 31, 9, 30), "09:30"),  # noqa: DTZ001 - a cell has no zone
        (datetime(1899, 12, 30), "00:00"),  # noqa: DTZ001 - the same
        (datetime(2026, 11, 24, 14, 5), "14:05"),  # noqa: DTZ001 - the same
        (datetime(2026, 11, 24), None),  # noqa: DTZ001 - the same
        (date(2026, 11, 24), None),
        (0, "00:00"),
        (0.0, "00:00"),
        (0.5, "12:00"),
        (9.5 / 24, "09:30"),
        (0.395833333, "09:30"),  # 34,199.99… seconds
        (Decimal("0.75"), "18:00"),
        (34259 / 86400, "09:30"),  # 9:30:59
        (0.9999999, "23:59"),
        (9.3, None),
        (1.5, None),
        (-0.5, None),
        (True, None),
        (float("nan"), None),
        ([], None),
    ],
)
def test_cells(raw: object, expected: str | None) -> None:
    assert read_time(raw).value == expected


def test_nothing_and_what_stands_for_nothing() -> None:
    assert read_time(None).empty
    assert read_time("  ").empty
    assert read_time("无").placeholder
    assert read_time("—").placeholder


def test_what_is_shown_is_read_back() -> None:
    for text in ("00:00", "09:05", "12:00", "23:59"):
        assert show(Kind.TIME, text) == text
        assert read_time(show(Kind.TIME, text)).value == text
