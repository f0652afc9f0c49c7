"""What a list shows goes to a file, and the file read again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kamdesk.errors import RuleError
from kamdesk.exchange.export import export_list, full_query
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.importing import import_files
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind
from kamdesk.store.store import Store
from kamdesk.work.accounts import change_person, create_account
from kamdesk.work.fields import define_field
from kamdesk.work.lists import Condition, ListQuery
from tests.exchange.outcomes import numbers


@pytest.fixture
def portfolio(store: Store) -> Store:
    """Two customers of one group with everything that is hard to write: zeros, formulas, currencies, equal names."""
    with store.change(message("begin")) as session:
        staff = [
            Staff(number="S1", name="李梅"),
            Staff(number="S2", name="李梅"),
            Staff(number="003", name="王强", position="director"),
        ]
        session.add_all(staff)
        session.flush()
        staff[0].superior_id = staff[2].id
        key = define_field(session, Account, "冷库数量", Kind.DECIMAL).key
        parent = create_account(
            session,
            {
                "name": "=甲集团",
                "archive_no": "KA-2026-0001",
                "archive_date": date(2026, 1, 5),
                "postal_code": "017602",
                "bank_account_no": "6222021234567890123",
                "registered_capital": Decimal("1234567.89"),
                "registered_capital_currency": "USD",
                "founded_on": "1899-05",
                "ownership_type": "listed,state_owned",
                "market_share": Decimal("0.1234"),
                "remarks": "@提醒\n第二行",
                "tier": "A",
                "status": "active",
                "owner_id": staff[1].id,
                key: Decimal("2.50"),
            },
        )
        child = create_account(
            session,
            {
                "name": "乙公司",
                "registered_capital": Decimal(5),
                "employee_count": 0,
                "parent_id": parent.id,
            },
        )
        change_person(
            session,
            child,
            "main_contact",
            {
                "full_name": "黄芳",
                "birth_date": "--05-18",
                "lunar_birthday": True,
                "buying_role": "coach,influencer",
            },
        )
        chief = Contact(account_id=child.id, full_name="+周杰", custom={}, lunar_birthday=False)
        session.add(chief)
        session.flush()
        session.get_one(Contact, chief.id - 1).reports_to_id = chief.id
    return store


@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize(("kind", "count"), [("accounts", 2), ("contacts", 2), ("staff", 3)])
def test_an_export_read_again_changes_nothing(
    portfolio: Store,
    tmp_path: Path,
    exported: Callable[[], bytes],
    language: str,
    ending: str,
    kind: str,
    count: int,
) -> None:
    before = exported()
    path = tmp_path / f"list.{ending}"
    with portfolio.read() as session:
        assert export_list(session, full_query(session, kind), path) == count
    outcome = import_files(portfolio, [path]).dump()["files"][0]
    assert outcome["kind"] == kind
    assert numbers(outcome) == {"read": count, "unchanged": count}
    assert (outcome["problems"], outcome["unknown_columns"]) == ([], [])
    assert exported() == before


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_a_list_goes_out_as_it_is_shown(portfolio: Store, tmp_path: Path, language: str) -> None:
    query = ListQuery(
        "Account", ("name", "tier", "registered_capital", "owner_id"), sort="name", descending=True
    )
    with portfolio.read() as session:
        export_list(session, query, tmp_path / "list.xlsx")
    [sheet] = open_sheets(tmp_path / "list.xlsx").sheets
    assert sheet.rows == [
        ["客户名称", "客户等级", "注册资金", "注册资金币种", "负责专员"],
        ["乙公司", None, 5.0, None, None],
        ["=甲集团", "A", 1234567.89, "美元", "S2"],
    ]


def test_only_what_the_filter_leaves_goes_out(portfolio: Store, tmp_path: Path) -> None:
    query = ListQuery("Account", ("name",), (Condition("tier", "is", ("A",)),))
    with portfolio.read() as session:
        assert export_list(session, query, tmp_path / "list.csv") == 1
    [sheet] = open_sheets(tmp_path / "list.csv").sheets
    assert sheet.rows == [["Account name"], ["=甲集团"]]


def test_there_is_no_list_of_other_things(store: Store) -> None:
    with store.read() as session, pytest.raises(RuleError, match="wishes"):
        full_query(session, "wishes")
