"""One figure everywhere: engine, records behind it, command line, and both reports worked out anew by LibreOffice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kamdesk.cli.main import main
from kamdesk.indicators import engine
from kamdesk.indicators.declaration import Figure
from kamdesk.indicators.known import INDICATORS
from kamdesk.reports import kinds
from kamdesk.reports.declaration import NO_VALUE, Report
from kamdesk.reports.indicator_lines import Asked
from kamdesk.reports.workbook import write_report
from kamdesk.store.store import Store
from kamdesk.work.periods import read_period
from tests.indicators.asking import scope_of
from tests.indicators.plain_facts import Question
from tests.reports.recalculating import SOFFICE, Recalculated, recalculated
from tests.reports.told_facts import department

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


@dataclass
class Made:
    """A report in a file, and what the engine, the records and the command line say of the same question."""

    report: Report
    figures: dict[str, Figure]
    sums: dict[str, Decimal | None]
    told: dict[str, Any]
    words: str


def close(found: Any, expected: Decimal | float | None) -> bool:
    """The same number to what a spreadsheet keeps; a dash for none."""
    if expected is None:
        return found in (None, NO_VALUE)
    return isinstance(found, int | float) and found == pytest.approx(
        float(expected), rel=1e-9, abs=1e-9
    )


def make(store: Store, asked: Question, kind: kinds.ReportKind, path: Path, most_rows: int) -> Made:
    """Writes a report and asks all others for the same."""
    span = read_period(asked.code, asked.start)
    with store.read() as session:
        question = Asked(span, asked.as_of, scope_of(session, asked.scope))
        figures = engine.figures(session, span, asked.as_of, question.scope)
        sums = {}
        for key in INDICATORS:
            for part in ("numerator", "denominator"):
                behind = engine.behind(session, key, part, span, asked.as_of, question.scope)
                rows = behind.page() if behind else []
                sums[f"{key}.{part}"] = (
                    sum((row[3] for row in rows), Decimal(0)) if behind else None
                )
        report = kinds.build(session, kind, question, most_rows=most_rows)
        write_report(path, report)
    words = f"{kind.key} {asked.code} as of {asked.as_of} {asked.scope}"
    return Made(report, figures, sums, {}, words)


def ask_command_line(
    home: Path, asked: Question, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """What `kamdesk kpi --json` says."""
    scope = [each for name, value in asked.scope.items() for each in (f"--{name}", value)]
    call = [
        "kpi",
        "--home",
        str(home),
        "--period",
        asked.code,
        "--as-of",
        str(asked.as_of),
        "--json",
    ]
    capsys.readouterr()
    assert main([*call, *scope]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["indicators"]
    return found


def differences(made: Made, book: Recalculated) -> list[str]:
    """Where one of them says something else than the engine."""
    lines = [f"{made.words} {error}" for error in book.errors()]
    for key, figure in made.figures.items():
        told = made.told[key]
        for part in ("numerator", "denominator", "value"):
            expected = getattr(figure, part)
            cell = book.value(f"figures!{key}.{part}")
            if not close(cell, expected):
                lines.append(f"{made.words} {key} {part}: {expected} is {cell!r} in the workbook")
            said = told[part]
            if not close(float(said) if isinstance(said, str) else said, expected):
                lines.append(
                    f"{made.words} {key} {part}: {expected} is {said!r} on the command line"
                )
        for part in ("numerator", "denominator"):
            expected, total = getattr(figure, part), made.sums[f"{key}.{part}"]
            worked_out = key == "time_in_stage" or expected is None
            if not worked_out and not close(float(total or 0), expected):
                lines.append(f"{made.words} {key} {part}: {expected}, its records {total}")
    return lines


def compare(
    seeds: range,
    folder: Path,
    template: Path,
    capsys: pytest.CaptureFixture[str],
    wanted: list[str],
    most_rows: int = 1000,
) -> tuple[list[str], set[str]]:
    """Both reports over the facts of `seeds`, for the questions about periods and scopes `wanted`.

    Answers what differs, and which indicators had a value in one of them.
    """
    made: dict[Path, Made] = {}
    for seed in seeds:
        with department(seed, folder, template) as (store, questions):
            own = {}
            for number, asked in enumerate(chosen(questions, wanted)):
                scopes = (kinds.INDICATORS_REPORT,) if asked.scope else kinds.REPORTS
                for kind in scopes:
                    path = folder / f"{kind.key}-{seed}-{number}.xlsx"
                    own[path] = (asked, make(store, asked, kind, path, most_rows))
        for path, (asked, each) in own.items():
            each.told = ask_command_line(folder / f"home{seed}", asked, capsys)
            made[path] = each
    books = recalculated({path: each.report for path, each in made.items()}, folder / "back")
    lines = [line for path, each in made.items() for line in differences(each, books[path])]
    valued = {
        key for each in made.values() for key, figure in each.figures.items() if figure.value is not None
    }  # fmt: skip
    return lines, valued


def chosen(questions: list[Question], wanted: list[str]) -> list[Question]:
    """A question of every kind of scope for every kind of period that is wanted."""
    of_scope = {next(iter(each.scope), "department"): each for each in questions}
    codes = {"month": "2028-06", "quarter": "2028Q2", "year": "2028"}
    found = []
    for each in wanted:
        length, _space, scope = each.partition(" ")
        asked = of_scope[scope]
        # The department after the period is over, the others on some day in or after it.
        as_of = asked.as_of if asked.scope else date(2029, 2, 1)
        found.append(Question(codes[length], as_of, asked.scope, asked.start))
    return found


def test_a_quarter_of_the_department(
    tmp_path: Path, template_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, valued = compare(
        range(3, 4), tmp_path, template_database, capsys, ["quarter department"]
    )
    assert lines == []
    assert len(valued) > len(INDICATORS) / 2


@pytest.mark.slow
def test_every_indicator_period_and_scope(
    tmp_path: Path, template_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = [
        f"{length} {scope}"
        for length in ("month", "quarter", "year")
        for scope in ("department", "staff", "account", "tier")
    ]
    lines, valued = compare(range(1, 3), tmp_path, template_database, capsys, wanted)
    assert lines == []
    assert valued == set(INDICATORS)


@pytest.mark.slow
def test_sums_by_account_and_month_give_the_same(
    tmp_path: Path, template_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, _valued = compare(
        range(5, 7), tmp_path, template_database, capsys, ["year department"], most_rows=5
    )
    assert lines == []
