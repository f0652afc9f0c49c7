"""Lists of visits, expenses, tasks and call-backs: known again, never taken where the rules do not lead."""

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
from kamdesk.model.activity import Activity
from kamdesk.model.agenda import Task
from kamdesk.model.approval import Approval
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.store import Store
from kamdesk.work import expenses, settings, visits
from tests.exchange.outcomes import numbers

Take = Callable[..., dict[str, Any]]
TODAY = date.today()
SOON = (TODAY + timedelta(days=7)).isoformat()


@pytest.fixture(autouse=True)
def office(store: Store) -> None:
    """Two accounts and two people; the first uses this computer."""
    with store.change(message("begin")) as session:
        session.add_all([Staff(number="1", name="李梅"), Staff(number="2", name="王强")])
        session.add_all(
            [Account(name="甲公司", archive_no="KA-1"), Account(name="乙公司", account_code="C2")]
        )
        settings.put(session, "me", "1")


def all_of(store: Store, record: type[Any]) -> list[Any]:
    with store.read() as session:
        return list(session.scalars(select(record).order_by(record.id)))


def reasons(outcome: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(each["row"], each["field"], each["reason"]) for each in outcome["problems"]]


def test_a_plan_list(store: Store, take: Take) -> None:
    rows = [
        ["客户", "日期", "时间", "结束时间", "拜访人", "主题", "预算"],
        ["甲公司", SOON, "9:30", "11点", "王强", "年度谈判", "300"],
        ["C2", SOON, "下午2点", "", "", "技术交流", ""],
        ["甲公司", SOON, "15:00", "", "李梅", "培训", ""],
        ["甲公司", SOON, "15:00", "", "李梅", "培训", ""],
        ["丙公司", SOON, "", "", "", "谁？", ""],
        ["甲公司", "", "", "", "", "哪天？", ""],
        ["乙公司", SOON, "16:00", "15:00", "", "倒过来", ""],
    ]
    outcome = take(rows)
    assert outcome["kind"] == "visits"
    assert numbers(outcome) == {"read": 7, "created": 3, "skipped": 1, "rejected": 3}
    assert reasons(outcome) == [
        (6, "account_id", "There is no customer “丙公司”."),
        (7, "planned_on", "A visit needs its day."),
        (8, "planned_to", "It would end before it begins."),
    ]
    plans = all_of(store, Visit)
    assert [
        (
            each.account_id,
            each.state,
            each.planned_from,
            each.planned_to,
            each.owner_id,
            each.subject,
        )
        for each in plans
    ] == [
        (1, "planned", "09:30", "11:00", 2, "年度谈判"),
        (2, "planned", "14:00", None, None, "技术交流"),
        (1, "planned", "15:00", None, 1, "培训"),
    ]
    assert (plans[0].budget, plans[0].budget_currency) == (Decimal("300.00"), "CNY")
    again = numbers(take(rows))
    assert again == {"read": 7, "unchanged": 3, "skipped": 1, "rejected": 3}


def test_a_list_of_visits_held_fulfils_the_plans(store: Store, take: Take) -> None:
    with store.change(message("plan")) as session:
        visits.plan_visit(
            session, {"account_id": 1, "planned_on": date(2026, 3, 2), "subject": "谈判"}
        )
        visits.plan_visit(session, {"account_id": 2, "planned_on": date(2026, 3, 2)})
    rows = [
        ["客户名称", "档案编号", "拜访日期", "起始", "拜访结果", "结果说明", "下一步行动"],
        ["", "KA-1", "2026-03-02", "10:00", "有进展", "同意试用", "寄合同"],
        ["甲公司", "", "2026-03-05", "", "", "", ""],
    ]
    outcome = take(rows)
    assert numbers(outcome) == {"read": 2, "created": 1, "updated": 1}
    fulfilled, planned, held = all_of(store, Visit)
    assert (fulfilled.state, fulfilled.held_on, fulfilled.held_from) == (
        "reported",
        date(2026, 3, 2),
        "10:00",
    )
    assert (fulfilled.result, fulfilled.conclusion, fulfilled.subject) == (
        "advance",
        "同意试用",
        "谈判",
    )
    assert planned.state == "planned"
    assert (held.state, held.held_on, held.planned_on, held.owner_id) == (
        "held",
        date(2026, 3, 5),
        None,
        1,
    )
    assert [each.last_contact_on for each in all_of(store, Account)] == [date(2026, 3, 5), None]
    assert numbers(take(rows)) == {"read": 2, "unchanged": 2}
    store.undo()
    assert [each.state for each in all_of(store, Visit)] == ["planned", "planned"]
    assert [each.last_contact_on for each in all_of(store, Account)] == [None, None]


