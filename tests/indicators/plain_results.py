"""What a recomputed indicator is: numerator, denominator, value as exact fractions."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Result:
    """A figure; `left_out` says that something could not be counted, `beside` what stands next to it."""

    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    left_out: bool = False
    beside: dict[str, Fraction | int] = field(default_factory=dict)


def plain(amount: Fraction | int, left_out: bool = False, **beside: Fraction | int) -> Result:
    """A count or a sum: the numerator is the value (clarification 12)."""
    exact = Fraction(amount)
    return Result(exact, None, exact, left_out, dict(beside))


def ratio(
    above: Fraction | int,
    below: Fraction | int | None,
    left_out: bool = False,
    **beside: Fraction | int,
) -> Result:
    """A ratio; without value where the denominator is zero or missing (rule 4)."""
    exact = None if below is None else Fraction(below)
    value = Fraction(above) / exact if exact else None
    return Result(Fraction(above), exact, value, left_out, dict(beside))
