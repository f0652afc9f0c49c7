"""The worked examples of the indicators: facts, a question, and what is to come out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.indicators.plain_facts import Question, Row

FILE = Path(__file__).resolve().parent / "kpi_vectors.json"
CLOSE = Fraction(1, 10**9)


@dataclass(frozen=True)
class Case:
    """One example; `expect` is key → numerator, denominator, value."""

    name: str
    facts: dict[str, list[Row]]
    asked: Question
    expect: dict[str, dict[str, Any]]


def cases() -> list[Case]:
    """All examples."""
    told = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    return [
        Case(
            one["id"],
            one["facts"],
            Question(
                one["period"],
                date.fromisoformat(one["as_of"]),
                one["scope"],
                one.get("year_start_month", 1),
            ),
            one["expect"],
        )
        for one in told
    ]


def is_told(expected: Any, found: Any, *, exact: bool) -> bool:
    """Whether a number is the one expected, where both may be missing."""
    if expected is None or found is None:
        return expected is None and found is None
    apart = abs(Fraction(str(expected)) - Fraction(found))
    return apart == 0 if exact else apart < CLOSE
