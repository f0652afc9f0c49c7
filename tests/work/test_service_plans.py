"""Service plans: one a year, measures from a rhythm, kept or not, evaluated, and the next year made from this one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.service import ServiceMeasure, ServicePlan
from kamdesk.store.store import Store
from kamdesk.work import service_plans, settings
from kamdesk.work.periods import read_period
from tests.work.department import Department, found

TODAY = date.today()
DAY = timedelta(days=1)


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def add(store: Store, department: Department, **values: Any) -> int:
    with store.change(message("Plan")) as session:
        given = {"account_id": department.account, "year": 2026}
        return service_plans.add_plan(session, given | values).id


def test_one_plan_for_an_account_and_year(store: Store, department: Department) -> None:
    one = add(store, department, needs="夜班有人应答")
    for values, field in (
        ({}, "year"),
        ({"year": 26}, "year"),
        ({"account_id": None}, "account_id"),
    ):
        with pytest.raises(RuleError) as refusal:
            add(store, department, **values)
        assert refusal.value.field == field
    add(store, department, year=2027)
    with store.read() as session:
        plan = session.get_one(ServicePlan, one)
        assert (plan.owner_id, plan.state) == (department.specialist, "draft")
        assert service_plans.of_year(session, department.account, 2026) is plan


def test_a_rhythm_names_working_days_of_the_year(store: Store, department: Department) -> None:
    year = read_period("2026")
    with store.read() as session:
        monthly = service_plans.due_days(session, year, "monthly")
        quarterly = service_plans.due_days(session, year, "quarterly")
        half = service_plans.due_days(session, year, "half_yearly")
        once = service_plans.due_days(session, year, "once", date(2026, 5, 9))
        from_may = service_plans.due_days(session, year, "quarterly", date(2026, 5, 31))
    # 28 February 2026 is a Saturday made up for the Spring Festival; 31 May is a Sunday; 31 January a Saturday.
    assert (len(monthly), monthly[0], monthly[1], monthly[11]) == (
        12, date(2026, 1, 30), date(2026, 2, 28), date(2026, 12, 31),
    )  # fmt: skip
    assert quarterly == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]
    assert half == [date(2026, 6, 30), date(2026, 12, 31)]
    assert once == [date(2026, 5, 9)]
    # 31 May → Friday 29 May; 31 August is a Monday; November has thirty days, the 30th a Monday.
    assert from_may == [date(2026, 5, 29), date(2026, 8, 31), date(2026, 11, 30)]


def test_a_rhythm_outside_its_year_is_refused(store: Store, department: Department) -> None:
    year = read_period("2026")
    with store.read() as session:
        for rhythm, first, field in (
            ("weekly", None, "rhythm"), ("monthly", date(2027, 1, 1), "due_on"),
        ):  # fmt: skip
            with pytest.raises(RuleError) as refusal:
                service_plans.due_days(session, year, rhythm, first)
            assert refusal.value.field == field


def test_measures_follow_the_business_year_and_come_once(
    store: Store, department: Department
) -> None:
    with store.change(message("April")) as session:
        settings.put(session, "business_year_start", 4)
    one = add(store, department)
    with store.change(message("Measures")) as session:
        plan = session.get_one(ServicePlan, one)
        made = service_plans.plan_measure(session, plan, " 设备巡检 ", "quarterly")
        again = service_plans.plan_measure(session, plan, "设备巡检", "half_yearly")
        assert [each.due_on for each in made] == [
            date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31),
        ]  # fmt: skip
        assert again == []
        assert {each.responsible_id for each in made} == {department.specialist}
        assert (made[0].what, plan.state) == ("设备巡检", "running")


@pytest.fixture
def plan(store: Store, department: Department) -> int:
    """Seven measures of a plan, one of each state on 24 November 2026."""
    one = add(store, department, goal="零停线", needs="夜班", improvement="改为双人值班")
    due = date(2026, 11, 20)
    with store.change(message("Measures")) as session:
        service_plans.set_measures(
            session,
            session.get_one(ServicePlan, one),
            [
                {"what": "kept", "due_on": due, "done_on": due, "as_planned": True},
                {"what": "late", "due_on": due, "done_on": due + 2 * DAY, "as_planned": True},
                {"what": "otherwise", "due_on": due, "done_on": due},
                {"what": "overdue", "due_on": due},
                {"what": "today", "due_on": date(2026, 11, 24)},
                {"what": "open", "due_on": date(2026, 12, 4), "rhythm": "yearly"},
                {"what": "out", "due_on": due, "not_applicable": True},
            ],
        )
    return one


def test_what_was_kept_and_what_deviates(store: Store, plan: int) -> None:
    on = date(2026, 11, 24)
    with store.read() as session:
        found = session.get_one(ServicePlan, plan)
        rows = service_plans.measures(session, found)
        assert {each.what: service_plans.state_of(each, on) for each in rows} == {
            "kept": "kept", "late": "late", "otherwise": "otherwise", "overdue": "overdue", "today": "open",
            "open": "open", "out": "out",
        }  # fmt: skip
        # Due by the 24th: kept, late, otherwise, overdue, today.
        assert service_plans.kept(rows, on) == service_plans.Kept(
            due=5, kept=1, deviating=3, still=3, count=6
        )
        words = [
            service_plans.words_of(each, on)
            for each in service_plans.deviations(session, found, on)
        ]
        assert words == ["done 2 days late", "not as planned", "overdue by 4 days"]
        by_query = session.scalars(
            select(ServiceMeasure.what)
            .where(service_plans.is_deviating(on))
            .order_by(ServiceMeasure.id)
        )
        assert list(by_query) == ["late", "otherwise", "overdue"]
        assert list(
            session.scalars(select(ServiceMeasure.what).where(service_plans.is_kept()))
        ) == ["kept"]


def test_a_deviation_is_explained(store: Store, plan: int) -> None:
    def finish(session: Any, name: str, **how: Any) -> None:
        query = select(ServiceMeasure).where(ServiceMeasure.what == name)
        service_plans.finish_measure(session, session.scalars(query).one(), TODAY, **how)

    for name, how, field in (
        ("kept", {}, "done_on"), ("open", {"as_planned": False}, "note"),
    ):  # fmt: skip
        with pytest.raises(RuleError) as refusal, store.change(message("Done")) as session:
            finish(session, name, **how)
        assert refusal.value.field == field
    with store.change(message("Done")) as session:
        finish(session, "open", as_planned=False, note=" 改为视频巡检 ")
    with store.read() as session:
        done = session.scalars(select(ServiceMeasure).where(ServiceMeasure.what == "open")).one()
        assert (done.done_on, done.as_planned, done.note) == (TODAY, False, "改为视频巡检")
    store.undo()
    with store.read() as session:
        undone = session.scalars(select(ServiceMeasure).where(ServiceMeasure.what == "open")).one()
        assert undone.done_on is None


def test_a_plan_is_evaluated_and_the_next_year_made_from_it(store: Store, plan: int) -> None:
    with pytest.raises(RuleError), store.change(message("Evaluate")) as session:
        service_plans.evaluate(session, session.get_one(ServicePlan, plan), TODAY, " ")
    with store.change(message("Evaluate")) as session:
        found = session.get_one(ServicePlan, plan)
        service_plans.evaluate(session, found, TODAY, "基本达到")
        assert (found.state, found.improvement) == ("evaluated", "改为双人值班")
        later = service_plans.next_year(session, found)
        assert (later.year, later.state, later.goal, later.needs) == (
            2027, "draft", "零停线", "夜班\n改为双人值班",
        )  # fmt: skip
        rows = service_plans.measures(session, later)
        # 20 November 2027 is a Saturday, 4 December 2027 too; 24 November is a Wednesday.
        assert [(each.what, each.due_on) for each in rows] == [
            ("kept", date(2027, 11, 19)), ("late", date(2027, 11, 19)), ("otherwise", date(2027, 11, 19)),
            ("overdue", date(2027, 11, 19)), ("today", date(2027, 11, 24)), ("open", date(2027, 12, 3)),
        ]  # fmt: skip
        assert not any(each.done_on or each.as_planned for each in rows)
    with pytest.raises(RuleError), store.change(message("Again")) as session:
        service_plans.next_year(session, session.get_one(ServicePlan, plan))