def test_one_day_column_is_the_plan_or_the_visit_by_what_the_row_says(
    store: Store, take: Take
) -> None:
    take(
        [
            ["客户", "日期", "主题", "结果说明", "状态"],
            ["甲公司", "2026-03-02", "谈判", "已签", ""],
            ["甲公司", "2026-03-03", "交流", "", ""],
            ["甲公司", "2026-03-04", "回访", "", "已拜访"],
        ]
    )
    take([["客户", "拜访日期", "主题"], ["乙公司", SOON, "下周"]])
    assert [(each.state, each.planned_on, each.held_on) for each in all_of(store, Visit)] == [
        ("reported", None, date(2026, 3, 2)),
        ("planned", date(2026, 3, 3), None),
        ("held", None, date(2026, 3, 4)),
        ("planned", date.fromisoformat(SOON), None),
    ]


def test_what_is_still_to_come_was_not_held(store: Store, take: Take) -> None:
    outcome = take([["客户", "日期", "主题", "状态"], ["甲公司", SOON, "谈判", "已记录"]])
    assert reasons(outcome) == [(2, "held_on", f"{SOON} has not come yet.")]
    assert all_of(store, Visit) == []


@pytest.mark.parametrize(
    "state", ["已批准", "已检查", "已报销", "已结束", "未批准", "已延期", "已准备"]
)
def test_a_list_gives_no_approval_and_no_check(store: Store, take: Take, state: str) -> None:
    with store.change(message("rules")) as session:
        settings.put(session, "visit_approval", "manager")
        settings.put(session, "check_visits", "yes")
    rows = [
        ["客户", "计划日期", "拜访日期", "主题", "状态"],
        ["甲公司", "2026-03-02", "", "谈判", state],
    ]
    if state in ("已检查", "已报销", "已结束"):
        rows[1][2] = "2026-03-02"
    outcome = take(rows, kind="visits")
    assert numbers(outcome) == {"read": 1, "rejected": 1}
    field = "planned_on" if state == "已延期" else "state"  # it would need its new day
    assert [each["field"] for each in outcome["problems"]] == [field]
    assert all_of(store, Visit) == []


def test_what_has_happened_needs_no_approval_and_what_is_handed_in_asks_for_it(
    store: Store, take: Take
) -> None:
    with store.change(message("rules")) as session:
        settings.put(session, "visit_approval", "manager")
    outcome = take(
        [
            ["客户", "计划日期", "拜访日期", "主题", "状态"],
            ["甲公司", "2026-03-02", "2026-03-02", "谈判", "已记录"],
            ["甲公司", SOON, "", "交流", "待审批"],
            ["乙公司", SOON, "", "", "待审批"],
        ]
    )
    assert reasons(outcome) == [(4, "subject", "Say what the visit is for before handing it in.")]
    told, asked = all_of(store, Visit)
    assert (told.state, asked.state, asked.submitted_on) == ("reported", "submitted", TODAY)
    [approval] = all_of(store, Approval)
    assert (approval.subject_id, approval.step, approval.decision) == (
        asked.id,
        "manager",
        "pending",
    )


