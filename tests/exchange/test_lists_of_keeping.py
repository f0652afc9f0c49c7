"""Lists of purchases, contracts, complaints and targets: how a row is known again, and what it may say."""

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
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contract import Contract
from kamdesk.model.department import Staff
from kamdesk.model.product import Product
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import Complaint
from kamdesk.model.target import Target
from kamdesk.store.store import Store
from kamdesk.work import settings
from kamdesk.work.trash import move_to_trash
from tests.exchange.outcomes import numbers

Take = Callable[..., dict[str, Any]]
TODAY = date.today()


@pytest.fixture(autouse=True)
def office(store: Store) -> None:
    """Two accounts, two people of whom the first uses this computer, two products."""
    with store.change(message("begin")) as session:
        session.add_all([Staff(number="1", name="李梅"), Staff(number="2", name="王强")])
        session.add_all(
            [Account(name="甲公司", archive_no="KA-1"), Account(name="乙公司", account_code="U8-2")]
        )
        session.add_all([Product(code="P-1", name="循环泵"), Product(code="P-2", name="截止阀")])
        settings.put(session, "me", "1")


def all_of(store: Store, record: type[Any]) -> list[Any]:
    with store.read() as session:
        query = select(record).where(record.deleted_at.is_(None)).order_by(record.id)
        return list(session.scalars(query))


def reasons(outcome: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(each["row"], each["field"], each["reason"]) for each in outcome["problems"]]


def test_a_chinese_sales_list(store: Store, take: Take) -> None:
    outcome = take(
        [
            ["2026年销售明细"],
            ["订单编号", "日期", "客户编码", "客户名称", "产品", "数量", "金额（万元）", "成本", "要求交货日期",
             "实际交货日期", "订单状态"],
            ["SO-1", "2026-03-01", "", "甲公司", "P-1", "2", "1.5", "9,000", "2026/3/20", "2026/3/18", ""],
            ["SO-1", "2026-03-01", "", "甲公司", "截止阀", "10", "0.2", "", "", "", "已发货"],
            ["", "2026-03-05", "U8-2", "", "循环泵", "-1", "-0.75", "", "", "", ""],
            ["SO-2", "2026-03-06", "", "丙公司", "", "", "1", "", "", "", ""],
            ["SO-3", "", "", "甲公司", "", "", "1", "", "", "", ""],
            ["SO-4", "2026-03-06", "", "甲公司", "水表", "1", "1", "", "2026-03-05", "", ""],
            ["SO-5", "2026-03-06", "", "甲公司", "水表", "1", "1亿", "", "", "", ""],
            ["合计", "", "", "", "", "", "4.7", "", "", "", ""],
        ]
    )  # fmt: skip
    assert outcome["kind"] == "purchases"
    assert numbers(outcome) == {"read": 8, "created": 4, "skipped": 1, "rejected": 3}
    unknown = "There is no “水表” among those of this kind; the row was taken without it."
    assert reasons(outcome) == [
        (6, "account_id", "There is no customer “丙公司”."),
        (7, "on", "A purchase needs its day."),
        (8, "due_on", "It cannot be due before it was ordered."),
        (8, "product_id", unknown),
        (9, "product_id", unknown),
    ]
    first, second, third, fourth = all_of(store, Purchase)
    assert (first.number, first.on, first.account_id, first.product_id, first.quantity) == (
        "SO-1", date(2026, 3, 1), 1, 1, Decimal(2),
    )  # fmt: skip
    assert (first.amount, first.cost, first.currency) == (Decimal(15000), Decimal(9000), "CNY")
    assert (first.delivered_on, first.state, second.state) == (
        date(2026, 3, 18),
        "delivered",
        "shipped",
    )
    assert (third.account_id, third.amount, third.state) == (2, Decimal(-7500), "ordered")
    assert (fourth.amount, fourth.product_id) == (Decimal(100_000_000), None)


HEADINGS = ["订单编号", "日期", "客户", "产品", "数量", "金额"]


