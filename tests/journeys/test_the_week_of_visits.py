"""A specialist's week: approved on the manager's returned form; one visit is held, one cancelled, one postponed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.i18n import _, message
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.model.expense import Expense, ExpenseClaim
from kamdesk.model.visit import Visit, VisitPerson
from kamdesk.model.vocabulary import DECISION
from kamdesk.work import child_rows, settings
from kamdesk.work.accounts import create_account
from tests.journeys.conftest import CTRL, Person
from tests.journeys.visiting import HOUR, TODAY, Visitor, command_line, exported

ALT = Qt.KeyboardModifier.AltModifier
WAY = 1 if TODAY.weekday() < 4 else -1
SECOND, THIRD = TODAY + timedelta(days=WAY), TODAY + timedelta(days=2 * WAY)
"""Two other days of the present week."""
LATER = TODAY + timedelta(days=9)
NAMES = ("云麓食品", "启岚包装", "沐川化工")


@pytest.fixture
def visitor(person: Person) -> Visitor:
    """A specialist at this computer, a manager who has to agree to every visit, and three customers."""
    with person.program.store.change(message("Set up")) as session:
        staff = {
            position: Staff(number=number, name=name, position=position)
            for position, number, name in (("specialist", "S1", "专员丁"), ("manager", "S2", "经理甲"))
        }  # fmt: skip
        session.add_all(staff.values())
        session.flush()
        settings.put(session, "me", "S1")
        settings.put(session, "visit_approval", "manager")
        for name in NAMES:
            owner = staff["specialist"].id
            account = create_account(session, {"name": name, "owner_id": owner})
            session.add(
                Contact(account_id=account.id, full_name="受访人戊", lunar_birthday=False, custom={})
            )  # fmt: skip
    person.wait()
    return Visitor(person)


def next_working_day(visitor: Visitor, days: int) -> date:
    """The first working day at least `days` from today."""
    from kamdesk.work.working_days import Calendar

    with visitor.store.read() as session:
        return Calendar(session).next_working_day(TODAY + timedelta(days=days))


def test_a_week_from_its_plan_to_the_next_one(visitor: Visitor, customer, tmp_path: Path) -> None:
    person, store = visitor.person, visitor.store
    beginning = store.undo_label()
    before = exported(store, tmp_path / "before.json")
    manager = next(each for each in _all(visitor, Staff) if each.position == "manager").id

    # On Monday morning the week is planned in the calendar.
    visitor.goes_to_the_visits()
    held = visitor.plans(
        account_id="ylsp", subject="续签框架合同", planned_on=TODAY.isoformat(), planned_from=HOUR,
        budget="300",
    )  # fmt: skip
    off = visitor.plans(
        account_id="qlbz", subject="介绍新包装", planned_on=SECOND.isoformat(), planned_from="1400"
    )
    put_off = visitor.plans(
        account_id="mchg", subject="拜访新总经理", planned_on=THIRD.isoformat(), planned_from="1000"
    )
    assert [(each.planned_on, each.planned_from, each.state) for each in visitor.visits()] == [
        (TODAY, HOUR, "planned"), (SECOND, "14:00", "planned"), (THIRD, "10:00", "planned"),
    ]  # fmt: skip
    visitor.shows(held)
    menu = visitor.tab.actions_of_visits.menu(held)
    assert _("Start the record") not in [each.text() for each in menu.actions()]

    # All of them are handed in at once.
    visitor.qt_click(visitor.tab.calendar.more)
    visitor.takes_from_menu(_("Hand in all plans in view"))
    assert {each.state for each in visitor.visits()} == {"submitted"}

    # The plan of the week goes to the manager, who decides row by row and signs.
    year, number, _day = TODAY.isocalendar()
    plan = tmp_path / "plan.xlsx"
    asked = ("form", "fill", "visit_plan", "--for", "S1", "--period", f"{year}-W{number:02}")
    assert command_line(store.home, *asked, "--out", plan) == 0
    agreed = DECISION.label("approved")
    returned = customer(
        plan, tmp_path / "returned.xlsx", visits_r1_manager=agreed, visits_r2_manager=agreed,
        visits_r3_manager=agreed, manager_by_id="经理甲", manager_on=TODAY, manager_opinion="注意价格底线",
    )  # fmt: skip

    # It comes back, and is read in the window.
    page = visitor.reads_forms(returned)
    assert page.files.figures.text("known") == "1"
    assert page.files.figures.text("problems") == "0"
    assert {each.state for each in visitor.visits()} == {"submitted"}, "nothing is written yet"
    person.press(page.foot.write.text())
    for visit_id in (held, off, put_off):
        assert visitor.visit(visit_id).state == "approved"
        assert visitor.visit(visit_id).approved_on == TODAY
        assert visitor.decided(Visit, visit_id) == [("manager", "approved", manager, TODAY)]

    # One is cancelled; without a reason it is not.
    visitor.goes_to_the_visits()
    visitor.shows(off)
    visitor.takes_step(_("Cancel the visit…"))
    dialog = visitor.answers()
    assert dialog.boxes["reason"].error() == _("Say why; the reason is kept.")
    assert visitor.visit(off).state == "approved"
    visitor.answers(reason="客户临时出差")
    person.back_in_the_window()
    cancelled = visitor.visit(off)
    assert (cancelled.state, cancelled.reason, cancelled.cancelled_on) == (
        "cancelled", "客户临时出差", TODAY,
    )  # fmt: skip

    # One is postponed: the new plan points back, stands in the calendar and has to be handed in again.
    visitor.shows(put_off)
    visitor.takes_step(_("Postpone…"), planned_on=LATER.isoformat(), reason="新总经理下周到任")
    person.back_in_the_window()
    assert (visitor.visit(put_off).state, visitor.visit(put_off).reason) == (
        "postponed", "新总经理下周到任",
    )  # fmt: skip
    moved = visitor.visits()[-1]
    assert (moved.postponed_from_id, moved.planned_on, moved.planned_from, moved.state) == (
        put_off, LATER, "10:00", "planned",
    )  # fmt: skip
    assert visitor.tab.calendar.view().current_key() == ("visit", moved.id)

    # One was held, and is written up: what they need, what came of it, what follows, what it cost.
    visitor.shows(held)
    visitor.steps = 0
    visitor.press(_("Start the record"), visitor.tab)
    visitor.types("交期十天以内")
    visitor.key(Qt.Key.Key_1, ALT)
    visitor.types("寄报价")
    visitor.key(Qt.Key.Key_Tab)
    visitor.types("14")
    visitor.clicks(visitor.record.form.tables["expenses"].add_link)
    visitor.types("36")
    visitor.key(Qt.Key.Key_Return, CTRL)  # in a row: it is complete, the next one
    visitor.key(Qt.Key.Key_Return, CTRL)  # in an empty one: the record is finished
    person.wait()
    assert visitor.steps < 12
    written = visitor.visit(held)
    assert (written.state, written.held_on, written.held_from) == ("reported", TODAY, HOUR)
    assert (written.needs, written.result, written.next_step) == (
        "交期十天以内", "advance", "寄报价",
    )  # fmt: skip

    # What it cost is claimed; nobody has to agree, so it is approved when it is handed in.
    expenses = visitor.goes_to_the_expenses()
    visitor.qt_click(expenses.table.all_box())
    person.press(_("Claim them"), expenses)
    (spent,) = _all(visitor, Expense)
    assert (spent.amount, spent.visit_id, spent.on) == (Decimal(36), held, TODAY)
    person.press(_("Hand in"), expenses)
    (claim,) = _all(visitor, ExpenseClaim)
    assert (claim.state, claim.submitted_on) == ("approved", None)
    assert _all(visitor, Expense)[0].claim_id == claim.id

    # The next appointment stands in the calendar as the next plan, with the people met.
    following = next_working_day(visitor, 14)
    upcoming = visitor.visit(visitor.visit(held).next_visit_id)
    assert (upcoming.state, upcoming.planned_on, upcoming.subject) == (
        "planned", following, "寄报价",
    )  # fmt: skip
    assert person.accounts()["云麓食品"].next_contact_on == following
    assert person.accounts()["云麓食品"].last_contact_on == TODAY
    visitor.goes_to_the_visits()
    visitor.tab.show_day(following)
    person.wait()
    shown = visitor.tab.calendar.view().entries.items
    assert upcoming.id in [each.entry.id for each in shown if each.entry]
    with store.read() as session:
        own = [each.name for each in child_rows.rows(session, VisitPerson, upcoming.id)]
    assert "专员丁" in own

    # Undo takes the week back, step by step, to the byte.
    assert visitor.undoes_all(str(beginning)) == 10
    assert exported(store, tmp_path / "after.json") == before
    assert QApplication.activeModalWidget() is None


def _all(visitor: Visitor, record):  # type: ignore[no-untyped-def] # any record
    with visitor.store.read() as session:
        living = select(record).where(record.deleted_at.is_(None)).order_by(record.id)
        return list(session.scalars(living))
