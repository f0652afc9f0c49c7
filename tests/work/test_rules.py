"""Rules that make tasks: each switched on by hand, each acting once on an occasion, undo or not."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.contact import Contact
from kamdesk.model.log import Change
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import rules, settings, tasks
from kamdesk.work.accounts import create_account
from tests.work.department import Department, found

ON = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _switch(store: Store, *names: str, **others: object) -> None:
    with store.change(message("Rules")) as session:
        for rule in names:
            settings.put(session, f"rule_{rule}", "yes")
        for key, value in others.items():
            settings.put(session, key, value)


def _account(store: Store, owner: int | None, name: str = "澜川", **more: object) -> int:
    """A key account of tier A since 1 September that nobody has been in touch with."""
    with store.change(message("Account")) as session:
        values = {"name": name, "tier": "A", "status": "active", "owner_id": owner, **more}
        return create_account(session, values, date(2026, 9, 1)).id


def _held(store: Store, account_id: int, on: date) -> None:
    with store.change(message("Call")) as session:
        session.add(
            Visit(account_id=account_id, kind="call", state="reported", planned_on=on, held_on=on)
        )


def _person(store: Store, account_id: int, name: str, birth_date: str, **more: object) -> int:
    with store.change(message("Person")) as session:
        values = {"lunar_birthday": False, "custom": {}} | more
        contact = Contact(account_id=account_id, full_name=name, birth_date=birth_date, **values)
        session.add(contact)
        session.flush()
        return contact.id


def _tasks(store: Store) -> list[tuple[str, str, date | None]]:
    with store.read() as session:
        rows = session.scalars(select(Task).order_by(Task.id))
        return [(each.rule or "", each.name, each.due_on) for each in rows]


def _changes(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(Change)) or 0


def test_nothing_is_made_while_no_rule_is_switched_on(store: Store, department: Department) -> None:
    _account(store, department.specialist)
    before = _changes(store)
    assert rules.run(store, ON).made == 0
    assert (_tasks(store), _changes(store)) == ([], before)


def test_a_silence_is_acted_on_once_and_the_next_silence_again(
    store: Store, department: Department
) -> None:
    account_id = _account(store, department.specialist)
    _switch(store, "overdue_rhythm")
    ran = rules.run(store, ON)
    assert list(ran.tasks) == ["overdue_rhythm"]
    assert _tasks(store) == [
        ("overdue_rhythm", "Get in touch with 澜川: silent for 84 days", ON)
    ]  # fmt: skip
    before = _changes(store)
    assert rules.run(store, ON).made == 0
    assert _changes(store) == before
    with store.change(message("Done")) as session:
        tasks.complete(session, session.get_one(Task, ran.tasks["overdue_rhythm"][0]), ON)
    assert rules.run(store, ON).made == 0
    _held(store, account_id, date(2026, 11, 24))
    assert rules.run(store, date(2026, 12, 1)).made == 0
    # Eight days after the call tier A, which allows seven, is overdue again.
    assert rules.run(store, date(2026, 12, 2)).made == 1


def test_a_task_due_on_a_day_off_is_due_on_the_next_working_day(
    store: Store, department: Department
) -> None:
    _account(store, department.specialist)
    _switch(store, "overdue_rhythm")
    rules.run(store, date(2026, 11, 28))  # a Saturday
    assert [due for _rule, _name, due in _tasks(store)] == [date(2026, 11, 30)]


def test_undo_takes_the_tasks_back_and_they_do_not_come_again(
    store: Store, department: Department
) -> None:
    _account(store, department.specialist)
    _account(store, department.specialist, "第二家")
    _switch(store, "overdue_rhythm")
    before = _changes(store)
    assert rules.run(store, ON).made == 2
    assert _changes(store) == before + 1
    assert store.undo() == "Tasks and call-backs made by rules"
    assert _tasks(store) == []
    assert rules.run(store, ON).made == 0


def test_birthdays_ahead_solar_lunar_and_leap(store: Store, department: Department) -> None:
    account_id = _account(store, department.specialist)
    _switch(store, "birthday", birthday_days=7)
    sunday = _person(store, account_id, "周日生", "1980-11-29")
    _person(store, account_id, "农历", "--10-17", lunar_birthday=True)  # 25 November 2026
    _person(store, account_id, "太晚", "1980-12-02")
    _person(store, account_id, "已离职", "1980-11-29", left_on=date(2026, 1, 1))
    other = _account(store, department.manager, "别人的")
    _person(store, other, "不是我的", "1980-11-29")
    prospect = _account(store, department.specialist, "潜在", status="prospect")
    _person(store, prospect, "潜在客户的", "1980-11-29")
    assert rules.run(store, ON).made == 2
    # 29 November 2026 is a Sunday: the task is due on the Friday before.
    assert sorted(_tasks(store)) == [
        ("birthday", "Birthday of 农历 (澜川) on 2026-11-25", date(2026, 11, 25)),
        ("birthday", "Birthday of 周日生 (澜川) on 2026-11-29", date(2026, 11, 27)),
    ]
    assert rules.run(store, date(2026, 11, 25)).made == 1  # 2 December is seven days off now
    assert rules.run(store, date(2027, 11, 24)).made == 1
    with store.read() as session:
        again = session.scalars(select(Task).where(Task.contact_id == sunday)).all()
    assert [str(each.due_on) for each in again] == ["2026-11-27", "2027-11-29"]


def test_a_leap_day_birthday_is_thought_of_on_the_28_and_the_task_says_so(
    store: Store, department: Department
) -> None:
    account_id = _account(store, department.specialist)
    _person(store, account_id, "闰日生", "1992-02-29")
    _switch(store, "birthday")
    assert rules.run(store, date(2026, 2, 24)).made == 1
    with store.read() as session:
        task = session.scalars(select(Task)).one()
    # Saturday 28 February 2026 is a make-up working day.
    assert (task.due_on, task.note) == (
        date(2026, 2, 28), "born on 29 February, kept on the 28th",
    )  # fmt: skip


def test_no_next_contact_means_that_nothing_at_all_is_arranged(
    store: Store, department: Department
) -> None:
    owner = department.specialist
    nothing = _account(store, owner, "什么都没有")
    _account(store, owner, "有下次联系", next_contact_on=date(2026, 12, 1))
    planned = _account(store, owner, "有拜访")
    tasked = _account(store, owner, "有待办")
    passed = _account(store, owner, "联系过了", next_contact_on=date(2026, 11, 20))
    _held(store, passed, date(2026, 11, 20))
    with store.change(message("Arrange")) as session:
        session.add(Visit(account_id=planned, state="planned", planned_on=date(2026, 12, 1)))
        tasks.add_task(session, {"name": "报价", "account_id": tasked})
    _switch(store, "no_next_contact")
    ran = rules.run(store, ON)
    with store.read() as session:
        accounts = {session.get_one(Task, each).account_id for each in ran.tasks["no_next_contact"]}
    assert accounts == {nothing, passed}
    assert rules.run(store, ON).made == 0


def test_two_rules_do_not_both_remind_of_one_account(store: Store, department: Department) -> None:
    _account(store, department.specialist)
    _switch(store, "overdue_rhythm", "no_next_contact")
    assert list(rules.run(store, ON).tasks) == ["overdue_rhythm"]


def test_a_rule_makes_fifty_tasks_a_run_and_goes_on_the_next_time(
    store: Store, department: Department
) -> None:
    for number in range(60):
        _account(store, department.specialist, f"K{number}")
    _switch(store, "overdue_rhythm")
    assert rules.run(store, ON).made == 50
    assert rules.run(store, ON).made == 10
    assert rules.run(store, ON).made == 0


def test_as_long_as_nobody_is_named_everybodys_accounts_count(
    store: Store, department: Department
) -> None:
    _account(store, department.manager, "经理的")
    _account(store, None, "没人的")
    _switch(store, "overdue_rhythm")
    assert rules.run(store, ON).made == 0
    _switch(store, me="")
    assert rules.run(store, ON).made == 2


def test_a_folder_that_is_only_read_gets_no_tasks(store: Store, department: Department) -> None:
    _account(store, department.specialist)
    _switch(store, "overdue_rhythm")
    home = store.home
    store.close()
    reading = open_store(home, read_only=True)
    try:
        assert rules.run(reading, ON).made == 0
        with reading.read() as session:
            assert session.scalar(select(func.count()).select_from(Account)) == 2
            assert session.scalar(select(func.count()).select_from(Task)) == 0
    finally:
        reading.close()


def test_call_backs_are_planned_by_the_rhythm_once_and_stay_away_when_taken_back(
    store: Store, department: Department
) -> None:
    _account(store, department.specialist)
    assert rules.run(store, ON).callbacks == []
    _switch(store, "callbacks")
    [made] = rules.run(store, ON).callbacks
    with store.read() as session:
        # due every 30 days from 1 September: long ago, so today at the earliest
        assert session.get_one(CallbackPlan, made).due_on == ON
    assert rules.run(store, ON).made == 0
    store.undo()
    assert rules.run(store, ON).callbacks == []
