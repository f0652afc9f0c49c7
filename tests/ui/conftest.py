"""What the tests of the window share: the look, answers to questions, and a check that nothing is left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from kamdesk.i18n import set_language
from kamdesk.ui import jobs, messages, theme


@dataclass
class Recorder:
    """Answers instead of the user and remembers what was asked and told."""

    answers: list[Any] = field(default_factory=list)
    asked: list[tuple[str, list[str], str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, parent, title, text, buttons, default, detail):
        self.asked.append((text, [one.key for one in buttons], default))
        return self.answers.pop(0)

    def tell(self, parent, title, text, kind, detail):
        self.told.append((kind, text))

    def open_files(self, parent, title, folder, filters, many):
        return self.answers.pop(0)

    def save_file(self, parent, title, suggested, filters):
        return self.answers.pop(0)

    def folder(self, parent, title, start):
        return self.answers.pop(0)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """No dialog opens: put answers into `.answers`, read `.asked` and `.told`."""
    recorder = Recorder()
    monkeypatch.setattr(messages, "handler", recorder)
    return recorder


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application in English and light, without a job left at the end."""
    set_language("en")
    theme.apply_theme(qapp, "light")
    yield qapp
    jobs.shut_down()
