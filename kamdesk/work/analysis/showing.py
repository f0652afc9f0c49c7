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


def percent(share: Decimal | None) -> str:
    """A share in % with one place; — for none."""
    return "—" if share is None else f"{share * 100:.1f} %".replace("-", "−")
