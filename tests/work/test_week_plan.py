"""A week planned by the rhythm of key accounts: working days, free hours, the longest overdue first."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import message
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import visits, week_plan
from kamdesk.work.accounts import create_account

WEDNESDAY = date(2026, 9, 30)
"""The last working day before the National Day holiday of 2026, which lasts to 7 October."""


def _account(session, name: str, last: date | None, **more) -> int:
    values = {"name": name, "status": "active", "tier": "A"} | more
    account = create_account(session, values, date(2026, 1, 1))
    account.last_contact_on = last
    session.flush()
    return account.id


def test_only_working_days_from_today_on_and_the_longest_silent_first(store: Store) -> None:
    with store.change(message("Test data")) as session:
        recent = _account(session, "recent", date(2026, 9, 21))
        silent = _account(session, "silent", date(2026, 6, 1))
        _account(session, "kept", date(2026, 9, 29))
    with store.read() as session:
        placed = week_plan.propose_week(session, WEDNESDAY, WEDNESDAY)
    # tier A: seven days; from Thursday on the country is on holiday, so everything stands on the Wednesday
    assert [(each.proposal.account_id, each.day, each.start) for each in placed] == [
        (silent, WEDNESDAY, "09:30"),
        (recent, WEDNESDAY, "11:00"),
    ]


def test_hours_of_one_visitor_fill_up_and_those_of_another_do_not(store: Store) -> None:
    day = date(2026, 3, 6)  # a Friday
    with store.change(message("Test data")) as session:
        one, other = Staff(number="1", name="甲"), Staff(number="2", name="乙")
        session.add_all([one, other])
        session.flush()
        ids = [_account(session, f"a{n}", date(2026, 1, n), owner_id=one.id) for n in range(1, 5)]
        theirs = _account(session, "b", date(2026, 2, 1), owner_id=other.id)
        visits.plan_visit(
            session,
            {"account_id": theirs, "planned_on": day, "planned_from": "10:00", "owner_id": one.id},
        )
    with store.read() as session:
        placed = {
            each.proposal.account_id: each for each in week_plan.propose_week(session, day, day)
        }
    # 10:00 to 11:00 is taken, so that 09:30 to 10:30 is not free
    assert [placed[one_id].start for one_id in ids] == ["11:00", "14:00", "16:00", None]
    assert placed[ids[3]].day is None
    assert theirs not in placed, "what is planned already counts as a contact"


def test_what_is_chosen_becomes_plans(store: Store) -> None:
    day = date(2026, 3, 2)
    with store.change(message("Test data")) as session:
        for number in range(3):
            _account(session, f"a{number}", date(2026, 1, 1 + number))
    with store.change(message("Plan")) as session:
        placed = week_plan.propose_week(session, day, day)
        made = week_plan.plan_all(session, placed[:2])
        ids = [each.id for each in made]
    with store.read() as session:
        plans = [session.get_one(Visit, one) for one in ids]
    assert [(each.planned_on, each.planned_from, each.state) for each in plans] == [
        (date(2026, 3, 2), "09:30", "planned"),
        (date(2026, 3, 3), "09:30", "planned"),
    ]
