"""The records behind a figure are those it was made of: their number and their sum are the figure's parts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kamdesk.indicators import engine
from kamdesk.indicators.known import INDICATORS
from kamdesk.work.periods import read_period
from tests.indicators.asking import scope_of, told
from tests.indicators.plain_facts import Question
from tests.indicators.random_facts import random_facts, random_questions
from tests.indicators.vectors import CLOSE

MADE_OTHERWISE = {
    ("time_in_stage", "numerator"),
    ("sales_quantity", "numerator"),
}
"""A median, and a total that several units of measure have not, are no sums of their records."""


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_the_records_behind_come_to_the_figure(
    seed: int, tmp_path: Path, template_database: Path
) -> None:
    questions = random_questions(seed, 4)
    with told(tmp_path / "home", template_database, random_facts(seed), questions[0].start) as store:  # fmt: skip
        for asked in questions:
            with store.read() as session:
                wrong = _wrong(session, asked)
            assert wrong == []


def _wrong(session, asked: Question) -> list[str]:
    span, scope = read_period(asked.code, asked.start), scope_of(session, asked.scope)
    figures = engine.figures(session, span, asked.as_of, scope)
    found = []
    for key in INDICATORS:
        for part in ("numerator", "denominator"):
            value = getattr(figures[key], part)
            behind = engine.behind(session, key, part, span, asked.as_of, scope)
            if behind is None or value is None:
                continue
            rows = behind.page(-1, 0)
            if behind.count() != len(rows):
                found.append(f"{key} {part}: {behind.count()} records, {len(rows)} listed")
            if behind.sum() != value:
                found.append(f"{key} {part}: {value}, behind it {behind.sum()}")
            listed = sum((row[3] for row in rows), Decimal(0))
            if (key, part) not in MADE_OTHERWISE and abs(listed - value) > CLOSE:
                found.append(f"{key} {part}: {value}, its records come to {listed}")
            pages = [*behind.page(3, 0), *behind.page(-1, 3)]
            if pages != rows:
                found.append(f"{key} {part}: pages differ from the whole list")
    return found
