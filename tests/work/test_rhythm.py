"""Who has been silent too long, what the rhythm asks to plan, and how a change of tier in mid-rhythm counts."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import rhythm, settings
from kamdesk.work.accounts import change_account, create_account
from kamdesk.work.trash import move_to_trash
from kamdesk.work.working_days import set_day

ON = date(2026, 11, 24)  # a Tuesday


def _account(
    store: Store, name: str, tier: str | None, contact: str | None, status: str = "active", **more
) -> int:
    """An account that became what it is on 1 September 2026, with its last contact on day `contact`."""
    with store.change(message("Account")) as session:
        values = {"name": name, "tier": tier, "status": status, **more}
        account = create_account(session, values, date(2026, 9, 1))
        if contact is not None:
            day = date.fromisoformat(contact)
            session.add(
                Visit(account_id=account.id, kind="call", state="reported", planned_on=day, held_on=day)
            )  # fmt: skip
        return account.id


def _silent(store: Store, on: date = ON, staff: Staff | None = None) -> list[tuple[str, int]]:
    with store.read() as session:
        page = rhythm.silent_accounts(session, on, staff)
        assert page.count == rhythm.count_silent(session, on, staff) == len(page.accounts)
        return [(each.name, each.over(on)) for each in page.accounts]


def test_silent_are_key_accounts_beyond_the_rhythm_of_their_tier(store: Store) -> None:
    _account(store, "A at its limit", "A", "2026-11-17")  # 7 days
    _account(store, "A a day over", "A", "2026-11-16")
    _account(store, "B five over", "B", "2026-11-05")  # 14 + 5
    _account(store, "C far over", "C", "2026-10-01", "developing")  # 30 + 24
    _account(store, "no tier", None, "2026-09-02")
    _account(store, "a prospect", "A", "2026-09-02", "prospect")
    _account(store, "lost", "A", "2026-09-02", "lost")
    assert _silent(store) == [("C far over", 24), ("B five over", 5), ("A a day over", 1)]


def test_without_a_contact_the_silence_began_with_the_status(store: Store) -> None:
    never = _account(store, "never", "C", None)
    with store.read() as session:
        [found] = rhythm.silent_accounts(session, ON).accounts
    assert (found.account_id, found.last_contact_on, found.since) == (
        never, None, date(2026, 9, 1),
    )  # fmt: skip
    # From 1 September to 24 November are 84 days; tier C allows 30.
    assert found.over(ON) == 54


def test_the_time_as_a_key_account_begins_anew_after_another_status(store: Store) -> None:
    account_id = _account(store, "came back", "A", None)
    for to, on in (("lost", "2026-10-01"), ("developing", "2026-11-10"), ("active", "2026-11-20")):
        with store.change(message("Status")) as session:
            change_account(
                session, session.get_one(Account, account_id), {"status": to}, date.fromisoformat(on)
            )  # fmt: skip
    # A key account again from 10 November: 14 days, of which tier A allows 7.
    assert _silent(store) == [("came back", 7)]


def test_the_accounts_own_rhythm_comes_before_that_of_its_tier(store: Store) -> None:
    slow = _account(store, "slow A", "A", "2026-11-01", visit_rhythm=60)
    never = _account(store, "never asked", "A", "2026-09-02", visit_rhythm=0)
    quick = _account(store, "quick, no tier", None, "2026-11-20", visit_rhythm=2)
    assert _silent(store) == [("quick, no tier", 2)]
    with store.read() as session:
        days = [
            rhythm.rhythm_of(session, session.get_one(Account, each)) for each in (slow, never, quick)
        ]  # fmt: skip
    assert days == [60, None, 2]


def test_the_rhythm_is_a_setting(store: Store) -> None:
    _account(store, "A", "A", "2026-11-14")
    assert _silent(store) == [("A", 3)]
    with store.change(message("Rhythm")) as session:
        settings.put(session, "rhythm_a", 20)
    assert _silent(store) == []


@pytest.mark.parametrize(
    ("to", "over"),
    [
        # The last contact was on 1 November, 23 days before.
        ("A", 16),
        ("B", 9),
        ("C", None),
        (None, None),
    ],
)
def test_a_change_of_tier_in_mid_rhythm_counts_at_once(
    store: Store, to: str | None, over: int | None
) -> None:
    account_id = _account(store, "changing", "A" if to != "A" else "C", "2026-11-01")
    with store.change(message("Tier")) as session:
        account = session.get_one(Account, account_id)
        change_account(session, account, {"tier": to}, date(2026, 11, 20))
    assert _silent(store) == ([] if over is None else [("changing", over)])


def test_silent_accounts_are_those_of_a_person_and_come_page_by_page(store: Store) -> None:
    with store.change(message("Staff")) as session:
        ann, ben = Staff(number="1", name="Ann"), Staff(number="2", name="Ben")
        session.add_all((ann, ben))
    for number in range(5):
        owner = ben.id if number == 2 else ann.id
        _account(store, f"K{number}", "A", f"2026-11-0{number + 1}", owner_id=owner)
    gone = _account(store, "in the basket", "A", "2026-09-02", owner_id=ann.id)
    with store.change(message("Delete")) as session:
        move_to_trash(session, session.get_one(Account, gone))
    assert [name for name, _over in _silent(store, staff=ann)] == ["K0", "K1", "K3", "K4"]
    with store.read() as session:
        page = rhythm.silent_accounts(session, ON, None, limit=2, offset=2)
    assert ([each.name for each in page.accounts], page.count) == (["K2", "K3"], 5)


# ------------------------------------------------------------------------------------------------------ what to plan


def _proposed(store: Store, day: date, until: date, staff: Staff | None = None) -> list[str]:
    with store.read() as session:
        found = rhythm.propose_visits(session, day, until, staff)
    return [f"{each.name} {each.on}" for each in found]


def test_proposals_stand_on_working_days_from_tomorrow_on(store: Store) -> None:
    _account(store, "overdue", "C", "2026-09-10")
    _account(store, "due on Saturday", "A", "2026-11-21")  # + 7: 28 November
    _account(store, "due later", "C", "2026-11-20")  # + 30: 20 December
    assert _proposed(store, ON, date(2026, 12, 1)) == [
        "overdue 2026-11-25",
        "due on Saturday 2026-11-30",
    ]


def test_proposals_know_holidays_make_up_days_and_the_departments_own(store: Store) -> None:
    _account(store, "holiday", "A", "2026-09-24")  # + 7: 1 October, off until the 7th
    _account(store, "make-up", "A", "2026-10-03")  # + 7: Saturday 10 October, worked
    assert _proposed(store, date(2026, 9, 28), date(2026, 10, 10)) == [
        "holiday 2026-10-08",
        "make-up 2026-10-10",
    ]
    with store.change(message("Own day")) as session:
        set_day(session, date(2026, 10, 10), "holiday")
    assert _proposed(store, date(2026, 9, 28), date(2026, 10, 12)) == [
        "holiday 2026-10-08",
        "make-up 2026-10-12",
    ]


def test_a_rhythm_goes_on_to_the_last_day_asked_for(store: Store) -> None:
    _account(store, "weekly", "A", "2026-11-24")
    assert _proposed(store, ON, date(2026, 12, 22)) == [
        "weekly 2026-12-01",
        "weekly 2026-12-08",
        "weekly 2026-12-15",
        "weekly 2026-12-22",
    ]


def test_what_is_planned_already_is_not_proposed_again(store: Store) -> None:
    account_id = _account(store, "planned", "A", "2026-11-01")
    with store.change(message("Plan")) as session:
        session.add(Visit(account_id=account_id, state="planned", planned_on=date(2026, 11, 26)))
        session.add(Visit(account_id=account_id, state="cancelled", planned_on=date(2026, 12, 30)))
    assert _proposed(store, ON, date(2026, 12, 4)) == ["planned 2026-12-03"]


def test_proposals_follow_a_change_of_tier_in_mid_rhythm(store: Store) -> None:
    account_id = _account(store, "changing", "C", "2026-11-20")
    assert _proposed(store, ON, date(2026, 12, 4)) == []
    with store.change(message("Tier")) as session:
        change_account(session, session.get_one(Account, account_id), {"tier": "B"}, ON)
    assert _proposed(store, ON, date(2026, 12, 4)) == ["changing 2026-12-04"]
