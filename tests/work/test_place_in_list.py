"""Where a record stands in a list, without reading the list."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.i18n import message
from kamdesk.work import lists
from kamdesk.work.accounts import create_account
from kamdesk.work.lists import Condition, ListQuery

DAY = date(2026, 3, 2)


@pytest.fixture
def five(store) -> dict[str, int]:
    """Two of one region, one of another, two of none."""
    with store.change(message("x")) as session:
        return {
            name: create_account(
                session, {"name": name, "status": "active", "region": region}, DAY
            ).id
            for name, region in (
                ("Elm works", "South"),
                ("Birch works", None),
                ("Ash mill", "South"),
                ("Cedar works", "East"),
                ("Dogwood mill", None),
            )
        }


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ({"sort": "name"}, "ABCDE"),
        ({"sort": "name", "descending": True}, "EDCBA"),
        ({"sort": "region"}, "CEABD"),  # East, South twice by id, then those without
        ({"sort": "region", "descending": True}, "AECDB"),
        ({}, "EBACD"),
        ({"sort": "name", "text": "works"}, "BCE"),
        ({"sort": "region", "conditions": (Condition("region", "empty"),)}, "BD"),
    ],
)
def test_each_record_knows_how_many_stand_before_it(store, five, query, order):
    asked = ListQuery("Account", ("name",), **query)
    with store.read() as session:
        found = {name[0]: lists.standing(session, asked, one) for name, one in five.items()}
    places = {letter: place for place, letter in enumerate(order)}
    assert found == {letter: (len(order), places.get(letter)) for letter in "ABCDE"}
