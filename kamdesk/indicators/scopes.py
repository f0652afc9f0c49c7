"""For whom an indicator is worked out (kpi.md rule 7): the department, a member of staff, an account, a tier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """One of the four kinds of FIGURE_SCOPE, with whom it means."""

    kind: str = "department"
    staff_id: int | None = None
    account_id: int | None = None
    tier: str | None = None


DEPARTMENT = Scope()


def of_staff(staff_id: int) -> Scope:
    """The facts of accounts that this person owned on the fact's day."""
    return Scope("staff", staff_id=staff_id)


def of_account(account_id: int) -> Scope:
    """The facts of one account."""
    return Scope("account", account_id=account_id)


def of_tier(tier: str) -> Scope:
    """The facts of accounts that stood in this tier on the fact's day."""
    return Scope("tier", tier=tier)
