"""What an import of customers does to the data, row by row; expected values are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.errors import Cancelled, RuleError, StaleError
from kamdesk.exchange.applying import apply_plan
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.importing import import_files, lists_in, rows_from_text, write_errors
from kamdesk.exchange.plan import Action, ImportOptions
from kamdesk.exchange.planning import plan_import
from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountOwner, AccountStatusChange, AccountTierChange
from kamdesk.model.department import Staff
from kamdesk.model.document import ImportBatch
from kamdesk.store.store import Store
from kamdesk.work.accounts import create_account
from tests.exchange.outcomes import numbers

Take = Callable[..., dict[str, Any]]
Find = Callable[[str], Account]


def test_values_are_read_as_people_write_them(take: Take, account: Find) -> None:
    outcome = take(
        [
            ["客户名单（2026年）"],
            [
                "编号",
                "*客户名称",
                "级别",
                "邮编",
                "成立日期",
                "注册资金",
                "公司性质",
                "备注",
                "职工人数",
            ],
            [
                "007",
                "甲公司",
                "B",
                "017602",
                "2008年11月20日",
                "1.2亿",
                "民企",
                "=高优先级",
                "1,200人",
            ],
            [
                "008",
                "乙公司",
                "",
                "092238",
                "20051231",
                "USD 200万",
                "国有、上市",
                "第一行\n第二行",
                "0",
            ],
        ]
    )
    assert numbers(outcome) == {"read": 2, "created": 2}
    assert outcome["problems"] == []
    first, second = account("甲公司"), account("乙公司")
    assert (first.account_code, first.postal_code, first.tier) == ("007", "017602", "B")
    assert first.founded_on == "2008-11-20"
    assert (first.registered_capital, first.registered_capital_currency) == (
        Decimal("120000000.00"),
        "CNY",
    )
    assert first.ownership_type == "private"
    assert first.remarks == "=高优先级"
    assert first.employee_count == 1200
    assert (second.founded_on, second.employee_count) == ("2005-12-31", 0)
    assert (second.registered_capital, second.registered_capital_currency) == (
        Decimal("2000000.00"),
        "USD",
    )
    assert second.ownership_type == "listed,state_owned"
    assert second.remarks == "第一行\n第二行"


def test_a_unit_in_the_heading_counts(take: Take, account: Find) -> None:
    take([["客户名称", "注册资金(万元)"], ["甲公司", "500"], ["乙公司", "2亿"]])
    assert account("甲公司").registered_capital == Decimal(5_000_000)
    assert account("乙公司").registered_capital == Decimal(200_000_000)


def test_a_column_of_currencies_belongs_to_its_amount(take: Take, account: Find) -> None:
    take(
        [
            ["客户名称", "年销售额", "年销售额币种"],
            ["甲公司", "100", "EUR"],
            ["乙公司", "100", ""],
            ["丙公司", "USD 100", "EUR"],
        ]
    )
    found = [account(name).yearly_sales_currency for name in ("甲公司", "乙公司", "丙公司")]
    assert found == ["EUR", "CNY", "USD"]


def test_what_cannot_be_read_is_reported_and_the_rest_taken(take: Take, account: Find) -> None:
    outcome = take(
        [
            ["客户名称", "级别", "成立日期", "城市"],
            ["甲公司", "重点", "2023-02-30", "武汉"],
            ["乙公司", "A", "1996", "成都"],
        ]
    )
    assert numbers(outcome) == {"read": 2, "created": 2}
    told = [
        (each["row"], each["cell"], each["field"], each["value"]) for each in outcome["problems"]
    ]
    assert told == [
        (2, "B2", "tier", "重点"),
        (2, "C2", "founded_on", "2023-02-30"),
        (3, "C3", "founded_on", "1996"),
    ]
    first = account("甲公司")
    assert (first.tier, first.founded_on, first.city) == (None, None, "武汉")
    assert account("乙公司").founded_on == "1996"


def test_every_row_is_accounted_for(take: Take) -> None:
    outcome = take(
        [
            ["客户名称", "客户编号", "城市"],
            ["甲公司", "1", "武汉"],
            ["", "2", "成都"],
            ["甲公司", "1", "武汉"],
            ["", "", ""],
            ["客户名称", "客户编号", "城市"],
            ["合计", "", "3"],
            ["丙公司", "3", ""],
        ]
    )
    assert numbers(outcome) == {"read": 6, "created": 2, "skipped": 3, "rejected": 1}
    assert [(each["row"], each["reason"]) for each in outcome["problems"]] == [
        (3, "The row has no name.")
    ]


def test_empty_cells_and_export_marks_overwrite_nothing(take: Take, account: Find) -> None:
    take([["客户名称", "传真", "城市"], ["甲公司", "027-1234567", "武汉"]])
    outcome = take([["客户名称", "传真", "城市"], ["甲公司", "", "NULL"]])
    assert numbers(outcome) == {"read": 1, "unchanged": 1}
    assert (account("甲公司").fax, account("甲公司").city) == ("027-1234567", "武汉")


def test_a_second_import_changes_nothing_and_undo_restores(
    take: Take, store: Store, exported: Callable[[], bytes]
) -> None:
    rows = [
        ["客户名称", "级别", "城市", "联系人"],
        ["甲公司", "A", "武汉", "张一"],
        ["乙公司", "重点", "", ""],
    ]
    take([["客户名称", "级别", "城市"], ["甲公司", "C", "北京"]])
    before = exported()
    first = take(rows)
    after = exported()
    second = take(rows)
    assert numbers(first) == {"read": 2, "created": 1, "updated": 1}
    assert numbers(second) == {"read": 2, "unchanged": 2}
    assert exported() == after
    assert store.undo() == "Import of list.csv"
    assert exported() == before
    assert store.redo() == "Import of list.csv"
    assert exported() == after


def test_nothing_is_written_in_a_trial(
    store: Store, list_file: Callable[..., Path], exported: Callable[[], bytes]
) -> None:
    before = exported()
    path = list_file([["客户名称", "城市"], ["甲公司", "武汉"]])
    report = import_files(store, [path], dry_run=True).dump()
    assert numbers(report["files"][0]) == {"read": 1, "created": 1}
    assert report["change"] is None
    assert exported() == before


def test_rows_are_matched_by_the_surest_that_is_filled(take: Take, account: Find) -> None:
    head = ["档案编号", "客户编号", "客户名称", "城市"]
    take(
        [
            head,
            ["KA-1", "C1", "甲公司", "武汉"],
            ["", "C2", "乙公司", "武汉"],
            ["", "", "丙公司", "武汉"],
        ]
    )
    outcome = take(
        [
            head,
            ["KA-1", "", "甲股份公司", "成都"],
            ["", "C2", "乙股份公司", "成都"],
            ["", "", "丙公司", "成都"],
        ]
    )
    assert numbers(outcome) == {"read": 3, "updated": 3}
    names = ("甲股份公司", "乙股份公司", "丙公司")
    assert [account(name).city for name in names] == ["成都"] * 3


def test_a_name_is_matched_apart_from_width_and_capitals_and_stays_as_it_is(
    take: Take, account: Find
) -> None:
    take([["客户名称", "城市"], ["ABC（中国）有限公司", "武汉"]])
    outcome = take([["客户名称", "城市"], ["abc(中国)有限公司", "成都"]])
    assert numbers(outcome) == {"read": 1, "updated": 1}
    assert account("ABC（中国）有限公司").city == "成都"


def test_the_same_name_with_another_code_is_rejected_as_a_likely_double(
    take: Take, account: Find
) -> None:
    rows = [["客户编号", "客户名称", "城市"], ["K1", "甲公司", "武汉"], ["K2", "甲公司", "成都"]]
    first, second = take(rows), take(rows)
    assert numbers(first) == {"read": 2, "created": 1, "rejected": 1}
    assert numbers(second) == {"read": 2, "unchanged": 1, "rejected": 1}
    assert "row 2" in first["problems"][0]["reason"]
    assert "K1, not K2" in second["problems"][0]["reason"]
    assert account("甲公司").city == "武汉"


def test_with_the_code_as_key_the_same_name_is_another_customer(take: Take, store: Store) -> None:
    rows = [["客户编号", "客户名称", "城市"], ["K1", "甲公司", "武汉"], ["K2", "甲公司", "成都"]]
    options = ImportOptions(key="account_code")
    assert numbers(take(rows, options=options)) == {"read": 2, "created": 2}
    assert numbers(take(rows, options=options)) == {"read": 2, "unchanged": 2}
    with store.read() as session:
        assert list(session.scalars(select(Account.city).order_by(Account.id))) == ["武汉", "成都"]


def test_with_the_name_as_key_a_new_code_is_taken(take: Take, account: Find) -> None:
    take([["客户编号", "客户名称"], ["K1", "甲公司"]])
    rows = [["客户编号", "客户名称"], ["K9", "甲公司"]]
    assert numbers(take(rows)) == {"read": 1, "rejected": 1}
    assert numbers(take(rows, options=ImportOptions(key="name"))) == {"read": 1, "updated": 1}
    assert account("甲公司").account_code == "K9"


def test_two_rows_about_one_customer_that_disagree_are_not_merged(
    take: Take, account: Find
) -> None:
    outcome = take([["客户名称", "城市"], ["甲公司", "武汉"], ["甲公司", "成都"]])
    assert numbers(outcome) == {"read": 2, "created": 1, "rejected": 1}
    assert account("甲公司").city == "武汉"


def test_a_key_that_names_no_field_is_refused(take: Take) -> None:
    with pytest.raises(RuleError, match="nickname"):
        take([["客户名称", "城市"], ["甲公司", "武汉"]], options=ImportOptions(key="nickname"))


def test_a_number_in_the_waste_basket_is_not_given_again(take: Take, store: Store) -> None:
    from kamdesk.work.trash import move_to_trash

    with store.change(message("begin")) as session:
        old = create_account(session, {"name": "甲公司", "archive_no": "KA-1"})
        move_to_trash(session, old)
    outcome = take([["档案编号", "客户名称"], ["KA-1", "甲公司"]])
    assert numbers(outcome) == {"read": 1, "rejected": 1}
    assert "waste basket" in outcome["problems"][0]["reason"]


def test_a_wrong_credit_code_is_reported(take: Take, account: Find) -> None:
    outcome = take(
        [
            ["客户名称", "统一社会信用代码"],
            ["甲公司", "91350100M000100Y43"],
            ["乙公司", "91350100M000100Y44"],
        ]
    )
    assert account("甲公司").uscc == "91350100M000100Y43"
    assert account("乙公司").uscc is None
    assert [(each["row"], each["field"]) for each in outcome["problems"]] == [(3, "uscc")]


def test_groups_are_linked_whatever_the_order_of_rows(take: Take, account: Find) -> None:
    rows = [
        ["客户名称", "上级集团"],
        ["孙公司", "子公司"],
        ["子公司", "母公司"],
        ["母公司", ""],
        ["孤公司", "无此集团公司"],
    ]
    outcome = take(rows)
    assert numbers(outcome) == {"read": 4, "created": 4}
    assert account("孙公司").parent_id == account("子公司").id
    assert account("子公司").parent_id == account("母公司").id
    assert account("孤公司").parent_id is None
    assert [(each["row"], each["field"], each["value"]) for each in outcome["problems"]] == [
        (5, "parent_id", "无此集团公司")
    ]
    assert numbers(take(rows)) == {"read": 4, "unchanged": 4}


def test_a_circle_of_groups_is_refused(take: Take, account: Find) -> None:
    outcome = take(
        [["客户名称", "上级集团"], ["甲公司", "乙公司"], ["乙公司", "丙公司"], ["丙公司", "甲公司"]]
    )
    assert numbers(outcome) == {"read": 3, "created": 3}
    assert [each["row"] for each in outcome["problems"]] == [4]
    assert account("丙公司").parent_id is None
    outcome = take([["客户名称", "上级集团"], ["丙公司", "甲公司"], ["甲公司", "甲公司"]])
    assert [each["row"] for each in outcome["problems"]] == [2, 3]
    assert account("甲公司").parent_id == account("乙公司").id


def test_owners_are_found_by_name_or_number_and_reported_if_unknown(
    take: Take, store: Store, account: Find
) -> None:
    with store.change(message("begin")) as session:
        session.add_all([Staff(number="S1", name="李梅"), Staff(number="S2", name="王强")])
    outcome = take(
        [["客户名称", "负责专员"], ["甲公司", "李梅"], ["乙公司", "S2"], ["丙公司", "赵无名"]]
    )
    with store.read() as session:
        ids = {staff.number: staff.id for staff in session.scalars(select(Staff))}
    assert account("甲公司").owner_id == ids["S1"]
    assert account("乙公司").owner_id == ids["S2"]
    assert account("丙公司").owner_id is None
    assert [(each["row"], each["value"]) for each in outcome["problems"]] == [(4, "赵无名")]


def test_unknown_owners_become_staff_if_the_person_says_so(
    take: Take, store: Store, account: Find
) -> None:
    rows = [["客户名称", "负责专员"], ["甲公司", "赵新"], ["乙公司", "赵新"]]
    assert numbers(take(rows, options=ImportOptions(create_staff=True))) == {
        "read": 2,
        "created": 2,
    }
    with store.read() as session:
        [staff] = session.scalars(select(Staff))
    assert (staff.number, staff.name) == ("赵新", "赵新")
    assert account("甲公司").owner_id == account("乙公司").owner_id == staff.id


def test_status_tier_and_owner_become_dated_facts(take: Take, store: Store) -> None:
    with store.change(message("begin")) as session:
        session.add(Staff(number="S1", name="李梅"))
    head = ["客户名称", "状态", "等级", "负责专员"]
    take([head, ["甲公司", "合作中", "B", "李梅"]], options=ImportOptions(on=date(2026, 1, 5)))
    take([head, ["甲公司", "流失", "A", "李梅"]], options=ImportOptions(on=date(2026, 3, 9)))
    with store.read() as session:
        statuses = session.execute(select(AccountStatusChange.to, AccountStatusChange.on)).all()
        tiers = session.execute(select(AccountTierChange.to, AccountTierChange.on)).all()
        owners = list(session.scalars(select(AccountOwner.since)))
        account = session.scalars(select(Account)).one()
    assert statuses == [("active", date(2026, 1, 5)), ("lost", date(2026, 3, 9))]
    assert tiers == [("B", date(2026, 1, 5)), ("A", date(2026, 3, 9))]
    assert owners == [date(2026, 1, 5)]
    assert (account.status, account.tier) == ("lost", "A")


def test_a_change_dated_before_the_last_fact_does_not_show(take: Take, account: Find) -> None:
    take([["客户名称", "等级"], ["甲公司", "A"]], options=ImportOptions(on=date(2026, 5, 1)))
    take([["客户名称", "等级"], ["甲公司", "C"]], options=ImportOptions(on=date(2026, 2, 1)))
    assert account("甲公司").tier == "A"


def test_a_new_account_without_status_is_a_prospect(take: Take, store: Store) -> None:
    take([["客户名称", "城市"], ["甲公司", "武汉"]], options=ImportOptions(on=date(2026, 1, 5)))
    with store.read() as session:
        facts = session.execute(select(AccountStatusChange.to, AccountStatusChange.on)).all()
    assert facts == [("prospect", date(2026, 1, 5))]


def test_only_ticked_rows_are_written(
    store: Store, list_file: Callable[..., Path], account: Find
) -> None:
    path = list_file(
        [["客户名称", "上级集团"], ["甲公司", "乙公司"], ["乙公司", ""], ["丙公司", ""]]
    )
    with store.read() as session:
        [(sheet, header, mapping)] = lists_in(session, open_sheets(path))
        plan = plan_import(session, sheet, header, mapping)
    assert [row.action for row in plan.rows] == [Action.CREATED] * 3
    with store.change(message("import")) as session:
        counts = apply_plan(session, plan, rows={2, 4})
    assert counts == {
        "read": 3, "created": 2, "updated": 0, "unchanged": 0, "skipped": 1, "rejected": 0,
    }  # fmt: skip
    assert account("甲公司").parent_id is None
    with store.read() as session:
        assert list(session.scalars(select(Account.name).order_by(Account.id))) == [
            "甲公司",
            "丙公司",
        ]


def test_a_plan_shows_what_was_and_what_would_be(
    take: Take, store: Store, list_file: Callable[..., Path]
) -> None:
    take([["客户名称", "城市", "传真"], ["甲公司", "武汉", "027-1234567"]])
    path = list_file([["客户名称", "城市", "传真"], ["甲公司", "成都", "027-1234567"]])
    with store.read() as session:
        [(sheet, header, mapping)] = lists_in(session, open_sheets(path))
        [row] = plan_import(session, sheet, header, mapping).rows
    assert row.changes() == [("city", "武汉", "成都")]


def test_a_plan_is_not_applied_to_other_data_than_it_was_made_for(
    store: Store, list_file: Callable[..., Path]
) -> None:
    path = list_file([["客户名称", "城市"], ["甲公司", "武汉"]])
    with store.read() as session:
        [(sheet, header, mapping)] = lists_in(session, open_sheets(path))
        plan = plan_import(session, sheet, header, mapping)
    with store.change(message("meanwhile")) as session:
        create_account(session, {"name": "甲公司"})
    with pytest.raises(StaleError), store.change(message("import")) as session:
        apply_plan(session, plan)


class Impatient:
    """Progress of somebody who stops after some steps."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, done: int, total: int, text: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled("stopped")


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_stopped_import_leaves_nothing(
    store: Store, list_file: Callable[..., Path], exported: Callable[[], bytes], steps: int
) -> None:
    before = exported()
    path = list_file([["客户名称", "联系人"], ["甲公司", "张一"]])
    with pytest.raises(Cancelled):
        import_files(store, [path], progress=Impatient(steps))
    assert exported() == before
    assert store.undo_label() is None


