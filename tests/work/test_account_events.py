"""Visits, expenses, call-backs, developments and tasks on the line of time; in history, search and waste basket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.agenda import Task
from kamdesk.model.approval import Approval
from kamdesk.model.base import Record
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.document import Document
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.registry import RECORDS
from kamdesk.model.visit import CallbackPlan, Visit, VisitGift, VisitObjection, VisitPerson
from kamdesk.store import changes, search
from kamdesk.store.attachments import file_document
from kamdesk.store.store import Store
from kamdesk.work import approvals, child_rows, development, expenses, overview, trash, visits
from kamdesk.work.accounts import create_account
from kamdesk.work.history_lines import lines
from kamdesk.work.timeline import timeline

FILED = date(2026, 1, 2)


@pytest.fixture
def visited(store: Store, tmp_path: Path) -> Store:
    """A visit held with its rows, expense, approval and document; one planned, one cancelled; tasks, a call-back."""
    letter = tmp_path / "纪要.txt"
    letter.write_text("纪要")
    with store.change(message("begin")) as session:
        session.add(Staff(number="1", name="李梅"))
        account = create_account(session, {"name": "甲公司"}, FILED)
        visit = visits.record_held(
            session,
            {"account_id": account.id, "held_on": date(2026, 2, 3), "subject": "谈判", "result": "advance",
             "conclusion": "同意\n试用", "owner_id": 1},
            {"people": [{"name": "黄芳", "side": "customer"}], "objections": [{"objection": "价格高"}],
             "gifts": [{"item": "茶叶", "value": Decimal(50)}]},
            on=date(2026, 2, 4),
        )  # fmt: skip
        visits.plan_visit(
            session,
            {"account_id": account.id, "planned_on": date(2026, 9, 1), "planned_from": "09:30"},
        )
        off = visits.plan_visit(
            session, {"account_id": account.id, "planned_on": date(2026, 4, 1), "kind": "reception"}
        )
        visits.cancel(session, off, "客户出差", date(2026, 3, 30))
        expenses.add_expense(
            session,
            {
                "on": date(2026, 2, 3),
                "amount": Decimal("45.6"),
                "visit_id": visit.id,
                "note": "打车",
            },
        )
        approvals.ask(session, visit, ("manager",), None, date(2026, 2, 1))
        file_document(
            store, session, letter, account_id=account.id, record_kind="Visit", record_id=visit.id
        )
        session.add(Task(name="寄样品", account_id=account.id, done_on=date(2026, 2, 9)))
        session.add(Task(name="寄合同", account_id=account.id, due_on=date(2026, 8, 1)))
        session.add(CallbackPlan(account_id=account.id, due_on=date(2026, 8, 2), subject="季度"))
        development.begin(session, account, date(2026, 1, 8))
    return store


def test_the_line_of_time(visited: Store) -> None:
    with visited.read() as session:
        events = timeline(session, 1)
    told = [
        (each.on, each.kind, each.text, each.detail)
        for each in events
        if each.kind not in ("change", "status", "document")
    ]
    assert told == [
        (date(2026, 9, 1), "planned", "Visit", "09:30"),
        (date(2026, 8, 2), "callback", "Call-back due", "季度"),
        (date(2026, 8, 1), "task", "To do: 寄合同", ""),
        (date(2026, 4, 1), "cancelled", "Reception", "Cancelled · 客户出差"),
        (date(2026, 2, 9), "task", "Done: 寄样品", ""),
        (date(2026, 2, 3), "held", "Visit: 谈判", "Advance · 同意 试用"),
        (date(2026, 2, 3), "expense", "Expense: ¥45.60, Travel", "打车 · Open"),
        (date(2026, 1, 8), "development", "Development: Candidate", ""),
    ]


def test_the_next_contact_is_not_told_beside_its_plan(visited: Store) -> None:
    with visited.change(message("next")) as session:
        session.get_one(Account, 1).next_contact_on = date(2026, 9, 1)
    with visited.read() as session:
        assert "next" not in [each.kind for each in timeline(session, 1)]
    with visited.change(message("next")) as session:
        session.get_one(Account, 1).next_contact_on = date(2026, 9, 2)
    with visited.read() as session:
        assert "next" in [each.kind for each in timeline(session, 1)]


@pytest.mark.parametrize(
    ("typed", "record", "expected"),
    [
        ("谈判", Visit, ("谈判", "甲公司 · 2026-02-03")),
        ("打车", Expense, ("打车", "甲公司 · 2026-02-03")),
        ("寄合同", Task, ("寄合同", "甲公司 · 2026-08-01")),
        ("EC-9", ExpenseClaim, ("EC-9", "Expense claim · 2026-03-01")),
        ("轴承", Development, ("甲公司", "Development · 2026-01-08")),
    ],
)
def test_hits_say_account_and_day(
    visited: Store, typed: str, record: type[Record], expected: tuple[str, str]
) -> None:
    with visited.change(message("more")) as session:
        session.add(ExpenseClaim(number="EC-9", on=date(2026, 3, 1)))
        session.scalars(select(Development)).one().demand = "轴承"
    with visited.read() as session:
        [hit] = search.find(session, typed, [record])
        described = overview.describe(session, hit.record, hit.record_id)
    assert (hit.title, hit.detail) == expected
    assert described == hit


def told(store: Store) -> list[tuple[str, str, str, str]]:
    with store.read() as session:
        change = changes.recent(session, 1)[0]
        found = lines(session, changes.history(session, change_id=change.id))
    return [(each.record, each.field, each.before, each.after) for each in found]


def test_history_tells_visits_in_words(visited: Store) -> None:
    with visited.change(message("change")) as session:
        visit = session.get_one(Visit, 1)
        visits.change_visit(session, visit, {"held_from": "09:30", "skills": "visiting,needs"})
        visits.close(session, visit, date(2026, 2, 10))
    assert told(visited) == [
        ("Visit 谈判 · 甲公司", "Began at", "", "09:30"),
        ("Visit 谈判 · 甲公司", "Steps served", "", "Customer visit, Grasping needs"),
        ("Visit 谈判 · 甲公司", "State", "Record written", "Closed"),
        ("Visit 谈判 · 甲公司", "Closed on", "", "2026-02-10"),
    ]


def test_history_tells_rows_of_a_visit_by_their_account(visited: Store) -> None:
    with visited.change(message("rows")) as session:
        visit = session.get_one(Visit, 1)
        [objection] = child_rows.rows(session, VisitObjection, 1)
        visits.set_rows(
            session, visit, VisitObjection,
            [{"id": objection.id, "settled": True}, {"objection": "交期长", "answer": "加急"}],
        )  # fmt: skip
    assert told(visited) == [
        ("Objection 甲公司", "", "", "交期长 · 加急"),
        ("Objection 甲公司", "Settled", "No", "Yes"),
    ]
    with visited.change(message("held")) as session:
        visits.record_held(session, {"account_id": 1, "held_on": date(2026, 5, 5), "kind": "call"})
    assert [line for line in told(visited) if line[0].startswith("Account")] == []  # derived
    with visited.change(message("step")) as session:
        session.scalars(select(Approval)).one().decision = "approved"
    assert told(visited) == [("Approval 甲公司", "Decision", "Waiting", "Agree")]
    with visited.change(message("next")) as session:
        session.get_one(Visit, 1).next_visit_id = 2
    assert told(visited) == [("Visit 谈判 · 甲公司", "Next plan", "", "Visit 2026-09-01")]


def live(store: Store) -> dict[str, list[int]]:
    with store.read() as session:
        return {
            record.__name__: list(
                session.scalars(
                    select(record.id).where(record.deleted_at.is_(None)).order_by(record.id)
                )
            )
            for record in RECORDS
        }


def test_a_visit_goes_to_the_basket_with_its_rows_and_comes_back_with_them(visited: Store) -> None:
    with visited.change(message("one row gone before")) as session:
        visits.set_rows(session, session.get_one(Visit, 1), VisitGift, [])
    before = live(visited)
    with visited.change(message("away")) as session:
        assert trash.move_to_trash(session, session.get_one(Visit, 1)) == 5
    gone = {name: ids for name, ids in live(visited).items() if ids != before[name]}
    assert gone == {
        "Visit": [2, 3], "VisitPerson": [], "VisitObjection": [], "Approval": [], "Document": [],
    }  # fmt: skip
    with visited.read() as session:
        expense = session.scalars(select(Expense)).one()
        assert expense.visit_id == 1
        assert session.get_one(Account, 1).last_contact_on is None
        shown = [(each.kind, each.title, each.with_it) for each in trash.list_trash(session)]
    assert shown == [("Visit", "谈判 · 甲公司", 4), ("Gift", "甲公司", 0)]
    with visited.change(message("back")) as session:
        trash.restore(session, session.get_one(Visit, 1))
    assert live(visited) == before
    with visited.read() as session:
        assert session.get_one(Account, 1).last_contact_on == date(2026, 2, 3)
        assert session.scalars(select(VisitGift)).one().deleted_at is not None


def test_what_has_no_name_shows_itself_in_the_basket(visited: Store) -> None:
    with visited.change(message("away")) as session:
        for record in (session.get_one(Visit, 2), *_rest(session)):
            trash.move_to_trash(session, record)
    with visited.read() as session:
        shown = {(each.kind, each.title) for each in trash.list_trash(session)}
    assert shown == {
        ("Visit", "Visit 2026-09-01 · 甲公司"),
        ("Call-back due", "甲公司"),
        ("Development", "甲公司"),
        ("Participant", "黄芳"),
    }


def _rest(session) -> Iterator[Record]:
    for record in (CallbackPlan, Development, VisitPerson):
        yield session.scalars(select(record)).one()


def test_documents_keep_their_name(visited: Store) -> None:
    with visited.change(message("away")) as session:
        trash.move_to_trash(session, session.scalars(select(Document)).one())
    with visited.read() as session:
        assert [each.title for each in trash.list_trash(session)] == ["纪要.txt"]