def test_purchases_are_known_by_number_and_product(store: Store, take: Take) -> None:
    rows = [
        ["SO-1", "2026-03-01", "甲公司", "P-1", "2", "100"],
        ["SO-1", "2026-03-01", "甲公司", "P-2", "1", "100"],
        ["SO-1", "2026-03-01", "甲公司", "", "", "30"],
    ]
    take([HEADINGS, *rows])
    again = take([HEADINGS, *rows, rows[0]])
    assert numbers(again) == {"read": 4, "unchanged": 3, "skipped": 1}
    changed = take(
        [
            HEADINGS,
            ["SO-1", "2026-03-01", "甲公司", "P-2", "3", "300"],
            # Its product was not known before: the line without one, by its amount.
            ["SO-1", "2026-03-01", "甲公司", "P-1", "2", "120"],
            ["SO-9", "2026-03-01", "甲公司", "P-1", "2", "100"],
        ]
    )
    assert numbers(changed) == {"read": 3, "updated": 2, "created": 1}
    found = [
        (each.number, each.product_id, each.quantity, each.amount)
        for each in all_of(store, Purchase)
    ]
    assert found == [
        ("SO-1", 1, 2, 120), ("SO-1", 2, 3, 300), ("SO-1", None, None, 30), ("SO-9", 1, 2, 100),
    ]  # fmt: skip
    store.undo()
    assert [each.amount for each in all_of(store, Purchase)] == [100, 100, 30]


def test_a_product_that_becomes_known_is_added_to_its_line(store: Store, take: Take) -> None:
    rows = [
        ["SO-1", "2026-03-01", "甲公司", "水表", "2", "100"],
        ["", "2026-03-02", "甲公司", "水表", "1", "50"],
    ]
    take([HEADINGS, *rows])
    with store.change(message("Product")) as session:
        session.add(Product(code="P-3", name="水表"))
    outcome = take([HEADINGS, *rows])
    assert numbers(outcome) == {"read": 2, "updated": 2}
    assert [each.product_id for each in all_of(store, Purchase)] == [3, 3]


def test_purchases_without_numbers_by_customer_day_and_product(store: Store, take: Take) -> None:
    headings = HEADINGS[1:]
    rows = [
        ["2026-03-01", "甲公司", "P-1", "2", "100"],
        ["2026-03-01", "甲公司", "P-1", "2", "100"],
        ["2026-03-01", "甲公司", "P-1", "1", "50"],
    ]
    assert numbers(take([headings, *rows])) == {"read": 3, "created": 3}
    assert numbers(take([headings, *rows])) == {"read": 3, "unchanged": 3}
    outcome = take(
        [
            headings,
            ["2026-03-01", "甲公司", "P-1", "1", "55"],
            ["2026-03-01", "乙公司", "P-1", "1", "55"],
            ["2026-03-02", "甲公司", "P-1", "1", "55"],
        ]
    )
    # One of the day is meant; the list does not tell which, so that it is the first.
    assert numbers(outcome) == {"read": 3, "updated": 1, "created": 2}
    assert sorted(each.amount for each in all_of(store, Purchase)) == [50, 55, 55, 55, 100]


def test_a_row_without_a_number_is_not_about_an_order_with_one(store: Store, take: Take) -> None:
    take([HEADINGS, ["SO-1", "2026-03-01", "甲公司", "P-1", "2", "100"]])
    outcome = take([HEADINGS, ["", "2026-03-01", "甲公司", "P-1", "2", "100"]])
    assert numbers(outcome) == {"read": 1, "created": 1}
    # A list that does not speak of numbers means the purchase of that day.
    third = take([HEADINGS[1:], ["2026-03-01", "甲公司", "P-1", "2", "100"]])
    assert numbers(third) == {"read": 1, "unchanged": 1}


def test_currencies_and_deliveries(store: Store, take: Take) -> None:
    headings = [*HEADINGS, "币种", "汇率", "成本", "合同编号", "实际交货日期", "状态"]
    with store.change(message("Contract")) as session:
        session.add(Contract(number="HT-1", name="框架", account_id=1, state="running"))
    outcome = take(
        [
            headings,
            ["SO-1", "2026-03-01", "甲公司", "", "", "100", "USD", "7.1", "60", "HT-1", "", ""],
            ["SO-2", "2026-03-01", "甲公司", "", "", "€200", "", "", "", "HT-9", "", ""],
            ["SO-3", "2026-03-01", "甲公司", "", "", "1", "", "", "", "", "", "已交货"],
            ["SO-4", "2026-03-01", "甲公司", "", "", "1", "", "", "", "", "2026-03-02", "生产中"],
            ["SO-5", "2026-03-01", "甲公司", "", "", "1", "", "-1", "", "", "", ""],
            ["SO-6", "2026-03-01", "甲公司", "", "", "1", "", "", "", "", (TODAY + timedelta(1)).isoformat(), ""],
        ]
    )  # fmt: skip
    assert numbers(outcome) == {"read": 6, "created": 2, "rejected": 4}
    assert [(row, field) for row, field, _reason in reasons(outcome)] == [
        (3, "contract_id"), (4, "delivered_on"), (5, "state"), (6, "rate"), (7, "delivered_on"),
    ]  # fmt: skip
    first, second = all_of(store, Purchase)
    assert (first.currency, first.rate, first.cost, first.contract_id) == (
        "USD",
        Decimal("7.1"),
        60,
        1,
    )
    assert (second.currency, second.rate, second.contract_id) == ("EUR", None, None)
    delivered = take(
        [
            ["订单编号", "日期", "客户", "金额", "实际交货日期"],
            ["SO-1", "2026-03-01", "甲公司", "USD 100", "2026-03-09"],
        ]
    )
    assert numbers(delivered) == {"read": 1, "updated": 1}
    assert all_of(store, Purchase)[0].state == "delivered"