def test_a_bad_file_stops_no_other(
    store: Store, list_file: Callable[..., Path], tmp_path: Path
) -> None:
    prose = tmp_path / "letter.csv"
    prose.write_text("Dear customer, thank you.\nWe are glad.\n", encoding="utf-8")
    good = list_file([["客户名称", "城市"], ["甲公司", "武汉"]])
    report = import_files(store, [prose, good]).dump()
    assert "error" in report["files"][0]
    assert numbers(report["files"][1]) == {"read": 1, "created": 1}
    assert store.undo() is not None
    assert store.undo() is None


def test_an_import_is_kept_on_record(take: Take, store: Store) -> None:
    take([["客户名称", "级别"], ["甲公司", "重点"], ["", "A"]])
    with store.read() as session:
        batch = session.scalars(select(ImportBatch)).one()
    assert (batch.file_name, batch.kind, len(batch.sha256)) == ("list.csv", "accounts", 64)
    assert batch.counts["created"] == batch.counts["rejected"] == 1
    assert batch.outcome[:2] == [[2, "created", ""], [3, "rejected", "The row has no name."]]


def test_rows_not_taken_whole_come_as_a_workbook(
    store: Store, list_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = list_file(
        [
            ["客户编号", "客户名称", "级别", "备注"],
            ["001", "甲公司", "A", ""],
            ["002", "", "B", "=1+1"],
            ["003", "丙公司", "重点", ""],
        ]
    )
    import_files(store, [path], errors=tmp_path / "errors.xlsx")
    [sheet] = open_sheets(tmp_path / "errors.xlsx").sheets
    assert sheet.rows[0] == ["客户编号", "客户名称", "级别", "备注", "Why not taken", "Row", "File"]
    assert sheet.rows[1][:4] == ["002", None, "B", "=1+1"]
    assert sheet.rows[1][4:] == ["B3: The row has no name.", "3", "list.csv"]
    assert sheet.rows[2][:3] == ["003", "丙公司", "重点"]
    assert "C4:" in str(sheet.rows[2][4])
    assert len(sheet.rows) == 3


def test_corrected_errors_can_be_imported(
    store: Store, list_file: Callable[..., Path], tmp_path: Path, account: Find
) -> None:
    path = list_file([["客户编号", "客户名称", "级别"], ["001", "甲公司", "重点"]])
    import_files(store, [path], errors=tmp_path / "errors.xlsx")
    rows = open_sheets(tmp_path / "errors.xlsx").sheets[0].rows
    corrected = list_file(
        [["" if cell is None else str(cell).replace("重点", "A") for cell in row] for row in rows],
        "corrected.csv",
    )
    outcome = import_files(store, [corrected]).dump()["files"][0]
    assert numbers(outcome) == {"read": 1, "updated": 1}
    assert account("甲公司").tier == "A"


def test_an_errors_workbook_without_errors_has_headings_only(tmp_path: Path) -> None:
    assert write_errors(tmp_path / "errors.xlsx", []) == 0
    assert len(open_sheets(tmp_path / "errors.xlsx").sheets[0].rows) == 1


def test_rows_copied_from_a_spreadsheet() -> None:
    sheet = rows_from_text('客户名称\t备注\r\n甲公司\t"第一行\n第二行"\r\n乙公司\t\r\n')
    assert sheet.rows == [["客户名称", "备注"], ["甲公司", "第一行\n第二行"], ["乙公司", None]]


def test_every_visible_sheet_that_is_a_list_is_taken(store: Store, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "填写说明"
    notes.append(["请如实填写"])
    for name, hidden in (("华东", False), ("旧", True), ("华南", False)):
        sheet = book.create_sheet(name)
        sheet.append(["客户名称", "城市"])
        sheet.append([f"{name}公司", "武汉"])
        sheet.sheet_state = "hidden" if hidden else "visible"
    book.save(tmp_path / "regions.xlsx")
    report = import_files(store, [tmp_path / "regions.xlsx"]).dump()
    assert [(each["sheet"], each["created"]) for each in report["files"]] == [
        ("华东", 1),
        ("华南", 1),
    ]
    assert store.undo() == "Import of regions.xlsx"
    assert store.undo() is None


def test_damaged_cells_are_reported(store: Store, tmp_path: Path, account: Find) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["客户名称", "账号", "城市"])
    sheet.append(["甲公司", 622202123456789012, "=1/0"])
    book.save(tmp_path / "list.xlsx")
    outcome = import_files(store, [tmp_path / "list.xlsx"]).dump()["files"][0]
    assert [each["field"] for each in outcome["problems"]] == ["bank_account_no", "city"]
    assert (account("甲公司").bank_account_no, account("甲公司").city) == (None, None)
