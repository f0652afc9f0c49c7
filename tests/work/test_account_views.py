"""Counts of the views, saved filters, groups, and the line of time."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind
from kamdesk.work import trash
from kamdesk.work.account_views import group_tree, load_sheet
from kamdesk.work.accounts import change_account, create_account
from kamdesk.work.fields import define_field
from kamdesk.work.list_views import rename_filter, save_filter, saved_views, view_counts
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.timeline import timeline

DAY = date(2026, 3, 2)


@pytest.fixture
def three(store) -> list[int]:
    """A parent with a subsidiary that has one of its own; the last one is lost."""
    with store.change(message("x")) as session:
        ids: list[int] = []
        for name, status, tier in (
            ("Top", "active", "A"),
            ("Middle", "developing", "B"),
            ("Low", "lost", None),
        ):
            values = {
                "name": name,
                "status": status,
                "tier": tier,
                "parent_id": ids[-1] if ids else None,
            }
            ids.append(create_account(session, values, DAY).id)
        session.add(Contact(account_id=ids[2], full_name="Li", lunar_birthday=False, custom={}))
    return ids


def test_counts_of_the_views(store, three):
    with store.change(message("x")) as session:
        gone = create_account(session, {"name": "Gone", "status": "active", "tier": "A"}, DAY)
        trash.move_to_trash(session, gone)
    with store.read() as session:
        counts = view_counts(session)
    assert (counts.key, counts.all, counts.groups, counts.in_trash) == (2, 3, 1, 1)
    assert counts.tiers == {"A": 1, "B": 1}
    assert counts.statuses == {"active": 1, "developing": 1, "lost": 1}


def test_saved_filters_count_are_replaced_and_renamed(store, three):
    query = ListQuery("Account", ("name",), (Condition("tier", "is", ("A",)),))
    with store.change(message("x")) as session:
        first = save_filter(session, " Tier A ", query).id
        assert save_filter(session, "Tier A", query.with_(text="op")).id == first
        rename_filter(session, first, "Best")
    with store.read() as session:
        (view,) = saved_views(session)
    assert (view.name, view.count, view.query["text"]) == ("Best", 1, "op")
    with pytest.raises(RuleError), store.change(message("x")) as session:
        save_filter(session, "  ", query)


def test_a_filter_by_a_field_that_is_gone_has_no_count(store, three):
    with store.change(message("x")) as session:
        own = define_field(session, Account, "Line", Kind.TEXT)
        save_filter(
            session, "By line", ListQuery("Account", ("name",), (Condition(own.key, "filled"),))
        )
    with store.change(message("x")) as session:
        trash.move_to_trash(session, session.merge(own))
    with store.read() as session:
        (view,) = saved_views(session)
    assert view.count is None


def test_groups_add_up_over_all_levels(store, three):
    with store.read() as session:
        (top,) = group_tree(session)
    assert (top.name, top.all_accounts, top.all_people) == ("Top", 3, 1)
    assert [child.name for child in top.children] == ["Middle"]
    assert [child.name for child in top.children[0].children] == ["Low"]


def test_sheet_names_what_references_point_at(store, three):
    with store.read() as session:
        sheet = load_sheet(session, three[1])
        assert load_sheet(session, 99) is None
    assert sheet.names["Account"][three[0]] == "Top"
    assert sheet.person("main_contact") is None


def test_timeline_has_facts_plans_and_saved_actions(store, three):
    with store.change(message("Set the next step")) as session:
        account = session.get_one(Account, three[0])
        change_account(session, account, {"next_contact_on": date(2099, 1, 5), "next_step": "call"})
        change_account(session, account, {"tier": "B"}, date(2026, 5, 1), reason="smaller")
    with store.read() as session:
        events = timeline(session, three[0])
    said = [(event.on, event.kind, event.text) for event in events]
    assert said[0] == (date(2099, 1, 5), "next", "call")
    assert said.index((date(2026, 5, 1), "tier", "Tier: B")) < said.index((DAY, "tier", "Tier: A"))
    done = [event.text for event in events if event.kind == "change"]
    assert done == ["Set the next step", "x"]
