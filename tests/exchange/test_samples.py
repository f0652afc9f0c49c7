"""The sample lists beside a checkout: what each brings, that a second import changes nothing, that undo restores all.

Where the samples are not there these are skipped, with that reason; the same traits on small data are tried in
`test_importing` and `test_people_in_lists`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from kamdesk.exchange.importing import import_files
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.store.store import Store
from tests.exchange.outcomes import numbers

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample lists are not beside this checkout"
)


def imported(
    store: Store, name: str, exported: Callable[[], bytes]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Imports a sample twice, and undoes and redoes it between; answers both outcomes."""
    before = exported()
    first = import_files(store, [SAMPLES / name]).dump()["files"][0]
    after = exported()
    store.undo()
    assert exported() == before
    store.redo()
    assert exported() == after
    second = import_files(store, [SAMPLES / name]).dump()["files"][0]
    assert exported() == after
    return first, second


def test_chinese_customers_with_all_spellings(
    store: Store, exported: Callable[[], bytes], account: Callable[[str], Account]
) -> None:
    first, second = imported(store, "customers.gb18030.csv", exported)
    # One row without a name; five names stand twice, each time with another customer number.
    assert numbers(first) == {"read": 320, "created": 314, "rejected": 6}
    assert numbers(second) == {"read": 320, "unchanged": 314, "rejected": 6}
    told = Counter(
        (each["field"], each["value"] if each["field"] == "tier" else "")
        for each in first["problems"]
    )
    # 63 rows have the tier 重点, two of them among the rejected ones; one day does not exist.
    assert told == {("name", ""): 6, ("tier", "重点"): 63, ("founded_on", ""): 1}
    found = account("武汉金源建筑工程有限公司")
    assert (found.account_code, found.postal_code, found.phone) == (
        "K00001",
        "017602",
        "027-70106871",
    )
    assert (found.founded_on, found.registered_capital) == ("2011-03-05", Decimal(20_000_000))
    assert account("深圳远景环保有限责任公司").remarks == "=高优先级"
    with store.read() as session:
        amounts = select(Account.registered_capital, Account.registered_capital_currency).distinct()
        assert set(session.execute(amounts)) == {
            (None, None),
            (Decimal("20000000.00"), "CNY"),
            (Decimal("3000000.00"), "CNY"),
            (Decimal("50000000.00"), "CNY"),
            (Decimal("120000000.00"), "CNY"),
            (Decimal("2000000.00"), "USD"),
        }
        days = set(session.scalars(select(Account.founded_on)))
        roles = select(func.count()).select_from(Contact).where(Contact.form_role == "main_contact")
        assert session.scalar(roles) == 314
    assert days == {None, "2011-03-05", "2016-08-18", "2008-11-20", "2005-12-31", "1999-07-01"}


def test_accounts_of_a_crm_with_their_groups(store: Store, exported: Callable[[], bytes]) -> None:
    first, second = imported(store, "maven-crm/accounts.csv", exported)
    assert numbers(first) == {"read": 85, "created": 85}
    assert numbers(second) == {"read": 85, "unchanged": 85}
    # The year of foundation is all that is known: kept as it is, and said so.
    assert {each["field"] for each in first["problems"]} == {"founded_on"}
    parent = aliased(Account)
    query = select(parent.name, func.count()).select_from(Account)
    query = query.join(parent, Account.parent_id == parent.id)
    with store.read() as session:
        groups = dict(map(tuple, session.execute(query.group_by(parent.name))))
        revenue = session.scalar(select(Account.yearly_sales).where(Account.name == "Bioplex"))
    assert groups == {
        "Acme Corporation": 4,
        "Sonron": 3,
        "Inity": 2,
        "Golddex": 2,
        "Bubba Gump": 2,
        "Massive Dynamic": 1,
        "Warephase": 1,
    }
    assert revenue == Decimal("326.82")


def test_customers_with_a_contact_each(
    store: Store, exported: Callable[[], bytes], account: Callable[[str], Account]
) -> None:
    first, second = imported(store, "northwind/customers.csv", exported)
    assert numbers(first) == {"read": 91, "created": 91}
    assert numbers(second) == {"read": 91, "unchanged": 91}
    assert first["problems"] == []
    found = account("Ana Trujillo Emparedados y helados")
    assert (found.postal_code, found.region, found.city) == ("05021", None, "México D.F.")
    with store.read() as session:
        contacts = session.scalars(select(Contact).where(Contact.account_id == found.id)).all()
        assert session.scalar(select(func.count()).select_from(Contact)) == 91
        texts = [value for row in session.execute(select(Account.__table__)) for value in row]
    assert [(each.full_name, each.position, each.form_role) for each in contacts] == [
        ("Ana Trujillo", "Owner", "main_contact")
    ]
    assert "NULL" not in texts
