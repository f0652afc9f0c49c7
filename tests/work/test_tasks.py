"""Tasks: added, changed, done, dropped, put off, and taken up again; each refusal names its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.store.store import Store
from kamdesk.work import tasks
from kamdesk.work.accounts import create_account
from kamdesk.work.trash import move_to_trash
from tests.work.department import Department, found

DAY = date(2026, 3, 2)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _add(store: Store, **values: Any) -> int:
    with store.change(message("Add")) as session:
        return tasks.add_task(session, {"name": "寄样品"} | values).id


def _do(store: Store, task_id: int, act: Callable[..., object], *more: Any) -> Task:
    with store.change(message("Do")) as session:
        task = session.get_one(Task, task_id)
        act(session, task, *more)
        return task


def _refused(store: Store, act: Callable[[Session], object]) -> str | None:
    with pytest.raises(RuleError) as refusal, store.change(message("Refused")) as session:
        act(session)
    return refusal.value.field


def test_a_task_is_that_of_whoever_adds_it_unless_it_is_given_to_somebody(
    store: Store, department: Department
) -> None:
    own = _add(store, name="  寄样品 ", due_on=DAY, due_at="09:30")
    given = _add(store, owner_id=department.manager)
    with store.read() as session:
        task = session.get_one(Task, own)
        assert (task.name, task.owner_id, task.due_on, task.due_at, task.rule) == (
            "寄样品", department.specialist, DAY, "09:30", None,
        )  # fmt: skip
        assert session.get_one(Task, given).owner_id == department.manager


def test_a_task_for_a_person_is_for_their_account(store: Store, department: Department) -> None:
    task_id = _add(store, contact_id=department.contact)
    with store.read() as session:
        assert session.get_one(Task, task_id).account_id == department.account


def test_done_dropped_and_taken_up_again(store: Store, department: Department) -> None:
    task_id = _add(store, due_on=DAY)
    assert _do(store, task_id, tasks.complete, DAY).done_on == DAY
    task = _do(store, task_id, tasks.reopen)
    assert (task.done_on, task.cancelled_on) == (None, None)
    assert _do(store, task_id, tasks.drop, DAY).cancelled_on == DAY
    assert _do(store, task_id, tasks.reopen).cancelled_on is None
    later = DAY + timedelta(days=3)
    assert _do(store, task_id, tasks.postpone, later).due_on == later
    assert _do(store, task_id, tasks.change_task, {"note": "两件"}).note == "两件"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "   "}, "name"),
        ({"due_at": "09:30"}, "due_on"),
        ({"account_id": 999}, "account_id"),
        ({"contact_id": 999}, "contact_id"),
        ({"done_on": DAY}, "done_on"),
        ({"rule": "birthday"}, "rule"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(
    store: Store, department: Department, values: dict[str, Any], field: str
) -> None:
    assert _refused(store, lambda session: tasks.add_task(session, {"name": "x"} | values)) == field


def test_a_person_of_another_account_is_refused(store: Store, department: Department) -> None:
    with store.change(message("Other")) as session:
        other = create_account(session, {"name": "另一家"}).id
    values = {"name": "x", "account_id": other, "contact_id": department.contact}
    assert _refused(store, lambda session: tasks.add_task(session, values)) == "contact_id"


def test_an_account_in_the_waste_basket_gets_no_task(store: Store, department: Department) -> None:
    with store.change(message("Delete")) as session:
        move_to_trash(session, session.get_one(Account, department.account))
    values = {"name": "x", "account_id": department.account}
    assert _refused(store, lambda session: tasks.add_task(session, values)) == "account_id"


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda session, task: tasks.complete(session, task, DAY), "done_on"),
        (lambda session, task: tasks.drop(session, task, DAY), "done_on"),
        (lambda session, task: tasks.postpone(session, task, DAY + timedelta(days=9)), "done_on"),
        (lambda session, task: tasks.change_task(session, task, {"name": "y"}), "done_on"),
    ],
)
def test_what_is_done_stays_as_it_is(
    store: Store, department: Department, act: Callable[..., object], field: str
) -> None:
    task_id = _add(store, due_on=DAY)
    _do(store, task_id, tasks.complete, DAY)
    assert _refused(store, lambda session: act(session, session.get_one(Task, task_id))) == field


def test_a_dropped_task_is_not_done_and_an_open_one_not_reopened(
    store: Store, department: Department
) -> None:
    task_id = _add(store, due_on=DAY)

    def act(function: Callable[..., object], *more: Any) -> Callable[[Session], object]:
        return lambda session: function(session, session.get_one(Task, task_id), *more)

    assert _refused(store, act(tasks.reopen)) == "done_on"
    assert _refused(store, act(tasks.postpone, DAY)) == "due_on"
    assert _refused(store, act(tasks.complete, date.today() + timedelta(days=1))) == "done_on"
    _do(store, task_id, tasks.drop, DAY)
    assert _refused(store, act(tasks.complete, DAY)) == "cancelled_on"
