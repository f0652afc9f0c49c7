"""A visit written once: plan, record, what follows from it, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.visit import Visit, VisitGift, VisitObjection, VisitPerson
from kamdesk.store.store import Store
from kamdesk.work import child_rows, visits
from tests.work.department import Department, found

DAY = date(2026, 3, 2)


def _plan(store: Store, department: Department, **more) -> int:
    values = {"account_id": department.account, "subject": "商务条件沟通", "planned_on": DAY} | more
    with store.change(message("Plan")) as session:
        return visits.plan_visit(session, values).id


def _me(session, department: Department):
    return department.staff(session, "specialist")


@pytest.fixture
def department(store: Store) -> Department:
    return found(store)


def test_a_plan_belongs_to_whoever_uses_this_computer(store: Store, department: Department) -> None:
    with store.read() as session:
        assert session.get_one(Visit, _plan(store, department)).owner_id == department.specialist


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"account_id": None}, "account_id"),
        ({"account_id": 999}, "account_id"),
        ({"planned_on": None}, "planned_on"),
        ({"planned_from": "10:00", "planned_to": "09:30"}, "planned_to"),
        ({"planned_from": "10:00", "planned_to": "10:00"}, "planned_to"),
        ({"budget": Decimal(-1)}, "budget"),
        ({"kind": "dinner"}, "kind"),
        ({"state": "approved"}, "state"),
    ],
)
def test_a_plan_that_makes_no_sense_names_the_field(
    store: Store, department: Department, values: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        _plan(store, department, **values)
    assert refusal.value.field == field
    with store.read() as session:
        assert session.scalars(select(Visit)).all() == []


def test_a_record_of_a_plan_holds_and_reports_it_and_makes_the_next_plan(
    store: Store, department: Department
) -> None:
    visit_id = _plan(store, department)
    with store.change(message("Record")) as session:
        visit = session.get_one(Visit, visit_id)
        following = visits.write_record(
            session,
            visit,
            {
                "needs": "首付不超过 20%", "result": "advance", "next_step": "提交分期付款方案",
                "next_visit_on": date(2026, 3, 9), "next_visit_at": "09:30",
            },
            {
                "people": [{"contact_id": department.contact}],
                "objections": [{"objection": "价格偏高", "answer": "三年电费对比", "settled": True}, {}],
                "gifts": [{"item": "样品", "value": Decimal("120.50"), "given_to": "受访人戊"}],
            },
            on=date(2026, 3, 3),
        )  # fmt: skip
        assert following is not None
        next_id = following.id
    with store.read() as session:
        visit, following = session.get_one(Visit, visit_id), session.get_one(Visit, next_id)
        assert (visit.state, visit.held_on, visit.reported_on) == (
            "reported",
            DAY,
            date(2026, 3, 3),
        )
        assert visit.next_visit_id == next_id
        assert (following.state, following.planned_on, following.planned_from, following.subject) == (
            "planned", date(2026, 3, 9), "09:30", "提交分期付款方案",
        )  # fmt: skip
        assert [each.name for each in child_rows.rows(session, VisitPerson, next_id)] == [
            "受访人戊"
        ]
        assert len(child_rows.rows(session, VisitObjection, visit_id)) == 1
        gift = child_rows.rows(session, VisitGift, visit_id)[0]
        assert (gift.value, gift.currency) == (Decimal("120.50"), "CNY")
        account = session.get_one(Account, department.account)
        assert account.last_contact_on == DAY
        assert (account.next_contact_on, account.next_step) == (
            date(2026, 3, 9),
            "提交分期付款方案",
        )
    store.undo()
    with store.read() as session:
        account = session.get_one(Account, department.account)
        assert (account.last_contact_on, account.next_contact_on) == (None, None)
        assert session.get_one(Visit, visit_id).state == "planned"
        assert session.get(Visit, next_id) is None


def test_a_record_written_again_moves_the_next_plan_and_makes_no_second_one(
    store: Store, department: Department
) -> None:
    visit_id = _plan(store, department)
    first = {"result": "advance", "next_visit_on": date(2026, 3, 9)}
    with store.change(message("Record")) as session:
        made = visits.write_record(session, session.get_one(Visit, visit_id), first, on=DAY)
        assert made is not None
        next_id = made.id
    with store.change(message("Correct")) as session:
        visit = session.get_one(Visit, visit_id)
        again = visits.write_record(session, visit, {"next_visit_on": date(2026, 3, 12)}, on=DAY)
        assert again is not None
        assert (again.id, again.planned_on) == (next_id, date(2026, 3, 12))
    with store.change(message("None after all")) as session:
        visits.write_record(
            session, session.get_one(Visit, visit_id), {"next_visit_on": None}, on=DAY
        )
    with store.read() as session:
        assert session.get_one(Visit, next_id).deleted_at is not None
        assert session.get_one(Visit, visit_id).next_visit_id is None


def test_a_record_says_what_came_of_it(store: Store, department: Department) -> None:
    visit_id = _plan(store, department)
    with pytest.raises(RuleError) as refusal, store.change(message("Record")) as session:
        visits.write_record(session, session.get_one(Visit, visit_id), {"held_on": DAY}, on=DAY)
    assert refusal.value.field == "result"
    with store.read() as session:
        assert session.get_one(Visit, visit_id).state == "planned"


def test_quick_entry_of_a_visit_without_a_plan(store: Store, department: Department) -> None:
    values = {
        "account_id": department.account,
        "kind": "call",
        "conclusion": "确认附件三",
        "held_on": DAY,
    }
    with store.change(message("Record")) as session:
        visit = visits.record_held(session, values, on=DAY)
        assert (visit.state, visit.planned_on, visit.held_on) == ("reported", None, DAY)
        bare = visits.record_held(session, {"account_id": department.account}, on=date(2026, 3, 1))
        assert bare.state == "held"


def test_postponing_ends_the_plan_and_makes_one_that_points_back(
    store: Store, department: Department
) -> None:
    visit_id = _plan(store, department, planned_from="09:00", planned_to="10:30", goal="确认条款")
    with store.change(message("People")) as session:
        visits.set_rows(
            session, session.get_one(Visit, visit_id), VisitPerson,
            [{"contact_id": department.contact}, {"staff_id": department.manager}],
        )  # fmt: skip
    with store.change(message("Postpone")) as session:
        later = visits.postpone(
            session, session.get_one(Visit, visit_id), date(2026, 3, 5), "客户出差", DAY
        )
        later_id = later.id
    with store.read() as session:
        old, later = session.get_one(Visit, visit_id), session.get_one(Visit, later_id)
        assert (old.state, old.reason, old.cancelled_on) == ("postponed", "客户出差", DAY)
        assert (later.state, later.planned_on, later.planned_from, later.planned_to) == (
            "planned", date(2026, 3, 5), "09:00", "10:30",
        )  # fmt: skip
        assert (later.goal, later.postponed_from_id) == ("确认条款", visit_id)
        people = child_rows.rows(session, VisitPerson, later_id)
        assert [(each.side, each.name) for each in people] == [
            ("customer", "受访人戊"),
            ("own", "经理甲"),
        ]


def test_what_was_handed_in_is_not_changed_behind_their_back(store: Store) -> None:
    department = found(store, visit_approval="manager")
    visit_id = _plan(store, department)
    with store.change(message("Submit")) as session:
        visit = session.get_one(Visit, visit_id)
        visits.submit(session, visit, department.staff(session, "specialist"), DAY)
    with store.change(message("Note")) as session:
        visits.change_visit(session, session.get_one(Visit, visit_id), {"preparation": "带样品"})
    with pytest.raises(RuleError) as refusal, store.change(message("Move")) as session:
        visits.change_visit(
            session, session.get_one(Visit, visit_id), {"planned_on": date(2026, 3, 4)}
        )
    assert refusal.value.field == "planned_on"


def test_a_closed_visit_is_only_read(store: Store, department: Department) -> None:
    visit_id = _plan(store, department)
    with store.change(message("Cancel")) as session:
        visits.cancel(session, session.get_one(Visit, visit_id), "客户取消", DAY)
    for act in (
        lambda session, visit: visits.change_visit(session, visit, {"subject": "别的"}),
        lambda session, visit: visits.set_rows(
            session, visit, VisitObjection, [{"objection": "贵"}]
        ),
        lambda session, visit: visits.write_record(session, visit, {"result": "order"}, on=DAY),
    ):
        with pytest.raises(RuleError), store.change(message("Change")) as session:
            act(session, session.get_one(Visit, visit_id))


def test_a_person_of_another_account_is_refused(store: Store, department: Department) -> None:
    from kamdesk.work.accounts import create_account

    with store.change(message("Another")) as session:
        other = create_account(session, {"name": "望潮港务"}).id
    with pytest.raises(RuleError) as refusal, store.change(message("Plan")) as session:
        visits.plan_visit(
            session, {"account_id": other, "planned_on": DAY}, [{"contact_id": department.contact}]
        )
    assert refusal.value.field == "contact_id"


def test_rows_that_are_not_given_any_more_go_to_the_basket_and_come_back_with_undo(
    store: Store, department: Department
) -> None:
    visit_id = _plan(store, department)
    with store.change(message("Rows")) as session:
        visit = session.get_one(Visit, visit_id)
        made = visits.set_rows(
            session, visit, VisitObjection, [{"objection": "贵"}, {"objection": "慢"}]
        )
        first = made[0].id
    with store.change(message("Rows")) as session:
        visit = session.get_one(Visit, visit_id)
        visits.set_rows(
            session, visit, VisitObjection, [{"id": first, "answer": "分期", "settled": True}]
        )
    with store.read() as session:
        left = child_rows.rows(session, VisitObjection, visit_id)
        assert [(each.objection, each.answer, each.settled) for each in left] == [
            ("贵", "分期", True)
        ]
    store.undo()
    with store.read() as session:
        back = child_rows.rows(session, VisitObjection, visit_id)
        assert [(each.objection, each.answer, each.settled) for each in back] == [
            ("贵", None, False), ("慢", None, False),
        ]  # fmt: skip


def test_nobody_checks_their_own_report(store: Store) -> None:
    department = found(store, check_visits="yes")
    visit_id = _plan(store, department)
    with store.change(message("Record")) as session:
        visits.write_record(
            session, session.get_one(Visit, visit_id), {"result": "continuation"}, on=DAY
        )
    with pytest.raises(RuleError) as refusal, store.change(message("Check")) as session:
        visits.check(session, session.get_one(Visit, visit_id), _me(session, department), DAY, "好")
    assert refusal.value.field == "checked_by_id"
    with store.change(message("Check")) as session:
        visit = session.get_one(Visit, visit_id)
        visits.check(session, visit, department.staff(session, "manager"), DAY, "继续跟进")
        assert (visit.state, visit.checked_by_id, visit.check_opinion) == (
            "checked", department.manager, "继续跟进",
        )  # fmt: skip


def test_taken_to_a_state_by_its_name_a_visit_goes_the_same_way(store: Store) -> None:
    department = found(store, visit_approval="manager")
    visit_id = _plan(store, department)
    for to in ("approved", "rejected", "postponed"):
        with pytest.raises(RuleError) as refusal, store.change(message("Move")) as session:
            visits.take_to(session, session.get_one(Visit, visit_id), to, DAY, reason="原因")
        assert refusal.value.sentence
    with store.change(message("Move")) as session:
        visit = session.get_one(Visit, visit_id)
        visits.take_to(session, visit, "submitted", DAY, by=_me(session, department))
        assert visit.state == "submitted"
    # handed in, it is for the manager to decide: nobody moves it past them
    with pytest.raises(RuleError, match="has to decide"), store.change(message("Move")) as session:
        visits.take_to(session, session.get_one(Visit, visit_id), "approved", DAY)
    with store.change(message("Move")) as session:
        visit = session.get_one(Visit, visit_id)
        visits.take_to(session, visit, "cancelled", DAY, reason="客户取消")
        assert (visit.state, visit.reason) == ("cancelled", "客户取消")
