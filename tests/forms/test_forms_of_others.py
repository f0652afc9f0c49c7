"""Forms that are not ours: typed by hand or made by another department, recognised and read by title and labels."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kamdesk.store.store import Store
from tests.forms.helpers import save
from tests.forms.office import Office, day, open_office
from tests.forms.returned import changes, filed, only, reasons

CLAIM = {
    "A1": "差旅费报销单", "A2": "报销人", "B2": "专员丁", "C2": "报销日期", "D2": day(-1),
    "A3": "报销事由", "B3": "展会",
    "A4": "日期", "B4": "费用项目", "C4": "摘要", "D4": "金额", "E4": "单据号",
    "A5": day(-3), "B5": "交通费", "C5": "高铁", "D5": 560.5, "E5": "00127",
    "A6": day(-3), "B6": "餐费", "C6": "午餐", "D6": 88, "A7": "合计", "D7": 648.5,
}  # fmt: skip
PLAN = {
    "A1": "周拜访计划", "A2": "拜访人：专员丁", "D2": "周期：2026年第48周", "A3": "日期", "B3": "时间", "C3": "客户",
    "D3": "拜访对象", "E3": "拜访目的", "F3": "预算", "A4": "2026-11-25", "B4": "9:30", "C4": "云麓食品",
    "D4": "受访人戊", "E4": "谈价", "F4": 500,
}  # fmt: skip
RECEPTION = {
    "A1": "某某公司接待计划表", "A2": "客户名称", "B2": "云麓食品", "A3": "接待日期", "B3": day(5), "A4": "接待事由",
    "B4": "参观", "A5": "来访人数", "B5": "3", "A6": "会议室", "B6": "一号", "A7": "费用预算", "B7": "2千元",
}  # fmt: skip
CALLBACK = {
    "A1": "客户回访记录", "A2": "客户名称：云麓食品", "A3": "回访日期：2026年11月20日", "A4": "回访人：专员丁",
    "A5": "回访结果：满意", "A6": "客户反馈：包装好",
}  # fmt: skip
RECORD = {
    "A1": "客户名称", "B1": "云麓食品", "A2": "拜访日期", "B2": day(-7), "A3": "受访人", "B3": "王五", "A4": "拜访目的",
    "B4": "催款", "A5": "拜访结果", "B5": "□进展 ☑延续 □成交", "A6": "客户需求", "B6": "降价", "A7": "下次拜访时间",
    "B7": day(6),
}  # fmt: skip
CARD = {
    "A1": "大客户开发申请", "A2": "客户名称", "B2": "云麓食品", "A3": "申请理由", "B3": "量大",
    "A4": "预计年销售额（万元）",
    "B4": 530, "A5": "评价指标", "B5": "权重", "C5": "得分", "A6": "销售额", "B6": 25, "C6": 90,
    "A7": "市场份额", "B7": 15,
}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "key", "expected"),
    [
        (CLAIM, "expense_claim", {
            "claim.on": day(-1), "claim.staff_id": "specialist", "claim.purpose": "展会",
            "lines[0].on": day(-3), "lines[0].category": "travel", "lines[0].note": "高铁",
            "lines[0].amount": Decimal("560.5"), "lines[0].receipt_no": "00127", "lines[1].on": day(-3),
            "lines[1].category": "meals", "lines[1].note": "午餐", "lines[1].amount": Decimal(88),
        }),
        (RECEPTION, "reception_plan", {
            "visit.planned_on": day(5), "visit.subject": "参观", "visit.visitor_count": 3, "visit.venue": "一号",
            "visit.budget": Decimal(2000),
        }),
        (RECORD, "visit_record", {
            "visit.held_on": day(-7), "visit.subject": "催款", "visit.result": "continuation", "visit.needs": "降价",
            "visit.next_visit_on": day(6), "met[0].name": "王五",
        }),
        (CARD, "development_application", {
            "development.application_reason": "量大", "development.expected_sales": Decimal(5300000),
            "scores[0].score": 90,
        }),
    ],
    ids=["claim", "reception", "record", "card"],
)  # fmt: skip
def test_a_form_without_our_names_is_recognised_read_and_filed(
    store: Store, tmp_path: Path, cells: dict[str, Any], key: str, expected: dict[str, Any]
) -> None:
    office: Office = open_office(store)
    path = save(tmp_path / "form.xlsx", cells, title="Sheet1")
    difference = only(store, path)
    known = {"specialist": office.people.specialist}
    wanted = {name: known.get(str(value), value) for name, value in expected.items()}
    assert difference.reading.form == key
    assert {name: new for name, (_old, new) in changes(difference).items()} == wanted
    assert (difference.problems, difference.reading.unknown_labels) == ([], [])
    files, result = filed(store, path)
    assert reasons(files) == {}
    assert result.values == len(expected)


@pytest.mark.parametrize(
    ("cells", "key", "name", "count"),
    [
        (PLAN, "visit_plan", "专员丁 · 2026-W48", 6),
        (CALLBACK, "callback_record", "云麓食品 · 2026-11-20", 4),
    ],
    ids=["plan", "call-back"],
)
def test_labels_that_share_their_cell_with_the_value_are_read(
    store: Store, tmp_path: Path, cells: dict[str, Any], key: str, name: str, count: int
) -> None:
    open_office(store)
    difference = only(store, save(tmp_path / "form.xlsx", cells, title="Sheet1"))
    assert (difference.reading.form, difference.name) == (key, name)
    assert len(difference.changes) == count
    assert difference.problems == []
