"""Pages of the list: values of every kind, filters that stay right when asked again, text, the waste basket."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind
from kamdesk.model.registry import RECORD_BY_NAME
from kamdesk.work import demo, lists
from kamdesk.work.fields import define_field, fields_for
from kamdesk.work.lists import Condition, ListQuery


def put(store, *records):
    """Saves `records`; returns their ids."""
    with store.change(message("put")) as session:
        session.add_all(records)
        session.flush()
        return [each.id for each in records]


def names(store, **parts):
    """The names on the first page of the list of accounts with these parts."""
    query = ListQuery("Account", ("name",), **{"sort": "name", **parts})
    with store.read() as session:
        return [name for _id, name in lists.page(session, query, 0, 100)]


def test_values_come_as_their_kinds(store):
    put(store, Staff(number="007", name="Ada"))
    with store.change(message("fields")) as session:
        keys = [
            define_field(session, Account, name, kind).key
            for name, kind in (
                ("Score", Kind.INTEGER),
                ("Signed on", Kind.DATE),
                ("Motto", Kind.TEXT),
            )
        ]
    own = dict(zip(keys, (7, "2024-02-29", "50% off's"), strict=True))
    put(
        store,
        Account(name="Alpha", archive_no="0042", archive_date=date(2024, 2, 29), owner_id=1,
                yearly_sales=Decimal("1234567.89"), employee_count=12, custom=own),
        Account(name="Beta"),
    )  # fmt: skip
    columns = ("archive_no", "archive_date", "owner_id", "yearly_sales", "employee_count", *keys)
    with store.read() as session:
        rows = lists.page(session, ListQuery("Account", columns, sort="name"), 0, 10)
    assert rows == [
        (
            1,
            "0042",
            date(2024, 2, 29),
            1,
            Decimal("1234567.89"),
            12,
            7.0,
            "2024-02-29",
            "50% off's",
        ),
        (2, None, None, None, None, None, None, None, None),
    ]
    assert str(rows[0][4]) == "1234567.89"


def test_a_page_holds_what_the_records_hold(store):
    """Every field of every kind of record of the demonstration data, beside what SQLAlchemy makes of it."""
    demo.load(store)
    with store.read() as session:
        for record in RECORD_BY_NAME.values():
            fields = fields_for(session, record)
            columns = [field.expression() for field in fields]
            statement = select(record.id, *columns).where(record.deleted_at.is_(None))
            expected = [tuple(row) for row in session.execute(statement.order_by(record.id))]
            query = ListQuery(record.__name__, tuple(field.name for field in fields))
            found = lists.page(session, query, 0, 5000)
            assert found == expected, record
            assert kinds(found) == kinds(expected), record


def kinds(rows):
    """1, 1.0 and Decimal(1) are equal and not the same."""
    return [[type(value) for value in row] for row in rows]


def test_pages_follow_each_other(store):
    put(store, *(Account(name=f"Works {number:02}") for number in range(7)))
    query = ListQuery("Account", ("name",), sort="name", descending=True)
    with store.read() as session:
        pages = [[row[0] for row in lists.page(session, query, at, 3)] for at in (0, 3, 6, 9)]
    assert pages == [[7, 6, 5], [4, 3, 2], [1], []]


def test_a_filter_is_not_taken_for_another_one_that_equals_it(store):
    put(store, Account(name="One 1"), Account(name="True"))
    assert names(store, conditions=(Condition("name", "contains", (1,)),)) == ["One 1"]
    assert names(store, conditions=(Condition("name", "contains", (True,)),)) == ["True"]


def test_filters_by_several_values_and_by_days(store):
    today = date.today()
    put(
        store,
        Account(name="A1", tier="A", next_contact_on=today - timedelta(days=30)),
        Account(name="B1", tier="B", next_contact_on=today - timedelta(days=29)),
        Account(name="C1", tier="C"),
        Account(name="N1"),
    )
    assert names(store, conditions=(Condition("tier", "is", ("A", "C")),)) == ["A1", "C1"]
    assert names(store, conditions=(Condition("tier", "is", ("B",)),)) == ["B1"]
    assert names(store, conditions=(Condition("tier", "is", ("A", None)),)) == ["A1", "N1"]
    old = (Condition("next_contact_on", "days_ago", (30,)),)
    assert names(store, conditions=old) == ["A1", "C1", "N1"]
    since = (Condition("next_contact_on", "at_least", ((today - timedelta(days=29)).isoformat(),)),)
    assert names(store, conditions=since) == ["B1"]


def test_text_and_the_waste_basket(store):
    put(store, Account(name="Alpha"), Account(name="Alpine"), Account(name="Beta"))
    put(store, Account(name="Gone", deleted_at=datetime(2024, 1, 1, tzinfo=UTC)))
    assert names(store, text="alp") == ["Alpha", "Alpine"]
    assert names(store, text="beta") == ["Beta"]
    assert names(store) == ["Alpha", "Alpine", "Beta"]
    assert names(store, in_trash=True) == ["Gone"]


def test_a_field_defined_later_is_found(store):
    put(store, Account(name="Alpha"))
    assert names(store) == ["Alpha"]
    with store.change(message("field")) as session:
        key = define_field(session, Account, "Motto", Kind.TEXT).key
    put(store, Account(name="Beta", custom={key: "steady"}))
    assert names(store, conditions=(Condition(key, "is", ("steady",)),)) == ["Beta"]
    assert names(store, sort=key) == ["Beta", "Alpha"]  # without a value last


def test_a_change_under_way_sees_its_own_rows(store):
    put(store, Account(name="Alpha"))
    with store.change(message("more")) as session:
        session.add(Account(name="Beta"))
        rows = lists.page(session, ListQuery("Account", ("name",), sort="name"), 0, 9)
    assert [name for _id, name in rows] == ["Alpha", "Beta"]


def test_people_have_pages_too(store):
    (account,) = put(store, Account(name="Alpha"))
    put(
        store,
        Contact(account_id=account, full_name="Zoe"),
        Contact(account_id=account, full_name="Abe"),
    )
    query = ListQuery("Contact", ("full_name", "account_id"), sort="full_name")
    with store.read() as session:
        assert lists.page(session, query, 0, 9) == [(2, "Abe", account), (1, "Zoe", account)]
