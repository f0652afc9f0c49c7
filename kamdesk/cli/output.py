"""Printing: results on standard output, progress and messages on standard error, one JSON object with ``--json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO


class Output:
    """Where a command speaks. Its `step` makes it a `kamdesk.progress.Progress`."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self._percent = -1

    def say(self, line: str = "") -> None:
        """A line of the result, for people; with ``--json`` it is a message beside the result."""
        if not self.quiet:
            self._write(sys.stderr if self.as_json else sys.stdout, line)

    def result(self, line: str) -> None:
        """A line that was asked for: printed with ``--quiet`` too."""
        if not self.as_json:
            self._write(sys.stdout, line)

    def warn(self, line: str) -> None:
        """A message that must be seen, ``--quiet`` or not."""
        self._end_progress()
        self._write(sys.stderr, line)

    def json(self, value: Any) -> None:
        """The one JSON object of ``--json``; nothing without it."""
        if self.as_json:
            self._write(sys.stdout, json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows in columns; Chinese characters take two places."""
        lines = [tuple(row) for row in rows]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            cells = [
                cell + " " * (width - _width(cell))
                for cell, width in zip(line, widths, strict=True)
            ]
            self.result("  ".join(cells).rstrip())

    def step(self, done: int, total: int, text: str = "") -> None:
        """Progress on standard error: one line that grows on a terminal, a line for each tenth elsewhere."""
        if self.quiet or total <= 0:
            return
        terminal = sys.stderr.isatty()
        percent = done * 100 // total
        if not terminal:
            percent -= percent % 10
        if percent == self._percent:
            return
        self._percent = percent
        line = f"{percent:3d} %  {done}/{total}  {text}".rstrip()
        if terminal:
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()
        elif 0 < percent < 100:
            self._write(sys.stderr, line)
        if done >= total:
            self._end_progress()

    def _end_progress(self) -> None:
        if self._percent >= 0 and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        self._percent = -1

    @staticmethod
    def _write(stream: TextIO, line: str) -> None:
        try:
            stream.write(line + "\n")
        except UnicodeEncodeError:  # a console that cannot show Chinese
            encoding = stream.encoding or "ascii"
            stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        stream.flush()


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
