"""Grading of accounts: weighted points to A, B, C, D, and when a grade may change (methods.md 3.13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

CUTS: tuple[tuple[str, int], ...] = (("A", 80), ("B", 60), ("C", 40), ("D", 0))
"""Grade and the points from which it is given, the highest first."""
REVIEWS_NEEDED = 2
"""So many reviews in a row must say the same before a grade changes without approval."""


@dataclass(frozen=True)
class Scored:
    """Points 0–100 by a criterion of this weight and least score; None: not scored."""

    weight: int
    points: Decimal | None
    threshold: int | None = None


def points(criteria: Iterable[Scored]) -> Decimal | None:
    """Σ weight × points / Σ weight; None (资料不足) when a criterion that weighs anything is not scored."""
    weighed, whole = Decimal(0), 0
    for criterion in criteria:
        if not criterion.weight:
            continue
        if criterion.points is None:
            return None
        weighed += criterion.weight * criterion.points
        whole += criterion.weight
    return weighed / whole if whole else None


def qualifies(criteria: Iterable[Scored]) -> bool | None:
    """Whether every threshold is met; None when that depends on something not scored."""
    limits = [
        None if each.points is None else each.points >= each.threshold
        for each in criteria
        if each.threshold is not None
    ]
    if False in limits:
        return False
    return None if None in limits else True


def grade_of(total: Decimal | None, cuts: Sequence[tuple[str, int]] = CUTS) -> str | None:
    """The grade of `total` points; None (资料不足) without points."""
    if total is None:
        return None
    return next((grade for grade, least in cuts if total >= least), cuts[-1][0])


def settled_grade(
    current: str | None, reviews: Sequence[str | None], is_approved: bool = False
) -> str | None:
    """The grade after `reviews`, the newest last: a new one needs two in a row that agree, or approval.

    The first grade of an account is given at once. A review without data leaves the grade as it is.
    """
    if not reviews or reviews[-1] is None:
        return current
    latest = reviews[-1]
    if current is None or is_approved:
        return latest
    agreeing = list(reviews[-REVIEWS_NEEDED:])
    return latest if agreeing == [latest] * REVIEWS_NEEDED else current
