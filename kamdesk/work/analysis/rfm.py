"""RFM: how lately, how often and for how much an account ordered, each from 1 to 5, and its segment (3.13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kamdesk.model.terms import Vocabulary, choice

RECENCY_DAYS = (30, 60, 90, 180)
"""At most so many days since the last order score 5, 4, 3, 2; more score 1."""
ORDERS = (12, 8, 4, 2)
"""At least so many orders in the window score 5, 4, 3, 2; fewer score 1."""
AMOUNTS = (Decimal(5_000_000), Decimal(2_000_000), Decimal(1_000_000), Decimal(500_000))
"""At least so much in the window scores 5, 4, 3, 2; less scores 1."""
QUINTILES_FROM = 50
"""Below this number of accounts quintiles jump with every order: fixed thresholds are used."""

SEGMENT = Vocabulary(
    "rfm_segment",
    choice("111", "Important: keep the value", "重要价值"),
    choice("101", "Important: develop", "重要发展"),
    choice("011", "Important: keep in touch", "重要保持"),
    choice("001", "Important: win back", "重要挽留"),
    choice("110", "Ordinary: value", "一般价值"),
    choice("100", "Ordinary: develop", "一般发展"),
    choice("010", "Ordinary: keep in touch", "一般保持"),
    choice("000", "Ordinary: win back", "一般挽留"),
)
"""R, F and M: 1 at or above the mean of all accounts, else 0."""


@dataclass(frozen=True)
class Orders:
    """What an account ordered: days since the last order (None: never), orders and amount in the window."""

    days: int | None
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Rfm:
    """Three scores from 1 to 5."""

    recency: int
    frequency: int
    monetary: int

    def __str__(self) -> str:
        return f"{self.recency}-{self.frequency}-{self.monetary}"


NO_ORDER = Rfm(1, 1, 1)


def by_thresholds(
    orders: Orders,
    recency: Sequence[int] = RECENCY_DAYS,
    frequency: Sequence[int] = ORDERS,
    monetary: Sequence[Decimal] = AMOUNTS,
) -> Rfm:
    """The scores by fixed thresholds. Without an order each is 1."""
    if orders.days is None or not orders.count:
        return NO_ORDER
    return Rfm(
        5 - sum(1 for limit in recency if orders.days > limit),
        5 - sum(1 for limit in frequency if orders.count < limit),
        5 - sum(1 for limit in monetary if orders.amount < limit),
    )


def by_quintiles(orders: Mapping[int, Orders]) -> dict[int, Rfm]:
    """The scores by fifths of those who ordered; equal values score the same."""
    buyers = {key: each for key, each in orders.items() if each.days is not None and each.count}
    recency = _fifths({key: Decimal(-(each.days or 0)) for key, each in buyers.items()})
    frequency = _fifths({key: Decimal(each.count) for key, each in buyers.items()})
    monetary = _fifths({key: each.amount for key, each in buyers.items()})
    return {
        key: Rfm(recency[key], frequency[key], monetary[key]) if key in buyers else NO_ORDER
        for key in orders
    }


def _fifths(values: Mapping[int, Decimal]) -> dict[int, int]:
    """1 for the lowest fifth to 5 for the highest: by how many lie strictly below."""
    ordered = sorted(values.values())
    below: dict[Decimal, int] = {}
    for place, value in enumerate(ordered):
        below.setdefault(value, place)
    return {key: 1 + 5 * below[value] // len(ordered) for key, value in values.items()}


def segments(scores: Mapping[int, Rfm]) -> dict[int, str]:
    """The code of SEGMENT of each account: R, F, M at or above the mean of all."""
    count = len(scores)
    sums = [
        sum(getattr(each, name) for each in scores.values())
        for name in ("recency", "frequency", "monetary")
    ]
    return {
        key: "".join(
            "1" if score * count >= whole else "0"
            for score, whole in zip(
                (each.recency, each.frequency, each.monetary), sums, strict=True
            )
        )
        for key, each in scores.items()
    }
