"""The interchange file: everything out, everything in, equal to the byte; what it does not know is reported."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.exchange.importing import import_files
from kamdesk.exchange.interchange_out import export_all
from kamdesk.i18n import message
from kamdesk.model.account import (
    Account,
    AccountOwner,
    AccountStatusChange,
    AccountTierChange,
    PurchaseNeed,
)
from kamdesk.model.contact import Contact
from kamdesk.model.department import CustomField, SavedFilter, Staff
from kamdesk.model.document import Document
from kamdesk.model.fields import Kind
from kamdesk.store.attachments import file_document, path_of
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import labels, settings
from kamdesk.work.accounts import change_account, change_person, create_account, set_status
from kamdesk.work.fields import define_field
from kamdesk.work.trash import move_to_trash
from tests.exchange.outcomes import numbers


@pytest.fixture
def portfolio(store: Store, tmp_path: Path) -> Store:
    """One of everything, with what is easily lost: order within a day, waste basket, zeros, long texts."""
    letter = tmp_path / "来函 1.txt"
    letter.write_text("您好", encoding="utf-8")
    with store.change(message("begin")) as session:
        settings.put(session, "default_currency", "USD")
        settings.put(session, "business_year_start", 6)
        labels.remember(session, "Account", "外号", "short_name")
        session.add(
            SavedFilter(name="我的", record="Account", query={"columns": ["name"], "sort": ""})
        )
        chief = Staff(number="007", name="王强", position="manager", joined_on=date(2020, 2, 29))
        session.add(chief)
        session.flush()
        session.add(Staff(number="008", name="李梅", superior_id=chief.id))
        rooms = define_field(session, Account, "冷库数量", Kind.DECIMAL).key
        code = define_field(session, Account, "旧编号", Kind.CODE).key
        group = create_account(
            session,
            {
                "name": "甲集团",
                "archive_no": "KA-2",
                "postal_code": "012345",
                "registered_capital": Decimal("10.50"),
                "registered_capital_currency": "EUR",
                "founded_on": "1999-07",
                "remarks": "=1+1\n" + "长" * 40_000,
                "owner_id": chief.id,
                "tier": "B",
                "not_applicable": {"fax": "没有传真", "main_contact.birth_date": "不愿提供"},
                rooms: Decimal("2.50"),
                code: "0012",
            },
            date(2026, 1, 5),
        )
        child = create_account(
            session,
            {"name": "乙公司", "parent_id": group.id, "archive_no": "KA-1"},
            date(2026, 1, 6),
        )
        set_status(session, group, "active", date(2026, 3, 1), "签约")
        set_status(session, group, "lost", date(2026, 3, 1), "当天反悔")
        session.add(PurchaseNeed(account_id=group.id, product="轴承", our_share=Decimal("0.25")))
        principal = change_person(session, child, "principal", {"full_name": "周杰"})
        person = change_person(
            session,
            child,
            "main_contact",
            {"full_name": "黄芳", "birth_date": "--05-18", "lunar_birthday": True},
        )
        assert person is not None
        assert principal is not None
        person.reports_to_id = principal.id
        file_document(
            store, session, letter, account_id=child.id, category="letter", on=date(2026, 2, 1)
        )
        gone = create_account(session, {"name": "丙公司"}, date(2026, 1, 7))
        change_person(session, gone, "main_contact", {"full_name": "吴涛"})
        move_to_trash(session, gone)
    return store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A second, empty data folder, of somebody else."""
    opened = open_store(tmp_path / "other")
    opened.user = "somebody else"
    yield opened
    opened.close()


def written(store: Store, path: Path, **options: Any) -> bytes:
    """The bytes of an export."""
    with store.read() as session:
        export_all(session, path, **options)
    return path.read_bytes()


def everything(store: Store, tmp_path: Path) -> dict[str, Any]:
    """The export as data."""
    return dict(json.loads(written(store, tmp_path / "look.json")))


