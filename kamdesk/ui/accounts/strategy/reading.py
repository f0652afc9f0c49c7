"""Reads what the criteria come to for all accounts, and works out what a draft of them would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from kamdesk.i18n import _
from kamdesk.store.store import Store
from kamdesk.work import criteria, definition, grading, settings
from kamdesk.work.criteria import Judged, Rule

SETS = ("definition", "grading", "potential", "loyalty")
LIMITS: Mapping[str, tuple[str, ...]] = {
    "definition": ("key_account_from",),
    "grading": ("grade_a_from", "grade_b_from", "grade_c_from"),
    "potential": ("potential_from",),
    "loyalty": ("loyalty_to",),
}
"""Set of criteria → the settings that say from where on its total counts."""


@dataclass(frozen=True)
class Draft:
    """The criteria of a set and its limits (setting → points), stored or only typed so far."""

    used_for: str
    rules: tuple[Rule, ...]
    limits: Mapping[str, int]


def stored_draft(session: Session, used_for: str) -> Draft:
    """The criteria and limits as they are stored."""
    known = settings.get_all(session)
    limits = {key: int(known[key]) for key in LIMITS[used_for]}
    return Draft(used_for, criteria.rules(session, used_for), limits)


@dataclass(frozen=True)
class Line:
    """An account of the preview: what it is now, what it would be, and why."""

    account: Judged
    points: Decimal | None
    before: str
    """A word, such as the grade; empty where too little is known."""
    after: str
    why: str

    @property
    def moves(self) -> bool:
        """Whether the draft changes what it is."""
        return self.before != self.after


@dataclass(frozen=True)
class Found:
    """What was read: the accounts with their points by the rules of `draft`."""

    draft: Draft
    accounts: tuple[Judged, ...]
    last: Mapping[int, tuple[str | None, date]]
    """Account → grade and day of its last review."""


def read_found(store: Store, draft: Draft, stored: Sequence[Rule], on: date) -> Found:
    """Reads the points of all accounts by the rules of `draft` and by those stored, as far as they are not the same."""
    known = {rule.id for rule in draft.rules}
    rules = [*draft.rules, *(rule for rule in stored if rule.id not in known)]
    with store.read() as session:
        scores = criteria.read(session, rules, on)
        accounts = tuple(criteria.accounts(session, scores))
        last = grading.last_reviews(session, on) if draft.used_for == "grading" else {}
    return Found(draft, accounts, last)


def preview(found: Found, before: Draft, after: Draft) -> list[Line]:
    """Every account with a score: who moves first, then the highest points."""
    lines = [_line(each, before, after) for each in found.accounts]
    return sorted(
        lines,
        key=lambda one: (not one.moves, one.points is None, -(one.points or Decimal(0))),
    )


def _line(account: Judged, before: Draft, after: Draft) -> Line:
    was, _points, _why = _judged(account, before)
    will, points, why = _judged(account, after)
    return Line(account, points, was, will, why)


def _judged(account: Judged, draft: Draft) -> tuple[str, Decimal | None, str]:
    limits = list(draft.limits.values())
    if draft.used_for == "definition":
        verdict = definition.verdict(draft.rules, limits[0], account.scores)
        words = {True: _("key account"), False: _("no key account"), None: ""}
        return words[verdict.qualifies], verdict.points, verdict.why
    unknown = [rule.title for rule in draft.rules if rule.weight and rule.id not in account.scores]
    why = _("unknown: {criteria}").format(criteria=_(", ").join(unknown)) if unknown else ""
    if draft.used_for == "grading":
        how = grading.Grading(draft.rules, dict(zip("ABC", limits, strict=True)))
        points = how.points(account.scores)
        return how.grade(points) or "", points, why
    total = criteria.INNER_TOTAL[draft.used_for](draft.rules, account.scores)
    if total is None:
        return "", None, why
    if draft.used_for == "potential":
        return (_("high") if total >= limits[0] else _("not high")), total, why
    return (_("low") if total <= limits[0] else _("not low")), total, why
