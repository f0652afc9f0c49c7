"""Every worked example of methods.md, 3.2 to 3.16, with its numbers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kamdesk.work.analysis import (
    action_plan,
    bcg,
    chain,
    closing,
    focus,
    forecasting,
    grade,
    health,
    rfm,
    risk,
    scorecard,
    style,
)
from kamdesk.work.analysis.fishbone import Cause, Fishbone, pareto, vital_few
from kamdesk.work.analysis.radar import Mark, Player, Radar
from kamdesk.work.analysis.swot import Item, Strategy, Swot
from kamdesk.work.analysis.triangle import Criterion, Triangle

TODAY = date(2026, 11, 24)


def percent(share: Decimal | None, places: str = "0.1") -> Decimal:
    """A share in % as it is shown."""
    assert share is not None
    return (share * 100).quantize(Decimal(places))


def test_3_2_the_first_open_pair_of_a_swot():
    swot = Swot(
        (
            Item("s1", "S", "本地服务站", 5),
            Item("w1", "W", "无金融方案", 4),
            Item("o1", "O", "二期扩容", 4),
            Item("t1", "T", "对手降价", 5),
        ),
        (Strategy("a", "二期随一期备件同签", (("s1", "o1"),)),),
    )
    labels = swot.labels()
    assert {
        (labels[pair.inside.key], labels[pair.outside.key]): (pair.score, pair.type)
        for pair in swot.pairs("relation")
    } == {
        ("S1", "O1"): (20, "SO"),
        ("S1", "T1"): (25, "ST"),
        ("W1", "O1"): (16, "WO"),
        ("W1", "T1"): (20, "WT"),
    }
    first = swot.open_pairs("relation")[0]
    assert (first.keys, first.score, first.type) == (("s1", "t1"), 25, "ST")


def marks(*scores: int | None) -> dict[str, Mark]:
    return dict(
        zip(
            ("relationship", "solution", "commercial", "delivery"),
            (Mark(each) for each in scores),
            strict=True,
        )
    )


def test_3_3_radar_of_the_four_elements():
    radar = Radar(
        ours=Player(marks=marks(7, 8, 5, 8)), rivals=(Player("r", "对手", marks(6, 8, 8, 7)),)
    )
    assert [axis.weight for axis in radar.axes] == [30, 30, 25, 15]
    assert radar.total(radar.ours) == Decimal("6.95")
    assert radar.total(radar.rivals[0]) == Decimal("7.25")
    assert [each.gap for each in radar.gaps()] == [1, 0, -3, 1]
    short = radar.short_board()
    assert short is not None
    assert (short.axis.key, short.gap) == ("commercial", -3)


def test_3_3_a_missing_axis_leaves_no_total():
    radar = Radar(ours=Player(marks=marks(7, 8, None, 8)))
    assert radar.total(radar.ours) is None
    assert radar.short_board() is None
    assert radar.unscored_axes() == ("Commercial & financing",)


def test_3_4_pareto_of_ten_lost_projects():
    roots = ["process"] * 5 + ["commercial"] * 4 + ["relationship"] * 2 + ["competition"]
    projects = [[bone] for bone in roots[:8]] + [roots[8:10], roots[10:]]
    fishbones = [
        Fishbone(
            causes=tuple(Cause(f"{i}", "…", bone, is_root=True) for i, bone in enumerate(each))
        )
        for each in projects
    ]
    assert len(fishbones) == 10
    rows = pareto(fishbones)
    assert [(row.bone, row.count) for row in rows] == [
        ("process", 5),
        ("commercial", 4),
        ("relationship", 2),
        ("competition", 1),
    ]
    assert [percent(row.cumulative) for row in rows] == [
        Decimal("41.7"),
        Decimal("75.0"),
        Decimal("91.7"),
        Decimal("100.0"),
    ]
    assert [row.bone for row in vital_few(rows)] == ["process", "commercial"]


def test_3_5_triangle():
    triangle = Triangle(
        criteria=(
            Criterion("1", "交期", 5, 4, {"r": 3}),
            Criterion("2", "价格", 4, 2, {"r": 4}),
            Criterion("3", "外观", 1, 5, {"r": 2}),
        )
    )
    assert [each.verdict for each in triangle.criteria] == [
        "selling_point",
        "short_board",
        "surplus",
    ]
    assert percent(triangle.fit()) == Decimal("66.0")
    assert percent(triangle.fit("r")) == Decimal("66.0")


def test_3_6_decision_chain():
    people = (
        chain.Person(1, "A", ("decision_maker",), 3, 0, TODAY),
        chain.Person(2, "B", ("evaluator",), 2, 1, TODAY),
        chain.Person(3, "C", ("user_buyer",), 1, 2, TODAY),
        chain.Person(4, "D", ("purchaser",), 2, -1, TODAY),
        chain.Person(5, "E", (), 3, None, TODAY),
    )
    assert percent(chain.support_balance(people)) == Decimal("12.5")
    assert percent(chain.known_share(people)) == Decimal("72.7")
    assert chain.flags(people, TODAY) == (chain.Flag("unknown_support", (5,)),)


def test_3_7_behaviour_style():
    first = style.result((4, 3, 3, 4, 2, 3), (2, 1, 2, 2, 3, 2))
    assert first is not None
    assert first.assertive.quantize(Decimal("0.01")) == Decimal("3.17")
    assert first.responsive == 2
    assert (first.style, first.neighbours) == ("driver", ())


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_3_7_a_mixed_style_shows_both(language):
    second = style.result_of_means(Decimal("2.6"), Decimal("3.4"))
    assert (second.style, second.neighbours) == ("expressive", ("amiable",))
    assert second.title == "表达/和蔼"


def test_3_8_bcg():
    def placed(ours: str, rival: str, grown: str) -> tuple[Decimal | None, str]:
        relative = bcg.relative_share(Decimal(ours), Decimal(rival))
        return relative, bcg.cell(Decimal(grown), relative)

    assert placed("0.20", "0.40", "0.14") == (Decimal("0.5"), "question_mark")
    assert placed("0.30", "0.20", "0.04") == (Decimal("1.5"), "cash_cow")
    assert placed("0.25", "0.25", "0.100") == (1, "star")
    assert bcg.growth(Decimal(114), Decimal(100)) == Decimal("0.14")


def test_3_9_action_plan():
    past, late = TODAY - timedelta(days=10), TODAY - timedelta(days=5)
    coming = TODAY + timedelta(days=5)
    actions = [
        *[action_plan.ActionRow("done", past, past)] * 3,
        action_plan.ActionRow("done", past, late),
        action_plan.ActionRow("open", past),
        action_plan.ActionRow("doing", coming),
        action_plan.ActionRow("open", coming),
        action_plan.ActionRow("cancelled", past),
    ]
    assert len(actions) == 8
    progress = action_plan.progress(actions, TODAY)
    assert (progress.done, progress.planned, progress.overdue) == (4, 7, 1)
    assert percent(progress.by_count) == Decimal("57.1")
    assert (progress.on_time, progress.due) == (3, 5)
    assert percent(progress.on_time_rate) == Decimal("60.0")


def test_3_10_risks():
    assert (risk.score(4, 4), risk.colour(4, 4)) == (16, "red")
    assert (risk.score(4, 2), risk.colour(4, 2)) == (8, "yellow")
    assert (risk.score(1, 5), risk.colour(1, 5)) == (5, "yellow")
    assert risk.expected_loss(Decimal("0.30"), Decimal(400_000)) == 120_000


def test_3_11_closing_figures():
    assert percent(closing.win_amount_rate(Decimal(2_100_000), Decimal(2_400_000))) == Decimal(
        "87.5"
    )
    assert percent(closing.price_gap(Decimal(2_100_000), Decimal(1_950_000))) == Decimal("7.7")


def test_3_12_pipeline_and_weighted():
    million = Decimal(1_000_000)
    totals = forecasting.totals(
        forecasting.Deal(key, amount * million, chance, forecasting.category_of(chance))
        for key, (amount, chance) in enumerate(
            ((Decimal("1.0"), 60), (Decimal("0.5"), 80), (Decimal("2.0"), 10))
        )
    )
    assert totals.open_amount == Decimal("3.5") * million
    assert totals.weighted == Decimal("1.2") * million
    assert (totals.best_case, totals.commit, totals.pipeline) == (
        million,
        million / 2,
        2 * million,
    )


def test_3_12_accuracy():
    one = forecasting.accuracy([(Decimal("1.2"), Decimal("1.5"))])
    assert one is not None
    assert (percent(one.error), percent(one.accuracy), percent(one.bias)) == (
        Decimal("20.0"),
        Decimal("80.0"),
        Decimal("-20.0"),
    )
    published = forecasting.accuracy([(Decimal(100_000), Decimal(90_000))])
    assert published is not None
    assert percent(published.error) == Decimal("11.1")
    assert percent(published.accuracy) == Decimal("88.9")


def test_3_12_a_total_hides_what_owners_miss():
    each, together = forecasting.accuracy_by_owner(
        {1: Decimal("1.0"), 2: Decimal("0.2")}, {1: Decimal("0.5"), 2: Decimal("1.0")}
    )
    assert together is not None
    assert percent(together.error) == Decimal("86.7")
    assert percent(together.accuracy) == Decimal("13.3")
    hidden = forecasting.accuracy([(Decimal("1.2"), Decimal("1.5"))])
    assert hidden is not None
    assert percent(hidden.accuracy) == Decimal("80.0")
    first, second = each[1], each[2]
    assert first is not None
    assert second is not None
    assert (first.accuracy, second.accuracy) == (0, Decimal("0.2"))


def test_3_13_grading():
    scored = [
        grade.Scored(weight, Decimal(points))
        for weight, points in ((30, 90), (25, 80), (15, 60), (15, 70), (15, 40))
    ]
    total = grade.points(scored)
    assert total == Decimal("72.5")
    assert grade.grade_of(total) == "B"


def test_3_13_rfm():
    assert str(rfm.by_thresholds(rfm.Orders(45, 9, Decimal(1_200_000)))) == "4-4-3"


def test_3_14_focus_rule():
    known = {1: (85, 40), 2: (75, 50), 3: (90, 70), 4: (60, 30), 5: (85, None)}
    standings = [
        focus.Standing(key, Decimal(high), None if low is None else Decimal(low))
        for key, (high, low) in known.items()
    ]
    made = focus.lists(standings)
    assert [(each.key, each.distance) for each in made.focus] == [(1, 45), (2, 25)]
    assert [(each.key, each.place) for each in made.watch] == [
        (5, "unknown"),
        (4, "watch"),
        (3, "watch"),
    ]


def test_3_15_health():
    parts = {
        "archive": Decimal(100),
        "key_people": Decimal("66.7"),
        "contact": Decimal(80),
        "plan": Decimal("57.1"),
        "satisfaction": None,
    }
    assert health.health(parts).score == Decimal("75.95")
    result = health.health(parts, open_complaints=1)
    assert result.score == Decimal("70.95")
    assert (result.shown, result.colour) == (71, "yellow")
    assert (result.known, result.parts) == (4, 5)


def test_3_16_meddpicc():
    scores = (2, 1, 2, 1, 0, 3, 2, 1)
    card = scorecard.Card(
        answers={
            question.key: scorecard.Answer(score)
            for question, score in zip(scorecard.MEDDPICC.questions, scores, strict=True)
        }
    )
    result = scorecard.score(scorecard.MEDDPICC, card)
    assert percent(result.share) == Decimal("53.3")
    assert (result.unknown, result.questions) == (1, 8)
