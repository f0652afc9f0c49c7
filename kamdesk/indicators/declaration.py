"""What an indicator is: a name, what it divides by what, and the records behind both.

To add an indicator: one `Indicator` in `quantitative`, `qualitative` or `further`, made of the parts of
`kamdesk.indicators.parts`. Dashboard, drill-down, help, assessment, report and command line follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from kamdesk.model.terms import Term

if TYPE_CHECKING:
    from kamdesk.indicators.facts import Rows
    from kamdesk.indicators.question import Question
    from kamdesk.indicators.reading import Reading

QUARTERLY = ("quarter", "year")
ALWAYS = ("month", "quarter", "year")

Exact = Decimal | Fraction
"""An exact number; means of marks are fractions."""


def decimal(value: Exact) -> Decimal:
    """An exact number as a decimal without needless zeros; of a fraction that has none, 28 digits."""
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True)
class Measured:
    """What a part came to; None: there is no value, and `note` says why (kpi.md rule 4)."""

    value: Exact | None
    note: str = ""


class Part(Protocol):
    """A numerator or a denominator."""

    @property
    def record(self) -> str:
        """Class name of the records counted."""

    def measure(self, reading: Reading, question: Question) -> Measured:
        """Its value for a question."""

    def count(self, reading: Reading, question: Question) -> int:
        """How many records it is made of."""

    def rows(
        self, reading: Reading, question: Question, limit: int, offset: int, descending: bool
    ) -> Rows:
        """These records by day, each with its share of the value; `limit` -1: all."""


@dataclass(frozen=True)
class Figure:
    """An indicator's answer. `note` says why there is no value, or what was left out."""

    key: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    note: str = ""
    beside: dict[str, Decimal] = field(default_factory=dict)
    """What is shown beside it: words in the language in use → number."""


@dataclass(frozen=True)
class Indicator:
    """One indicator (kpi.md). Without a denominator it is a count or a sum: its numerator is its value."""

    key: str
    name: Term
    formula: Term
    """How it is worked out, for the card, the assessment sheet and the help."""
    source: Term
    """数据来源: which records it is worked out from."""
    unit: str
    """``ratio``, ``count``, ``amount``, ``quantity``, ``days`` or ``points``."""
    better: str
    """``up`` or ``down``."""
    numerator: Part
    denominator: Part | None = None
    cycles: tuple[str, ...] = ALWAYS
    family: str = "further"
    """``quantitative``, ``qualitative`` or ``further``."""
    wanted: Decimal | None = None
    """What is aimed at where no target says otherwise."""
    companions: tuple[str, ...] = ()
    """Keys of indicators shown with it."""
    value: Callable[[Exact | None, Exact | None], Exact | None] | None = None
    """How the value follows from both, where it is not numerator ÷ denominator."""
    beside: Callable[[Reading, Question], dict[str, Decimal]] | None = None
    only_department: bool = False
    """For every other scope there is neither numerator nor denominator (clarification 6)."""