def test_contracts_by_number(store: Store, take: Take) -> None:
    headings = [
        "合同编号",
        "合同名称",
        "客户名称",
        "签订日期",
        "到期日期",
        "合同金额",
        "状态",
        "负责人",
        "商机",
    ]
    outcome = take(
        [
            headings,
            ["HT-1", "框架合同", "甲公司", "2026-01-02", "2026-12-31", "120万", "", "王强", ""],
            ["", "维保合同", "乙公司", "", "", "", "", "", "没有的"],
            ["HT-1", "另一个", "乙公司", "", "", "", "", "", ""],
            ["HT-3", "倒着", "乙公司", "2026-05-01", "2026-04-01", "", "", "", ""],
            ["HT-4", "终止", "乙公司", "2026-05-01", "", "", "已终止", "", ""],
        ]
    )  # fmt: skip
    assert outcome["kind"] == "contracts"
    assert numbers(outcome) == {"read": 5, "created": 2, "rejected": 3}
    assert [(row, field) for row, field, _reason in reasons(outcome)] == [
        (3, "opportunity_id"), (4, "name"), (5, "ends_on"), (6, "end_reason"),
    ]  # fmt: skip
    first, second = all_of(store, Contract)
    assert (first.number, first.state, first.amount, first.owner_id) == (
        "HT-1",
        "running",
        1200000,
        2,
    )
    assert (second.number, second.state, second.account_id) == (f"CT-{TODAY.year}-0001", "draft", 2)
    changed = take(
        [
            ["合同编号", "合同名称", "客户名称", "到期日期"],
            ["HT-1", "框架合同", "甲公司", "2027-12-31"],
            ["", "维保合同", "乙公司", "2027-01-31"],
        ]
    )
    assert numbers(changed) == {"read": 2, "updated": 1, "created": 1}
    assert all_of(store, Contract)[0].ends_on == date(2027, 12, 31)
    with store.change(message("away")) as session:
        move_to_trash(session, session.get_one(Contract, 1))
    again = take(
        [["合同编号", "合同名称", "客户", "签订日期"], ["HT-1", "框架合同", "甲公司", "2026-01-02"]]
    )
    assert reasons(again)[0][:2] == (2, "number")


def test_complaints(store: Store, take: Take) -> None:
    headings = [
        "投诉编号",
        "投诉日期",
        "客户",
        "投诉内容",
        "严重程度",
        "判定",
        "答复日期",
        "客户确认日期",
        "处理方案",
    ]
    outcome = take(
        [
            headings,
            ["TS-1", "2026-03-02", "甲公司", "到货破损", "严重", "有效", "2026-03-04", "2026-03-06", "补货"],
            ["", "2026-03-03", "乙公司", "发票有误", "", "", "", "", ""],
            ["TS-3", "2026-03-03", "甲公司", "", "", "", "2026-03-02", "", ""],
            ["TS-4", "", "甲公司", "没有日期", "", "", "", "", ""],
        ]
    )  # fmt: skip
    assert outcome["kind"] == "complaints"
    assert numbers(outcome) == {"read": 4, "created": 2, "rejected": 2}
    assert [(row, field) for row, field, _reason in reasons(outcome)] == [
        (4, "answered_on"), (5, "received_on"),
    ]  # fmt: skip
    first, second = all_of(store, Complaint)
    # A severe one is to be answered within three days.
    assert (first.judgement, first.judged_on, first.due_on) == ("valid", None, date(2026, 3, 5))
    assert (second.number, second.judgement, second.due_on) == ("CP-2026-0001", "pending", None)
    again = take(
        [
            ["投诉日期", "客户", "投诉内容", "判定"],
            ["2026-03-03", "乙公司", "发票有误", "无效"],
            ["2026-03-02", "甲公司", "到货破损", "有效"],
        ]
    )
    assert numbers(again) == {"read": 2, "updated": 1, "unchanged": 1}
    assert all_of(store, Complaint)[1].judgement == "invalid"


