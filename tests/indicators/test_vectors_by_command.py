"""Every worked example as somebody at a command line has it: ``kamdesk import``, then ``kamdesk kpi --json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kamdesk import i18n
from kamdesk.cli import main
from tests.indicators.vectors import Case, cases, is_told


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_command_line_gives_the_worked_example(
    case: Case,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("KAMDESK_DATABASE", raising=False)
    language = i18n.language()
    start = ["--home", str(home), "--lang", "en"]
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"format": "kamdesk", "version": 1, **case.facts}), encoding="utf-8")
    asked = case.asked
    assert main([*start, "settings", "set", "business_year_start", str(asked.start)]) == 0
    assert main([*start, "import", str(file), "--quiet"]) == 0
    capsys.readouterr()
    scope = [word for key, value in asked.scope.items() for word in (f"--{key}", value)]
    period = ["--period", asked.code, "--as-of", asked.as_of.isoformat()]
    assert main([*start, "kpi", *period, *scope, *case.expect, "--json"]) == 0
    i18n.set_language(language)

    told = json.loads(capsys.readouterr().out)
    assert (told["period"], told["as_of"]) == (asked.code, asked.as_of.isoformat())
    assert told["scope"] == asked.scope
    assert list(told["indicators"]) == list(case.expect)
    for key, expected in case.expect.items():
        found = told["indicators"][key]
        assert isinstance(found["value"], int | float | None)
        exact = key != "satisfaction"
        assert is_told(expected["numerator"], found["numerator"], exact=exact), key
        assert is_told(expected["denominator"], found["denominator"], exact=True), key
        assert is_told(expected["value"], found["value"], exact=False), key
        if isinstance(expected["numerator"], str):
            assert isinstance(found["numerator"], str), f"{key}: amounts are written as text"
        if found["value"] is None:
            assert found["note"]