@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_out_and_into_an_empty_folder_gives_the_same(
    portfolio: Store, other: Store, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"all.{ending}"
    first = written(portfolio, path)
    assert written(portfolio, tmp_path / f"again.{ending}") == first
    outcome = import_files(other, [path]).dump()["files"][0]
    assert outcome["problems"] == []
    # 2 settings, own fields, staff; 3 accounts and contacts; a document, a filter, a learned label.
    # Pipelines (2), stages (13) and criteria (18) are in every folder from the first.
    assert numbers(outcome) == {"read": 48, "created": 15, "unchanged": 33}
    assert written(other, tmp_path / f"back.{ending}") == first
    assert written(other, tmp_path / "b.json") == written(portfolio, tmp_path / "a.json")


@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_taking_it_in_again_changes_nothing(portfolio: Store, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"all.{ending}"
    first = written(portfolio, path)
    report = import_files(portfolio, [path]).dump()
    assert numbers(report["files"][0]) == {"read": 48, "unchanged": 48}
    assert report["change"] is None
    assert written(portfolio, tmp_path / f"after.{ending}") == first


def test_undo_takes_an_import_back(portfolio: Store, other: Store, tmp_path: Path) -> None:
    written(portfolio, tmp_path / "all.json")
    before = written(other, tmp_path / "before.json")
    import_files(other, [tmp_path / "all.json"])
    after = written(other, tmp_path / "after.json")
    other.undo()
    assert written(other, tmp_path / "undone.json") == before
    other.redo()
    assert written(other, tmp_path / "redone.json") == after


def test_lists_and_records_in_any_order(portfolio: Store, other: Store, tmp_path: Path) -> None:
    dumped = everything(portfolio, tmp_path)
    turned = {
        name: list(reversed(content)) if isinstance(content, list) else content
        for name, content in reversed(list(dumped.items()))
    }
    (tmp_path / "turned.json").write_text(json.dumps(turned), encoding="utf-8")
    assert import_files(other, [tmp_path / "turned.json"]).dump()["files"][0]["problems"] == []
    assert everything(other, tmp_path) == dumped


def test_a_trial_says_the_same_and_writes_nothing(
    portfolio: Store, other: Store, tmp_path: Path
) -> None:
    written(portfolio, tmp_path / "all.json")
    before = written(other, tmp_path / "before.json")
    tried = import_files(other, [tmp_path / "all.json"], dry_run=True).dump()["files"][0]
    assert written(other, tmp_path / "after.json") == before
    assert import_files(other, [tmp_path / "all.json"]).dump()["files"][0] == tried


def test_contents_of_documents_come_along_if_asked(
    portfolio: Store, other: Store, tmp_path: Path
) -> None:
    written(portfolio, tmp_path / "all.json", attachments=portfolio.attachments)
    import_files(other, [tmp_path / "all.json"])
    with other.read() as session:
        document = session.scalars(select(Document)).one()
    assert document.name == "来函 1.txt"
    assert path_of(other, document).read_text(encoding="utf-8") == "您好"


def test_a_content_that_would_leave_the_folder_or_is_not_what_it_says_is_left_out(
    portfolio: Store, other: Store, tmp_path: Path
) -> None:
    written(portfolio, tmp_path / "all.json", attachments=portfolio.attachments)
    dumped = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    [document] = dumped["documents"]
    twin = document | {"uid": "11111111-1111-4111-8111-111111111111", "path": "../../escaped"}
    document["content"] = "AAAA"
    dumped["documents"] = [document, twin]
    (tmp_path / "all.json").write_text(json.dumps(dumped), encoding="utf-8")
    outcome = import_files(other, [tmp_path / "all.json"]).dump()["files"][0]
    assert [(each["row"], each["field"]) for each in outcome["problems"]] == [
        (1, "content"),
        (2, "content"),
    ]
    assert not list(tmp_path.rglob("escaped"))
    assert not [file for file in other.attachments.rglob("*") if file.is_file()]


def test_the_form_of_the_file(portfolio: Store, tmp_path: Path) -> None:
    dumped = everything(portfolio, tmp_path)
    assert (dumped["format"], dumped["version"]) == ("kamdesk", 1)
    first, second, third = dumped["accounts"]
    # Ordered by archive number, those without one first.
    assert [each["name"] for each in dumped["accounts"]] == ["丙公司", "乙公司", "甲集团"]
    assert first["deleted_at"] is not None
    assert second["parent"] == "KA-2"
    assert third["status_changes"] == [
        {"to": "prospect", "on": "2026-01-05", "reason": None, "cause": None, "lesson": None},
        {"to": "active", "on": "2026-03-01", "reason": "签约", "cause": None, "lesson": None},
        {"to": "lost", "on": "2026-03-01", "reason": "当天反悔", "cause": None, "lesson": None},
    ]
    assert third["tier_changes"] == [{"to": "B", "on": "2026-01-05", "reason": None}]
    assert third["owners"] == [{"staff": "007", "from": "2026-01-05"}]
    assert (third["status"], third["tier"], third["owner"]) == ("lost", "B", "007")
    assert third["registered_capital"] == "10.50"
    assert third["purchase_needs"][0]["our_share"] == "0.2500"
    assert "completeness" not in third
    assert dumped["staff"][1]["superior"] == "007"
    people = {each["full_name"]: each for each in dumped["contacts"]}
    assert people["黄芳"]["account"] == "KA-1"
    assert people["黄芳"]["reports_to"] == people["周杰"]["uid"]
    assert people["吴涛"]["account"] == first["uid"]


def take(store: Store, tmp_path: Path, content: dict[str, Any]) -> dict[str, Any]:
    """Imports an interchange file with `content`."""
    path = tmp_path / "given.json"
    path.write_text(json.dumps({"format": "kamdesk", "version": 1, **content}), encoding="utf-8")
    return import_files(store, [path]).dump()["files"][0]


def test_a_file_written_by_hand(store: Store, tmp_path: Path) -> None:
    outcome = take(
        store,
        tmp_path,
        {
            "contacts": [
                {
                    "account": "KA-1",
                    "full_name": "黄芳",
                    "form_role": "main_contact",
                    "position": "采购员",
                    "birth_date": "1980-05-18",
                }
            ],
            "accounts": [
                {
                    "archive_no": "KA-1",
                    "name": "甲公司",
                    "archive_date": "2025-12-01",
                    "tier": "A",
                    "status_changes": [
                        {"to": "active", "on": "2026-02-01", "reason": "首单"},
                        {"to": "prospect", "on": "2025-12-01"},
                        {"to": "lost", "on": "2026-02-01"},
                    ],
                    "owners": [{"staff": "S1", "from": "2026-01-01"}],
                    "fax": "027-1234567",
                    "registered_capital": 5000000,
                    "employee_count": 12,
                    "not_applicable": {"main_contact.birth_date": "不愿提供"},
                }
            ],
            "staff": [{"number": "S1", "name": "李梅"}],
        },
    )
    assert outcome["problems"] == []
    assert numbers(outcome) == {"read": 3, "created": 3}
    with store.read() as session:
        account = session.scalars(select(Account)).one()
        statuses = list(
            session.scalars(select(AccountStatusChange.to).order_by(AccountStatusChange.id))
        )
        tier = session.execute(select(AccountTierChange.to, AccountTierChange.on)).one()
        owner = session.scalars(select(AccountOwner)).one()
        staff = session.scalars(select(Staff)).one()
        contact = session.scalars(select(Contact)).one()
    # Of two changes of one day, the later in the list stands.
    assert account.status == "lost"
    assert statuses == ["active", "prospect", "lost"]
    assert tuple(tier) == ("A", date(2025, 12, 1))
    assert (owner.staff_id, owner.since, account.owner_id) == (staff.id, date(2026, 1, 1), staff.id)
    assert (account.registered_capital, account.employee_count) == (Decimal(5_000_000), 12)
    assert account.not_applicable == {"main_contact.birth_date": "不愿提供"}
    assert (contact.account_id, contact.form_role) == (account.id, "main_contact")
    assert account.completeness > 0


def test_an_owner_without_a_day_owns_from_the_beginning(store: Store, tmp_path: Path) -> None:
    owners = [{"staff": "S2", "from": "2026-02-01"}, {"staff": "S1", "from": None}, {"staff": "S3"}]
    outcome = take(
        store,
        tmp_path,
        {
            "staff": [{"number": number, "name": number} for number in ("S1", "S2", "S3")],
            "accounts": [{"archive_no": "KA-1", "name": "甲公司", "owners": owners}],
        },
    )
    assert outcome["problems"] == []
    with store.read() as session:
        account = session.scalars(select(Account)).one()
        owner = session.get_one(Staff, account.owner_id)
        export_all(session, tmp_path / "out.json")
    assert owner.number == "S2"
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["accounts"][0]
    # By day, and of one day in the order in which they were told.
    assert written["owners"] == [
        {"staff": "S1", "from": None},
        {"staff": "S3", "from": None},
        {"staff": "S2", "from": "2026-02-01"},
    ]


def test_without_uid_the_natural_keys_find_the_records(store: Store, tmp_path: Path) -> None:
    content: dict[str, Any] = {
        "staff": [{"number": "S1", "name": "李梅"}],
        "accounts": [{"archive_no": "KA-1", "name": "甲公司"}, {"name": "乙公司"}],
        "contacts": [{"account": "KA-1", "full_name": "黄芳"}],
    }
    take(store, tmp_path, content)
    content["accounts"][1]["city"] = "武汉"
    outcome = take(store, tmp_path, content)
    assert numbers(outcome) == {"read": 4, "updated": 1, "unchanged": 3}


def test_what_is_not_mentioned_stays_and_null_empties(store: Store, tmp_path: Path) -> None:
    take(
        store,
        tmp_path,
        {
            "accounts": [
                {"archive_no": "KA-1", "name": "甲公司", "city": "武汉", "fax": "027-1234567"}
            ]
        },
    )
    take(
        store, tmp_path, {"accounts": [{"archive_no": "KA-1", "fax": None, "phone": "027-7654321"}]}
    )
    with store.read() as session:
        account = session.scalars(select(Account)).one()
    assert (account.name, account.city, account.fax, account.phone) == (
        "甲公司",
        "武汉",
        None,
        "027-7654321",
    )


def test_facts_of_a_known_account_become_those_of_the_file(store: Store, tmp_path: Path) -> None:
    with store.change(message("begin")) as session:
        account = create_account(
            session, {"name": "甲公司", "archive_no": "KA-1"}, date(2026, 1, 1)
        )
        change_account(session, account, {"tier": "C"}, date(2026, 1, 1))
    before = written(store, tmp_path / "before.json")
    outcome = take(
        store,
        tmp_path,
        {
            "accounts": [
                {
                    "archive_no": "KA-1",
                    "status_changes": [
                        {"to": "prospect", "on": "2026-01-01"},
                        {"to": "active", "on": "2026-02-01"},
                    ],
                    "tier_changes": [{"to": "A", "on": "2026-01-01"}],
                }
            ]
        },
    )
    assert numbers(outcome) == {"read": 1, "updated": 1}
    [found] = everything(store, tmp_path)["accounts"]
    assert (found["status"], found["tier"]) == ("active", "A")
    assert [each["to"] for each in found["status_changes"]] == ["prospect", "active"]
    assert [each["to"] for each in found["tier_changes"]] == ["A"]
    store.undo()
    assert written(store, tmp_path / "after.json") == before


def test_what_nobody_knows_is_reported_and_the_rest_taken(store: Store, tmp_path: Path) -> None:
    outcome = take(
        store,
        tmp_path,
        {
            "accounts": [
                {
                    "name": "甲公司",
                    "nickname": "老甲",
                    "archive_date": "3.5.2026",
                    "tier": "Z",
                    "parent": "KA-9",
                },
                {"city": "武汉"},
                "乙公司",
            ],
            "contacts": [{"account": "KA-9", "full_name": "黄芳"}],
            "wishes": [{"on": "2026-01-01"}, {"on": "2026-01-02"}],
            "staff": {"number": "S1"},
        },
    )
    assert numbers(outcome) == {"read": 6, "created": 1, "rejected": 5}
    told = {(each["cell"], each["field"]) for each in outcome["problems"]}
    assert told == {
        ("accounts[1]", "nickname"),
        ("accounts[1]", "archive_date"),
        ("accounts[1]", "tier"),
        ("accounts[1]", "parent"),
        ("accounts[2]", "name"),
        ("accounts[3]", ""),
        ("contacts[1]", "account"),
        ("wishes", ""),
        ("staff", ""),
    }


def test_values_that_could_do_harm_are_left_out(store: Store, tmp_path: Path) -> None:
    with store.change(message("define")) as session:
        rooms = define_field(session, Account, "冷库数量", Kind.DECIMAL).key
        since = define_field(session, Account, "首单日期", Kind.DATE).key
    outcome = take(
        store,
        tmp_path,
        {
            "accounts": [
                {
                    "name": "甲公司",
                    "city": "武\ud800汉",
                    "employee_count": "1E+999999999",
                    "registered_capital": "NaN",
                    "remarks": ["a"],
                    rooms: {"a": 1},
                    since: "2026-02-30",
                }
            ],
            "settings": [
                {"key": "archive_no_pattern", "value": "{0.__class__}"},
                {"key": "language", "value": 5},
                {"key": "colour", "value": "red"},
                {"key": "business_year_start", "value": 6},
            ],
        },
    )
    assert numbers(outcome) == {"read": 5, "created": 2, "rejected": 3}
    told = {each["field"] for each in outcome["problems"] if each["cell"] == "accounts[1]"}
    assert told == {"city", "employee_count", "registered_capital", "remarks", rooms, since}
    with store.read() as session:
        account = session.scalars(select(Account)).one()
        assert settings.get(session, "business_year_start") == 6
    assert (account.name, account.city, account.custom) == ("甲公司", None, {})


def test_a_circle_and_a_double_are_refused(store: Store, tmp_path: Path) -> None:
    outcome = take(
        store,
        tmp_path,
        {
            "accounts": [
                {"archive_no": "KA-1", "name": "甲公司", "parent": "KA-2"},
                {"archive_no": "KA-2", "name": "乙公司", "parent": "KA-1"},
                {"archive_no": "KA-2", "name": "丙公司"},
            ],
            "contacts": [
                {"account": "KA-1", "full_name": "黄芳", "form_role": "principal"},
                {"account": "KA-1", "full_name": "李刚", "form_role": "principal"},
            ],
        },
    )
    assert numbers(outcome) == {"read": 5, "created": 4, "rejected": 1}
    told = [(each["cell"], each["field"]) for each in outcome["problems"]]
    assert told == [("accounts[3]", "uid"), ("accounts[2]", "parent"), ("contacts[2]", "form_role")]
    with store.read() as session:
        parents = {each.name: each.parent_id for each in session.scalars(select(Account))}
    assert parents["乙公司"] is None
    assert parents["甲公司"] is not None


def test_a_field_of_the_department_is_the_one_with_its_label(
    portfolio: Store, other: Store, tmp_path: Path
) -> None:
    with other.change(message("define")) as session:
        taken = define_field(session, Account, "别的", Kind.TEXT).key
        mine = define_field(session, Account, "旧编号", Kind.CODE).key
    written(portfolio, tmp_path / "all.json")
    assert import_files(other, [tmp_path / "all.json"]).dump()["files"][0]["problems"] == []
    with other.read() as session:
        keys = {each.name: each.key for each in session.scalars(select(CustomField))}
        account = session.scalars(select(Account).where(Account.name == "甲集团")).one()
    assert len(set(keys.values())) == 3
    assert keys["旧编号"] == mine
    assert account.custom == {keys["旧编号"]: "0012", keys["冷库数量"]: "2.50"}
    assert taken not in account.custom


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": "kamdesk", "version": 1, "accounts": [', "damaged"),
        ('{"format": "other", "version": 1}', "no interchange file"),
        ('{"format": "kamdesk", "version": 2}', "newer"),
    ],
)
def test_other_files_are_refused_with_a_sentence(
    store: Store, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "given.json"
    path.write_text(text, encoding="utf-8")
    report = import_files(store, [path]).dump()
    assert said in report["files"][0]["error"]
    assert report["change"] is None


def test_the_ending_says_the_format(store: Store, tmp_path: Path) -> None:
    with store.read() as session, pytest.raises(RuleError):
        export_all(session, tmp_path / "all.csv")


def test_an_empty_folder_goes_out_and_in(
    store: Store, other: Store, tmp_path: Path, exported: Callable[[], bytes]
) -> None:
    for ending in ("json", "xlsx"):
        path = tmp_path / f"empty.{ending}"
        written(store, path)
        report = import_files(other, [path]).dump()
        # What every folder has from the first: pipelines, stages, criteria.
        assert numbers(report["files"][0]) == {"read": 33, "unchanged": 33}
        assert report["change"] is None
    assert written(other, tmp_path / "o.json") == exported()
