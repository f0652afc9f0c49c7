"""Lists of opportunities, products and competitors: new ones stand where the list says, known ones pass their gates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.exchange.export import export_list, full_query
from kamdesk.exchange.importing import import_files
from kamdesk.exchange.plan import ImportOptions
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.competitor import Competitor
from kamdesk.model.department import Staff
from kamdesk.model.opportunity import CloseDateChange, Opportunity, OutcomeChange, StageChange
from kamdesk.model.pipeline import Stage
from kamdesk.model.product import Product
from kamdesk.store.store import Store
from kamdesk.work import opportunities, pipelines, settings
from kamdesk.work.trash import move_to_trash
from tests.exchange.outcomes import numbers

Take = Callable[..., dict[str, Any]]
TODAY = date.today()


@pytest.fixture(autouse=True)
def office(store: Store) -> None:
    """Two accounts, two people of whom the first uses this computer, a product, a competitor."""
    with store.change(message("begin")) as session:
        session.add_all([Staff(number="1", name="李梅"), Staff(number="2", name="王强")])
        session.add_all([Account(name="甲公司", archive_no="KA-1"), Account(name="乙公司")])
        session.add_all([Product(code="P-1", name="GTX Pro"), Competitor(name="远山科技")])
        settings.put(session, "me", "1")


def all_of(store: Store, record: type[Any]) -> list[Any]:
    with store.read() as session:
        return list(session.scalars(select(record).order_by(record.id)))


def reasons(outcome: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(each["row"], each["field"], each["reason"]) for each in outcome["problems"]]


def stage_of(store: Store, number: str) -> str:
    with store.read() as session:
        query = select(Stage.key).join(Opportunity, Opportunity.stage_id == Stage.id)
        return str(session.scalar(query.where(Opportunity.number == number)))


def test_a_chinese_list(store: Store, take: Take) -> None:
    outcome = take(
        [
            ["2026年商机表"],
            ["商机编号", "项目名称", "客户", "销售阶段", "预计金额（万元）", "预计签约日期", "负责人", "产品", "状态"],
            ["S-1", "产线改造", "甲公司", "项目分析", "120", "2027/3/31", "王强", "GTX Pro", "在谈"],
            ["S-2", "备件", "乙公司", "", "", "", "", "GTXPro", ""],
            ["S-3", "培训", "", "设定目标", "0", "", "赵六", "P-1", ""],
            ["S-4", "改造", "丙公司", "项目引导", "5", "", "", "", ""],
            ["合计", "", "", "", "125", "", "", "", ""],
        ]
    )  # fmt: skip
    assert outcome["kind"] == "opportunities"
    assert numbers(outcome) == {"read": 5, "created": 3, "skipped": 1, "rejected": 1}
    assert reasons(outcome) == [
        (
            4,
            "product_id",
            "There is no “GTXPro” among those of this kind; the row was taken without it.",
        ),
        (5, "owner_id", "Nobody of the staff is called “赵六”."),
        (6, "account_id", "There is no customer “丙公司”."),
    ]
    first, second, third = all_of(store, Opportunity)
    assert (first.number, first.name, first.account_id, first.product_id) == (
        "S-1",
        "产线改造",
        1,
        1,
    )
    assert (first.amount, first.currency, first.owner_id) == (Decimal(1200000), "CNY", 2)
    assert first.expected_close_on == date(2027, 3, 31)
    assert (second.amount, second.account_id, second.product_id) == (None, 2, None)
    assert (third.amount, third.account_id, third.product_id, third.owner_id) == (0, None, 1, None)
    assert [stage_of(store, each) for each in ("S-1", "S-2", "S-3")] == [
        "project_analysis", "guidance", "goal_setting",
    ]  # fmt: skip
    # What the list does not tell about its days is known since today.
    assert {each.on for each in all_of(store, StageChange)} == {TODAY}
    assert [(each.opportunity_id, each.to) for each in all_of(store, CloseDateChange)] == [
        (1, date(2027, 3, 31))
    ]


def test_what_is_closed_brings_its_days(store: Store, take: Take) -> None:
    outcome = take(
        [
            ["Opportunity ID", "Deal", "Account", "Stage", "Created", "Close date", "Amount", "Lost to", "Lost reason"],
            ["A", "one", "甲公司", "Closed Won", "2025-01-10", "2025-03-01", "100", "", ""],
            ["B", "two", "甲公司", "Lost", "2025-01-10", "2025-03-02", "0", "远山科技", "价格"],
            ["C", "three", "甲公司", "Proposal and quotation", "2025-01-10", "2027-05-05", "", "", ""],
            ["D", "four", "甲公司", "Won", "2025-01-10", "", "", "", ""],
            ["E", "five", "甲公司", "Won", "2025-03-10", "2025-03-09", "", "", ""],
            ["F", "six", "甲公司", "Won", "2025-01-10", (TODAY + timedelta(2)).isoformat(), "", "", ""],
            ["G", "seven", "甲公司", "Won", "", "2025-03-09", "", "远山科技", ""],
        ]
    )  # fmt: skip
    assert numbers(outcome) == {"read": 7, "created": 3, "rejected": 4}
    assert [(row, field) for row, field, _reason in reasons(outcome)] == [
        (5, "closed_on"), (6, "closed_on"), (7, "closed_on"), (8, "lost_to_id"),
    ]  # fmt: skip
    won, lost, still = all_of(store, Opportunity)
    assert (won.outcome, won.closed_on, won.begun_on) == (
        "won",
        date(2025, 3, 1),
        date(2025, 1, 10),
    )
    assert (lost.outcome, lost.lost_to_id, lost.outcome_reason) == ("lost", 1, "价格")
    # What is open and has a day of closing is expected to close then.
    assert (still.outcome, still.closed_on, still.expected_close_on) == (
        "open",
        None,
        date(2027, 5, 5),
    )
    # The list speaks of stages of the short way, so that all of it belongs there.
    assert [stage_of(store, each) for each in "ABC"] == ["signing", "lead", "proposal"]
    assert [(each.to, each.on, each.reason) for each in all_of(store, OutcomeChange)] == [
        ("won", date(2025, 3, 1), None), ("lost", date(2025, 3, 2), "价格"),
    ]  # fmt: skip
    with store.read() as session:
        times = opportunities.stage_times(session, session.get_one(Opportunity, 1), TODAY)
        # From January 10 to March 1 of a common year: 21 + 28 + 1 days.
        assert [each.days for each in times] == [50, 0, 0, 0, 0]


HEADINGS = ["商机编号", "商机名称", "客户", "阶段", "金额", "结果", "结果原因"]


def test_a_known_one_passes_its_gates_or_is_rejected(store: Store, take: Take) -> None:
    take([HEADINGS, ["S-1", "产线改造", "甲公司", "项目引导", "100", "", ""]])
    outcome = take([HEADINGS, ["S-1", "产线改造", "甲公司", "设定目标", "120", "", ""]])
    assert numbers(outcome) == {"read": 1, "rejected": 1}
    row, field, reason = reasons(outcome)[0]
    assert (row, field) == (2, "stage_id")
    assert reason.startswith("To leave “Project guidance”, this is missing: ")
    assert "Need in one sentence" in reason
    known = all_of(store, Opportunity)[0]
    assert known.amount == 100
    with store.change(message("gates")) as session:
        for stage in pipelines.all_stages(session)[:2]:
            pipelines.set_gates(session, stage, [("field", "amount")])
    outcome = take([HEADINGS, ["S-1", "产线改造", "甲公司", "成立项目组", "120", "", ""]])
    assert numbers(outcome) == {"read": 1, "updated": 1}
    assert stage_of(store, "S-1") == "team_forming"
    assert len(all_of(store, StageChange)) == 3
    assert all_of(store, Opportunity)[0].amount == 120
    back = take([HEADINGS, ["S-1", "产线改造", "甲公司", "项目引导", "120", "", ""]])
    assert reasons(back) == [(2, "stage_id", "Going back needs a reason; it is kept.")]


def test_a_known_one_is_lost_with_its_reason(store: Store, take: Take) -> None:
    take([HEADINGS, ["S-1", "产线改造", "甲公司", "项目引导", "100", "", ""]])
    silent = take([HEADINGS, ["S-1", "产线改造", "甲公司", "", "", "丢单", ""]])
    assert reasons(silent) == [(2, "outcome_reason", "Say why; the next project learns from it.")]
    said = take([HEADINGS, ["S-1", "产线改造", "甲公司", "", "", "丢单", "价格太高"]])
    assert numbers(said) == {"read": 1, "updated": 1}
    lost = all_of(store, Opportunity)[0]
    assert (lost.outcome, lost.closed_on, lost.outcome_reason) == ("lost", TODAY, "价格太高")
    assert stage_of(store, "S-1") == "closeout_review"
    again = take([HEADINGS, ["S-1", "产线改造", "甲公司", "", "", "进行中", ""]])
    assert reasons(again) == [(2, "outcome", "“产线改造” is Lost. Open it again first.")]
    store.undo()
    assert all_of(store, Opportunity)[0].outcome == "open"


def test_known_by_number_or_by_customer_and_name(store: Store, take: Take) -> None:
    take([HEADINGS, ["S-1", "产线改造", "甲公司", "", "100", "", ""]])
    plain = ["商机名称", "客户", "阶段", "金额"]
    outcome = take(
        [
            plain,
            ["产线改造", "甲公司", "", "200"],
            ["产线改造", "乙公司", "", "300"],
            ["产线改造", "", "", "400"],
            ["产线改造", "乙公司", "", "500"],
            ["产线改造", "乙公司", "", "300"],
            ["", "乙公司", "", "300"],
        ]
    )
    assert numbers(outcome) == {"read": 6, "updated": 1, "created": 2, "skipped": 1, "rejected": 2}
    found = [(each.account_id, each.amount) for each in all_of(store, Opportunity)]
    assert found == [(1, 200), (2, 300), (None, 400)]
    given = [each.number for each in all_of(store, Opportunity)]
    assert given == ["S-1", f"SP-{TODAY.year}-0001", f"SP-{TODAY.year}-0002"]
    assert [row for row, _field, _reason in reasons(outcome)] == [5, 7]


def test_a_number_in_the_waste_basket_is_not_given_again(store: Store, take: Take) -> None:
    take([HEADINGS, ["S-1", "产线改造", "甲公司", "", "100", "", ""]])
    with store.change(message("away")) as session:
        move_to_trash(session, session.get_one(Opportunity, 1))
    outcome = take([HEADINGS, ["S-1", "产线改造", "甲公司", "", "100", "", ""]])
    assert reasons(outcome)[0][:2] == (2, "number")
    assert len(all_of(store, Opportunity)) == 1


def test_owners_become_staff_when_asked(store: Store, take: Take) -> None:
    rows = [
        ["商机编号", "商机名称", "阶段", "负责人"],
        ["S-1", "甲", "", "赵六"],
        ["S-2", "乙", "", "赵六"],
    ]
    outcome = take(rows, options=ImportOptions(create_staff=True))
    assert numbers(outcome) == {"read": 2, "created": 2}
    assert [each.name for each in all_of(store, Staff)] == ["李梅", "王强", "赵六"]
    assert {each.owner_id for each in all_of(store, Opportunity)} == {3}


def test_a_trial_says_the_same_and_writes_nothing(
    store: Store, take: Take, exported: Callable[[], bytes]
) -> None:
    take([HEADINGS, ["S-1", "产线改造", "甲公司", "项目引导", "100", "", ""]])
    rows = [
        HEADINGS,
        ["S-1", "产线改造", "甲公司", "设定目标", "120", "", ""],
        ["S-2", "备件", "甲公司", "签约阶段", "7", "", ""],
        ["", "培训", "甲公司", "", "8", "", ""],
    ]
    before = exported()
    trial = take(rows, dry_run=True)
    assert exported() == before
    assert take(rows) == trial
    store.undo()
    assert exported() == before


def test_a_list_that_was_exported_says_the_same(store: Store, take: Take, tmp_path: Path) -> None:
    take(
        [
            ["商机编号", "商机名称", "客户", "阶段", "金额", "建立日期", "结案日期", "结果原因"],
            ["S-1", "产线改造", "甲公司", "项目分析", "100", "2025-01-02", "", ""],
            ["S-2", "备件", "", "赢单", "100", "2025-01-02", "2025-02-03", "服务"],
        ]
    )
    path = tmp_path / "opportunities.xlsx"
    with store.read() as session:
        assert export_list(session, full_query(session, "opportunities"), path) == 2
    outcome = import_files(store, [path]).dump()["files"][0]
    assert (outcome["kind"], numbers(outcome)) == ("opportunities", {"read": 2, "unchanged": 2})
    assert outcome["problems"] == []


def test_products_and_competitors(store: Store, take: Take, tmp_path: Path) -> None:
    products = take(
        [
            ["产品编码", "产品名称", "产品线", "目录价（元）"],
            ["P-1", "GTX Pro", "GTX", "4,821"],
            ["", "GTXPro", "GTX", ""],
            ["P-3", "", "", "1"],
        ]
    )
    assert (products["kind"], numbers(products)) == (
        "products", {"read": 3, "updated": 1, "created": 1, "rejected": 1},
    )  # fmt: skip
    assert [(each.code, each.name, each.list_price) for each in all_of(store, Product)] == [
        ("P-1", "GTX Pro", Decimal(4821)), ("GTXPro", "GTXPro", None),
    ]  # fmt: skip
    competitors = take(
        [["竞争对手", "产品", "价格水平"], ["远山科技", "X1", "低价"], ["近水", "", ""]]
    )
    assert (competitors["kind"], numbers(competitors)) == (
        "competitors", {"read": 2, "updated": 1, "created": 1},
    )  # fmt: skip
    assert [(each.name, each.price_level) for each in all_of(store, Competitor)] == [
        ("远山科技", "low"), ("近水", None),
    ]  # fmt: skip
    for kind in ("products", "competitors"):
        path = tmp_path / f"{kind}.csv"
        with store.read() as session:
            assert export_list(session, full_query(session, kind), path) == 2
        again = import_files(store, [path]).dump()["files"][0]
        assert (again["kind"], numbers(again)) == (kind, {"read": 2, "unchanged": 2})
