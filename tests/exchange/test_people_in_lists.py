"""Persons: beside a customer, in a list of their own, and the department's staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from kamdesk.exchange.plan import ImportOptions
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind
from kamdesk.store.store import Store
from kamdesk.work.accounts import create_account
from kamdesk.work.fields import define_field
from tests.exchange.outcomes import numbers

Take = Callable[..., dict[str, Any]]
People = Callable[[str], list[tuple[str, str | None, str | None]]]


def test_the_person_beside_a_customer_becomes_the_main_contact(take: Take, people: People) -> None:
    rows = [["客户名称", "联系人", "手机"], ["甲公司", "黄芳", "013565623510"]]
    assert numbers(take(rows)) == {"read": 1, "created": 1}
    assert people("甲公司") == [("黄芳", "main_contact", "013565623510")]
    assert numbers(take(rows)) == {"read": 1, "unchanged": 1}


def test_a_known_person_is_changed_and_another_one_added(take: Take, people: People) -> None:
    head = ["客户名称", "联系人", "手机"]
    take([head, ["甲公司", "黄芳", "13500000001"]])
    assert numbers(take([head, ["甲公司", "黄芳", "13500000002"]])) == {"read": 1, "updated": 1}
    assert people("甲公司") == [("黄芳", "main_contact", "13500000002")]
    assert numbers(take([head, ["甲公司", "李刚", "13500000003"]])) == {"read": 1, "updated": 1}
    assert people("甲公司") == [
        ("黄芳", "main_contact", "13500000002"),
        ("李刚", None, "13500000003"),
    ]


def test_several_rows_of_one_customer_bring_several_persons(take: Take, people: People) -> None:
    rows = [
        ["客户编号", "客户名称", "城市", "地址", "联系人", "手机"],
        ["K1", "甲公司", "武汉", "建设路1号", "黄芳", "13500000001"],
        ["K1", "甲公司", "武汉", "", "李刚", "13500000002"],
        ["K1", "甲公司", "武汉", "", "黄芳", "13500000001"],
    ]
    outcome = take(rows, kind="accounts")
    assert numbers(outcome) == {"read": 3, "created": 1, "updated": 1, "unchanged": 1}
    assert people("甲公司") == [
        ("黄芳", "main_contact", "13500000001"),
        ("李刚", None, "13500000002"),
    ]
    assert numbers(take(rows, kind="accounts")) == {"read": 3, "unchanged": 3}


def test_details_of_nobody_are_reported(take: Take, people: People) -> None:
    outcome = take([["客户名称", "联系人", "手机"], ["甲公司", "", "13500000001"]])
    assert [(each["row"], each["field"]) for each in outcome["problems"]] == [(2, "contact.mobile")]
    assert people("甲公司") == []


def test_persons_of_the_archive_form_have_their_columns(take: Take, people: People) -> None:
    rows = [
        ["客户名称", "邮编", "法定代表人", "总经理", "联系人"],
        ["甲公司", "012345", "王强", "王强", "黄芳"],
    ]
    assert numbers(take(rows)) == {"read": 1, "created": 1}
    assert sorted(people("甲公司")) == [
        ("王强", "legal_representative", None),
        ("王强", "principal", None),
        ("黄芳", "main_contact", None),
    ]
    assert numbers(take(rows)) == {"read": 1, "unchanged": 1}


def test_a_role_that_is_taken_is_not_given_away(take: Take, people: People) -> None:
    head = ["客户名称", "邮编", "法定代表人"]
    take([head, ["甲公司", "012345", "王强"]])
    outcome = take([head, ["甲公司", "012345", "赵新"]])
    assert numbers(outcome) == {"read": 1, "updated": 1}
    assert "赵新" in outcome["problems"][0]["reason"]
    assert people("甲公司") == [("王强", "legal_representative", None), ("赵新", None, None)]


def test_a_list_of_persons(take: Take, store: Store, people: People) -> None:
    with store.change(message("begin")) as session:
        create_account(session, {"name": "甲公司", "account_code": "K1"})
        create_account(session, {"name": "乙公司"})
    rows = [
        ["姓名", "客户名称", "客户编号", "职位", "档案角色", "汇报对象", "手机", "生日"],
        ["黄芳", "", "K1", "采购员", "主要联系人", "李刚", "13500000001", "5月18日"],
        ["李刚", "甲公司", "", "采购部长", "主要联系人", "", "", ""],
        ["黄芳", "乙公司", "", "", "", "", "", ""],
        ["周杰", "丙公司", "", "", "", "", "", ""],
        ["", "甲公司", "", "司机", "", "", "", ""],
    ]
    outcome = take(rows)
    assert outcome["kind"] == "contacts"
    assert numbers(outcome) == {"read": 5, "created": 3, "rejected": 2}
    assert people("甲公司") == [("李刚", None, None), ("黄芳", "main_contact", "13500000001")]
    with store.read() as session:
        contacts = {
            (each.full_name, each.account_id): each for each in session.scalars(select(Contact))
        }
        first = session.scalars(select(Account.id).where(Account.name == "甲公司")).one()
    assert contacts["黄芳", first].reports_to_id == contacts["李刚", first].id
    assert contacts["黄芳", first].birth_date == "--05-18"
    told = [(each["row"], each["field"]) for each in outcome["problems"]]
    assert told == [(2, "birth_date"), (3, "form_role"), (5, "full_name"), (6, "full_name")]
    assert numbers(take(rows)) == {"read": 5, "unchanged": 3, "rejected": 2}


def test_who_left_has_no_role(take: Take, store: Store, people: People) -> None:
    take([["客户名称", "联系人"], ["甲公司", "黄芳"]])
    outcome = take([["姓名", "客户名称", "部门", "离职日期"], ["黄芳", "甲公司", "", "2026-03-01"]])
    assert numbers(outcome) == {"read": 1, "updated": 1}
    assert people("甲公司") == [("黄芳", None, None)]


def test_staff_with_superiors_further_down(take: Take, store: Store) -> None:
    rows = [
        ["工号", "姓名", "岗位", "直接上级", "区域"],
        ["002", "李梅", "大客户专员", "王强", "华东"],
        ["001", "王强", "经理", "", "华东"],
        ["", "赵新", "", "002", ""],
        ["004", "周杰", "", "无此人", ""],
    ]
    outcome = take(rows)
    assert outcome["kind"] == "staff"
    assert numbers(outcome) == {"read": 4, "created": 4}
    with store.read() as session:
        staff = {each.name: each for each in session.scalars(select(Staff))}
    assert (staff["李梅"].number, staff["李梅"].position) == ("002", "specialist")
    assert staff["李梅"].superior_id == staff["王强"].id
    assert (staff["赵新"].number, staff["赵新"].superior_id) == ("赵新", staff["李梅"].id)
    assert [each["value"] for each in outcome["problems"]] == ["无此人"]
    assert numbers(take(rows)) == {"read": 4, "unchanged": 4}


def test_superiors_nobody_knows_become_staff_if_the_person_says_so(
    take: Take, store: Store
) -> None:
    rows = [
        ["sales_agent", "manager", "regional_office"],
        ["Ann", "Dora", "Central"],
        ["Ben", "Dora", "Central"],
    ]
    outcome = take(rows, options=ImportOptions(create_staff=True))
    assert numbers(outcome) == {"read": 2, "created": 2}
    with store.read() as session:
        staff = {each.name: each for each in session.scalars(select(Staff))}
    assert sorted(staff) == ["Ann", "Ben", "Dora"]
    assert staff["Ann"].superior_id == staff["Ben"].superior_id == staff["Dora"].id


def test_fields_of_the_department_are_read_and_keep_their_neighbours(
    take: Take, store: Store
) -> None:
    with store.change(message("define")) as session:
        rooms = define_field(session, Account, "冷库数量", Kind.INTEGER).key
        since = define_field(session, Account, "首单日期", Kind.DATE).key
        hobby = define_field(session, Contact, "球类", Kind.TEXT).key
    head = ["客户名称", "冷库数量", "首单日期", "联系人", "球类"]
    take([head, ["甲公司", "3", "2026年1月5日", "黄芳", "羽毛球"]])
    outcome = take([head, ["甲公司", "4", "", "黄芳", "网球"]])
    assert numbers(outcome) == {"read": 1, "updated": 1}
    with store.read() as session:
        account = session.scalars(select(Account)).one()
        contact = session.scalars(select(Contact)).one()
    assert account.custom == {rooms: 4, since: "2026-01-05"}
    assert contact.custom == {hobby: "网球"}
