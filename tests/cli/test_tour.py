"""The tour, as `make run` takes it where there is no display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_tour_makes_what_it_promises_and_ends_well(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    ran = subprocess.run(
        [sys.executable, "-m", "kamdesk", "tour", "--out", str(out), "--lang", "en", "--json"],
        cwd=ROOT, env=os.environ | {"DISPLAY": "", "WAYLAND_DISPLAY": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    made = [Path(each) for each in json.loads(ran.stdout)["files"]]
    assert all(file.stat().st_size > 0 for file in made)
    report = (out / "forms" / "read-back.txt").read_text(encoding="utf-8").splitlines()
    counts = [line.rsplit(", ", 1)[1] for line in report if line.startswith("archive-")]
    assert counts == ["0 differences", "2 differences", "0 differences"]
    assert [line.strip().split(":")[0] for line in report if line.startswith("  ")] == [
        "Phone",
        "Employees",
    ]
    names = {file.name for file in made}
    assert {"accounts.xlsx", "accounts.csv", "archive-blank.xlsx"} <= names
    assert any(name.startswith("management-") and name.endswith(".xlsx") for name in names)
    pages = {name.rsplit("-", 2)[0] for name in names if name.endswith("-zh-light.png")}
    assert len(pages) >= 10
    assert pages == {name.rsplit("-", 2)[0] for name in names if name.endswith("-en-light.png")}
