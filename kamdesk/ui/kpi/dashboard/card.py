"""What one card shows: the figure, what is aimed at, how it stood before, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kamdesk.work.periods import Span

_NEAR = Decimal("0.05")
"""So much of the target may be missing for a figure to be near it; of a count, one case."""


class State(StrEnum):
    """How a figure stands to what is aimed at."""

    REACHED = "reached"
    NEAR = "near"
    MISSED = "missed"
    NO_VALUE = "no_value"
    NO_TARGET = "no_target"


@dataclass(frozen=True)
class Parts:
    """A figure with what it was divided from; `note` says why there is no value, or what was left out."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    note: str = ""
    beside: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """What the declaration of the indicator says, in the language in use."""

    key: str
    name: str
    formula: str
    source: str
    unit: str
    better: str
    family: str
    is_money: bool
    """Numerator and denominator are amounts."""


@dataclass(frozen=True)
class Target:
    """What is aimed at, the value against the first version, and which version of what counts is in force."""

    wanted: Decimal | None = None
    first: Decimal | None = None
    version: int | None = None
    approved_on: date | None = None


@dataclass(frozen=True)
class Card:
    """Everything painted on a card; `trend` is empty until it was read."""

    declared: Declared
    span: Span
    live: Parts
    frozen: Parts | None = None
    target: Target = Target()
    companions: tuple[tuple[Declared, Parts], ...] = ()
    trend: tuple[tuple[str, Decimal | None], ...] = ()
    tells_period: bool = False
    """Its period is another than that of its neighbours."""
    wan: bool = False

    @property
    def key(self) -> str:
        """The key of its indicator."""
        return self.declared.key

    @property
    def shown(self) -> Parts:
        """What the card says: a frozen figure stays."""
        return self.frozen if self.frozen is not None else self.live

    @property
    def is_restated(self) -> bool:
        """Whether the facts give another figure now than when the period was closed."""
        if self.frozen is None:
            return False
        before = (self.frozen.numerator, self.frozen.denominator, self.frozen.value)
        return before != (self.live.numerator, self.live.denominator, self.live.value)

    @property
    def state(self) -> State:
        """How it stands to what is aimed at."""
        value, wanted = self.shown.value, self.target.wanted
        if value is None:
            return State.NO_VALUE
        if wanted is None:
            return State.NO_TARGET
        lacking = wanted - value if self.declared.better == "up" else value - wanted
        if lacking <= 0:
            return State.REACHED
        allowed = Decimal(1) if self.declared.unit == "count" else abs(wanted) * _NEAR
        return State.NEAR if lacking <= allowed else State.MISSED
