"""The engine agrees with the plain recomputation over facts by chance: every key, scope, kind of period, as-of day."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamdesk.indicators import engine
from kamdesk.indicators.declaration import Figure
from kamdesk.work.periods import read_period
from tests.indicators.asking import scope_of, told
from tests.indicators.plain_facts import Question
from tests.indicators.plain_results import Result
from tests.indicators.random_facts import random_facts, random_questions
from tests.indicators.recompute import KEYS, recompute
from tests.indicators.vectors import is_told

SEEDS_AT_ONCE = 10
QUICK = 60
ALL = 300
MEANS = ("satisfaction",)
"""Σ of means: to 1e-9. Everything else is a count or a sum, which is exact."""


WORDS = {
    "lost_account_count": {"won_back": "Won back", "downgraded": "Downgraded"},
    "valid_complaint_count": {"pending": "Not judged yet"},
    "service_cost_ratio": {"pending": "Not approved yet"},
    "win_rate": {"cancelled": "Cancelled"},
    "sales_quantity": {"": "No unit", "台": "台", "吨": "吨"},
}
"""What the window calls the numbers shown beside a figure."""


def differences(
    asked: Question, expected: dict[str, Result], found: dict[str, Figure]
) -> list[str]:
    """What the engine says otherwise, one line for each number."""
    lines = []
    for key, result in expected.items():
        figure = found[key]
        wrong = [
            f"{name}: {getattr(figure, name)}, to be {getattr(result, name)}"
            for name, exact in (
                ("numerator", key not in MEANS), ("denominator", True), ("value", False),
            )
            if not is_told(getattr(result, name), getattr(figure, name), exact=exact)
        ]  # fmt: skip
        beside = {WORDS[key][name]: number for name, number in result.beside.items()}
        if beside != {words: figure.beside.get(words) for words in beside}:
            wrong.append(f"beside: {figure.beside}, to be {beside}")
        needs_note = result.value is None or result.left_out
        if bool(figure.note) != needs_note:
            wrong.append(f"note: {figure.note!r}")
        lines += [f"{asked.code} as of {asked.as_of} {asked.scope} {key} {each}" for each in wrong]
    return lines


def compare(seed: int, folder: Path, template: Path) -> list[str]:
    """What the engine says otherwise about the facts of a seed."""
    facts, questions = random_facts(seed), random_questions(seed)
    lines = []
    with told(folder / str(seed), template, facts, questions[0].start) as store:
        for asked in questions:
            with store.read() as session:
                found = engine.figures(
                    session,
                    read_period(asked.code, asked.start),
                    asked.as_of,
                    scope_of(session, asked.scope),
                    keys=list(KEYS),
                )
            lines += [
                f"seed {seed}: {line}"
                for line in differences(asked, recompute(facts, asked), found)
            ]
    return lines


@pytest.mark.parametrize("first", range(0, QUICK, SEEDS_AT_ONCE))
def test_the_engine_agrees(first: int, tmp_path: Path, template_database: Path) -> None:
    seeds = range(first, first + SEEDS_AT_ONCE)
    assert [line for seed in seeds for line in compare(seed, tmp_path, template_database)] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(QUICK, ALL, SEEDS_AT_ONCE))
def test_the_engine_agrees_over_many_more(
    first: int, tmp_path: Path, template_database: Path
) -> None:
    seeds = range(first, first + SEEDS_AT_ONCE)
    assert [line for seed in seeds for line in compare(seed, tmp_path, template_database)] == []
