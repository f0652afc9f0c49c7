"""Amounts as board, funnel and detail write them: short, without fractions that nobody reads there."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kamdesk.i18n import _
from kamdesk.model.values.showing import show_money

_TEN_THOUSAND = Decimal(10_000)


def short_money(amount: Decimal, currency: str | None = None, *, wan: bool = False) -> str:
    """Whole units, or 万 with one decimal where it is not round; without a currency no sign of one."""
    if not wan:
        return show_money(amount, currency, places=0)
    in_wan = (amount / _TEN_THOUSAND).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return show_money(amount, currency, places=0 if in_wan == in_wan.to_integral() else 1, wan=True)


def days_words(days: int) -> str:
    """So many days, short."""
    return _("{days} d").format(days=days)


def day_words(day: date | None) -> str:
    """A day in full, or a dash."""
    return f"{day:%Y-%m-%d}" if day is not None else "—"
