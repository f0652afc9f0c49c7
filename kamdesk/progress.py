"""How long work tells how far it is and learns that the user no longer wants it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Given to every long job; the window, the command line and tests bring their own."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """`done` of `total` (0: unknown) are through. Raises `kamdesk.errors.Cancelled` when the user stopped it."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Nothing to tell."""
