"""Visits, expenses, approvals, developments and tasks in the interchange file; what such a file tells has happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.exchange.importing import import_files
from kamdesk.exchange.interchange_out import export_all
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.agenda import CalendarDay, Task
from kamdesk.model.approval import Approval
from kamdesk.model.department import Staff
from kamdesk.model.development import (
    Development,
    DevelopmentReport,
    DevelopmentStateChange,
    DevelopmentStep,
)
from kamdesk.model.document import Document
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import (
    CallbackPlan,
    Visit,
    VisitObjection,
    VisitPerson,
)
from kamdesk.store.attachments import file_document
from kamdesk.store.opening import open_store
from kamdesk.store.store import Store
from kamdesk.work import decisions, development, expenses, settings, visits
from kamdesk.work.accounts import change_person, create_account
from kamdesk.work.trash import move_to_trash
from tests.exchange.outcomes import numbers


@pytest.fixture
def year(store: Store, tmp_path: Path) -> Store:
    """A visit approved, held and paid, its next plan postponed, a reception, a development, a task, a day off."""
    letter = tmp_path / "纪要.txt"
    letter.write_text("纪要", encoding="utf-8")
    with store.change(message("begin")) as session:
        settings.put(session, "visit_approval", "manager")
        settings.put(session, "default_currency", "CNY")
        chief = Staff(number="1", name="王强", position="manager")
        seller = Staff(number="2", name="李梅", position="specialist")
        session.add_all([chief, seller])
        session.flush()
        account = create_account(
            session, {"name": "甲公司", "archive_no": "KA-1", "visit_rhythm": 10}, date(2026, 1, 5)
        )
        bare = create_account(session, {"name": "乙公司"}, date(2026, 1, 5))
        person = change_person(session, account, "main_contact", {"full_name": "黄芳"})
        assert person is not None
        visit = visits.plan_visit(
            session,
            {
                "account_id": account.id,
                "subject": "年度谈判",
                "planned_on": date(2026, 2, 3),
                "planned_from": "09:30",
                "planned_to": "11:00",
                "owner_id": seller.id,
                "budget": Decimal("300.50"),
            },
            [{"contact_id": person.id}, {"staff_id": seller.id}],
        )
        visits.submit(session, visit, seller, date(2026, 1, 20))
        decisions.decide(session, visit, "returned", chief, date(2026, 1, 21), "补充目标")
        visits.submit(session, visit, seller, date(2026, 1, 22))
        decisions.decide(session, visit, "approved", chief, date(2026, 1, 22), "同意")
        visits.write_record(
            session,
            visit,
            {
                "held_on": date(2026, 2, 3),
                "result": "advance",
                "skills": "visiting,needs",
                "conclusion": "同意试用",
                "next_visit_on": date(2026, 2, 20),
                "next_visit_at": "14:00",
            },
            {
                "objections": [
                    {"objection": "价格高", "answer": "按年度返点", "settled": True},
                    {"objection": "交期长", "answer": None},
                    {"objection": "价格高", "answer": None},
                ],
                "gifts": [{"item": "茶叶", "value": Decimal("200"), "given_to": "黄芳"}],
            },
            date(2026, 2, 4),
        )
        following = session.get_one(Visit, visit.next_visit_id)
        visits.postpone(session, following, date(2026, 3, 2), "客户出差", date(2026, 2, 18))
        reception = visits.plan_visit(
            session,
            {
                "account_id": bare.id,
                "kind": "reception",
                "planned_on": date(2026, 4, 1),
                "visitor_count": 3,
                "meals": "工作餐",
            },
        )
        visits.set_rows(
            session,
            reception,
            visits.ROWS["programme"],
            [{"what": "参观", "on": date(2026, 4, 1), "starts_at": "10:00"}, {"what": "座谈"}],
        )
        visits.cancel(session, reception, "改期未定", date(2026, 3, 1))
        taxi = expenses.add_expense(
            session, {"on": date(2026, 2, 3), "amount": Decimal("45.60"), "visit_id": visit.id}
        )
        expenses.add_expense(
            session,
            {"on": date(2026, 2, 5), "amount": Decimal("12"), "currency": "USD", "note": "快递"},
        )
        claim = expenses.claim(session, [taxi], seller, date(2026, 2, 6))
        expenses.submit_claim(session, claim, seller, date(2026, 2, 6))
        expenses.pay(session, claim, date(2026, 2, 10))
        session.add(CallbackPlan(account_id=account.id, due_on=date(2026, 5, 1), visit_id=visit.id))
        run = development.begin(session, bare, date(2026, 1, 8), seller)
        for name in ("demand", "decision_process", "competition", "credit"):
            setattr(run, name, "已了解")
        development.move(session, run, "surveyed", date(2026, 1, 9))
        session.add(DevelopmentStep(development_id=run.id, what="拜访决策者", staff_id=seller.id))
        session.add(
            DevelopmentReport(development_id=run.id, on=date(2026, 2, 1), progress="长" * 40_000)
        )
        session.add(
            Task(name="寄样品", due_on=date(2026, 3, 3), due_at="16:00", account_id=bare.id)
        )
        session.add(CalendarDay(on=date(2026, 2, 14), kind="working_day", name="调休"))
        filed = file_document(store, session, letter, account_id=account.id)
        filed.record_kind, filed.record_id = "Visit", visit.id
        gone = visits.plan_visit(
            session,
            {"account_id": bare.id, "planned_on": date(2026, 6, 1)},
            [{"name": "周杰", "side": "customer"}],
        )
        move_to_trash(session, gone)
    return store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A second, empty data folder, of somebody else."""
    opened = open_store(tmp_path / "other")
    opened.user = "somebody else"
    yield opened
    opened.close()


