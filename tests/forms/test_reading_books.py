"""Which sheets of a workbook are forms, how many forms a sheet holds, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from kamdesk.exchange.sheets import Book, Sheet, Value
from kamdesk.forms import batch
from kamdesk.forms.data import FormData, edition
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.read import FormReader
from kamdesk.forms.write import write_form, write_many
from kamdesk.i18n import message
from kamdesk.store.store import Store
from tests.forms.helpers import read, save, values

ONE = {
    "A1": "客户名称",
    "B1": "青砚化工",
    "A2": "邮编",
    "B2": "315800",
    "A3": "传真",
    "B3": "0574-8890 1122",
}
ONE_READ = {
    "account.name": "青砚化工",
    "account.postal_code": "315800",
    "account.fax": "0574-8890 1122",
}
OTHER_READ = {
    "account.name": "望潮港务",
    "account.postal_code": "316000",
    "account.fax": "0580-2260 3344",
}


def shifted(rows: int, columns: str = "AB") -> dict[str, str]:
    """The second customer's cells, lower down or further right."""
    label, value = columns
    return {
        f"{label}{1 + rows}": "客户名称",
        f"{value}{1 + rows}": "望潮港务",
        f"{label}{2 + rows}": "邮编",
        f"{value}{2 + rows}": "316000",
        f"{label}{3 + rows}": "传真",
        f"{value}{3 + rows}": "0580-2260 3344",
    }


def test_an_instruction_sheet_and_a_hidden_one_give_no_values(
    reader: FormReader, tmp_path: Path
) -> None:
    example = {
        "A1": "填写示例",
        "A2": "客户名称",
        "B2": "示例公司",
        "A3": "邮编",
        "B3": "100000",
        "A4": "传真",
        "B4": "010-1",
    }
    path = save(tmp_path / "a.xlsx", ONE, more={"填写说明": example, "旧": shifted(0)})
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    result = read(reader, path)
    assert [values(form) for form in result.forms] == [ONE_READ]
    assert len(result.notes) == 1
    assert "填写说明" in result.notes[0]


def test_two_customers_below_each_other_are_two_forms(reader: FormReader, tmp_path: Path) -> None:
    cells = {"A1": "客户信息登记表", **{f"{a[0]}{int(a[1:]) + 1}": v for a, v in ONE.items()},
             "A6": "客户信息登记表", **shifted(6)}  # fmt: skip
    result = read(reader, save(tmp_path / "a.xlsx", cells))
    assert [values(form) for form in result.forms] == [ONE_READ, OTHER_READ]


def test_two_customers_side_by_side_are_two_forms(reader: FormReader, tmp_path: Path) -> None:
    result = read(reader, save(tmp_path / "a.xlsx", {**ONE, **shifted(0, "DE")}))
    assert [values(form) for form in result.forms] == [ONE_READ, OTHER_READ]


def test_the_same_customer_on_two_pages_is_one_form(reader: FormReader, tmp_path: Path) -> None:
    more = {"A5": "客户名称", "B5": "青砚化工", "A6": "开户行", "B6": "海曙支行", "A7": "账号", "B7": "0012",
    "A8": "主要股东",
            "B8": "甲"}  # fmt: skip
    result = read(reader, save(tmp_path / "a.xlsx", {**ONE, **more}))
    expected = {**ONE_READ, "account.bank_name": "海曙支行", "account.bank_account_no": "0012",
                "account.main_shareholders": "甲"}  # fmt: skip
    assert [values(form) for form in result.forms] == [expected]


def test_each_sheet_may_hold_a_customer(reader: FormReader, tmp_path: Path) -> None:
    result = read(reader, save(tmp_path / "a.xlsx", ONE, title="青砚", more={"望潮": shifted(4)}))
    assert [(form.sheet, values(form)) for form in result.forms] == [
        ("青砚", ONE_READ),
        ("望潮", OTHER_READ),
    ]


def test_a_list_says_that_it_is_one(reader: FormReader, tmp_path: Path) -> None:
    cells = {"A1": "客户名称", "B1": "邮编", "C1": "传真", "D1": "联系人", "A2": "青砚化工", "B2": "315800",
    "C2": "0574-1",
             "D2": "唐晚舟", "A3": "望潮港务", "B3": "316000", "C3": "0580-1", "D3": "李四"}  # fmt: skip
    result = read(reader, save(tmp_path / "a.xlsx", cells))
    assert result.forms == []
    assert result.problem == "This is a list of records, not a form; import it as a list."


