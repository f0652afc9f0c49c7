"""How figures of the analysis are written, in the window, in pictures and in forms."""

from __future__ import annotations

from decimal import Decimal


def show(number: Decimal | None, *, sign: bool = False) -> str:
    """A score: at most two places, a real minus, — for none."""
    if number is None:
        return "—"
    rounded = number.quantize(Decimal("0.01")).normalize()
    text = f"{rounded:+f}" if sign and rounded else f"{rounded:f}"
    return text.replace("-", "−")


def percent(share: Decimal | None, *, sign: bool = False) -> str:
    """A share in % with one place, with its sign where that is wanted; — for none."""
    if share is None:
        return "—"
    number = f"{share * 100:+.1f}" if sign else f"{share * 100:.1f}"
    return f"{number} %".replace("-", "−")