@pytest.fixture
def tell(store: Store, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Takes lists of records in; two accounts and two people of the staff come with them."""
    basis = {
        "format": "kamdesk",
        "version": 1,
        "staff": [{"number": "1", "name": "王强"}, {"number": "2", "name": "李梅"}],
        "accounts": [{"archive_no": "K1", "name": "甲"}, {"archive_no": "K2", "name": "乙"}],
    }

    def run(**lists: list[dict[str, Any]]) -> dict[str, Any]:
        path = tmp_path / "told.json"
        path.write_text(json.dumps(basis | lists), encoding="utf-8")
        return import_files(store, [path]).dump()["files"][0]

    return run


def written(store: Store, path: Path) -> bytes:
    """The bytes of an export."""
    with store.read() as session:
        export_all(session, path)
    return path.read_bytes()


@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_out_and_into_an_empty_folder_gives_the_same(
    year: Store, other: Store, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"all.{ending}"
    first = written(year, path)
    outcome = import_files(other, [path]).dump()["files"][0]
    assert outcome["problems"] == []
    assert written(other, tmp_path / f"back.{ending}") == first
    assert written(other, tmp_path / "b.json") == written(year, tmp_path / "a.json")
    report = import_files(other, [path]).dump()
    assert report["change"] is None
    assert report["files"][0]["unchanged"] == outcome["read"]


def test_references_name_the_same_records_there(year: Store, other: Store, tmp_path: Path) -> None:
    written(year, tmp_path / "all.json")
    import_files(other, [tmp_path / "all.json"])
    with other.read() as session:
        held = session.scalars(select(Visit).where(Visit.state == "reimbursed")).one()
        postponed = session.get_one(Visit, held.next_visit_id)
        later = session.scalars(select(Visit).where(Visit.postponed_from_id.is_not(None))).one()
        assert later.postponed_from_id == postponed.id
        assert (postponed.state, later.planned_on) == ("postponed", date(2026, 3, 2))
        approvals = list(session.scalars(select(Approval).order_by(Approval.round)))
        assert [each.subject_id for each in approvals] == [held.id, held.id]
        assert [each.decision for each in approvals] == ["returned", "approved"]
        assert session.scalars(select(Document)).one().record_id == held.id
        people = session.scalars(select(VisitPerson).where(VisitPerson.visit_id == held.id)).all()
        assert [each.name for each in people] == ["黄芳", "李梅"]
        objections = session.scalars(select(VisitObjection).order_by(VisitObjection.id)).all()
        assert [each.objection for each in objections] == ["价格高", "交期长", "价格高"]
        account = session.get_one(Account, held.account_id)
        assert account.last_contact_on == date(2026, 2, 3)
        run = session.scalars(select(Development)).one()
        assert (run.state, run.state_since) == ("surveyed", date(2026, 1, 9))


def test_lists_and_records_in_any_order(year: Store, other: Store, tmp_path: Path) -> None:
    dumped = json.loads(written(year, tmp_path / "all.json"))
    turned = {
        name: list(reversed(content)) if isinstance(content, list) else content
        for name, content in reversed(list(dumped.items()))
    }
    (tmp_path / "turned.json").write_text(json.dumps(turned), encoding="utf-8")
    assert import_files(other, [tmp_path / "turned.json"]).dump()["files"][0]["problems"] == []
    assert json.loads(written(other, tmp_path / "back.json")) == dumped


def test_undo_takes_it_back_and_redo_brings_it_again(
    year: Store, other: Store, tmp_path: Path
) -> None:
    written(year, tmp_path / "all.json")
    before = written(other, tmp_path / "before.json")
    import_files(other, [tmp_path / "all.json"])
    after = written(other, tmp_path / "after.json")
    other.undo()
    assert written(other, tmp_path / "undone.json") == before
    other.redo()
    assert written(other, tmp_path / "redone.json") == after


def test_a_trial_says_the_same(year: Store, other: Store, tmp_path: Path) -> None:
    written(year, tmp_path / "all.json")
    tried = import_files(other, [tmp_path / "all.json"], dry_run=True).dump()["files"][0]
    assert import_files(other, [tmp_path / "all.json"]).dump()["files"][0] == tried


def test_rows_that_change_their_order_come_out_in_the_new_one(year: Store, tmp_path: Path) -> None:
    dumped = json.loads(written(year, tmp_path / "all.json"))
    visit = next(each for each in dumped["visits"] if each["objections"])
    visit["objections"] = visit["objections"][1:] + visit["objections"][:1]
    (tmp_path / "moved.json").write_text(json.dumps(dumped), encoding="utf-8")
    import_files(year, [tmp_path / "moved.json"])
    assert json.loads(written(year, tmp_path / "after.json"))["visits"] == dumped["visits"]


def test_the_least_that_a_file_may_tell(store: Store, tell: Callable[..., dict[str, Any]]) -> None:
    outcome = tell(
        visits=[
            {"kind": "callback", "account": "K1", "held_on": "2026-05-16"},
            {"account": "K1", "planned_on": "2026-01-10", "held_on": "2026-01-12", "reported_on": "2026-01-15"},
            {"kind": "reception", "account": "K2", "planned_on": "2026-03-10", "cancelled_on": "2026-03-09"},
            {"kind": "visit", "account": "K2", "planned_on": "2026-07-01", "owner": "2"},
        ],
        callback_plans=[{"account": "K1", "due_on": "2026-05-15"}],
        expenses=[
            {"on": "2026-06-30", "category": "travel", "amount": "1200.00", "state": "paid"},
            {"on": "2026-06-30", "amount": 7, "currency": "USD"},
        ],
        developments=[{"account": "K2", "begun_on": "2026-01-05"}],
    )  # fmt: skip
    assert outcome["problems"] == []
    assert numbers(outcome) == {"read": 12, "created": 12}
    with store.read() as session:
        told = session.scalars(select(Visit).order_by(Visit.id)).all()
        assert [(each.kind, each.state) for each in told] == [
            ("callback", "held"), ("visit", "reported"), ("reception", "cancelled"), ("visit", "planned"),
        ]  # fmt: skip
        spent = session.scalars(select(Expense).order_by(Expense.id)).all()
        assert [(each.category, each.amount, each.currency, each.state) for each in spent] == [
            ("travel", Decimal("1200.00"), "CNY", "paid"), ("other", Decimal("7.00"), "USD", "open"),
        ]  # fmt: skip
        account = session.scalars(select(Account).where(Account.archive_no == "K1")).one()
        assert account.last_contact_on == date(2026, 5, 16)
        run = session.scalars(select(Development)).one()
        change = session.scalars(select(DevelopmentStateChange)).one()
        assert (run.state, run.state_since) == ("candidate", date(2026, 1, 5))
        assert (change.to, change.on) == ("candidate", date(2026, 1, 5))


@pytest.mark.parametrize(
    ("visit", "field"),
    [
        ({"state": "reported", "planned_on": "2026-05-01", "reported_on": "2026-05-02"}, "held_on"),
        ({"state": "closed", "planned_on": "2026-05-01"}, "held_on"),
        ({"state": "planned", "held_on": "2026-05-01"}, "held_on"),
        ({"state": "cancelled", "held_on": "2026-05-01"}, "held_on"),
        ({"reported_on": "2026-05-01", "planned_on": "2026-05-01"}, "held_on"),
        ({"state": "planned"}, "planned_on"),
    ],
)
def test_a_state_that_does_not_fit_its_days_is_rejected(
    store: Store, tell: Callable[..., dict[str, Any]], visit: dict[str, Any], field: str
) -> None:
    outcome = tell(visits=[{"account": "K1", **visit}])
    assert outcome["kinds"]["visits"]["rejected"] == 1
    assert [(each["cell"], each["field"]) for each in outcome["problems"]] == [("visits[1]", field)]
    with store.read() as session:
        assert session.scalars(select(Visit)).all() == []


def test_an_unknown_state_is_reported_and_follows_from_the_days(
    store: Store, tell: Callable[..., dict[str, Any]]
) -> None:
    outcome = tell(visits=[{"account": "K1", "state": "finished", "held_on": "2026-05-01"}])
    assert [each["field"] for each in outcome["problems"]] == ["state"]
    with store.read() as session:
        assert session.scalars(select(Visit)).one().state == "held"


def test_a_known_visit_takes_the_state_of_its_new_days(
    store: Store, tell: Callable[..., dict[str, Any]]
) -> None:
    uid = "11111111-1111-4111-8111-111111111111"
    tell(visits=[{"uid": uid, "account": "K1", "planned_on": "2026-05-01"}])
    outcome = tell(visits=[{"uid": uid, "held_on": "2026-05-02"}])
    assert outcome["kinds"]["visits"]["updated"] == 1
    outcome = tell(visits=[{"uid": uid, "state": "planned"}])
    assert outcome["kinds"]["visits"]["rejected"] == 1
    with store.read() as session:
        visit = session.scalars(select(Visit)).one()
        assert (visit.state, visit.held_on) == ("held", date(2026, 5, 2))


def test_approvals_are_told_and_not_asked_again(
    store: Store, tell: Callable[..., dict[str, Any]]
) -> None:
    with store.change(message("settings")) as session:
        settings.put(session, "visit_approval", "manager_director")
    uid = "11111111-1111-4111-8111-111111111111"
    step = {"subject_kind": "Visit", "step": "manager", "asked_on": "2026-05-01"}
    outcome = tell(
        visits=[{"uid": uid, "account": "K1", "state": "approved", "planned_on": "2026-05-05"}],
        approvals=[
            step | {"subject": uid, "decision": "approved", "by": "1", "on": "2026-05-02"},
            step | {"subject": uid, "decision": "refused"},
            step | {"subject": "no such visit"},
            step | {"subject": uid, "subject_kind": "Nothing"},
            step,
        ],
    )
    assert outcome["kinds"]["visits"]["created"] == 1
    assert [(each["cell"], each["field"]) for each in outcome["problems"]] == [
        ("approvals[2]", "uid"),  # the same step of the same round again
        ("approvals[3]", "subject"),
        ("approvals[4]", "subject"),
        ("approvals[5]", "subject"),
    ]
    with store.read() as session:
        visit = session.scalars(select(Visit)).one()
        approval = session.scalars(select(Approval)).one()
        assert (visit.state, approval.subject_id, approval.decision) == (
            "approved",
            visit.id,
            "approved",
        )
    again = tell(approvals=[step | {"subject": uid, "opinion": "同意"}])
    assert again["kinds"]["approvals"]["updated"] == 1


def test_visits_that_point_at_each_other_in_a_circle_or_at_nothing(
    store: Store, tell: Callable[..., dict[str, Any]]
) -> None:
    plan = {"account": "K1", "planned_on": "2026-05-01"}
    outcome = tell(
        visits=[
            plan | {"uid": "a" * 36, "next_visit": "b" * 36},
            plan | {"uid": "b" * 36, "next_visit": "a" * 36, "postponed_from": "c" * 36},
            plan | {"uid": "d" * 36, "next_visit": "e" * 36},
            {"uid": "e" * 36, "account": "K1", "state": "held"},
        ]
    )
    assert [(each["cell"], each["field"]) for each in outcome["problems"]] == [
        ("visits[4]", "planned_on"),
        ("visits[2]", "next_visit"),
        ("visits[2]", "postponed_from"),
        ("visits[3]", "next_visit"),
    ]
    with store.read() as session:
        first, second, third = session.scalars(select(Visit).order_by(Visit.id))
        assert (first.next_visit_id, second.next_visit_id, third.next_visit_id) == (second.id, None, None)  # fmt: skip


def test_times_people_and_claims_by_what_they_are_called(
    store: Store, tell: Callable[..., dict[str, Any]]
) -> None:
    outcome = tell(
        visits=[
            {
                "uid": "a" * 36, "account": "K1", "planned_on": "2026-05-01", "planned_from": "9:30",
                "planned_to": "25:00", "people": [{"name": "周杰"}, {"staff": "2", "side": "own"}, {"staff": "9"}],
                "gifts": [{"item": "茶", "value": "12.5", "colour": "red"}, {"value": 3}],
            }
        ],
        expense_claims=[{"number": "EC-1", "staff": "2", "on": "2026-05-02", "state": "paid"}],
        expenses=[{"on": "2026-05-01", "amount": "30", "claim": "EC-1", "visit": "a" * 36, "state": "paid"}],
        tasks=[{"name": "寄合同", "due_at": "8点半", "account": "K2"}],
        calendar_days=[{"on": "2026-10-10", "kind": "working_day"}, {"on": "2026-10-10", "kind": "holiday"}],
    )  # fmt: skip
    assert [(each["cell"], each["field"]) for each in outcome["problems"]] == [
        ("visits[1]", "planned_to"),
        ("visits[1]", "people[3].staff"),
        ("visits[1]", "gifts[1].colour"),
        ("visits[1]", "gifts[2].item"),
        ("calendar_days[2]", "uid"),
    ]
    with store.read() as session:
        visit = session.scalars(select(Visit)).one()
        assert (visit.planned_from, visit.planned_to) == ("09:30", None)
        people = session.scalars(select(VisitPerson).order_by(VisitPerson.id)).all()
        assert [(each.side, each.name) for each in people] == [("customer", "周杰"), ("own", "")]
        expense = session.scalars(select(Expense)).one()
        claim = session.scalars(select(ExpenseClaim)).one()
        assert (expense.claim_id, expense.visit_id) == (claim.id, visit.id)
        assert session.scalars(select(Task)).one().due_at == "08:30"
        assert session.scalars(select(CalendarDay)).one().kind == "working_day"
