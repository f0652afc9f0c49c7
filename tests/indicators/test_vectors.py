"""Every worked example of the indicators, through the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamdesk.indicators import engine
from kamdesk.work.periods import read_period
from tests.indicators.asking import scope_of, told
from tests.indicators.vectors import Case, cases, is_told


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_engine_gives_the_worked_example(
    case: Case, tmp_path: Path, template_database: Path
) -> None:
    asked = case.asked
    with (
        told(tmp_path / "home", template_database, case.facts, asked.start) as store,
        store.read() as session,
    ):
        span = read_period(asked.code, asked.start)
        scope = scope_of(session, asked.scope)
        found = engine.figures(session, span, asked.as_of, scope, keys=list(case.expect))
    for key, expected in case.expect.items():
        exact = key != "satisfaction"
        assert is_told(expected["numerator"], found[key].numerator, exact=exact), key
        assert is_told(expected["denominator"], found[key].denominator, exact=True), key
        assert is_told(expected["value"], found[key].value, exact=False), key
        assert (found[key].value is not None) or found[key].note, f"{key}: no value and no reason"
