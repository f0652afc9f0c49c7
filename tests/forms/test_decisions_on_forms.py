"""Approvals and opinions that come back on forms: recorded with who and when, and refused where a rule forbids them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.approval import Approval
from kamdesk.model.base import Record
from kamdesk.model.development import Development
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.work import approvals, child_rows, decisions, development, expenses, visits
from tests.forms.office import Office, day, open_office
from tests.forms.returned import changes, exported, filed, looked_at, only, out, reasons


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


def signed(step: str, decision: str, who: str, on: date | str, opinion: str = "") -> dict[str, Any]:
    """A block filled in by hand."""
    words = {"approved": "☑ 同意", "returned": "☑ 退回", "refused": "☑ 不同意"}
    return {
        f"kam_{step}_decision_{decision}": words[decision],
        f"kam_{step}_by_id": who,
        f"kam_{step}_on": on,
        f"kam_{step}_opinion": opinion or None,
    }


def decided(store: Store, record: type[Record], record_id: int) -> list[tuple[Any, ...]]:
    """(step, decision, who, when, opinion) of every step, in order."""
    with store.read() as session:
        found = session.get_one(record, record_id)
        return [
            (each.step, each.decision, each.by_id, each.on, each.opinion)
            for each in approvals.history(session, found)
        ]


def state(store: Store, record: type[Any], record_id: int) -> str:
    with store.read() as session:
        return str(session.get_one(record, record_id).state)


def application(store: Store, path: Path, visit_id: int, typed: Mapping[str, Any]) -> Path:
    return out(store, path, "visit_application", visit_id, typed)


def test_both_signatures_of_a_visit_application_are_recorded(
    store: Store, office: Office, tmp_path: Path
) -> None:
    before = exported(store, tmp_path / "before.json")
    path = application(
        store, tmp_path / "a.xlsx", office.submitted,
        signed("manager", "approved", "经理甲", day(-2), "注意价格底线")
        | signed("director", "approved", "S1", f"{day(-1):%Y年%m月%d日}"),
    )  # fmt: skip
    assert set(changes(only(store, path))) == {
        "manager.decision", "manager.by_id", "manager.on", "manager.opinion",
        "director.decision", "director.by_id", "director.on",
    }  # fmt: skip
    files, result = filed(store, path)
    assert (reasons(files), result.updated) == ({}, 1)
    people = office.people
    assert decided(store, Visit, office.submitted) == [
        ("manager", "approved", people.manager, day(-2), "注意价格底线"),
        ("director", "approved", people.director, day(-1), None),
    ]
    assert state(store, Visit, office.submitted) == "approved"
    assert changes(only(store, path)) == {}
    store.undo()
    assert exported(store, tmp_path / "after.json") == before
    assert state(store, Visit, office.submitted) == "submitted"


@pytest.mark.parametrize(
    ("typed", "key", "reason"),
    [
        (signed("manager", "approved", "专员丁", day(-1)), "manager.by_id", "专员丁 asked for this"),
        (signed("manager", "approved", "财务丙", day(-1)), "manager.by_id", "财务丙 is not"),
        (signed("director", "approved", "总监乙", day(-1)), "director.decision", "not the turn of"),
        (signed("finance", "approved", "财务丙", day(-1)), "finance.decision", "is not asked here"),
        (signed("manager", "approved", "经理甲", day(-9)), "manager.on", "cannot be earlier"),
        (signed("manager", "approved", "经理甲", day(3)), "manager.on", "has not come yet"),
        ({"kam_manager_decision_approved": "☑ 同意", "kam_manager_on": day(-1)}, "manager.on", "who decided"),
        ({"kam_manager_decision_approved": "☑ 同意", "kam_manager_by_id": "经理甲"}, "manager.by_id", "on which day"),
        ({"kam_manager_by_id": "经理甲", "kam_manager_on": day(-1)}, "manager.on", "No decision is ticked"),
    ],
)  # fmt: skip
def test_what_somebody_may_not_decide_is_refused_and_the_rest_is_filed(
    store: Store, office: Office, tmp_path: Path, typed: dict[str, Any], key: str, reason: str
) -> None:
    path = application(
        store, tmp_path / "a.xlsx", office.submitted, typed | {"kam_visit_goal": "定价"}
    )
    files, _result = filed(store, path)
    assert reason in reasons(files)[key]
    assert {each.split(".")[0] for each in reasons(files)} == {key.split(".")[0]}
    with store.read() as session:
        visit = session.get_one(Visit, office.submitted)
        assert (visit.state, visit.goal) == ("submitted", "定价")
        pending = session.scalars(select(Approval.decision).where(Approval.subject_kind == "Visit"))
        assert set(pending) == {"pending"}


def test_an_unknown_name_is_told_with_its_cell(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = signed("manager", "approved", "无此人", day(-1))
    path = application(store, tmp_path / "a.xlsx", office.submitted, typed)
    (problem,) = only(store, path).problems
    assert (problem.key, problem.problem) == ("manager.by_id", "“无此人” is not known here.")
    assert problem.found.cell
    files, _result = filed(store, path)
    assert reasons(files)["manager.decision"] == "“无此人” is not known here."


def test_two_ticked_boxes_are_asked_and_nothing_is_decided(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = signed("manager", "approved", "经理甲", day(-1)) | {"kam_manager_decision_refused": "☑ 不同意"}  # fmt: skip
    path = application(store, tmp_path / "a.xlsx", office.submitted, typed)
    (problem,) = only(store, path).problems
    assert problem.alternatives == ("approved", "refused")
    filed(store, path)
    assert state(store, Visit, office.submitted) == "submitted"


def test_a_decision_is_not_taken_twice(store: Store, office: Office, tmp_path: Path) -> None:
    first = application(
        store,
        tmp_path / "a.xlsx",
        office.submitted,
        signed("manager", "approved", "经理甲", day(-1)),
    )
    second = application(
        store, tmp_path / "b.xlsx", office.submitted, signed("manager", "refused", "总监乙", day(0))
    )
    files, _result = filed(store, first, second)
    assert files[0].applied[0].refused == []
    assert "decided already" in files[1].applied[0].refused[0].reason
    assert decided(store, Visit, office.submitted)[0][:3] == ("manager", "approved", office.people.manager)  # fmt: skip


def test_a_returned_plan_is_planned_again_and_a_refused_one_is_not(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = application(
        store, tmp_path / "a.xlsx", office.submitted,
        signed("manager", "returned", "经理甲", day(-1), "改到下周"),
    )  # fmt: skip
    filed(store, path)
    assert state(store, Visit, office.submitted) == "planned"
    assert changes(only(store, path)) == {}
    path = application(
        store,
        tmp_path / "b.xlsx",
        office.plan,
        signed("manager", "refused", "经理甲", day(0), "无必要"),
    )
    files, _result = filed(store, path)
    # The signed form is the request, too: the plan was never handed in by other means.
    assert reasons(files) == {}
    assert state(store, Visit, office.plan) == "rejected"


def test_the_manager_decides_a_plan_row_by_row(
    store: Store, office: Office, tmp_path: Path
) -> None:
    before = exported(store, tmp_path / "before.json")
    path = out(
        store, tmp_path / "plan.xlsx", "visit_plan", office.period,
        {
            "kam_visits_r1_manager": "同意", "kam_visits_r2_manager": "不同意", "kam_manager_by_id": "经理甲",
            "kam_manager_on": day(0), "kam_manager_opinion": "第二项推迟",
            "kam_visits_r3_planned_on": day(4), "kam_visits_r3_planned_from": "15:00",
            "kam_visits_r3_account_id": "云麓食品", "kam_visits_r3_subject": "回访新品",
            "kam_visits_r3_contacts": "受访人戊", "kam_visits_r3_manager": "同意",
        },
    )  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {}
    manager = office.people.manager
    assert decided(store, Visit, office.plan)[0] == ("manager", "approved", manager, day(0), "第二项推迟")  # fmt: skip
    assert state(store, Visit, office.submitted) == "rejected"
    with store.read() as session:
        made = session.scalars(select(Visit).where(Visit.subject == "回访新品")).one()
        assert (made.planned_on, made.planned_from, made.owner_id) == (
            day(4),
            "15:00",
            office.people.specialist,
        )
        assert (made.state, made.account_id) == ("submitted", office.people.account)
        (person,) = child_rows.rows(session, visits.VisitPerson, made.id)
        assert person.contact_id == office.people.contact
    assert changes(only(store, path)) == {}
    store.undo()
    assert exported(store, tmp_path / "after.json") == before


def test_a_day_the_manager_changed_is_shown_and_taken_with_the_decision(
    store: Store, office: Office, tmp_path: Path
) -> None:
    moved = {"kam_visits_r2_planned_on": day(3)}
    path = out(store, tmp_path / "a.xlsx", "visit_plan", office.period, moved)
    assert changes(only(store, path)) == {"visits[1].planned_on": (day(2), day(3))}
    files, _result = filed(store, path)
    assert "was handed in" in reasons(files)["visits[1].planned_on"]
    path = out(
        store, tmp_path / "b.xlsx", "visit_plan", office.period,
        moved | {"kam_visits_r2_manager": "同意", "kam_manager_by_id": "经理甲", "kam_manager_on": day(0)},
    )  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {}
    with store.read() as session:
        assert session.get_one(Visit, office.submitted).planned_on == day(3)
    assert [each[1] for each in decided(store, Visit, office.submitted)][-2:] == ["approved", "pending"]  # fmt: skip


def test_a_signature_under_no_row_is_refused(store: Store, office: Office, tmp_path: Path) -> None:
    path = out(
        store, tmp_path / "a.xlsx", "visit_plan", office.period,
        {"kam_manager_by_id": "经理甲", "kam_manager_on": day(0)},
    )  # fmt: skip
    files, _result = filed(store, path)
    assert set(reasons(files)) == {"manager.by_id", "manager.on"}


def test_a_claim_is_approved_by_three_and_its_lines_with_it(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = out(
        store, tmp_path / "a.xlsx", "expense_claim", office.claim,
        signed("manager", "approved", "经理甲", day(-1)) | signed("director", "approved", "总监乙", day(-1))
        | signed("finance", "approved", "财务丙", day(0), "票据齐全"),
    )  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {}
    assert state(store, ExpenseClaim, office.claim) == "approved"
    with store.read() as session:
        states = session.scalars(select(Expense.state).where(Expense.claim_id == office.claim))
        assert set(states) == {"approved"}
    changed = out(store, tmp_path / "b.xlsx", "expense_claim", office.claim, {"kam_lines_r1_amount": 999})  # fmt: skip
    files, _result = filed(store, changed)
    assert "handed in" in reasons(files)["lines[0].amount"]


def test_the_reviews_of_a_development_are_taken_from_its_form(
    store: Store, office: Office, tmp_path: Path
) -> None:
    with store.change(message("Go on")) as session:
        found = session.get_one(Development, office.development)
        for number, step in enumerate(("surveyed", "evaluated")):
            development.move(session, found, step, day(-20 + number))
    path = out(
        store, tmp_path / "a.xlsx", "development_evaluation", office.development,
        signed("manager", "approved", "经理甲", day(-2), "值得开发"),
    )  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {}
    assert state(store, Development, office.development) == "application"
    path = out(
        store, tmp_path / "b.xlsx", "development_application", office.development,
        signed("director", "refused", "总监乙", day(-1), "预算不足"),
    )  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {}
    assert state(store, Development, office.development) == "rejected"
    assert changes(only(store, path)) == {}


def test_a_check_of_the_report_is_recorded_and_nobody_checks_their_own(
    store: Store, office: Office, tmp_path: Path
) -> None:
    own = {"kam_visit_checked_by_id": "专员丁", "kam_visit_checked_on": day(0)}
    path = out(store, tmp_path / "a.xlsx", "visit_record", office.held, own)
    files, _result = filed(store, path)
    assert "Nobody checks their own report" in reasons(files)["visit.checked_by_id"]
    other = {
        "kam_visit_checked_by_id": "经理甲", "kam_visit_checked_on": day(0), "kam_visit_check_opinion": "记录完整",
    }  # fmt: skip
    path = out(store, tmp_path / "b.xlsx", "visit_record", office.held, other)
    files, _result = filed(store, path)
    assert reasons(files) == {}
    with store.read() as session:
        visit = session.get_one(Visit, office.held)
        assert (visit.state, visit.checked_by_id, visit.checked_on, visit.check_opinion) == (
            "checked", office.people.manager, day(0), "记录完整",
        )  # fmt: skip


def test_a_decision_given_in_the_window_meanwhile_is_no_difference_and_another_is_refused(
    store: Store, office: Office, tmp_path: Path
) -> None:
    path = application(
        store,
        tmp_path / "a.xlsx",
        office.submitted,
        signed("manager", "approved", "经理甲", day(-1)),
    )
    with store.change(message("Decide")) as session:
        visit = session.get_one(Visit, office.submitted)
        manager = office.people.staff(session, "manager")
        decisions.decide(session, visit, "approved", manager, day(-1), None)
    (file,) = looked_at(store, path)
    assert changes(file.differences[0]) == {}


def test_a_changed_application_is_agreed_to_or_refused_with_its_decision(
    store: Store, office: Office, tmp_path: Path
) -> None:
    typed = {"kam_visit_planned_on": day(4), "kam_budget_r1_amount": 250, "kam_visit_goal": "定价"}
    # The director may not decide before the manager: neither day nor budget change, what nobody agrees to does.
    path = application(
        store, tmp_path / "a.xlsx", office.submitted,
        typed | signed("director", "approved", "总监乙", day(0)),
    )  # fmt: skip
    files, _result = filed(store, path)
    assert {"visit.planned_on", "visit.budget", "director.decision"} <= set(reasons(files))
    with store.read() as session:
        visit = session.get_one(Visit, office.submitted)
        assert (visit.planned_on, visit.budget, visit.goal) == (day(2), 300, "定价")
    both = [each[:2] for each in decided(store, Visit, office.submitted)]
    assert both == [("manager", "pending"), ("director", "pending")]
    path = application(
        store, tmp_path / "b.xlsx", office.submitted,
        typed | signed("manager", "approved", "经理甲", day(0)),
    )  # fmt: skip
    files, _result = filed(store, path)
    assert reasons(files) == {}
    with store.read() as session:
        visit = session.get_one(Visit, office.submitted)
        assert (visit.planned_on, visit.budget, visit.state) == (day(4), 250, "submitted")
    assert changes(only(store, path)) == {}


def test_a_plan_that_was_returned_waits_until_it_is_handed_in_again(
    store: Store, office: Office, tmp_path: Path
) -> None:
    early = application(
        store,
        tmp_path / "a.xlsx",
        office.submitted,
        signed("manager", "approved", "经理甲", day(0)),
    )
    filed(store, application(
        store, tmp_path / "b.xlsx", office.submitted, signed("manager", "returned", "经理甲", day(-1))
    ))  # fmt: skip
    files, _result = filed(store, early)
    assert "decided already" in reasons(files)["manager.decision"]
    assert state(store, Visit, office.submitted) == "planned"


def test_an_open_claim_is_corrected_through_its_form(
    store: Store, office: Office, tmp_path: Path
) -> None:
    with store.change(message("Take back")) as session:
        claim = session.get_one(ExpenseClaim, office.claim)
        expenses.withdraw_claim(session, claim, day(-1))
    before = exported(store, tmp_path / "before.json")
    path = out(
        store, tmp_path / "a.xlsx", "expense_claim", office.claim,
        {
            "kam_lines_r1_amount": 600, "kam_lines_r2_currency": "USD", "kam_lines_r4_on": day(-6),
            "kam_lines_r4_category": "其他", "kam_lines_r4_amount": 12, "kam_claim_purpose": "季度回顾",
        },
    )  # fmt: skip
    files, result = filed(store, path)
    assert (reasons(files), result.updated) == ({}, 1)
    with store.read() as session:
        lines = expenses.lines(session, office.claim)
        assert expenses.totals(lines) == {"CNY": 612, "USD": Decimal("408.20")}
        assert session.get_one(ExpenseClaim, office.claim).purpose == "季度回顾"
    assert changes(only(store, path)) == {}
    store.undo()
    assert exported(store, tmp_path / "after.json") == before