def test_a_known_visit_only_goes_where_the_rules_lead(store: Store, take: Take) -> None:
    with store.change(message("plan")) as session:
        settings.put(session, "visit_approval", "manager")
        for account in (1, 2):
            visits.plan_visit(
                session, {"account_id": account, "planned_on": date(2026, 3, 2), "subject": "谈判"}
            )
        visits.record_held(
            session, {"account_id": 1, "held_on": date(2026, 2, 2), "conclusion": "好"}, on=TODAY
        )
    outcome = take(
        [
            ["客户", "计划日期", "拜访日期", "主题", "状态", "取消原因", "结果说明"],
            [
                "甲公司",
                "2026-03-02",
                "2026-03-02",
                "谈判",
                "已记录",
                "",
                "签了",
            ],  # not approved yet
            ["乙公司", "2026-03-02", "", "谈判", "已取消", "", ""],  # without a reason
            ["甲公司", "", "2026-02-02", "", "已计划", "", ""],  # took place already
            ["乙公司", "2026-03-02", "", "谈判", "已批准", "", ""],
        ]
    )
    assert [each[:2] for each in reasons(outcome)] == [
        (2, "state"), (3, "reason"), (4, "held_on"), (5, "state"),
    ]  # fmt: skip
    assert reasons(outcome)[0][2] == "This visit needs approval first: hand it in."
    assert [each.state for each in all_of(store, Visit)] == ["planned", "planned", "reported"]
    outcome = take(
        [
            ["客户", "计划日期", "状态", "取消原因"],
            ["乙公司", "2026-03-02", "已取消", "客户出差"],
        ]
    )
    assert numbers(outcome) == {"read": 1, "updated": 1}
    cancelled = all_of(store, Visit)[1]
    assert (cancelled.state, cancelled.reason, cancelled.cancelled_on) == (
        "cancelled",
        "客户出差",
        TODAY,
    )


def test_a_closed_visit_is_only_read(store: Store, take: Take) -> None:
    with store.change(message("close")) as session:
        visit = visits.record_held(
            session, {"account_id": 1, "held_on": date(2026, 2, 2), "conclusion": "好"}, on=TODAY
        )
        visits.close(session, visit, TODAY)
    rows = [["客户", "拜访日期", "结果说明"], ["甲公司", "2026-02-02", "好"]]
    assert numbers(take(rows, kind="visits")) == {"read": 1, "unchanged": 1}
    rows[1][2] = "不好"
    outcome = take(rows, kind="visits")
    assert reasons(outcome) == [
        (2, "state", "This visit is closed; nothing of it can be changed any more.")
    ]


def test_the_next_appointment_of_a_list_becomes_a_plan_and_a_call_back_is_answered(
    store: Store, take: Take
) -> None:
    with store.change(message("due")) as session:
        session.add(CallbackPlan(account_id=2, due_on=TODAY))
    day = TODAY.isoformat()
    rows = [
        ["客户", "拜访日期", "种类", "结果说明", "约定下次拜访"],
        ["甲公司", day, "拜访", "继续谈", SOON],
        ["乙公司", day, "回访", "满意", "2026-01-01"],
    ]
    assert numbers(take(rows)) == {"read": 2, "created": 2}
    held, answer, following = all_of(store, Visit)
    assert held.next_visit_id == following.id
    assert (following.state, following.planned_on) == ("planned", date.fromisoformat(SOON))
    assert all_of(store, CallbackPlan)[0].visit_id == answer.id
    assert numbers(take(rows)) == {"read": 2, "unchanged": 2}


