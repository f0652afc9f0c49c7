"""Grading: points, grades, two reviews before a tier changes, approval, and the tier list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store.store import Store
from kamdesk.work import accounts, criteria, grading
from tests.work.department import Department, found

TODAY = date.today()
SPRING = TODAY - timedelta(days=90)
KEYS = ("sales", "potential", "margin", "position", "loyalty")
B_POINTS = (90, 80, 60, 70, 40)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    with store.change(message("Test")) as session:
        yield session


def score(session: Session, account_id: int, points: tuple[int, ...], on: date = SPRING) -> None:
    ids = {rule.key: rule.id for rule in criteria.rules(session, "grading")}
    for key, value in zip(KEYS, points, strict=True):
        criteria.set_score(session, account_id, ids[f"grading_{key}"], value, on)


def tier(session: Session, department: Department) -> str | None:
    return session.get_one(Account, department.account).tier


def test_the_worked_example_is_a_b(session: Session, department: Department) -> None:
    score(session, department.account, B_POINTS)
    (line,) = grading.standings(session, TODAY)
    assert (line.points, line.grade) == (Decimal("72.50"), "B")


@pytest.mark.parametrize(
    ("points", "grade"),
    [("80", "A"), ("79.99", "B"), ("60", "B"), ("59.99", "C"), ("40", "C"), ("39.99", "D")],
)
def test_the_limit_belongs_to_the_better_grade(session: Session, points: str, grade: str) -> None:
    assert grading.grading(session).grade(Decimal(points)) == grade


def test_something_unknown_is_never_zero(session: Session, department: Department) -> None:
    score(session, department.account, B_POINTS)
    rule = criteria.rules(session, "grading")[2]
    criteria.set_score(session, department.account, rule.id, None, TODAY)
    (line,) = grading.standings(session, TODAY)
    assert (line.points, line.grade, line.unknown) == (None, None, ("Margin",))


def test_the_first_grade_is_given_at_once(session: Session, department: Department) -> None:
    score(session, department.account, B_POINTS)
    done = grading.review(session, SPRING, department.specialist, "First review")
    assert done.changed == (("云麓食品", None, "B"),)
    assert tier(session, department) == "B"


def test_a_tier_changes_after_two_reviews_that_say_the_same(
    session: Session, department: Department
) -> None:
    accounts.set_tier(session, session.get_one(Account, department.account), "A", SPRING)
    score(session, department.account, B_POINTS)
    first = grading.review(session, SPRING, department.specialist, "Spring review")
    assert (first.changed, first.waiting) == ((), (("云麓食品", "A", "B"),))
    again = grading.review(session, SPRING, department.specialist, "The same day is no second one")
    assert again.changed == ()
    second = grading.review(session, TODAY, department.specialist, "Autumn review")
    assert second.changed == (("云麓食品", "A", "B"),)
    assert tier(session, department) == "B"
    newest = grading.tier_history(session, department.account)[0]
    assert (newest.on, newest.tier, newest.reason) == (TODAY, "B", "Autumn review")


def test_a_review_that_differs_in_between_begins_anew(
    session: Session, department: Department
) -> None:
    accounts.set_tier(session, session.get_one(Account, department.account), "A", SPRING)
    score(session, department.account, B_POINTS)
    grading.review(session, SPRING, None, "Spring")
    summer = SPRING + timedelta(days=30)
    score(session, department.account, (100, 100, 100, 100, 100), summer)
    grading.review(session, summer, None, "Summer")
    score(session, department.account, B_POINTS, summer + timedelta(days=1))
    assert grading.review(session, TODAY, None, "Autumn").changed == ()
    assert tier(session, department) == "A"


def test_an_approval_needs_no_second_review(session: Session, department: Department) -> None:
    accounts.set_tier(session, session.get_one(Account, department.account), "A", SPRING)
    score(session, department.account, (10, 10, 10, 10, 10))
    done = grading.review(session, TODAY, department.director, "Decided", approved=True)
    assert done.changed == (("云麓食品", "A", None),)  # D is no tier
    assert tier(session, department) is None


def test_a_review_needs_a_reason(session: Session, department: Department) -> None:
    with pytest.raises(RuleError) as refusal:
        grading.review(session, TODAY, None, "  ")
    assert refusal.value.field == "reason"


def test_one_account_may_be_reviewed_while_too_little_is_known(
    session: Session, department: Department
) -> None:
    done = grading.review(session, TODAY, None, "No data yet", [department.account])
    assert (done.count, done.changed) == (1, ())
    (row,) = grading.reviews(session, department.account)
    assert (row.grade, row.points, row.reason) == (None, None, "No data yet")


def test_other_weights_show_who_moves(session: Session, department: Department) -> None:
    score(session, department.account, B_POINTS)
    now = grading.grading(session)
    judged = [each.account for each in grading.standings(session, TODAY)]
    # without loyalty: (27 + 20 + 9 + 10.5) / 0.85 = 78.24, still B; with A from 75 it is an A
    weights = (*now.rules[:4], replace(now.rules[4], weight=0))
    assert grading.moves(judged, now, grading.Grading(weights, now.limits)) == []
    (move,) = grading.moves(judged, now, grading.Grading(weights, {"A": 75, "B": 60, "C": 40}))
    assert (move.points, move.before, move.after) == (Decimal("78.24"), "B", "A")


def test_limits_go_down(session: Session) -> None:
    grading.set_limits(session, {"A": 85, "B": 65, "C": 45})
    assert grading.limits(session) == {"A": 85, "B": 65, "C": 45}
    with pytest.raises(RuleError):
        grading.set_limits(session, {"A": 60, "B": 60, "C": 40})


def test_a_round_of_reviews_is_undone_as_one(store: Store, department: Department) -> None:
    with store.change(message("Score")) as session:
        score(session, department.account, B_POINTS)
    with store.change(message("Review")) as session:
        grading.review(session, TODAY, None, "Autumn")
    with store.read() as session:
        assert tier(session, department) == "B"
    store.undo()
    with store.read() as session:
        assert tier(session, department) is None
        assert grading.reviews(session, department.account) == []
