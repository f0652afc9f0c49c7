"""The people of the department: their chart, and what may not be said about them."""

from __future__ import annotations

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.work import settings
from kamdesk.work.accounts import create_account
from kamdesk.work.staff import add_staff, change_staff, chart
from kamdesk.work.trash import move_to_trash


@pytest.fixture
def staff(store) -> dict[str, int]:
    """A manager with two people, and somebody on her own."""
    with store.change(message("Test data")) as session:
        boss = add_staff(session, {"number": "20", "name": "Boss"})
        ann = add_staff(session, {"number": "30", "name": "Ann", "superior_id": boss.id})
        ben = add_staff(session, {"number": "10", "name": "Ben", "superior_id": boss.id})
        solo = add_staff(session, {"number": "25", "name": "Solo"})
        for number in range(3):
            create_account(session, {"name": f"Customer {number}", "owner_id": ann.id})
        gone = create_account(session, {"name": "Gone", "owner_id": ann.id})
        move_to_trash(session, gone)
        settings.put(session, "me", "30")
        return {"boss": boss.id, "ann": ann.id, "ben": ben.id, "solo": solo.id}


def lines(store) -> list[tuple[str, int, int, bool]]:
    with store.read() as session:
        return [(m.staff.name, m.depth, m.accounts, m.is_me) for m in chart(session)]


def test_the_chart_puts_everybody_below_their_superior(store, staff):
    assert lines(store) == [
        ("Boss", 0, 0, False),
        ("Ben", 1, 0, False),
        ("Ann", 1, 3, True),
        ("Solo", 0, 0, False),
    ]


def test_people_of_somebody_deleted_move_to_the_top(store, staff):
    with store.change(message("Delete")) as session:
        move_to_trash(session, session.get_one(Staff, staff["boss"]))
    assert [(name, depth) for name, depth, _count, _me in lines(store)] == [
        ("Ben", 0), ("Solo", 0), ("Ann", 0),
    ]  # fmt: skip


def test_superiors_in_a_circle_are_shown_all_the_same(store, staff):
    with store.change(message("As an imported list may say")) as session:
        session.get_one(Staff, staff["boss"]).superior_id = staff["ann"]
    assert sorted(name for name, *_rest in lines(store)) == ["Ann", "Ben", "Boss", "Solo"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "20", "name": "Twin"}, "number"),
        ({"number": "", "name": "Nobody"}, "number"),
        ({"number": "99", "name": "  "}, "name"),
        ({"number": "99"}, "name"),
    ],
)
def test_a_new_one_needs_a_name_and_a_number_of_their_own(store, staff, values, field):
    with pytest.raises(RuleError) as refused, store.change(message("Add")) as session:
        add_staff(session, values)
    assert refused.value.field == field
    assert len(lines(store)) == 4


def test_nobody_reports_to_their_own_people(store, staff):
    with pytest.raises(RuleError) as refused, store.change(message("Change")) as session:
        change_staff(session, session.get_one(Staff, staff["boss"]), {"superior_id": staff["ben"]})
    assert refused.value.field == "superior_id"


def test_whoever_uses_this_computer_stays_so_under_a_new_number(store, staff):
    with store.change(message("Change")) as session:
        change_staff(session, session.get_one(Staff, staff["ann"]), {"number": "31"})
    with store.read() as session:
        assert settings.get(session, "me") == "31"
    with store.change(message("Change")) as session:
        change_staff(session, session.get_one(Staff, staff["ben"]), {"number": "11"})
    with store.read() as session:
        assert settings.get(session, "me") == "31"
