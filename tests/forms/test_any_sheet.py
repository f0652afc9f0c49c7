"""No sheet makes the reader fail, and it never invents a value."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamdesk.exchange.sheets import Book, CellError, Formula, Sheet
from kamdesk.forms.read import FormReader
from kamdesk.model.fields import Kind

LABELS = [
    "客户名称",
    "客户名称：",
    "公司名称",
    "邮编",
    "传真",
    "注册资金（万元）",
    "公司性质",
    "公司法人",
    "联系人",
    "负责人",
    "姓名",
    "职位",
    "电话",
    "产品",
    "年需求量",
    "客户档案表",
    "编号",
    "受控状态",
    "填表人",
    "单位：万元",
    "备注：请填写",
    "Phone",
    "客户名称：甲 邮编：1",
]
OTHERS = [
    "青砚化工",
    "□上市公司 ☑其他",
    "x",
    "：",
    "a:b:c",
    "=1",
    "2004-05",
    "　",
    "\n",
    "5000万",
    "总经理",
]
ODD: list[Any] = [5000.0, 0.0, True, None, CellError("#N/A"), Formula("=A1")]
TYPED = st.text("ab:：客户名称 0 1\n□☑/()（）.-年", max_size=12)
CELLS = st.one_of(st.sampled_from(LABELS), st.sampled_from(OTHERS), st.sampled_from(ODD), TYPED)
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=9)
AREAS = st.lists(st.tuples(*[st.integers(0, 8)] * 4).map(
    lambda four: (min(four[0], four[2]), min(four[1], four[3]), max(four[0], four[2]), max(four[1], four[3]))
), max_size=4)  # fmt: skip


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, merged=AREAS, hidden=st.sets(st.integers(0, 8), max_size=2), second=st.booleans())
def test_any_sheet_is_read_or_refused(
    reader: FormReader, rows: list[list[Any]], merged: list[Any], hidden: set[int], second: bool
) -> None:
    sheet = Sheet("表", rows, hidden_rows=frozenset(hidden), merged=tuple(merged))
    sheets = (
        (sheet, Sheet("二", [["姓名", "职位", "电话"], ["李四", "科长", "0574"]]))
        if second
        else (sheet,)
    )
    result = reader.read(Book("xlsx", sheets))
    assert result.forms or result.problem
    typed = "|".join(
        value for each in sheets for row in each.rows for value in row if isinstance(value, str)
    )
    for form in result.forms:
        for found in form.found.values():
            if reader.forms["archive"].item(found.key).field.kind is Kind.TEXT and isinstance(
                found.raw, str
            ):
                assert str(found.value or "") in typed
            assert found.value is None or found.raw is not None
            assert found.cell
