"""The weekly review goes through what lies still; "since last time" tells what others did and what fell due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.development import Development, DevelopmentReport
from kamdesk.model.types import now
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import expenses, review, settings, tasks
from kamdesk.work.accounts import change_account, create_account
from tests.work.department import Department, found

ON = date(2026, 11, 24)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _account(
    store: Store, owner: int, name: str, tier: str = "C", since: str = "2026-11-20", **more
) -> int:
    with store.change(message("Account")) as session:
        values = {"name": name, "tier": tier, "status": "active", "owner_id": owner, **more}
        return create_account(session, values, date.fromisoformat(since)).id


def _steps(
    store: Store, department: Department, who: str = "specialist", on: date = ON
) -> dict[str, list[str]]:
    with store.read() as session:
        made = review.review(session, on, department.staff(session, who))
    assert [each.key for each in made.steps] == list(review.STEPS)
    assert all(each.count == len(each.entries) for each in made.steps)
    return {
        each.key: [f"{entry.title}: {entry.detail}" for entry in each.entries] for each in made.steps
    }  # fmt: skip


def test_nothing_lies_still_in_an_empty_department(store: Store, department: Department) -> None:
    assert set(map(len, _steps(store, department).values())) == {0}


def test_each_step_shows_what_lies(store: Store, department: Department) -> None:
    me = department.specialist
    silent = _account(store, me, "静默", "A", "2026-11-01", next_contact_on=date(2026, 12, 1))
    _account(store, me, "没有下一步")
    _account(store, department.manager, "经理的", "A", "2026-11-01")
    with store.change(message("What lies")) as session:
        tasks.add_task(
            session, {"name": "逾期的", "due_on": date(2026, 11, 20), "account_id": silent}
        )
        session.add(
            Visit(
                account_id=silent, kind="call", state="held", subject="没写", owner_id=me,
                planned_on=date(2026, 11, 2), held_on=date(2026, 11, 2),
            )
        )  # fmt: skip
        expenses.add_expense(session, {"on": date(2026, 10, 2), "amount": Decimal(9)})
    steps = _steps(store, department)
    # The call of 2 November was 22 days ago; tier A allows seven.
    assert steps["stale"] == ["静默: silent for 22 days, every 7 days wanted"]
    assert steps["overdue"] == ["逾期的: "]
    assert steps["no_next_step"] == ["没有下一步: no next contact, no visit, no task"]
    assert steps["record_missing"] == ["没写: Phone call held, nothing written yet"]
    assert steps["claim"] == ["1 expense not claimed: the first of 2026-10-02"]


def test_developments_lie_still_without_a_step_or_a_report_for_two_weeks(
    store: Store, department: Department
) -> None:
    with store.change(message("Developments")) as session:
        made = {}
        for name, state, since in (
            ("still", "surveyed", date(2026, 11, 9)),  # 15 days
            ("moved", "evaluated", date(2026, 11, 10)),  # 14 days
            ("reported", "filed", date(2026, 9, 1)),
            ("over", "rejected", date(2026, 9, 1)),
        ):
            made[name] = Development(
                account_id=department.account, begun_on=date(2026, 9, 1), owner_id=department.specialist,
                state=state, state_since=since,
            )  # fmt: skip
            session.add(made[name])
        session.flush()
        session.add(
            DevelopmentReport(development_id=made["reported"].id, on=date(2026, 11, 20), progress="顺利")
        )  # fmt: skip
    assert _steps(store, department)["stalled"] == ["Surveyed: nothing moved for 15 days"]
    later = _steps(store, department, on=date(2026, 12, 10))["stalled"]
    assert later == [
        "Surveyed: nothing moved for 31 days",
        "Evaluated: nothing moved for 30 days",
        "Filed: nothing moved for 20 days",
    ]


def test_the_day_of_the_last_review_is_remembered(store: Store, department: Department) -> None:
    with store.read() as session:
        before = review.review(session, ON)
    assert (before.last_on, before.days_since) == (None, None)
    with store.change(message("Reviewed")) as session:
        review.reviewed(session, date(2026, 11, 20))
    with store.read() as session:
        after = review.review(session, ON)
    assert (after.last_on, after.days_since) == (date(2026, 11, 20), 4)


def test_a_day_of_the_last_review_that_is_none_counts_as_none(
    store: Store, department: Department
) -> None:
    with store.change(message("Odd")) as session:
        settings.put(session, "last_review_on", "sometime")
    with store.read() as session:
        assert review.last_review_on(session) is None


def _by(store: Store, name: str, account_id: int, label: str) -> None:
    store.user = name
    with store.change(message(label)) as session:
        account = session.get_one(Account, account_id)
        change_account(session, account, {"remarks": f"{name}: {label}"})


def test_since_last_time_tells_what_others_did_to_my_accounts(
    store: Store, department: Department
) -> None:
    mine = _account(store, department.specialist, "我的")
    other = _account(store, department.manager, "别人的")
    _by(store, "经理甲", mine, "Before")
    moment = now()
    _by(store, "经理甲", mine, "Manager's note")
    _by(store, "专员丁", mine, "My own")
    _by(store, "财务丙", other, "Elsewhere")
    _by(store, "财务丙", mine, "Taken back")
    store.undo()
    with store.read() as session:
        me = department.staff(session, "specialist")
        told = review.since(session, moment, ON, me).changes
        everything = review.since(session, moment, ON).changes
    assert [(each.label, each.by, each.account_ids, each.records) for each in told] == [
        ("Manager's note", "经理甲", (mine,), 1)
    ]
    assert [each.label for each in everything] == ["Elsewhere", "My own", "Manager's note"]


def test_since_last_time_tells_what_fell_due(store: Store, department: Department) -> None:
    with store.change(message("Tasks")) as session:
        for name, day in (("周五", 20), ("周六", 21), ("今天", 24), ("明天", 25)):
            tasks.add_task(session, {"name": name, "due_on": date(2026, 11, day)})
    # Last seen on Friday at noon, wherever the computer stands.
    moment = datetime(2026, 11, 20, 12).astimezone()
    with store.read() as session:
        told = review.since(session, moment, ON, department.staff(session, "specialist"))
        never = review.since(session, datetime(2026, 1, 1, tzinfo=UTC), ON + timedelta(days=1))
    assert [each.title for each in told.due] == ["周六", "今天"]
    assert [each.title for each in never.due] == ["周五", "周六", "今天", "明天"]
