"""Satisfaction surveys: the worked example of kpi.md, marks off the scale, rounds, what falls."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.survey import Survey, SurveyAnswer
from kamdesk.store.store import Store
from kamdesk.work import survey_answers, survey_scores, surveys
from kamdesk.work.accounts import create_account
from kamdesk.work.trash import move_to_trash
from tests.work.department import Department, found

TODAY = date.today()
QUESTIONS = (
    {"key": "quality", "question": "产品质量", "weight": Decimal(3), "full_mark": 5},
    {"key": "price", "question": "价格", "weight": Decimal(1), "full_mark": 5},
)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.fixture
def people(store: Store) -> Department:
    return found(store)


def opened(session: Session, round_: str = "2026", sent: int = -30) -> Survey:
    return surveys.add_survey(
        session, {"name": "满意度", "round": round_, "sent_on": day(sent)}, QUESTIONS
    )


def answered(
    session: Session, survey: Survey, account_id: int, marks: dict[str, int | Decimal]
) -> SurveyAnswer:
    made = survey_answers.add_answer(session, survey, account_id)
    survey_answers.put_answer(session, made, day(-1), marks)
    return made


def test_the_worked_example_of_the_rules(store: Store, people: Department) -> None:
    with store.change(message("Survey")) as session:
        survey = opened(session)
        other = create_account(session, {"name": "青砚化工"})
        answered(session, survey, people.account, {"quality": 5, "price": 1})
        answered(session, survey, people.account, {"quality": 3})
        answered(session, survey, other.id, {"quality": 4, "price": 2})
        result = survey_scores.standing(session, survey)
    # (3·1 + 1·0.2)/4 = 0.8 and 0.6 (price skipped) make 0.7; (3·0.8 + 0.4)/4 = 0.7: Σ 1.4 over 2 accounts.
    assert (result.numerator, len(result.accounts), result.score) == (
        Fraction(7, 5), 2, Fraction(7, 10),
    )  # fmt: skip
    # Of five marks 5 and 4 are at least four fifths.
    assert (result.satisfied, result.marked, result.csat) == (2, 5, Fraction(2, 5))


def test_a_weight_left_out_is_one_and_nothing_answered_is_no_answer(
    store: Store, people: Department
) -> None:
    with store.change(message("Survey")) as session:
        survey = surveys.add_survey(
            session, {"name": "满意度"},
            [{"question": "产品", "full_mark": 5}, {"question": "服务", "weight": Decimal(2), "full_mark": 10}],
        )  # fmt: skip
        first, second = surveys.items(session, survey.id)
        assert (first.key, second.key, survey.round) == ("q1", "q2", str(TODAY.year))
        sent = survey_answers.send(session, survey, [people.account], day(-3))
        result = survey_scores.standing(session, survey)
        assert (result.score, result.csat, result.answer_rate) == (None, None, Fraction(0))
        (answer,) = sent.made
        survey_answers.put_answer(session, answer, day(0), {}, {"q1": "不清楚"})
        assert survey_scores.standing(session, survey).answer_rate == 0
        survey_answers.put_answer(session, answer, day(0), {"q1": Decimal("4.3"), "q2": 7})
        result = survey_scores.standing(session, survey)
    # (0.86 + 2 · 0.7) / 3, exactly.
    assert result.score == Fraction(226, 300)
    assert (result.csat, result.answer_rate) == (Fraction(1, 2), Fraction(1))


def test_it_is_sent_once_to_the_main_contact(store: Store, people: Department) -> None:
    with store.change(message("Survey")) as session:
        survey = surveys.add_survey(session, {"name": "满意度"})
        session.get_one(Contact, people.contact).form_role = "main_contact"
        first = survey_answers.send(session, survey, [people.account], day(-2))
        again = survey_answers.send(session, survey, [people.account], day(-1))
        assert [each.contact_id for each in first.made] == [people.contact]
        assert (again.made, again.already, survey.sent_on) == ((), (people.account,), day(-2))
        assert [each.key for each in surveys.items(session, survey.id)][:2] == [
            "quality",
            "delivery",
        ]


@pytest.mark.parametrize(
    ("marks", "on", "said"),
    [
        ({"quality": 6}, -1, "A mark for “产品质量” lies between 1 and 5."),
        ({"quality": 0}, -1, "A mark for “产品质量” lies between 1 and 5."),
        ({"quality": Decimal("4.25")}, -1, "A mark has one decimal at most."),
        ({"speed": 3}, -1, "The survey does not ask “speed”."),
        ({"quality": 3}, 1, f"{day(1)} has not come yet."),
        ({"quality": 3}, -40, f"It was sent on {day(-30)}; it cannot have been answered before."),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    store: Store, people: Department, marks: dict[str, int], on: int, said: str
) -> None:
    with store.change(message("Survey")) as session:
        survey = opened(session)
        (answer,) = survey_answers.send(session, survey, [people.account], day(-30)).made
        with pytest.raises(RuleError) as refused:
            survey_answers.put_answer(session, answer, day(on), marks)
        assert refused.value.sentence == said
        assert (answer.scores, answer.answered_on) == (None, None)


def test_questions_with_marks_stay(store: Store, people: Department) -> None:
    with store.change(message("Survey")) as session:
        survey = opened(session)
        answered(session, survey, people.account, {"price": 4})
        quality, price = surveys.items(session, survey.id)
        with pytest.raises(RuleError, match="“价格”: it stays"):
            surveys.set_items(session, survey, [{"id": quality.id}])
        with pytest.raises(RuleError, match="“价格”: its full mark stays"):
            surveys.set_items(session, survey, [{"id": price.id, "full_mark": 10}])
        session.expire(price)
        surveys.set_items(
            session, survey, [{"id": price.id, "weight": Decimal(2)}, {"question": "包装"}]
        )
        assert [(each.key, each.position) for each in surveys.items(session, survey.id)] == [
            ("price", 1), ("q1", 2),
        ]  # fmt: skip
        with pytest.raises(RuleError, match="“包装” is asked twice"):
            surveys.set_items(
                session, survey, [{"id": price.id}, {"question": "包装"}, {"question": "包装"}]
            )


def test_the_next_round_asks_the_same_and_what_fell_is_named(
    store: Store, people: Department
) -> None:
    with store.change(message("Survey")) as session:
        first = opened(session, "2025", -400)
        answered(session, first, people.account, {"quality": 5, "price": 3})
        second = surveys.next_round(session, first, "2026", {"sent_on": day(-20)})
        answered(session, second, people.account, {"quality": 3, "price": 4})
        with pytest.raises(RuleError, match="There is a round 2026 of “满意度” already"):
            surveys.next_round(session, first, "2026")
        line = survey_scores.trend(session, second)
        # (3·1 + 0.6)/4 and (3·0.6 + 0.8)/4
        assert [(each.round, result.score) for each, result in line] == [
            ("2025", Fraction(9, 10)), ("2026", Fraction(13, 20)),
        ]  # fmt: skip
        fallen = survey_scores.falling(session, second)
        assert [(each.question, each.means, each.change) for each in fallen] == [
            ("产品质量", (Fraction(1), Fraction(3, 5)), Fraction(-2, 5)),
        ]  # fmt: skip
        assert survey_scores.falling(session, first) == []
        history = survey_scores.of_account(session, people.account)
        assert [each.score for each in history] == [Fraction(9, 10), Fraction(13, 20)]


def test_what_lies_in_the_waste_basket_does_not_count(store: Store, people: Department) -> None:
    with store.change(message("Survey")) as session:
        survey = opened(session)
        other = create_account(session, {"name": "青砚化工"})
        answered(session, survey, people.account, {"quality": 5})
        answered(session, survey, other.id, {"quality": 1})
        move_to_trash(session, session.get_one(Account, other.id))
        assert survey_scores.standing(session, survey).score == 1
