"""A short run of the kill test; `python -m tools.kill_test` runs the long one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal")
def test_a_killed_process_breaks_no_word() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.kill_test", "--rounds", "6", "--seed", "7", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["broken"] == []
    assert done.returncode == 0
    assert outcome["rounds"] == dict.fromkeys(
        ["save", "import", "undo", "migrate", "backup", "restore"], 1
    )
    assert outcome["acknowledged"] > 0
