"""Forecast sums, accuracy, why a forecast moved, and slipping, over plain rows (methods.md 3.12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

COMMIT_FROM = 80
BEST_CASE_FROM = 50
"""Probability in % from which a deal without a chosen category is in it."""
SLIPS_FLAGGED = 2
SLIPPED_DAYS_FLAGGED = 60

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Deal:
    """A deal as it stood on a day: amount in one currency, probability in %, category and outcome as in the model."""

    key: int
    amount: Decimal
    probability: int
    category: str = "pipeline"
    outcome: str = "open"
    expected_close_on: date | None = None
    owner: int | None = None

    @property
    def is_open(self) -> bool:
        """Neither won nor lost nor cancelled, and not left out of the forecast."""
        return self.outcome == "open" and self.category != "omitted"


@dataclass(frozen=True)
class Totals:
    """A forecast: the categories are independent buckets. Never add `weighted` to any of the others."""

    pipeline: Decimal
    """Open and neither best case nor commit."""
    best_case: Decimal
    commit: Decimal
    closed: Decimal
    weighted: Decimal
    """Σ amount × probability of everything open."""

    @property
    def open_amount(self) -> Decimal:
        """Everything open."""
        return self.pipeline + self.best_case + self.commit

    @property
    def committed_forecast(self) -> Decimal:
        """Won and commit."""
        return self.closed + self.commit

    @property
    def best_case_forecast(self) -> Decimal:
        """Won, commit and best case."""
        return self.committed_forecast + self.best_case


def probability_now(outcome: str, own: int | None, of_stage: int) -> int:
    """In %: won 100, lost or cancelled 0, else one's own, else the stage's."""
    if outcome == "won":
        return 100
    if outcome != "open":
        return 0
    return of_stage if own is None else own


def category_of(
    probability: int,
    chosen: str | None = None,
    commit_from: int = COMMIT_FROM,
    best_case_from: int = BEST_CASE_FROM,
) -> str:
    """The forecast category: the one chosen, else by the probability in %."""
    if chosen:
        return chosen
    if probability >= commit_from:
        return "commit"
    return "best_case" if probability >= best_case_from else "pipeline"


def open_amount(deal: Deal) -> Decimal:
    """What an open deal is worth; a closed one nothing."""
    return deal.amount if deal.is_open else Decimal(0)


def weighted_amount(deal: Deal) -> Decimal:
    """Amount × probability of an open deal; a closed one nothing."""
    return deal.amount * deal.probability / _HUNDRED if deal.is_open else Decimal(0)


def totals(deals: Iterable[Deal]) -> Totals:
    """The sums of `deals`."""
    sums = dict.fromkeys(("pipeline", "best_case", "commit", "closed"), Decimal(0))
    weighted = Decimal(0)
    for deal in deals:
        if deal.outcome == "won":
            sums["closed"] += deal.amount
        elif deal.is_open:
            sums[deal.category] += deal.amount
            weighted += weighted_amount(deal)
    return Totals(**sums, weighted=weighted)


# ------------------------------------------------------------------------------------------------------- accuracy


@dataclass(frozen=True)
class Accuracy:
    """How far forecasts were off, as shares of what came: 0.2 is 20 %."""

    error: Decimal
    """WAPE: Σ |actual − forecast| / Σ actual."""
    bias: Decimal
    """Σ (forecast − actual) / Σ actual: negative when too little was forecast."""

    @property
    def accuracy(self) -> Decimal:
        """100 % less the error, never below 0."""
        return max(Decimal(0), 1 - self.error)


def accuracy(pairs: Iterable[tuple[Decimal, Decimal]]) -> Accuracy | None:
    """Over (forecast, actual) of owners or months; None when nothing came, for then there is no value."""
    rows = tuple(pairs)
    actual = sum((came for _forecast, came in rows), Decimal(0))
    if actual <= 0:
        return None
    off = sum((abs(came - forecast) for forecast, came in rows), Decimal(0))
    over = sum((forecast - came for forecast, came in rows), Decimal(0))
    return Accuracy(off / actual, over / actual)


# ------------------------------------------------------------------------------------------------------- movement


@dataclass(frozen=True)
class Move:
    """What one deal did between two snapshots, and how much of the change of the forecast it is."""

    key: int
    kind: str
    """A code of EVENT_OF_DEAL."""
    part: Decimal


@dataclass(frozen=True)
class Movement:
    """Why a forecast moved: `before` plus the parts is `after`."""

    before: Decimal
    after: Decimal
    moves: tuple[Move, ...]

    @property
    def change(self) -> Decimal:
        """After less before; equal to the sum of the parts."""
        return self.after - self.before

    def by_kind(self) -> dict[str, Decimal]:
        """The sum of the parts of each kind that occurs."""
        sums: dict[str, Decimal] = {}
        for move in self.moves:
            sums[move.kind] = sums.get(move.kind, Decimal(0)) + move.part
        return sums


@dataclass(frozen=True)
class Period:
    """First and last day of a period."""

    first: date
    last: date

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def movement(
    before: Iterable[Deal],
    after: Iterable[Deal],
    period: Period | None = None,
    worth: Callable[[Deal], Decimal] = open_amount,
) -> Movement:
    """Compares two snapshots of the same scope, for the deals expected to close in `period` (all, without one).

    Each deal is exactly one of won, lost, slipped out of the period, pulled into it, amount up or down, new or
    removed; deals that stand as they stood are not listed. A deal opened again counts as new.
    """
    old = {deal.key: deal for deal in before}
    new = {deal.key: deal for deal in after}

    def value(deal: Deal | None) -> Decimal:
        if deal is None or not _counts(deal, period):
            return Decimal(0)
        return worth(deal)

    moves = []
    for key in sorted(old.keys() | new.keys()):
        then, now = old.get(key), new.get(key)
        part = value(now) - value(then)
        kind = _kind(then, now, period, part)
        if kind:
            moves.append(Move(key, kind, part))
    return Movement(_sum(map(value, old.values())), _sum(map(value, new.values())), tuple(moves))


def _counts(deal: Deal, period: Period | None) -> bool:
    return period is None or deal.expected_close_on in period


def _kind(then: Deal | None, now: Deal | None, period: Period | None, part: Decimal) -> str:
    """The one kind of what happened to a deal; empty when nothing did. Closing comes before all else."""
    if now is None:
        return "removed" if then is not None and _counts(then, period) else ""
    if then is not None and then.outcome == now.outcome != "open":
        return _up_or_down(part)
    if now.outcome != "open":
        concerned = _counts(now, period) or (then is not None and _counts(then, period))
        return ("won" if now.outcome == "won" else "lost") if concerned else ""
    if then is None or then.outcome != "open":
        return "new" if _counts(now, period) else "removed" if part else ""
    was_in, is_in = _counts(then, period), _counts(now, period)
    if was_in != is_in:
        return "pulled_in" if is_in else "slipped"
    return (_up_or_down(part) or _moved_within(then, now)) if is_in else ""


def _up_or_down(part: Decimal) -> str:
    if part == 0:
        return ""
    return "up" if part > 0 else "down"


def _moved_within(then: Deal, now: Deal) -> str:
    if then.expected_close_on is None or now.expected_close_on is None:
        return ""
    if then.expected_close_on == now.expected_close_on:
        return ""
    return "slipped" if now.expected_close_on > then.expected_close_on else "pulled_in"


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


# ------------------------------------------------------------------------------------------------------- slipping


@dataclass(frozen=True)
class Slipping:
    """How often the expected close was put off, and by how many days from the first to the last."""

    times: int
    days: int

    def is_flagged(self, times: int = SLIPS_FLAGGED, days: int = SLIPPED_DAYS_FLAGGED) -> bool:
        """Whether it was put off `times` or more, or by more than `days`."""
        return self.times >= times or self.days > days


def slipping(expected: Sequence[date | None]) -> Slipping:
    """From the expected closes of a deal in the order they were said; a day that was taken away is passed over."""
    days = [day for day in expected if day is not None]
    times = sum(1 for earlier, later in pairwise(days) if later > earlier)
    return Slipping(times, max(0, (days[-1] - days[0]).days) if days else 0)


def accuracy_by_owner(
    forecast: Mapping[int | None, Decimal], actual: Mapping[int | None, Decimal]
) -> tuple[dict[int | None, Accuracy | None], Accuracy | None]:
    """Each owner by itself, and all of them together as WAPE: a total would hide opposite errors."""
    owners = sorted(forecast.keys() | actual.keys(), key=lambda owner: (owner is None, owner or 0))
    pairs = {
        owner: (forecast.get(owner, Decimal(0)), actual.get(owner, Decimal(0))) for owner in owners
    }
    return {owner: accuracy([pair]) for owner, pair in pairs.items()}, accuracy(pairs.values())
