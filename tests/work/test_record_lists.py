"""What every record page stands on: conditions of its own, counts, storing that refuses gaps, history with rows."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.fields import field_of
from kamdesk.model.service import ServicePart, ServicePlan, ServiceRequest
from kamdesk.store.store import Store
from kamdesk.work import lists, record_lists, settings
from kamdesk.work.callbacks import MINE
from kamdesk.work.callbacks import add as add_callback
from kamdesk.work.callbacks import change as change_callback
from kamdesk.work.callbacks import state as callback_state
from kamdesk.work.fields import show_value
from kamdesk.work.lists import Condition, ListQuery
from kamdesk.work.numbers import next_by_pattern
from kamdesk.work.rhythm import cancel_callback
from tests.work.department import Department, found

DAY = date(2026, 3, 2)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def _request(store: Store, department: Department, **values: object) -> int:
    given = {"account_id": department.account, "requested_on": DAY, "kind": "repair"}
    with store.change(message("Add")) as session:
        return record_lists.add(session, ServiceRequest, given | values).id


def test_a_named_condition_goes_with_those_of_fields_and_is_counted(
    store: Store, department: Department
) -> None:
    dear = record_lists.named("test.dear", lambda: ServiceRequest.cost >= 100)
    both = _request(store, department, cost=100, content="轴承")
    _request(store, department, cost=99, content="轴承")
    _request(store, department, cost=500, kind="spare_parts")
    query = ListQuery("ServiceRequest", ("content",), conditions=(dear,), sort="requested_on")
    repairs = Condition("kind", "is", ("repair",))
    with store.read() as session:
        assert lists.ids(session, query.with_(conditions=(dear, repairs))) == [both]
        assert lists.page(session, query.with_(text="轴承"), 0, 9) == [(both, "轴承")]
        assert lists.standing(session, query, both) == (2, 0)
        base = ListQuery("ServiceRequest", ())
        filters = {"all": (), "dear": (dear,), "dear repairs": (dear, repairs)}
        counted = record_lists.counts(session, base, filters)
    assert counted == {"all": 3, "dear": 2, "dear repairs": 1}


def _empty(store: Store, number: int) -> None:
    with store.change(message("Empty it")) as session:
        one = session.get_one(ServiceRequest, number)
        record_lists.change(session, one, {"requested_on": None})


def test_storing_refuses_what_a_record_cannot_be_without(
    store: Store, department: Department
) -> None:
    number = _request(store, department)
    with pytest.raises(RuleError) as refusal, store.change(message("Add")) as session:
        record_lists.add(session, ServiceRequest, {"requested_on": DAY})
    assert refusal.value.field == "account_id"
    with pytest.raises(RuleError) as refusal:
        _empty(store, number)
    assert refusal.value.field == "requested_on"
    with store.read() as session:
        assert session.get_one(ServiceRequest, number).requested_on == DAY
        assert lists.count(session, ListQuery("ServiceRequest", ())) == 1


def test_the_history_of_a_record_tells_of_its_rows(store: Store, department: Department) -> None:
    number = _request(store, department)
    with store.change(message("Part out")) as session:
        parent = session.get_one(ServiceRequest, number)
        record_lists.put_row(session, parent, ServicePart, None, {"name": "轴承"})
    with store.change(message("Another name")) as session:
        parent, part = session.get_one(ServiceRequest, number), session.get_one(ServicePart, 1)
        record_lists.put_row(session, parent, ServicePart, part, {"name": "油封"})
    with store.change(message("Away")) as session:
        parent, part = session.get_one(ServiceRequest, number), session.get_one(ServicePart, 1)
        record_lists.remove_row(session, parent, part)
    with store.read() as session:
        one = session.get_one(ServiceRequest, number)
        found_ = record_lists.history(session, one, [ServicePart])
        alone = record_lists.history(session, one)
    assert [each.action for each in found_] == ["Away", "Another name", "Part out", "Add"]
    assert (found_[1].before, found_[1].after) == ("轴承", "油封")
    assert [each.action for each in alone] == ["Add"]


def test_numbers_by_a_pattern_begin_anew_with_the_month_and_skip_what_is_taken(
    store: Store, department: Department
) -> None:
    _request(store, department, number="R2603-002")
    pattern = "R26{month:02}-{seq:03}"

    def given(on: date) -> str:
        with store.change(message("Number")) as session:
            return next_by_pattern(session, "test_no", pattern, on, ServiceRequest.number)

    numbers = [given(DAY), given(DAY), given(date(2026, 4, 1))]
    assert numbers == ["R2603-001", "R2603-003", "R2604-001"]
    with store.change(message("Pattern")) as session, pytest.raises(RuleError):
        settings.put(session, "request_number", "SR-{year}")  # every number would be the same


def test_call_backs_stand_where_their_day_says_and_mine_are_those_of_my_accounts(
    store: Store, department: Department
) -> None:
    with store.change(message("Due")) as session:
        plan = add_callback(session, {"account_id": department.account, "due_on": DAY})
        number = plan.id
        assert [callback_state(plan, date(2026, 3, day)) for day in (1, 2, 3)] == [
            "ahead", "today", "overdue",
        ]  # fmt: skip
        with pytest.raises(RuleError) as refusal:  # one open at most
            add_callback(session, {"account_id": department.account, "due_on": DAY})
        assert refusal.value.field == "due_on"
        with pytest.raises(RuleError) as refusal:
            add_callback(session, {"account_id": department.account})
        assert refusal.value.field == "due_on"
    query = ListQuery("CallbackPlan", (), conditions=(MINE,))
    with store.change(message("Somebody else")) as session:
        assert lists.ids(session, query) == [number]
        settings.put(session, "me", department.staff(session, "manager").number)
        assert lists.ids(session, query) == []
        plan = session.get_one(type(plan), number)
        cancel_callback(session, plan, "客户休假", DAY)
        assert callback_state(plan, DAY) == "cancelled"
        with pytest.raises(RuleError):
            change_callback(session, plan, {"due_on": date(2026, 3, 9)})


def test_a_year_counts_nothing_and_has_no_separators() -> None:
    assert show_value(field_of(ServicePlan, "year"), ServicePlan(year=2026)) == "2026"
