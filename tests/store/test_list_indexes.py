"""Indexes made for sorting: used in both directions, not logged, not in a folder open read-only."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pytest

from kamdesk.errors import StoreError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import list_indexes
from kamdesk.store.opening import open_store
from kamdesk.work import lists
from kamdesk.work.lists import ListQuery


def put(store):
    with store.change(message("put")) as session:
        sales = (Decimal("2.50"), None, Decimal("-1"), None, Decimal("2.50"))
        session.add_all(Account(name=f"W{at}", yearly_sales=each) for at, each in enumerate(sales))


def order(store, descending):
    query = ListQuery("Account", ("name",), sort="yearly_sales", descending=descending)
    with store.read() as session:
        return [key for key, _name in lists.page(session, query, 0, 9)], lists.ids(session, query)


def plan(store, descending):
    """How SQLite would find the page."""
    way = "DESC" if descending else "ASC"
    connection = sqlite3.connect(store.database)
    try:
        rows = connection.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM account WHERE deleted_at IS NULL"
            f" ORDER BY yearly_sales {way} NULLS LAST, id {way} LIMIT 100"
        ).fetchall()
    finally:
        connection.close()
    return " ".join(row[3] for row in rows)


@pytest.mark.parametrize(
    ("descending", "expected"), [(False, [3, 1, 5, 2, 4]), (True, [5, 1, 3, 4, 2])]
)
def test_the_order_is_the_same_with_an_index_and_sqlite_uses_it(store, descending, expected):
    put(store)
    assert order(store, descending) == (expected, expected)
    assert "TEMP B-TREE" in plan(store, descending)
    assert list_indexes.make(store, "yearly_sales")
    assert order(store, descending) == (expected, expected)
    assert "ix_account_sort_yearly_sales" in plan(store, descending)
    assert "TEMP B-TREE" not in plan(store, descending)


def test_an_index_is_no_change_of_data(store):
    put(store)
    told = []
    store.subscribe(told.append)
    newest = store.undo_id()
    assert list_indexes.make(store, "industry")
    assert store.undo_id() == newest
    assert told == []


def test_only_columns_without_one_get_one(store):
    assert list_indexes.make(store, "industry")
    for column in ("industry", "tier", "sort_name", "custom", "custom_1", 'x") --'):
        assert not list_indexes.make(store, column), column


def test_not_every_column_gets_one(store):
    columns = [
        each.name for each in Account.__table__.c if each.name not in ("custom", "not_applicable")
    ]
    made = [column for column in columns if list_indexes.make(store, column)]
    assert len(made) == 8
    with store.read() as session:
        assert set(made) <= list_indexes.indexed(session)


def test_a_folder_open_read_only_gets_none(store, home):
    store.close()
    reader = open_store(home, read_only=True)
    try:
        with pytest.raises(StoreError):
            list_indexes.make(reader, "industry")
        with reader.read() as session:
            assert "industry" not in list_indexes.indexed(session)
    finally:
        reader.close()
