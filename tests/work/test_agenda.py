"""The agenda of a day: every kind on its day, once, in order, for whoever it is; and the figures that go with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kamdesk.i18n import message
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.approval import Approval
from kamdesk.model.contact import Contact
from kamdesk.model.development import Development, DevelopmentReport, DevelopmentStep
from kamdesk.model.expense import Expense
from kamdesk.model.visit import CallbackPlan, Visit, VisitPerson
from kamdesk.store.store import Store
from kamdesk.work import decisions, expenses, rhythm, settings, tasks, visits
from kamdesk.work.accounts import change_account, create_account
from kamdesk.work.agenda import Agenda, agenda, counts
from kamdesk.work.agenda_entry import MOST, Entry
from kamdesk.work.trash import move_to_trash
from tests.work.department import Department, found

ON = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def department(store: Store) -> Department:
    """The department, whose customer has been a prospect since 2024."""
    made = found(store)
    _backdate(store)
    return made


def _backdate(store: Store) -> None:
    with store.change(message("Begun in 2024")) as session:
        for fact in session.query(AccountStatusChange):
            fact.on = date(2024, 1, 2)


def _agenda(
    store: Store,
    department: Department,
    who: str | None = "specialist",
    on: date = ON,
    days: int = 7,
) -> Agenda:
    with store.read() as session:
        staff = department.staff(session, who) if who else None
        made = agenda(session, on, days, staff)
        figures = counts(session, on, staff)
    assert figures.overdue == len(made.overdue) + made.left_out
    assert figures.today == len(made.today)
    assert figures.silent == made.silent.count
    return made


def _lines(entries: Iterable[Entry]) -> list[str]:
    return [f"{each.on} {each.kind}: {each.title}" for each in entries]


def _visit(store: Store, department: Department, subject: str, on: str, **more: Any) -> int:
    values = {
        "account_id": department.account, "kind": "visit", "state": "planned", "subject": subject,
        "planned_on": date.fromisoformat(on), "owner_id": department.specialist,
    }  # fmt: skip
    with store.change(message("Visit")) as session:
        visit = Visit(**(values | more))
        session.add(visit)
        session.flush()
        return visit.id


def _change(store: Store, department: Department, **values: Any) -> None:
    with store.change(message("Account")) as session:
        change_account(session, session.get_one(Account, department.account), values, ON)


# -------------------------------------------------------------------------------------------------- days and order


def test_visits_stand_on_their_day_by_hour_with_the_people_to_meet(
    store: Store, department: Department
) -> None:
    _visit(store, department, "下午", "2026-11-24", planned_from="14:00", planned_to="15:30")
    morning = _visit(
        store, department, "上午", "2026-11-24", planned_from="09:30", kind="call", place="电话"
    )
    _visit(store, department, "全天", "2026-11-24", kind="reception", meeting_point="南站")
    _visit(store, department, "上周", "2026-11-19")
    _visit(store, department, "七天后", "2026-12-01")
    _visit(store, department, "八天后", "2026-12-02")
    for state in ("held", "reported", "cancelled", "postponed", "rejected", "closed"):
        _visit(store, department, state, "2026-11-24", state=state)
    with store.change(message("People")) as session:
        for name, side in (("受访人戊", "customer"), ("我方", "own")):
            session.add(VisitPerson(visit_id=morning, name=name, position="采购部长", side=side))
    made = _agenda(store, department)
    assert _lines(made.overdue) == ["2026-11-19 visit: 上周"]
    assert _lines(made.today) == [
        "2026-11-24 call: 上午", "2026-11-24 visit: 下午", "2026-11-24 reception: 全天",
    ]  # fmt: skip
    assert _lines(made.coming) == ["2026-12-01 visit: 七天后"]
    call, afternoon, reception = made.today
    assert (call.starts_at, call.ends_at, call.detail) == (
        "09:30",
        None,
        "受访人戊 采购部长 · 电话",
    )
    assert (afternoon.starts_at, afternoon.ends_at) == ("14:00", "15:30")
    assert reception.detail == "南站"
    assert (call.account, call.who, call.overdue) == ("云麓食品", "专员丁", 0)
    assert (call.record, call.record_id, call.account_id) == ("Visit", morning, department.account)
    assert made.overdue[0].overdue == 5


def test_who_comes_along_has_the_visit_on_the_agenda_too(
    store: Store, department: Department
) -> None:
    visit_id = _visit(store, department, "一起去", "2026-11-24")
    assert _agenda(store, department, "manager").entries == ()
    with store.change(message("Come along")) as session:
        session.add(
            VisitPerson(visit_id=visit_id, side="own", name="经理甲", staff_id=department.manager)
        )
    [entry] = _agenda(store, department, "manager").today
    assert (entry.title, entry.who, entry.detail) == ("一起去", "专员丁", "")


def test_the_day_decides_what_is_overdue_and_nothing_is_written(
    store: Store, department: Department
) -> None:
    _visit(store, department, "一", "2026-11-24")
    label = store.undo_label()
    assert _lines(_agenda(store, department, on=date(2026, 11, 23)).coming) == [
        "2026-11-24 visit: 一"
    ]
    assert _lines(_agenda(store, department, on=date(2026, 11, 25)).overdue) == [
        "2026-11-24 visit: 一"
    ]
    assert _agenda(store, department, on=date(2026, 11, 16)).entries == ()
    assert store.undo_label() == label


def test_visits_that_were_held_wait_for_their_record(store: Store, department: Department) -> None:
    _visit(
        store, department, "未记录", "2026-11-18", state="held", held_on=date(2026, 11, 20),
        kind="reception",
    )  # fmt: skip
    [entry] = _agenda(store, department).overdue
    assert (entry.kind, entry.on, entry.overdue) == ("record_missing", date(2026, 11, 20), 4)
    assert entry.detail == "Reception held, nothing written yet"


def test_tasks_with_and_without_a_day(store: Store, department: Department) -> None:
    with store.change(message("Tasks")) as session:
        for name, due, at in (
            ("逾期", date(2026, 11, 20), None), ("今天", ON, "17:00"), ("没有日期", None, None),
        ):  # fmt: skip
            tasks.add_task(session, {"name": name, "due_on": due, "due_at": at})
        done = tasks.add_task(session, {"name": "已完成", "due_on": ON})
        tasks.complete(session, done, date(2026, 1, 5))
        dropped = tasks.add_task(session, {"name": "已取消", "due_on": ON})
        tasks.drop(session, dropped, ON)
        tasks.add_task(
            session, {"name": "别人的", "due_on": ON, "owner_id": department.manager}
        )  # fmt: skip
        tasks.add_task(session, {"name": "没人的", "due_on": ON, "owner_id": None})
    made = _agenda(store, department)
    assert _lines(made.overdue) == ["2026-11-20 task: 逾期"]
    assert _lines(made.today) == ["2026-11-24 task: 今天", "2026-11-24 task: 没人的"]
    assert [each.title for each in made.undated] == ["没有日期"]


def test_the_next_contact_stays_until_somebody_was_in_touch(
    store: Store, department: Department
) -> None:
    _change(store, department, next_contact_on=date(2026, 11, 20), next_step="约二期改造")
    [entry] = _agenda(store, department).overdue
    assert (entry.kind, entry.title, entry.record) == ("next_contact", "约二期改造", "Account")
    _visit(store, department, "早先", "2026-11-19", state="reported", held_on=date(2026, 11, 19))
    assert len(_agenda(store, department).overdue) == 1
    _visit(store, department, "联系", "2026-11-20", state="reported", held_on=date(2026, 11, 20))
    assert _agenda(store, department).entries == ()


# --------------------------------------------------------------------------------------------------- nothing twice


@pytest.mark.parametrize("kind", ["visit", "reception", "callback", "call", "online"])
def test_a_next_contact_that_is_planned_shows_only_the_plan(
    store: Store, department: Department, kind: str
) -> None:
    _change(store, department, next_contact_on=date(2026, 11, 26))
    assert _lines(_agenda(store, department).coming) == ["2026-11-26 next_contact: Next contact"]
    _visit(store, department, "已安排", "2026-11-26", kind=kind)
    assert _lines(_agenda(store, department).coming) == [f"2026-11-26 {kind}: 已安排"]


def test_a_next_contact_on_another_day_than_the_plan_stays(
    store: Store, department: Department
) -> None:
    _change(store, department, next_contact_on=date(2026, 11, 26))
    _visit(store, department, "已安排", "2026-11-27")
    assert len(_agenda(store, department).coming) == 2


def test_a_call_back_that_is_planned_is_not_due_beside_it(
    store: Store, department: Department
) -> None:
    with store.change(message("Due")) as session:
        session.add(CallbackPlan(account_id=department.account, due_on=date(2026, 11, 25)))
    _change(store, department, next_contact_on=date(2026, 11, 25))
    assert _lines(_agenda(store, department).coming) == [
        "2026-11-25 callback_due: Routine call-back"
    ]
    _visit(store, department, "走访", "2026-11-27")
    assert len(_agenda(store, department).coming) == 2
    _visit(store, department, "回访", "2026-11-27", kind="callback")
    assert [each.kind for each in _agenda(store, department).coming] == [
        "next_contact", "visit", "callback",
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------- approvals


@pytest.fixture
def asking(store: Store) -> tuple[Department, int]:
    """A visit that waits for the manager, then for the director."""
    department = found(store, visit_approval="manager_director", claim_approval="manager")
    with store.change(message("Plan")) as session:
        values = {
            "account_id": department.account,
            "subject": "年度框架",
            "planned_on": date(2026, 11, 30),
        }
        visit = visits.plan_visit(session, values)
        visits.submit(session, visit, department.staff(session, "specialist"), date(2026, 11, 20))
        return department, visit.id


def _decide(
    store: Store, department: Department, visit_id: int, who: str, decision: str, on: date
) -> None:
    with store.change(message("Decide")) as session:
        staff = department.staff(session, who)
        visit = session.get_one(Visit, visit_id)
        decisions.decide(session, visit, decision, staff, on, "行程太密")


def test_a_decision_waits_for_whose_turn_it_is(
    store: Store, asking: tuple[Department, int]
) -> None:
    department, visit_id = asking
    manager = _agenda(store, department, "manager")
    assert _lines(manager.today) == ["2026-11-24 approval: 年度框架"]
    [entry] = manager.today
    assert (entry.record, entry.record_id, entry.since) == ("Visit", visit_id, date(2026, 11, 20))
    assert (entry.account, entry.who) == ("云麓食品", "经理甲")
    assert "专员丁" in entry.detail
    assert _agenda(store, department, "finance").entries == ()
    [waiting] = _agenda(store, department).waiting
    assert (waiting.title, waiting.for_whom, waiting.days) == (
        "年度框架", "KA department manager", 4,
    )  # fmt: skip
    _decide(store, department, visit_id, "manager", "approved", date(2026, 11, 23))
    assert _agenda(store, department, "manager").entries == ()
    assert _lines(_agenda(store, department, "director").today) == ["2026-11-24 approval: 年度框架"]
    [waiting] = _agenda(store, department).waiting
    assert waiting.for_whom == "Marketing & sales director"


def test_what_was_returned_is_shown_until_it_is_handed_in_again(
    store: Store, asking: tuple[Department, int]
) -> None:
    department, visit_id = asking
    _decide(store, department, visit_id, "manager", "returned", date(2026, 11, 23))
    made = _agenda(store, department)
    assert _lines(made.today) == ["2026-11-24 returned: 年度框架"]
    assert (made.today[0].detail, made.today[0].since) == (
        "经理甲 · 行程太密", date(2026, 11, 23),
    )  # fmt: skip
    assert _lines(made.coming) == ["2026-11-30 visit: 年度框架"]
    assert made.waiting == ()
    assert _agenda(store, department, "manager").entries == ()
    with store.change(message("Again")) as session:
        visit = session.get_one(Visit, visit_id)
        visits.submit(session, visit, department.staff(session, "specialist"), ON)
    assert _agenda(store, department).today == ()


def test_what_was_returned_and_given_up_is_over(
    store: Store, asking: tuple[Department, int]
) -> None:
    department, visit_id = asking
    _decide(store, department, visit_id, "manager", "returned", date(2026, 11, 23))
    with store.change(message("Cancel")) as session:
        visits.cancel(session, session.get_one(Visit, visit_id), "不去了", ON)
    assert _agenda(store, department).entries == ()


def test_a_hundred_requests_are_looked_through_at_once(
    store: Store, asking: tuple[Department, int]
) -> None:
    department, _visit_id = asking
    with store.change(message("Many")) as session:
        specialist = department.staff(session, "specialist")
        for number in range(100):
            values = {
                "account_id": department.account, "subject": f"第{number}次", "planned_on": date(2027, 1, 4),
            }  # fmt: skip
            visits.submit(session, visits.plan_visit(session, values), specialist, ON)
    with store.read() as session:
        asked = session.query(Approval).filter_by(decision="pending").count()
    assert asked == 202  # two steps each
    assert len(_agenda(store, department, "manager").today) == 101
    assert len(_agenda(store, department).waiting) == 101


# ------------------------------------------------------------------------------------------------------------ money


def test_money_spent_long_ago_wants_to_be_claimed(store: Store, department: Department) -> None:
    with store.change(message("Spent")) as session:
        for on in (date(2026, 10, 22), date(2026, 11, 2), date(2026, 11, 23)):
            expenses.add_expense(session, {"on": on, "amount": Decimal(50)})
    # The first was spent on 22 October: due after 30 days, on 21 November.
    [entry] = _agenda(store, department).overdue
    assert (entry.kind, entry.title, entry.on) == (
        "claim", "3 expenses not claimed", date(2026, 11, 21),
    )  # fmt: skip
    assert _agenda(store, department, "manager").entries == ()
    with store.change(message("Claim")) as session:
        chosen = list(session.query(Expense))
        made = expenses.claim(session, chosen, department.staff(session, "specialist"), ON)
    [entry] = _agenda(store, department).entries
    assert (entry.title, entry.record, entry.on) == (made.number, "ExpenseClaim", ON)
    assert entry.detail.startswith("not handed in yet")
    with store.change(message("Hand in")) as session:
        again = session.merge(made)
        expenses.submit_claim(session, again, department.staff(session, "specialist"), ON)
    # Nobody has to agree here: finance is to pay, and the specialist waits for that.
    assert _agenda(store, department).entries == ()
    assert [each.for_whom for each in _agenda(store, department).waiting] == ["Finance"]
    [entry] = _agenda(store, department, "finance").today
    assert entry.detail.startswith("approved, to be paid")


# -------------------------------------------------------------------------------------------------------- developments


def test_a_development_asks_for_its_steps_and_its_report(
    store: Store, department: Department
) -> None:
    with store.change(message("Development")) as session:
        development = Development(
            account_id=department.account, begun_on=date(2026, 9, 1), owner_id=department.specialist,
            state="implementing", state_since=date(2026, 10, 1), due_on=date(2026, 11, 26),
        )  # fmt: skip
        session.add(development)
        session.flush()
        steps = (
            ("样机试用", None, date(2026, 11, 20), None),
            ("别人的一步", department.manager, date(2026, 11, 20), None),
            ("做完的", None, date(2026, 11, 20), date(2026, 11, 19)),
        )
        for what, staff_id, due_on, done_on in steps:
            step = DevelopmentStep(
                development_id=development.id, what=what, staff_id=staff_id, due_on=due_on, done_on=done_on
            )  # fmt: skip
            session.add(step)
        reports = (
            (date(2026, 10, 15), date(2026, 11, 15)), (date(2026, 11, 15), date(2026, 11, 24)),
        )  # fmt: skip
        for on, following in reports:
            session.add(
                DevelopmentReport(
                    development_id=development.id, on=on, progress="顺利", next_report_on=following
                )
            )
    made = _agenda(store, department)
    assert _lines(made.entries) == [
        "2026-11-20 development: 样机试用",
        "2026-11-24 development: Progress report",
        "2026-11-26 development: Implementing",
    ]
    assert _lines(_agenda(store, department, "manager").entries) == [
        "2026-11-20 development: 别人的一步"
    ]
    with store.change(message("Done")) as session:
        session.get_one(Development, development.id).state = "done"
    assert _agenda(store, department).entries == ()


# ----------------------------------------------------------------------------------------------------------- birthdays


def _born(store: Store, department: Department, name: str, birth_date: str, **more: Any) -> None:
    values = {"lunar_birthday": False, "custom": {}, "account_id": department.account} | more
    with store.change(message("Person")) as session:
        session.add(Contact(full_name=name, birth_date=birth_date, **values))


def test_birthdays_solar_lunar_without_a_year_and_not_of_who_left(
    store: Store, department: Department
) -> None:
    _born(store, department, "今天", "1980-11-24", position="总经理")
    _born(store, department, "农历", "1970-10-17", lunar_birthday=True)
    _born(store, department, "没有年份", "--12-01")
    _born(store, department, "昨天", "1980-11-23")
    _born(store, department, "只有年月", "1980-11")
    _born(store, department, "离职", "1980-11-24", left_on=date(2026, 1, 1))
    made = _agenda(store, department)
    assert _lines(made.entries) == [
        "2026-11-24 birthday: 今天",
        "2026-11-25 birthday: 农历",
        "2026-12-01 birthday: 没有年份",
    ]
    assert [each.detail for each in made.entries] == [
        "总经理 · turns 46", "lunar 10-17 · turns 56", "",
    ]  # fmt: skip
    _change(store, department, status="lost")
    assert _agenda(store, department).entries == ()


def test_a_leap_day_birthday_is_on_the_28_and_says_so(store: Store, department: Department) -> None:
    _born(store, department, "闰日生", "1992-02-29")
    made = _agenda(store, department, on=date(2026, 2, 24))
    assert _lines(made.coming) == ["2026-02-28 birthday: 闰日生"]
    assert made.coming[0].detail == "turns 34 · born on 29 February, kept on the 28th"
    leap = _agenda(store, department, on=date(2028, 2, 28))
    assert _lines(leap.coming) == ["2028-02-29 birthday: 闰日生"]


def test_birthdays_across_new_year(store: Store, department: Department) -> None:
    _born(store, department, "元月", "1980-01-03")
    made = _agenda(store, department, on=date(2026, 12, 29))
    assert _lines(made.coming) == ["2027-01-03 birthday: 元月"]


# --------------------------------------------------------------------------------------- rhythm, tiers, make-up days


def test_a_change_of_tier_in_mid_rhythm_shows_in_the_silent_accounts(
    store: Store, department: Department
) -> None:
    _change(store, department, status="active", tier="C")
    _visit(store, department, "上次", "2026-11-10", state="reported", held_on=date(2026, 11, 10))
    assert _agenda(store, department).silent.accounts == ()
    _change(store, department, tier="A")
    [account] = _agenda(store, department).silent.accounts
    assert (account.name, account.rhythm, account.over(ON)) == ("云麓食品", 7, 7)


def test_a_call_back_of_the_rhythm_falls_on_a_make_up_working_day(
    store: Store, department: Department
) -> None:
    with store.change(message("Key account")) as session:
        account = session.get_one(Account, department.account)
        change_account(session, account, {"status": "active", "tier": "A"}, date(2024, 1, 5))
        # 5 January 2024 + 30 days: Sunday 4 February, worked for the Spring Festival.
        rhythm.plan_callbacks(session, date(2024, 1, 8))
    made = _agenda(store, department, on=date(2024, 2, 4), days=0)
    assert _lines(made.today) == ["2024-02-04 callback_due: Routine call-back"]
    assert made.today[0].detail == "tier A, every 30 days"


# -------------------------------------------------------------------------------------------------- whose, how many


def test_everybodys_agenda_has_everything_once(store: Store, department: Department) -> None:
    _visit(store, department, "专员的", "2026-11-24")
    _visit(store, department, "经理的", "2026-11-24", owner_id=department.manager)
    _visit(store, department, "没人的", "2026-11-24", owner_id=None)
    assert [each.title for each in _agenda(store, department).today] == ["专员的", "没人的"]
    assert len(_agenda(store, department, None).today) == 3


def test_what_is_in_the_waste_basket_is_not_due(store: Store, department: Department) -> None:
    _visit(store, department, "拜访", "2026-11-24")
    _change(store, department, next_contact_on=ON)
    _born(store, department, "今天", "1980-11-24")
    with store.change(message("Delete")) as session:
        move_to_trash(session, session.get_one(Account, department.account))
    assert _agenda(store, department).entries == ()


def test_hundreds_of_one_kind_are_cut_and_counted_but_never_those_of_today(
    store: Store, department: Department
) -> None:
    with store.change(message("Many")) as session:
        for number in range(MOST + 20):
            account = create_account(
                session, {"name": f"K{number}", "owner_id": department.specialist}, ON
            )
            account.next_contact_on = date(2026, 10, 1)
        account.next_contact_on = ON
    made = _agenda(store, department)
    assert (len(made.overdue), len(made.today), made.left_out) == (MOST, 1, 19)


def test_an_empty_folder_has_an_empty_agenda(store: Store) -> None:
    with store.read() as session:
        made = agenda(session, ON)
        assert (made.entries, made.undated, made.waiting, made.silent.count) == ((), (), (), 0)
        assert settings.me(session) is None