def test_something_else_says_that_it_is_no_form(reader: FormReader, tmp_path: Path) -> None:
    result = read(
        reader,
        save(
            tmp_path / "a.xlsx",
            {"A1": "十一月值班表", "A2": "姓名", "B2": "何苒", "A3": "电话", "B3": "8001"},
        ),
    )
    assert result.forms == []
    assert result.problem == "No customer archive form was found in this file."


def test_a_text_file_is_no_form(reader: FormReader, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("客户名称,青砚化工\n邮编,315800\n传真,0574\n", encoding="utf-8")
    result = read(reader, path)
    assert result.forms == []
    assert result.problem == "This is a text file, not a workbook with a form."


def test_a_learned_label_is_used_and_an_ignored_one_no_longer_listed(
    store: Store, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", {**ONE, "A4": "厂区热线", "B4": "0574-8890 1100", "A5": "司机电话", "B5": "139",
                                      "A6": "掌门人", "B6": "纪宏声"})  # fmt: skip
    with store.read() as session:
        before = read(batch.reader(session), path).forms[0]
    assert [each.text for each in before.unknown_labels] == ["厂区热线", "司机电话", "掌门人"]
    with store.read() as session:
        forms = batch.reader(session).forms
    with store.change(message("Learn")) as session:
        batch.remember_label(session, forms["archive"], "厂区热线", "account.phone")
        batch.remember_label(session, forms["archive"], "掌 门 人：", "principal.full_name")
        batch.remember_label(session, forms["archive"], "司机电话", "")
    with store.read() as session:
        after = read(batch.reader(session), path).forms[0]
    assert values(after) == {
        **ONE_READ,
        "account.phone": "0574-8890 1100",
        "principal.full_name": "纪宏声",
    }
    assert after.found["account.phone"].how == "learned"
    assert after.unknown_labels == []


def test_many_in_one_workbook_read_back_with_their_records(store: Store, tmp_path: Path) -> None:
    kind = form_kind("archive")
    data = [
        FormData(uid, name, {"account.name": name, "account.postal_code": "007"})
        for uid, name in (("u-1", "青砚/化工"), ("u-2", "青砚:化工"), ("u-3", "望潮港务"))
    ]
    with store.read() as session:
        form = kind.declare(session)
        write_many(tmp_path / "many.xlsx", form, edition(session, "zh"), data)
        result = read(batch.reader(session), tmp_path / "many.xlsx")
    assert [(each.uid, each.value("account.name"), each.value("account.postal_code")) for each in result.forms] == [
        ("u-1", "青砚/化工", "007"), ("u-2", "青砚:化工", "007"), ("u-3", "望潮港务", "007"),
    ]  # fmt: skip
    assert [each.sheet for each in result.forms] == ["青砚 化工", "青砚 化工 (2)", "望潮港务"]


def test_a_blank_form_lists_every_field_as_empty(
    store: Store, reader: FormReader, tmp_path: Path
) -> None:
    with store.read() as session:
        write_form(tmp_path / "blank.xlsx", reader.forms["archive"], edition(session, "zh"))
    form = read(reader, tmp_path / "blank.xlsx").forms[0]
    printed = [
        item.key
        for part in reader.forms["archive"].parts()
        if hasattr(part, "items")
        for item in part.items
    ]
    assert set(printed) <= set(form.found)
    assert values(form) == {}
    assert all(found.empty for found in form.found.values())
    assert {found.how for found in form.found.values()} == {"name", "check_box"}
    assert form.unknown_labels == []


def test_a_sheet_larger_than_any_form_is_no_form(reader: FormReader) -> None:
    rows: list[list[Value]] = [["客户名称", "青砚化工"], ["邮编", "315800"], ["传真", "0574"]]
    rows += [["行", float(number)] for number in range(3_000)]
    result = reader.read(Book("xlsx", (Sheet("表", rows),)))
    assert result.problem == "This is a list of records, not a form; import it as a list."


def test_another_form_of_ours_and_a_newer_one_are_told(reader: FormReader) -> None:
    rows: list[list[Value]] = [["客户名称", "青砚化工"], ["邮编", "315800"], ["传真", "0574"]]
    visit = Book("xlsx", (Sheet("表", rows),), properties={"kamdesk_form": "visit_record"})
    assert reader.read(visit).problem == "This is another form of kamdesk (“visit_record”)."
    newer = Book(
        "xlsx",
        (Sheet("表", rows),),
        properties={"kamdesk_form": "archive", "kamdesk_version": "99"},
    )
    assert reader.read(newer).notes == [
        "This form comes from a newer kamdesk; what is new in it is not read."
    ]