def test_a_list_of_expenses(store: Store, take: Take) -> None:
    rows = [
        ["日期", "费用类别", "金额", "用途", "票据号", "客户名称", "经手人", "状态"],
        ["2026-03-02", "交通", "45.60", "打车", "", "甲公司", "李梅", ""],
        ["2026-03-02", "交通", "45.60", "打车", "", "甲公司", "李梅", ""],
        ["2026-03-02", "餐饮", "USD 120", "", "FP-1", "", "王强", "已支付"],
        ["2026-03-03", "礼品", "-5", "", "", "", "", ""],
        [SOON, "礼品", "5", "", "", "", "", ""],
        ["2026-03-03", "礼品", "5", "", "", "", "", "已提交"],
    ]
    outcome = take(rows)
    assert outcome["kind"] == "expenses"
    assert numbers(outcome) == {"read": 6, "created": 3, "rejected": 3}
    assert [each[:2] for each in reasons(outcome)] == [(5, "amount"), (6, "on"), (7, "state")]
    spent = all_of(store, Expense)
    assert [(each.category, each.amount, each.currency, each.state) for each in spent] == [
        ("travel", Decimal("45.60"), "CNY", "open"),
        ("travel", Decimal("45.60"), "CNY", "open"),
        ("meals", Decimal("120.00"), "USD", "paid"),
    ]
    assert numbers(take(rows)) == {"read": 6, "unchanged": 3, "rejected": 3}
    rows[3][3] = "招待"
    outcome = take(rows)  # paid: it stays as it is
    assert numbers(outcome) == {"read": 6, "unchanged": 2, "rejected": 4}


def test_expenses_that_need_approval_are_not_told_as_approved(store: Store, take: Take) -> None:
    with store.change(message("rules")) as session:
        settings.put(session, "claim_approval", "manager")
        open_one = expenses.add_expense(session, {"on": date(2026, 3, 2), "amount": Decimal(9)})
        assert open_one.state == "open"
    outcome = take(
        [
            ["日期", "费用类别", "金额", "状态"],
            ["2026-03-01", "交通", "8", "已批准"],
            ["2026-03-02", "交通", "9", "已支付"],
        ]
    )
    assert [each[:2] for each in reasons(outcome)] == [(2, "state"), (3, "state")]
    assert [each.state for each in all_of(store, Expense)] == ["open"]


def test_a_list_of_tasks(store: Store, take: Take) -> None:
    rows = [
        ["事项", "截止日期", "时间", "负责人", "客户", "完成日期"],
        ["寄样品", "2026-03-02", "16:00", "王强", "甲公司", ""],
        ["寄合同", "2026-03-02", "", "", "", "2026-03-01"],
        ["", "2026-03-02", "", "", "", ""],
        ["打电话", "", "9:00", "", "", ""],
        ["还没有", "2026-03-02", "", "", "", SOON],
    ]
    outcome = take(rows)
    assert outcome["kind"] == "tasks"
    assert [each[:2] for each in reasons(outcome)] == [(4, "name"), (5, "due_on"), (6, "done_on")]
    assert [(each.name, each.due_at, each.owner_id, each.account_id, each.done_on) for each in all_of(store, Task)] == [
        ("寄样品", "16:00", 2, 1, None),
        ("寄合同", None, None, None, date(2026, 3, 1)),
    ]  # fmt: skip
    rows[1][5] = "2026-03-02"
    assert numbers(take(rows)) == {"read": 5, "updated": 1, "unchanged": 1, "rejected": 3}
    rows[1][2] = "17:00"
    outcome = take(rows)  # done: not changed any more
    assert numbers(outcome) == {"read": 5, "unchanged": 1, "rejected": 4}


def test_call_backs_that_fall_due(store: Store, take: Take) -> None:
    rows = [
        ["客户名称", "应回访日期", "回访主题", "取消日期", "取消原因"],
        ["甲公司", "2026-05-01", "季度回访", "", ""],
        ["乙公司", "2026-05-01", "", "2026-04-30", ""],
        ["乙公司", "2026-06-01", "", "2026-04-30", "停业"],
    ]
    outcome = take(rows, kind="callback_plans")
    assert [each[:2] for each in reasons(outcome)] == [(3, "cancel_reason")]
    assert [(each.account_id, each.due_on) for each in all_of(store, CallbackPlan)] == [
        (1, date(2026, 5, 1)), (2, date(2026, 6, 1)),
    ]  # fmt: skip
    assert numbers(take(rows, kind="callback_plans")) == {"read": 3, "unchanged": 2, "rejected": 1}


