"""The focus rule: high potential with little loyalty (methods.md 3.14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

HIGH_POTENTIAL = 70
LOW_LOYALTY = 50
PARTS_NEEDED = 2
"""So many parts of loyalty must be known."""
POINTS_OF_A_COMPLAINT = 10
POINTS_OF_SATISFACTION = 20
"""Points for each of the five marks of satisfaction."""
POINTS_OF_A_YEAR = 10

_FULL = Decimal(100)


@dataclass(frozen=True)
class Standing:
    """An account by its potential and loyalty, 0–100 each; None: 资料不足."""

    key: int
    potential: Decimal | None
    loyalty: Decimal | None
    high_from: int = HIGH_POTENTIAL
    low_to: int = LOW_LOYALTY

    @property
    def is_high(self) -> bool:
        """高潜."""
        return self.potential is not None and self.potential >= self.high_from

    @property
    def is_disloyal(self) -> bool:
        """低忠诚."""
        return self.loyalty is not None and self.loyalty <= self.low_to

    @property
    def distance(self) -> Decimal | None:
        """Potential less loyalty, by which the lists are sorted; None while one of them is unknown."""
        if self.potential is None or self.loyalty is None:
            return None
        return self.potential - self.loyalty

    @property
    def place(self) -> str:
        """``focus`` (both), ``watch`` (one of them), ``unknown`` (one of them, the other unknown), else ``none``."""
        if self.is_high and self.is_disloyal:
            return "focus"
        if not self.is_high and not self.is_disloyal:
            return "none"
        return "watch" if self.distance is not None else "unknown"


@dataclass(frozen=True)
class FocusLists:
    """重点关注, and apart from it the watch list with the unknown on top."""

    focus: tuple[Standing, ...]
    watch: tuple[Standing, ...]


def lists(standings: Iterable[Standing]) -> FocusLists:
    """Both lists, the greatest distance first."""
    focus, watch, unknown = [], [], []
    for standing in standings:
        place = standing.place
        if place == "focus":
            focus.append(standing)
        elif place == "watch":
            watch.append(standing)
        elif place == "unknown":
            unknown.append(standing)

    def furthest_first(standing: Standing) -> Decimal:
        return -(standing.distance or Decimal(0))

    return FocusLists(
        tuple(sorted(focus, key=furthest_first)),
        (*unknown, *sorted(watch, key=furthest_first)),
    )


def loyalty(
    renewal_rate: Decimal | None = None,
    share_of_wallet: Decimal | None = None,
    satisfaction: Decimal | None = None,
    years: Decimal | None = None,
    valid_complaints: int = 0,
) -> Decimal | None:
    """0–100: the mean of the known parts less 10 for each valid complaint; None with fewer than two parts.

    `renewal_rate` and `share_of_wallet` are shares 0 … 1, `satisfaction` marks 1 … 5, ten `years` are full points.
    """
    parts = [
        renewal_rate * _FULL if renewal_rate is not None else None,
        share_of_wallet * _FULL if share_of_wallet is not None else None,
        satisfaction * POINTS_OF_SATISFACTION if satisfaction is not None else None,
        years * POINTS_OF_A_YEAR if years is not None else None,
    ]
    known = [min(_FULL, part) for part in parts if part is not None]
    if len(known) < PARTS_NEEDED:
        return None
    mean = sum(known, Decimal(0)) / len(known)
    return max(Decimal(0), mean - POINTS_OF_A_COMPLAINT * valid_complaints)
