"""大客户定义与评分标准: the department's criteria with weights and least scores, and the points accounts have by them.

A score given by hand counts before one the program works out; what nobody knows is unknown, never 0 (N7).
Rules: methods.md 3.13 and 3.14, mission M3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.sales_words import CRITERION_SET
from kamdesk.model.strategy import AccountScore, Criterion
from kamdesk.model.terms import Term
from kamdesk.work import measures
from kamdesk.work.analysis import focus, grade
from kamdesk.work.trash import move_to_trash

FULL = 100
_CENT = Decimal("0.01")

WORDING: dict[str, Term] = {
    "definition_sales": Term("Yearly sales", "年销售额"),
    "definition_share": Term("Market share", "市场份额"),
    "definition_position": Term("Position in the industry", "行业地位"),
    "definition_relation": Term("Relation with us", "客户关系"),
    "definition_volume": Term("Purchase volume", "采购量"),
    "definition_value": Term("Strategic value", "战略价值"),
    "grading_sales": Term("Yearly sales", "年销售额"),
    "grading_potential": Term("Potential", "潜力"),
    "grading_margin": Term("Margin", "利润率"),
    "grading_position": Term("Strategic position", "战略/行业地位"),
    "grading_loyalty": Term("Loyalty", "忠诚度"),
    "potential_elsewhere": Term("Purchases not with us", "未与我方的采购"),
    "potential_margin": Term("Margin", "利润率"),
    "potential_growth": Term("Growth", "增长"),
    "loyalty_renewal": Term("Renewal or repeat rate", "续约/复购率"),
    "loyalty_share": Term("Share of wallet", "钱包份额"),
    "loyalty_satisfaction": Term("Satisfaction", "满意度"),
    "loyalty_years": Term("Years of cooperation", "合作年限"),
}
"""What the shipped criteria are called while the department has given them no name of its own."""


def title(criterion: Criterion) -> str:
    """What a criterion is called in the language in use."""
    known = WORDING.get(criterion.key)
    return criterion.name or (str(known) if known else criterion.key)


def measure_words() -> dict[str, str]:
    """Measures a criterion can be worked out from: key → label; potential and loyalty are totals of criteria."""
    inner = {key: CRITERION_SET.label(key) for key in INNER_TOTAL}
    return {key: str(each.label) for key, each in measures.MEASURES.items()} | inner


@dataclass(frozen=True)
class Rule:
    """One criterion as plain values, so that other weights can be tried without storing them."""

    key: str
    title: str
    weight: int
    threshold: int | None = None
    """Least score; below it an account does not qualify."""
    measure: str = ""
    full_at: Decimal | None = None
    id: int = 0
    """0 for one that is not stored yet."""


def rules(session: Session, used_for: str) -> tuple[Rule, ...]:
    """The criteria of a set (`CRITERION_SET`) in their order."""
    query = (
        select(Criterion)
        .where(Criterion.used_for == used_for, Criterion.deleted_at.is_(None))
        .order_by(Criterion.position, Criterion.id)
    )
    return tuple(
        Rule(
            each.key, title(each), each.weight, each.threshold, each.measure or "", each.full_at, each.id
        )
        for each in session.scalars(query)
    )  # fmt: skip


def set_rules(session: Session, used_for: str, given: Sequence[Rule]) -> None:
    """Makes the criteria of a set those `given`, in their order; what is left out goes to the waste basket.

    Raises RuleError without a name, for a weight that is not 0–100, a least score outside 0–100, weights that are all
    0, a measure nobody knows, or one that would count the set within itself.
    """
    _check(used_for, given)
    query = select(Criterion).where(Criterion.used_for == used_for, Criterion.deleted_at.is_(None))
    known = {each.id: each for each in session.scalars(query)}
    for place, rule in enumerate(given, 1):
        row = known.pop(rule.id, None)
        if row is None:
            row = Criterion(key=_free_key(session, used_for), used_for=used_for)
            session.add(row)
        shipped = WORDING.get(row.key)
        row.name = None if shipped and rule.title in shipped.wordings else rule.title.strip()
        row.position, row.weight, row.threshold = place, rule.weight, rule.threshold
        row.measure, row.full_at = rule.measure or None, rule.full_at
        session.flush()
    for row in known.values():
        move_to_trash(session, row)


def _check(used_for: str, given: Sequence[Rule]) -> None:
    known = measure_words()
    for rule in given:
        if not rule.title.strip():
            raise RuleError(_("A criterion needs a name."), field="name")
        if not 0 <= rule.weight <= FULL:
            raise RuleError(_("A weight lies between 0 and 100."), field="weight")
        if rule.threshold is not None and not 0 <= rule.threshold <= FULL:
            raise RuleError(_("A least score lies between 0 and 100."), field="threshold")
        if rule.measure and rule.measure not in known:
            raise RuleError(
                _("Nothing is known that is called “{measure}”.").format(measure=rule.measure),
                field="measure",
            )
        if rule.measure in INNER_TOTAL and used_for in INNER_TOTAL:
            raise RuleError(
                _("Potential and loyalty cannot be made of themselves."), field="measure"
            )
        if rule.full_at is not None and rule.full_at <= 0:
            raise RuleError(_("100 points are earned above zero."), field="full_at")
    if given and not any(rule.weight for rule in given):
        raise RuleError(_("At least one criterion needs a weight."), field="weight")


def _free_key(session: Session, used_for: str) -> str:
    taken = set(session.scalars(select(Criterion.key).where(Criterion.used_for == used_for)))
    number = len(taken) + 1
    while f"{used_for}_{number}" in taken:
        number += 1
    return f"{used_for}_{number}"


# ------------------------------------------------------------------------------------------------ scores by hand


def set_score(
    session: Session,
    account_id: int,
    criterion_id: int,
    score: int | None,
    on: date,
    note: str | None = None,
) -> None:
    """Scores an account by a criterion on day `on`; one of the same day is changed, None takes the newest one away."""
    newest = session.scalars(
        select(AccountScore)
        .where(
            AccountScore.account_id == account_id,
            AccountScore.criterion_id == criterion_id,
            AccountScore.deleted_at.is_(None),
        )
        .order_by(AccountScore.on.desc(), AccountScore.id.desc())
    ).first()
    if score is None:
        if newest is not None:
            move_to_trash(session, newest)
        return
    if not 0 <= score <= FULL:
        raise RuleError(_("A score lies between 0 and 100."), field="score")
    words = (note or "").strip() or None
    if newest is not None and (newest.score, newest.note) == (score, words):
        return
    if newest is not None and newest.on == on:
        newest.score, newest.note = score, words
    else:
        session.add(
            AccountScore(
                account_id=account_id, criterion_id=criterion_id, score=score, on=on, note=words
            )
        )
    session.flush()


@dataclass(frozen=True)
class Noted:
    """A score by hand: points, the day and the grounds."""

    score: int
    on: date
    note: str


def noted_scores(session: Session, account_id: int, on: date) -> dict[int, Noted]:
    """The newest scores by hand of one account up to day `on`: criterion → score."""
    query = (
        select(AccountScore)
        .where(
            AccountScore.account_id == account_id,
            AccountScore.on <= on,
            AccountScore.deleted_at.is_(None),
        )
        .order_by(AccountScore.on, AccountScore.id)
    )
    return {
        each.criterion_id: Noted(each.score, each.on, each.note or "")
        for each in session.scalars(query)
    }


# ------------------------------------------------------------------------------------------------- what they add to


Scores = dict[int, Decimal]
"""Criterion id → points 0–100; what is not in it is unknown."""


@dataclass(frozen=True)
class Known:
    """What is known of every account on a day: account → criterion → points."""

    on: date
    scores: Mapping[int, Scores] = field(default_factory=dict)

    def of(self, account_id: int) -> Scores:
        """The points of one account."""
        return self.scores.get(account_id, {})


def read(session: Session, given: Sequence[Rule], on: date, account_id: int | None = None) -> Known:
    """The points of all accounts (or of one) by the criteria `given`: by hand, else worked out."""
    found: dict[int, Scores] = {}
    for rule in given:
        for account, value in _worked_out(session, rule, on, account_id).items():
            found.setdefault(account, {})[rule.id] = value
    for account, criterion, score in _by_hand(session, [rule.id for rule in given], on, account_id):
        found.setdefault(account, {})[criterion] = Decimal(score)
    return Known(on, found)


def _worked_out(
    session: Session, rule: Rule, on: date, account_id: int | None
) -> Mapping[int, Decimal]:
    if not rule.measure:
        return {}
    if rule.measure in INNER_TOTAL:
        inner = rules(session, rule.measure)
        scores = read(session, inner, on, account_id).scores
        totals = {key: INNER_TOTAL[rule.measure](inner, each) for key, each in scores.items()}
        values = {key: each for key, each in totals.items() if each is not None}
        return measures.points(values, Decimal(FULL))
    measure = measures.MEASURES.get(rule.measure)
    if measure is None:  # of a newer version
        return {}
    values = measure.read(session, on)
    if account_id is not None:
        values = {key: each for key, each in values.items() if key == account_id}
    return measures.points(values, rule.full_at or measure.full_at)


def _by_hand(
    session: Session, criteria: Sequence[int], on: date, account_id: int | None
) -> Iterable[tuple[int, int, int]]:
    """Account, criterion and points of the newest scores; the day and then the id say which is the newest."""
    place = func.row_number().over(
        partition_by=(AccountScore.account_id, AccountScore.criterion_id),
        order_by=(AccountScore.on.desc(), AccountScore.id.desc()),
    )
    newest = select(
        AccountScore.account_id, AccountScore.criterion_id, AccountScore.score, place.label("place")
    ).where(
        AccountScore.criterion_id.in_(criteria),
        AccountScore.on <= on,
        AccountScore.deleted_at.is_(None),
    )
    if account_id is not None:
        newest = newest.where(AccountScore.account_id == account_id)
    rows = newest.subquery()
    query = select(rows.c.account_id, rows.c.criterion_id, rows.c.score).where(rows.c.place == 1)
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def total(given: Sequence[Rule], scores: Scores) -> Decimal | None:
    """Σ weight × score / Σ weight with two decimals; None while a criterion with a weight is unknown (3.13)."""
    found = grade.points(scored(given, scores))
    return None if found is None else found.quantize(_CENT, ROUND_HALF_UP)


def scored(given: Sequence[Rule], scores: Scores) -> list[grade.Scored]:
    """The criteria with what an account has by each."""
    return [grade.Scored(rule.weight, scores.get(rule.id), rule.threshold) for rule in given]


def potential(given: Sequence[Rule], scores: Scores) -> Decimal | None:
    """Σ weight × score over what is known; None when less than half of the weight is known (3.14)."""
    known = [rule for rule in given if rule.weight and rule.id in scores]
    if sum(rule.weight for rule in known) * 2 < sum(rule.weight for rule in given):
        return None
    return total(known, scores)


def loyalty(given: Sequence[Rule], scores: Scores) -> Decimal | None:
    """The weighted mean of the known parts, by two decimals; None with fewer than two of them (3.14)."""
    known = [rule for rule in given if rule.weight and rule.id in scores]
    return total(known, scores) if len(known) >= focus.PARTS_NEEDED else None


INNER_TOTAL = {"potential": potential, "loyalty": loyalty}
"""Set of criteria whose total is itself a measure of definition and grading → how it is added up."""


@dataclass(frozen=True)
class Judged:
    """An account beside what its scores say."""

    account_id: int
    name: str
    tier: str | None
    status: str
    owner_id: int | None
    scores: Scores


def accounts(session: Session, known: Known, only_scored: bool = True) -> list[Judged]:
    """The accounts that are not lost, by name; with `only_scored` those of which at least one score is known."""
    query = (
        select(
            Account.id, func.coalesce(Account.short_name, Account.name), Account.tier, Account.status,
            Account.owner_id,
        )
        .where(Account.deleted_at.is_(None), Account.status != "lost")
        .order_by(Account.sort_name, Account.id)
    )  # fmt: skip
    rows = session.execute(query)
    found = [Judged(*row, known.of(row[0])) for row in rows]
    return [each for each in found if each.scores] if only_scored else found
