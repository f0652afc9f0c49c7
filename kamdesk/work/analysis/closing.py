"""Figures of the close-out review (methods.md 3.11)."""

from __future__ import annotations

from decimal import Decimal


def win_amount_rate(signed: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Signed amount / target amount; None without both, or without a target above 0."""
    if signed is None or target is None or target <= 0:
        return None
    return signed / target


def price_gap(ours: Decimal | None, winner: Decimal | None) -> Decimal | None:
    """How much dearer we were, as a share of the winner's price; negative when we were cheaper."""
    if ours is None or winner is None or winner <= 0:
        return None
    return (ours - winner) / winner