def test_a_trial_says_what_an_import_then_does(store: Store, take: Take) -> None:
    with store.change(message("plan")) as session:
        visits.plan_visit(
            session, {"account_id": 1, "planned_on": date(2026, 3, 2), "subject": "谈判"}
        )
    rows = [
        ["客户", "拜访日期", "结果说明", "状态"],
        ["甲公司", "2026-03-02", "签了", ""],
        ["乙公司", "2026-03-02", "", "已检查"],
        ["乙公司", "2026-03-03", "", "已记录"],
    ]
    tried = take(rows, dry_run=True)
    assert take(rows) == tried


@pytest.mark.parametrize("kind", ["visits", "expenses", "tasks", "callback_plans"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_an_exported_list_changes_nothing_when_it_comes_back(
    store: Store, tmp_path: Path, kind: str, ending: str, language: str
) -> None:
    with store.change(message("work")) as session:
        visit = visits.record_held(
            session,
            {"account_id": 1, "held_on": date(2026, 2, 2), "held_from": "09:30", "conclusion": "好",
             "skills": "visiting,needs", "planned_on": date(2026, 2, 1), "budget": Decimal("10.5")},
            on=date(2026, 2, 3),
        )  # fmt: skip
        visits.plan_visit(
            session, {"account_id": 2, "planned_on": date(2026, 3, 2), "planned_from": "00:00"}
        )
        gone = visits.plan_visit(session, {"account_id": 2, "planned_on": date(2026, 3, 3)})
        visits.cancel(session, gone, "出差", date(2026, 3, 1))
        expenses.add_expense(
            session, {"on": date(2026, 2, 2), "amount": Decimal(7), "visit_id": visit.id}
        )
        paid = expenses.add_expense(session, {"on": date(2026, 2, 2), "amount": Decimal(8)})
        claim = expenses.claim(session, [paid], None, date(2026, 2, 3))
        expenses.submit_claim(session, claim, None, date(2026, 2, 3))
        session.add(
            Task(name="寄样品", due_on=date(2026, 2, 2), due_at="16:00", done_on=date(2026, 2, 2))
        )
        session.add(CallbackPlan(account_id=1, due_on=date(2026, 5, 1), visit_id=visit.id))
    path = tmp_path / f"list.{ending}"
    with store.read() as session:
        rows = export_list(session, full_query(session, kind), path)
    report = import_files(store, [path], kind=kind).dump()
    [outcome] = report["files"]
    assert outcome["problems"] == []
    assert numbers(outcome) == {"read": rows, "unchanged": rows}
    assert outcome["unknown_columns"] == []
    assert report["change"] is None
    if kind != "callback_plans":
        assert import_files(store, [path], dry_run=True).dump()["files"][0]["kind"] == kind


def test_what_an_expense_or_a_visit_was_for_is_found_by_its_name(store: Store, take: Take) -> None:
    with store.change(message("activity")) as session:
        activity = Activity(name="展会")
        session.add(activity)
        session.flush()
        wanted = activity.id
    rows = [
        ["日期", "类别", "金额", "用途", "营销活动", "商机"],
        [TODAY.isoformat(), "推广", "900", "展位", "展会", ""],
        [TODAY.isoformat(), "餐费", "80", "午餐", "", "没有这个项目"],
    ]
    outcome = take(rows, kind="expenses")
    assert numbers(outcome)["created"] == 2
    assert [each.activity_id for each in all_of(store, Expense)] == [wanted, None]
    (problem,) = outcome["problems"]
    assert "没有这个项目" in problem["reason"]

    rows = [["客户", "日期", "主题", "商机"], ["甲公司", SOON, "技术交流", "没有这个项目"]]
    assert numbers(take(rows, kind="visits"))["created"] == 1
