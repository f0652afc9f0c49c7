"""What the decision chain says: support balance, how much is known, and what is wrong with it (methods.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kamdesk.i18n import _, ngettext

STRONGEST_SUPPORT = 2
KEY_INFLUENCE = 2
"""From this influence on somebody is a key player."""
HIGHEST_INFLUENCE = 3
WINDOW_DAYS = 90
"""Who had contact within so many days counts as a thread to the customer."""

CONTACT_LIMITS: dict[str, int] = {
    "decision_maker": 30,
    "influencer": 30,
    "evaluator": 30,
    "user_buyer": 60,
}
"""Days between contacts by buying role; any other role, or none, has `OTHER_LIMIT`."""
OTHER_LIMIT = 90


@dataclass(frozen=True)
class Person:
    """Somebody on a map as the rules see them. `influence` 0–3 and `support` −2…+2, both None while unknown."""

    key: int
    name: str
    roles: tuple[str, ...] = ()
    influence: int | None = None
    support: int | None = None
    met_on: date | None = None
    """The day of the last contact."""
    has_action: bool = False
    """An open action is there for this person."""
    is_placeholder: bool = False
    """A position that must exist, with nobody known in it."""
    limit: int | None = None
    """Days that may pass between contacts, where the department sets them itself; None: by the rule."""


@dataclass(frozen=True)
class Flag:
    """Something wrong with the chain: which rule, which people (keys), and the days it concerns."""

    kind: str
    people: tuple[int, ...] = ()
    days: int | None = None


def support_balance(people: Iterable[Person]) -> Decimal | None:
    """Σ influence × support / Σ influence × 2 over those whose both are known: −1 … +1, None when nobody counts."""
    weighed = whole = 0
    for person in people:
        if person.influence is not None and person.support is not None:
            weighed += person.influence * person.support
            whole += person.influence * STRONGEST_SUPPORT
    return Decimal(weighed) / whole if whole else None


def known_share(people: Iterable[Person]) -> Decimal | None:
    """The share of the influence whose support is known, 0 … 1; None where nobody has any influence."""
    known = whole = 0
    for person in people:
        whole += person.influence or 0
        known += (person.influence or 0) if person.support is not None else 0
    return Decimal(known) / whole if whole else None


def contact_limit(roles: Iterable[str]) -> int:
    """Days that may pass between contacts with somebody of these roles: the strictest of them."""
    return min((CONTACT_LIMITS.get(role, OTHER_LIMIT) for role in roles), default=OTHER_LIMIT)


def days_since(person: Person, today: date) -> int | None:
    """Days since the last contact; None when there was none."""
    return (today - person.met_on).days if person.met_on is not None else None


def is_overdue(person: Person, today: date) -> bool:
    """Whether contact is due: the limit of the roles has passed, or there was no contact at all."""
    if person.is_placeholder:
        return False
    days = days_since(person, today)
    limit = person.limit if person.limit is not None else contact_limit(person.roles)
    return days is None or days > limit


def flags(people: Sequence[Person], today: date) -> tuple[Flag, ...]:
    """What is wrong, in the order of the rules: no decision maker, not met, no coach, one thread, opponent, unknown."""
    found: list[Flag] = []
    known = [person for person in people if not person.is_placeholder]
    deciders = [person for person in known if "decision_maker" in person.roles]
    if not deciders:
        found.append(Flag("no_decision_maker"))
    found += [
        Flag("decision_maker_not_met", (person.key,), days_since(person, today))
        for person in deciders
        if is_overdue(person, today)
    ]
    if not any("coach" in person.roles or person.support == STRONGEST_SUPPORT for person in known):
        found.append(Flag("no_coach"))
    threads = [
        person.key
        for person in known
        if (days := days_since(person, today)) is not None and days <= WINDOW_DAYS
    ]
    if len(threads) == 1:
        found.append(Flag("single_thread", tuple(threads), WINDOW_DAYS))
    found += [
        Flag("opponent_without_action", (person.key,))
        for person in people
        if person.influence == HIGHEST_INFLUENCE
        and person.support is not None
        and person.support < 0
        and not person.has_action
    ]
    found += [
        Flag("unknown_support", (person.key,))
        for person in people
        if (person.influence or 0) >= KEY_INFLUENCE and person.support is None
    ]
    return tuple(found)


def say(flag: Flag, people: Iterable[Person]) -> str:
    """The sentence of a flag, with the names of whom it concerns."""
    names = ", ".join(person.name for person in people if person.key in flag.people)
    if flag.kind == "no_decision_maker":
        return _("No decision maker is known.")
    if flag.kind == "decision_maker_not_met":
        if flag.days is None:
            return _("{name} decides and has never been met.").format(name=names)
        return ngettext(
            "{name} decides and was last met {count} day ago.",
            "{name} decides and was last met {count} days ago.",
            flag.days,
        ).format(name=names, count=flag.days)
    if flag.kind == "no_coach":
        return _("There is no coach.")
    if flag.kind == "single_thread":
        return _("Only {name} had contact in the last {count} days.").format(
            name=names, count=flag.days
        )
    if flag.kind == "opponent_without_action":
        return _(
            "{name} has the highest influence, is against us, and no action is planned."
        ).format(name=names)
    return _("What {name} thinks of us is unknown.").format(name=names)
