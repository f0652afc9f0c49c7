"""A form beside its account: which account it means, what it changes, what it leaves alone, and what filing it does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from kamdesk.forms import batch
from kamdesk.forms.batch import BatchResult, FileReading
from kamdesk.forms.data import edition
from kamdesk.forms.differences import FormDifference, State, Ticks
from kamdesk.forms.layouts import form_kind
from kamdesk.forms.write import write_form
from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountOwner, AccountTierChange, PurchaseNeed
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.document import ImportBatch
from kamdesk.store.store import Store
from kamdesk.work.accounts import change_person, create_account, person_in_role, persons
from tests.forms.helpers import save

ARCHIVE = form_kind("archive")


@pytest.fixture
def account_id(store: Store) -> int:
    """青砚化工 with a phone, a fax, a main contact, a purchase need and a further contact."""
    with store.change(message("Set up")) as session:
        session.add(Staff(number="S1", name="周予安"))
        session.add(Staff(number="S2", name="何苒"))
        account = create_account(
            session,
            {"name": "青砚化工", "archive_no": "KA-7", "phone": "0574-8890 1100", "fax": "0574-8890 1122",
             "registered_capital": Decimal("50000000"), "tier": "B"},
            date(2026, 1, 5),
        )  # fmt: skip
        change_person(
            session, account, "main_contact", {"full_name": "唐晚舟", "position": "设备副总"}
        )
        session.add(PurchaseNeed(account_id=account.id, product="轴承", our_share=Decimal("0.25")))
        session.add(
            Contact(account_id=account.id, full_name="李四", lunar_birthday=False, custom={})
        )
        session.flush()
        return account.id


def filled(store: Store, account_id: int, path: Path, changes: dict[str, Any]) -> Path:
    """The account's form with some named cells changed by hand."""
    with store.read() as session:
        form = ARCHIVE.declare(session)
        write_form(path, form, edition(session, "zh"), ARCHIVE.collect(session, form, account_id))
    book = openpyxl.load_workbook(path)
    for name, value in changes.items():
        sheet, place = next(iter(book.defined_names[name].destinations))
        book[sheet][place.replace("$", "")] = value
    book.save(path)
    return path


def looked_at(store: Store, *paths: Path) -> list[FileReading]:
    with store.read() as session:
        reader = batch.reader(session)
        files = batch.read_many(paths, reader)
        batch.compare_many(session, reader.forms, files)
    return files


def only(files: list[FileReading]) -> FormDifference:
    (file,) = files
    (difference,) = file.differences
    return difference


def filed(
    store: Store, files: list[FileReading], ticks: dict[int, Ticks] | None = None
) -> BatchResult:
    with store.read() as session:
        form = ARCHIVE.declare(session)
    return batch.apply_many(store, {"archive": form}, files, ticks)


def changes_of(difference: FormDifference) -> dict[str, tuple[Any, Any]]:
    return {each.key: (each.old, each.new) for each in difference.changes}


def test_an_untouched_form_changes_nothing(store: Store, account_id: int, tmp_path: Path) -> None:
    files = looked_at(store, filled(store, account_id, tmp_path / "a.xlsx", {}))
    difference = only(files)
    assert (difference.how, difference.account_id) == ("uid", account_id)
    assert {each.state for each in difference.fields} == {State.SAME}
    undo = store.undo_label()
    assert filed(store, files) == BatchResult(read=1, unchanged=1)
    assert store.undo_label() == undo


