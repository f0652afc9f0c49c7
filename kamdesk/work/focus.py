"""重点关注: accounts with high potential and low loyalty, and those with either, as methods.md 3.14 has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from kamdesk.model.department import Staff
from kamdesk.work import criteria, settings
from kamdesk.work.criteria import Judged


@dataclass(frozen=True)
class Placed:
    """An account between potential and loyalty, both 0–100 or None while too little is known."""

    account: Judged
    potential: Decimal | None
    loyalty: Decimal | None
    is_high: bool
    """高潜."""
    is_low: bool
    """低忠诚."""

    @property
    def gap(self) -> Decimal | None:
        """Potential − loyalty; None while one of them is not known."""
        if self.potential is None or self.loyalty is None:
            return None
        return self.potential - self.loyalty

    @property
    def in_focus(self) -> bool:
        """Both: it is to be won over."""
        return self.is_high and self.is_low

    @property
    def on_watch(self) -> bool:
        """Either alone."""
        return self.is_high != self.is_low


@dataclass(frozen=True)
class Matrix:
    """Every account of which potential or loyalty is known, and the limits by which it was placed."""

    accounts: tuple[Placed, ...]
    potential_from: int
    loyalty_to: int

    @property
    def focus(self) -> tuple[Placed, ...]:
        """High potential and low loyalty, the widest gap first."""
        return tuple(each for each in self.accounts if each.in_focus)

    @property
    def watch(self) -> tuple[Placed, ...]:
        """Either alone: what is not known in full on top, then the widest gap."""
        return tuple(each for each in self.accounts if each.on_watch)


def place(
    account: Judged,
    potential: Decimal | None,
    loyalty: Decimal | None,
    potential_from: int,
    loyalty_to: int,
) -> Placed:
    """Where an account stands: high from `potential_from` on, low up to `loyalty_to`; the limits count."""
    return Placed(
        account, potential, loyalty,
        is_high=potential is not None and potential >= potential_from,
        is_low=loyalty is not None and loyalty <= loyalty_to,
    )  # fmt: skip


def in_order(placed: Iterable[Placed]) -> list[Placed]:
    """What is not known in full first, by potential; then by potential − loyalty, the widest first."""
    return sorted(
        placed,
        key=lambda each: (
            each.gap is not None, -(each.gap or Decimal(0)), -(each.potential or Decimal(0)),
        ),
    )  # fmt: skip


def matrix(session: Session, on: date, staff: Staff | None = None) -> Matrix:
    """Potential and loyalty of all accounts (of `staff`) on day `on`."""
    known = settings.get_all(session)
    high, low = known["potential_from"], known["loyalty_to"]
    rules = {key: criteria.rules(session, key) for key in criteria.INNER_TOTAL}
    scores = criteria.read(session, [*rules["potential"], *rules["loyalty"]], on)
    found = []
    for account in criteria.accounts(session, scores):
        if staff is not None and account.owner_id != staff.id:
            continue
        values = {
            key: add_up(rules[key], account.scores) for key, add_up in criteria.INNER_TOTAL.items()
        }
        if any(value is not None for value in values.values()):
            found.append(place(account, values["potential"], values["loyalty"], high, low))
    return Matrix(tuple(in_order(found)), high, low)
