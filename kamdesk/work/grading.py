"""客户分级: points by the criteria of grading, the grade they give, and when a grade becomes the account's tier.

Hysteresis: a tier changes after two reviews in a row that say the same, or by approval; either way the reason is kept
(methods.md 3.13). What is not known in full has no grade (资料不足).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account, AccountTierChange
from kamdesk.model.strategy import GradeReview
from kamdesk.store.recorder import insert_many
from kamdesk.work import criteria, settings
from kamdesk.work.accounts import set_tier
from kamdesk.work.analysis import grade
from kamdesk.work.criteria import Judged, Rule, Scores

LOWEST = "D"
"""The grade of a customer that is no key account by its points: it has no tier."""
Limits = Mapping[str, int]


@dataclass(frozen=True)
class Grading:
    """How accounts are graded: criteria, and grade → points from which it is given, the highest first."""

    rules: tuple[Rule, ...]
    limits: Limits

    def points(self, scores: Scores) -> Decimal | None:
        """The points of an account; None while a criterion with a weight is unknown."""
        return criteria.total(self.rules, scores)

    def grade(self, points: Decimal | None) -> str | None:
        """The grade for `points`; None without points."""
        return grade.grade_of(points, (*self.limits.items(), (LOWEST, 0)))

    def unknown(self, scores: Scores) -> tuple[str, ...]:
        """The criteria with a weight that nobody knows of the account."""
        return tuple(rule.title for rule in self.rules if rule.weight and rule.id not in scores)


def limits(session: Session) -> dict[str, int]:
    """Grade → least points, the highest first."""
    known = settings.get_all(session)
    return {letter: known[f"grade_{letter.lower()}_from"] for letter in ("A", "B", "C")}


def set_limits(session: Session, given: Limits) -> None:
    """Stores the least points of each grade. Raises RuleError unless each is below the one before, and above 0."""
    steps = [given[letter] for letter in ("A", "B", "C")]
    if not criteria.FULL >= steps[0] > steps[1] > steps[2] > 0:
        raise RuleError(
            _("Grades go down: A above B above C, all between 1 and 100."), field="grade_a_from"
        )
    for letter, least in given.items():
        key = f"grade_{letter.lower()}_from"
        if settings.get(session, key) != least:
            settings.put(session, key, least)


def grading(session: Session) -> Grading:
    """How accounts are graded now."""
    return Grading(criteria.rules(session, "grading"), limits(session))


def tier_of(given: str | None) -> str | None:
    """The tier that goes with a grade: the same letter, none for D."""
    return None if given == LOWEST else given


@dataclass(frozen=True)
class GradeMove:
    """An account whose grade would be another one: `before` and `after` are grades, None where not known."""

    account: Judged
    points: Decimal | None
    before: str | None
    after: str | None


def moves(judged: Iterable[Judged], before: Grading, after: Grading) -> list[GradeMove]:
    """Whose grade would change when `after` takes the place of `before`, in the order given."""
    found = []
    for each in judged:
        points = after.points(each.scores)
        was, will = before.grade(before.points(each.scores)), after.grade(points)
        if was != will:
            found.append(GradeMove(each, points, was, will))
    return found


@dataclass(frozen=True)
class Standing:
    """A line of the tier list: an account, its points and grade by the criteria, and what the last review said."""

    account: Judged
    points: Decimal | None
    grade: str | None
    unknown: tuple[str, ...]
    last_grade: str | None
    last_on: date | None

    @property
    def differs(self) -> bool:
        """Whether its grade is known and is not its tier."""
        return self.grade is not None and tier_of(self.grade) != self.account.tier

    def settles(self, on: date, approved: bool = False) -> bool:
        """Whether a review of day `on` changes the tier: by approval, or as one of an earlier day said the same."""
        reviews = [self.grade] if self.last_on in (None, on) else [self.last_grade, self.grade]
        settled = grade.settled_grade(self.account.tier, reviews, approved)
        return self.differs and settled == self.grade


def standings(session: Session, on: date, only_scored: bool = True) -> list[Standing]:
    """The tier list of day `on`: the highest points first, what is not known in full after them by name."""
    how = grading(session)
    known = criteria.read(session, how.rules, on)
    last = last_reviews(session, on)
    found = []
    for each in criteria.accounts(session, known, only_scored):
        points = how.points(each.scores)
        said, day = last.get(each.account_id, (None, None))
        found.append(Standing(each, points, how.grade(points), how.unknown(each.scores), said, day))
    return sorted(found, key=lambda one: (one.points is None, -(one.points or Decimal(0))))


def last_reviews(session: Session, on: date) -> dict[int, tuple[str | None, date]]:
    """Account → grade and day of its last review up to `on`."""
    place = func.row_number().over(
        partition_by=GradeReview.account_id,
        order_by=(GradeReview.on.desc(), GradeReview.id.desc()),
    )
    rows = (
        select(GradeReview.account_id, GradeReview.grade, GradeReview.on, place.label("place"))
        .where(GradeReview.on <= on, GradeReview.deleted_at.is_(None))
        .subquery()
    )
    query = select(rows.c.account_id, rows.c.grade, rows.c.on).where(rows.c.place == 1)
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


@dataclass(frozen=True)
class Reviewed:
    """What a round of reviews did: tiers that changed, those that wait for a second review, how many were reviewed."""

    count: int
    changed: tuple[tuple[str, str | None, str | None], ...]
    """Name, tier before, tier now."""
    waiting: tuple[tuple[str, str | None, str], ...]
    """Name, tier, grade that the next review has to confirm."""


def review(
    session: Session,
    on: date,
    by_id: int | None,
    reason: str,
    account_ids: Sequence[int] | None = None,
    approved: bool = False,
) -> Reviewed:
    """Reviews the grades of day `on`, of `account_ids` or of all accounts whose grade is known.

    A tier changes when the last review said the same, when the account has none yet, or when the change is
    `approved`; the reason is kept with it. Raises RuleError without a reason.
    """
    words = reason.strip()
    if not words:
        raise RuleError(_("Say why; the reason is kept with the tier."), field="reason")
    wanted = None if account_ids is None else set(account_ids)
    rows, changed, waiting = [], [], []
    for each in standings(session, on, only_scored=wanted is None):
        account = each.account
        if each.grade is None if wanted is None else account.account_id not in wanted:
            continue
        rows.append(
            {
                "account_id": account.account_id, "on": on, "points": each.points, "grade": each.grade,
                "by_id": by_id, "reason": words[:400],
            }
        )  # fmt: skip
        if not each.differs:
            continue
        if each.settles(on, approved):
            tier = tier_of(each.grade)
            record = session.get_one(Account, account.account_id)
            set_tier(session, record, tier, on, words[:400])
            changed.append((account.name, account.tier, tier))
        else:
            waiting.append((account.name, account.tier, str(each.grade)))
    if rows:
        insert_many(session, GradeReview, rows)
    return Reviewed(len(rows), tuple(changed), tuple(waiting))


@dataclass(frozen=True)
class TierStep:
    """A dated change of the tier with its reason."""

    on: date
    tier: str | None
    reason: str


def tier_history(session: Session, account_id: int) -> list[TierStep]:
    """How the tier of an account changed, the newest first."""
    query = (
        select(AccountTierChange)
        .where(AccountTierChange.account_id == account_id, AccountTierChange.deleted_at.is_(None))
        .order_by(AccountTierChange.on.desc(), AccountTierChange.id.desc())
    )
    return [TierStep(each.on, each.to, each.reason or "") for each in session.scalars(query)]


def reviews(session: Session, account_id: int) -> list[GradeReview]:
    """The reviews of an account's grade, the newest first."""
    query = (
        select(GradeReview)
        .where(GradeReview.account_id == account_id, GradeReview.deleted_at.is_(None))
        .order_by(GradeReview.on.desc(), GradeReview.id.desc())
    )
    return list(session.scalars(query))
