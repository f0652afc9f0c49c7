"""Who may decide what, and when: in turn, once, not about one's own, with the position for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import approvals, decisions, settings, visits
from tests.work.department import Department, found

DAY = date(2026, 3, 2)


def _submitted(store: Store, department: Department) -> int:
    with store.change(message("Plan")) as session:
        visit = visits.plan_visit(
            session, {"account_id": department.account, "subject": "年度框架", "planned_on": DAY}
        )
        visits.submit(session, visit, department.staff(session, "specialist"), DAY)
        return visit.id


def _decide(store: Store, department: Department, visit_id: int, who: str, decision: str, **more):
    with store.change(message("Decide")) as session:
        visit = session.get_one(Visit, visit_id)
        return decisions.decide(
            session, visit, decision, department.staff(session, who), more.pop("on", DAY), **more
        )


@pytest.fixture
def department(store: Store) -> Department:
    return found(store, visit_approval="manager_director_finance")


def test_three_agree_one_after_the_other(store: Store, department: Department) -> None:
    visit_id = _submitted(store, department)
    assert _decide(store, department, visit_id, "manager", "approved", opinion="去吧") == "pending"
    assert _decide(store, department, visit_id, "director", "approved") == "pending"
    assert (
        _decide(store, department, visit_id, "finance", "approved", on=DAY + timedelta(days=1))
        == "approved"
    )
    with store.read() as session:
        visit = session.get_one(Visit, visit_id)
        assert (visit.state, visit.approved_on) == ("approved", date(2026, 3, 3))
        steps = approvals.history(session, visit)
        assert [(each.step, each.decision, each.by_id, each.opinion) for each in steps] == [
            ("manager", "approved", department.manager, "去吧"),
            ("director", "approved", department.director, None),
            ("finance", "approved", department.finance, None),
        ]


def test_out_of_turn_is_refused(store: Store, department: Department) -> None:
    visit_id = _submitted(store, department)
    with pytest.raises(RuleError, match="not the turn"):
        _decide(store, department, visit_id, "director", "approved", step="director")
    with pytest.raises(RuleError, match="is not KA department manager"):
        _decide(store, department, visit_id, "finance", "approved")


def test_twice_is_refused_and_says_who_and_when(store: Store, department: Department) -> None:
    visit_id = _submitted(store, department)
    _decide(store, department, visit_id, "manager", "approved")
    with pytest.raises(RuleError) as refusal:
        _decide(store, department, visit_id, "manager", "refused", step="manager")
    assert "经理甲" in refusal.value.sentence
    assert "2026-03-02" in refusal.value.sentence


def test_nobody_decides_about_their_own_unless_the_setting_says_so(store: Store) -> None:
    department = found(store, visit_approval="manager")
    with store.change(message("Plan")) as session:
        manager = department.staff(session, "manager")
        visit = visits.plan_visit(
            session,
            {"account_id": department.account, "subject": "高层互访", "planned_on": DAY, "owner_id": manager.id},
        )  # fmt: skip
        visits.submit(session, visit, manager, DAY)
        visit_id = visit.id
    with pytest.raises(RuleError, match="cannot decide it"):
        _decide(store, department, visit_id, "manager", "approved")
    with store.change(message("Settings")) as session:
        settings.put(session, "approve_oneself", "yes")
    assert _decide(store, department, visit_id, "manager", "approved") == "approved"


def test_a_specialist_decides_nothing(store: Store, department: Department) -> None:
    with store.change(message("Plan")) as session:
        visit = visits.plan_visit(
            session,
            {"account_id": department.account, "subject": "走访", "planned_on": DAY,
             "owner_id": department.manager},
        )  # fmt: skip
        visits.submit(session, visit, department.staff(session, "manager"), DAY)
        visit_id = visit.id
    with pytest.raises(RuleError, match="cannot decide this step"):
        _decide(store, department, visit_id, "specialist", "approved")


def test_returned_it_is_a_plan_again_and_the_next_round_begins_anew(
    store: Store, department: Department
) -> None:
    visit_id = _submitted(store, department)
    _decide(store, department, visit_id, "manager", "approved")
    assert (
        _decide(store, department, visit_id, "director", "returned", opinion="补充预算")
        == "returned"
    )
    with store.read() as session:
        assert session.get_one(Visit, visit_id).state == "planned"
        assert approvals.next_step(session, session.get_one(Visit, visit_id)) is None
    with pytest.raises(RuleError, match="decided already"):
        _decide(store, department, visit_id, "finance", "approved")
    with store.change(message("Again")) as session:
        visit = session.get_one(Visit, visit_id)
        visits.submit(session, visit, department.staff(session, "specialist"), DAY)
        waiting = approvals.next_step(session, visit)
        assert waiting is not None
        assert (waiting.round, waiting.step) == (2, "manager")


def test_refused_for_good_it_keeps_the_opinion_and_may_be_begun_again(
    store: Store, department: Department
) -> None:
    visit_id = _submitted(store, department)
    assert (
        _decide(store, department, visit_id, "manager", "refused", opinion="没有必要") == "refused"
    )
    with store.change(message("Again")) as session:
        visit = session.get_one(Visit, visit_id)
        assert (visit.state, visit.reason) == ("rejected", "没有必要")
        visits.withdraw(session, visit, DAY)
        assert visit.state == "planned"


def test_a_decision_is_not_earlier_than_the_request(store: Store, department: Department) -> None:
    visit_id = _submitted(store, department)
    with pytest.raises(RuleError, match="cannot be earlier"):
        _decide(store, department, visit_id, "manager", "approved", on=DAY - timedelta(days=1))


def test_what_waits_is_shown_to_whose_turn_it_is(store: Store, department: Department) -> None:
    visit_id = _submitted(store, department)
    with store.read() as session:
        for_whom = {
            who: [
                each.record.id
                for each in approvals.waiting(session, department.staff(session, who))
            ]
            for who in ("manager", "director", "finance", "specialist")
        }
    # a director may stand in for the manager
    assert for_whom == {
        "manager": [visit_id],
        "director": [visit_id],
        "finance": [],
        "specialist": [],
    }


def test_undo_of_a_decision_lets_it_be_made_again(store: Store, department: Department) -> None:
    visit_id = _submitted(store, department)
    _decide(store, department, visit_id, "manager", "refused", opinion="弄错了")
    store.undo()
    assert _decide(store, department, visit_id, "manager", "approved") == "pending"
