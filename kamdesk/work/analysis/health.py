"""Account health: archive, key people, contact, plan, satisfaction, less open complaints (methods.md 3.15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from kamdesk.model.terms import Vocabulary, choice

PART = Vocabulary(
    "health_part",
    choice("archive", "Archive", "档案"),
    choice("key_people", "Key people", "关键人"),
    choice("contact", "Contact in time", "接触及时"),
    choice("plan", "Plan carried out", "计划执行"),
    choice("satisfaction", "Satisfaction", "满意度"),
)
WEIGHTS: Mapping[str, int] = MappingProxyType(dict.fromkeys(PART.codes, 20))
COMPLAINT_POINTS = 5
MOST_COMPLAINT_POINTS = 20
GREEN_FROM = 75
YELLOW_FROM = 50


@dataclass(frozen=True)
class Health:
    """0–100 before rounding; `known` of `parts` are behind it. `score` is None when nothing is known."""

    score: Decimal | None
    known: int
    parts: int

    @property
    def shown(self) -> int | None:
        """The score as it is shown: whole, halves upwards."""
        if self.score is None:
            return None
        return int(self.score.quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def colour(self) -> str:
        """``green``, ``yellow``, ``red`` of what is shown; empty without a score."""
        shown = self.shown
        if shown is None:
            return ""
        if shown >= GREEN_FROM:
            return "green"
        return "yellow" if shown >= YELLOW_FROM else "red"


def health(
    parts: Mapping[str, Decimal | None],
    open_complaints: int = 0,
    weights: Mapping[str, int] = WEIGHTS,
) -> Health:
    """From points 0–100 by part (codes of PART): weights rescaled over the known ones, then complaints taken off."""
    weighed, whole, known = Decimal(0), 0, 0
    for part, weight in weights.items():
        value = parts.get(part)
        if value is not None:
            weighed += weight * value
            whole += weight
            known += 1
    if not whole:
        return Health(None, known, len(weights))
    deducted = min(MOST_COMPLAINT_POINTS, COMPLAINT_POINTS * open_complaints)
    return Health(max(Decimal(0), weighed / whole - deducted), known, len(weights))
