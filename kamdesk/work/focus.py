"""重点关注: accounts with high potential and low loyalty, and those with either, as methods.md 3.14 has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from kamdesk.model.department import Staff
from kamdesk.work import criteria, settings
from kamdesk.work.analysis.focus import Standing, lists
from kamdesk.work.criteria import Judged


@dataclass(frozen=True)
class Placed:
    """An account and where it stands between potential and loyalty."""

    account: Judged
    standing: Standing


@dataclass(frozen=True)
class Matrix:
    """Every account of which potential or loyalty is known, and the limits by which it was placed."""

    accounts: tuple[Placed, ...]
    potential_from: int
    loyalty_to: int
    focus: tuple[Placed, ...]
    """High potential and low loyalty, the widest gap first."""
    watch: tuple[Placed, ...]
    """Either alone: what is not known in full on top, then the widest gap."""


def standing_of(
    session: Session, account_id: int, potential: Decimal | None, loyalty: Decimal | None
) -> Standing:
    """Where an account with these values stands by the department's limits."""
    high, low = (settings.get(session, key) for key in ("potential_from", "loyalty_to"))
    return Standing(account_id, potential, loyalty, high, low)


def matrix(session: Session, on: date, staff: Staff | None = None) -> Matrix:
    """Potential and loyalty of all accounts (of `staff`) on day `on`."""
    known = settings.get_all(session)
    high, low = known["potential_from"], known["loyalty_to"]
    rules = {key: criteria.rules(session, key) for key in criteria.INNER_TOTAL}
    scores = criteria.read(session, [*rules["potential"], *rules["loyalty"]], on)
    found: dict[int, Placed] = {}
    for account in criteria.accounts(session, scores):
        if staff is not None and account.owner_id != staff.id:
            continue
        values = {
            key: add_up(rules[key], account.scores) for key, add_up in criteria.INNER_TOTAL.items()
        }
        if any(value is not None for value in values.values()):
            standing = Standing(account.account_id, **values, high_from=high, low_to=low)
            found[account.account_id] = Placed(account, standing)
    listed = lists(each.standing for each in found.values())
    return Matrix(
        tuple(found.values()), high, low,
        tuple(found[each.key] for each in listed.focus),
        tuple(found[each.key] for each in listed.watch),
    )  # fmt: skip
