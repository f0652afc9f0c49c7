"""What the map, the triangle and the health of real records become when they are drawn."""

from __future__ import annotations

from datetime import date

from kamdesk.charts import of_account
from kamdesk.charts.known import CHARTS
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.relations import ChainLine, ChainLink
from kamdesk.work.analysis import assessments
from tests.work.department import found


def test_a_map_has_its_people_in_the_tree_with_what_is_known(store) -> None:
    ids = found(store)
    with store.change(message("Map")) as session:
        above = ChainLink(
            account_id=ids.account, name="甲总", position="总经理", influence=3, support_level=-1
        )
        session.add(above)
        session.flush()
        below = ChainLink(
            account_id=ids.account, contact_id=ids.contact, buying_role="evaluator", influence=2, support_level=2,
            coverage="multiple", confirmed="buying_role,support_level,influence", reports_to_id=above.id,
        )  # fmt: skip
        unknown = ChainLink(account_id=ids.account, position="财务总监", reports_to_id=above.id)
        session.add_all([below, unknown])
        session.flush()
        session.add(
            ChainLine(from_link_id=below.id, to_link_id=above.id, kind="influence", note="选型")
        )
    with store.read() as session:
        data = of_account.map_of(session, session.get_one(Account, ids.account))
    head, evaluator, finance = data.nodes
    assert (head.name, head.position, head.influence, head.support_role) == (
        "甲总",
        "总经理",
        3,
        "bad",
    )
    assert head.support == "▼ Against −1"
    assert evaluator.name == "受访人戊"
    assert (evaluator.coverage, evaluator.is_confirmed, evaluator.is_placeholder) == (
        2,
        True,
        False,
    )
    assert evaluator.reports_to == finance.reports_to == head.key
    assert finance.is_placeholder
    assert finance.name == "? 财务总监"
    assert (evaluator.y, finance.y) == (150, 150)
    assert finance.x - evaluator.x == 224
    assert head.x == 112
    assert [(each.start, each.end, each.words) for each in data.lines] == [
        (evaluator.key, head.key, "选型 (assumed)")
    ]


def test_a_map_of_nobody_says_so(store) -> None:
    ids = found(store)
    with store.read() as session:
        data = of_account.map_of(session, session.get_one(Account, ids.account))
    assert data.nodes == []
    assert data.empty == "Nobody is on the map yet."


def test_the_triangle_names_what_decides(store) -> None:
    """The example of methods.md 3.5: a tie of 66 %, decided by the weak spot."""
    ids = found(store)
    content = {
        "needs": "交期短",
        "criteria": [
            {"key": "a", "text": "交期", "weight": 5, "ours": 4, "rivals": {"r": 3}},
            {"key": "b", "text": "价格", "weight": 4, "ours": 2, "rivals": {"r": 4}},
            {"key": "c", "text": "外观", "weight": 1, "ours": 5, "rivals": {"r": 2}},
        ],
        "rivals": [{"uid": "r", "name": "对手乙", "relation": "设计院推荐"}],
    }
    with store.change(message("Triangle")) as session:
        account = session.get_one(Account, ids.account)
        assessments.save(session, account, "triangle", content, date(2026, 11, 2), None)
    with store.read() as session:
        data = of_account.triangle_of(session, session.get_one(Account, ids.account))
    assert (data.ours.below, data.rival.name, data.rival.below) == ("66.0 %", "对手乙", "66.0 %")
    assert data.rival.relation == "设计院推荐"
    assert [(each.text, each.verdict, each.role) for each in data.criteria] == [
        ("交期", "Selling point", "good"),
        ("价格", "Weak spot", "bad"),
        ("外观", "More than they want", "muted"),
    ]
    assert [tuple(each.cells) for each in data.criteria] == [
        ("5", "4", "3"), ("4", "2", "4"), ("1", "5", "2"),
    ]  # fmt: skip


def test_health_is_a_line_over_the_days_it_was_noted(store) -> None:
    ids = found(store)
    with store.change(message("Health")) as session:
        account = session.get_one(Account, ids.account)
        for on, score in ((date(2026, 10, 1), 71), (date(2026, 9, 1), 40)):
            assessments.save(session, account, "health", {"score": score}, on, None)
    with store.read() as session:
        data = of_account.health_of(session, session.get_one(Account, ids.account))
    assert list(data.days) == ["2026-09-01", "2026-10-01"]
    assert list(data.series[0].values) == [40, 71]
    assert (data.fair_from, data.good_from) == (50, 75)


def test_every_chart_of_an_account_is_drawn_before_anything_is_known(store) -> None:
    ids = found(store)
    with store.read() as session:
        account = session.get_one(Account, ids.account)
        for chart in CHARTS:
            if "Account" in chart.of:
                assert len(chart.figure(session, account, date(2026, 11, 24)).axes) == 1, chart.name
