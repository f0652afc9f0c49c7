"""The plain recomputation itself gives every worked example."""

from __future__ import annotations

import pytest

from tests.indicators.recompute import recompute
from tests.indicators.vectors import Case, cases, is_told


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_recomputation_gives_the_worked_example(case: Case) -> None:
    found = recompute(case.facts, case.asked, case.expect)
    for key, expected in case.expect.items():
        exact = key != "satisfaction"
        assert is_told(expected["numerator"], found[key].numerator, exact=exact), key
        assert is_told(expected["denominator"], found[key].denominator, exact=True), key
        assert is_told(expected["value"], found[key].value, exact=False), key
