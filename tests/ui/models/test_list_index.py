"""Sorting a large list by a column without an index: the list gets one beside the window."""

from __future__ import annotations

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.store import list_indexes
from kamdesk.store.recorder import insert_many
from kamdesk.ui import jobs
from kamdesk.ui.models.account_list import AccountListModel
from kamdesk.ui.models.wanted_indexes import INDEX_FROM
from kamdesk.work.lists import ListQuery


def indexed(store):
    with store.read() as session:
        return list_indexes.indexed(session)


def fill(store, count):
    with store.change(message("many")) as session:
        insert_many(session, Account, [{"name": f"Works {at}"} for at in range(count)])


def test_a_large_list_gets_an_index_for_its_order(app, store, qtbot):
    fill(store, INDEX_FROM)
    model = AccountListModel(store, ListQuery("Account", ("name",), sort="name"))
    model.set_query(model.query)
    assert jobs.runner().jobs() == []  # names have one
    model.set_query(model.query.with_(sort="industry"))
    qtbot.waitUntil(lambda: not jobs.runner().jobs())
    assert "industry" in indexed(store)
    assert "uscc" not in indexed(store)
    jobs.shut_down()


def test_a_column_that_is_shown_has_its_index_before_anybody_sorts_by_it(app, store, qtbot):
    fill(store, INDEX_FROM)
    model = AccountListModel(store, ListQuery("Account", ("name",), sort="name"))
    model.set_query(model.query.with_(columns=("name", "city")))
    qtbot.waitUntil(lambda: not jobs.runner().jobs())
    assert "city" in indexed(store)
    jobs.shut_down()


def test_a_small_list_gets_none(app, store):
    fill(store, 10)
    model = AccountListModel(store, ListQuery("Account", ("name",), sort="name"))
    model.set_query(model.query.with_(sort="industry"))
    assert jobs.runner().jobs() == []
    assert "industry" not in indexed(store)
    jobs.shut_down()
