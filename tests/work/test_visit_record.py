"""What is written on the record of a visit, as a draft and as the report, with the money spent there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.expense import Expense
from kamdesk.model.visit import Visit
from kamdesk.work import approval_views, expenses, settings, visit_record, visits
from kamdesk.work.visit_record import RecordInput
from tests.work.department import found

TODAY = date.today()


@pytest.fixture
def office(store):
    return found(store)


@pytest.fixture
def planned(store, office) -> int:
    with store.change(message("Plan")) as session:
        values = {"account_id": office.account, "planned_on": TODAY - timedelta(days=1)}
        return visits.plan_visit(session, values).id


def living(session, record) -> list:
    return list(session.scalars(select(record).where(record.deleted_at.is_(None))))


def test_a_draft_holds_the_visit_and_plans_nothing(store, planned):
    ahead = TODAY + timedelta(days=7)
    with store.change(message("Draft")) as session:
        visit = session.get_one(Visit, planned)
        visit_record.draft(session, visit, RecordInput({"next_visit_on": ahead}), TODAY)
    with store.read() as session:
        visit = session.get_one(Visit, planned)
        assert (visit.state, visit.held_on) == ("held", TODAY - timedelta(days=1))
        assert visit.next_visit_on == ahead
        assert visit.next_visit_id is None
        assert len(living(session, Visit)) == 1


def test_the_report_plans_the_next_visit_and_the_next_contact(store, planned, office):
    ahead = TODAY + timedelta(days=7)
    values = {"result": "advance", "next_visit_on": ahead, "next_step": "offer"}
    with store.change(message("Report")) as session:
        made = visit_record.report(
            session, session.get_one(Visit, planned), RecordInput(values), TODAY
        )
        assert made.planned_on == ahead
    with store.read() as session:
        account = session.get_one(Account, office.account)
        assert (account.next_contact_on, account.next_step) == (ahead, "offer")


def test_expenses_are_added_changed_and_taken_away_with_the_record(store, planned):
    def write(rows) -> None:
        with store.change(message("Record")) as session:
            visit = session.get_one(Visit, planned)
            given = RecordInput({"result": "advance"}, {}, rows)
            visit_record.report(session, visit, given, TODAY)

    write(
        [
            {"category": "travel", "amount": Decimal(10)},
            {"category": "meals", "amount": Decimal(20)},
        ]
    )
    with store.read() as session:
        first, second = living(session, Expense)
        assert (first.on, first.visit_id) == (TODAY - timedelta(days=1), planned)
    write([{"id": first.id, "category": "travel", "amount": Decimal(11)}])
    with store.read() as session:
        assert [(each.id, each.amount) for each in living(session, Expense)] == [
            (first.id, Decimal(11))
        ]
    assert second.id != first.id


def test_what_was_handed_in_stays_as_it_is(store, planned, office):
    with store.change(message("Claimed")) as session:
        settings.put(session, "claim_approval", "manager")
        visit = session.get_one(Visit, planned)
        rows = [{"category": "travel", "amount": Decimal(10)}]
        visit_record.draft(session, visit, RecordInput({}, {}, rows), TODAY)
        claim = expenses.claim(session, expenses.of_visit(session, planned), None, TODAY)
        expenses.submit_claim(session, claim, office.staff(session, "specialist"), TODAY)
    with store.change(message("Record")) as session:
        visit = session.get_one(Visit, planned)
        assert visit_record.editable_expenses(session, planned) == []
        visit_record.draft(session, visit, RecordInput({"needs": "quiet"}, {}, []), TODAY)
    with store.read() as session:
        assert [each.state for each in living(session, Expense)] == ["submitted"]


def test_a_wrong_expense_leaves_the_record_unwritten(store, planned):
    given = RecordInput({"result": "advance"}, {}, [{"category": "travel", "amount": None}])

    def write() -> None:
        with store.change(message("Record")) as session:
            visit_record.report(session, session.get_one(Visit, planned), given, TODAY)

    with pytest.raises(RuleError) as refused:
        write()
    assert refused.value.field == "amount"
    with store.read() as session:
        assert session.get_one(Visit, planned).state == "planned"


def test_a_need_is_named_shortly(store, planned):
    with store.change(message("Need")) as session:
        visit = session.get_one(Visit, planned)
        visit_record.keep_as_need(session, visit, " two\n drives ")
        with pytest.raises(RuleError, match="120 characters"):
            visit_record.keep_as_need(session, visit, "x" * 121)
        with pytest.raises(RuleError, match="what they need"):
            visit_record.keep_as_need(session, visit, "  ")
        visit_record.keep_in_remarks(session, visit, "first", TODAY)
        visit_record.keep_in_remarks(session, visit, "second", TODAY)
    with store.read() as session:
        assert [each.product for each in living(session, PurchaseNeed)] == ["two drives"]
        account = living(session, Account)[0]
        assert account.remarks == f"{TODAY} first\n{TODAY} second"


def test_who_may_decide_is_known_for_each_request(store, planned, office):
    with store.change(message("Asked")) as session:
        settings.put(session, "visit_approval", "manager_director")
        visit = session.get_one(Visit, planned)
        visits.change_visit(session, visit, {"subject": "terms"})
        visits.submit(session, visit, office.staff(session, "specialist"), TODAY)
    with store.read() as session:
        asked = approval_views.waiting(session)
        able = approval_views.deciders(session)
    assert [(each.kind, each.title, each.asked_by) for each in asked] == [
        ("Visit", f"{TODAY - timedelta(days=1)} terms", "专员丁")
    ]
    assert able == {asked[0].approval_id: [office.manager, office.director]}


@pytest.mark.parametrize("state", ["held", "reported"])
def test_the_day_of_a_visit_that_took_place_is_neither_taken_away_nor_ahead(store, planned, state):
    with store.change(message("Record")) as session:
        visit = session.get_one(Visit, planned)
        visit_record.draft(session, visit, RecordInput({"needs": "quiet"}), TODAY)
        if state == "reported":
            visit_record.report(session, visit, RecordInput({}), TODAY)

    def change(day: date | None) -> None:
        with store.change(message("Change")) as session:
            visits.change_visit(session, session.get_one(Visit, planned), {"held_on": day})

    with pytest.raises(RuleError, match="has not come yet") as ahead:
        change(TODAY + timedelta(days=1))
    assert ahead.value.field == "held_on"
    with pytest.raises(RuleError, match="needs its day"):
        change(None)
    with store.read() as session:
        assert session.get_one(Visit, planned).held_on == TODAY - timedelta(days=1)
