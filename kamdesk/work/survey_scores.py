"""How satisfied customers are: score of an answer, an account, a round; satisfied marks, answer rate; what falls (M33).

kpi.md, `satisfaction` and clarification 10, in exact fractions: 1 is the full mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.account import Account
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.work.survey_answers import mark_of
from kamdesk.work.surveys import items, rounds

SATISFIED = Fraction(4, 5)
"""From this share of its full mark on a mark says: satisfied."""

Scores = Mapping[str, Any]


def score(questions: Iterable[SurveyItem], scores: Scores | None) -> Fraction | None:
    """Σ weight × mark/full mark ÷ Σ weight over the questions answered; None where none was.

    A weight left out is 1. Marks of questions that the survey does not have say nothing.
    """
    total = weights = Fraction(0)
    for item in questions:
        mark = (scores or {}).get(item.key)
        if mark is None:
            continue
        weight = Fraction(1) if item.weight is None else Fraction(item.weight)
        total += weight * mark_of(mark) / item.full_mark
        weights += weight
    return total / weights if weights else None


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """None of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else None


@dataclass(frozen=True)
class Standing:
    """What a round brought."""

    accounts: Mapping[int, Fraction]
    """Account → the mean of its answers; those that answered nothing are not there."""
    satisfied: int
    """Marks of at least four fifths of the full mark …"""
    marked: int
    """… of so many, unweighted."""
    answered: int
    """Questionnaires that came back with a mark …"""
    sent: int
    """… of so many."""

    @property
    def numerator(self) -> Fraction:
        """Σ of the accounts' means."""
        return sum(self.accounts.values(), Fraction(0))

    @property
    def score(self) -> Fraction | None:
        """The mean over accounts; None while nobody answered."""
        return mean(list(self.accounts.values()))

    @property
    def csat(self) -> Fraction | None:
        """Share of the marks that say satisfied."""
        return Fraction(self.satisfied, self.marked) if self.marked else None

    @property
    def answer_rate(self) -> Fraction | None:
        """Share of the questionnaires that came back."""
        return Fraction(self.answered, self.sent) if self.sent else None


@dataclass(frozen=True)
class _Answer:
    account_id: int
    answered_on: date | None
    scores: Scores


def _answers(session: Session, survey_id: int) -> list[_Answer]:
    """Those of accounts that are here; without a day nothing came back yet."""
    query = (
        select(SurveyAnswer.account_id, SurveyAnswer.answered_on, SurveyAnswer.scores)
        .join(Account, Account.id == SurveyAnswer.account_id)
        .where(
            SurveyAnswer.survey_id == survey_id,
            SurveyAnswer.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
        .order_by(SurveyAnswer.id)
    )
    return [
        _Answer(row.account_id, row.answered_on, (row.scores or {}) if row.answered_on else {})
        for row in session.execute(query)
    ]


def standing(session: Session, survey: Survey) -> Standing:
    """Score, satisfied marks and answers of one round."""
    return _standing(items(session, survey.id), _answers(session, survey.id))


def _standing(questions: Sequence[SurveyItem], found: Sequence[_Answer]) -> Standing:
    by_account: dict[int, list[Fraction]] = {}
    satisfied = marked = answered = 0
    for each in found:
        own = score(questions, each.scores)
        marks = [
            mark_of(each.scores[item.key]) / item.full_mark
            for item in questions
            if each.scores.get(item.key) is not None
        ]
        marked += len(marks)
        satisfied += sum(mark >= SATISFIED for mark in marks)
        answered += bool(marks)
        if own is not None:
            by_account.setdefault(each.account_id, []).append(own)
    means = {account: sum(own, Fraction(0)) / len(own) for account, own in by_account.items()}
    return Standing(means, satisfied, marked, answered, len(found))


def trend(session: Session, survey: Survey) -> list[tuple[Survey, Standing]]:
    """All rounds of the questionnaire of this name with what they brought, the earliest first."""
    return [(each, standing(session, each)) for each in rounds(session, survey.name or "")]


@dataclass(frozen=True)
class ItemTrend:
    """One question over the rounds: the mean of its marks as a share of the full mark in each, None where none came."""

    key: str
    question: str
    means: tuple[Fraction | None, ...]
    marks: int
    """How many marks it has in the last round."""

    @property
    def now(self) -> Fraction | None:
        """In the last round."""
        return self.means[-1] if self.means else None

    @property
    def before(self) -> Fraction | None:
        """In the last earlier round that has marks for it."""
        return next((each for each in reversed(self.means[:-1]) if each is not None), None)

    @property
    def change(self) -> Fraction | None:
        """Since then; None where there is nothing to compare."""
        if self.now is None or self.before is None:
            return None
        return self.now - self.before


def item_trends(session: Session, survey: Survey) -> list[ItemTrend]:
    """The questions of `survey` over its rounds up to itself; a question is followed by its key."""
    until: list[Survey] = []
    for each in rounds(session, survey.name or ""):
        until.append(each)
        if each.id == survey.id:
            break
    means: list[dict[str, tuple[Fraction, int]]] = []
    for each in until:
        questions = items(session, each.id)
        found = _answers(session, each.id)
        means.append({item.key: _mean_of(item, found) for item in questions})
    nothing = (Fraction(0), 0)
    return [
        ItemTrend(
            item.key,
            item.question or item.key,
            tuple(
                known[0] if known[1] else None
                for known in (each.get(item.key, nothing) for each in means)
            ),
            means[-1].get(item.key, nothing)[1] if means else 0,
        )
        for item in items(session, survey.id)
    ]


def _mean_of(item: SurveyItem, found: Sequence[_Answer]) -> tuple[Fraction, int]:
    marks = [
        mark_of(each.scores[item.key]) / item.full_mark
        for each in found
        if each.scores.get(item.key) is not None
    ]
    return mean(marks) or Fraction(0), len(marks)


def falling(session: Session, survey: Survey) -> list[ItemTrend]:
    """The questions that got worse since the round before, the worst fall first."""
    fallen = [each for each in item_trends(session, survey) if (each.change or 0) < 0]
    return sorted(fallen, key=lambda each: each.change or Fraction(0))


@dataclass(frozen=True)
class AccountAnswer:
    """One answer of an account."""

    survey: Survey
    answered_on: date
    score: Fraction


def of_account(session: Session, account_id: int) -> list[AccountAnswer]:
    """What an account answered, the earliest first, with the score of each answer."""
    query = (
        select(SurveyAnswer, Survey)
        .join(Survey, Survey.id == SurveyAnswer.survey_id)
        .where(
            SurveyAnswer.account_id == account_id,
            SurveyAnswer.answered_on.is_not(None),
            SurveyAnswer.deleted_at.is_(None),
            Survey.deleted_at.is_(None),
        )
        .order_by(SurveyAnswer.answered_on, SurveyAnswer.id)
    )
    found = []
    for answer, survey in session.execute(query):
        own = score(items(session, survey.id), answer.scores)
        if own is not None and answer.answered_on is not None:
            found.append(AccountAnswer(survey, answer.answered_on, own))
    return found
