"""How an assessment sheet turns figures into points (kpi.md, Assessment): factors, shown scores, total, warning.

Everything is worked out exactly, as fractions, and rounded half up only where it is shown: the score of a line and
what was spread to two decimals. Nothing here reads the database; the figures are brought by whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from kamdesk.errors import RuleError
from kamdesk.i18n import N_, _

WHOLE = Decimal(100)
"""What the weights of a sheet come to, and its highest number of points without a factor above 1."""
CAP = Decimal("1.2")
"""The highest factor where line and setting say nothing."""
_CENT = Decimal("0.01")
_GUARD = Fraction(1, 10**18)
"""A figure without an end (1/3) comes cut off: what is nearer than so much of a unit to its half is the half."""

NO_VALUE = N_("The indicator has no value.")
NO_TARGET = N_("There is no target.")
ZERO_TARGET = N_("Nothing can be compared with a target of 0.")
NO_POINTS = N_("No points were given yet.")
NO_STEP = N_("It is not said how much each case takes off.")
NO_BANDS = N_("There are no bands.")

Bands = tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True)
class Judged:
    """One line as far as points depend on it."""

    rule: str
    weight: Decimal
    target: Decimal | None = None
    cap: Decimal | None = None
    step: Decimal | None = None
    bands: Bands = ()
    """(lower bound, factor) in any order."""
    points: Decimal | None = None
    """0 to 100, for the rule `manual`."""


@dataclass(frozen=True)
class Factor:
    """What a line is worth between 0 and its cap; without a value the reason, as a sentence to be translated."""

    value: Fraction | None
    reason: str = ""


@dataclass(frozen=True)
class LineScore:
    """One line with its points. `weight` is what it counts for after weights without value were spread."""

    weight: Decimal | None
    factor: Decimal | None
    """Rounded to four decimals, to be shown; the score comes from the exact one."""
    score: Decimal | None
    reason: str = ""
    """Why there is no score; a translated sentence."""


@dataclass(frozen=True)
class SheetScore:
    """All lines in their order and what they come to."""

    lines: tuple[LineScore, ...]
    total: Decimal | None
    """The sum of the scores as shown; None while no line has one."""
    spread: Decimal
    """The weight that was spread over the lines with a value."""
    warning: bool
    """The total lies under the threshold: 口头警告."""


def bands_of(stored: Sequence[Sequence[Any]] | None) -> Bands:
    """Bands as a JSON column keeps them, the lowest bound first. Raises RuleError for what is no number."""
    try:
        pairs = [(Decimal(str(bound)), Decimal(str(factor))) for bound, factor in stored or ()]
    except (ArithmeticError, ValueError, TypeError):
        raise _unreadable() from None
    if any(not each.is_finite() for pair in pairs for each in pair):
        raise _unreadable()
    return tuple(sorted(pairs))


def _unreadable() -> RuleError:
    return RuleError(
        _("A band is a lower bound and the factor that holds from it on, both numbers."),
        field="bands",
    )


def band_factor(bands: Bands, value: Decimal | Fraction) -> Decimal:
    """The factor of the highest band whose lower bound is not above `value`; 0 below the lowest."""
    reached = [(bound, factor) for bound, factor in bands if bound <= value]
    return max(reached)[1] if reached else Decimal(0)


def factor_of(line: Judged, actual: Decimal | None, cap: Decimal = CAP) -> Factor:
    """The factor of `line` when its indicator came to `actual` (None: it has no value)."""
    if line.rule == "manual":
        given = line.points
        return Factor(None, NO_POINTS) if given is None else Factor(Fraction(given) / 100)
    if actual is None:
        return Factor(None, NO_VALUE)
    if line.rule == "per_case":
        if line.step is None:
            return Factor(None, NO_STEP)
        return Factor(max(1 - Fraction(actual) * Fraction(line.step), Fraction(0)))
    if line.rule == "bands":
        if not line.bands:
            return Factor(None, NO_BANDS)
        return Factor(Fraction(band_factor(line.bands, actual)))
    if line.target is None:
        return Factor(None, NO_TARGET)
    highest = Fraction(cap if line.cap is None else line.cap)
    if line.rule == "inverse":
        return Factor(_inverse(Fraction(actual), Fraction(line.target), highest))
    if line.target == 0:
        return Factor(None, ZERO_TARGET)
    return Factor(max(min(Fraction(actual) / Fraction(line.target), highest), Fraction(0)))


def _inverse(actual: Fraction, target: Fraction, cap: Fraction) -> Fraction:
    if target == 0:
        return Fraction(1 if actual == 0 else 0)
    return min(max(2 - actual / target, Fraction(0)), cap)


def sheet(
    lines: Sequence[Judged],
    actuals: Sequence[Decimal | None],
    threshold: Decimal,
    cap: Decimal = CAP,
) -> SheetScore:
    """The scores of `lines`, whose indicators came to `actuals` in the same order.

    A line without value gives no score, and its weight is spread over the others in proportion to theirs.
    """
    factors = [factor_of(line, actual, cap) for line, actual in zip(lines, actuals, strict=True)]
    whole = sum((Fraction(line.weight) for line in lines), Fraction(0))
    counted = sum(
        (
            Fraction(line.weight)
            for line, factor in zip(lines, factors, strict=True)
            if factor.value is not None
        ),
        Fraction(0),
    )
    grown = whole / counted if counted else Fraction(0)
    found = tuple(
        _line_score(line, factor, grown) for line, factor in zip(lines, factors, strict=True)
    )
    scores = [each.score for each in found if each.score is not None]
    total = sum(scores, Decimal(0)) if scores else None
    return SheetScore(
        found, total, half_up(whole - counted), warning=total is not None and total < threshold
    )


def _line_score(line: Judged, factor: Factor, grown: Fraction) -> LineScore:
    if factor.value is None:
        return LineScore(None, None, None, _(factor.reason))
    weight = Fraction(line.weight) * grown
    return LineScore(
        half_up(weight), half_up(factor.value, Decimal("0.0001")), half_up(weight * factor.value)
    )


def half_up(value: Fraction | Decimal, unit: Decimal = _CENT) -> Decimal:
    """`value` rounded to `unit`, half away from zero."""
    parts = Fraction(value) / Fraction(unit)
    whole = floor(abs(parts) + Fraction(1, 2) + _GUARD)
    return (whole if parts >= 0 else -whole) * unit
