"""What is known beside the record of a visit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from kamdesk.i18n import message
from kamdesk.model.agenda import Task
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.work import visit_known, visits
from tests.work.department import found

TODAY = date.today()


def held(session, department, days_ago: int, **values) -> Visit:
    tables = {
        name: values.pop(name) for name in ("people", "objections", "gifts") if name in values
    }
    return visits.record_held(
        session,
        {"account_id": department.account, "held_on": TODAY - timedelta(days=days_ago), **values},
        tables,
    )


def test_of_eight_visits_three_were_an_advance(store):
    department = found(store)
    with store.change(message("Visits")) as session:
        for number, result in enumerate(["advance"] * 3 + ["continuation"] * 4 + ["refusal"]):
            held(session, department, number + 1, result=result)
        held(session, department, 20, subject="without a result")
        in_the_basket = held(session, department, 21, result="advance")
        in_the_basket.deleted_at = in_the_basket.created_at
    with store.read() as session:
        counted = visit_known.advance_rate(session, department.account)
    assert (counted.advances, counted.visits, counted.rate) == (3, 8, Decimal("0.375"))


def test_without_a_result_there_is_no_rate(store):
    department = found(store)
    with store.change(message("Visits")) as session:
        held(session, department, 1, subject="looked in")
    with store.read() as session:
        assert visit_known.advance_rate(session, department.account).rate is None


def test_the_last_visit_the_open_objections_and_what_people_cared_about(store):
    department = found(store)
    met = [{"contact_id": department.contact}]
    with store.change(message("Visits")) as session:
        held(session, department, 40, result="advance", needs="payback", people=met,
             objections=[{"objection": "too dear", "answer": "three years", "settled": True},
                         {"objection": "first payment", "settled": False}])  # fmt: skip
        last = held(session, department, 10, result="continuation", conclusion="waits").id
        plan = visits.plan_visit(
            session, {"account_id": department.account, "planned_on": TODAY}, met
        ).id
    with store.read() as session:
        beside = visit_known.known(session, session.get_one(Visit, plan))
    assert beside.last.id == last
    assert beside.last_by == "专员丁"
    assert [(each.objection.objection, each.on) for each in beside.objections] == [
        ("first payment", TODAY - timedelta(days=40))
    ]
    present = beside.present[0]
    assert (present.name, present.position, present.cared_about) == (
        "受访人戊",
        "采购部长",
        "payback",
    )
    assert present.met_on == TODAY - timedelta(days=40)


def test_the_record_itself_is_not_the_last_visit_nor_are_its_objections_known(store):
    department = found(store)
    with store.change(message("Visits")) as session:
        only = held(
            session, department, 3, result="advance", objections=[{"objection": "delivery"}]
        ).id
    with store.read() as session:
        beside = visit_known.known(session, session.get_one(Visit, only))
    assert beside.last is None
    assert beside.objections == []


def test_commitments_are_what_is_still_open_the_earliest_first(store):
    department = found(store)
    with store.change(message("Tasks")) as session:
        session.add_all(
            [
                Task(name="no day", account_id=department.account),
                Task(name="offer", account_id=department.account, due_on=TODAY + timedelta(days=2),
                     owner_id=department.specialist),
                Task(name="done", account_id=department.account, due_on=TODAY, done_on=TODAY),
                CallbackPlan(account_id=department.account, due_on=TODAY - timedelta(days=1),
                             subject="quarter"),
                CallbackPlan(account_id=department.account, due_on=TODAY, cancelled_on=TODAY),
            ]
        )  # fmt: skip
    with store.read() as session:
        due = visit_known.commitments(session, department.account)
    assert [(each.words, each.who) for each in due] == [
        ("quarter", ""),
        ("offer", "专员丁"),
        ("no day", ""),
    ]