def test_targets_and_their_versions(store: Store, take: Take) -> None:
    headings = ["目标期间", "目标项目", "层级", "人员", "客户", "目标值（万元）", "批准日期"]
    outcome = take(
        [
            headings,
            ["2026年", "销售额", "", "", "", "1200", "2025-12-20"],
            ["2026年四季度", "", "", "王强", "", "100.5", "2025-12-20"],
            ["2026/3", "毛利", "", "", "甲公司", "3", ""],
            ["2026Q1", "satisfaction", "部门", "", "", "0.0001", "2025-12-20"],
            ["2026年13月", "销售额", "", "", "", "1", ""],
            ["2026", "天气", "", "", "", "1", ""],
            ["2026", "销售额", "个人", "", "", "1", ""],
            ["2026", "销售额", "部门", "王强", "", "1", ""],
            ["2026", "销售额", "", "", "", "", ""],
        ]
    )  # fmt: skip
    assert outcome["kind"] == "targets"
    assert numbers(outcome) == {"read": 9, "created": 4, "rejected": 5}
    assert [(row, field) for row, field, _reason in reasons(outcome)] == [
        (6, "period"), (7, "measure"), (8, "level"), (9, "level"), (10, "value"),
    ]  # fmt: skip
    assert [
        (each.period, each.measure, each.level, each.staff_id, each.account_id, each.value)
        for each in all_of(store, Target)
    ] == [
        ("2026", "sales_amount", "department", None, None, Decimal(12_000_000)),
        ("2026Q4", "sales_amount", "staff", 2, None, Decimal(1_005_000)),
        ("2026-03", "gross_profit", "account", None, 1, Decimal(30_000)),
        ("2026Q1", "satisfaction", "department", None, None, Decimal(1)),
    ]
    again = take(
        [
            headings,
            # The same version corrected, another version, the draft corrected.
            ["2026", "销售额", "", "", "", "1300", "2025-12-20"],
            ["2026", "销售额", "", "", "", "1100", "2026-06-30"],
            ["2026-03", "毛利", "", "", "甲公司", "4", ""],
        ]
    )
    assert numbers(again) == {"read": 3, "updated": 2, "created": 1}
    values = [
        (each.value, each.approved_on) for each in all_of(store, Target) if each.period == "2026"
    ]
    assert values == [
        (Decimal(13_000_000), date(2025, 12, 20)),
        (Decimal(11_000_000), date(2026, 6, 30)),
    ]


def test_a_trial_writes_nothing_and_exported_lists_say_the_same(
    store: Store, take: Take, exported: Callable[[], bytes], tmp_path: Path
) -> None:
    lists = {
        "purchases": [[*HEADINGS, "币种", "汇率"], ["SO-1", "2026-03-01", "甲公司", "P-1", "2", "100", "USD", "7"],
                      ["", "2026-03-01", "乙公司", "", "", "-5.5", "", ""]],
        "contracts": [["合同编号", "合同名称", "客户", "签订日期", "到期日期"],
                      ["HT-1", "框架", "甲公司", "2026-01-01", "2026-12-31"]],
        "complaints": [["投诉编号", "投诉日期", "客户", "投诉内容"], ["TS-1", "2026-03-02", "甲公司", "破损"]],
        "targets": [["期间", "目标项目", "人员", "目标值", "批准日期"], ["2026", "销售额", "王强", "5", "2026-01-01"]],
    }  # fmt: skip
    for kind, rows in lists.items():
        before = exported()
        trial = take(rows, dry_run=True, kind=kind)
        assert exported() == before
        assert take(rows, kind=kind) == trial
        path = tmp_path / f"{kind}.xlsx"
        with store.read() as session:
            assert export_list(session, full_query(session, kind), path) == len(rows) - 1
        outcome = import_files(store, [path]).dump()["files"][0]
        assert outcome["kind"] == kind
        assert numbers(outcome) == {"read": len(rows) - 1, "unchanged": len(rows) - 1}
        assert outcome["problems"] == []
