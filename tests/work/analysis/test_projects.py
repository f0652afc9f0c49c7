"""Figures of projects beyond the worked examples: chain, risks, plan, triangle, BCG, style, scorecards, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.i18n import message
from kamdesk.model.analysis import ScorecardTemplate
from kamdesk.work.analysis import chain, closing, risk, scorecard, style
from kamdesk.work.analysis.action_plan import ActionRow, progress
from kamdesk.work.analysis.bcg import Bubble, Matrix
from kamdesk.work.analysis.content import ContentError
from kamdesk.work.analysis.triangle import Corner, Criterion, Triangle

TODAY = date(2026, 11, 24)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_flags_of_a_chain_that_nobody_looked_after():
    people = (
        chain.Person(1, "A", ("decision_maker",), 3, -1, ago(31)),
        chain.Person(2, "B", ("user_buyer",), 1, 1, ago(90)),
        chain.Person(3, "?", ("gatekeeper",), is_placeholder=True),
    )
    assert chain.flags(people, TODAY) == (
        chain.Flag("decision_maker_not_met", (1,), 31),
        chain.Flag("no_coach"),
        chain.Flag("opponent_without_action", (1,)),
    )
    alone = (people[0], replace(people[1], met_on=ago(91)))
    assert chain.Flag("single_thread", (1,), 90) in chain.flags(alone, TODAY)
    helped = (replace(people[0], has_action=True), people[1])
    assert chain.Flag("opponent_without_action", (1,)) not in chain.flags(helped, TODAY)


def test_a_position_that_must_exist_is_no_decision_maker_yet():
    nobody = chain.Person(1, "?", ("decision_maker",), is_placeholder=True)
    flags = chain.flags((nobody,), TODAY)
    assert flags[0] == chain.Flag("no_decision_maker")
    assert not chain.is_overdue(nobody, TODAY)


def test_the_strictest_role_limits_the_days_between_contacts():
    assert [
        chain.contact_limit(roles) for roles in ((), ("user_buyer",), ("purchaser", "evaluator"))
    ] == [90, 60, 30]
    decider = chain.Person(1, "A", ("decision_maker",), met_on=ago(30))
    assert not chain.is_overdue(decider, TODAY)
    assert chain.is_overdue(replace(decider, met_on=ago(31)), TODAY)
    assert chain.is_overdue(replace(decider, met_on=None), TODAY)


def test_every_flag_is_a_sentence_with_its_names():
    people = (chain.Person(1, "A"),)
    said = [
        chain.say(chain.Flag(kind, (1,), days), people)
        for kind, days in (
            ("decision_maker_not_met", 1),
            ("decision_maker_not_met", None),
            ("single_thread", 90),
        )
    ]
    assert said == [
        "A decides and was last met 1 day ago.",
        "A decides and has never been met.",
        "Only A had contact in the last 90 days.",
    ]


def test_nobody_known_gives_no_balance():
    people = (
        chain.Person(1, "A", influence=None, support=2),
        chain.Person(2, "B", influence=0, support=None),
    )
    assert chain.support_balance(people) is None
    assert chain.known_share(people) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(-2, 2)), max_size=9))
def test_balance_and_share_stay_within_their_bounds(rows):
    people = [
        chain.Person(i, "", (), influence, support) for i, (influence, support) in enumerate(rows)
    ]
    balance, share = chain.support_balance(people), chain.known_share(people)
    assert balance is None or -1 <= balance <= 1
    assert share is None or 0 <= share <= 1


def test_colours_of_every_cell():
    reds = {(p, i) for p in range(1, 6) for i in range(1, 6) if risk.colour(p, i) == "red"}
    greens = {(p, i) for p in range(1, 6) for i in range(1, 6) if risk.colour(p, i) == "green"}
    assert reds == {(3, 5), (4, 4), (4, 5), (5, 3), (5, 4), (5, 5)}
    assert greens == {(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (3, 1), (4, 1), (5, 1)}
    assert risk.colour(None, 5) == ""


def test_risks_are_ordered_by_score_then_impact_then_day():
    rows = [
        risk.RiskRow(1, "", 2, 4, due_on=ago(1)),
        risk.RiskRow(2, "", 4, 2),
        risk.RiskRow(3, "", 2, 4, due_on=ago(3)),
        risk.RiskRow(4, "", None, 5),
        risk.RiskRow(5, "", 5, 5),
        risk.RiskRow(6, "", 2, 4),
    ]
    assert [each.key for each in risk.in_order(rows)] == [5, 3, 1, 6, 2, 4]


def test_what_is_left_of_a_risk():
    assert risk.RiskRow(1, "", 4, 4, residual_impact=2).after == (4, 2)
    assert risk.RiskRow(1, "", 4, 4).after is None
    assert risk.RiskRow(1, "", None, 4, residual_impact=2).after is None
    assert risk.expected_loss(Decimal("0.3"), None) is None


def test_progress_weighted_by_effort():
    rows = [ActionRow("done", effort=Decimal(3)), ActionRow("open", effort=Decimal(1)), ActionRow("open"),
            ActionRow("cancelled", effort=Decimal(50))]  # fmt: skip
    made = progress(rows, TODAY)
    assert made.by_effort == Decimal("0.75")
    assert made.on_time_rate is None
    empty = progress([], TODAY)
    assert (empty.by_count, empty.by_effort, empty.on_time_rate) == (None, None, None)


def test_what_is_due_today_is_not_overdue():
    made = progress([ActionRow("open", TODAY), ActionRow("open", ago(1))], TODAY)
    assert (made.overdue, made.due) == (1, 1)


def test_verdicts_of_criteria():
    def verdict(weight: int, ours: int | None, *rivals: int) -> str:
        return Criterion(
            "k", "", weight, ours, {str(n): score for n, score in enumerate(rivals)}
        ).verdict

    assert verdict(4, 3, 3) == "contested"
    assert verdict(3, 5, 1) == ""
    assert verdict(2, 5, 1) == "surplus"
    assert verdict(2, 1, 5) == ""
    assert verdict(5, 4, 1, 5) == "short_board"
    assert verdict(5, None, 1) == ""
    assert verdict(5, 4) == ""


def test_fit_needs_every_score():
    half = Triangle(criteria=(Criterion("1", "", 5, 4), Criterion("2", "", 1)))
    assert half.fit() is None
    assert half.fit("r") is None
    assert Triangle().fit() is None


def test_without_a_rival_the_share_counts_as_high():
    matrix = Matrix()
    alone = Bubble("1", "A", Decimal("0.2"), Decimal(0), Decimal("0.12"))
    assert (alone.relative, matrix.cell(alone)) == (None, "star")
    assert matrix.cell(replace(alone, growth=Decimal("0.0999"))) == "cash_cow"
    assert matrix.cell(replace(alone, growth=None)) == ""
    assert matrix.cell(replace(alone, rival_share=None)) == ""
    assert Matrix(growth_cut=Decimal("0.2")).cell(alone) == "cash_cow"
    assert Matrix().cell(Bubble("1", "A", Decimal("0.1"), Decimal("0.3"), Decimal("0.01"))) == "dog"


@pytest.mark.parametrize("written", ["abc", "NaN", "Infinity"])
def test_a_bubble_with_no_number_is_refused(written):
    with pytest.raises(ContentError):
        Matrix.from_content({"bubbles": [{"key": "a", "growth": written}]})


@pytest.mark.parametrize(
    ("assertive", "responsive", "code", "neighbours"),
    [
        ("2.3", "1.0", "analytical", ("driver",)),
        ("2.29", "1.0", "analytical", ()),
        ("2.5", "2.5", "expressive", ("amiable", "driver")),
        ("2.7", "3.0", "expressive", ("amiable",)),
        ("2.71", "2.29", "driver", ()),
        ("1.0", "2.4", "analytical", ("amiable",)),
        ("1.0", "4.0", "amiable", ()),
    ],
)
def test_styles_near_the_cut(assertive, responsive, code, neighbours):
    made = style.result_of_means(Decimal(assertive), Decimal(responsive))
    assert (made.style, made.neighbours) == (code, neighbours)
    assert len(made.advice) == 1 + len(neighbours)


def test_four_answers_on_an_axis_are_too_few():
    assert style.result((4, 4, 4, 4), (1, 1, 1, 1, 1, 1)) is None
    assert style.result((4, 4, 4, 4, 4), (1, 1, 1, 1, 1)) is not None


def test_a_questionnaire_has_six_pairs_an_axis_and_reads_its_answers_back():
    assert len(style.ASSERTIVE) == len(style.RESPONSIVE) == 6
    filled = style.Questionnaire(
        {pair.key: 4 for pair in style.ASSERTIVE}, {pair.key: 1 for pair in style.RESPONSIVE[:5]}
    )
    again = style.Questionnaire.from_content(filled.to_content())
    assert again == filled
    assert again.result is not None
    assert again.result.style == "driver"
    with pytest.raises(ContentError):
        style.Questionnaire.from_content({"assertive": {"speaks": 5}})


def test_unknown_questions_are_counted_and_a_rival_is_scored_on_the_same():
    card = scorecard.Scorecard().with_card(
        scorecard.Card("r", "对手").with_answer("win", scorecard.Answer(3, "minutes"))
    )
    card = card.with_card(card.rivals[0].with_answer("compete", scorecard.Answer(0)))
    theirs = scorecard.score(scorecard.FOUR_QUESTIONS, card.rivals[0])
    assert (theirs.share, theirs.unknown, theirs.questions) == (Decimal("0.25"), 3, 4)
    ours = scorecard.score(scorecard.FOUR_QUESTIONS, card.ours)
    assert (ours.share, ours.unknown) == (0, 4)
    assert scorecard.Scorecard.from_content(card.to_content()) == card


def test_shipped_templates_weigh_a_hundred():
    for template in scorecard.SHIPPED:
        assert sum(question.weight for question in template.questions) == 100, template.key
    assert scorecard.SHIPPED[0].key == "four_elements"


def test_the_departments_own_template_stands_beside_or_in_place_of_the_shipped(store):
    with store.change(message("Templates")) as session:
        session.add(
            ScorecardTemplate(
                key="meddpicc", name="Ours", full_mark=5,
                questions=[{"key": "metrics", "text": "Figures?", "weight": 2}],
            )
        )  # fmt: skip
        session.add(ScorecardTemplate(key="own", name="Own", questions=[{"text": "Why us?"}]))
    with store.read() as session:
        found = scorecard.templates(session)
    assert [each.title for each in found] == ["Four elements", "Ours", "Four questions", "Own"]
    assert found[1].questions[0].title == "Figures?"
    full = scorecard.Card(answers={"metrics": scorecard.Answer(4)})
    assert scorecard.score(found[1], full).share == Decimal("0.8")


def test_closing_figures_need_both_sides():
    assert closing.win_amount_rate(Decimal(1), None) is None
    assert closing.win_amount_rate(Decimal(1), Decimal(0)) is None
    assert closing.price_gap(None, Decimal(1)) is None


numbers = st.none() | st.decimals(-1000, 1000, places=4)
words = st.text(max_size=6)
scores = st.dictionaries(st.text("ab", min_size=1, max_size=3), st.integers(0, 5), max_size=3)
key = st.text("abcdef", min_size=1, max_size=4)


@given(
    st.builds(
        Matrix,
        st.lists(st.builds(Bubble, key, words, numbers, numbers, numbers, numbers), max_size=4).map(
            tuple
        ),
    )
)
def test_a_matrix_comes_back_as_it_was(matrix):
    assert Matrix.from_content(matrix.to_content()) == matrix


@given(
    st.builds(
        Triangle,
        words,
        st.lists(
            st.builds(
                Criterion, key, words, st.integers(1, 5), st.none() | st.integers(0, 5), scores
            ),
            max_size=4,
        ).map(tuple),
        st.builds(Corner, words, words, words),
        st.lists(st.builds(Corner, words, words, words), max_size=3).map(tuple),
    )
)
def test_a_triangle_comes_back_as_it_was(triangle):
    assert Triangle.from_content(triangle.to_content()) == triangle
