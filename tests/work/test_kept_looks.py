"""Common views of the indicators: this quarter stays this quarter, a fixed period stays fixed."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.work import kept_looks, trash
from kamdesk.work.kept_looks import Look
from tests.work.department import found

TODAY = date(2026, 11, 24)
NEXT_YEAR = date(2027, 2, 3)


def kept(store, name: str, look: Look) -> dict:
    with store.change(message("Keep")) as session:
        kept_looks.keep(session, name, look, TODAY)
    with store.read() as session:
        return dict(
            next(each for each in kept_looks.kept_looks(session) if each.name == name).query
        )


@pytest.mark.parametrize(
    ("code", "later"),
    [
        ("2026Q4", "2027Q1"),  # the running quarter
        ("2026Q3", "2026Q4"),  # the one before
        ("2026-11", "2027-02"),
        ("2026", "2027"),
        ("2025", "2026"),
        ("2026Q1", "2026Q1"),  # any other is meant as it is
    ],
)
def test_a_period_is_kept_as_it_was_meant(store, code, later):
    query = kept(store, "Mine", Look(code))
    with store.read() as session:
        assert kept_looks.load(session, query, NEXT_YEAR).period == later


def test_a_person_is_found_again_and_missed_when_gone(store):
    department = found(store)
    look = Look("2026Q4", scope="staff", staff_id=department.specialist)
    query = kept(store, "Hers", look)
    with store.read() as session:
        assert kept_looks.load(session, query, TODAY) == look
    with store.change(message("Leaves")) as session:
        trash.move_to_trash(session, session.get_one(Staff, department.specialist))
    with store.read() as session, pytest.raises(RuleError):
        kept_looks.load(session, query, TODAY)


def test_a_name_is_kept_once_and_needed(store):
    kept(store, "Tier A", Look("2026", scope="tier", tier="A"))
    query = kept(store, " Tier A ".strip(), Look("2026Q4", scope="tier", tier="B"))
    assert query["tier"] == "B"
    with store.read() as session:
        assert len(kept_looks.kept_looks(session)) == 1
    with pytest.raises(RuleError), store.change(message("Keep")) as session:
        kept_looks.keep(session, "  ", Look("2026"), TODAY)
