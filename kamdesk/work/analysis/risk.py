"""Risk register: score, colour, expected loss and order (methods.md 3.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HIGHEST = 5
"""Probability and impact go from 1 to this."""
YELLOW_FROM = 6
RED_FROM = 15


def score(probability: int | None, impact: int | None) -> int | None:
    """Probability × impact, 1–25; None while one of them is unknown."""
    return None if probability is None or impact is None else probability * impact


def colour(probability: int | None, impact: int | None) -> str:
    """``green``, ``yellow`` or ``red``, an impact of 5 at least yellow; empty while not scored."""
    points = score(probability, impact)
    if points is None:
        return ""
    if points >= RED_FROM:
        return "red"
    return "yellow" if points >= YELLOW_FROM or impact == HIGHEST else "green"


def expected_loss(chance: Decimal | None, money: Decimal | None) -> Decimal | None:
    """Chance (0 … 1) × money at stake; None without both."""
    return None if chance is None or money is None else chance * money


@dataclass(frozen=True)
class RiskRow:
    """A risk as the register orders and draws it, before and after what is done about it."""

    key: int
    name: str
    probability: int | None
    impact: int | None
    residual_probability: int | None = None
    residual_impact: int | None = None
    due_on: date | None = None

    @property
    def score(self) -> int | None:
        """1–25 as it stands."""
        return score(self.probability, self.impact)

    @property
    def colour(self) -> str:
        """As it stands."""
        return colour(self.probability, self.impact)

    @property
    def after(self) -> tuple[int, int] | None:
        """Probability and impact after the response, where one of them changes; the other stays."""
        if self.residual_probability is None and self.residual_impact is None:
            return None
        probability = self.residual_probability or self.probability
        impact = self.residual_impact or self.impact
        return None if probability is None or impact is None else (probability, impact)


def in_order(risks: Iterable[RiskRow]) -> list[RiskRow]:
    """The highest score first, then the higher impact, then what is due earlier; not scored and not due at the end."""
    return sorted(
        risks,
        key=lambda risk: (
            -(risk.score or 0),
            -(risk.impact or 0),
            risk.due_on or date.max,
        ),
    )
