"""Forms from elsewhere: what stands where on odd sheets, and what each must be read as."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kamdesk.forms.batch import reader as form_reader
from kamdesk.forms.read import FormReader
from kamdesk.store.store import Store
from tests.forms.helpers import Text, problems, read, save, values


@pytest.fixture(params=["archive", None], ids=["told", "recognised"])
def reader(request: pytest.FixtureRequest, store: Store) -> FormReader:
    """Every sheet here is an archive, whether that was said or the reader knows all forms."""
    with store.read() as session:
        return form_reader(session, request.param)


@dataclass
class Case:
    """One sheet with what it must give: all values, cells with problems, unknown labels."""

    about: str
    cells: dict[str, Any]
    expected: dict[str, Any]
    merged: tuple[str, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


A, P1, P2, P3 = "account.", "legal_representative.", "principal.", "main_contact."
BASE = {
    "A1": "客户名称",
    "B1": "青砚化工",
    "A2": "邮编",
    "B2": "315800",
    "A3": "传真",
    "B3": "0574-88",
}
READ = {A + "name": "青砚化工", A + "postal_code": "315800"}
FAX = {A + "fax": "0574-8890 1122"}


def base(**more: Any) -> dict[str, Any]:
    return {**BASE, "B3": "0574-8890 1122", **more}


ALL = {**READ, **FAX}

CASES = [
    Case("labels left of their values", base(), ALL),
    Case(
        "labels with inner blanks, colons, stars, full width",
        {"A1": "客 户 名 称：", "B1": "青砚化工", "A2": "＊邮　编", "B2": "315800", "A3": "Ｅ－ｍａｉｌ：",
         "B3": "a@b.cn",
         "A4": "1、客户电话", "B4": "0574-8890 1122"},
        {**READ, A + "email": "a@b.cn", A + "phone": "0574-8890 1122"},
    ),
    Case(
        "English labels",
        {"A1": "Company name", "B1": "Harbour Works", "A2": "Zip code", "B2": "SW1A", "A3": "Fax number:",
         "B3": "020 7946 0018"},
        {A + "name": "Harbour Works", A + "postal_code": "SW1A", A + "fax": "020 7946 0018"},
    ),
    Case(
        "labels in both languages",
        {"A1": "客户名称 Customer name", "B1": "青砚化工", "A2": "邮编\nPost code", "B2": "315800", "A3": "传真/Fax",
         "B3": "0574-8890 1122", "A4": "成立日期（Date of incorporation）", "B4": "2004-06-18",
         "A5": "法人代表 Legal representative",
         "B5": "孟怀谨", "A6": "主营产品", "B6": "产品ABC"},
        {**ALL, A + "founded_on": "2004-06-18", P1 + "full_name": "孟怀谨", A + "main_products": "产品ABC"},
    ),
    Case(
        "label and value in one cell",
        {"A1": "客户名称：青砚化工", "A2": "邮编: 315800", "A3": "传 真：0574-8890 1122", "A4": "成立日期："},
        ALL,
    ),
    Case(
        "several labels in one cell, on one line and on several",
        {"A1": "客户名称：青砚化工   邮编：315800", "A2": "传真：0574-8890 1122\n客户电话：0574-8890 1100"},
        {**ALL, A + "phone": "0574-8890 1100"},
    ),
    Case(
        "only blanks between label and value",
        {"A1": "客户名称 青砚化工", "A2": "邮编", "B2": "315800", "A3": "传真", "B3": "0574-8890 1122"},
        ALL,
    ),
    Case(
        "labels above their values",
        {"A1": "客户名称", "B1": "邮编", "C1": "传真", "A2": "青砚化工", "B2": "315800", "C2": "0574-8890 1122",
         "A3": "成立日期", "B3": "开户行", "C3": "账号", "A4": date(2004, 6, 18), "C4": "0012"},
        {**ALL, A + "founded_on": "2004-06-18", A + "bank_account_no": "0012"},
    ),
    Case(
        "labels right of their values",
        {"A1": "青砚化工", "B1": "客户名称", "A2": "315800", "B2": "邮编", "A3": "0574-8890 1122", "B3": "传真"},
        ALL,
    ),
    Case(
        "merged values and labels, a wide value below its label",
        {"A1": "客户名称", "C1": "青砚化工", "A2": "邮编", "C2": "315800", "D2": "传真", "F2": "0574-8890 1122",
         "A3": "主要股东", "A4": "甲 60%，乙 40%"},
        {**ALL, A + "main_shareholders": "甲 60%，乙 40%"},
        merged=("A1:B1", "C1:F1", "A2:B2", "D2:E2", "A3:F3", "A4:F4"),
    ),
    Case(
        "empty values beside labels take nothing from their neighbours",
        {"A1": "客户名称", "B1": "青砚化工", "A2": "邮编", "C2": "网站", "A3": "传真", "B3": "0574-8890 1122",
         "A4": "客户地址", "A5": "开户行", "B5": "海曙支行"},
        {A + "name": "青砚化工", **FAX, A + "bank_name": "海曙支行"},
    ),
    Case(
        "labels that only look alike",
        base(A4="客服电话", B4="400-800-1000", A5="发票抬头", B5="青砚化工", A6="微信公众号账号", B6="qingyan",
             A7="送货地址", B7="二号码头"),
        ALL,
        unknown={"客服电话": "400-800-1000", "发票抬头": "青砚化工", "微信公众号账号": "qingyan",
        "送货地址": "二号码头"},
    ),
    Case(
        "our own wording goes before another spelling",
        base(A4="联系电话", B4="139 0000 0000", A5="客户电话", B5="0574-8890 1100"),
        {**ALL, A + "phone": "0574-8890 1100"},
    ),
    Case(
        "hidden rows and columns give nothing",
        base(A4="客户地址", B4="旧址", C1="成立日期", D1="2001-01-01"),
        ALL,
        options={"hidden_rows": [4], "hidden_columns": ["C", "D"]},
    ),
    Case(
        "letterhead and footer are the sender's",
        {"A1": "江北物资  地址：沿江路 1 号  电话：025-8000 0000  传真：025-8000 0001", "A2": "客户信息登记表",
         "A4": "客户名称", "B4": "青砚化工", "A5": "邮编", "B5": "315800", "A6": "成立日期", "B6": "2004年6月18日",
         "A7": "填表人", "B7": "何苒", "A8": "地址：沿江路 1 号  电话：025-8000 0000  邮编：210000"},
        {**READ, A + "founded_on": "2004-06-18", A + "filled_by": "何苒"},
    ),
    Case(
        "the control block of the document is not the account",
        {"A1": "文案名称", "B1": "档案管理", "C1": "受控状态", "D1": "受控", "E1": "编号", "F1": "KA-9",
         "A2": "客户名称", "B2": "青砚化工", "A3": "邮编", "B3": "315800", "A4": "传真", "B4": "0574-8890 1122",
         "A5": "编制日期", "B5": "2026-01-01", "C5": "审核日期", "D5": "2026-01-02", "E5": "批准日期",
          "F5": "2026-01-03"},
        ALL,
    ),
    Case(
        "a note on how to fill in the form is no remark",
        base(A4="备注：请用正楷填写", A5="备注", B5="夜班收货"),
        {**ALL, A + "remarks": "夜班收货"},
    ),
    Case(
        "persons in blocks, labels at the left and rotated",
        base(A4="公\n司\n法\n人", B4="姓名", C4="孟怀谨", D4="职务", E4="董事长", B5="出生日期", C5="1962-04-17",
             D5="爱好", E5="书法", A6="负责人", B6="姓名", C6="纪宏声", D6="职务", E6="总经理", A7="联系人", B7="姓名",
             C7="唐晚舟", D7="电话", E7="0574-8890 1133"),
        {**ALL, P1 + "full_name": "孟怀谨", P1 + "position": "董事长", P1 + "birth_date": "1962-04-17",
         P1 + "interests": "书法", P2 + "full_name": "纪宏声", P2 + "position": "总经理", P3 + "full_name": "唐晚舟",
         P3 + "phone": "0574-8890 1133"},
        merged=("A4:A5",),
    ),
    Case(
        "persons named beside their role",
        base(A4="法定代表人", B4="孟怀谨", A5="总经理", B5="纪宏声", A6="联系人", B6="唐晚舟", C6="联系电话",
             D6="139 5555 0000", A7="电话", B7="0574-8890 1100"),
        {**ALL, P1 + "full_name": "孟怀谨", P2 + "full_name": "纪宏声", P3 + "full_name": "唐晚舟",
         P3 + "phone": "139 5555 0000", A + "phone": "0574-8890 1100"},
    ),
    Case(
        "a person's field with the role in its label",
        base(A4="法人姓名", B4="孟怀谨", A5="法人出生日期", B5="1962-04-17", A6="联系人手机", B6="139 5555 0000",
             A7="联系人姓名", B7="唐晚舟"),
        {**ALL, P1 + "full_name": "孟怀谨", P1 + "birth_date": "1962-04-17", P3 + "mobile": "139 5555 0000",
         P3 + "full_name": "唐晚舟"},
    ),
    Case(
        "persons under headings",
        base(A4="公司法人", A5="姓名", B5="孟怀谨", A6="职位", B6="董事长", A7="主要联系人", A8="姓名", B8="唐晚舟",
             A9="家庭情况", B9="二子"),
        {**ALL, P1 + "full_name": "孟怀谨", P1 + "position": "董事长", P3 + "full_name": "唐晚舟",
         P3 + "family": "二子"},
        merged=("A4:D4", "A7:D7"),
    ),
    Case(
        "persons in rows",
        base(B4="姓名", C4="职位", D4="出生日期", A5="公司法人", B5="孟怀谨", C5="董事长", D5="1962-04-17",
             A6="主要联系人", B6="唐晚舟", C6="设备副总"),
        {**ALL, P1 + "full_name": "孟怀谨", P1 + "position": "董事长", P1 + "birth_date": "1962-04-17",
         P3 + "full_name": "唐晚舟", P3 + "position": "设备副总"},
    ),
    Case(
        "persons in columns",
        base(B4="公司法人", C4="主要负责人", D4="主要联系人", A5="姓名", B5="孟怀谨", C5="纪宏声", D5="唐晚舟",
             A6="职位", B6="董事长", D6="设备副总"),
        {**ALL, P1 + "full_name": "孟怀谨", P2 + "full_name": "纪宏声", P3 + "full_name": "唐晚舟",
         P1 + "position": "董事长", P3 + "position": "设备副总"},
    ),
    Case(
        "boxes before their options, in one cell",
        base(A4="公司性质", B4="□上市公司 □国有企业 ☑民营企业 □中外合资 ■外商独资 □其他"),
        {**ALL, A + "ownership_type": "private,foreign_owned"},
    ),
    Case(
        "boxes in cells of their own, ticked in other ways",
        base(A4="公司性质", B4="√ 国有企业", C4="□ 民营企业", D4="[x] 上市公司", E4="( ) 其他"),
        {**ALL, A + "ownership_type": "listed,state_owned"},
    ),
    Case(
        "boxes behind their options",
        base(A4="公司性质", B4="国有企业□ 民营企业☑ 中外合资□"),
        {**ALL, A + "ownership_type": "private"},
    ),
    Case(
        "boxes apart from their options",
        base(A4="公司性质", B4="国有企业", C4="x", D4="民营企业", A5="邮政编码", B5="315800"),
        {**ALL, A + "ownership_type": "state_owned"},
    ),
    Case(
        "a ticked option nobody offers is reported",
        base(A4="公司性质", B4="□国有企业 ☑合伙企业"),
        ALL,
        problems={A + "ownership_type": "B4"},
    ),
    Case("options without any box", base(A4="企业性质", B4="国企"), {**ALL, A + "ownership_type": "state_owned"}),
    Case(
        "no box is ticked",
        base(A4="公司性质", B4="□上市公司 □国有企业 □民营企业"),
        ALL,
    ),
    Case(
        "money: the unit in the label, in the value, behind the value, in a line above",
        base(A4="注册资金（万元）", B4=5000, A5="年销售额", B5="1.2亿元"),
        {**ALL, A + "registered_capital": Decimal("50000000.00"), A + "yearly_sales": Decimal("120000000.00")},
    ),
    Case(
        "money: the unit in a cell of its own",
        base(A4="注册资金", B4=5000, C4="万元", A5="年销售额", B5=1200.5, C5="万美元"),
        {**ALL, A + "registered_capital": Decimal("50000000.00"), A + "yearly_sales": Decimal("12005000.00")},
    ),
    Case(
        "money: the unit in a line above",
        {"A1": "客户名称", "B1": "青砚化工", "C2": "单位：万元", "A3": "注册资金", "B3": 5000, "A4": "邮编",
         "B4": "315800"},
        {**READ, A + "registered_capital": Decimal("50000000.00")},
    ),
    Case(
        "dates: whole, partial, ambiguous, impossible",
        base(A4="成立日期", B4="2004年", A5="建档日期", B5="03/04/2026", A6="填表日期", B6="2026-02-30",
             A7="审核日期", B7=date(2026, 11, 3)),
        {**ALL, A + "founded_on": "2004", A + "reviewed_on": date(2026, 11, 3)},
        problems={A + "founded_on": "B4", A + "archive_date": "B5", A + "filled_on": "B6"},
    ),
    Case(
        "dates: blanks to fill in are no date",
        base(A4="成立日期", B4="    年    月    日", A5="建档日期：____年__月__日"),
        ALL,
    ),
    Case(
        "damaged long numbers, errors, formulas without result",
        base(A4="账号", B4=6222020200112233445, A5="职工人数", B5="=SUM(D1:D9)", A6="开户行", B6="=NA()"),
        ALL,
        problems={A + "bank_account_no": "B4", A + "employee_count": "B5", A + "bank_name": "B6"},
    ),
    Case(
        "nought is a value, a text that begins with = is a text",
        base(A4="外方人数", B4=0, A5="备注", B5=Text("=1+1")),
        {**ALL, A + "staff_foreign": 0, A + "remarks": "=1+1"},
    ),
    Case(
        "a table of needs inside the form",
        base(A4="采购需求", B4="产品", C4="年需求量", D4="现供应商", B5="轴承", C5="1,200 套", D5="某厂", B6="密封件",
             A8="备注", B8="夜班收货"),
        {**ALL, "needs[0].product": "轴承", "needs[0].yearly_volume": "1,200 套", "needs[0].current_supplier": "某厂",
         "needs[1].product": "密封件", A + "remarks": "夜班收货"},
        merged=("A4:A6",),
    ),
    Case(
        "contacts in a table: the first is the main one",
        base(A4="联系人", B4="姓名", C4="职位", D4="电话", B5="李四", C5="科长", D5="0574-8890 1144", B6="王五",
             D6="0574-8890 1155"),
        {**ALL, P3 + "full_name": "李四", P3 + "position": "科长", P3 + "phone": "0574-8890 1144",
         "contacts[0].full_name": "王五", "contacts[0].phone": "0574-8890 1155"},
        merged=("A4:A6",),
    ),
    Case(
        "further contacts in a table",
        base(A4="主要联系人", B4="唐晚舟", A6="其他联系人", A7="姓名", B7="职位", C7="电话", A8="李四", B8="科长",
             C8="0574-8890 1144"),
        {**ALL, P3 + "full_name": "唐晚舟", "contacts[0].full_name": "李四", "contacts[0].position": "科长",
         "contacts[0].phone": "0574-8890 1144"},
    ),
    Case(
        "a registration form as companies send it",
        {"A1": "企业信息登记表", "A2": "填表日期：2026年11月3日", "E2": "编号：017", "A3": "企业名称（盖章）",
         "B3": "青砚化工",
         "E3": "统一社会信用代码/税号", "F3": "91330200MA2AF3X09E", "A4": "企业名称（英文）", "B4": "Qingyan",
          "A5": "邮编",
         "B5": "315800", "E5": "电话/传真", "F5": "0574-1/2", "A6": "联系人", "B6": "唐晚舟", "C6": "职务",
          "D6": "总经理",
         "E6": "手机", "F6": "139 5555 0000", "A7": "填表说明：1. 请如实填写", "A8": "员工人数", "B8": "4,860 人"},
        {**READ, A + "uscc": "91330200MA2AF3X09E", A + "filled_on": date(2026, 11, 3), A + "account_code": "017",
         P3 + "full_name": "唐晚舟", P3 + "position": "总经理", P3 + "mobile": "139 5555 0000",
         A + "employee_count": 4860},
        unknown={"电话/传真": "0574-1/2"},
    ),
    Case(
        "labels nobody knows are listed with what stands beside them",
        base(A4="厂区面积", B4="12 万平方米", A5="环保等级：A 类"),
        ALL,
        unknown={"厂区面积": "12 万平方米", "环保等级": "A 类"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_a_sheet_is_read_as_its_case_says(case: Case, reader: FormReader, tmp_path: Path) -> None:
    path = save(tmp_path / "form.xlsx", case.cells, case.merged, **case.options)
    result = read(reader, path)
    assert result.problem is None
    assert len(result.forms) == 1
    form = result.forms[0]
    assert values(form) == case.expected
    assert problems(form) == case.problems
    assert {each.text: each.value for each in form.unknown_labels} == case.unknown
