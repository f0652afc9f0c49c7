"""The total of a development's score card: Σ weight × score over what is known, and how much of it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ENOUGH = 60
"""Share of the weight (per cent) that has to be known before a total means something."""


@dataclass(frozen=True)
class Total:
    """`value` 0 … 100 with one decimal, None when too little is known; `known` and `weight`: sums of weights."""

    value: Decimal | None
    known: int
    weight: int

    @property
    def share(self) -> int:
        """Per cent of the weight that is known."""
        return self.known * 100 // self.weight if self.weight else 0


def total(scores: Iterable[tuple[int | None, int | None]]) -> Total:
    """The total of (weight, score) pairs. What has no score is unknown and counts on neither side, never as 0."""
    pairs = [(weight or 0, score) for weight, score in scores]
    weight = sum(one for one, _score in pairs)
    known = sum(one for one, score in pairs if score is not None)
    if not known or known * 100 < weight * ENOUGH:
        return Total(None, known, weight)
    points = sum(one * score for one, score in pairs if score is not None)
    value = (Decimal(points) / known).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Total(value, known, weight)