def test_a_changed_form_shows_exactly_its_changes(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    path = filled(store, account_id, tmp_path / "a.xlsx", {
        "kam_account_phone": "0574-8890 1199", "kam_account_fax": None, "kam_account_bank_name": "海曙支行",
        "kam_account_registered_capital_currency": "USD", "kam_contact3_birth_date": date(1978, 11, 30),
        "kam_needs_r1_our_share": 0.3, "kam_needs_r2_product": "密封件", "kam_contacts_r1_full_name": "李思",
        "kam_account_ownership_type_private": "☑ 民营企业", "kam_account_owner_id": "何苒", "kam_account_tier": "A",
    })  # fmt: skip
    files = looked_at(store, path)
    difference = only(files)
    with store.read() as session:
        staff_id = session.scalar(select(Staff.id).where(Staff.name == "何苒"))
    capital = Decimal("50000000.00")
    assert changes_of(difference) == {
        "account.phone": ("0574-8890 1100", "0574-8890 1199"),
        "account.bank_name": (None, "海曙支行"),
        "account.registered_capital": (capital, capital),
        "account.ownership_type": (None, "private"),
        "account.tier": ("B", "A"),
        "account.owner_id": (None, staff_id),
        "main_contact.birth_date": (None, "1978-11-30"),
        "needs[0].our_share": (Decimal("0.2500"), Decimal("0.3")),
        "needs[1].product": (None, "密封件"),
        "contacts[0].full_name": ("李四", "李思"),
    }
    states = {each.key: each.state for each in difference.fields}
    assert states["account.fax"] is State.EMPTIED
    assert "account.fax" not in difference.default_ticks
    # name, phone, fax and capital and two of the contact's were there: 6 of 25; bank, ownership and birthday come.
    assert difference.completeness == (24, 36)
    assert filed(store, files) == BatchResult(read=1, updated=1, values=10)

    with store.read() as session:
        account = session.get_one(Account, account_id)
        assert (account.phone, account.fax, account.registered_capital_currency) == (
            "0574-8890 1199", "0574-8890 1122", "USD",
        )  # fmt: skip
        assert session.scalars(
            select(AccountTierChange.to).order_by(AccountTierChange.id)
        ).all() == ["B", "A"]
        assert session.scalars(select(AccountOwner.staff_id)).all() == [staff_id]
        needs = session.execute(
            select(PurchaseNeed.product, PurchaseNeed.our_share).order_by(PurchaseNeed.id)
        )
        assert [tuple(row) for row in needs] == [("轴承", Decimal("0.3000")), ("密封件", None)]
        assert [each.full_name for each in persons(session, account_id)] == ["唐晚舟", "李思"]
        (kept,) = session.scalars(select(ImportBatch))
        assert (kept.file_name, kept.kind, kept.counts["updated"]) == ("a.xlsx", "form:archive", 1)
    assert only(looked_at(store, path)).changes == []


def test_an_emptied_cell_empties_only_when_ticked(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    path = filled(
        store,
        account_id,
        tmp_path / "a.xlsx",
        {"kam_account_fax": None, "kam_needs_r1_product": None},
    )
    files = looked_at(store, path)
    filed(store, files, {0: Ticks(frozenset({"account.fax", "needs[0].product"}))})
    with store.read() as session:
        assert session.get_one(Account, account_id).fax is None
        assert session.scalars(select(PurchaseNeed.deleted_at)).one() is not None


def test_a_new_form_files_an_account_with_number_and_day(store: Store, tmp_path: Path) -> None:
    cells = {"A1": "客户名称", "B1": "望潮港务", "A2": "成立日期", "B2": "2004年5月", "A3": "联系人",
    "B3": "李四", "A4": "建档日期",
             "B4": "2025-03-12", "A5": "客户等级", "B5": "C"}  # fmt: skip
    files = looked_at(store, save(tmp_path / "a.xlsx", cells))
    difference = only(files)
    assert difference.is_new
    assert [each.key for each in difference.problems] == ["account.founded_on"]
    assert filed(store, files) == BatchResult(read=1, created=1, values=5)
    with store.read() as session:
        account = session.scalars(select(Account)).one()
        assert (account.archive_no, account.archive_date) == ("KA-2025-0001", date(2025, 3, 12))
        assert (account.founded_on, account.tier, account.status) == ("2004-05", "C", "prospect")
        contact = person_in_role(session, account.id, "main_contact")
        assert contact is not None
        assert contact.full_name == "李四"
    again = only(looked_at(store, tmp_path / "a.xlsx"))
    assert (again.how, again.changes) == ("name", [])
    store.undo()
    with store.read() as session:
        assert session.scalars(select(Account)).all() == []
        assert session.scalars(select(ImportBatch)).all() == []


def test_a_form_finds_its_record_by_what_it_names(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    base = {
        "A1": "客户名称",
        "B1": "青砚化工股份",
        "A2": "邮编",
        "B2": "315800",
        "A3": "档案编号",
        "B3": "KA-7",
    }
    assert only(looked_at(store, save(tmp_path / "number.xlsx", base))).how == "archive_no"
    del base["B3"]
    base["B1"] = "青砚化工"
    assert only(looked_at(store, save(tmp_path / "name.xlsx", base))).how == "name"


def test_a_form_filled_in_for_another_customer_is_doubted(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    with store.change(message("Another")) as session:
        other = create_account(session, {"name": "望潮港务"})
        other_id = other.id
    path = filled(store, account_id, tmp_path / "a.xlsx", {"kam_account_name": "望潮港务"})
    files = looked_at(store, path)
    difference = only(files)
    assert difference.how == "uid"
    assert difference.doubt is not None
    assert difference.default_ticks == Ticks(frozenset())
    assert filed(store, files).rejected == 1
    with store.read() as session:
        form = ARCHIVE.declare(session)
        from kamdesk.forms.compare import compare

        chosen = compare(session, form, difference.reading, other_id)
    assert (chosen.how, chosen.name, chosen.doubt) == ("chosen", "望潮港务", None)


def test_several_accounts_of_one_name_have_to_be_chosen(store: Store, tmp_path: Path) -> None:
    with store.change(message("Twins")) as session:
        ids = [create_account(session, {"name": "青砚化工"}).id for _number in range(2)]
    cells = {
        "A1": "客户名称",
        "B1": "青砚化工",
        "A2": "邮编",
        "B2": "315800",
        "A3": "传真",
        "B3": "0574-8890",
    }
    files = looked_at(store, save(tmp_path / "a.xlsx", cells))
    assert [each.record_id for each in only(files).candidates] == ids
    assert filed(store, files) == BatchResult(read=1, rejected=1)


def test_a_customer_that_differs_only_in_its_legal_form_is_asked(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    cells = {
        "A1": "客户名称",
        "B1": "青砚化工有限公司",
        "A2": "邮编",
        "B2": "315800",
        "A3": "传真",
        "B3": "0574-8890",
    }
    difference = only(looked_at(store, save(tmp_path / "a.xlsx", cells)))
    assert difference.is_new
    assert [each.account_id for each in difference.similar] == [account_id]
    assert difference.default_ticks == Ticks(frozenset())


def test_a_value_that_a_rule_forbids_stops_no_other(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    with store.change(message("Another")) as session:
        create_account(session, {"name": "望潮港务", "archive_no": "KA-8"})
    path = filled(store, account_id, tmp_path / "a.xlsx", {
        "kam_account_uscc": "123", "kam_account_bank_name": "海曙支行", "kam_contact1_position": "董事长",
    })  # fmt: skip
    files = looked_at(store, path)
    result = filed(store, files)
    assert (result.values, result.refused) == (1, 2)
    refused = {each.key: each.reason for each in files[0].applied[0].refused}
    assert refused == {
        "account.uscc": "“123” is no unified social credit code: 18 characters with a check digit.",
        "legal_representative.position": "Legal representative needs a name.",
    }
    with store.read() as session:
        account = session.get_one(Account, account_id)
        assert (account.bank_name, account.uscc) == ("海曙支行", None)


def test_an_answer_takes_the_place_of_what_cannot_be_read(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    path = filled(store, account_id, tmp_path / "a.xlsx", {
        "kam_account_archive_date": "03/04/2026", "kam_account_bank_account_no": 6222020200112233445,
    })  # fmt: skip
    files = looked_at(store, path)
    unreadable = {
        each.key: each.alternatives for each in only(files).fields if each.state is State.UNREADABLE
    }
    assert unreadable == {
        "account.archive_date": (date(2026, 4, 3), date(2026, 3, 4)),
        "account.bank_account_no": (),
    }
    assert filed(store, files) == BatchResult(read=1, unchanged=1)
    answers = {
        "account.archive_date": date(2026, 4, 3),
        "account.bank_account_no": "6222020200112233445",
    }
    filed(store, files, {0: Ticks(frozenset(), answers)})
    with store.read() as session:
        account = session.get_one(Account, account_id)
        assert (account.archive_date, account.bank_account_no) == (
            date(2026, 4, 3),
            "6222020200112233445",
        )


def test_a_stored_value_that_fails_its_check_is_no_change(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    with store.change(message("Odd values")) as session:
        account = session.get_one(Account, account_id)
        account.email, account.phone, account.tier = "not an address", "8001", "Z"
    difference = only(looked_at(store, filled(store, account_id, tmp_path / "a.xlsx", {})))
    assert difference.changes == []
    assert difference.problems == []


def test_an_unknown_or_ambiguous_name_of_ours_is_asked(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    with store.change(message("Namesake")) as session:
        session.add(Staff(number="S3", name="何苒"))
    path = filled(store, account_id, tmp_path / "a.xlsx", {"kam_account_owner_id": "何苒"})
    (owner,) = only(looked_at(store, path)).problems
    assert (owner.state, len(owner.alternatives), owner.problem) == (
        State.UNREADABLE,
        2,
        "Several are called “何苒”.",
    )
    path = filled(store, account_id, tmp_path / "b.xlsx", {"kam_account_owner_id": "无此人"})
    (owner,) = only(looked_at(store, path)).problems
    assert owner.problem == "“无此人” is not known here."


def test_numbers_that_no_column_holds_are_reported(
    store: Store, account_id: int, tmp_path: Path
) -> None:
    path = filled(store, account_id, tmp_path / "a.xlsx", {
        "kam_account_market_share": 0.123456, "kam_account_employee_count": 99999999999,
    })  # fmt: skip
    problems = {each.key: each.alternatives for each in only(looked_at(store, path)).problems}
    assert problems == {"account.market_share": (Decimal("0.1235"),), "account.employee_count": ()}
