"""Calls of the command line in this process, on a data folder of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kamdesk import i18n
from kamdesk.cli import main


@dataclass
class Called:
    """What came of one call."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON object it has to be."""
        return json.loads(self.out)


Call = Callable[..., Called]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def call(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Call]:
    """Calls `kamdesk` on `home`, in English unless ``--lang`` is among the arguments."""
    monkeypatch.delenv("KAMDESK_DATABASE", raising=False)
    language = i18n.language()

    def run(*arguments: object) -> Called:
        typed = ["--home", str(home), *map(str, arguments)]
        if "--lang" not in typed:
            typed += ["--lang", "en"]
        status = main(typed)
        said = capsys.readouterr()
        return Called(status, said.out, said.err)

    yield run
    i18n.set_language(language)
