"""The process map counts what its lists hold, each record at one step; the ten steps follow from the records."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.development import Development
from kamdesk.model.document import Document
from kamdesk.model.pipeline import Stage
from kamdesk.model.project import Quotation
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import (
    Complaint,
    Feedback,
    ServiceMeasure,
    ServicePlan,
    ServiceRequest,
)
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.store.store import Store
from kamdesk.work import expenses, opportunities, procedures, sales_steps
from tests.work.department import Department, found

TODAY = date(2026, 3, 10)

DEVELOPMENTS = (
    ("candidate", None), ("candidate", TODAY), ("surveyed", TODAY - timedelta(days=1)), ("evaluated", None),
    ("manager_review", TODAY - timedelta(days=9)), ("team", None), ("implementing", TODAY), ("done", TODAY),
    ("rejected", None),
)  # fmt: skip
VISITS = (
    ("planned", 1), ("planned", 40), ("planned", 0), ("planned", -2), ("submitted", 3), ("submitted", -1),
    ("approved", 5), ("prepared", -4), ("held", 0), ("held", -3), ("reported", -5), ("closed", -6), ("cancelled", 2),
)  # fmt: skip
"""State, and the day of the visit counted from today."""
EXPECTED = {
    "identify": (2, 0), "find": (1, 1), "contact": (2, 1), "follow": (2, 0), "archive": (1, 0), "plan": (2, 0),
    "approve": (2, 1), "hold": (4, 2), "report": (2, 1), "expenses": (2, 0), "callback": (3, 1),
    "before": (0, 0), "rounds": (0, 0), "contract": (0, 0), "production": (2, 1), "logistics": (1, 0),
    "payment": (2, 1), "complaints": (2, 1), "feedback": (1, 1), "extras": (1, 0), "parts": (2, 1), "improve": (1, 0),
}  # fmt: skip
"""Step → (count, overdue), worked out from the tables above."""


def _fill(session, department: Department) -> None:
    account = session.get_one(Account, department.account)
    account.status, account.tier, account.completeness = "active", "B", 70
    for state, due in DEVELOPMENTS:
        session.add(
            Development(
                account_id=account.id, begun_on=date(2026, 3, 1), state=state, state_since=date(2026, 3, 1),
                due_on=due, owner_id=department.specialist,
            )
        )  # fmt: skip
    for state, days in VISITS:
        day = TODAY + timedelta(days=days)
        happened = state in ("held", "reported", "closed")
        session.add(
            Visit(
                account_id=account.id, kind="visit", state=state, subject=state, owner_id=department.specialist,
                planned_on=day, held_on=day if happened else None,
            )
        )  # fmt: skip
    for days, cancelled in ((-1, None), (0, None), (30, None), (31, None), (5, TODAY)):
        session.add(
            CallbackPlan(
                account_id=account.id, due_on=TODAY + timedelta(days=days), cancelled_on=cancelled
            )
        )
    _fill_service(session, account.id)
    session.flush()
    for amount, currency in ((Decimal("120.50"), "CNY"), (Decimal("80"), "USD")):
        expenses.add_expense(
            session,
            {"on": date(2026, 3, 9), "amount": amount, "currency": currency, "account_id": account.id},
        )  # fmt: skip


def _fill_service(session, account_id: int) -> None:
    """Orders under way, payments of two contracts, complaints, feedback, requests, service plans of two years."""
    of, day = {"account_id": account_id}, timedelta(days=1)
    for state, due, amount in (
        ("ordered", TODAY - day, "100"), ("in_production", TODAY, "50.5"), ("shipped", TODAY + day, "7"),
        ("ordered", None, "9"), ("ordered", TODAY, "-9"),
    ):  # fmt: skip
        on = date(2026, 2, 1)
        session.add(Purchase(**of, on=on, state=state, due_on=due, amount=Decimal(amount)))
    session.add_all(
        [
            Contract(id=1, number="C-1", name="框架", state="running", currency="EUR", **of),
            Contract(id=2, number="C-2", name="旧", state="completed", **of),
            Milestone(
                contract_id=1, kind="payment", name="预付", due_on=TODAY - day, amount=Decimal(30)
            ),
            Milestone(contract_id=1, kind="payment", name="尾款", due_on=TODAY, amount=Decimal(70)),
            Milestone(contract_id=1, kind="payment", name="已收", due_on=TODAY, done_on=TODAY),
            Milestone(contract_id=1, kind="delivery", name="交货", due_on=TODAY),
            Milestone(contract_id=2, kind="payment", name="不再", due_on=TODAY),
            Complaint(received_on=TODAY, due_on=TODAY - day, judgement="valid", **of),
            Complaint(
                received_on=TODAY, due_on=TODAY - day, answered_on=TODAY, judgement="valid", **of
            ),
            Complaint(
                received_on=TODAY, answered_on=TODAY, confirmed_on=TODAY, judgement="valid", **of
            ),
            Feedback(kind="opinion", received_on=TODAY, due_on=TODAY - day, **of),
            Feedback(kind="opinion", received_on=TODAY, due_on=TODAY, answered_on=TODAY, **of),
            ServiceRequest(kind="value_added", requested_on=TODAY, **of),
            ServiceRequest(kind="repair", requested_on=TODAY, due_on=TODAY - day, **of),
            ServiceRequest(kind="spare_parts", requested_on=TODAY, **of),
            ServiceRequest(kind="repair", requested_on=TODAY, done_on=TODAY, **of),
            ServiceRequest(kind="repair", requested_on=TODAY, cancelled_on=TODAY, **of),
            ServicePlan(year=2025, state="running", **of),
            ServicePlan(year=2026, state="running", **of),
            ServicePlan(year=2024, state="evaluated", **of),
        ]
    )


@pytest.fixture
def department(store: Store) -> Department:
    made = found(store)
    with store.change(message("Fill")) as session:
        _fill(session, made)
    return made


def test_every_count_is_that_of_its_list(store: Store, department: Department) -> None:
    with store.read() as session:
        counts = procedures.counts(session, TODAY)
        assert {key: (one.count, one.overdue) for key, one in counts.items()} == EXPECTED
        standing: Counter[tuple[str, int]] = Counter()
        for key, one in counts.items():
            lines = procedures.lines(session, key, TODAY)
            assert len(lines) == one.count
            assert sum(line.over(TODAY) > 0 for line in lines) == one.overdue
            standing.update((line.record, line.record_id) for line in lines)
        assert max(standing.values()) == 1, "a record stands at one step"
        assert counts["payment"].amounts == (("EUR", Decimal(100)),)
        assert counts["production"].amounts == (("CNY", Decimal("150.50")),)
        assert counts["expenses"].amounts == (("CNY", Decimal("120.50")), ("USD", Decimal("80")))


def test_the_longest_overdue_comes_first(store: Store, department: Department) -> None:
    with store.read() as session:
        lines = procedures.lines(session, "hold", TODAY)
        assert [(line.day, line.over(TODAY)) for line in lines] == [
            (date(2026, 3, 6), 4), (date(2026, 3, 8), 2), (date(2026, 3, 10), 0), (date(2026, 3, 15), 0),
        ]  # fmt: skip
        assert (lines[0].account, lines[0].staff, lines[0].tier) == ("云麓食品", "专员丁", "B")


def test_one_person_and_one_tier(store: Store, department: Department) -> None:
    with store.read() as session:
        own = procedures.counts(session, TODAY, staff_id=department.specialist)
        assert {key: one.count for key, one in own.items()} == {
            key: count for key, (count, _overdue) in EXPECTED.items()
        }
        others = procedures.counts(session, TODAY, staff_id=department.manager)
        assert {one.count for one in others.values()} == {0}
        tiers = [procedures.counts(session, TODAY, tier=tier)["hold"].count for tier in "ABC"]
        assert tiers == [0, 4, 0]


def test_what_lies_in_the_waste_basket_is_not_counted(store: Store, department: Department) -> None:
    from kamdesk.work.trash import move_to_trash

    with store.change(message("Delete")) as session:
        move_to_trash(session, session.get_one(Account, department.account))
    with store.read() as session:
        counts = procedures.counts(session, TODAY)
        assert {key for key, one in counts.items() if one.count} <= {"expenses"}


# ------------------------------------------------------------------------------------------------ the ten steps


def _account(session, department: Department) -> Account:
    return session.get_one(Account, department.account)


def _standing(session, department: Department) -> sales_steps.Standing:
    session.flush()
    return sales_steps.standing(session, _account(session, department), TODAY)


def test_a_new_account_stands_at_its_definition(store: Store) -> None:
    department = found(store)
    with store.change(message("Look")) as session:
        standing = _standing(session, department)
        assert standing.current == 0
        assert not any(standing.done)


def test_step_by_step_through_all_ten(store: Store) -> None:
    department = found(store, rhythm_a=7)
    with store.change(message("Work")) as session:
        account = _account(session, department)
        account.tier = "A"
        assert _standing(session, department).current == 1
        account.completeness = 80
        session.add(PurchaseNeed(account_id=account.id, product="空压机"))
        assert _standing(session, department).current == 2
        account.status = "developing"
        assert _standing(session, department).current == 3
        account.next_contact_on = TODAY
        assert _standing(session, department).current == 4
        visit = Visit(
            account_id=account.id, kind="visit", state="reported", subject="介绍", planned_on=date(2026, 3, 2),
            held_on=date(2026, 3, 2), presented="变频方案",
        )  # fmt: skip
        session.add(visit)
        assert _standing(session, department).current == 5, "eight days ago; the rhythm is seven"
        visit.held_on = date(2026, 3, 4)
        assert _standing(session, department).current == 6
        session.add(
            Document(
                account_id=account.id, record_kind="Account", name="框架协议.pdf", category="contract",
                on=date(2026, 3, 5), path="x", size=1, sha256="0",
            )
        )  # fmt: skip
        assert _standing(session, department).current == 7
        later = Visit(
            account_id=account.id, kind="callback", state="reported", subject="回访", planned_on=date(2026, 3, 9),
            held_on=date(2026, 3, 9),
        )  # fmt: skip
        session.add(later)
        assert _standing(session, department).current == 9
        later.checked_on = TODAY
        standing = _standing(session, department)
        assert standing.current == 10
        assert standing.found[5] == "2 visits, the last on 2026-03-09"


def test_an_order_signs_as_a_contract_does(store: Store) -> None:
    department = found(store)
    with store.change(message("Work")) as session:
        session.add(
            Visit(
                account_id=department.account, kind="visit", state="reported", subject="签约", result="order",
                planned_on=date(2026, 3, 2), held_on=date(2026, 3, 2),
            )
        )  # fmt: skip
        standing = _standing(session, department)
        assert standing.done[6]
        assert not standing.done[7]
        assert standing.found[6] == "signed 2026-03-02"


def test_an_opportunity_won_signs_as_a_contract_does(store: Store) -> None:
    department = found(store)
    with store.change(message("Work")) as session:
        one = opportunities.add_opportunity(
            session, {"name": "二期改造", "account_id": department.account}, on=date(2026, 3, 1)
        )
        assert not _standing(session, department).done[6]
        opportunities.close(
            session, one, "won", date(2026, 3, 9), "方案", override_reason="框架合同"
        )
        assert _standing(session, department).found[6] == "signed 2026-03-09"


def test_an_opportunity_stands_at_one_step_of_the_negotiation(store: Store) -> None:
    department = found(store)
    columns = ("before", "rounds", "contract")
    with store.change(message("Work")) as session:
        stage = session.scalars(select(Stage).where(Stage.key == "planning")).one()
        one = opportunities.add_opportunity(
            session, {"name": "二期改造", "account_id": department.account}, stage, date(2026, 3, 1)
        )
        early = {"name": "早", "account_id": department.account}
        opportunities.add_opportunity(session, early, on=date(2026, 3, 1))
        offer = Quotation(
            opportunity_id=one.id, number="Q1", version_no=1, on=date(2026, 3, 2), state="draft"
        )
        session.add(offer)
        for state, wanted in (("draft", (1, 0, 0)), ("sent", (0, 1, 0)), ("accepted", (0, 0, 1))):
            offer.state = state
            session.flush()
            counted = procedures.counts(session, TODAY)
            assert tuple(counted[key].count for key in columns) == wanted
        [line] = procedures.lines(session, "contract", TODAY)
        assert (line.record, line.record_id, line.subject) == ("Opportunity", one.id, "二期改造")


def test_contract_delivery_measures_and_evaluation_are_steps_done(store: Store) -> None:
    department = found(store)
    with store.change(message("Work")) as session:
        of = {"account_id": department.account}
        session.add(Contract(number="C-1", name="框架", state="draft", signed_on=TODAY, **of))
        assert not any(_standing(session, department).done[6:])
        session.add(Contract(number="C-2", name="框架", state="running", signed_on=TODAY, **of))
        assert _standing(session, department).found[6] == "signed 2026-03-10"
        purchase = Purchase(
            on=TODAY, amount=Decimal(1), state="delivered", delivered_on=TODAY, **of
        )
        session.add(purchase)
        assert _standing(session, department).found[7] == "delivered 2026-03-10 · no contact yet"
        plan = ServicePlan(year=2026, state="running", **of)
        session.add(plan)
        session.flush()
        session.add(ServiceMeasure(service_plan_id=plan.id, what="巡检", done_on=TODAY))
        standing = _standing(session, department)
        assert standing.found[8] == "0 call-backs · 1 service measure done"
        assert standing.done[6:] == (True, True, True, False)
        plan.state = "evaluated"
        assert _standing(session, department).done[9]
