"""The cards of the board that are in memory: pages of each column, read when they come into view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kamdesk.work.opportunity_board import Card

PAGE = 40
_MOST_PAGES = 10
"""Pages kept of a column: a long walk does not fill the memory."""

Read = Callable[[int, int, int], list[Card]]
"""Column, first row, number of rows → the cards."""


class Cards:
    """`read` is asked for a page when one of its cards is wanted."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._counts: list[int] = []
        self._pages: list[dict[int, list[Card]]] = []

    def start(self, counts: Sequence[int]) -> None:
        """So many cards in each column; nothing is read yet."""
        self._counts = list(counts)
        self._pages = [{} for _count in counts]

    def count(self, column: int) -> int:
        """How many cards a column has."""
        return self._counts[column]

    def at(self, column: int, row: int) -> Card | None:
        """The card in a place; None where there is none (any more)."""
        if not (0 <= column < len(self._counts) and 0 <= row < self._counts[column]):
            return None
        pages, page = self._pages[column], row // PAGE
        if page not in pages:
            while len(pages) >= _MOST_PAGES:
                pages.pop(next(iter(pages)))
            pages[page] = self._read(column, page * PAGE, PAGE)
        place = row - page * PAGE
        return pages[page][place] if place < len(pages[page]) else None
