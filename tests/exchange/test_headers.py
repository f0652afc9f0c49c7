"""Headings are found and understood as people write them, in both languages, and asked once where nobody knows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kamdesk.errors import RuleError
from kamdesk.exchange.headers import all_labels, find_header, header_at
from kamdesk.exchange.importing import import_files, lists_in
from kamdesk.exchange.mapping import ColumnMapping
from kamdesk.exchange.sheets import Book, Sheet, Value
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.fields import Kind
from kamdesk.store.store import Store
from kamdesk.work.fields import define_field


def mapped(store: Store, *rows: list[Value], kind: str = "") -> tuple[str, dict[str, str]]:
    """Kind and columns that are guessed for a sheet with these rows."""
    sheet = Sheet("list", list(rows))
    with store.read() as session:
        [(_sheet, _header, found)] = lists_in(session, Book("csv", (sheet,)), kind or None)
    return found.kind, found.columns


def test_the_headings_are_found_below_titles_and_notes(store: Store) -> None:
    sheet = Sheet(
        "list",
        [
            ["客户名单（2026年）", None, None],
            [],
            ["制表日期：", "2026-11-03", None],
            ["客户名称", "邮编", "传真"],
            ["海川精密仪器有限公司", "012345", None],
        ],
    )
    with store.read() as session:
        header = find_header(sheet, list(all_labels(session).values()))
    assert header is not None
    assert header.row == 3
    assert [column.name for column in header.columns] == ["客户名称", "邮编", "传真"]


def test_a_sheet_of_other_things_has_no_headings(store: Store) -> None:
    sheet = Sheet("notes", [["填写说明"], ["请如实填写各栏。"], ["示例", "某某公司"]])
    with store.read() as session:
        assert find_header(sheet, list(all_labels(session).values())) is None


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("*客户名称", "account.name"),
        ("客 户 名 称：", "account.name"),
        ("成立日期*", "account.founded_on"),
        ("注册资金(万元)", "account.registered_capital"),
        ("注册资本（万美元）", "account.registered_capital"),
        ("year_established", "account.founded_on"),
        ("postalCode", "account.postal_code"),
        ("POSTAL CODE", "account.postal_code"),
        ("公司传真", "account.fax"),
        ("subsidiary_of", "account.parent_id"),
        ("联系人", "contact.full_name"),
        ("手机", "contact.mobile"),
        ("contactTitle", "contact.position"),
        ("法定代表人", "legal_representative.full_name"),
        ("总经理电话", "principal.phone"),
        ("电话", "account.phone"),
        ("联系人1", "contact.full_name"),
        ("联系人1电话", "contact.phone"),
        ("所在地区", "account.region"),
        ("Account Owner", "account.owner_id"),
        ("客户编码", "account.account_code"),
    ],
)
def test_a_heading_of_a_customer_list(store: Store, heading: str, target: str) -> None:
    _kind, columns = mapped(store, ["档案编号", "客户等级", heading], kind="accounts")
    assert columns[heading] == target


@pytest.mark.parametrize(
    "heading", ["收货地址", "客服电话", "微信公众号账号", "实缴资本", "产品名称"]
)
def test_a_label_that_only_looks_alike_is_not_taken(store: Store, heading: str) -> None:
    _kind, columns = mapped(store, ["客户名称", "邮编", heading])
    assert columns[heading] == ""


def test_a_second_telephone_is_that_of_the_person(store: Store) -> None:
    _kind, columns = mapped(store, ["客户名称", "邮编", "电话", "联系人", "联系电话"])
    assert columns["电话"] == "account.phone"
    assert columns["联系电话"] == "contact.phone"


def test_equal_headings_are_told_apart(store: Store) -> None:
    _kind, columns = mapped(store, ["客户名称", "备注", "备注"])
    assert columns == {
        "客户名称": "account.name",
        "备注": "account.remarks",
        "备注 [2]": "contact.note",
    }


def test_company_and_name_are_customer_and_person(store: Store) -> None:
    kind, columns = mapped(store, ["Name", "Company", "Title", "Mobile"])
    assert kind == "contacts"
    assert columns == {
        "Name": "contact.full_name",
        "Company": "contact.account_id",
        "Title": "contact.position",
        "Mobile": "contact.mobile",
    }


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (["姓名", "客户名称", "职位", "部门", "手机"], "contacts"),
        (["客户名称", "联系人", "手机", "地址", "传真"], "accounts"),
        (["工号", "姓名", "岗位", "入职日期"], "staff"),
        (["sales_agent", "manager", "regional_office"], "staff"),
        (["account", "sector", "revenue", "employees"], "accounts"),
    ],
)
def test_what_a_list_holds_is_told_by_its_headings(
    store: Store, headings: list[Value], kind: str
) -> None:
    assert mapped(store, headings)[0] == kind


def test_a_list_with_a_customer_twice_is_one_of_persons(store: Store) -> None:
    headings: list[Value] = ["客户名称", "联系人", "职位", "手机"]
    once = mapped(store, headings, ["甲", "张一", None, None], ["乙", "李二", None, None])
    twice = mapped(store, headings, ["甲", "张一", None, None], ["甲", "李二", None, None])
    assert (once[0], twice[0]) == ("accounts", "contacts")


def test_a_list_of_orders_is_not_taken_for_customers(
    store: Store, list_file: Callable[..., Path]
) -> None:
    path = list_file(
        [
            [
                "order",
                "account",
                "product",
                "deal_stage",
                "engage_date",
                "close_date",
                "close_value",
            ],
            ["1", "Acme", "Saw", "Won", "2026-01-01", "2026-02-01", "12"],
        ]
    )
    report = import_files(store, [path])
    assert "holds no list" in report.dump()["files"][0]["error"]
    assert report.change is None
    assert not report.complete


def test_fields_of_the_department_are_headings_too(store: Store) -> None:
    with store.change(message("define")) as session:
        key = define_field(session, Account, "冷库数量", Kind.INTEGER).key
    assert mapped(store, ["客户名称", "冷库数量"])[1]["冷库数量"] == f"account.{key}"


def test_a_mapping_is_remembered(store: Store, list_file: Callable[..., Path]) -> None:
    rows = [["客户名称", "邮编", "外号"], ["海川公司", "012345", "老海"]]
    first = import_files(
        store,
        [list_file(rows)],
        mapping=ColumnMapping("accounts", {"外号": "account.short_name"}),
    )
    assert first.dump()["files"][0]["unknown_columns"] == []
    assert mapped(store, ["客户名称", "外号"])[1]["外号"] == "account.short_name"


def test_a_column_nobody_knows_is_named(store: Store, list_file: Callable[..., Path]) -> None:
    rows = [["客户名称", "邮编", "外号"], ["海川公司", "012345", "老海"]]
    assert import_files(store, [list_file(rows)]).dump()["files"][0]["unknown_columns"] == ["外号"]


def test_a_mapping_goes_through_a_file(tmp_path: Path) -> None:
    mapping = ColumnMapping("accounts", {"外号": "account.short_name", "序": ""})
    mapping.save(tmp_path / "mapping.json")
    assert ColumnMapping.read(tmp_path / "mapping.json") == mapping


def test_a_field_that_does_not_exist_is_refused(
    store: Store, list_file: Callable[..., Path]
) -> None:
    path = list_file([["客户名称", "邮编"], ["海川公司", "012345"]])
    with pytest.raises(RuleError, match=r"account\.nickname"):
        import_files(store, [path], mapping=ColumnMapping("accounts", {"邮编": "account.nickname"}))


def test_a_column_without_heading_is_kept_apart(store: Store) -> None:
    header = header_at(Sheet("list", [["客户名称", None, None], ["海川公司", None, "x"]]), 0)
    assert [column.name for column in header.columns] == ["客户名称", "C"]
